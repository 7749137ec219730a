"""Easy Read: one idea a line, with a picture (R50)."""

import hashlib

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response

from bot.compose import today
from bot.reading_room import ReadingRoom
from knowledge_base.easy_read import CORE, EasyRead


class EasyPages:
    """The core set, and the drawings in it."""

    def __init__(self, room: ReadingRoom) -> None:
        self._room = room
        self._tags = {name: _tag(content) for name, content in room.content.pictures.items()}

    async def all(self, request: Request) -> Response:
        """Every page by title, each with the picture of its first line."""
        locale = self._room.pages.page_locale(request)
        heading = self._room.pages.say("page.easy.title", locale)
        values = {"pages": self._in_date(locale), "picture": self.picture_url}
        return self._room.show("easy.html", request, locale, heading, **values)

    async def one(self, name: str, request: Request) -> Response:
        """One page. Past its review it is not shown: most of it is law (R24). Raises HTTPException 404."""
        locale = self._room.pages.page_locale(request)
        page = self._room.find(self._room.content.easy_read, name, locale)
        if not self._is_in_date(page):
            raise HTTPException(404)
        topic = page.topic if page.topic in self._room.topics() else None
        values = {"picture": self.picture_url, "topic": topic}
        return self._room.show_page("easy_page.html", request, locale, page, **values)

    async def picture(self, name: str, request: Request) -> Response:
        """A drawing by name, for a year: its address changes with it."""
        content = self._room.content.pictures.get(name)
        if content is None:
            raise HTTPException(404)
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(content, media_type="image/svg+xml", headers=headers)

    def picture_url(self, name: str) -> str:
        """Where a drawing is."""
        return f"/pictures/{name}.svg?v={self._tags[name]}"

    def _in_date(self, locale: str) -> list[EasyRead]:
        return [
            page for page in self._room.all_of(self._room.content.easy_read, locale, CORE) if self._is_in_date(page)
        ]

    def _is_in_date(self, page: EasyRead) -> bool:
        return page.imprint.review_by >= today(self._room.services)


def _tag(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:10]
