"""Open pages hear what is new, for as long as whoever is signed in may see it."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from fastapi import FastAPI
from sqlalchemy.pool import QueuePool

from bot.live import CONSOLE
from bot.models import Message
from bot.services import Services
from handoff import console_stream, enquiries
from handoff.models import Caseworker
from tests.chat import Chat
from tests.conftest import Clock
from tests.factories import make_alert, make_caseworker, make_conversation, make_enquiry
from tests.handoff.conftest import Browser, browser_of


@pytest.fixture
async def sam(services: Services) -> Caseworker:
    return await make_caseworker(services)


@pytest.fixture
async def desk(services: Services, app: FastAPI, sam: Caseworker) -> AsyncIterator[Browser]:
    """Sam's browser."""
    async with browser_of(app, services, sam) as browser:
        yield browser


async def stream_of(browser: Browser, path: str) -> str:
    """The address of the stream in a page, with the last message it has."""
    page = (await browser.opens(path)).text
    address = re.search(r'data-stream="/console([^"]+)"', page)
    after = re.search(r'data-after="(\d+)"', page)
    assert address
    return address[1] + (f"&after={after[1]}" if after else "")


async def test_what_the_family_writes_appears_on_the_open_page(services: Services, desk: Browser, chat: Chat) -> None:
    await chat.says("hello")
    enquiry = await make_enquiry(services, conversation=await chat.conversation())
    async with desk.follows(await stream_of(desk, f"/enquiries/{enquiry.id}")) as stream:
        await stream.hears("ready")
        await chat.says("we got another <b>letter</b>")
        html = await stream.hears("message")
    assert "another &lt;b&gt;letter&lt;/b&gt;" in html
    assert html.startswith('<li id="message-')


async def test_a_message_that_could_not_be_delivered_shows(services: Services, desk: Browser, sam: Caseworker) -> None:
    enquiry = await make_enquiry(services)
    await enquiries.take(services, sam, enquiry.id)
    async with desk.follows(await stream_of(desk, f"/enquiries/{enquiry.id}")) as stream:
        await stream.hears("ready")
        await asyncio.sleep(0.1)
        async with services.db.begin() as session:
            for message in await session.scalars(Message.__table__.select().with_only_columns(Message.id)):
                (await session.get_one(Message, message)).status = "failed"
        services.live.wake(str(enquiry.conversation_id))
        assert "Not delivered" in await stream.hears("message")


async def test_what_a_colleague_does_shows_on_the_open_page(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(services)
    async with desk.follows(await stream_of(desk, f"/enquiries/{enquiry.id}")) as stream:
        await stream.hears("ready")
        await enquiries.take(services, await make_caseworker(services), enquiry.id)
        await stream.hears("changed")


async def test_a_new_alert_comes_to_the_open_queue(services: Services, desk: Browser) -> None:
    async with desk.follows(await stream_of(desk, "/")) as stream:
        await stream.hears("ready")
        await make_alert(services)
        services.live.wake(CONSOLE)
        assert "Risk of harm: 1 not acknowledged" in await stream.hears("lists")


async def test_a_queue_that_has_not_changed_is_not_sent_again(services: Services, desk: Browser) -> None:
    await make_enquiry(services)
    news = await looked(services, desk, await stream_of(desk, "/"))
    assert "event: lists" not in news


async def looked(services: Services, desk: Browser, path: str) -> str:
    """Everything a stream says in its first look."""
    services.live.is_closing = False
    pieces = []
    async with desk.follows(path) as stream:
        await stream.hears("ready")
        await asyncio.sleep(0.2)
        services.live.close()
        while "\n" in (piece := await stream.next_piece()):
            pieces.append(piece)
    return "".join(pieces)


async def test_a_stream_ends_with_the_sign_in(services: Services, desk: Browser, clock: Clock) -> None:
    async with desk.follows(await stream_of(desk, "/")) as stream:
        await stream.hears("ready")
        clock.time += timedelta(minutes=26)
        services.live.wake(CONSOLE)
        await stream.hears("ending")
        clock.time += timedelta(minutes=4)
        services.live.wake(CONSOLE)
        await stream.hears("over")


async def test_staying_signed_in_takes_one_click(services: Services, desk: Browser, clock: Clock) -> None:
    clock.time += timedelta(minutes=26)
    assert (await desk.submits("/stay")).status_code == 204
    clock.time += timedelta(minutes=26)
    assert (await desk.opens("/")).status_code == 200


async def test_an_open_page_alone_keeps_nobody_signed_in(services: Services, desk: Browser, clock: Clock) -> None:
    path = await stream_of(desk, "/")
    for _ in range(2):
        clock.time += timedelta(minutes=10)
        await looked(services, desk, path)
    clock.time += timedelta(minutes=10)
    assert (await desk.opens("/")).status_code == 303


async def test_a_stream_ends_when_the_level_goes_above_mine(services: Services, app: FastAPI, sam: Caseworker) -> None:
    enquiry = await make_enquiry(services)
    low = await make_caseworker(services, highest_level=2)
    page = f"/enquiries/{enquiry.id}"
    async with browser_of(app, services, low) as browser, browser.follows(await stream_of(browser, page)) as stream:
        await stream.hears("ready")
        await enquiries.confirm_level(services, sam, enquiry.id, 4)
        await stream.hears("over")


async def test_a_waiting_stream_holds_no_database_connection(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(services)
    async with desk.follows(await stream_of(desk, f"/enquiries/{enquiry.id}")) as stream:
        await stream.hears("ready")
        await asyncio.sleep(0.2)
        pool = services.db.engine.sync_engine.pool
        assert isinstance(pool, QueuePool)
        assert pool.checkedout() == 0


async def test_shutting_down_ends_every_stream(services: Services, desk: Browser) -> None:
    async with desk.follows(await stream_of(desk, "/")) as stream:
        await stream.hears("ready")
        services.live.close()
        async with asyncio.timeout(console_stream.HEARTBEAT_S / 2):
            while await stream.next_piece():
                pass


async def test_an_enquiry_without_its_conversation_can_be_followed(services: Services, desk: Browser) -> None:
    await make_conversation(services)
    enquiry = await make_enquiry(services, conversation_id=None)
    async with desk.follows(f"/enquiries/{enquiry.id}/stream?state=&after=x") as stream:
        await stream.hears("changed")
