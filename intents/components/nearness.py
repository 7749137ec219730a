"""Kernel regression: every example pulls what lies near it towards what it shows. Simple, and sure of rare wordings."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import simsimd
from scipy.linalg import cho_factor, cho_solve

from intents.components.softmax_regression import Floats

_REACH = 1.0  # exp(-reach * squared distance) of meanings
_SMOOTHING = 0.35  # how little one example counts


Bytes = npt.NDArray[np.int8]


@dataclass(frozen=True)
class Nearness:
    """Vectors of examples (examples, 384) in steps of a 127th of their largest number, and what a step is worth.

    `pulls` (examples, outcomes): how much each pulls towards each outcome. Bytes, as reading 39 MB of floats for
    every message took longer than all the rest but the embedding; vectors computed in 4 bits lose nothing.
    """

    examples: Bytes
    steps: Floats
    pulls: Floats

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> Nearness:
        """From what `dump` returned."""
        return cls(kept["near_examples"], kept["near_steps"], kept["near_pulls"])

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file."""
        return {"near_examples": self.examples, "near_steps": self.steps, "near_pulls": self.pulls}

    def scores(self, meaning: Floats) -> Floats:
        """(texts, outcomes) from vectors (texts, 384)."""
        rows, steps = _to_bytes(meaning)
        products = np.asarray(simsimd.cdist(rows, self.examples, "dot", out_dtype="f32"))
        products *= self.steps
        products *= steps[:, None]
        return np.asarray(_likeness(products) @ self.pulls)


def _to_bytes(vectors: Floats) -> tuple[Bytes, Floats]:
    """(rows in bytes, what a step is worth in each row)."""
    steps = np.maximum(np.abs(vectors).max(axis=1), 1e-9).astype(np.float32) / 127
    return np.rint(vectors / steps[:, None]).astype(np.int8), steps


def fit_nearness(meaning: Floats, targets: Floats, shares: Floats) -> Nearness:
    """Learn `targets` (texts, outcomes) of vectors (texts, 384), each text weighing its share."""
    matrix = _likeness(np.asarray(meaning @ meaning.T, dtype=np.float32))
    matrix[np.diag_indices_from(matrix)] += _SMOOTHING / shares
    factor = cho_factor(matrix, lower=True, overwrite_a=True, check_finite=False)
    pulls = cho_solve(factor, targets.astype(np.float32), check_finite=False)
    return Nearness(*_to_bytes(meaning), np.ascontiguousarray(pulls, dtype=np.float32))


def balance(codes: npt.NDArray[np.intp]) -> Floats:
    """A share for each text such that all classes weigh the same; their mean is 1."""
    sizes = np.bincount(codes)
    return np.asarray(len(codes) / (np.count_nonzero(sizes) * sizes[codes]), dtype=np.float32)


def _likeness(products: Floats) -> Floats:
    """How alike meanings are, from 0 to 1, by their inner products; in place, as that of all examples is large."""
    products -= 1
    products *= 2 * _REACH
    return np.exp(products, out=products)
