"""Runs of letters within words, folded: robust to typing errors, missing accents and capitals."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import TfidfVectorizer

from intents.components.folding import fold


class LetterRuns:
    """Runs of 2 to 5 letters, weighted by how rare they are (tf-idf); each text has length 1."""

    def __init__(self, most: int = 40_000) -> None:
        """`most`: the most runs to learn; the commonest are kept."""
        self._vectorizer = _vectorizer(max_features=most, min_df=2)

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> LetterRuns:
        """From what `dump` returned."""
        letters = cls()
        letters._vectorizer = _vectorizer(vocabulary=kept["runs"].tolist())
        letters._vectorizer.idf_ = kept["rarity"]
        return letters

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file: the runs and how rare each is."""
        return {"runs": self._vectorizer.get_feature_names_out().astype(str), "rarity": self._vectorizer.idf_}

    def fit(self, texts: Sequence[str]) -> csr_matrix:
        """Learn the runs that occur in two texts or more; return the matrix (texts, runs)."""
        return self._vectorizer.fit_transform([fold(text) for text in texts])

    def transform(self, texts: Sequence[str]) -> csr_matrix:
        """The matrix (texts, runs)."""
        return self._vectorizer.transform([fold(text) for text in texts])


def _vectorizer(**settings: Any) -> TfidfVectorizer:
    same = {"analyzer": "char_wb", "ngram_range": (2, 5), "lowercase": False, "sublinear_tf": True}
    return TfidfVectorizer(**same, dtype=np.float32, **settings)
