"""Whether every language is understood as well as English: the same items, asked in both. Pure."""

from collections.abc import Callable, Sequence
from typing import Any

from intents.scores import Reading, Thresholds
from intents.shares import paired_difference

ENGLISH = "en"


def compare_with_english(readings: Sequence[Reading], thresholds: Thresholds) -> dict[str, dict[str, Any]]:
    """For each language the measures of `parity_measures`, less those of English over the same topics' questions.

    {locale: {measure: {"items", "difference", "low", "high"}}}; only languages that share items with English.
    """
    topics = [reading for reading in readings if reading.question.item and reading.question.is_in_scope]
    english = {reading.question.item: reading for reading in topics if reading.question.locale == ENGLISH}
    pairs: dict[str, list[tuple[Reading, Reading]]] = {}
    for reading in topics:
        if reading.question.locale != ENGLISH and reading.question.item in english:
            pairs.setdefault(reading.question.locale, []).append((reading, english[reading.question.item]))
    return {locale: _differences(found, thresholds) for locale, found in sorted(pairs.items())}


def parity_measures(thresholds: Thresholds) -> dict[str, Callable[[Reading], bool]]:
    """What is compared, under the names of Score."""
    return {
        "right_first": lambda reading: reading.is_right,
        "among_three": lambda reading: reading.is_among_three,
        "answered": lambda reading: reading.is_answered(thresholds),
        "wrong_answers": lambda reading: reading.is_answered(thresholds) and not reading.is_right,
    }


def _differences(pairs: Sequence[tuple[Reading, Reading]], thresholds: Thresholds) -> dict[str, Any]:
    found = {}
    for name, measure in parity_measures(thresholds).items():
        difference = paired_difference([(measure(one), measure(english)) for one, english in pairs])
        found[name] = difference.as_json() if difference else None
    return found
