"""By when a family is owed an answer, and what counts as office time."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.settings import ROOT, load_profile
from handoff.models import Enquiry
from handoff.promise import answer_due_on, is_overdue, office_time

PROFILE = load_profile(ROOT / "service.yml")


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end", "minutes"),
    [
        ("2026-11-23 10:00", "2026-11-23 10:15", 15),
        ("2026-11-23 08:00", "2026-11-23 09:05", 5),
        ("2026-11-23 16:20", "2026-11-24 09:05", 15),  # over a night
        ("2026-11-27 15:50", "2026-11-30 09:05", 15),  # over a weekend
        ("2026-12-24 15:55", "2026-12-29 09:05", 40),  # over Christmas: Thursday until 16:30, Tuesday from 9
        ("2026-07-01 15:20", "2026-07-01 16:00", 10),  # summer time: 16:20 to 17:00 at the office
        ("2026-11-28 10:00", "2026-11-29 10:00", 0),
        ("2026-11-23 11:00", "2026-11-23 10:00", 0),
    ],
)
def test_only_open_hours_count(start: str, end: str, minutes: int) -> None:
    assert office_time(PROFILE, at(start), at(end)) == timedelta(minutes=minutes)


def enquiry(promised_on: str, waiting_since: str | None, interpretation: str = "understood") -> Enquiry:
    return Enquiry(
        promised_on=date.fromisoformat(promised_on),
        waiting_since=at(waiting_since) if waiting_since else None,
        interpretation=interpretation,
    )


@pytest.mark.parametrize(
    ("given", "due_on"),
    [
        (enquiry("2026-11-24", "2026-11-23 10:00"), date(2026, 11, 24)),
        (enquiry("2026-11-26", "2026-11-23 10:00"), date(2026, 11, 26)),
        (enquiry("2026-11-02", "2026-11-23 10:00"), date(2026, 11, 24)),
        (enquiry("2026-11-02", "2026-11-23 10:00", "needs_interpreter"), date(2026, 11, 25)),
        (enquiry("2026-11-24", None), None),
    ],
)
def test_the_promise_counts_and_a_new_one_when_they_write_again(given: Enquiry, due_on: date | None) -> None:
    assert answer_due_on(PROFILE, given) == due_on


def test_the_promised_day_itself_is_in_time() -> None:
    given = enquiry("2026-11-24", "2026-11-23 10:00")
    assert not is_overdue(PROFILE, given, at("2026-11-24 23:59"))
    assert is_overdue(PROFILE, given, at("2026-11-25 00:00"))
