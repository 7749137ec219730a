"""A question without anything that could name a person or a place: only the project's own words are left of it.

An allow-list. A word stays if our own texts use it in that language, in small letters: reviewed texts once, example
questions twice. All else becomes …, so that a name that nobody thought of goes too.
"""

import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from bot.catalogue import Catalogue
from bot.examples import questions_in
from bot.library import Library
from knowledge_base.marks import plain
from knowledge_base.schema import Article

GAP = "…"
LEAST_WORDS = 3
LEAST_EXAMPLES = 2  # an example question may hold a name; two of them hardly the same
ALSO_NAMES = frozenset(
    "april august faith grace green hope joy june mark may rose ruby sam summer umar will عمر امید نور".split()
)
_JOINS = frozenset("'’\u200c\u200d")
_ADDRESS = frozenset("@/\\")


@dataclass(frozen=True)
class Vocabulary:
    """The words that may stay, and numbers with the word beside them, such as ("year", "9")."""

    words: frozenset[str]
    numbers: frozenset[tuple[str, str]]


def redact(question: str, vocabulary: Vocabulary) -> str:
    """What may be kept of a question; empty if fewer than three words of it."""
    tokens = list(_tokens(question))
    shouts = sum(token.isupper() for token, _ in tokens) * 2 > len(tokens)
    kept = [_kept(tokens, at, vocabulary, shouts=shouts) for at in range(len(tokens))]
    if sum(word != GAP and not word.isdigit() for word in kept) < LEAST_WORDS:
        return ""
    merged = [word for at, word in enumerate(kept) if word != GAP or at == 0 or kept[at - 1] != GAP]
    return " ".join(merged)[:400]


def _kept(tokens: Sequence[tuple[str, bool]], at: int, vocabulary: Vocabulary, *, shouts: bool) -> str:
    """The word in small letters if it may stay, else …; a capital within a sentence looks like a name."""
    token, is_first = tokens[at]
    word = _folded(token)
    if word.isdigit():
        return word if _is_known_number(tokens, at, vocabulary) else GAP
    if 0 < at < len(tokens) - 1 and tokens[at - 1][0].isdigit() and tokens[at + 1][0].isdigit():  # 16 March 2014
        return GAP
    looks_named = token[:1].isupper() and not is_first and not shouts and not token.isupper()
    return word if word in vocabulary.words and not looks_named else GAP


def _is_known_number(tokens: Sequence[tuple[str, bool]], at: int, vocabulary: Vocabulary) -> bool:
    before = _folded(tokens[at - 1][0]) if at else ""
    after = _folded(tokens[at + 1][0]) if at + 1 < len(tokens) else ""
    if before.isdigit() or after.isdigit():  # a telephone number in groups
        return False
    number = _folded(tokens[at][0])
    return (before, number) in vocabulary.numbers or (number, after) in vocabulary.numbers


def _tokens(text: str) -> Iterator[tuple[str, bool]]:
    """Words as they are written, and whether each begins a sentence. An address is one word that nobody knows."""
    is_first = True
    for chunk in unicodedata.normalize("NFKC", text).split():
        if _ADDRESS & set(chunk) or "." in chunk.strip(".,!?…"):
            yield GAP, is_first
            is_first = False
            continue
        for token in _split(chunk):
            yield token, is_first
            is_first = False
        is_first = is_first or chunk[-1:] in ".!?۔؟।:"


def _split(chunk: str) -> Iterator[str]:
    token = ""
    for char in chunk:
        if unicodedata.category(char)[0] in "LMN" or (char in _JOINS and token):
            token += char
        elif token:
            yield token
            token = ""
    if token:
        yield token


def _folded(token: str) -> str:
    digits = "".join(str(unicodedata.digit(c)) if unicodedata.category(c) == "Nd" else c for c in token)
    return digits.replace("’", "'").strip("'").casefold()


def make_vocabulary(
    reviewed: Iterable[str], examples: Iterable[str], places: Iterable[str] = frozenset()
) -> Vocabulary:
    """The words of texts that people have reviewed, and of example questions but for the names of places."""
    words: set[str] = set()
    numbers: set[tuple[str, str]] = set()
    for text in reviewed:
        tokens = [token for token, _ in _tokens(text)]
        words |= _small(tokens)
        folded = [_folded(token) for token in tokens]
        numbers |= {(a, b) for a, b in pairwise(folded) if a.isdigit() != b.isdigit()}
    counted = Counter(word for text in examples for word in _small([token for token, _ in _tokens(text)]))
    words |= {word for word, times in counted.items() if times >= LEAST_EXAMPLES} - set(places)
    return Vocabulary(frozenset(words - ALSO_NAMES), frozenset(pair for pair in numbers if _tells(pair)))


def _tells(pair: tuple[str, str]) -> bool:
    """Whether the word beside a number says what is counted: "days", not "i"."""
    word = next(one for one in pair if not one.isdigit())
    return word not in ALSO_NAMES and word != GAP and len(word) >= (3 if word.isascii() else 2)


def _small(tokens: Iterable[str]) -> set[str]:
    """Words written in small letters, or in a script that has none; no digits in them."""
    return {_folded(one) for one in tokens if one == one.lower() and one != GAP and not any(c.isdigit() for c in one)}


@lru_cache(maxsize=32)
def vocabulary_of(library: Library, catalogue: Catalogue, locale: str, local: str = "") -> Vocabulary:
    """Today's words of one language; `local` holds the names of the service and the council."""
    articles = [article for (_, tag), article in library.articles().items() if tag == locale]
    fixed = [text.text for _, tag, text in catalogue.items() if tag == locale]
    reviewed = [*(text for article in articles for text in _texts(article)), *fixed]
    places = {_folded(token) for token, _ in _tokens(local)}
    asked = [*questions_in(locale), *questions_in(f"{locale}-Latn")]
    return make_vocabulary(reviewed, asked, places)


def _texts(article: Article) -> list[str]:
    passages = [plain(passage.text) for passage in article.passages]
    return [article.title, *passages, *(trigger.when for trigger in article.hand_over)]
