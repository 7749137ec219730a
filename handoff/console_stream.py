"""Open pages hear what is new, as server-sent events. While they wait they hold no database connection."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response, StreamingResponse

from bot.errors import NotFound
from bot.live import CONSOLE
from bot.models import Conversation
from handoff import audit
from handoff.console_call import Call, Handler
from handoff.console_queue import fingerprint, load_list
from handoff.conversation_view import Line, load_lines
from handoff.enquiry_page import load_enquiry, state_of
from handoff.models import Enquiry
from handoff.sessions import COOKIE, SignedIn, find_session

HEARTBEAT_S = 10.0  # also how long news from another process may take
PAUSE_S = 0.3  # between two looks, however often a page is woken
LOOK_BACK = 20  # messages whose delivery may still change
STILL_HERE = ": \n\n"
Look = Callable[[SignedIn], Awaitable[list[str]]]


def event(name: str, data: str = "1") -> str:
    """One event with HTML, or with nothing to say but its name."""
    lines = "".join(f"data: {line}\n" for line in data.splitlines() if line.strip())
    return f"event: {name}\n{lines}\n"


def follow(call: Call, key: str, look: Look) -> Response:
    """Stream what `look` finds, at once and whenever `key` is woken."""
    return StreamingResponse(
        _events(call, key, look), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
    )


async def _events(call: Call, key: str, look: Look) -> AsyncIterator[str]:
    """Until the page, the sign-in, the right to see it or the process ends."""
    live = call.services.live
    yield event("ready")
    while not live.is_closing:
        # Waiting begins before looking, so that nothing falls between the two.
        waiting = asyncio.ensure_future(live.wait(key, HEARTBEAT_S))
        try:
            await asyncio.sleep(0)
            if live.is_closing:
                return
            news, is_over = await _look(call, look)
            for item in news:
                yield item
            if is_over:
                return
            await waiting
        finally:
            waiting.cancel()
        yield STILL_HERE
        await asyncio.sleep(PAUSE_S)


async def _look(call: Call, look: Look) -> tuple[list[str], bool]:
    """What is new, and whether the stream ends with it."""
    signed_in = await find_session(call.services, call.request.cookies.get(COOKIE))
    if signed_in is None:
        return [event("over")], True
    try:
        news = await look(signed_in)
    except NotFound:
        return [event("over")], True
    if signed_in.is_ending(call.services.now()):
        news.append(event("ending"))
    return news, False


def follow_list(name: str) -> Handler:
    """The stream of one list's page."""

    async def open_stream(call: Call) -> Response:
        seen = call.request.query_params.get("seen", "")
        async with call.services.db.begin() as session:
            await audit.record(session, call.caseworker.id, "queue_followed", at=call.services.now(), list=name)
        return follow(call, CONSOLE, ListNews(call, name, seen).look)

    return open_stream


@dataclass
class ListNews:
    """A list as a page last had it."""

    call: Call
    name: str
    seen: str

    async def look(self, signed_in: SignedIn) -> list[str]:
        """The whole list, if it has changed."""
        services = self.call.services
        async with services.db.read() as session:
            values = await load_list(session, signed_in.caseworker, self.name, services)
            content = self.call.pages.write("_lists.html", **values)
        if fingerprint(content) == self.seen:
            return []
        self.seen = fingerprint(content)
        return [event("lists", content)]


async def follow_enquiry(call: Call) -> Response:
    """The stream of one enquiry's page: `after` is the last message it has, `state` what else it shows."""
    async with call.services.db.begin() as session:
        enquiry = await _get(session, call.signed_in, call)
        about = f"enquiry:{enquiry.id}"
        await audit.record(session, call.caseworker.id, "enquiry_followed", about, at=call.services.now())
    query = call.request.query_params
    after = query.get("after", "")
    news = EnquiryNews(call, int(after) if after.isascii() and after.isdigit() else 0, query.get("state", ""))
    return follow(call, str(enquiry.conversation_id or CONSOLE), news.look)


async def _get(session: AsyncSession, signed_in: SignedIn, call: Call) -> Enquiry:
    enquiry = await load_enquiry(session, signed_in.caseworker, call.id())
    if enquiry is None:
        raise NotFound("enquiry")
    return enquiry


@dataclass
class EnquiryNews:
    """An enquiry as a page last had it."""

    call: Call
    after: int
    state: str
    _sent: dict[int, str] = field(default_factory=dict)

    async def look(self, signed_in: SignedIn) -> list[str]:
        """New messages, messages whose delivery changed, and whether anything else did."""
        services = self.call.services
        async with services.db.read() as session:
            enquiry = await _get(session, signed_in, self.call)
            conversation = await session.get(Conversation, enquiry.conversation_id) if enquiry.conversation_id else None
            first = max(enquiry.first_position, self.after - LOOK_BACK)
            lines = await load_lines(session, conversation.id, first, services) if conversation else []
            state = state_of(enquiry, conversation)
        news = [event("message", html) for line in lines if (html := self._written(line))]
        if state != self.state:
            self.state = state
            news.append(event("changed"))
        return news

    def _written(self, line: Line) -> str:
        """The message for the page; empty if the page has it already, as it is."""
        html = self.call.pages.write("_message.html", line=line)
        is_known = self._sent.get(line.position) == html
        is_first_look_at_old = line.position <= self.after and line.position not in self._sent
        self._sent[line.position] = html
        return "" if is_known or is_first_look_at_old else html
