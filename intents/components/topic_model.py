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

_HELD_OUT = 6  # one text in six
_NEARNESS_SHARE = 16.0  # brings both opinions to one scale
_SEED = 20261124


@dataclass(frozen=True)
class TopicModel:
    """Logistic regression on spelling and nearness in meaning, added up; a temperature makes confidences honest.

    Together they are right more often than either alone, in every language. A temperature above 1 lowers confidences:
    of messages answered with 0.7, seven in ten should be right.
    """

    names: npt.NDArray[np.str_]
    weights: Weights
    nearness: Nearness
    temperature: float

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> TopicModel:
        """From what `dump` returned."""
        weights = Weights(kept["spelling"], kept["bias"])
        return cls(kept["names"], weights, Nearness.load(kept), float(kept["temperature"]))

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file."""
        rest = {"names": self.names.astype(str), "temperature": np.asarray(self.temperature)}
        return {**vars(self.weights), **self.nearness.dump(), **rest}

    def probabilities(self, features: Features) -> Floats:
        """Calibrated confidences, (texts, intents)."""
        return softmax(_logits(self.weights, self.nearness, features) / self.temperature)


@dataclass(frozen=True)
class HeldOut:
    """How the model did on texts it had not seen: their rows, and its confidences (rows, intents)."""

    rows: npt.NDArray[np.intp]
    confidences: Floats


def fit_topics(features: Features, labels: Sequence[str], strength: float) -> tuple[TopicModel, HeldOut]:
    """Learn from five texts in six how sure to be, on the sixth; then learn from all."""
    names, codes = np.unique(labels, return_inverse=True)
    learn, check = _split(codes)
    weights, nearness = _fit(features[learn], codes[learn], len(names), strength, None)
    unseen = _logits(weights, nearness, features[check])
    temperature = find_temperature(unseen, codes[check])
    weights, nearness = _fit(features, codes, len(names), strength, weights)
    return TopicModel(names, weights, nearness, temperature), HeldOut(check, softmax(unseen / temperature))


def find_temperature(logits: Floats, codes: Codes) -> float:
    """The temperature under which the true intents are likeliest. `codes`: column of the true intent per text."""
    rows = np.arange(len(codes))

    def surprise(log_temperature: float) -> float:
        chances = softmax(logits / np.exp(log_temperature))[rows, codes]
        return float(-np.log(np.maximum(chances, 1e-12)).mean())

    return float(np.exp(minimize_scalar(surprise, bounds=(-2, 3), method="bounded").x))


def _split(codes: Codes) -> tuple[Codes, Codes]:
    """(rows to learn from, rows to check), every intent shared out alike."""
    folds = max(2, min(_HELD_OUT, int(np.bincount(codes).min())))
    learn, check = next(iter(StratifiedKFold(folds, shuffle=True, random_state=_SEED).split(codes, codes)))
    return np.asarray(learn), np.asarray(check)


def _fit(
    features: Features, codes: Codes, classes: int, strength: float, start: Weights | None
) -> tuple[Weights, Nearness]:
    targets = np.eye(classes, dtype=np.float32)[codes] - np.float32(1 / classes)
    weights = fit_weights(features.spelling, codes, classes, strength, start)
    return weights, fit_nearness(features.meaning, targets, balance(codes))


def _logits(weights: Weights, nearness: Nearness, features: Features) -> Floats:
    return weights.logits(features.spelling) + _NEARNESS_SHARE * nearness.scores(features.meaning)
