"""The time, and working days. Pure but for `utc_now`."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache

import holidays

from bot.settings import Profile, Weekday

_NAMES: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


@lru_cache(maxsize=32)
def _public_holidays(country: str, subdivision: str, year: int) -> Mapping[date, str]:
    return dict(holidays.country_holidays(country, subdiv=subdivision, years=year))


def is_working_day(profile: Profile, day: date) -> bool:
    """Whether the office opens on this day: its hours, public holidays and days closed besides."""
    closed = profile.holidays
    return (
        _NAMES[day.weekday()] in profile.hours
        and day not in closed.extra_closed
        and day not in _public_holidays(closed.country, closed.subdivision, day.year)
    )


def add_working_days(profile: Profile, day: date, count: int) -> date:
    """The working day `count` working days after `day`, which itself does not count."""
    while count > 0:
        day += timedelta(days=1)
        count -= is_working_day(profile, day)
    return day


def opening_hours(profile: Profile, day: date) -> tuple[time, time] | None:
    """From when to when the office is open on this day, in its own zone; None if it is closed."""
    return profile.hours.get(_NAMES[day.weekday()]) if is_working_day(profile, day) else None


def is_open(profile: Profile, now: datetime) -> bool:
    """Whether the office is open at this moment."""
    local = now.astimezone(profile.zone)
    hours = opening_hours(profile, local.date())
    return hours is not None and hours[0] <= local.time() < hours[1]


def next_opening(profile: Profile, now: datetime) -> datetime:
    """When the office next opens, in the service's own zone; today's opening if it is still to come."""
    local = now.astimezone(profile.zone)
    day = local.date()
    for _ in range(60):
        hours = opening_hours(profile, day)
        if hours and datetime.combine(day, hours[0], profile.zone) > local:
            return datetime.combine(day, hours[0], profile.zone)
        day += timedelta(days=1)
    return datetime.combine(day, time(9), profile.zone)


def promised_on(profile: Profile, now: datetime, needs_interpreter: bool = False) -> date:
    """The working day by which a caseworker replies (R34, R49).

    The clock starts today; a day when the office is closed, or is over, does not count.
    """
    promise = profile.response_promise
    days = promise.working_days + (promise.interpreting_working_days if needs_interpreter else 0)
    return add_working_days(profile, now.astimezone(profile.zone).date(), days)
