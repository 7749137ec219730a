"""Kernel regression: every example pulls what lies near it towards what it shows. Simple, and sure of rare wordings.

Its leave-one-out scores are exact and cost nothing extra, so that it needs no cross-validation.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.linalg import cho_factor, cho_solve
from scipy.linalg.lapack import spotri
from scipy.sparse import csr_matrix

from intents.components.softmax_regression import Features, Floats

_REACH = 1.0  # exp(-reach * squared distance) of meanings
_SMOOTHING = 0.5  # how little one example counts


@dataclass(frozen=True)
class Nearness:
    """Examples, how much each pulls towards each outcome (examples, outcomes), and what spelling counts."""

    examples: Features
    pulls: Floats
    spelling_share: float

    @cached_property
    def _spelling_by_run(self) -> csr_matrix:
        """Turned once: turning it for each message would take longer than the embedding."""
        return self.examples.spelling.T.tocsr()

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> Nearness:
        """From what `dump` returned."""
        parts = (kept["near_data"], kept["near_columns"], kept["near_rows"])
        spelling = csr_matrix(parts, shape=tuple(kept["near_shape"].tolist()))
        return cls(Features(kept["near_meaning"], spelling), kept["near_pulls"], float(kept["near_share"]))

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file."""
        spelling = self.examples.spelling
        return {
            "near_meaning": self.examples.meaning,
            "near_data": spelling.data,
            "near_columns": spelling.indices,
            "near_rows": spelling.indptr,
            "near_shape": np.asarray(spelling.shape),
            "near_pulls": self.pulls,
            "near_share": np.asarray(self.spelling_share),
        }

    def scores(self, features: Features) -> Floats:
        """(texts, outcomes)."""
        spelling = (features.spelling @ self._spelling_by_run).toarray()
        return np.asarray(_likeness(features, self.examples, spelling * self.spelling_share) @ self.pulls)


def fit_nearness(features: Features, targets: Floats, shares: Floats, spelling_share: float) -> tuple[Nearness, Floats]:
    """Learn `targets` (texts, outcomes), each text weighing its share; return the scores of each text left out too."""
    matrix = _likeness(features, features, (features.spelling @ features.spelling.T).toarray() * spelling_share)
    matrix[np.diag_indices_from(matrix)] += _SMOOTHING / shares
    factor = cho_factor(matrix, lower=True, overwrite_a=True, check_finite=False)
    pulls = cho_solve(factor, targets.astype(np.float32), check_finite=False)
    inverse, _ = spotri(factor[0], lower=1, overwrite_c=True)
    left_out = targets - pulls / np.diag(inverse)[:, None]
    return Nearness(features, pulls.astype(np.float32), spelling_share), np.asarray(left_out)


def balance(codes: npt.NDArray[np.intp]) -> Floats:
    """A share for each text such that all classes weigh the same; their mean is 1."""
    sizes = np.bincount(codes)
    return np.asarray(len(codes) / (np.count_nonzero(sizes) * sizes[codes]), dtype=np.float32)


def _likeness(left: Features, right: Features, spelling: Floats) -> Floats:
    """How alike texts are, (left, right): in meaning, all vectors having length 1, with what spelling adds."""
    meaning = np.exp(-_REACH * (2 - 2 * (left.meaning @ right.meaning.T)))
    return np.asarray(meaning + spelling, dtype=np.float32)
