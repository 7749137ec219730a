"""The articles as pages to read, and the pages on privacy and on hiding the chat."""

from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.article_view import article_values, fill_with_links
from bot.channels.web_found import found_at
from bot.channels.web_pages import Pages, name_of
from bot.channels.web_session import COOKIE
from bot.compose import fill, today
from bot.help_lists import by_subject, entries, served_topics, young_topics
from bot.help_search import MOST_LETTERS, HelpSearch
from bot.library import Edition
from bot.services import Services
from bot.short_addresses import short_address
from bot.structured import article_data, service_data
from intents.risk import phrase_risk

PRIVACY = ("who", "what", "why", "first_day", "unless", "readers", "carriers", "how_long", "rights", "young")
HIDE = ("leave", "history", "private_window", "other_device", "texts", "danger")


class HelpPages:
    """The pages that need no conversation."""

    def __init__(self, services: Services, pages: Pages) -> None:
        self._services = services
        self._pages = pages
        self._search = HelpSearch(services)

    async def home(self, request: Request) -> Response:
        """Every topic that may be read today, by subject; or what was searched for."""
        words = " ".join(request.query_params.get("q", "")[:MOST_LETTERS].split())
        locale = self._pages.page_locale(request)
        values = await self._found(words, locale) if words else self._listed(locale)
        return self.show("topics.html", request, locale, self._pages.say("page.help.title", locale), **values)

    def _listed(self, locale: str) -> dict[str, Any]:
        settings = self._services.settings
        return {
            "words": "",
            "subjects": self._subjects(locale),
            "structured": service_data(settings, locale),
            **found_at(settings, "/help", locale, settings.profile.languages),
        }

    async def _found(self, words: str, locale: str) -> dict[str, Any]:
        """What a search shows; to words of danger the numbers that help, before anything else (R32b)."""
        day, library = today(self._services), self._services.library
        editions = [library.find(topic, locale, day) for topic in await self._search.find(words, locale)]
        return {
            "words": words,
            "kept": {"q": words},
            "results": [(e.article, fill_with_links(e.article.short, self._services)) for e in editions if e],
            "is_danger": phrase_risk(words),
            "subjects": self._subjects(locale),
        }

    def _subjects(self, locale: str) -> list[tuple[str, Any]]:
        return by_subject(self._services, served_topics(self._services), locale)

    async def topic(self, topic: str, request: Request) -> Response:
        """One article in full. Raises HTTPException 404 where none may be served."""
        locale = self._pages.page_locale(request)
        if topic in self._services.library.being_checked(today(self._services)):
            heading = self._pages.say("page.help.being_checked.title", locale)
            return self._pages.render("checking.html", request, locale, status=404, heading=heading)
        edition = self.edition(topic, locale)
        values = await article_values(self._services, edition, locale)
        tags, path = self._tags_of(topic), f"/help/{topic}"
        found = found_at(self._services.settings, path, edition.article.locale, tags)
        data = self._data(edition, path, values["sources"])
        values |= {"own_languages": [(tag, name_of(tag)) for tag in tags], "related": self._related(edition, locale)}
        values |= {"has_young_page": topic in young_topics(self._services), "short_address": self._short(edition)}
        return self.show("article.html", request, locale, edition.article.title, structured=data, **found, **values)

    def edition(self, topic: str, locale: str) -> Edition:
        """What may be read of a topic today. Raises HTTPException 404."""
        edition = self._services.library.find(topic, locale, today(self._services))
        if edition is None:
            raise HTTPException(404)
        return edition

    def _data(self, edition: Edition, path: str, sources: list[tuple[int, Any]]) -> dict[str, Any]:
        short = fill(edition.article.short, self._services)
        named = [source for _, source in sources]
        return article_data(self._services.settings, edition.article, short, path, named)

    def _short(self, edition: Edition) -> str | None:
        return short_address(self._services.settings, edition.article.topic, edition.article.locale)

    def _related(self, edition: Edition, locale: str) -> list[Any]:
        served = served_topics(self._services)
        return entries(self._services, [t for t in edition.article.related if t in served], locale)

    def _tags_of(self, topic: str) -> list[str]:
        served = self._services.library.served(today(self._services))
        return [tag for tag in self._services.settings.profile.languages if (topic, tag) in served]

    async def privacy(self, request: Request) -> Response:
        """What is kept and why, the short of it first (R48)."""
        return self._sections(request, "page.privacy", PRIVACY)

    async def hide(self, request: Request) -> Response:
        """How to keep the chat from being seen, without false comfort (R46)."""
        return self._sections(request, "page.hide", HIDE)

    def _sections(self, request: Request, prefix: str, names: tuple[str, ...]) -> Response:
        locale = self._pages.page_locale(request)
        heading = self._pages.say(f"{prefix}.title", locale)
        kept = self._services.settings.profile.retention
        spans = {"unagreed_hours": kept.unagreed_hours, "enquiry_years": round(kept.enquiry_days / 365.25)}
        return self.show("sections.html", request, locale, heading, prefix=prefix, names=names, spans=spans)

    def show(self, template: str, request: Request, locale: str, heading: str, **values: Any) -> Response:
        """A page under its own title; a neutral one while a chat is open on this device, since tabs can be seen."""
        neutral = self._pages.say("page.title.information", locale)
        title = neutral if COOKIE in request.cookies else heading
        return self._pages.render(template, request, locale, heading=heading, title=title, **values)
