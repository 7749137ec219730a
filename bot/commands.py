"""Exact words that act at any point, in every language: STOP, START, HELP, MORE, and the commands of `words.yml`.

Only the whole message counts: "help me" and "stop him" are not keywords (R43).
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

import yaml

from bot.language import folded

WORDS_YML = Path(__file__).with_name("words.yml")
Words = Mapping[str, Mapping[str, list[str]]]  # meaning → language → words


def load_words(path: Path = WORDS_YML) -> dict[str, Words]:
    """`keywords` and `commands`, each by meaning and language, as `words.yml` writes them."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def each_word(words: Words) -> Iterator[tuple[str, str, str]]:
    """(meaning, language, word) of every word."""
    for meaning, languages in words.items():
        for language, several in languages.items():
            yield from ((meaning, language, word) for word in several)


def _table(words: Words) -> dict[str, str]:
    return {folded(word): meaning for meaning, _, word in each_word(words)}


_WORDS = load_words()
KEYWORDS = _table(_WORDS["keywords"])
COMMANDS = _table(_WORDS["commands"])


def find_keyword(text: str) -> str | None:
    """stop, start, help or more, if the whole text is one of their words."""
    return KEYWORDS.get(folded(text))


def languages_of_keyword(text: str) -> tuple[str, ...]:
    """The languages in which the whole text is a keyword."""
    found = folded(text)
    return tuple(language for _, language, word in each_word(_WORDS["keywords"]) if folded(word) == found)


def find_command(text: str) -> str | None:
    """The command that the whole text names."""
    return COMMANDS.get(folded(text))
