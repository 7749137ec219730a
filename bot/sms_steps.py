"""An answer as text messages: steps of few true segments, split between sentences; MORE brings the next (M11)."""

import re
from collections.abc import Iterable, Iterator

from bot.segments import count_segments, is_gsm

MOST_SEGMENTS_GSM, MOST_SEGMENTS_OTHER = 3, 5
_SENTENCES = re.compile(r"(?<=[.!?۔؟।])\s+|\n+")


def most_segments(text: str) -> int:
    """How many segments one step may take, by the alphabet that its text needs."""
    return MOST_SEGMENTS_GSM if is_gsm(text) else MOST_SEGMENTS_OTHER


def split_steps(texts: Iterable[str], more: str = "MORE") -> list[str]:
    """Fill each step with whole sentences; all but the last end with the word that brings the next.

    A sentence too long for a step of its own is split between words.
    """
    steps: list[str] = []
    open_step = ""
    for sentence in _pieces(texts, more):
        longer = f"{open_step} {sentence}".strip()
        if open_step and not _fits(longer, more):
            steps.append(f"{open_step}\n{more}")
            longer = sentence
        open_step = longer
    return [*steps, open_step] if open_step else steps


def _fits(text: str, more: str) -> bool:
    whole = f"{text}\n{more}"
    return count_segments(whole) <= most_segments(whole)


def _pieces(texts: Iterable[str], more: str) -> Iterator[str]:
    for text in texts:
        for sentence in filter(None, _SENTENCES.split(text)):
            yield from (sentence,) if _fits(sentence, more) else _words(sentence, more)


def _words(sentence: str, more: str) -> Iterator[str]:
    part = ""
    for word in sentence.split():
        longer = f"{part} {word}".strip()
        if part and not _fits(longer, more):
            yield part
            longer = word
        part = longer
    yield part
