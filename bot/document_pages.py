"""The service's policies and notices, how to reach it, and its events."""

from collections.abc import Callable
from datetime import date, time, timedelta
from typing import Any

from babel.dates import format_time, get_day_names
from starlette.requests import Request
from starlette.responses import Response

from bot.catalogue import day_in_words
from bot.channels.web_pages import Pages
from bot.compose import today
from bot.easy_pages import EasyPages
from bot.reading_room import ReadingRoom
from bot.services import Services
from bot.settings import Happening, Weekday
from bot.word_pages import WordPages
from bot.worksheet_pages import WorksheetPages
from knowledge_base.documents import ORDER

Route = tuple[str, str, Callable[..., Any]]
OWN_ADDRESSES = {"accessibility": "/accessibility", "contact": "/contact"}


def document_routes(services: Services, pages: Pages) -> tuple[Route, ...]:
    """Method, path and endpoint of every page beside the articles."""
    room = ReadingRoom(services, pages)
    documents, words, easy, sheets = DocumentPages(room), WordPages(room), EasyPages(room), WorksheetPages(room)
    return (
        ("GET", "/policies", documents.all),
        ("GET", "/policies/{name}", documents.one),
        ("GET", "/accessibility", documents.accessibility),
        ("GET", "/contact", documents.contact),
        ("GET", "/events", documents.events),
        ("GET", "/words", words.glossary),
        ("GET", "/signposts", words.signposts),
        ("GET", "/who", words.who_is_who),
        ("GET", "/easy", easy.all),
        ("GET", "/easy/{name}", easy.one),
        ("GET", "/pictures/{name}.svg", easy.picture),
        ("GET", "/worksheets", sheets.all),
        ("GET", "/worksheets/{name}", sheets.one),
    )


class DocumentPages:
    """Reviewed documents, each with its version and dates (R38)."""

    def __init__(self, room: ReadingRoom) -> None:
        self._room = room

    async def all(self, request: Request) -> Response:
        """Every document by title, with the dates of each."""
        locale = self._room.pages.page_locale(request)
        documents = self._room.all_of(self._room.content.documents, locale, ORDER)
        found = [(address_of(document.imprint.id), document) for document in documents]
        heading = self._room.pages.say("page.policies.title", locale)
        return self._room.show("documents.html", request, locale, heading, documents=found)

    async def one(self, name: str, request: Request) -> Response:
        """One document. Raises HTTPException 404."""
        return self._show("document.html", name, request)

    async def accessibility(self, request: Request) -> Response:
        """What works for whom, and what nobody has tested yet."""
        return self._show("document.html", "accessibility", request)

    async def contact(self, request: Request) -> Response:
        """Who we are and how to reach us, with the hours of the office."""
        locale = self._room.pages.page_locale(request)
        return self._show("contact.html", "contact", request, hours=self._hours(locale))

    def _show(self, template: str, name: str, request: Request, **values: Any) -> Response:
        locale = self._room.pages.page_locale(request)
        document = self._room.find(self._room.content.documents, name, locale)
        return self._room.show_page(template, request, locale, document, **values)

    def _hours(self, locale: str) -> list[tuple[str, str, str]]:
        """Each day of the week, when the office opens and when it closes; empty where it does not."""
        names = get_day_names("wide", locale=locale.split("-")[0])
        hours = self._room.services.settings.profile.hours
        rows = []
        for number, day in enumerate(_WEEKDAYS):
            opened = hours.get(day)
            start, end = (_clock(hour, locale) for hour in opened) if opened else ("", "")
            rows.append((names[number], start, end))
        return rows

    async def events(self, request: Request) -> Response:
        """What families may come to. What is over is not shown (R53)."""
        locale = self._room.pages.page_locale(request)
        to_come = coming(self._room.services.settings.profile.events, today(self._room.services))
        shown = [(event, _day(event.held_on, locale), _span(event, locale)) for event in to_come]
        heading = self._room.pages.say("page.events.title", locale)
        return self._room.show("events.html", request, locale, heading, events=shown)


_WEEKDAYS: tuple[Weekday, ...] = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def address_of(id_: str) -> str:
    """Where a document is."""
    return OWN_ADDRESSES.get(id_, f"/policies/{id_}")


def coming(events: tuple[Happening, ...], day: date) -> list[Happening]:
    """The events that are not over, the next one first."""
    return sorted((e for e in events if e.held_on > day - timedelta(days=1)), key=lambda e: e.held_on)


def _day(day: date, locale: str) -> str:
    return f"{day_in_words(day, locale)} {day.year}"


def _clock(hour: time, locale: str) -> str:
    return format_time(hour, "HH:mm", locale=locale.split("-")[0])


def _span(event: Happening, locale: str) -> str:
    return "–".join(_clock(hour, locale) for hour in (event.starts, event.ends) if hour)
