"""The fields of an enquiry as staff read them, each with its value, "Asked and declined" or "Not asked". Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache

from bot.library import Library
from bot.state import DECLINED
from handoff.codes import CODES, in_words, language_in_words
from handoff.console_pages import day_in_words
from handoff.models import Enquiry
from knowledge_base.deadlines import load_time_limits
from knowledge_base.hand_over import load_general_triggers

_UNSAFE_PHONE = frozenset({"yes", "not_sure", DECLINED, None})


@dataclass(frozen=True)
class Field:
    """One line of the record. `is_known` is False where there is no answer."""

    label: str
    value: str
    is_known: bool = True


def _coded(label: str, name: str, code: str | None) -> Field:
    return Field(label, in_words(name, code), is_known=code not in {None, DECLINED})


def _typed(label: str, text: str | None) -> Field:
    return _coded(label, "", text)


def _dated(label: str, text: str | None) -> Field:
    try:
        return Field(label, day_in_words(date.fromisoformat(text or "")))
    except ValueError:
        return _typed(label, text)


def _letter(kind_id: str | None) -> Field:
    kind = load_time_limits().kind(kind_id)
    return Field("Letter or event", kind.when) if kind else _coded("Letter or event", "letter_kind", kind_id)


def fields_of(enquiry: Enquiry) -> Sequence[Field]:
    """Every field but the family's own words, which are shown apart."""
    return (
        _coded("Who is writing", "speaker", enquiry.speaker),
        _typed("Name to ask for", enquiry.contact_name),
        _coded("How to reach them", "contact_how", enquiry.contact_how),
        _typed("Number or address", enquiry.contact_value),
        _coded("Could others see this phone", "phone_seen", enquiry.phone_seen),
        Field("Language", language_in_words(enquiry.locale)),
        _coded("Their words", "interpretation", enquiry.interpretation),
        _coded("Support they need", "support", enquiry.support),
        _coded("School year or age", "school_year", enquiry.school_year),
        _coded("Young person's agreement", "young_person_agreement", enquiry.young_person_agreement),
        _coded("Stage", "sen_stage", enquiry.sen_stage),
        _letter(enquiry.letter_kind),
        _dated("Date of the letter", enquiry.letter_on),
        _dated("Date of the mediation certificate", enquiry.certificate_on),
        _coded("How they found the service", "route", enquiry.route),
        _typed("Area", enquiry.area),
        _coded("Came by", "channel", enquiry.channel),
        Field(
            "Passphrase for coming back", "Set" if enquiry.passphrase_hash else "None", bool(enquiry.passphrase_hash)
        ),
    )


def others_may_see(enquiry: Enquiry) -> bool:
    """Whether somebody else may see the phone: yes, not sure, or unanswered (R46)."""
    return enquiry.phone_seen in _UNSAFE_PHONE


def level_reasons(enquiry: Enquiry, library: Library) -> list[str]:
    """Why the level is proposed, as the hand-over rules say it to staff."""
    meanings = _topic_meanings(library) | _general_meanings() | dict(CODES["level_reason"])
    return [meanings.get(code, code) for code in enquiry.level_reasons]


def priority_reasons(codes: Iterable[str]) -> list[str]:
    """Why an enquiry comes early."""
    return [in_words("priority_reason", code) for code in codes]


@cache
def _general_meanings() -> dict[str, str]:
    return {general.trigger.id: general.trigger.when for general in load_general_triggers()}


def _topic_meanings(library: Library) -> dict[str, str]:
    """Of every topic: a conversation may have been about several."""
    articles = filter(None, (library.article(topic, "en") for topic in library.topics()))
    return {trigger.id: trigger.when for article in articles for trigger in article.hand_over}
