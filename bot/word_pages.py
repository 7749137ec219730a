"""What words mean, who is who, and who else can help."""

from starlette.requests import Request
from starlette.responses import Response

from bot.catalogue import LongDay
from bot.reading_room import ReadingRoom
from knowledge_base.signposts import GROUPS, Signpost, Signposts


class WordPages:
    """Lists to look things up in."""

    def __init__(self, room: ReadingRoom) -> None:
        self._room = room

    async def glossary(self, request: Request) -> Response:
        """Every term under its first letter."""
        locale = self._room.pages.page_locale(request)
        page = self._room.find(self._room.content.glossary, "glossary", locale)
        values = {"letters": page.by_letter(), "topics": self._room.topics()}
        return self._room.show_page("words.html", request, locale, page, **values)

    async def signposts(self, request: Request) -> Response:
        """Other organisations by what they help with; the lines for danger and distress first."""
        locale = self._room.pages.page_locale(request)
        page = self._room.find(self._room.content.signposts, "signposts", locale)
        return self._room.show_page("signposts.html", request, locale, page, groups=self._grouped(page))

    async def who_is_who(self, request: Request) -> Response:
        """People and teams, by where they are."""
        locale = self._room.pages.page_locale(request)
        page = self._room.find(self._room.content.who_is_who, "who_is_who", locale)
        return self._room.show_page("who.html", request, locale, page)

    def _grouped(self, page: Signposts) -> list[tuple[str, list[tuple[Signpost, LongDay | None]]]]:
        shown = [(entry, self._checked(entry)) for entry in page.entries]
        return [(group, [pair for pair in shown if pair[0].group == group]) for group in GROUPS]

    def _checked(self, entry: Signpost) -> LongDay | None:
        day = entry.checked_on
        return LongDay(day.year, day.month, day.day) if day else None
