"""What every page to read says of itself: its id, language, version and dates, and who approved its exact text."""

import hashlib
import re
import unicodedata
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from knowledge_base.schema import ENGLISH, UNCHECKED
from knowledge_base.yaml_table import Table

ENGLISH_FIELDS = ("id", "locale", "title", "version", "created", "amended", "review_by")
TRANSLATION_FIELDS = ("id", "locale", "title", "status", "translates")
APPROVAL_FIELDS = ("approved_by", "approved_on", "approved_text")
_HASH = re.compile(r"[0-9a-f]{64}")
_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")
_APART = re.compile(rf"(?m)^(?:version|created|amended|review_by|{'|'.join(APPROVAL_FIELDS)}):.*\n?")
_INHERITED = "A translation takes it from the English file. Take this field out."
_ONLY_TRANSLATED = "Only a translation has it."


@dataclass(frozen=True)
class Approval:
    """Who at the service approved a page, when, and the hash of the text they read."""

    by: str
    on: date
    text: str


@dataclass(frozen=True)
class Imprint:
    """A page's own facts. A translation takes its version and dates from the English.

    `sha256` is of the text alone: dates and approval may change without changing it.
    """

    id: str
    locale: str
    title: str
    version: str
    created_on: date
    amended_on: date
    review_by: date
    sha256: str
    translates: str | None = None
    approval: Approval | None = None
    path: Path = field(default=Path(), compare=False)
    review_line: int = field(default=1, compare=False)

    @property
    def is_approved(self) -> bool:
        """Whether a named person at the service approved this exact text; an edit voids it (R24)."""
        return self.approval is not None and self.approval.text == self.sha256

    @property
    def is_translation(self) -> bool:
        """Whether it was made from an English page."""
        return self.locale != ENGLISH


def hash_of_text(fields: str, body: str = "") -> str:
    """Return the sha256 of a page's text as hex, without its dates and approval."""
    text = f"{_APART.sub('', fields)}\n{body}"
    lines = (" ".join(line.split()) for line in unicodedata.normalize("NFC", text).split("\n"))
    return hashlib.sha256("\n".join(filter(None, lines)).encode()).hexdigest()


def read_imprint(table: Table, sha256: str, english: Imprint | None, more: tuple[str, ...]) -> Imprint:
    """Read the fields that every page has, and refuse all but them and `more`."""
    locale = table.text("locale")
    if locale and not _LOCALE.fullmatch(locale):
        table.note("locale", f'"{locale}" is no locale. Use one like en, ur or ur-Latn.')
    if locale == ENGLISH or english is None:
        if locale not in ("", ENGLISH):
            table.problems.add(1, "There is no English file to translate.")
        return _english(table, sha256, more)
    return _translation(table, sha256, english, more)


def _english(table: Table, sha256: str, more: tuple[str, ...]) -> Imprint:
    table.only((*ENGLISH_FIELDS, *APPROVAL_FIELDS, *more), TRANSLATION_FIELDS, _ONLY_TRANSLATED)
    imprint = Imprint(
        id=table.text("id"),
        locale=ENGLISH,
        title=table.text("title"),
        version=table.text("version"),
        created_on=table.day("created"),
        amended_on=table.day("amended"),
        review_by=table.day("review_by"),
        sha256=sha256,
        approval=_approval(table),
        path=table.problems.path,
        review_line=table.lines.get("review_by", 1),
    )
    if date.min < imprint.amended_on < imprint.created_on:
        table.note("amended", f'"amended" ({imprint.amended_on}) is before "created" ({imprint.created_on}).')
    if date.min < imprint.review_by < imprint.amended_on:
        table.note("review_by", f'"review_by" ({imprint.review_by}) is before "amended" ({imprint.amended_on}).')
    return imprint


def _translation(table: Table, sha256: str, english: Imprint, more: tuple[str, ...]) -> Imprint:
    table.only((*TRANSLATION_FIELDS, *APPROVAL_FIELDS, *more), ENGLISH_FIELDS, _INHERITED)
    table.one_of("status", (UNCHECKED,))
    translates = table.optional_text("translates")
    if translates is not None and not _HASH.fullmatch(translates):
        table.note("translates", '"translates" is not a hash. Leave it empty and run "alongside kb stamp".')
    return Imprint(
        id=table.text("id"),
        locale=table.text("locale"),
        title=table.text("title"),
        version=english.version,
        created_on=english.created_on,
        amended_on=english.amended_on,
        review_by=english.review_by,
        sha256=sha256,
        translates=translates,
        approval=_approval(table),
        path=table.problems.path,
    )


def _approval(table: Table) -> Approval | None:
    """All three fields or none."""
    given = [name for name in APPROVAL_FIELDS if table.optional_text(name) is not None]
    if not given:
        return None
    for name in APPROVAL_FIELDS:
        if name not in given:
            table.note(given[0], f'"{name}" is missing. An approval has {", ".join(APPROVAL_FIELDS)}.')
    if len(given) < len(APPROVAL_FIELDS):
        return None
    approval = Approval(table.text("approved_by"), table.day("approved_on"), table.text("approved_text"))
    if not _HASH.fullmatch(approval.text):
        table.note("approved_text", '"approved_text" is not a hash. "python -m knowledge_base.page_list" shows it.')
    return approval
