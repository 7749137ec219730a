"""The table of time limits, `deadlines.yml`: what starts them, how they count, and the hash a review is bound to."""

import hashlib
import json
from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date
from functools import cache
from pathlib import Path

from knowledge_base.front_matter import check_address
from knowledge_base.problems import BadArticles, Problems
from knowledge_base.topics import load_topics
from knowledge_base.yaml_table import Table, read_yaml

DEADLINES_YML = Path(__file__).with_name("deadlines.yml")
AREAS = ("assessment", "plan", "review", "exclusion", "moving", "other")
WHO = ("family", "council", "school")
UNITS = ("days", "weeks", "months", "working_days", "school_days", "before_date")
STATUSES = ("primary", "secondary", "unverified")
SOURCE_KINDS = ("law", "statutory_guidance")
COUNTING = 1  # how `deadline_days.py` counts: raise it when that changes, and every rule is to be signed again
_RULE_FIELDS = frozenset(
    """
    id gives starts who amount unit first_day before certificate_months unless_certificate extension status sources note
    """.split()
)


@dataclass(frozen=True)
class StartKind:
    """A kind of letter, or an event, that time limits start from. `when` says it to staff."""

    id: str
    area: str
    is_letter: bool
    when: str
    topics: tuple[str, ...]
    is_ahead: bool = False  # the day is still to come


@dataclass(frozen=True)
class RuleSource:
    """Where a rule can be read."""

    kind: str
    name: str
    url: str


@dataclass(frozen=True)
class Rule:
    """One time limit. `before` is a day of the year, "02-15", for the unit before_date; `amount` is 0 there."""

    id: str
    gives: str
    starts: tuple[str, ...]
    who: str
    amount: int
    unit: str
    first_day_counts: bool
    before: str
    certificate_months: int
    unless_certificate: bool
    is_extended: bool
    status: str
    sources: tuple[RuleSource, ...]
    note: str

    @property
    def sha256(self) -> str:
        """Of everything that the rule says, and of the way of counting, in a canonical form; in hex."""
        return _hash_of(self)

    @property
    def is_verified(self) -> bool:
        """Whether the figure was seen in a source at all."""
        return self.status != "unverified"


@cache
def _hash_of(rule: Rule) -> str:
    words = json.dumps({**asdict(rule), "counting": COUNTING}, ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(words.encode()).hexdigest()


@dataclass(frozen=True)
class TimeLimits:
    """The whole table, in its own order."""

    kinds: tuple[StartKind, ...]
    rules: tuple[Rule, ...]

    def kind(self, kind_id: str | None) -> StartKind | None:
        """The kind of this id."""
        return next((kind for kind in self.kinds if kind.id == kind_id), None)

    def kinds_of_topic(self, topic: str | None) -> tuple[str, ...]:
        """What may have started a time limit, for a topic."""
        return tuple(kind.id for kind in self.kinds if topic in kind.topics)

    def kinds_of_area(self, area: str) -> tuple[str, ...]:
        """What may have started a time limit, for a part of the law."""
        return tuple(kind.id for kind in self.kinds if kind.area == area)

    def turns_on_letter(self, topic: str | None) -> bool:
        """Whether a letter starts a time limit of this topic."""
        return any(kind.is_letter and topic in kind.topics for kind in self.kinds)

    def rules_of(self, kind_id: str) -> tuple[Rule, ...]:
        """The time limits that a kind starts."""
        return tuple(rule for rule in self.rules if kind_id in rule.starts)

    def takes_certificate(self, kind_id: str) -> bool:
        """Whether a mediation certificate matters."""
        return any(rule.certificate_months for rule in self.rules_of(kind_id))


@cache
def load_time_limits(path: Path = DEADLINES_YML) -> TimeLimits:
    """Load the table.

    Raises:
        BadArticles: with everything that is wrong.
    """
    return read_time_limits(path.read_text(encoding="utf-8-sig"), path)


def read_time_limits(text: str, path: Path) -> TimeLimits:
    """Read the table from its text.

    Raises:
        BadArticles: with everything that is wrong.
    """
    problems = Problems(path)
    table = read_yaml(text, problems)
    kind_rows, rule_rows = (table.tables(name) if table else [] for name in ("kinds", "rules"))
    kinds = tuple(_kind(row) for row in kind_rows)
    rules = tuple(_rule(row, {kind.id for kind in kinds}) for row in rule_rows)
    for rows in (kind_rows, rule_rows):
        _refuse_twice(rows)
    for row, kind in zip(kind_rows, kinds, strict=True):
        if not any(kind.id in rule.starts for rule in rules):
            row.note("id", f'No rule starts from "{kind.id}".')
    if problems.found:
        raise BadArticles(problems.found)
    return TimeLimits(kinds, rules)


def _refuse_twice(rows: list[Table]) -> None:
    seen: set[str] = set()
    for row in rows:
        if row.peek("id") in seen:
            row.note("id", f'The id "{row.peek("id")}" is given twice.')
        seen.add(row.peek("id"))


def _kind(row: Table) -> StartKind:
    row.only(("id", "area", "is_letter", "is_ahead", "when", "topics"))
    is_letter = row.one_of("is_letter", ("true", "false")) == "true"
    topics = row.some_of("topics", tuple(load_topics()))
    is_ahead = row.peek("is_ahead") == "true"
    return StartKind(row.text("id"), row.one_of("area", AREAS), is_letter, row.text("when"), topics, is_ahead)


def _rule(row: Table, kinds: Collection[str]) -> Rule:
    row.only(_RULE_FIELDS)
    unit = row.one_of("unit", UNITS)
    is_counted = unit != "before_date"
    row.only(_RULE_FIELDS - ({"before"} if is_counted else {"amount", "first_day"}), _RULE_FIELDS, "The unit differs.")
    return Rule(
        id=row.text("id"),
        gives=row.text("gives"),
        starts=row.some_of("starts", tuple(sorted(kinds))),
        who=row.one_of("who", WHO),
        amount=_number(row, "amount") if is_counted else 0,
        unit=unit,
        first_day_counts=is_counted and row.one_of("first_day", ("counts", "after")) == "counts",
        before="" if is_counted else _day_of_year(row),
        certificate_months=_number(row, "certificate_months") if "certificate_months" in row.nodes else 0,
        unless_certificate=row.peek("unless_certificate") == "true",
        is_extended="extension" in row.nodes and row.one_of("extension", ("tribunal",)) == "tribunal",
        status=row.one_of("status", STATUSES),
        sources=tuple(_source(source) for source in row.tables("sources")),
        note=row.optional_text("note") or "",
    )


def _number(row: Table, key: str) -> int:
    word = row.text(key)
    if word.isdecimal() and 0 < int(word) < 100:
        return int(word)
    row.note(key, f'"{key}" has to be a whole number from 1 to 99.')
    return 1


def _day_of_year(row: Table) -> str:
    word = row.text("before")
    try:
        date.fromisoformat(f"2025-{word}")
    except ValueError:
        row.note("before", '"before" has to be a day of every year, month first, such as "02-15".')
        return "01-02"
    return word


def _source(row: Table) -> RuleSource:
    row.only(("kind", "name", "url"))
    url = row.text("url")
    if url and (fault := check_address(url)):
        row.note("url", fault)
    return RuleSource(row.one_of("kind", SOURCE_KINDS), row.text("name"), url)
