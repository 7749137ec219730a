"""The parts of an article."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

ENGLISH = "en"
SECTIONS = ("short", "law", "usually", "options", "nothing", "young_person_short", "young_person")
PARTIAL_SECTIONS = ("short", "options", "young_person_short")
"""What a translation in part holds; the rest is shown in English."""
PARTIAL = "short_and_options"
YOUNG_PERSON_SECTIONS = ("young_person_short", "young_person")
AUDIENCES = ("parent", "young_person", "professional")
LEGAL_STATUSES = ("in_force", "guidance", "local", "proposed")
SOURCE_KINDS = ("law", "statutory_guidance", "local_policy", "good_practice")
LOCAL_FACTS = (
    "local_offer",
    "council_send_team",
    "council_complaints",
    "school_transport",
    "post16_transport",
    "short_breaks",
    "personal_budgets",
    "mediation_service",
    "childrens_services",
    "parent_forum",
)
"""What the profile's `local` names: an address, a page or a number each."""
PLACEHOLDERS = ("service", "phone", "email", "hours", "web", "council", *LOCAL_FACTS)
UNCHECKED = "unchecked_translation"


@dataclass(frozen=True)
class Source:
    """Where a statement comes from; `kind` is one of SOURCE_KINDS."""

    id: str
    kind: str
    name: str
    url: str


@dataclass(frozen=True)
class Option:
    """One thing a family could do, and how the service can help with it."""

    text: str
    help: str


@dataclass(frozen=True)
class HandOver:
    """When this topic offers a person. Any one cue is enough; `+` joins phrases that must all occur."""

    id: str
    when: str
    cues: tuple[str, ...]
    example: str
    english_cues: tuple[str, ...] = ()
    """A translation's: the English article's cues, tried as well, since people mix languages."""


@dataclass(frozen=True)
class Passage:
    """A piece of an article's text: a paragraph, a list item, an option or its help; `line` is 1-based."""

    section: str
    line: int
    text: str


@dataclass(frozen=True)
class Article:
    """A topic in one locale. Texts keep inline Markdown and `[^id]` marks; see `plain` and `cited`.

    `usually`, `nothing` and `young_person` are Markdown: paragraphs and lists between blank lines.
    The young person's two texts are both there or both None. `status` and `translates` are a translation's:
    UNCHECKED, and the hash of the English it was made from (None if never stamped). A translation in part
    (`is_partial`) leaves `law`, `usually`, `nothing` and `young_person` empty.
    """

    topic: str
    locale: str
    title: str
    audience: tuple[str, ...]
    legal_status: str
    created_on: date
    amended_on: date
    review_by: date
    sources: tuple[Source, ...]
    related: tuple[str, ...]
    hand_over: tuple[HandOver, ...]
    short: str
    law: tuple[str, ...]
    usually: str
    options: tuple[Option, ...]
    nothing: str
    young_person_short: str | None
    young_person: str | None
    status: str | None
    translates: str | None
    sha256: str
    is_partial: bool = False
    path: Path = field(default=Path(), compare=False)
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """1-based line of each front matter field, for messages."""
    passages: tuple[Passage, ...] = field(default=(), compare=False, repr=False)
    """The body once more, piece by piece with its lines, for the linter."""
