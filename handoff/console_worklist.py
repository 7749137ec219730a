"""The page of the worklist: questions by topic and language, to be marked as done."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from starlette.responses import RedirectResponse, Response

from bot.errors import NotFound
from handoff import worklist
from handoff.console_call import Call
from handoff.editorial_models import WorklistRow
from handoff.editorial_rights import may
from handoff.errors import Refused
from handoff.sessions import PATH
from handoff.worklist import KINDS

MOST_SHOWN = 300
SORTS: Mapping[str, str] = {"often": "Most often first", "newest": "Newest first", "topic": "By topic"}


@dataclass(frozen=True)
class Group:
    """The questions of one topic in one language."""

    topic: str
    locale: str
    title: str
    rows: Sequence[WorklistRow]

    @property
    def count(self) -> int:
        """How often in all."""
        return sum(row.count for row in self.rows)

    @property
    def newest(self) -> int:
        """The last day, as a number to sort by."""
        return max(row.day.toordinal() for row in self.rows)


_ORDERS: Mapping[str, Callable[[Group], tuple[object, ...]]] = {
    "often": lambda group: (-group.count, group.title, group.locale),
    "newest": lambda group: (-group.newest, group.title, group.locale),
    "topic": lambda group: (not group.topic, group.title, group.locale),
}


async def show_worklist(call: Call) -> Response:
    """Every open question, or what has been done."""
    return await _page(call)


async def _page(call: Call, problem: str = "") -> Response:
    if not may(call.caseworker, "work_list"):
        raise NotFound("worklist")
    query = call.request.query_params
    sort = query.get("sort", "often") if query.get("sort") in SORTS else "often"
    chosen = {"locale": query.get("locale", ""), "sort": sort, "show": query.get("show", "open")}
    rows = await _rows(call, chosen)
    return call.page(
        "worklist.html",
        409 if problem else 200,
        groups=sorted(_groups(call, rows[:MOST_SHOWN]), key=_ORDERS[sort]),
        kinds=KINDS,
        sorts=SORTS,
        chosen=chosen,
        every_locale=call.services.settings.profile.languages,
        has_more=len(rows) > MOST_SHOWN,
        most=MOST_SHOWN,
        problem=problem,
    )


async def _rows(call: Call, chosen: Mapping[str, str]) -> list[WorklistRow]:
    is_done = WorklistRow.done_on.is_not(None) if chosen["show"] == "done" else WorklistRow.done_on.is_(None)
    statement = select(WorklistRow).where(is_done)
    if chosen["locale"]:
        statement = statement.where(WorklistRow.locale == chosen["locale"])
    newest = statement.order_by(WorklistRow.day.desc(), WorklistRow.count.desc(), WorklistRow.question)
    async with call.services.db.read() as session:
        return list(await session.scalars(newest.limit(MOST_SHOWN + 1)))


def _groups(call: Call, rows: Sequence[WorklistRow]) -> list[Group]:
    found: dict[tuple[str, str], list[WorklistRow]] = {}
    for row in rows:
        found.setdefault((row.topic, row.locale), []).append(row)
    return [
        Group(topic, locale, call.services.library.title(topic, "en") if topic else "No topic", several)
        for (topic, locale), several in found.items()
    ]


async def done(call: Call) -> Response:
    """Mark one question as done."""
    try:
        await worklist.mark_done(call.services, call.caseworker, call.id(), call.form.get("note", ""))
    except Refused as refusal:
        return await _page(call, refusal.reason)
    return RedirectResponse(f"{PATH}/worklist?done=worked", 303)
