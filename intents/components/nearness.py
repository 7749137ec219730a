"""Kernel regression: every example pulls what lies near it towards what it shows. Simple, and sure of rare wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve

from intents.components.softmax_regression import Floats

_REACH = 1.0  # exp(-reach * squared distance) of meanings
_SMOOTHING = 0.35  # how little one example counts


@dataclass(frozen=True)
class Nearness:
    """Vectors of examples (examples, 384) of length 1, and how much each pulls towards each outcome."""

    examples: Floats
    pulls: Floats

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> Nearness:
        """From what `dump` returned."""
        return cls(kept["near_examples"].astype(np.float32), kept["near_pulls"])

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file; half the precision is plenty for vectors that were computed in 4 bits."""
        return {"near_examples": self.examples.astype(np.float16), "near_pulls": self.pulls}

    def scores(self, meaning: Floats) -> Floats:
        """(texts, outcomes) from vectors (texts, 384)."""
        return np.asarray(_likeness(meaning, self.examples) @ self.pulls)


def fit_nearness(meaning: Floats, targets: Floats, shares: Floats) -> Nearness:
    """Learn `targets` (texts, outcomes) of vectors (texts, 384), each text weighing its share."""
    matrix = _likeness(meaning, meaning)
    matrix[np.diag_indices_from(matrix)] += _SMOOTHING / shares
    factor = cho_factor(matrix, lower=True, overwrite_a=True, check_finite=False)
    pulls = cho_solve(factor, targets.astype(np.float32), check_finite=False)
    return Nearness(meaning, np.ascontiguousarray(pulls, dtype=np.float32))


def balance(codes: npt.NDArray[np.intp]) -> Floats:
    """A share for each text such that all classes weigh the same; their mean is 1."""
    sizes = np.bincount(codes)
    return np.asarray(len(codes) / (np.count_nonzero(sizes) * sizes[codes]), dtype=np.float32)


def _likeness(left: Floats, right: Floats) -> Floats:
    """How alike meanings are, (left, right), from 0 to 1; in place, as the matrix of all examples is large."""
    matrix = np.asarray(left @ right.T, dtype=np.float32)
    matrix -= 1
    matrix *= 2 * _REACH
    return np.exp(matrix, out=matrix)
