"""What every page beside the articles shares: what may be shown, in which language, under which labels."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any, TypeVar

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.catalogue import LongDay
from bot.channels.web_found import found_at
from bot.channels.web_markdown import PageText
from bot.channels.web_pages import Pages
from bot.channels.web_session import COOKIE
from bot.channels.web_text import contact_links
from bot.compose import today
from bot.page_facts import page_facts
from bot.services import Services
from knowledge_base.imprint import Imprint
from knowledge_base.page_content import load_page_content
from knowledge_base.page_file import Page, Shelf
from knowledge_base.schema import ENGLISH

P = TypeVar("P", bound=Page)


class ReadingRoom:
    """Finds pages and writes them. A live service shows approved texts only; the demonstration labels the others."""

    def __init__(self, services: Services, pages: Pages) -> None:
        self.services = services
        self.pages = pages
        self.content = load_page_content()
        self._only_approved = not services.settings.profile.is_demonstration

    def find(self, shelf: Shelf[P], id_: str, locale: str) -> P:
        """One page in `locale` or English. Raises HTTPException 404 where neither may be shown."""
        page = shelf.find(id_, locale, only_approved=self._only_approved)
        if page is None:
            raise HTTPException(404)
        return page

    def all_of(self, shelf: Shelf[P], locale: str, order: Sequence[str] = ()) -> list[P]:
        """Every page that may be shown, those that `order` names first."""
        return shelf.in_order(order, locale, only_approved=self._only_approved)

    def show_page(self, template: str, request: Request, locale: str, page: Page, **values: Any) -> Response:
        """One page with its labels and dates."""
        imprint = page.imprint
        own: dict[str, Any] = {
            "page": page,
            "imprint": imprint,
            "text": self.text(imprint.locale),
            "labels": self.labels(imprint, locale),
            "days": _days(imprint),
            "told": partial(self.pages.say, locale=imprint.locale),
        }
        found = found_at(self.services.settings, request.url.path, imprint.locale, self._tags_of(page))
        return self.show(template, request, locale, imprint.title, **{**found, **own, **values})

    def _tags_of(self, page: Page) -> list[str]:
        """The languages in which a page may be shown, of those that are offered."""
        offered = self.services.settings.profile.languages
        same = (p.imprint for p in self.content.pages() if type(p) is type(page) and p.imprint.id == page.imprint.id)
        may_be_shown = {imprint.locale for imprint in same if imprint.is_approved or not self._only_approved}
        return [tag for tag in offered if tag in may_be_shown]

    def show(self, template: str, request: Request, locale: str, heading: str, **values: Any) -> Response:
        """A page under its own title; a neutral one while a chat is open on this device, since tabs can be seen."""
        neutral = self.pages.say("page.title.information", locale)
        title = neutral if COOKIE in request.cookies else heading
        return self.pages.render(template, request, locale, heading=heading, title=title, **values)

    def text(self, locale: str) -> PageText:
        """Writes words of a page in a language."""
        return PageText(page_facts(self.services, locale), contact_links(self.services.settings.profile))

    def labels(self, imprint: Imprint, locale: str) -> list[str]:
        """Keys of what a reader must know first: not in their language, not approved, not reviewed in time."""
        found = ["page.only_english"] if imprint.locale != locale else []
        if not imprint.is_approved:
            found.append("answer.unchecked" if imprint.locale == ENGLISH else "answer.unchecked_translation")
        if imprint.review_by < today(self.services):
            found.append("page.document.overdue")
        return found

    def topics(self) -> frozenset[str]:
        """Every article that may be read today."""
        return frozenset(topic for topic, _ in self.services.library.served(today(self.services)))


def _days(imprint: Imprint) -> Mapping[str, LongDay]:
    days = {"created": imprint.created_on, "amended": imprint.amended_on, "review": imprint.review_by}
    if imprint.approval and imprint.is_approved:
        days["approved"] = imprint.approval.on
    return {name: LongDay(day.year, day.month, day.day) for name, day in days.items()}
