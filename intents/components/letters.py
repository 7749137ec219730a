"""Runs of letters within words, folded: robust to typing errors, missing accents and capitals.

Much what scikit-learn's TfidfVectorizer(analyzer="char_wb") does, in less time for one message.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix

from intents.components.folding import fold

_SHORTEST, _LONGEST = 2, 5
_SEEN_IN = 2  # texts, at least


class LetterRuns:
    """Runs of 2 to 5 letters, weighted by how rare they are (tf-idf); each text has length 1."""

    def __init__(self, most: int = 40_000) -> None:
        """`most`: the most runs to learn; the commonest are kept."""
        self._most = most
        self._columns: dict[str, int] = {}
        self._rarity: npt.NDArray[np.float32] = np.zeros(0, dtype=np.float32)

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> LetterRuns:
        """From what `dump` returned."""
        letters = cls()
        letters._columns = {run: column for column, run in enumerate(kept["runs"].tolist())}
        letters._rarity = kept["rarity"].astype(np.float32)
        return letters

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file: the runs and how rare each is."""
        return {"runs": np.asarray(list(self._columns), dtype=str), "rarity": self._rarity}

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the runs that occur in two texts or more; return the matrix (texts, runs)."""
        counts = [count_runs(text) for text in texts]
        seen_in = Counter(run for found in counts for run in found)
        common = sorted((-times, run) for run, times in seen_in.items() if times >= _SEEN_IN)[: self._most]
        self._columns = {run: column for column, (_, run) in enumerate(common)}
        rarity = [1 + math.log((1 + len(texts)) / (1 - negative)) for negative, _ in common]
        self._rarity = np.asarray(rarity, dtype=np.float32)
        return self._matrix(counts)

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """The matrix (texts, runs)."""
        return self._matrix([count_runs(text) for text in texts])

    def _matrix(self, counts: Sequence[Mapping[str, int]]) -> csr_matrix:
        """How often each text holds each run it knows, the logarithm taken, by rarity."""
        rows = [self._row(found) for found in counts]
        ends = np.cumsum([0, *(len(columns) for columns, _ in rows)])
        columns = np.concatenate([np.zeros(0, dtype=np.int32), *(columns for columns, _ in rows)])
        values = np.concatenate([np.zeros(0, dtype=np.float32), *(values for _, values in rows)])
        return csr_matrix((values, columns, ends), shape=(len(rows), len(self._columns)))

    def _row(self, found: Mapping[str, int]) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
        """(columns, values) of one text."""
        known = {column: times for run, times in found.items() if (column := self._columns.get(run)) is not None}
        columns = np.fromiter(known, dtype=np.int32, count=len(known))
        times = np.fromiter(known.values(), dtype=np.float32, count=len(known))
        values = (1 + np.log(times)) * self._rarity[columns]
        return columns, values / max(float(np.sqrt(values @ values)), 1e-9)


@lru_cache(maxsize=1)
def count_runs(text: str) -> Counter[str]:
    """How often each run of 2 to 5 letters occurs in a text, its words folded and set between spaces.

    Kept until the next text, as two components ask for it.
    """
    runs: list[str] = []
    for word in fold(text).split():
        padded = f" {word} "
        size = len(padded)
        for length in range(_SHORTEST, min(_LONGEST, size) + 1):
            runs += [padded[start : start + length] for start in range(size - length + 1)]
    return Counter(runs)
