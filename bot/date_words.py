"""The words that days are written with, in every language, and a text cut into them. Words are in `date_words.yml`."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from babel import Locale

WORDS_YML = Path(__file__).with_name("date_words.yml")
LONGEST_PHRASE = 5  # words
_LETTERS = str.maketrans({"ي": "ی", "ى": "ی", "ك": "ک", "ة": "ه", "ۀ": "ه", "ł": "l", "ۂ": "ہ"})
_NUKTAS = "\u0a3c\u09bc"
_NO_LEXICON_WEEKDAYS = frozenset({"ps"})  # CLDR's Saturday is the word for "week", and the others are bookish
_NUMERIC = re.compile(r"(?<![\d£$€./-])(\d{1,4})([./-])(\d{1,2})(?:\2(\d{4}|\d{2}))?(?![\d/-]|\.\d)")
_PIECES = re.compile(r"\d+|[.!?;\n؟۔।]|[^\s\d.!?;\n؟۔।]+")

Roles = Mapping[str, int]  # what a word may be, and its value: {"month": 3}


@dataclass(frozen=True)
class Token:
    """A piece of a text: a word, a number, a numeric date, or the end of a sentence. `at` and `end` are characters."""

    text: str  # folded
    at: int
    end: int
    kind: str  # word, number, numeric, stop
    numbers: tuple[int, ...] = ()


def fold_word(word: str) -> str:
    """Without accents, vowel marks and the letter forms that people mix; Indic vowel signs stay."""
    kept = []
    for char in unicodedata.normalize("NFD", unicodedata.normalize("NFKC", word).casefold()):
        is_mark = unicodedata.category(char) == "Mn"
        if char in _NUKTAS or unicodedata.category(char) == "Cf":
            continue
        if is_mark and not unicodedata.name(char, "").startswith(("GURMUKHI", "BENGALI")):
            continue
        kept.append(char)
    return unicodedata.normalize("NFC", "".join(kept)).translate(_LETTERS)


def tokens_of(text: str) -> list[Token]:
    """Cut a text into tokens. Digits of every script count."""
    plain = "".join(str(unicodedata.digit(c)) if unicodedata.digit(c, None) is not None else c for c in text)
    found: list[Token] = []
    position = 0
    for match in _NUMERIC.finditer(plain):
        if _is_numeric_date(match):
            found.extend(_words(plain, position, match.start()))
            parts = tuple(int(part) for part in match.group(1, 3, 4) if part)
            found.append(Token(match[0], match.start(), match.end(), "numeric", parts))
            position = match.end()
    found.extend(_words(plain, position, len(plain)))
    return found


def _is_numeric_date(match: "re.Match[str]") -> bool:
    """Not "24/7", a price, or a half of something such as 2.5."""
    if match[4]:
        return len(match[1]) <= 2 or len(match[1]) == 4
    if len(match[1]) == 4 or match[0] == "24/7":
        return False
    return match[2] == "/" or (match[2] == "." and len(match[3]) == 2)


def _words(plain: str, start: int, end: int) -> Iterator[Token]:
    for match in _PIECES.finditer(plain, start, end):
        piece = match[0]
        if piece.isdigit():
            yield Token(piece, match.start(), match.end(), "number", (int(piece),))
        elif len(piece) == 1 and piece in ".!?;\n؟۔।":
            yield Token(piece, match.start(), match.end(), "stop")
        else:
            yield from _trimmed(piece, match.start())


def _trimmed(piece: str, at: int) -> Iterator[Token]:
    """A word without the punctuation around and inside it."""
    start: int | None = None
    for place, char in enumerate([*piece, " "]):
        is_part = char == "\u200c" or (char != " " and unicodedata.category(char)[0] in "LM") or char in "'’"
        if is_part and start is None:
            start = place
        elif not is_part and start is not None:
            word = fold_word(piece[start:place].replace("'", "").replace("’", ""))
            if word:
                yield Token(word, at + start, at + place, "word")
            start = None


@dataclass(frozen=True)
class Lexicon:
    """Phrases, as tuples of folded words, and what each may be."""

    phrases: Mapping[tuple[str, ...], Roles]

    def at(self, tokens: list[Token], place: int) -> list[tuple[int, Roles]]:
        """The phrases that begin here, the longest first: how many words, and what they may be."""
        words: list[str] = []
        found: list[tuple[int, Roles]] = []
        for token in tokens[place : place + LONGEST_PHRASE]:
            if token.kind != "word":
                break
            words.append(token.text)
            roles = self.phrases.get(tuple(words))
            if roles:
                found.insert(0, (len(words), roles))
        return found


@cache
def load_lexicon(languages: tuple[str, ...]) -> Lexicon:
    """The words of some languages together, such as ("pl", "en"); what the first says of a word counts."""
    phrases: dict[tuple[str, ...], dict[str, int]] = {}
    for language in languages:
        for phrase, role, value in _entries(language):
            phrases.setdefault(phrase, {}).setdefault(role, value)
    return Lexicon(phrases)


@cache
def known_languages() -> tuple[str, ...]:
    """Every language of the table; `-Latn` where it is typed in Latin letters."""
    return tuple(_table())


@cache
def _table() -> dict[str, dict[str, Any]]:
    loaded: dict[str, dict[str, Any]] = yaml.safe_load(WORDS_YML.read_text(encoding="utf-8"))
    return loaded


def _entries(language: str) -> Iterator[tuple[tuple[str, ...], str, int]]:
    words = _table()[language]
    endings = ["", *_alternatives(words.get("endings", ""))]
    for role, value, name in _names(language, words):
        for ending in endings:
            yield tuple(fold_word(part) for part in f"{name}{ending}".split()), role, value
    for field, content in words.items():
        if field in {"months", "weekdays", "weak_weekdays", "endings"}:
            continue
        for role, value, line in _roles(field, content):
            for phrase in _alternatives(line):
                yield tuple(fold_word(part) for part in phrase.split()), role, value


def _names(language: str, words: Mapping[str, Any]) -> Iterator[tuple[str, int, str]]:
    """Month and weekday names: of CLDR in every form, and those of the table."""
    if "-" not in language:
        locale = Locale.parse(language)
        for form in ("format", "stand-alone"):
            for number, name in locale.months[form]["wide"].items():
                yield "month", int(number), str(name)
            for number, name in locale.days[form]["wide"].items():
                if language not in _NO_LEXICON_WEEKDAYS:
                    yield "weekday", int(number), str(name)
    for field, role in (("months", "month"), ("weekdays", "weekday"), ("weak_weekdays", "weak_weekday")):
        for number, line in words.get(field, {}).items():
            for name in _alternatives(line):
                yield role, int(number), name


_UNIT_DAYS = {"day": 1, "week": 7, "month": 30}


def _roles(field: str, content: Any) -> Iterator[tuple[str, int, str]]:
    """A field of the table → (role, value, alternatives). Units have their days as values; 30 stands for a month."""
    if isinstance(content, str):
        yield field, 1, content
        return
    for name, line in content.items():
        if field == "units":
            role = "twice" if str(name).startswith("twice_") else "unit"
            yield role, _UNIT_DAYS[str(name).removeprefix("twice_")], line
        else:
            yield {"days": "offset", "numbers": "number"}.get(field, field), int(name), line


def _alternatives(line: str) -> list[str]:
    return [phrase.strip() for phrase in line.split("|") if phrase.strip()]
