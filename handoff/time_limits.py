"""The time limits of one enquiry: what counts from its letter, and the limits that the family wrote about. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot.dates import FoundDay, find_days
from bot.events import EnquirySent
from bot.rule_reviews import RuleReviews
from knowledge_base.deadline_days import NEAR, Window, windows_of
from knowledge_base.deadlines import Rule, load_time_limits


@dataclass(frozen=True)
class LimitLine:
    """One time limit as a caseworker sees it. No window: its date is withheld, and `why` says so."""

    rule: Rule
    window: Window | None
    days_left: int | None
    why: str = ""


def has_near_limit(sent: EnquirySent, today: date, locale: str) -> bool:
    """Whether a limit of the family's own is near or over: by the letter, or in their words.

    Rules that nobody has reviewed count too: this decides who is answered first, and shows no date.
    """
    own = windows(sent.topic, sent.slots.get("letter_kind"), sent.slots.get("letter_on"), _certificate(sent))
    written = limits_written((sent.words, sent.slots.get("wish", "")), today, locale)
    return any(one.is_near(today) for one in own) or any(one.day - today <= NEAR for one in written)


def _certificate(sent: EnquirySent) -> str | None:
    return sent.slots.get("certificate_on")


def windows(
    topic: str | None, kind: str | None, letter_on: str | None, certificate_on: str | None
) -> tuple[Window, ...]:
    """Every window that counts from a letter. Where its kind is not known, those of every kind of the topic."""
    day = _day(letter_on)
    table = load_time_limits()
    if day is None:
        return ()
    kinds = (kind,) if kind and table.kind(kind) else table.kinds_of_topic(topic)
    rules = dict.fromkeys(rule for one in kinds for rule in table.rules_of(one))
    return windows_of(rules, day, _day(certificate_on))


def limits_written(texts: Sequence[str | None], written_on: date, locale: str) -> tuple[FoundDay, ...]:
    """The limits in a family's own words, such as "we have till Friday"."""
    found = (one for text in texts if text for one in find_days(text, written_on, locale))
    return tuple(dict.fromkeys(one for one in found if one.kind == "limit"))


def limit_lines(
    kind: str | None, letter_on: str | None, certificate_on: str | None, reviews: RuleReviews, today: date
) -> tuple[LimitLine, ...]:
    """The time limits of a letter whose kind is known, with a date only where the rule was reviewed."""
    table = load_time_limits()
    if kind is None or table.kind(kind) is None:
        return ()
    worked_out = {one.rule.id: one for one in windows(None, kind, letter_on, certificate_on)}
    lines = [_line(rule, worked_out.get(rule.id), letter_on, reviews, today) for rule in table.rules_of(kind)]
    return tuple(sorted((one for one in lines if one), key=lambda one: (one.window is None, one.days_left or 0)))


def _line(
    rule: Rule, window: Window | None, letter_on: str | None, reviews: RuleReviews, today: date
) -> LimitLine | None:
    if not rule.is_verified:
        return LimitLine(rule, None, None, "No date: the figure was not found in a source yet.")
    if not reviews.may_show(rule, today):
        return LimitLine(rule, None, None, "No date: nobody has reviewed this rule as it stands.")
    if _day(letter_on) is None:
        return LimitLine(rule, None, None, "No date: the letter's date is not known.")
    return LimitLine(rule, window, (window.ends_on - today).days) if window else None


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written or "")
    except ValueError:
        return None
