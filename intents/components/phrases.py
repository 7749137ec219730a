"""Finds phrases in what people type, whatever its case, accents, apostrophes, spacing and punctuation. Pure."""

from collections.abc import Iterable

from intents.components.folding import fold_to_words


class PhraseScreen:
    """Phrases of every locale at once: people do not write in the language we believe they do."""

    def __init__(self, phrases: Iterable[str]) -> None:
        """Phrases as people type them."""
        self._phrases = tuple(sorted({f" {folded}" for phrase in phrases if (folded := fold_to_words(phrase))}))

    def matches(self, text: str) -> bool:
        """Whether a phrase occurs from the start of a word; the last word may go on (`suicid` finds `suicidal`)."""
        words = f" {fold_to_words(text)}"
        return any(phrase in words for phrase in self._phrases)
