"""Tells a risk of harm from calm messages, and chooses where the line is. No Rasa here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.components.nearness import Nearness, balance, fit_nearness
from intents.components.softmax_regression import Features, Floats

Flags = npt.NDArray[np.bool_]

RECALL = 0.98  # of messages that show a risk: found
FALSE_ALARMS = 0.04  # of calm messages: an alarm for one in six, which is what full recall costs, is soon ignored
_STEEPNESS = 5.0  # spreads the scores over 0 to 1
_SPELLING_SHARE = 0.5


@dataclass(frozen=True)
class RiskModel:
    """Nearness to examples of risk and of calm, and the score from which a message counts as a risk."""

    nearness: Nearness
    threshold: float

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> RiskModel:
        """From what `dump` returned."""
        return cls(Nearness.load(kept), float(kept["threshold"]))

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file."""
        return self.nearness.dump() | {"threshold": np.asarray(self.threshold)}

    def scores(self, features: Features) -> Floats:
        """From 0 to 1, one a text."""
        return _squash(self.nearness.scores(features)[:, 0])


def fit_risk(features: Features, is_risk: Flags) -> tuple[RiskModel, Floats]:
    """The model, and the score of every text had it been left out; both kinds weigh the same."""
    targets = np.where(is_risk, 1.0, -1.0)[:, None].astype(np.float32)
    nearness, left_out = fit_nearness(features, targets, balance(is_risk.astype(np.intp)), _SPELLING_SHARE)
    scores = _squash(left_out[:, 0])
    return RiskModel(nearness, choose_threshold(scores, is_risk)), scores


def choose_threshold(scores: Floats, is_risk: Flags) -> float:
    """The score from which a message is a risk: as low as the false alarms allow.

    Recall comes first only up to there. Phrases always count, and the way to a person stands beside every answer.
    """
    return float(np.clip(np.quantile(scores[~is_risk], 1 - FALSE_ALARMS), 1e-4, 0.5))


def recall(scores: Floats, is_risk: Flags, threshold: float) -> float:
    """The share of risks found."""
    return float((scores[is_risk] >= threshold).mean())


def _squash(scores: Floats) -> Floats:
    """From -1 to 1 and beyond, to 0 to 1."""
    return np.asarray(1 / (1 + np.exp(-_STEEPNESS * scores)))
