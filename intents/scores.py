"""How well questions were understood. Pure: parses in, shares out."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from typing import Any

from intents.catalogue import OUT_OF_SCOPE_PREFIX
from intents.questions import Question
from intents.schema import TOPIC_PREFIX, Parse
from intents.shares import Share, share_of


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
    """What families would meet, over the questions of one group.

    `right_first`, `among_three`, `answered` (at once) and `wrong_answers` (at once, and wrong) are of questions that an
    article answers; `understood` is of all whose intent is known, requests and other subjects too;
    `out_of_scope_answered` is of questions about other subjects that got an article. False alarms are told apart: on
    messages that look like a risk of harm, and on ordinary ones.
    """

    questions: int
    understood: Share
    right_first: Share
    among_three: Share
    answered: Share
    wrong_answers: Share
    out_of_scope_answered: Share
    risk_found: Share
    false_alarms_alike: Share
    false_alarms_ordinary: Share

    def as_json(self) -> dict[str, Any]:
        """{"questions": int, and each share as {"count", "of", "share", "low", "high"}}."""
        shares = {name: getattr(self, name).as_json() for name in SHARES}
        return {"questions": self.questions, **shares}


SHARES = tuple(field.name for field in fields(Score) if field.name != "questions")


def score(readings: Sequence[Reading], thresholds: Thresholds) -> Score:
    """Score one group: a language, a topic, a register, or everything."""
    topics = [reading for reading in readings if reading.question.is_in_scope]
    outside = [reading for reading in readings if reading.question.is_outside]
    calm = [reading for reading in readings if reading.question.is_risk is False]
    return Score(
        questions=len(readings),
        understood=share_of(reading.is_right for reading in readings if reading.question.right),
        right_first=share_of(reading.is_right for reading in topics),
        among_three=share_of(reading.is_among_three for reading in topics),
        answered=share_of(reading.is_answered(thresholds) for reading in topics),
        wrong_answers=share_of(reading.is_answered(thresholds) and not reading.is_right for reading in topics),
        out_of_scope_answered=share_of(reading.is_answered(thresholds) for reading in outside),
        risk_found=share_of(is_alarm(reading) for reading in readings if reading.question.is_risk),
        false_alarms_alike=share_of(is_alarm(reading) for reading in calm if not reading.question.right),
        false_alarms_ordinary=share_of(is_alarm(reading) for reading in calm if reading.question.right),
    )


def group(readings: Sequence[Reading], keys: Callable[[Reading], Sequence[str]]) -> dict[str, list[Reading]]:
    """Readings under each of their keys, in alphabetical order."""
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        for key in keys(reading):
            groups.setdefault(key, []).append(reading)
    return dict(sorted(groups.items()))


def is_alarm(reading: Reading) -> bool:
    """Whether the engine saw a risk of harm."""
    return bool(reading.parse.risk and reading.parse.risk.is_risk)


def confusions(readings: Sequence[Reading]) -> list[tuple[str, str, int]]:
    """(right intent, intent found instead, how often), the commonest first."""
    missed = [reading for reading in readings if reading.question.right and not reading.is_right]
    pairs = Counter((reading.question.right[0], reading.parse.intent or "") for reading in missed)
    return [(right, found, count) for (right, found), count in pairs.most_common()]
