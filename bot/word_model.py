"""How likely a text is in each of several languages, by its words and by how its words are spelt.

Each language is a list of words with their counts (`bot/languages/<tag>.txt`). A word that is in no list is judged by
its runs of letters. Families mix: in every language some words are expected to be English, so `EHCP` and `school`
change nothing.
"""

import math
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

LISTS = Path(__file__).parent / "languages"
UNKNOWN = "und"  # other languages in Latin letters, all together
ENGLISH = "en"
LATIN = (ENGLISH, "ur-Latn", "pa-Latn", "bn-Latn", "pl", "ro", "so", "ku", "om", UNKNOWN)
ARABIC = ("ar", "ur", "fa", "ps", "ckb", "pa-Arab")
_LONGEST_RUN = 5
_ALPHABET = 300  # an unseen letter is as likely as one of so many
_KNOWN_WORDS = 0.5  # the share of words that are in the list, against spelt by its rules
_ENGLISH_SHARE = 0.25  # of the words in a text of another language
# Punjabi is full of words that it shares with Urdu; the other way round that is rare.
_SHARES = {"pa-Latn": ("ur-Latn", 0.30), "ur-Latn": ("pa-Latn", 0.05), "pa-Arab": ("ur", 0.35), "ur": ("pa-Arab", 0.03)}
_STRAY = 0.02  # names, slips of the pen, and words of any language
_LOW = 1e-30


class Spelling:
    """The letters of one language: how likely each is after those before it (Witten-Bell smoothing)."""

    def __init__(self, words: Mapping[str, int]) -> None:
        self._next: dict[str, dict[str, float]] = {}
        for word, count in words.items():
            self._learn(f"^{word}$", 1.0 + math.log(count))
        self._totals = {before: sum(after.values()) for before, after in self._next.items()}

    def _learn(self, word: str, weight: float) -> None:
        for end in range(1, len(word)):
            for start in range(max(0, end - _LONGEST_RUN + 1), end + 1):
                after = self._next.setdefault(word[start:end], {})
                after[word[end]] = after.get(word[end], 0.0) + weight

    def likelihood(self, word: str) -> float:
        """The probability of a word's letters."""
        text, found = f"^{word}$", 1.0
        for end in range(1, len(text)):
            found *= self._letter(text, end)
        return found

    def _letter(self, text: str, end: int) -> float:
        likely = 1.0 / _ALPHABET
        for start in range(end, max(0, end - _LONGEST_RUN + 1) - 1, -1):
            after = self._next.get(text[start:end])
            if after is None:
                break
            kinds = len(after)
            likely = (after.get(text[end], 0.0) + kinds * likely) / (self._totals[text[start:end]] + kinds)
        return likely


class WordModel:
    """Languages that share a script, held against each other."""

    def __init__(self, lists: Mapping[str, Mapping[str, int]]) -> None:
        self.tags = tuple(lists)
        self._words = lists
        self._sizes = {tag: sum(words.values()) for tag, words in lists.items()}
        self._spelling = {tag: Spelling(words) for tag, words in lists.items()}
        self.word_scores = lru_cache(maxsize=4096)(self._word_scores)

    def scores(self, words: Iterable[str]) -> dict[str, float]:
        """The logarithm of a text's likelihood in each language."""
        found = dict.fromkeys(self.tags, 0.0)
        for word in words:
            for tag, score in zip(self.tags, self.word_scores(word), strict=True):
                found[tag] += score
        return found

    def knows(self, word: str) -> bool:
        """Whether any of the lists has this word."""
        return any(word in words for words in self._words.values())

    def _word_scores(self, word: str) -> tuple[float, ...]:
        likely = {tag: self._likelihood(tag, word) for tag in self.tags}
        any_language = sum(likely.values()) / len(likely)
        mixed = (_mixed(tag, likely) for tag in self.tags)
        return tuple(math.log((1 - _STRAY) * one + _STRAY * any_language + _LOW) for one in mixed)

    def _likelihood(self, tag: str, word: str) -> float:
        known = self._words[tag].get(word, 0) / self._sizes[tag]
        return _KNOWN_WORDS * known + (1 - _KNOWN_WORDS) * self._spelling[tag].likelihood(word)


def _mixed(tag: str, likely: Mapping[str, float]) -> float:
    """A word's likelihood where some words are borrowed."""
    neighbour, share = _SHARES.get(tag, (tag, 0.0))
    own = (1 - share) * likely[tag] + share * likely[neighbour]
    return (
        own
        if tag == ENGLISH or ENGLISH not in likely
        else (1 - _ENGLISH_SHARE) * own + _ENGLISH_SHARE * likely[ENGLISH]
    )


def load_model(tags: Iterable[str], folder: Path = LISTS) -> WordModel:
    """Read the word lists of some languages. Raises: OSError, ValueError for a list that is none."""
    return WordModel({tag: read_list(folder / f"{tag}.txt") for tag in tags})


def read_list(path: Path) -> dict[str, int]:
    """Lines of a word and its count; lines that begin with # say where they come from."""
    lines = path.read_text(encoding="utf-8").splitlines()
    pairs = (line.rsplit(" ", 1) for line in lines if line and not line.startswith("#"))
    return {word: int(count) for word, count in pairs}
