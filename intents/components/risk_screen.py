"""A trained screen for risk of harm: a model over meaning and spelling, and the phrases that always count."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from intents.components.encoder import Vectors, encode_many, encode_one
from intents.components.folding import fold
from intents.components.letters import LetterRuns
from intents.components.phrases import PhraseScreen
from intents.components.progress import say
from intents.components.risk_data import RiskData, load_risk_data
from intents.components.risk_model import RECALL, Flags, HeldOut, RiskModel, fit_risk, recall
from intents.components.sentence_featurizer import centre
from intents.components.softmax_regression import Features

_MOST_NEAR = 5_000  # ordinary messages whose nearness counts; with all of them training would take too long
_SEED = 20261124


@dataclass
class RiskScreen:
    """`mean` of the embeddings learned from, the runs of letters, the model, and the phrases."""

    mean: Vectors
    letters: LetterRuns
    model: RiskModel
    phrases: tuple[str, ...]

    def __post_init__(self) -> None:
        """Fold the phrases once."""
        self._phrase_screen = PhraseScreen(self.phrases)

    @classmethod
    def load(cls, kept: Mapping[str, npt.NDArray[Any]]) -> RiskScreen:
        """From what `dump` returned."""
        return cls(kept["mean"], LetterRuns.load(kept), RiskModel.load(kept), tuple(kept["phrases"].tolist()))

    def dump(self) -> dict[str, npt.NDArray[Any]]:
        """Arrays for an .npz file."""
        rest = {"mean": self.mean, "phrases": np.asarray(self.phrases or ("",))}
        return self.letters.dump() | self.model.dump() | rest

    def score(self, text: str) -> float:
        """From 0 to 1; 1 where a phrase occurs."""
        if self._phrase_screen.matches(text):
            return 1.0
        features = Features(centre(encode_one(text)[None, :], self.mean), self.letters.transform([text]))
        return float(self.model.scores(features)[0])


@dataclass(frozen=True)
class Lesson:
    """Texts, which of them show a risk, and which are ordinary messages; the rest only look like a risk.

    `is_near`: those whose nearness counts.
    """

    texts: tuple[str, ...]
    is_risk: Flags
    is_ordinary: Flags
    is_near: Flags


def make_lesson(data: Sequence[RiskData], ordinary: Sequence[str]) -> Lesson:
    """All examples against all calm and all ordinary messages, each text once."""
    risky = {fold(text): text for part in data for text in part.examples}
    calm = {fold(text): text for part in data for text in part.calm if fold(text) not in risky}
    common = {fold(text): text for text in ordinary}
    everyday = [text for folded, text in common.items() if folded not in risky and folded not in calm]
    shuffled = np.random.default_rng(_SEED).permutation(len(everyday))
    texts = (*risky.values(), *calm.values(), *(everyday[at] for at in shuffled))
    rows, first = np.arange(len(texts)), len(risky) + len(calm)
    return Lesson(texts, rows < len(risky), rows >= first, rows < first + _MOST_NEAR)


def learn_screen(folder: Path, ordinary: Sequence[str]) -> RiskScreen:
    """Learn from a folder of risk data and ordinary messages; choose the threshold by cross-validation."""
    data = load_risk_data(folder)
    phrases = tuple(phrase for part in data for phrase in part.phrases)
    lesson = make_lesson(data, ordinary)
    vectors, letters = encode_many(lesson.texts), LetterRuns()
    mean = vectors[lesson.is_near].mean(axis=0)
    features = Features(centre(vectors, mean), letters.fit(lesson.texts))
    model, unseen = fit_risk(features, lesson.is_risk, lesson.is_ordinary, lesson.is_near)
    _tell(phrases, lesson, unseen, model.threshold)
    return RiskScreen(mean, letters, model, phrases)


def _tell(phrases: Sequence[str], lesson: Lesson, unseen: HeldOut, threshold: float) -> None:
    """Say how many risks are found, phrases included; warn where that is too few."""
    screen = PhraseScreen(phrases)
    found = np.where([screen.matches(lesson.texts[row]) for row in unseen.rows], 1.0, unseen.scores)
    share = recall(found, lesson.is_risk[unseen.rows], threshold)
    say(f"Risk of harm: {share:.1%} found of those held out{'' if share >= RECALL else ', which is too few'}.")
