"""What a turn makes happen outside the conversation. `bot/main.py` connects each to its handlers."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Event:
    """Something that happened. The turn's conversation and message go with it."""


@dataclass(frozen=True)
class RiskSeen(Event):
    """A message shows that somebody may be hurt (R32)."""

    speaker: str | None = None


@dataclass(frozen=True)
class RecordDecided(Event):
    """They agreed that we keep a record, or not. `key` is the wording they saw."""

    agreed: bool
    key: str = "enquiry.consent"


@dataclass(frozen=True)
class EnquirySent(Event):
    """The enquiry is complete enough to be passed on."""

    reference: str
    slots: Mapping[str, str]
    speaker: str | None
    topic: str | None
    words: str
    promised_on: date
    level: int
    triggers: tuple[str, ...] = ()
    route: str | None = None  # how they found us, where their way in said it


@dataclass(frozen=True)
class EnquiryAmended(Event):
    """Something given after the reference: route, area or passphrase."""

    reference: str
    slots: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class SharingStopped(Event):
    """Stop talking to everyone we were allowed to; takes effect at once (R9, R47)."""

    reference: str | None


@dataclass(frozen=True)
class OptedOut(Event):
    """STOP: nothing more goes to this address, from anyone."""


@dataclass(frozen=True)
class OptedIn(Event):
    """START after STOP."""


@dataclass(frozen=True)
class LocaleChosen(Event):
    """They chose the language we answer in."""

    locale: str


@dataclass(frozen=True)
class AnswerRated(Event):
    """Did this answer your question?"""

    topic: str
    rating: str


@dataclass(frozen=True)
class QuestionLeftOpen(Event):
    """A question that no article answered: `kind` is unanswered, unhelpful or clarified (R26a)."""

    kind: str
    words: str
    topic: str | None = None


@dataclass(frozen=True)
class ComplaintMade(Event):
    """A complaint about this service (R39)."""

    reference: str
    words: str


@dataclass(frozen=True)
class DeletionAsked(Event):
    """They want what we hold deleted. `now` where no record was agreed to: the chat goes at once."""

    reference: str | None


@dataclass(frozen=True)
class DeletionCancelled(Event):
    """They changed their mind within the seven days."""

    reference: str


@dataclass(frozen=True)
class DeficitNoted(Event):
    """We could not do what was asked for (R35)."""

    reason: str


@dataclass(frozen=True)
class WroteToCaseworker(Event):
    """They wrote while a caseworker has the conversation: an answer is owed."""
