"""Tells a risk of harm from calm messages, and chooses where the line is. No Rasa here."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.model_selection import train_test_split

from intents.components.nearness import Nearness, balance, fit_nearness
from intents.components.small_network import SmallNetworks, fit_networks
from intents.components.softmax_regression import Features, Floats, Weights, fit_weights

Flags = npt.NDArray[np.bool_]

RECALL = 0.98  # of messages that show a risk: found
FALSE_ALARMS = 0.05  # of ordinary messages: a missed child weighs more, but what alarms too often is soon ignored
_HELD_OUT = 0.25
_STRENGTH = 10.0
_NEARNESS_SHARE, _REGRESSION_SHARE, _NETWORK_SHARE = 0.5, 0.1, 0.1  # bring the opinions to one scale
_STEEPNESS = 5.0  # spreads the scores over 0 to 1
_SEED = 20261124


@dataclass(frozen=True)
class RiskModel:
    """Nearness in meaning to examples, a regression on spelling, and small networks; and where the line is."""

    nearness: Nearness
    weights: Weights
    networks: SmallNetworks
    threshold: float

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> RiskModel:
        """From what `dump` returned."""
        weights = Weights(kept["spelling"], kept["bias"])
        return cls(Nearness.load(kept), weights, SmallNetworks.load(kept), float(kept["threshold"]))

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file."""
        rest = {"threshold": np.asarray(self.threshold)}
        return {**self.nearness.dump(), **vars(self.weights), **self.networks.dump(), **rest}

    def scores(self, features: Features) -> Floats:
        """From 0 to 1, one a text."""
        return _squash(_opinions(self.nearness, self.weights, self.networks, features))


@dataclass(frozen=True)
class HeldOut:
    """Rows that were held out, and their scores."""

    rows: npt.NDArray[np.intp]
    scores: Floats


def fit_risk(features: Features, is_risk: Flags, is_ordinary: Flags, is_near: Flags) -> tuple[RiskModel, HeldOut]:
    """The model, and how one did on a quarter of the texts that it never saw; both kinds weigh the same.

    `is_ordinary`: calm messages of every day, by which the line is chosen; the rest are look-alikes.
    `is_near`: those whose nearness counts, as many as there is time for; the other opinions learn from all.
    """
    learn, check = train_test_split(np.arange(len(is_risk)), test_size=_HELD_OUT, stratify=is_risk, random_state=_SEED)
    scores = _squash(_opinions(*_fit(features[learn], is_risk[learn], is_near[learn]), features[check]))
    threshold = choose_threshold(scores, is_ordinary[check])
    return RiskModel(*_fit(features, is_risk, is_near), threshold), HeldOut(check, scores)


def choose_threshold(scores: Floats, is_ordinary: Flags) -> float:
    """The score from which a message is a risk: as low as the false alarms allow.

    Recall comes first only up to there. Phrases always count, and the way to a person stands beside every answer.
    """
    return float(np.clip(np.quantile(scores[is_ordinary], 1 - FALSE_ALARMS), 1e-4, 0.95))


def recall(scores: Floats, is_risk: Flags, threshold: float) -> float:
    """The share of risks found."""
    return float((scores[is_risk] >= threshold).mean())


def _fit(features: Features, is_risk: Flags, is_near: Flags) -> tuple[Nearness, Weights, SmallNetworks]:
    codes = is_risk.astype(np.intp)
    targets = np.where(is_risk, 1.0, -1.0)[:, None].astype(np.float32)
    nearness = fit_nearness(features.meaning[is_near], targets[is_near], balance(codes[is_near]))
    weights = fit_weights(features.spelling, codes, 2, _STRENGTH)
    return nearness, weights, fit_networks(features.meaning, is_risk)


def _opinions(nearness: Nearness, weights: Weights, networks: SmallNetworks, features: Features) -> Floats:
    """All three added up, below 0 for calm and above for risk."""
    logits = weights.logits(features.spelling)
    near = _NEARNESS_SHARE * nearness.scores(features.meaning)[:, 0]
    spelt = _REGRESSION_SHARE * (logits[:, 1] - logits[:, 0])
    return np.asarray(near + spelt + _NETWORK_SHARE * networks.scores(features.meaning))


def _squash(scores: Floats) -> Floats:
    """From -1 to 1 and beyond, to 0 to 1."""
    return np.asarray(1 / (1 + np.exp(-_STEEPNESS * scores)))
