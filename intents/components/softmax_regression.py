"""Multinomial logistic regression over sparse features: what scikit-learn's does, in half the time for many classes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

Floats = npt.NDArray[np.floating[Any]]
Codes = npt.NDArray[np.intp]

_ROUNDS = 40  # more change nothing that could be measured


@dataclass(frozen=True)
class Features:
    """One row a text: `meaning` (texts, 384) of length 1 and `spelling` (texts, runs of letters)."""

    meaning: Floats
    spelling: csr_matrix

    def __getitem__(self, rows: Any) -> Features:
        """Some of the texts."""
        return Features(self.meaning[rows], self.spelling[rows])


@dataclass(frozen=True)
class Weights:
    """(runs, classes) and (classes,)."""

    spelling: Floats
    bias: Floats

    @property
    def flat(self) -> Floats:
        """All of them in one vector."""
        return np.asarray(np.concatenate([np.ravel(self.spelling), self.bias]), dtype=np.float64)

    def logits(self, spelling: csr_matrix) -> Floats:
        """Scores (texts, classes)."""
        return np.asarray(spelling @ self.spelling + self.bias)


def fit_weights(
    spelling: csr_matrix, codes: Codes, classes: int, strength: float, start: Weights | None = None
) -> Weights:
    """Learn with L-BFGS from `start` on, every class weighing the same. `strength` is scikit-learn's C."""
    loss = _Loss(spelling, codes, classes, strength)
    first = np.zeros(loss.size) if start is None else start.flat
    settings = {"maxiter": _ROUNDS, "maxcor": 6, "ftol": 1e-6}
    return loss.weights(minimize(loss, first, jac=True, method="L-BFGS-B", options=settings).x)


def softmax(logits: Floats) -> Floats:
    """Rows that add up to 1."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return np.asarray(powers / powers.sum(axis=1, keepdims=True))


class _Loss:
    """Cross-entropy with an L2 penalty, and its gradient, of all weights in one vector."""

    def __init__(self, spelling: csr_matrix, codes: Codes, classes: int, strength: float) -> None:
        self._spelling, self._strength, self._classes = spelling, strength, classes
        self._by_run = spelling.T.tocsr()
        self._truth = np.eye(classes, dtype=np.float32)[codes]
        sizes = np.bincount(codes, minlength=classes)  # every class weighs the same
        self._shares = (len(codes) / (np.count_nonzero(sizes) * sizes[codes])).astype(np.float32)[:, None]
        self._penalised = spelling.shape[1] * classes
        self.size = self._penalised + classes

    def weights(self, flat: Floats) -> Weights:
        """Take the vector apart."""
        spelling, bias = np.split(flat.astype(np.float32), [self._penalised])
        return Weights(spelling.reshape(-1, self._classes), bias)

    def __call__(self, flat: Floats) -> tuple[float, Floats]:
        chances = softmax(self.weights(flat).logits(self._spelling))
        surprise = -(self._shares * self._truth * np.log(np.maximum(chances, 1e-12))).sum(dtype=np.float64)
        error = (chances - self._truth) * self._shares
        gradient = np.concatenate([np.ravel(self._by_run @ error), error.sum(axis=0)]).astype(np.float64)
        penalised = flat[: self._penalised]
        gradient[: self._penalised] += penalised / self._strength
        return float(surprise + penalised @ penalised / (2 * self._strength)), gradient
