"""Cues: the words that show that a person is needed, and how they are looked for in a message.

A cue is a phrase; `+` joins phrases that must all occur, in any order. A phrase matches from the start of a
word, without regard to case, apostrophes, accents and the several ways to write one Arabic letter.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache

_LETTERS = str.maketrans(
    {
        "ي": "ی",  # Arabic yeh, and alef maksura, for Farsi and Urdu yeh
        "ى": "ی",
        "ك": "ک",
        "ه": "ہ",  # Arabic heh and teh marbuta for Urdu heh goal
        "ة": "ہ",
        "ۃ": "ہ",
        "ە": "ہ",
        "ـ": None,  # tatweel only stretches a word
        "ł": "l",  # letters whose stroke is not an accent to Unicode
        "đ": "d",
        "ø": "o",
        "ı": "i",
    }
)
_DROPPED = re.compile("['\u2018\u2019\u201b\u02bc\u02bb`\u00b4\u2032\uff07]")
_ACCENTS = re.compile("[\u0300-\u036f\u0610-\u061a\u064b-\u065f\u0670\u06d6-\u06ed]")
_PUNJABI_DOT = re.compile("(?<=[\u0a00-\u0a7f])\u0a3c")  # many leave it out; Bengali's is part of another letter
_JOINER = re.compile("(?<=[\u0600-\u06ff])\u200c(?=[\u0600-\u06ff])")  # Farsi: people type a space for it
_FARSI_VERB = re.compile(r"\b(ن?می) (?=[\u0600-\u06ff])")  # or nothing at all


def fold(text: str) -> str:
    """Return the words of a text in the one form they are compared in, between single spaces."""
    text = unicodedata.normalize("NFKD", _DROPPED.sub("", text).casefold())
    text = _PUNJABI_DOT.sub("", _JOINER.sub(" ", _ACCENTS.sub("", text)))
    words = " ".join("".join(_characters(text.translate(_LETTERS))).split())
    return _FARSI_VERB.sub(r"\1", words)


def is_met(cue: str, folded: str) -> bool:
    """Whether a folded text holds every phrase of a cue."""
    return all(f" {phrase}" in f" {folded}" for phrase in phrases(cue))


@lru_cache(maxsize=100_000)
def phrases(cue: str) -> tuple[str, ...]:
    """Return the folded phrases that `+` joins; an empty one is a fault of the cue."""
    return tuple(fold(phrase) for phrase in cue.split("+"))


def faults_in_cues(cues: Sequence[str], examples: Iterable[str]) -> Iterator[str]:
    """Tell what is wrong with the cues of one trigger; each example has to meet one of them."""
    if not cues:
        yield '"cues" is empty. Give at least one phrase that shows it.'
        return
    for cue in cues:
        if not all(phrases(cue)):
            yield f'The cue "{cue}" holds a phrase without a letter or number.'
    sound = [cue for cue in cues if all(phrases(cue))]
    for example in examples:
        if example and not any(is_met(cue, fold(example)) for cue in sound):
            yield f'The example "{example}" does not meet any of its own cues.'


def _characters(text: str) -> Iterator[str]:
    for character in text:
        category = unicodedata.category(character)
        if category == "Nd":
            yield str(unicodedata.digit(character))
        elif category[0] in "LMN":
            yield character
        elif category != "Cf":  # invisible joiners and direction marks
            yield " "
