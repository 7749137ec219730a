"""Finds phrases in what people type, whatever its case, accents, apostrophes, spacing and punctuation. Pure."""

from collections import defaultdict
from collections.abc import Iterable

from intents.components.folding import fold_to_words


class PhraseScreen:
    """Phrases of every locale at once: people do not write in the language we believe they do.

    They are kept by their first word, so that thousands of them cost a message next to nothing.
    """

    def __init__(self, phrases: Iterable[str]) -> None:
        """Phrases as people type them."""
        self._single: set[str] = set()
        self._longer: defaultdict[str, list[str]] = defaultdict(list)
        for phrase in {folded for each in phrases if (folded := fold_to_words(each))}:
            first, space, _ = phrase.partition(" ")
            if space:
                self._longer[first].append(phrase)
            else:
                self._single.add(phrase)

    def matches(self, text: str) -> bool:
        """Whether a phrase occurs from the start of a word; the last word may go on (`suicid` finds `suicidal`)."""
        rest = fold_to_words(text)
        while rest:
            first, _, after = rest.partition(" ")
            if self._begins(first) or rest.startswith(tuple(self._longer.get(first, ()))):
                return True
            rest = after
        return False

    def _begins(self, word: str) -> bool:
        return any(word[:size] in self._single for size in range(1, len(word) + 1))
