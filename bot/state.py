"""What a conversation is in the middle of, and what a turn changes."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date, datetime
from typing import Any, Literal

from bot.events import Event
from intents.schema import Parse

DECLINED = "declined"  # the value of a slot that was asked for and skipped (R6)


@dataclass(frozen=True)
class FlowState:
    """Where a conversation stands. Plain values only: it is stored as JSON, encrypted."""

    flow: str | None = None  # the open flow
    step: str | None = None  # its open question
    slots: Mapping[str, str] = field(default_factory=dict)
    speaker: str | None = None  # parent, carer, young_person, child, helper, professional
    choices: tuple[str, ...] = ()  # the choices last shown, in order, so that "2" means the second
    topic: str | None = None  # the topic last answered, or waiting to be confirmed
    words: str = ""  # the question that led here, in their own words
    asked: str = ""  # the last question, in their own words
    welcomed: bool = False
    is_paused: bool = False  # after a risk of harm, until a choice
    reference: str | None = None  # of the enquiry sent
    replies: int = 0  # taps and texts since they asked for a person (R16)
    triggers: tuple[str, ...] = ()  # ids of the hand-over triggers met so far
    level: int = 1  # the highest level they propose
    offered: tuple[str, ...] = ()  # languages offered or named so far: each is, once
    letter: Mapping[str, str] = field(default_factory=dict)  # confirmed by them: its kind, on, certificate (ISO)
    opened_position: int | None = None  # the message with which the enquiry began (R47)
    rest: tuple[Mapping[str, Any], ...] = ()  # text messages that wait for MORE, as `sms_layout` keeps them
    shown_at: int | None = None  # the text message with these choices: a number sent before it means another question
    route: str | None = None  # how they found us, where their way in said it

    def with_slot(self, name: str, value: str) -> "FlowState":
        """The same state with one more answer."""
        return replace(self, slots={**self.slots, name: value})

    def to_json(self) -> dict[str, Any]:
        """For storage."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> "FlowState":
        """From storage; unknown names of an older release are dropped."""
        known = {f.name for f in fields(cls)}
        values = {key: value for key, value in stored.items() if key in known}
        for name in ("choices", "triggers", "offered", "rest"):
            values[name] = tuple(values.get(name, ()))
        return cls(**values)


@dataclass(frozen=True)
class TextPart:
    """A fixed text by key. A family's own words appear only among its values (M1)."""

    key: str
    values: Mapping[str, Any] = field(default_factory=dict)
    role: str = "text"
    locale: str | None = None  # only where it is not the reply's


@dataclass(frozen=True)
class ArticlePart:
    """One section of an article: short, options, nothing or sources."""

    topic: str
    section: Literal["short", "options", "nothing", "young_person_short", "young_person"]

    @property
    def role(self) -> str:
        """How a channel shows it."""
        return "short" if self.section == "young_person_short" else self.section


Part = TextPart | ArticlePart


@dataclass(frozen=True)
class Choice:
    """A button on the web, a number on SMS. `id` is "<question>:<value>"."""

    id: str
    key: str = ""  # of its label; empty for a topic, whose title is the label
    topic: str | None = None


@dataclass(frozen=True)
class Reply:
    """One text out. `locale` only where it is not the conversation's: an offer made in its own language.

    `at_once`: no part of it may wait until somebody asks for more, however long it is.
    """

    parts: tuple[Part, ...]
    choices: tuple[Choice, ...] = ()
    locale: str | None = None
    at_once: bool = False


@dataclass(frozen=True)
class Trigger:
    """Why a person is offered beside the answer, and the level it proposes (1-4)."""

    id: str
    level: int


@dataclass(frozen=True)
class Thresholds:
    """From intents/thresholds.yml: when to answer, and when to offer topics instead."""

    answer: float
    clarify: float
    margin: float


@dataclass(frozen=True)
class World:
    """What a decision may depend on besides the turn: facts, looked up before and passed in."""

    now: datetime
    thresholds: Thresholds
    articles: frozenset[tuple[str, str]]  # (topic, locale) that may be served now
    young_versions: frozenset[tuple[str, str]]  # those with a young person's version
    restate: frozenset[str]  # topics restated before they are answered (R55)
    languages: tuple[str, ...]
    is_open: bool
    opens_at: datetime
    promised_on: date
    promised_with_interpreter_on: date
    reference: str  # for an enquiry that this turn may open
    needs_interpreter: bool = False  # they write in a language other than English (R49)
    is_demonstration: bool = True
    other_languages: frozenset[str] = frozenset()  # tags beyond those offered in which we have a sentence
    being_checked: frozenset[str] = frozenset()  # topics whose page may not be served today
    time_limits: frozenset[str] = frozenset()  # ids of the rules that may show a date today


@dataclass(frozen=True)
class Turn:
    """One message and everything that decides what to answer."""

    text: str
    state: FlowState
    world: World
    locale: str
    choice: str | None = None
    parse: Parse | None = None  # None: the engine is away, or the text needs no reading
    is_risk: bool = False
    detected: str | None = None  # BCP 47 of the language found; None when unsure
    is_detection_sure: bool = False
    detected_second: str | None = None  # the next likeliest, where the two are close
    is_too_short: bool = False  # for an offer of a language: a word or two, or a name
    locale_chosen: bool = False
    found: tuple[str, ...] = ()  # topics by keyword search, when the engine is away
    general_triggers: tuple[Trigger, ...] = ()  # when a person is offered, whatever the topic
    topic_triggers: Mapping[str, tuple[Trigger, ...]] = field(default_factory=dict)  # by topic
    outside: str | None = None  # other_law or spam by its words alone, whatever the engine thinks
    caseworker_wrote_lately: bool = False
    held: bool = False
    stopped: bool = False
    channel: str = "web"
    carrier_answered: str | None = None  # stop, start or help: a keyword that the carrier has answered itself


@dataclass(frozen=True)
class Outcome:
    """All that a turn changes."""

    state: FlowState
    replies: tuple[Reply, ...] = ()
    events: tuple[Event, ...] = ()
    rule: str = ""  # the rule that decided
    route: str = ""  # answer, clarify, unknown, handoff, urgent, out_of_scope, flow
    topic: str | None = None
    hides_words: bool = False  # the message held a secret: its words are not kept
    brings_more: bool = False  # the next text message of those that wait, in place of replies
