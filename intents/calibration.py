"""Chooses the thresholds of intents/thresholds.yml: pure, but for writing the file."""

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from intents.scores import Reading, Thresholds

WRONG_ANSWERS = 0.03  # of in-scope messages, at most
OUT_OF_SCOPE_ANSWERED = 0.10  # of messages about something else, at most
KEPT_FOR_CLARIFYING = 0.97  # of right topics among the first three, at least
_STEP = 0.01
_HEAD = """\
# When the bot answers, and when it offers topics instead. Written by `alongside engine calibrate`; do not edit.
# A service's profile may only make them stricter.
#   answer   confidence from which a topic's article is given at once. Chosen on questions never learned from, so
#            that in each set at most 3% of those in scope get a wrong article and as many as possible the right one.
#   margin   how far the best intent must be ahead of the next one for that.
#   clarify  confidence from which a topic is offered as one of up to three. Chosen so that 97% of the right topics
#            among the first three are still offered.
#   model    fingerprint of what the model was trained on (intents/model.py). After training on other data,
#            calibrate again.
# Measured: `answered` and `wrong` are shares of in-scope messages, in cross-validation over the training data,
# on all questions never learned from, and on those by language. A near miss in a neighbouring topic counts as wrong.
"""


def choose_thresholds(readings: Sequence[Reading]) -> Thresholds:
    """The pair of answer and margin that gives most right answers within the limits; strict if there is none."""
    pairs = [Thresholds(answer, 0.0, margin) for answer in _steps(0.20, 0.99) for margin in (0.0, 0.1, 0.2, 0.3)]
    allowed = [pair for pair in pairs if is_within_limits(readings, pair)]
    best = max(allowed or [Thresholds(0.99, 0.0, 0.3)], key=lambda pair: _shares(readings, pair)[0])
    return Thresholds(best.answer, min(_choose_clarify(readings), best.answer), best.margin)


@dataclass(frozen=True)
class Half:
    """Readings of one half of the items, and the thresholds that were chosen on the other."""

    thresholds: Thresholds
    readings: tuple[Reading, ...]


def cross_choose(readings: Sequence[Reading]) -> tuple[Half, Half]:
    """How thresholds do on questions they were not chosen on: both ways."""
    first, second = split_items(readings)
    return Half(choose_thresholds(second), first), Half(choose_thresholds(first), second)


def split_items(readings: Sequence[Reading]) -> tuple[tuple[Reading, ...], tuple[Reading, ...]]:
    """Two halves, always the same. An item is in one of them, in all its languages."""
    halves: tuple[list[Reading], list[Reading]] = ([], [])
    for reading in readings:
        name = reading.question.item or reading.question.text
        halves[hashlib.sha256(name.encode()).digest()[0] % 2].append(reading)
    return tuple(halves[0]), tuple(halves[1])


def is_within_limits(readings: Sequence[Reading], thresholds: Thresholds) -> bool:
    """Whether few enough get a wrong article, in scope and out of it, in each set: an easy one excuses no other."""
    sets = {reading.question.source for reading in readings}
    return all(_keeps_limits([r for r in readings if r.question.source == name], thresholds) for name in sets)


def _keeps_limits(readings: Sequence[Reading], thresholds: Thresholds) -> bool:
    topics = [reading for reading in readings if reading.question.is_in_scope]
    outside = [reading for reading in readings if reading.question.right[:1] and not reading.question.is_in_scope]
    wrong = sum(reading.is_answered(thresholds) and not reading.is_right for reading in topics)
    misled = sum(reading.is_answered(thresholds) for reading in outside)
    return wrong <= WRONG_ANSWERS * len(topics) and misled <= OUT_OF_SCOPE_ANSWERED * len(outside)


def thresholds_text(thresholds: Thresholds, model: str, measured: Iterable[tuple[str, Sequence[Reading]]]) -> str:
    """The content of thresholds.yml."""
    lines = [f"answer: {thresholds.answer:.2f}", f"clarify: {thresholds.clarify:.3f}"]
    lines += [f"margin: {thresholds.margin:.2f}", f"model: {model}", "measured:"]
    lines += [f"  {name}: {_measure(readings, thresholds)}" for name, readings in measured]
    return _HEAD + "\n".join(lines) + "\n"


def write_thresholds(path: Path, text: str) -> None:
    """Replace the file in one step."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(text, encoding="utf-8")
    unfinished.replace(path)


def _measure(readings: Sequence[Reading], thresholds: Thresholds) -> str:
    right, wrong = _shares(readings, thresholds)
    topics = sum(reading.question.is_in_scope for reading in readings)
    return f"{{in_scope: {topics}, answered: {right + wrong:.3f}, wrong: {wrong:.3f}}}"


def _shares(readings: Sequence[Reading], thresholds: Thresholds) -> tuple[float, float]:
    """In-scope messages answered rightly and wrongly."""
    topics = [reading for reading in readings if reading.question.is_in_scope]
    answered = [reading for reading in topics if reading.is_answered(thresholds)]
    right = sum(reading.is_right for reading in answered)
    return right / max(len(topics), 1), (len(answered) - right) / max(len(topics), 1)


def _choose_clarify(readings: Sequence[Reading]) -> float:
    """A confidence that nearly all right topics among the first three reach."""
    reached = sorted(
        max(confidence for topic, confidence in reading.parse.topics[:3] if f"kb_{topic}" in reading.question.right)
        for reading in readings
        if reading.question.is_in_scope and reading.is_among_three
    )
    return reached[int((1 - KEPT_FOR_CLARIFYING) * len(reached))] if reached else 0.05


def _steps(first: float, last: float) -> list[float]:
    return [round(first + _STEP * step, 2) for step in range(round((last - first) / _STEP) + 1)]
