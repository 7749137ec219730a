"""Days that people write in free text, in every language we offer. Pure.

What is found is a reading, not a fact: it is offered back in words, and used only when the person says yes to it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Literal

from bot.date_patterns import Patterns, Reading
from bot.date_words import Lexicon, Roles, Token, known_languages, load_lexicon, tokens_of

Kind = Literal["past", "limit", "unsaid"]
_NEAR_WORDS = (6, 4)  # how far before and after a day "deadline" may stand
_MOST_FILLERS = 3
_LIMIT_JUST_PASSED = timedelta(days=45)
_CLEAR = timedelta(days=60)  # a day without a year is clear when one reading is this near
_OLDEST, _LATEST = timedelta(days=366 * 2), timedelta(days=366)


@dataclass(frozen=True)
class FoundDay:
    """A day in a text. `kind`: of a letter or an event that has been; a limit (till, by, before); or it does not say.

    `is_ambiguous`: another day may be meant, such as 3/4, or a weekday that could be last or next.
    """

    day: date
    kind: Kind
    words: str
    is_ambiguous: bool = False


def find_days(text: str, today: date, locale: str = "en", *, of_past: bool = False) -> tuple[FoundDay, ...]:
    """Every day in a text, in order; none more than two years ago or one year ahead.

    `of_past`: a day that has been was asked for, so that what does not say is read as past.

    Read in the language of `locale` and in English first; where that does not say what a day is, in every other.
    """
    tokens = tokens_of(text)
    first: tuple[FoundDay, ...] = ()
    for languages in _reading_order(locale.split("-")[0]):
        reader = _Reader(text, tokens, load_lexicon(languages), today, of_past)
        found = tuple(one for one in reader.days() if today - _OLDEST <= one.day <= today + _LATEST)
        first = first or found
        if any(one.kind == "limit" for one in found) or (first and first is found and _is_clear(found)):
            return found
    return first


def _is_clear(found: tuple[FoundDay, ...]) -> bool:
    return all(one.kind != "unsaid" for one in found)


@lru_cache(maxsize=32)
def _reading_order(language: str) -> tuple[tuple[str, ...], ...]:
    known = known_languages()
    own = tuple(name for name in (language, f"{language}-Latn") if name in known)
    others = tuple((name, "en") if name.endswith("-Latn") else (name,) for name in known if name not in {*own, "en"})
    return ((*own, "en") if "en" not in own else own, *others)


class _Reader:
    """One text in the words of one lexicon."""

    def __init__(self, text: str, tokens: list[Token], lexicon: Lexicon, today: date, of_past: bool) -> None:
        self._text, self._tokens, self._today, self._of_past = text, tokens, today, of_past
        self._patterns = Patterns(tokens, lexicon, today)

    def days(self) -> Iterator[FoundDay]:
        """Every day, from left to right."""
        place = 0
        while place < len(self._tokens):
            reading = self._patterns.at(place)
            found = self._settle(reading) if reading else None
            if reading and found:
                yield found
            place = reading.end if reading and found else place + 1

    def _settle(self, reading: Reading) -> FoundDay | None:
        kind = self._kind(reading)
        if reading.is_weak and kind == "unsaid" and not self._stands_as_day(reading):
            return None
        day, is_ambiguous = self._day(reading, kind)
        if kind == "past" and day > self._today:
            kind = "unsaid"
        elif kind == "unsaid" and day < self._today and not is_ambiguous:
            kind = "past"
        at, end = self._tokens[reading.start].at, self._tokens[reading.end - 1].end
        return FoundDay(day, kind, self._text[at:end], is_ambiguous)

    def _stands_as_day(self, reading: Reading) -> bool:
        """Whether a word that is also something else has a word such as "on" beside it."""
        is_before = any("filler" in roles for _, roles in self._patterns.before[reading.start])
        is_after = any("filler" in roles for _, roles in self._patterns.after[reading.end])
        return bool(reading.direction) or is_before or is_after

    def _day(self, reading: Reading, kind: Kind) -> tuple[date, bool]:
        if reading.day:
            return reading.day, reading.is_ambiguous
        if reading.month_day:
            day, is_clear = self._nearest(reading.month_day, kind)
            return day, reading.is_ambiguous or not is_clear
        if reading.either:
            sign = 1 if kind == "limit" else -1
            return self._today + timedelta(days=sign * reading.either), kind != "limit"
        return self._of_weekday(reading.weekday or 0, reading.direction, kind)

    def _nearest(self, month_day: tuple[int, int], kind: Kind) -> tuple[date, bool]:
        """The day in the year that fits, and whether that is clear. A limit may just have passed."""
        before, after = _occurrences(month_day, self._today)
        if kind == "past":
            return before, True
        if kind == "limit":
            return (before, True) if self._today - before <= _LIMIT_JUST_PASSED else (after, True)
        nearest = min((before, after), key=lambda day: abs(day - self._today))
        return nearest, abs(nearest - self._today) <= _CLEAR

    def _of_weekday(self, weekday: int, direction: str, kind: Kind) -> tuple[date, bool]:
        ahead = (weekday - self._today.weekday()) % 7
        before = self._today + timedelta(days=ahead - 7)
        if direction == "last" or (kind == "past" and not direction):
            return before, False
        if direction == "next":
            return self._today + timedelta(days=ahead or 7), kind != "limit"
        if kind == "limit" or direction == "this":
            return self._today + timedelta(days=ahead), kind != "limit"
        return before, True

    def _kind(self, reading: Reading) -> Kind:
        if reading.is_limit or self._is_near_deadline(reading) or self._beside(reading, "limit"):
            return "limit"
        return "past" if self._of_past or self._beside(reading, "past") else "unsaid"

    def _beside(self, reading: Reading, role: str) -> bool:
        return self._walk(self._patterns.before, reading.start, f"{role}_before") or self._walk(
            self._patterns.after, reading.end, f"{role}_after"
        )

    def _walk(self, spans: list[list[tuple[int, Roles]]], place: int, role: str) -> bool:
        """Whether a phrase with this role stands there, with nothing but fillers between."""
        places = {place}
        for _ in range(_MOST_FILLERS + 1):
            beside = [(other, roles) for one in places for other, roles in spans[one]]
            if any(role in roles for _, roles in beside):
                return True
            places = {other for other, roles in beside if {"filler", "next", "last", "this"} & roles.keys()}
        return False

    def _is_near_deadline(self, reading: Reading) -> bool:
        first, last = (
            max(0, reading.start - _NEAR_WORDS[0]),
            min(len(self._tokens), reading.end + _NEAR_WORDS[1]),
        )
        while first < reading.start and any(t.kind == "stop" for t in self._tokens[first : reading.start]):
            first += 1
        while last > reading.end and any(t.kind == "stop" for t in self._tokens[reading.end : last]):
            last -= 1
        places = [*range(first, reading.start), *range(reading.end, last)]
        return any("limit_near" in roles for place in places for _, roles in self._patterns.after[place])


def _occurrences(month_day: tuple[int, int], today: date) -> tuple[date, date]:
    """The last one up to today, and the next one from today on. 29 February comes every few years."""
    days = []
    for year in range(today.year - 8, today.year + 9):
        try:
            days.append(date(year, *month_day))
        except ValueError:
            continue
    return max(day for day in days if day <= today), min(day for day in days if day >= today)
