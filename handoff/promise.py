"""By when a family is owed an answer, and how long something has waited while the office was open. Pure."""

from datetime import date, datetime, timedelta

from bot.clock import opening_hours, promised_on
from bot.settings import Profile
from handoff.models import Enquiry


def answer_due_on(profile: Profile, enquiry: Enquiry) -> date | None:
    """The last day to answer; None while nobody waits.

    The day that was promised counts, and when the family writes again later, a new promise from that moment.
    """
    if enquiry.waiting_since is None:
        return None
    needs_interpreter = enquiry.interpretation == "needs_interpreter"
    return max(enquiry.promised_on, promised_on(profile, enquiry.waiting_since, needs_interpreter))


def is_overdue(profile: Profile, enquiry: Enquiry, now: datetime) -> bool:
    """Whether the last day to answer is over."""
    due_on = answer_due_on(profile, enquiry)
    return due_on is not None and now.astimezone(profile.zone).date() > due_on


def office_time(profile: Profile, start: datetime, end: datetime) -> timedelta:
    """How long the office was open between two moments."""
    day, last = start.astimezone(profile.zone).date(), end.astimezone(profile.zone).date()
    total = timedelta()
    while day <= last:
        total += _open_on(profile, day, start, end)
        day += timedelta(days=1)
    return total


def _open_on(profile: Profile, day: date, start: datetime, end: datetime) -> timedelta:
    hours = opening_hours(profile, day)
    if hours is None:
        return timedelta()
    opens, closes = (datetime.combine(day, hour, profile.zone) for hour in hours)
    return max(min(end, closes) - max(start, opens), timedelta())
