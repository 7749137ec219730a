"""How well questions were understood. Pure: parses in, shares out."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from intents.catalogue import OUT_OF_SCOPE_PREFIX
from intents.questions import Question
from intents.schema import TOPIC_PREFIX, Parse


@dataclass(frozen=True)
class Thresholds:
    """From which confidence to answer and to offer topics; how far the best must be ahead of the next."""

    answer: float
    clarify: float
    margin: float


@dataclass(frozen=True)
class Reading:
    """A question and how the engine read it."""

    question: Question
    parse: Parse

    @property
    def is_right(self) -> bool:
        """Whether the best intent is one of the right ones; every kind of out of scope is as good as another."""
        found = self.parse.intent or ""
        return found in self.question.right or (self.question.is_outside and found.startswith(OUT_OF_SCOPE_PREFIX))

    @property
    def is_among_three(self) -> bool:
        """Whether a right topic is among the first three."""
        first = [TOPIC_PREFIX + topic for topic, _ in self.parse.topics[:3]]
        return any(topic in self.question.right for topic in first)

    def is_answered(self, thresholds: Thresholds) -> bool:
        """Whether an article would be given at once."""
        ranking = self.parse.ranking
        if not ranking or not ranking[0].name.startswith(TOPIC_PREFIX):
            return False
        lead = ranking[0].confidence - (ranking[1].confidence if len(ranking) > 1 else 0.0)
        return ranking[0].confidence >= thresholds.answer and lead >= thresholds.margin


@dataclass(frozen=True)
class Score:
    """Shares (0 to 1) over the questions of one group; None where it holds no question of that kind."""

    questions: int
    right_first: float | None
    among_three: float | None
    answered: float | None
    wrong_answers: float | None
    out_of_scope_answered: float | None
    risk_found: float | None
    false_alarms: float | None


def score(readings: Sequence[Reading], thresholds: Thresholds) -> Score:
    """Score one group: a language, an intent, or everything."""
    topics = [reading for reading in readings if reading.question.is_in_scope]
    outside = [reading for reading in readings if reading.question.is_outside]
    answered = [reading for reading in topics if reading.is_answered(thresholds)]
    wrong = sum(not reading.is_right for reading in answered)
    return Score(
        questions=len(readings),
        right_first=share(topics, lambda reading: reading.is_right),
        among_three=share(topics, lambda reading: reading.is_among_three),
        answered=share(topics, lambda reading: reading.is_answered(thresholds)),
        wrong_answers=wrong / len(topics) if topics else None,
        out_of_scope_answered=share(outside, lambda reading: reading.is_answered(thresholds)),
        risk_found=share([r for r in readings if r.question.is_risk], is_alarm),
        false_alarms=share([r for r in readings if r.question.is_risk is False], is_alarm),
    )


def is_alarm(reading: Reading) -> bool:
    """Whether the engine saw a risk of harm."""
    return bool(reading.parse.risk and reading.parse.risk.is_risk)


def share(readings: Sequence[Reading], condition: Callable[[Reading], bool]) -> float | None:
    """The share that meets a condition; None of nothing."""
    return sum(condition(reading) for reading in readings) / len(readings) if readings else None


def confusions(readings: Sequence[Reading]) -> list[tuple[str, str, int]]:
    """(right intent, intent found instead, how often), the commonest first."""
    missed = [reading for reading in readings if reading.question.right and not reading.is_right]
    pairs = Counter((reading.question.right[0], reading.parse.intent or "") for reading in missed)
    return [(right, found, count) for (right, found), count in pairs.most_common()]
