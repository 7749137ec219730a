"""Other organisations that families can turn to. Files are `signposts/<locale>.yml`. Listing is not recommending."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge_base.front_matter import check_address, check_ids, read_id
from knowledge_base.imprint import Imprint, read_imprint
from knowledge_base.page_file import Shelf, check_place, load_single, open_yaml
from knowledge_base.yaml_table import Table

SIGNPOSTS = Path(__file__).with_name("signposts")
GROUPS = ("law", "complaints", "family", "health", "young", "money")


@dataclass(frozen=True)
class Signpost:
    """An organisation. `checked_on` is the day a person called its number; until then it is shown as unchecked."""

    id: str
    name: str
    group: str
    what_for: str
    who_for: str
    url: str
    phone: str | None
    checked_on: date | None


@dataclass(frozen=True)
class Signposts:
    """Every organisation, in the order of the file."""

    imprint: Imprint
    entries: tuple[Signpost, ...]


def load_signposts(root: Path = SIGNPOSTS) -> Shelf[Signposts]:
    """Load the list in every language.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    return load_single(root, read_signposts)


def read_signposts(text: str, path: Path, english: Signposts | None = None) -> Signposts:
    """Read the list from its text. A translation has ids and texts only; the rest is the English file's.

    Raises:
        BadArticles: with everything that is wrong.
    """
    file = open_yaml(text, path)
    check_place(file.table, path.parent.name, path.stem)
    imprint = read_imprint(file.table, file.sha256, english.imprint if english else None, ("entries",))
    rows = file.table.tables("entries")
    check_ids(rows)
    if english and imprint.is_translation:
        originals = {entry.id: entry for entry in english.entries}
        entries = tuple(entry for row in rows if (entry := _translated(row, originals)))
        if len(entries) != len(originals):
            file.table.note("entries", '"entries" has to have the ids of the English.')
    else:
        entries = tuple(_entry(row) for row in rows)
    file.refuse()
    return Signposts(imprint, entries)


def _entry(row: Table) -> Signpost:
    row.only(("id", "name", "group", "what_for", "who_for", "url", "phone", "checked"))
    phone = None if _is_empty(row, "phone") else row.optional_text("phone")
    checked = None if _is_empty(row, "checked") else row.day("checked")
    if checked and not phone:
        row.note("checked", "There is no number here that could be checked.")
    url = row.text("url")
    if url and (fault := check_address(url)):
        row.note("url", fault)
    group = row.one_of("group", GROUPS)
    return Signpost(
        read_id(row), row.text("name"), group, row.text("what_for"), row.text("who_for"), url, phone, checked
    )


def _translated(row: Table, originals: Mapping[str, Signpost]) -> Signpost | None:
    row.only(("id", "name", "what_for", "who_for"))
    name, what_for, who_for = row.text("name"), row.text("what_for"), row.text("who_for")
    own = originals.get(read_id(row))
    if own is None:
        return None
    return Signpost(own.id, name, own.group, what_for, who_for, own.url, own.phone, own.checked_on)


def _is_empty(row: Table, key: str) -> bool:
    return row.peek(key) in ("", "null", "~")
