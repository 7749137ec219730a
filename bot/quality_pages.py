"""The page that says how well each language is understood, the worst first."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from babel import Locale
from babel.numbers import format_decimal, format_percent
from starlette.requests import Request
from starlette.responses import Response

from bot.catalogue import LongDay, direction
from bot.channels.web_found import found_at
from bot.channels.web_pages import Pages
from bot.channels.web_session import COOKIE
from intents.model import EngineFiles, trained_fingerprint
from intents.quality import Quality, Understanding, load_quality
from intents.shares import Difference, Share

MEASURES = (
    *("right_first", "among_three", "answered", "wrong_answers"),
    *("risk_found", "false_alarms_alike", "false_alarms_ordinary"),
)
_SMALL = 0.1  # shares below it are told to a tenth of a per cent
_ISOLATE = "\u2066{}\u2069"  # keeps a sign before its number in a line from right to left


@dataclass(frozen=True)
class Card:
    """One language: its tag and name, how many questions, and (what was measured, how it came out)."""

    tag: str
    name: str
    questions: str
    figures: tuple[tuple[str, str], ...]


def serving_model() -> str | None:
    """The fingerprint of the model that serves here, or None."""
    return trained_fingerprint(EngineFiles())


class QualityPages:
    """Shows what intents/quality.json holds. `serving`: the fingerprint of the model that serves, or None."""

    def __init__(
        self, pages: Pages, quality: Quality | None = None, serving: Callable[[], str | None] = serving_model
    ) -> None:
        self._pages = pages
        self._quality = quality or load_quality()
        self._serving = serving

    async def quality(self, request: Request) -> Response:
        """Every language with its figures, what they mean, and what they do not say."""
        locale = self._pages.page_locale(request)
        profile = self._pages.services.settings.profile
        heading = self._say("page.quality", locale)
        title = self._say("page.title.information", locale) if COOKIE in request.cookies else heading
        found = found_at(self._pages.services.settings, "/quality", locale, profile.languages)
        values: dict[str, Any] = {"heading": heading, "title": title, **found}
        measured = self._measured(self._quality, locale, profile.languages) if self._quality else {"cards": []}
        return self._pages.render("quality.html", request, locale, quality=self._quality, **values, **measured)

    def _measured(self, quality: Quality, locale: str, offered: tuple[str, ...]) -> dict[str, Any]:
        day = quality.measured_on
        unjudged = [self._name(tag, locale) for tag in quality.unjudged(offered)]
        return {
            "cards": [self._card(found, locale) for found in quality.worst_first],
            "unjudged": ("، " if direction(locale) == "rtl" else ", ").join(unjudged),
            "is_other_model": quality.model != self._serving(),
            "day": LongDay(day.year, day.month, day.day),
            "model": _isolated(quality.model[:12], locale),
            "independent": self._share(quality.independent, locale),
        }

    def _card(self, found: Understanding, locale: str) -> Card:
        figures = [(f"page.quality.{name}", self._share(found.shares[name], locale)) for name in MEASURES]
        if found.compared:
            figures.append(("page.quality.less_english", self._difference(found.compared, locale)))
        name = self._name(found.locale, locale)
        count = format_decimal(found.questions, locale=_babel(locale))
        questions = self._say("page.quality.questions", locale, count=count)
        return Card(found.locale, name, questions, tuple((self._say(key, locale), text) for key, text in figures))

    def _name(self, tag: str, locale: str) -> str:
        """A language; said apart where it is written in Latin letters though it has its own."""
        name = language_name(tag, locale)
        return self._say("page.quality.in_english_letters", locale, language=name) if tag.endswith("-Latn") else name

    def _share(self, share: Share, locale: str) -> str:
        """A share with its count and its interval; that it was not measured where there is no question."""
        if share.value is None:
            return self._say("page.quality.not_measured", locale)
        low, high = share.interval
        shares = {
            name: per_cent(value, locale) for name, value in (("share", share.value), ("low", low), ("high", high))
        }
        return self._say("page.quality.share", locale, count=share.count, of=share.of, **shares)

    def _difference(self, found: Difference, locale: str) -> str:
        points = {"difference": found.value, "low": found.low, "high": found.high}
        spelt = {name: signed(value, locale) for name, value in points.items()}
        return self._say("page.quality.less_english.value", locale, items=found.items, **spelt)

    def _say(self, key: str, locale: str, **values: object) -> str:
        return self._pages.say(key, locale, **values)


def per_cent(value: float, locale: str) -> str:
    """A share from 0 to 1 as people of a language write it; small ones to a tenth."""
    rounded = round(value, 3 if value < _SMALL else 2)
    return format_percent(rounded, locale=_babel(locale), decimal_quantization=False)


def signed(value: float, locale: str) -> str:
    """A difference of shares as so many in a hundred, with its sign."""
    points = round(100 * value)
    sign = "\u2212" if points < 0 else "+" if points else ""
    return _isolated(sign + format_decimal(abs(points), locale=_babel(locale)), locale)


def language_name(tag: str, locale: str) -> str:
    """A language in the words of another, else in English, else its tag. Its script is left out."""
    language = tag.partition("-")[0]
    name = _babel(locale).languages.get(language) or _babel("en").languages.get(language) or tag
    return name[:1].upper() + name[1:]


def _isolated(text: str, locale: str) -> str:
    return _ISOLATE.format(text) if direction(locale) == "rtl" else text


@lru_cache(maxsize=64)
def _babel(locale: str) -> Locale:
    return Locale.parse(locale.split("-")[0])
