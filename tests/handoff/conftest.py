"""The console as a browser sees it: pages over ASGI, a cookie jar, and forms filled in from the page."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from fastapi import FastAPI

from bot.services import Services
from handoff.console import console_router
from handoff.models import Caseworker
from handoff.sessions import COOKIE, open_session
from tests.handoff.browsing import address, chromium

__all__ = ["address", "chromium"]
ORIGIN = "http://console.test"


@dataclass
class Browser:
    """One person's browser."""

    app: FastAPI
    client: httpx.AsyncClient

    async def opens(self, path: str, **headers: str) -> httpx.Response:
        """Load a page."""
        return await self.client.get(f"/console{path}", headers=headers)

    async def submits(self, path: str, *, page: str = "/", **fields: str) -> httpx.Response:
        """Post a form with the token of a page."""
        token = await self.form_token(page)
        return await self.client.post(f"/console{path}", data={"form_token": token, **fields})

    async def form_token(self, page: str = "/") -> str:
        """The token in the forms of a page."""
        found = re.search(r'name="form_token" value="([^"]+)"', (await self.opens(page)).text)
        assert found, f"no form on {page}"
        return found[1]

    @asynccontextmanager
    async def follows(self, path: str) -> AsyncIterator["OpenStream"]:
        """Keep a stream open."""
        headers = [(b"cookie", f"{COOKIE}={self.client.cookies[COOKIE]}".encode())]
        address, _, query = path.partition("?")
        stream = OpenStream()
        scope = {
            "type": "http",
            "method": "GET",
            "path": f"/console{address}",
            "query_string": query.encode(),
            "headers": headers,
        }
        running = asyncio.create_task(self.app(scope, stream.receive, stream.send))
        yield stream
        stream.is_left.set()
        await asyncio.wait_for(running, 5)


@dataclass
class OpenStream:
    """A stream as it arrives."""

    is_left: asyncio.Event = field(default_factory=asyncio.Event)
    status: int = 0
    _chunks: "asyncio.Queue[str]" = field(default_factory=asyncio.Queue)

    async def receive(self) -> dict[str, Any]:
        """Nothing is sent; in the end the page is left."""
        await self.is_left.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Any) -> None:
        """Take in a piece."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
        else:
            await self._chunks.put(message.get("body", b"").decode())

    async def next_piece(self) -> str:
        """Whatever arrives next."""
        return await self._chunks.get()

    async def hears(self, name: str) -> str:
        """Wait for an event; return its data."""
        async with asyncio.timeout(5):
            while True:
                chunk = await self.next_piece()
                if chunk.startswith(f"event: {name}\n"):
                    return "\n".join(line.removeprefix("data: ") for line in chunk.splitlines()[1:])


@pytest.fixture
def app(services: Services) -> FastAPI:
    """The console alone."""
    return make_console(services)


def make_console(services: Services) -> FastAPI:
    """An app with nothing but the console."""
    made = FastAPI()
    made.include_router(console_router(services), prefix="/console")
    return made


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[Browser]:
    """A browser in which nobody is signed in."""
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        yield Browser(app, client)


@asynccontextmanager
async def browser_of(app: FastAPI, services: Services, caseworker: Caseworker) -> AsyncIterator[Browser]:
    """A browser in which a caseworker is signed in."""
    async with services.db.begin() as session:
        token = await open_session(session, caseworker.id, services.now())
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url=ORIGIN) as client:
        client.cookies.set(COOKIE, token, domain="console.test", path="/console")
        yield Browser(app, client)
