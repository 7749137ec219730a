"""The articles as pages to read, and the pages on privacy and on hiding the chat."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.catalogue import LongDay
from bot.channels.web_article import ArticleText
from bot.channels.web_pages import Pages, name_of
from bot.channels.web_session import COOKIE
from bot.compose import fill, today
from bot.library import Edition
from bot.models import SignOff
from bot.services import Services
from knowledge_base.schema import Article

PRIVACY = ("who", "what", "why", "first_day", "unless", "readers", "carriers", "how_long", "rights", "young")
HIDE = ("leave", "history", "private_window", "other_device", "texts", "danger")


class HelpPages:
    """The pages that need no conversation."""

    def __init__(self, services: Services, pages: Pages) -> None:
        self._services = services
        self._pages = pages

    async def topics(self, request: Request) -> Response:
        """Every topic that may be read today, by title."""
        locale = self._pages.page_locale(request)
        titled = [(self._services.library.title(topic, locale), topic) for topic in self._served()]
        titled.sort(key=lambda pair: pair[0].casefold())
        return self._show("topics.html", request, locale, self._pages.say("page.help.title", locale), topics=titled)

    async def topic(self, topic: str, request: Request) -> Response:
        """One article in full. Raises HTTPException 404 where none may be served."""
        locale = self._pages.page_locale(request)
        edition = self._services.library.find(topic, locale, today(self._services))
        if edition is None:
            raise HTTPException(404)
        article = edition.article
        return self._show(
            "article.html",
            request,
            locale,
            article.title,
            article=article,
            text=ArticleText(article, lambda text: fill(text, self._services)),
            labels=_labels(edition, locale),
            days=await self._days(edition),
            related=self._related(article, locale),
            own_languages=self._languages_of(topic),
        )

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
        return self._show("sections.html", request, locale, heading, prefix=prefix, names=names, spans=spans)

    def _show(self, template: str, request: Request, locale: str, heading: str, **values: Any) -> Response:
        """A page under its own title; a neutral one while a chat is open on this device, since tabs can be seen."""
        neutral = self._pages.say("page.title.information", locale)
        title = neutral if COOKIE in request.cookies else heading
        return self._pages.render(template, request, locale, heading=heading, title=title, **values)

    def _served(self) -> set[str]:
        return {topic for topic, _ in self._services.library.served(today(self._services))}

    def _related(self, article: Article, locale: str) -> list[tuple[str, str]]:
        served = self._served()
        return [(topic, self._services.library.title(topic, locale)) for topic in article.related if topic in served]

    def _languages_of(self, topic: str) -> list[tuple[str, str]]:
        served = self._services.library.served(today(self._services))
        offered = self._services.settings.profile.languages
        return [(tag, name_of(tag)) for tag in offered if (topic, tag) in served]

    async def _days(self, edition: Edition) -> Mapping[str, date]:
        """Written, changed, review due; and checked, only where named people signed this exact text (R20)."""
        article = edition.article
        days = {"created": article.created_on, "amended": article.amended_on, "review": article.review_by}
        if edition.is_signed:
            async with self._services.db.read() as session:
                signed_at = await session.scalar(
                    select(func.max(SignOff.signed_at)).where(SignOff.article_version_id == edition.version_id)
                )
            days |= {"checked": signed_at.date()} if signed_at else {}
        return {name: LongDay(day.year, day.month, day.day) for name, day in days.items()}


def _labels(edition: Edition, locale: str) -> list[str]:
    """Keys of what a reader must know first: not in their language, not checked, not law yet."""
    found = []
    if edition.article.locale != locale:
        found.append("answer.only_english")
    if not edition.is_signed:
        found.append("answer.unchecked" if edition.article.locale == "en" else "answer.unchecked_translation")
    if edition.article.legal_status != "in_force":
        found.append(f"page.status.{edition.article.legal_status}")
    return found
