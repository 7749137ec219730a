"""What a translation shares with its English: numbers, dates, spans of time, addresses, placeholders."""

import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache

from knowledge_base.cues import fold as fold_text
from knowledge_base.marks import plain
from knowledge_base.schema import ENGLISH, PARTIAL_SECTIONS, SECTIONS, Article
from knowledge_base.translation_words import MONTHS, NUMBER_WORDS, UNITS

_PLACEHOLDER = re.compile(r"\{\w+\}")
_ADDRESS = re.compile(r"https?://[^\s()<>]+|[\w.+-]+@[\w-]+\.[\w.-]+\w")
_SEPARATED = re.compile(r"(?<=\d)[.,:\u066b\u066c](?=\d)")
_DATE_MONTH = re.compile(r"\d{1,2}(?: of)? ([a-z]+)|([a-z]+) \d")
fold = lru_cache(maxsize=20_000)(fold_text)
"""An English text meets nine translations, and the words we look for every one."""
_SENTENCE_END = re.compile(r"(?<=[.!?۔؟।])\s+")
_LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
_BRACKETS = re.compile(r"\([^()]*\)|\{\w+\}")
_SENTENCE_WORDS = 4  # fewer may be a name
OTHER_SCRIPTS = ("ur", "pa", "bn", "ar", "ps", "fa")
_NEAR = 3  # words between a number and its unit


def differences(article: Article, english: Article) -> Iterator[tuple[str, str, str]]:
    """Yield section, rule and message for each thing that stands on one side only."""
    ours, theirs = _by_section(article), _by_section(english)
    for section in ("title", *(PARTIAL_SECTIONS if article.is_partial else SECTIONS)):
        text, original = ours.get(section, ""), theirs.get(section, "")
        if fault := _left_in_english(text, original, article.locale):
            yield section, "untranslated", fault
        for fault in _kept_as_they_are(text, original):
            yield section, "address", fault
        for fault in _numbers(_words(text), _words(original), article.locale):
            yield section, "number", fault
        for fault in (
            *_spans(_words(text), _words(original), article.locale),
            *_months(text, original, article.locale),
        ):
            yield section, "date", fault


def _left_in_english(text: str, original: str, locale: str) -> str | None:
    """Tell of a sentence that stands in English still. Terms in brackets are meant to."""
    same = {sentence for sentence in _sentences(original) if len(sentence.split()) >= _SENTENCE_WORDS}
    for sentence in _sentences(text):
        words = _LATIN_WORD.findall(_BRACKETS.sub(" ", sentence))
        is_foreign = locale in OTHER_SCRIPTS and len(words) > max(_SENTENCE_WORDS, len(sentence.split()) / 2)
        if sentence in same or is_foreign:
            return f'"{sentence}" has not been translated.'
    return None


def _sentences(text: str) -> list[str]:
    return [sentence.strip() for sentence in _SENTENCE_END.split(_ADDRESS.sub(" ", text))]


def _by_section(article: Article) -> dict[str, str]:
    texts = {"title": article.title}
    for passage in article.passages:
        texts[passage.section] = f"{texts.get(passage.section, '')} {plain(passage.text)}"
    return texts


def _words(text: str) -> str:
    return fold(_SEPARATED.sub("", _ADDRESS.sub(" ", _PLACEHOLDER.sub(" ", text))))


def _kept_as_they_are(text: str, original: str) -> Iterator[str]:
    for pattern in (_PLACEHOLDER, _ADDRESS):
        ours, theirs = Counter(pattern.findall(text)), Counter(pattern.findall(original))
        for missing in sorted(theirs.keys() - ours.keys()):
            yield f"The English has {missing} here, the translation has not."
        for extra in sorted(ours.keys() - theirs.keys()):
            yield f"The translation has {extra} here, the English has not."


def _numbers(text: str, original: str, locale: str) -> Iterator[str]:
    """Compare how often each number stands; a number word in its place will do."""
    ours, theirs = Counter(re.findall(r"\d+", text)), Counter(re.findall(r"\d+", original))
    for number in sorted(theirs.keys() - ours.keys(), key=int):
        if not _in_words(number, text, locale):
            yield f"The English has the number {number} here, the translation has not."
    for number in sorted(ours.keys() - theirs.keys(), key=int):
        if not _in_words(number, original, ENGLISH):
            yield f"The translation has the number {number} here, the English has not."


def _in_words(number: str, text: str, locale: str) -> bool:
    """Whether a number stands in words; where we do not know them, a small one is taken to."""
    if locale not in NUMBER_WORDS:
        return int(number) in NUMBER_WORDS[ENGLISH]
    return _has(text, NUMBER_WORDS[locale].get(int(number), ()))


def _spans(text: str, original: str, locale: str) -> Iterator[str]:
    """Tell of a number of days that has become weeks, and the like."""
    ours = _units(text, locale)
    for number, units in _units(original, ENGLISH).items():
        if number in ours and not ours[number] & units:
            yield f"The English has {number} with {_list(units)} here, the translation {_list(ours[number])}."


def _units(text: str, locale: str) -> dict[str, set[str]]:
    """Return the unit that stands soonest after each number, for numbers that have one."""
    found: dict[str, set[str]] = {}
    words = text.split()
    for place, word in enumerate(words):
        if not word.isdecimal():
            continue
        after = words[place + 1 : place + 1 + _NEAR]
        unit = next((u for near in after for u, stems in UNITS.get(locale, {}).items() if _has(near, stems)), None)
        if unit:
            found.setdefault(word, set()).add(unit)
    return found


def _months(text: str, original: str, locale: str) -> Iterator[str]:
    for before, after in _DATE_MONTH.findall(_words(original)):
        for english, names in zip(MONTHS[ENGLISH], MONTHS.get(locale, ()), strict=False):
            if (before in english or after in english) and not _has(_words(text), names):
                yield f"The English has {english[0].title()} here, the translation has not."


def _has(text: str, beginnings: tuple[str, ...]) -> bool:
    return any(f" {fold(beginning)}" in f" {text}" for beginning in beginnings)


def _list(units: set[str]) -> str:
    return " and ".join(sorted(f"{unit}s" for unit in units))
