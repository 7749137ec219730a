"""An answer as text messages: steps of few true segments, split between sentences; MORE brings the next (M11)."""

import re
from collections.abc import Iterable, Iterator

from bot.segments import count_segments, is_gsm

MOST_SEGMENTS_GSM, MOST_SEGMENTS_OTHER = 3, 5
_SENTENCES = re.compile(r"(?<=[^\s\d][.!?۔؟।])\s+")  # the number of an option ends no sentence


def most_segments(text: str) -> int:
    """How many segments one step may take, by the alphabet that its text needs."""
    return MOST_SEGMENTS_GSM if is_gsm(text) else MOST_SEGMENTS_OTHER


def split_steps(texts: Iterable[str], tail: str = "", more: str = "MORE") -> list[str]:
    """Fill each step with whole sentences; all but the last end with the word that brings the next.

    `tail`, the question with its numbered choices, stays together. A sentence too long for a step of its own is
    split between words.
    """
    steps: list[str] = []
    open_step = ""
    for joint, piece in _pieces(texts, tail, more):
        longer = f"{open_step}{joint}{piece}" if open_step else piece
        if open_step and not _fits(longer, more):
            steps.append(f"{open_step}\n{more}")
            longer = piece
        open_step = longer
    return [*steps, open_step] if open_step else steps


def _fits(text: str, more: str) -> bool:
    whole = f"{text}\n{more}"
    return count_segments(whole) <= most_segments(whole)


def _pieces(texts: Iterable[str], tail: str, more: str) -> Iterator[tuple[str, str]]:
    """What may not be split further, each with what joins it to the one before."""
    for line in (line for text in texts for line in text.splitlines()):
        yield from _of_line(line, more)
    if tail and _fits(tail, more):
        yield "\n", tail
        return
    for line in tail.splitlines():
        yield from _of_line(line, more)


def _of_line(line: str, more: str) -> Iterator[tuple[str, str]]:
    joint = "\n"
    for sentence in filter(None, _SENTENCES.split(line.strip())):
        for part in (sentence,) if _fits(sentence, more) else _words(sentence, more):
            yield joint, part
            joint = " "


def _words(sentence: str, more: str) -> Iterator[str]:
    part = ""
    for word in sentence.split():
        longer = f"{part} {word}".strip()
        if part and not _fits(longer, more):
            yield part
            longer = word
        part = longer
    yield part
