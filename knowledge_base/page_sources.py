"""Where a page's statements come from: the `sources` of its fields."""

from collections.abc import Container
from dataclasses import dataclass

from knowledge_base.front_matter import check_address
from knowledge_base.yaml_table import Table


@dataclass(frozen=True)
class PageSource:
    """A page that a reader can open. `url` starts with https://, or with / for a page of ours."""

    id: str
    name: str
    url: str


def read_sources(table: Table) -> tuple[PageSource, ...]:
    """Read `sources`: a name for each, with what it is called and where it is."""
    return tuple(_source(id_, fields) for id_, fields in table.named_tables("sources").items())


def check_all_named(table: Table, sources: tuple[PageSource, ...], named: Container[str]) -> None:
    """Every source is named by a line."""
    for source in sources:
        if source.id not in named:
            table.note("sources", f'The source "{source.id}" is not used. Name it beside a line or take it out.')


def _source(id_: str, fields: Table) -> PageSource:
    fields.only(("name", "url"))
    source = PageSource(id_, fields.text("name"), fields.text("url"))
    fault = None if source.url.startswith("/") or not source.url else check_address(source.url)
    if fault:
        fields.note("url", fault)
    return source
