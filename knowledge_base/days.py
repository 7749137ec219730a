"""Counting days: months by the calendar, working days of England, and the earliest that school days can end. Pure."""

from datetime import date, timedelta
from functools import lru_cache

import holidays

ONE_DAY = timedelta(days=1)


def add_months(day: date, months: int) -> date:
    """The same day of another month, or its last day where it has none such: 31 December + 2 is the end of February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    first_of_next = date(year + (month == 11), (month + 1) % 12 + 1, 1)
    return min(date(year, month + 1, 1) + timedelta(days=day.day - 1), first_of_next - ONE_DAY)


@lru_cache(maxsize=64)
def bank_holidays(year: int) -> frozenset[date]:
    """The bank holidays of England in a year."""
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: date) -> bool:
    """Monday to Friday, and no bank holiday in England. The tribunal and the regulations count so."""
    return day.weekday() < 5 and day not in bank_holidays(day.year)


def add_working_days(day: date, count: int) -> date:
    """The working day that is `count` working days after a day, which itself does not count."""
    while count > 0:
        day += ONE_DAY
        count -= is_working_day(day)
    return day


def next_working_day(day: date) -> date:
    """This day, or the first working day after it."""
    while not is_working_day(day):
        day += ONE_DAY
    return day


def working_day_up_to(day: date) -> date:
    """This day, or the last working day before it."""
    while not is_working_day(day):
        day -= ONE_DAY
    return day
