"""From a letter or an event to the days that count from it. Pure: every figure is in `deadlines.yml`.

School days need the school's own term dates. Without them only the earliest possible day is certain: Mondays to Fridays
that are no bank holiday are counted, and school holidays can only make it later.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge_base.days import (
    ONE_DAY,
    add_months,
    add_working_days,
    is_working_day,
    next_working_day,
    working_day_up_to,
)
from knowledge_base.deadlines import Rule

NEAR = timedelta(days=15)


@dataclass(frozen=True)
class Window:
    """When a time limit ends.

    `ends_on` is without any extension. `safe_on`: the last working day up to then, where the family has to act.
    `extended_to`: until when the tribunal takes an SEN appeal all the same. `is_earliest`: term dates may move it on.
    """

    rule: Rule
    counts_from: date
    ends_on: date
    safe_on: date
    extended_to: date | None = None
    is_earliest: bool = False

    def is_passed(self, today: date) -> bool:
        """Whether the last day is over."""
        return self.ends_on < today

    def is_near(self, today: date) -> bool:
        """Whether a time limit of the family's own ends within 15 days, or has passed."""
        return self.rule.who == "family" and self.safe_on - today <= NEAR


def windows_of(rules: Iterable[Rule], start: date, certificate: date | None = None) -> tuple[Window, ...]:
    """The days that count from one start: the family's own first, the earliest first. Unverified rules have none."""
    found = [work_out(rule, start, certificate) for rule in rules if rule.is_verified]
    known = [window for window in found if window]
    return tuple(sorted(known, key=lambda window: (window.rule.who != "family", window.safe_on)))


def work_out(rule: Rule, start: date, certificate: date | None = None) -> Window | None:
    """When a time limit ends; None where there is nothing to do any more, or nothing that can be said."""
    if rule.unless_certificate and certificate:
        return None
    if rule.unit == "before_date":
        return _before_date(rule, start)
    counts_from, ends_on = start, _end(start, rule.amount, rule.unit, rule.first_day_counts)
    if rule.certificate_months and certificate:
        later = add_months(certificate, rule.certificate_months)
        if later > ends_on:
            counts_from, ends_on = certificate, later
    safe_on = max(working_day_up_to(ends_on), start) if rule.who == "family" else ends_on
    extended_to = _extended(ends_on) if rule.is_extended else None
    return Window(rule, counts_from, ends_on, safe_on, extended_to, rule.unit == "school_days")


def _before_date(rule: Rule, start: date) -> Window | None:
    """The day before a fixed one, in the year in which the new place begins."""
    ends_on = date.fromisoformat(f"{start.year}-{rule.before}") - ONE_DAY
    return Window(rule, start, ends_on, ends_on) if ends_on < start else None


def _end(start: date, amount: int, unit: str, first_day_counts: bool) -> date:
    if unit == "months":
        same_day = add_months(start, amount)
        is_whole = same_day.day == start.day  # else the month has no such day, and ends with its last
        return same_day - ONE_DAY if first_day_counts and is_whole else same_day
    if unit in {"working_days", "school_days"}:
        return add_working_days(start, amount - (first_day_counts and is_working_day(start)))
    days = amount * (7 if unit == "weeks" else 1)
    return start + timedelta(days=days - first_day_counts)


def _extended(ends_on: date) -> date | None:
    """August runs on to the first working day of September; 25 December to 1 January to the next working day after."""
    if ends_on.month == 8:
        return next_working_day(date(ends_on.year, 9, 1))
    if (ends_on.month, ends_on.day) >= (12, 25):
        return next_working_day(date(ends_on.year + 1, 1, 2))
    if (ends_on.month, ends_on.day) == (1, 1):
        return next_working_day(date(ends_on.year, 1, 2))
    return None
