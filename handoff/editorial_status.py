"""`alongside kb status`: the overview in words for a terminal."""

from collections.abc import Sequence

from bot.articles_command import Status
from bot.services import Services
from handoff.editorial_overview import ROLES, STATES, Cell, holes, load_overview

_SHORT = {"missing": "–", "unreadable": "unreadable", "overdue": "overdue", "stale": "English changed"}


async def load_status(services: Services) -> Status:
    """A line a topic; a hole a line, by language and reason."""
    async with services.db.read() as session:
        cells = await load_overview(session, services)
    locales = services.settings.profile.languages
    lines = [
        (cells[at].topic, *(_in_short(cell) for cell in cells[at : at + len(locales)]))
        for at in range(0, len(cells), len(locales))
    ]
    return Status(locales, lines, [_in_words(*hole, topics) for hole, topics in holes(cells).items()])


def _in_short(cell: Cell) -> str:
    if cell.review_by is None:
        return _SHORT.get(cell.state, cell.state)
    names = ", ".join(f"{ROLES[one.role]} {one.name}, {one.on}" for one in cell.signatures)
    return f"{_SHORT.get(cell.state, cell.state)}, {cell.review_by}{f' ({names})' if names else ''}"


def _in_words(state: str, locale: str, topics: Sequence[str]) -> str:
    return f"{locale}: {STATES[state].lower()} ({len(topics)}): {', '.join(topics)}"
