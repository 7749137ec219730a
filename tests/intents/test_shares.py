"""Intervals: against published figures, by their symmetries, and by how often they hold the truth."""

import random

import pytest

from intents.shares import Share, paired_difference, share_of


@pytest.mark.parametrize(
    ("count", "of", "low", "high"),
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilsons_interval_is_as_published(count: int, of: int, low: float, high: float) -> None:
    """Source: Newcombe, "Two-sided confidence intervals for the single proportion", 1998, table I, method 3."""
    assert Share(count, of).interval == pytest.approx((low, high), abs=1e-4)


def test_nothing_has_no_share() -> None:
    assert Share(0, 0).value is None
    assert Share(0, 0).as_json() == {"count": 0, "of": 0, "share": None, "low": None, "high": None}
    assert share_of([]) == Share(0, 0)
    assert paired_difference([]) is None


def pairs_of(both: int, only_first: int, only_second: int, neither: int) -> list[tuple[bool, bool]]:
    """Pairs of answers, so many of each kind."""
    kinds = ((True, True), (True, False), (False, True), (False, False))
    return [
        pair for pair, times in zip(kinds, (both, only_first, only_second, neither), strict=True) for _ in range(times)
    ]


def test_turning_the_pairs_round_turns_the_difference_round() -> None:
    there, back = paired_difference(pairs_of(20, 12, 2, 16)), paired_difference(pairs_of(20, 2, 12, 16))
    assert there
    assert back
    assert there.value == pytest.approx(0.2)
    assert (there.low, there.high) == pytest.approx((-back.high, -back.low))
    assert there.low < there.value < there.high


def test_answers_that_go_together_make_the_interval_narrower() -> None:
    together, apart = paired_difference(pairs_of(45, 10, 0, 45)), paired_difference(pairs_of(25, 30, 20, 25))
    assert together
    assert apart
    assert together.value == pytest.approx(apart.value)
    assert together.high - together.low < 0.7 * (apart.high - apart.low)


@pytest.mark.parametrize(("first", "second", "items"), [(0.8, 0.65, 140), (0.95, 0.9, 60), (0.5, 0.5, 30)])
def test_the_interval_holds_the_truth_about_as_often_as_it_says(first: float, second: float, items: int) -> None:
    draw = random.Random(7)
    held = 0
    for _ in range(400):
        hard = [draw.random() for _ in range(items)]  # an item that is hard is hard in both languages
        pairs = [(_passes(draw, level, first), _passes(draw, level, second)) for level in hard]
        found = paired_difference(pairs)
        assert found
        held += found.low <= first - second <= found.high
    assert 0.92 <= held / 400 <= 0.995


def _passes(draw: random.Random, level: float, share: float) -> bool:
    """Half of the outcome hangs on the item, half on chance; the shares stay what they are."""
    return (level if draw.random() < 0.5 else draw.random()) < share
