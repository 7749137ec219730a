"""Whether confidences are honest: of questions read with 0.7, seven in ten should be right. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from intents.scores import Reading
from intents.shares import Share, rounded, share_of

BINS = 10


@dataclass(frozen=True)
class Bin:
    """Questions whose confidence lies between `low` and `high`: its mean, and how many are right."""

    low: float
    high: float
    confidence: float | None
    right: Share


@dataclass(frozen=True)
class Reliability:
    """`expected_error`: how far confidence and truth are apart, on average over the bins (0 to 1).

    `brier`: the mean square of (confidence less 1 if right, else 0); 0 is best. Both None of no questions.
    """

    questions: int
    expected_error: float | None
    brier: float | None
    bins: tuple[Bin, ...]

    def as_json(self) -> dict[str, Any]:
        """{"questions", "expected_error", "brier", "bins": [{"low", "high", "confidence", "right": share}]}."""
        bins = [
            {"low": b.low, "high": b.high, "confidence": rounded(b.confidence), "right": b.right.as_json()}
            for b in self.bins
        ]
        found = {"expected_error": rounded(self.expected_error), "brier": rounded(self.brier)}
        return {"questions": self.questions, **found, "bins": bins}


def measure_reliability(readings: Sequence[Reading]) -> Reliability:
    """Over the questions whose intent is known; a question without anything to read has confidence 0."""
    known = [reading for reading in readings if reading.question.right]
    bins = tuple(_bin(known, number) for number in range(BINS))
    if not known:
        return Reliability(0, None, None, bins)
    apart = sum(abs(b.confidence * b.right.of - b.right.count) for b in bins if b.confidence is not None)
    squares = sum((reading.parse.confidence - reading.is_right) ** 2 for reading in known)
    return Reliability(len(known), apart / len(known), squares / len(known), bins)


def _bin(readings: Sequence[Reading], number: int) -> Bin:
    """The questions of one tenth; a confidence of 1 belongs to the last."""
    mine = [reading for reading in readings if min(int(reading.parse.confidence * BINS), BINS - 1) == number]
    confidence = sum(reading.parse.confidence for reading in mine) / len(mine) if mine else None
    return Bin(number / BINS, (number + 1) / BINS, confidence, share_of(reading.is_right for reading in mine))
