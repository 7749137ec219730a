"""The ways to write a day: numbers, month names, weekdays, and spans such as "two weeks ago". Pure."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from bot.date_words import Lexicon, Roles, Token
from knowledge_base.days import add_months

_YEARS = range(1900, 2100)


@dataclass(frozen=True)
class Reading:
    """A day before its direction is known: where it stands, and how to settle it."""

    start: int  # of its tokens
    end: int
    day: date | None = None  # settled
    month_day: tuple[int, int] | None = None  # without a year
    weekday: int | None = None
    either: int | None = None  # that many days before or after today
    direction: str = ""  # last, next, this
    is_weak: bool = False
    is_limit: bool = False
    is_ambiguous: bool = False


class Patterns:
    """One text in the words of one lexicon."""

    def __init__(self, tokens: list[Token], lexicon: Lexicon, today: date) -> None:
        self._tokens, self._today = tokens, today
        self.after: list[list[tuple[int, Roles]]] = [
            [(place + length, roles) for length, roles in lexicon.at(tokens, place)] for place in range(len(tokens) + 1)
        ]
        self.before: list[list[tuple[int, Roles]]] = [[] for _ in range(len(tokens) + 1)]
        for start, spans in enumerate(self.after):
            for end, roles in spans:
                self.before[end].append((start, roles))

    def at(self, place: int) -> Reading | None:
        """The day that begins at this token."""
        return (
            self._numeric(place)
            or self._number_month(place)
            or self._month_number(place)
            or self._offset(place)
            or self._span_of_days(place)
            or self._weekday(place)
        )

    # Words

    def _as(self, place: int, role: str) -> tuple[int, int] | None:
        """Where the longest phrase with this role ends, and its value."""
        return next(((end, roles[role]) for end, roles in self.after[place] if role in roles), None)

    def _skip(self, place: int, role: str, most: int = 2) -> int:
        for _ in range(most):
            found = self._as(place, role) if place < len(self._tokens) else None
            if found is None:
                break
            place = found[0]
        return place

    def _number(self, place: int) -> tuple[int, int] | None:
        """A number in digits or words, and where it ends."""
        if place >= len(self._tokens):
            return None
        token = self._tokens[place]
        return (place + 1, token.numbers[0]) if token.kind == "number" else self._as(place, "number")

    def _year(self, place: int) -> tuple[int, int | None]:
        token = self._tokens[place] if place < len(self._tokens) else None
        if token and token.kind == "number" and len(token.text) == 4 and token.numbers[0] in _YEARS:
            return place + 1, token.numbers[0]
        return place, None

    # Ways to write a day

    def _numeric(self, place: int) -> Reading | None:
        token = self._tokens[place]
        if token.kind != "numeric":
            return None
        first, second, *third = token.numbers
        if first > 31:  # 2026-03-03
            day, month, year = (third or [0])[0], second, first
        else:
            day, month, year = first, second, (third[0] if third else 0)
            year += 2000 if third and year < 100 else 0
        if month > 12 >= day:  # 12/25: nobody else has 25 months
            day, month = month, day
        is_either = day <= 12 and month <= 12 and day != month and first <= 31
        return self._calendar(place, place + 1, day, month, year or None, is_ambiguous=is_either)

    def _number_month(self, place: int) -> Reading | None:
        number = self._number(place)
        if number is None:
            return None
        after = self._skip(self._skip(number[0], "ordinals"), "filler")
        month = self._as(after, "month") if after < len(self._tokens) else None
        if month is None:
            return None
        end, year = self._year(month[0])
        return self._calendar(place, end, number[1], month[1], year)

    def _month_number(self, place: int) -> Reading | None:
        month = self._as(place, "month")
        at = self._skip(month[0], "filler", 1) if month else len(self._tokens)
        is_digits = at < len(self._tokens) and self._tokens[at].kind == "number"  # "may a" is no first of May
        number = self._number(at) if is_digits else None
        if month is None or number is None or number[1] > 31:
            return None
        after = self._skip(number[0], "ordinals")
        if after < len(self._tokens) and self._as(after, "unit"):
            return None
        end, year = self._year(after)
        return self._calendar(place, end, number[1], month[1], year)

    def _calendar(
        self, start: int, end: int, day: int, month: int, year: int | None, *, is_ambiguous: bool = False
    ) -> Reading | None:
        try:
            whole = date(year or 2024, month, day)  # 2024 has every day there is
        except ValueError:
            return None
        if year:
            return Reading(start, end, day=whole, is_ambiguous=is_ambiguous)
        return Reading(start, end, month_day=(month, day), is_ambiguous=is_ambiguous)

    def _offset(self, place: int) -> Reading | None:
        """Today, tomorrow, and the word that is both yesterday and tomorrow; the longest phrase counts."""
        for end, roles in self.after[place]:
            if "offset" in roles:
                return Reading(place, end, day=self._today + timedelta(days=roles["offset"]))
            if "either" in roles:
                return Reading(place, end, either=roles["either"])
        return None

    def _span_of_days(self, place: int) -> Reading | None:
        """Two weeks ago, in two weeks, two days left."""
        before = [(role, self._as(place, role)) for role in ("ago_before", "in_before", "left")]
        for role, marker in before:
            counted = self._counted(marker[0], may_be_alone=role == "ago_before") if marker else None
            if counted:
                return self._moved(place, counted, "ago" if role == "ago_before" else role.removesuffix("_before"))
        counted = self._counted(place)
        for role in ("ago_after", "left", "in_after") if counted and counted[0] < len(self._tokens) else ():
            marker = self._as(counted[0], role) if counted else None
            if counted and marker:
                return self._moved(place, (marker[0], *counted[1:]), role.removesuffix("_after"))
        return None

    def _counted(self, place: int, *, may_be_alone: bool = False) -> tuple[int, int, int] | None:
        """A number and a unit: where they end, how many, and the unit's days. Alone, the unit stands for one."""
        place = self._skip(place, "filler", 1)
        if place >= len(self._tokens):
            return None
        twice = self._as(place, "twice")
        if twice:
            return twice[0], 2, twice[1]
        number = self._number(place)
        unit = self._as(number[0], "unit") if number and number[0] < len(self._tokens) else None
        if number and unit:
            return unit[0], number[1], unit[1]
        alone = self._as(place, "unit") if may_be_alone else None
        return (alone[0], 1, alone[1]) if alone else None

    def _moved(self, start: int, counted: tuple[int, int, int], direction: str) -> Reading | None:
        end, count, unit = counted
        if count * unit > 800:
            return None
        sign = -1 if direction == "ago" else 1
        day = add_months(self._today, sign * count) if unit == 30 else self._today + timedelta(days=sign * count * unit)
        return Reading(start, end, day=day, is_limit=direction == "left", is_ambiguous=unit == 30)

    def _weekday(self, place: int) -> Reading | None:
        start, direction = place, ""
        for name in ("last", "next", "this"):
            marker = self._as(place, name)
            if marker and not direction:
                place, direction = self._skip(marker[0], "filler", 1), name
        if place >= len(self._tokens):
            return None
        strong, weak = self._as(place, "weekday"), self._as(place, "weak_weekday")
        named = strong or weak
        if named is None or (self._as(place, "unit") and (direction or self._follows_number(place))):
            return None
        dated = self._dated(named[0])
        if dated:
            return replace(dated, start=start)
        end = named[0]
        for name in ("last", "next"):
            marker = self._as(end, name) if end < len(self._tokens) and not direction else None
            if marker:
                end, direction = marker[0], name
        return Reading(start, end, weekday=named[1], direction=direction, is_weak=strong is None)

    def _follows_number(self, place: int) -> bool:
        """Whether a word that is both "week" and "Saturday" is counted here."""
        is_digits = place > 0 and self._tokens[place - 1].kind == "number"
        return is_digits or any("number" in roles for _, roles in self.before[place])

    def _dated(self, place: int) -> Reading | None:
        """The date after a weekday: "Friday 27 November"."""
        place = self._skip(place, "filler")
        if place >= len(self._tokens):
            return None
        return self._numeric(place) or self._number_month(place) or self._month_number(place)
