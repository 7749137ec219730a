"""The fields at the top of an article."""

import re
from collections.abc import Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlsplit

from knowledge_base.cues import faults_in_cues
from knowledge_base.schema import (
    AUDIENCES,
    LEGAL_STATUSES,
    PARTIAL,
    PLACEHOLDERS,
    SOURCE_KINDS,
    UNCHECKED,
    Article,
    HandOver,
    Source,
)
from knowledge_base.yaml_table import Table

TRANSLATION_FIELDS = ("topic", "locale", "title", "hand_over", "status", "extent", "translates")
ENGLISH_FIELDS = (
    *("topic", "locale", "title", "audience", "legal_status", "created", "amended", "review_by"),
    *("sources", "related", "hand_over"),
)
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_HASH = re.compile(r"[0-9a-f]{64}")
_INHERITED = "A translation takes it from the English article. Take this field out."


@dataclass(frozen=True)
class TranslationMark:
    """What only a translation has; an English article's is empty."""

    status: str | None = None
    translates: str | None = None
    is_partial: bool = False


@dataclass(frozen=True)
class Facts:
    """What a translation takes from its English article."""

    audience: tuple[str, ...]
    legal_status: str
    created_on: date
    amended_on: date
    review_by: date
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    source_lines: Mapping[str, int]


def facts_of(english: Article) -> Facts:
    """Return what a translation takes from its English article."""
    return Facts(
        english.audience,
        english.legal_status,
        english.created_on,
        english.amended_on,
        english.review_by,
        english.sources,
        english.related,
        source_lines={},
    )


def read_facts(table: Table, topics: Container[str], today: date | None) -> Facts:
    """Read the fields that only an English article has."""
    table.only(ENGLISH_FIELDS, TRANSLATION_FIELDS, "Only a translation has it.")
    sources = table.named_tables("sources")
    facts = Facts(
        audience=table.some_of("audience", AUDIENCES),
        legal_status=table.one_of("legal_status", LEGAL_STATUSES),
        created_on=table.day("created"),
        amended_on=table.day("amended"),
        review_by=table.day("review_by"),
        sources=tuple(_source(name, fields) for name, fields in sources.items()),
        related=table.texts("related"),
        source_lines={name: fields.line for name, fields in sources.items()},
    )
    _check_days(facts, table, today)
    for topic in facts.related:
        if topic not in topics:
            table.note("related", f'"related" names "{topic}", which is not in topics.csv.')
    return facts


def read_translation_mark(table: Table) -> TranslationMark:
    """Read a translation's status, whether it is whole, and the hash of the English it was made of."""
    table.only(TRANSLATION_FIELDS, ENGLISH_FIELDS, _INHERITED)
    translates = table.optional_text("translates")
    if translates is not None and not _HASH.fullmatch(translates):
        table.note("translates", '"translates" is not a hash. Leave it empty and run "alongside kb stamp".')
    is_partial = "extent" in table.nodes and table.one_of("extent", (PARTIAL,)) == PARTIAL
    return TranslationMark(table.one_of("status", (UNCHECKED,)), translates, is_partial)


def read_hand_over(table: Table) -> tuple[HandOver, ...]:
    """Read when this topic offers a person. Each example has to meet its own cues."""
    rows = table.tables("hand_over")
    check_ids(rows)
    return tuple(_trigger(row) for row in rows)


def read_id(row: Table) -> str:
    """Read an id in small letters and hyphens."""
    name = row.text("id")
    if name and not _ID.fullmatch(name):
        row.note("id", f'The id "{name}" may hold only small letters a to z, numbers and single hyphens.')
    return name


def check_ids(rows: Sequence[Table]) -> None:
    """No id is used twice."""
    ids = [row.peek("id") for row in rows]
    for number, row in enumerate(rows):
        if ids[number] and ids[number] in ids[:number]:
            row.note("id", f'The id "{ids[number]}" is used twice.')


def check_address(address: str) -> str | None:
    """Return what is wrong with a web address, or None."""
    try:
        parts = urlsplit(address)
        has_host = "." in (parts.hostname or "") and parts.port != 0
    except ValueError:
        return f'"{address}" is not a web address.'
    if parts.scheme not in ("http", "https") or not has_host or re.search(r"[\s<>\"{}\\]", address):
        return f'"{address}" is not a web address. It has to start with https:// and hold no spaces.'
    return None


def _trigger(row: Table) -> HandOver:
    row.only(("id", "when", "cues", "example"))
    trigger = HandOver(read_id(row), row.text("when"), row.texts("cues"), row.text("example"))
    for fault in faults_in_cues(trigger.cues, [trigger.example]) if "cues" in row.nodes else ():
        row.note("cues", fault)
    return trigger


def _source(name: str, fields: Table) -> Source:
    fields.only(("kind", "name", "url"))
    source = Source(name, fields.one_of("kind", SOURCE_KINDS), fields.text("name"), fields.text("url"))
    if not _ID.fullmatch(name):
        message = f'The source "{name}" may hold only small letters a to z, numbers and single hyphens.'
        fields.problems.add(fields.line, message)
    is_local_page = source.kind == "local_policy" and source.url in [f"{{{word}}}" for word in PLACEHOLDERS]
    fault = check_address(source.url) if source.url and not is_local_page else None
    if fault:
        fields.note("url", fault)
    return source


def _check_days(facts: Facts, table: Table, today: date | None) -> None:
    if today and date.min < today < facts.created_on:
        table.note("created", f'"created" is in the future: {facts.created_on}.')
    if date.min < facts.amended_on < facts.created_on:
        table.note("amended", f'"amended" ({facts.amended_on}) is before "created" ({facts.created_on}).')
    if date.min < facts.review_by < facts.amended_on:
        table.note("review_by", f'"review_by" ({facts.review_by}) is before "amended" ({facts.amended_on}).')
