"""A few small neural networks on the embedding, averaged: they learn from any number of texts and answer at once."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

from intents.components.softmax_regression import Floats

_NETWORKS = 3
_UNITS = 512
_ROUNDS = 8  # after more they know the examples by heart
_SPREAD = np.float32(8)  # numbers of vectors of length 1 are small; the networks learn faster from larger ones


@dataclass(frozen=True)
class SmallNetworks:
    """One hidden layer each, side by side: `inner` (384, units of all), `outer` (units of all), and their biases."""

    inner: Floats
    inner_bias: Floats
    outer: Floats
    outer_bias: Floats

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> SmallNetworks:
        """From what `dump` returned."""
        return cls(*(kept[f"network_{name}"] for name in ("inner", "inner_bias", "outer", "outer_bias")))

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file."""
        return {f"network_{name}": array for name, array in vars(self).items()}

    def scores(self, meaning: Floats) -> Floats:
        """The logarithm of the odds, one a text, from vectors (texts, 384); their average."""
        hidden = np.maximum((meaning * _SPREAD) @ self.inner + self.inner_bias, 0)
        return np.asarray(hidden @ self.outer + self.outer_bias)


def fit_networks(meaning: Floats, is_so: npt.NDArray[np.bool_]) -> SmallNetworks:
    """Learn from vectors (texts, 384) which of the texts are so."""
    networks = [_fit(meaning * _SPREAD, is_so, seed) for seed in range(_NETWORKS)]
    return SmallNetworks(
        np.hstack([network.coefs_[0] for network in networks]).astype(np.float32),
        np.hstack([network.intercepts_[0] for network in networks]).astype(np.float32),
        np.hstack([network.coefs_[1][:, 0] for network in networks]).astype(np.float32) / np.float32(_NETWORKS),
        np.mean([network.intercepts_[1] for network in networks], axis=0).astype(np.float32),
    )


def _fit(meaning: Floats, is_so: npt.NDArray[np.bool_], seed: int) -> MLPClassifier:
    network = MLPClassifier((_UNITS,), alpha=0.01, batch_size=256, max_iter=_ROUNDS, random_state=seed)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ConvergenceWarning)  # stopped early on purpose
        return network.fit(meaning.astype(np.float32), is_so)
