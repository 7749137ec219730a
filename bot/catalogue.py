"""Text key + values + locale → text. Every fixed text that families read is in `locales/`.

The PO files use keys as msgid. A translation that no qualified person has checked says so: its entry has no
`checked: <name>, <date>` comment (R29).
"""

import hashlib
import string
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_time, format_timedelta
from babel.messages.pofile import read_po

LOCALES = Path(__file__).parent / "locales"
OTHER_LANGUAGES = LOCALES / "other_languages.yml"
RIGHT_TO_LEFT = frozenset({"ar", "fa", "ps", "ur", "he", "ckb", "sd"})
_SCRIPT_DIRECTIONS = {"Latn": "ltr", "Arab": "rtl"}


@dataclass(frozen=True)
class FixedText:
    """One text in one locale; `is_checked` says whether a person signed the translation."""

    text: str
    is_checked: bool

    @property
    def sha256(self) -> str:
        """Of the exact text, in hex."""
        return hashlib.sha256(self.text.encode()).hexdigest()


def load_locale(path: Path) -> dict[str, FixedText]:
    """Read one PO file: key → text. Entries without a translation are left out."""
    with path.open("rb") as file:
        catalog = read_po(file, abort_invalid=True)
    return {
        str(message.id): FixedText(str(message.string), any(c.startswith("checked:") for c in message.auto_comments))
        for message in catalog
        if message.id and message.string
    }


@lru_cache(maxsize=64)
def _babel(locale: str) -> Locale:
    return Locale.parse(locale.split("-")[0])


def direction(locale: str) -> str:
    """rtl or ltr, for HTML."""
    language, _, script = locale.partition("-")
    return _SCRIPT_DIRECTIONS.get(script, "rtl" if language in RIGHT_TO_LEFT else "ltr")


def language_name(tag: str, locale: str) -> str:
    """What a language is called in `locale`; in English where that is not known, and else its tag."""
    try:
        named = Locale.parse(tag, sep="-")
    except (ValueError, UnknownLocaleError):
        return _names().get(tag, tag)
    return named.get_display_name(_babel(locale)) or _names().get(tag, tag)


def day_in_words(day: date, locale: str) -> str:
    """A date as people say it, such as "Wednesday 25 November"."""
    pattern = "EEEE d MMMM" if locale != "ur" else "EEEE، d MMMM"
    return format_date(day, pattern, locale=_babel(locale))


def spell_span(days: int, locale: str) -> str:
    """A span of days as people say it: in years where it is whole ones, give or take leap days."""
    years = round(days / 365.25)
    unit: Literal["year", "day"] = "year" if years and abs(days - years * 365.25) <= 2 else "day"
    threshold = 1 if unit == "year" else days + 1  # from which on a larger unit would be used
    return format_timedelta(timedelta(days=days), granularity=unit, threshold=threshold, locale=_babel(locale))


class LongDay(date):
    """A date that is written out with its year, since it may be long ago."""


def _shown(value: Any, locale: str) -> str:
    if isinstance(value, LongDay):
        return f"{day_in_words(value, locale)} {value.year}"
    if isinstance(value, datetime):
        return f"{day_in_words(value.date(), locale)}, {format_time(value, 'HH:mm', locale=_babel(locale))}"
    if isinstance(value, date):
        return day_in_words(value, locale)
    return str(value)


class Catalogue:
    """All fixed texts in all offered locales, with the service's own facts filled in."""

    def __init__(self, locales: Mapping[str, Mapping[str, FixedText]], facts: Mapping[str, str]) -> None:
        self._locales = locales
        self._facts = facts

    def find(self, key: str, locale: str) -> tuple[FixedText, str]:
        """The text and the locale it is in: English where there is none in `locale`.

        Raises:
            KeyError: no such key in English either.
        """
        text = self._locales.get(locale, {}).get(key)
        return (text, locale) if text else (self._locales["en"][key], "en")

    def say(self, key: str, locale: str, **values: Any) -> str:
        """The text with its values. Dates are written out in words."""
        text, shown_in = self.find(key, locale)
        shown = {name: _shown(value, shown_in) for name, value in values.items()}
        return text.text.format_map({**self._facts_in(shown_in), **shown})

    def _facts_in(self, locale: str) -> dict[str, str]:
        return {**self._facts, "independence": self._facts.get(f"independence.{locale}", "")}

    @property
    def other_languages(self) -> frozenset[str]:
        """The tags of `other_languages.yml`."""
        return frozenset(self._locales) & frozenset(load_other_languages())

    def keys(self, locale: str = "en") -> frozenset[str]:
        """Every key of a locale."""
        return frozenset(self._locales.get(locale, {}))

    def items(self) -> list[tuple[str, str, FixedText]]:
        """Every (key, locale, text)."""
        return [(key, locale, text) for locale, texts in self._locales.items() for key, text in texts.items()]


def placeholders(text: str) -> frozenset[str]:
    """The names in braces that a text needs."""
    return frozenset(name for _, name, _, _ in string.Formatter().parse(text) if name)


def load_catalogue(languages: tuple[str, ...], facts: Mapping[str, str], root: Path = LOCALES) -> Catalogue:
    """Read every offered locale's PO file."""
    files = {locale: root / locale / "LC_MESSAGES" / "alongside.po" for locale in languages}
    locales = {locale: load_locale(path) for locale, path in files.items() if path.exists()}
    return Catalogue({**load_other_languages(), **locales}, facts)


def load_other_languages(path: Path = OTHER_LANGUAGES) -> dict[str, dict[str, FixedText]]:
    """What we say in languages that we do not offer, and in Latin letters: tag → key → text."""
    texts: dict[str, dict[str, FixedText]] = {}
    for section, field, key in _OTHER_TEXTS:
        for tag, entry in _read_other(path)[section].items():
            texts.setdefault(tag, {})[key] = FixedText(entry[field], "checked" in entry)
    return texts


_OTHER_TEXTS = (("unsupported", "says", "language.unsupported"), ("other_letters", "offer", "language.offer"))


@lru_cache(maxsize=4)
def _read_other(path: Path) -> dict[str, dict[str, dict[str, str]]]:
    content: dict[str, dict[str, dict[str, str]]] = yaml.safe_load(path.read_text(encoding="utf-8"))
    return content


def _names() -> dict[str, str]:
    return {tag: entry["name"] for tag, entry in _read_other(OTHER_LANGUAGES)["unsupported"].items()}
