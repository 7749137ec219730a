"""Worksheets to fill in on the device and print. Nothing is sent: there is no form, and no field has a name (R53)."""

from starlette.requests import Request
from starlette.responses import Response

from bot.reading_room import ReadingRoom
from knowledge_base.worksheets import READERS


class WorksheetPages:
    """The list, and one sheet."""

    def __init__(self, room: ReadingRoom) -> None:
        self._room = room

    async def all(self, request: Request) -> Response:
        """Every sheet by title, by who it is for."""
        locale = self._room.pages.page_locale(request)
        sheets = self._room.all_of(self._room.content.worksheets, locale)
        grouped = [(reader, [sheet for sheet in sheets if sheet.reader == reader]) for reader in READERS]
        heading = self._room.pages.say("page.worksheets.title", locale)
        return self._room.show("worksheets.html", request, locale, heading, grouped=grouped)

    async def one(self, name: str, request: Request) -> Response:
        """One sheet. Raises HTTPException 404."""
        locale = self._room.pages.page_locale(request)
        sheet = self._room.find(self._room.content.worksheets, name, locale)
        topic = sheet.topic if sheet.topic in self._room.topics() else None
        return self._room.show_page("worksheet.html", request, locale, sheet, topic=topic)
