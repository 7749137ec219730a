"""How often the right language is found, on texts that no list was learned from."""

from collections.abc import Iterator
from dataclasses import dataclass

import yaml

from bot.language import detect
from bot.word_lists import ROOT, read_sentences

EVALUATION = ROOT / "intents/evaluation/language"
# sentences, word pairs, and what was written after the last change (held_out); others are languages we do not offer
KINDS = ("sentences", "pairs", "held_out", "others")


@dataclass(frozen=True)
class Score:
    """Of one language: how many texts, how many right, and what the others (text, tag) were taken for."""

    size: int
    right: int
    among_two: int
    misses: tuple[tuple[str, str | None], ...]


def measure(kind: str) -> dict[str, Score]:
    """The score of each language on one kind of texts."""
    return {tag: _score(tag, texts) for tag, texts in texts_of(kind)}


def texts_of(kind: str) -> Iterator[tuple[str, list[str]]]:
    """Each language's evaluation texts of a kind."""
    if kind == "others":
        yield from yaml.safe_load((EVALUATION / "others.yml").read_text(encoding="utf-8")).items()
    for path in sorted((EVALUATION / kind).glob("*.txt")):
        yield path.stem, read_sentences(path)


def _score(tag: str, texts: list[str]) -> Score:
    guesses = [(text, detect(text)) for text in texts]
    misses = tuple((text, guess.locale) for text, guess in guesses if guess.locale != tag)
    seconds = sum(guess.locale != tag and guess.second == tag for _, guess in guesses)
    right = len(texts) - len(misses)
    return Score(len(texts), right, right + seconds, misses)
