"""Shares with their intervals. Pure."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from math import sqrt

_Z = 1.959963984540054  # of the normal distribution: 95% lie within


@dataclass(frozen=True)
class Share:
    """So many of so many. No share is ever told without its count."""

    count: int
    of: int

    @property
    def value(self) -> float | None:
        """From 0 to 1; None of nothing."""
        return self.count / self.of if self.of else None

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95% interval, from 0 to 1: good for few questions and for shares near 0 and 1 too.

        Source: E. B. Wilson, "Probable inference, the law of succession, and statistical inference", 1927.
        """
        if not self.of:
            return 0.0, 1.0
        share, square = self.count / self.of, _Z * _Z
        middle = (share + square / (2 * self.of)) / (1 + square / self.of)
        reach = _Z * sqrt(share * (1 - share) / self.of + square / (4 * self.of**2)) / (1 + square / self.of)
        low = 0.0 if self.count == 0 else max(middle - reach, 0.0)
        return low, 1.0 if self.count == self.of else min(middle + reach, 1.0)

    def as_json(self) -> dict[str, float | int | None]:
        """{"count", "of", "share", "low", "high"}, shares to four places; all of nothing is None."""
        low, high = self.interval
        shares = {"share": self.value, "low": low if self.of else None, "high": high if self.of else None}
        return {"count": self.count, "of": self.of} | {name: rounded(value) for name, value in shares.items()}


@dataclass(frozen=True)
class Difference:
    """How much larger the first share is than the second, of the same items, with a 95% interval (-1 to 1)."""

    value: float
    low: float
    high: float
    items: int

    def as_json(self) -> dict[str, float | int | None]:
        """{"items", "difference", "low", "high"}."""
        shares = {"difference": self.value, "low": self.low, "high": self.high}
        return {"items": self.items} | {name: rounded(value) for name, value in shares.items()}


def share_of(found: Iterable[bool]) -> Share:
    """The share that is true."""
    kept = list(found)
    return Share(sum(kept), len(kept))


def paired_difference(pairs: Sequence[tuple[bool, bool]]) -> Difference | None:
    """Of items that were asked twice, how much larger the first share is. None of nothing.

    Newcombe's interval for paired shares, from both Wilson intervals: no chance in it, and good for few items.
    Source: R. G. Newcombe, "Improved confidence intervals for the difference between binomial proportions based on
    paired data", Statistics in Medicine 17, 1998, method 10.
    """
    if not pairs:
        return None
    first, second = share_of(one for one, _ in pairs), share_of(other for _, other in pairs)
    one, other = first.count / first.of, second.count / second.of
    (low_one, high_one), (low_other, high_other) = first.interval, second.interval
    link = _correlation(pairs)
    value = one - other
    low = value - _reach(one - low_one, high_other - other, link)
    high = value + _reach(high_one - one, other - low_other, link)
    return Difference(value, low, high, len(pairs))


def _reach(near: float, far: float, link: float) -> float:
    return sqrt(max(near**2 - 2 * link * near * far + far**2, 0.0))


def _correlation(pairs: Sequence[tuple[bool, bool]]) -> float:
    """Of the two answers to an item; as Newcombe corrects it: never overstated where it is positive."""
    both, neither = sum(a and b for a, b in pairs), sum(not a and not b for a, b in pairs)
    only_first, only_second = sum(a and not b for a, b in pairs), sum(b and not a for a, b in pairs)
    sides = (both + only_first) * (only_second + neither) * (both + only_second) * (only_first + neither)
    if not sides:
        return 0.0
    cross = both * neither - only_first * only_second
    corrected = max(cross - len(pairs) / 2, 0) if cross > 0 else cross
    return float(corrected / sqrt(sides))


def rounded(value: float | None) -> float | None:
    """To four places."""
    return None if value is None else round(value, 4)
