"""Free text to topics by keyword, for when the engine is away.

BM25 over words and their four-letter pieces, so that endings and typing errors cost little in any alphabet.
A topic scores what its best three texts score together.
No library: rank-bm25 has had no release since 2022, bm25s brings numpy for what is 67 topics.
"""

import math
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from knowledge_base.cues import fold
from knowledge_base.marks import plain
from knowledge_base.schema import Article

SATURATION, LENGTH_WEIGHT = 1.2, 0.75  # BM25's k1 and b; as usual, and best on the development questions
PIECE = 4
BEST_TEXTS = 3
LEAST_KNOWN = 0.4  # below it no development question of a language with examples was lost


@dataclass(frozen=True)
class Hit:
    """A topic and how well it fits; scores compare only within one search."""

    topic: str
    score: float


@dataclass(frozen=True)
class SearchIndex:
    """The terms of every text: how rare each is, and the texts it occurs in with its weight there."""

    topics: tuple[str, ...]
    rarity: Mapping[str, float]
    postings: Mapping[str, tuple[tuple[int, float], ...]]


def build_index(articles: Iterable[Article], examples: Mapping[str, Iterable[str]]) -> SearchIndex:
    """Index titles and short answers of articles in any locale, and example questions by topic."""
    texts = [(article.topic, text) for article in articles for text in _headlines(article)]
    texts += [(topic, example) for topic, several in examples.items() for example in several]
    counts = [Counter(_terms(text)) for _, text in texts]
    found = Counter(term for count in counts for term in count)
    rarity = {term: _rarity(times, len(texts)) for term, times in found.items()}
    return SearchIndex(tuple(topic for topic, _ in texts), rarity, _postings(counts, rarity))


def find_topics(index: SearchIndex, text: str, limit: int = 5) -> tuple[Hit, ...]:
    """Return the topics that fit best, best first; none if too little of the text is known."""
    terms = set(_terms(text))
    if _known(index, set(fold(text).split())) < LEAST_KNOWN:
        return ()
    ranked = sorted(_score(index, terms).items(), key=lambda item: (-item[1], item[0]))
    return tuple(Hit(topic, score) for topic, score in ranked[:limit])


def _headlines(article: Article) -> Iterator[str]:
    yield from map(plain, filter(None, (article.title, article.short, article.young_person_short)))


def _terms(text: str) -> Iterator[str]:
    """Yield each word, and the pieces of the longer ones."""
    for word in fold(text).split():
        yield word
        yield from _pieces(word)


def _pieces(word: str) -> list[str]:
    """Return the pieces of a word; `_` marks where it begins or ends."""
    padded = f"_{word}_"
    starts = range(len(padded) - PIECE + 1) if len(word) >= PIECE else ()
    return [padded[start : start + PIECE] for start in starts]


def _rarity(texts_with_it: int, texts: int) -> float:
    return math.log(1 + (texts - texts_with_it + 0.5) / (texts_with_it + 0.5))


def _postings(counts: list[Counter[str]], rarity: Mapping[str, float]) -> dict[str, tuple[tuple[int, float], ...]]:
    average = sum(count.total() for count in counts) / max(len(counts), 1)
    found: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for text, count in enumerate(counts):
        norm = SATURATION * (1 - LENGTH_WEIGHT + LENGTH_WEIGHT * count.total() / average)
        for term, times in count.items():
            found[term].append((text, rarity[term] * times * (SATURATION + 1) / (times + norm)))
    return {term: tuple(places) for term, places in found.items()}


def _known(index: SearchIndex, words: set[str]) -> float:
    """The share of the words that the index has seen, whole or in pieces, the rarer counting for more."""
    unseen = _rarity(0, len(index.topics))
    rarity = {word: index.rarity.get(word, unseen) for word in words}
    known = sum(weight * _familiar(index, word) for word, weight in rarity.items())
    return known / sum(rarity.values()) if known else 0.0


def _familiar(index: SearchIndex, word: str) -> float:
    pieces = _pieces(word)
    if word in index.rarity or not pieces:
        return float(word in index.rarity)
    return sum(piece in index.rarity for piece in pieces) / len(pieces)


def _score(index: SearchIndex, terms: set[str]) -> dict[str, float]:
    scores: dict[int, float] = defaultdict(float)
    for term in sorted(terms):
        for text, weight in index.postings.get(term, ()):
            scores[text] += weight
    by_topic: dict[str, list[float]] = defaultdict(list)
    for text, score in scores.items():
        by_topic[index.topics[text]].append(score)
    return {topic: sum(sorted(found)[-BEST_TEXTS:]) for topic, found in by_topic.items()}
