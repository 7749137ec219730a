"""Messages that come by themselves."""

import asyncio
from uuid import UUID

import httpx
import pytest
from sqlalchemy import select
from starlette.requests import Request

from bot.channels.web_messages import Said
from bot.channels.web_session import COOKIE
from bot.channels.web_stream import OVER, READY, STILL_HERE, Stream
from bot.models import Conversation
from bot.services import Services
from tests.bot.channels.pages import writes


async def _stream(browser: httpx.AsyncClient, services: Services) -> Stream:
    cookie = f"{COOKIE}={browser.cookies[COOKIE]}"
    request = Request({"type": "http", "headers": [(b"cookie", cookie.encode())]})
    async with services.db.read() as session:
        conversation_id: UUID = (await session.scalars(select(Conversation.id))).one()
    return Stream(request, conversation_id, services, _write)


def _write(said: Said, is_last: bool) -> str:
    return f"{said.voice}\n{'last' if is_last else 'more'}"


async def test_a_message_comes_with_its_position_and_the_choices_with_the_last(
    browser: httpx.AsyncClient, services: Services
) -> None:
    await writes(browser, "one")
    events = (await _stream(browser, services)).events(after=0)

    assert await anext(events) == READY
    assert await anext(events) == "id: 1\ndata: family\ndata: more\n\n"
    assert await anext(events) == "id: 2\ndata: assistant\ndata: last\n\n"

    waiting = asyncio.ensure_future(anext(events))
    await writes(browser, "two")
    assert (await waiting).startswith("id: 3\ndata: family\n")
    await events.aclose()


async def test_a_browser_that_comes_back_gets_only_what_it_missed(
    browser: httpx.AsyncClient, services: Services
) -> None:
    await writes(browser, "one")
    await writes(browser, "two")
    events = (await _stream(browser, services)).events(after=2)

    assert await anext(events) == READY
    assert (await anext(events)).startswith("id: 3\n")
    await events.aclose()


async def test_a_waiting_stream_holds_no_connection(browser: httpx.AsyncClient, services: Services) -> None:
    await writes(browser, "one")
    streams = [(await _stream(browser, services)).events(after=2) for _ in range(20)]
    waiting = [asyncio.ensure_future(_second(events)) for events in streams]
    await asyncio.sleep(2)  # twenty streams look once, then wait

    assert services.db.engine.pool.checkedout() == 0  # type: ignore[attr-defined]  # QueuePool's
    services.live.close()
    assert await asyncio.gather(*waiting) == [None] * 20


async def _second(events: object) -> str | None:
    async for event in events:  # type: ignore[attr-defined]  # an async generator
        if event not in {READY, STILL_HERE}:
            return str(event)
    return None


async def test_leaving_in_one_tab_ends_the_stream_of_the_other(browser: httpx.AsyncClient, services: Services) -> None:
    await writes(browser, "one")
    waiting = asyncio.ensure_future(_second((await _stream(browser, services)).events(after=2)))
    await asyncio.sleep(0.1)
    await browser.post("/leave")

    assert await waiting == OVER


async def test_without_a_session_there_is_nothing_to_stream(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/stream")).status_code == 204
    assert (await browser.get("/messages")).headers["hx-refresh"] == "true"


@pytest.mark.parametrize("header", ["1", "not a number", "-5", "99999999999999"])
async def test_last_event_id_is_read_with_care(browser: httpx.AsyncClient, services: Services, header: str) -> None:
    await writes(browser, "one")
    services.live.is_closing = True
    page = await browser.get("/stream", headers={"last-event-id": header})

    assert page.headers["content-type"].startswith("text/event-stream")
    assert page.text == READY
