"""New messages as server-sent events. A page that waits costs no database connection."""

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass
from uuid import UUID

from starlette.requests import Request

from bot.channels.web_messages import Said, load_said
from bot.channels.web_session import find_visit
from bot.services import Services

HEARTBEAT_S = 20.0  # shorter than the idle time-out of common proxies
CHECK_EVERY = 3  # heartbeats between two looks at whether the session still stands
READY = "event: ready\ndata: 1\n\n"
OVER = "event: over\ndata: 1\n\n"
STILL_HERE = ": \n\n"


@dataclass(frozen=True)
class Stream:
    """One open page: whose, and how a message is written for it."""

    request: Request
    conversation_id: UUID
    services: Services
    write: Callable[[Said, bool], str]  # a message, and whether it is the last → HTML

    async def events(self, after: int) -> AsyncIterator[str]:
        """Every message after a position, then each new one, until the page, the session or the process ends."""
        yield READY
        quiet = 0
        while not self.services.live.is_closing:
            # Waiting begins before looking, so that no message falls between the two.
            waiting = asyncio.ensure_future(self.services.live.wait(str(self.conversation_id), HEARTBEAT_S))
            try:
                if quiet % CHECK_EVERY == 0:
                    if not await self._still_stands():
                        yield OVER
                        return
                    for said, event in await self._look(after):
                        after = said.position
                        yield event
                quiet = 0 if await waiting else quiet + 1
            finally:
                waiting.cancel()
            if quiet:
                yield STILL_HERE

    async def _still_stands(self) -> bool:
        visit = await find_visit(self.request, self.services)
        return visit.session is not None and visit.session.conversation_id == self.conversation_id

    async def _look(self, after: int) -> list[tuple[Said, str]]:
        found = await load_said(self.conversation_id, after, self.services)
        return [(said, _event(said, self.write(said, said is found[-1]))) for said in found]


def _event(said: Said, html: str) -> str:
    """One event. Its id is the message's position, which a browser sends back as Last-Event-ID."""
    lines = "".join(f"data: {line}\n" for line in html.splitlines() if line.strip())
    return f"id: {said.position}\n{lines}\n"
