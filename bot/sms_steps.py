"""An answer as text messages: steps of few true segments, split between sentences; MORE brings the next (M11)."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from bot.segments import count_segments, is_gsm

MOST_SEGMENTS_GSM, MOST_SEGMENTS_OTHER = 3, 5
_SENTENCES = re.compile(r"(?<=[^\s\d][.!?۔؟।])\s+")  # the number of an option ends no sentence


@dataclass(frozen=True)
class Piece:
    """What is not split further; `joint` joins it to the piece before; `source` says of which text it is, from 0."""

    joint: str
    text: str
    source: int


def most_segments(text: str) -> int:
    """How many segments one step may take, by the alphabet that its text needs."""
    return MOST_SEGMENTS_GSM if is_gsm(text) else MOST_SEGMENTS_OTHER


def split_pieces(
    texts: Sequence[str], tail: Sequence[str] = (), more: str = "", most: Callable[[str], int] = most_segments
) -> list[list[Piece]]:
    """Fill each step with whole sentences. No line is added; room for `more`, the word that brings the next, is left.

    `tail`, the question with its numbered choices, stays together; its sources count on from the texts'. A sentence too
    long for a step of its own is split between words.
    """
    room = _Room(more, most)
    steps: list[list[Piece]] = []
    step: list[Piece] = []
    for group in _groups(texts, tail, room):
        if step and not room.holds(joined([*step, *group])):
            steps.append(step)
            step = []
        step = [*step, *group]
    return [*steps, step] if step else steps


def joined(pieces: Sequence[Piece]) -> str:
    """One step as text."""
    return "".join(piece.joint + piece.text for piece in pieces).removeprefix(pieces[0].joint)


@dataclass(frozen=True)
class _Room:
    more: str
    most: Callable[[str], int]

    def holds(self, text: str) -> bool:
        whole = f"{text}\n{self.more}" if self.more else text
        return count_segments(whole) <= self.most(whole)


def _groups(texts: Sequence[str], tail: Sequence[str], room: _Room) -> Iterator[list[Piece]]:
    """Pieces that may not be parted: a sentence alone, the tail as a whole if it fits."""
    for source, text in enumerate(texts):
        yield from _of_text(text, source, room)
    whole = [Piece("\n", line, source) for source, line in enumerate(tail, len(texts)) if line]
    if whole and room.holds(joined(whole)):
        yield whole
        return
    for piece in whole:  # a choice is never parted from its number
        yield from [[piece]] if room.holds(piece.text) else _of_text(piece.text, piece.source, room)


def _of_text(text: str, source: int, room: _Room) -> Iterator[list[Piece]]:
    for line in text.splitlines():
        joint = "\n"
        for sentence in filter(None, _SENTENCES.split(line.strip())):
            for part in (sentence,) if room.holds(sentence) else _words(sentence, room):
                yield [Piece(joint, part, source)]
                joint = " "


def _words(sentence: str, room: _Room) -> Iterator[str]:
    part = ""
    for word in sentence.split():
        longer = f"{part} {word}".strip()
        if part and not room.holds(longer):
            yield part
            longer = word
        part = longer
    yield part
