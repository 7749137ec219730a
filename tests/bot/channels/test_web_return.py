"""Coming back with a reference and a passphrase."""

from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from bot.channels.web_session import COOKIE
from bot.models import Conversation
from bot.services import OpenedRecord, Services
from tests.bot.channels.conftest import make_browser
from tests.bot.channels.pages import log_of, words_of, writes
from tests.conftest import Clock

SECRET = {"reference": "BK-7F3Q8", "passphrase": "blue kettle river"}


@pytest.fixture
async def record(browser: httpx.AsyncClient, services: Services) -> Conversation:
    """A conversation handed on with its third message; its passphrase is SECRET's."""
    await writes(browser, "before the handoff")
    await writes(browser, "after the handoff")
    async with services.db.read() as session:
        conversation = (await session.scalars(select(Conversation))).one()

    async def open_record(reference: str, passphrase: str, client_hash: str) -> OpenedRecord | None:
        fits = {"reference": reference, "passphrase": passphrase} == SECRET
        return OpenedRecord(conversation.id, 3) if fits else None

    services.open_record = open_record
    return conversation


async def test_the_passphrase_opens_the_conversation_from_the_handoff_on_any_device(
    app: FastAPI, browser: httpx.AsyncClient, record: Conversation
) -> None:
    async with make_browser(app) as other:
        opened = await other.post("/r", data={**SECRET, "reference": " bk-7f3q8 "})
        page = await other.get("/")

        assert opened.status_code == 303
        assert "after the handoff" in log_of(page)
        assert "before the handoff" not in page.text
        assert "BK-7F3Q8" in words_of(page)
        for path in ("/messages?after=0", "/messages"):
            assert "before the handoff" not in (await other.get(path)).text

        await writes(other, "written on the second device", page)
    assert "written on the second device" in log_of(await browser.get("/"))


@pytest.mark.parametrize("wrong", [{"reference": "BK-XXXXX"}, {"passphrase": "a guess"}])
async def test_a_wrong_reference_and_a_wrong_passphrase_look_the_same(
    browser: httpx.AsyncClient, record: Conversation, wrong: dict[str, str]
) -> None:
    refused = await browser.post("/r", data={**SECRET, **wrong})

    assert refused.status_code == 422
    assert "This reference and passphrase do not open anything" in words_of(refused)
    assert "A caseworker checks on the phone that it is you" in words_of(refused)
    assert "a guess" not in refused.text
    assert COOKIE not in refused.cookies


async def test_guessing_is_slowed_down(browser: httpx.AsyncClient, record: Conversation, clock: Clock) -> None:
    for _ in range(5):
        await browser.post("/r", data={**SECRET, "passphrase": "a guess"})
    refused = await browser.post("/r", data=SECRET)

    assert refused.status_code == 429
    assert "Too many tries" in words_of(refused)

    clock.time += timedelta(minutes=2)
    assert (await browser.post("/r", data=SECRET)).status_code == 303


async def test_closing_it_leaves_nothing_on_the_device(browser: httpx.AsyncClient, record: Conversation) -> None:
    await browser.post("/r", data=SECRET)
    closed = await browser.post("/r/close")

    assert closed.headers["location"] == "/r"
    assert "after the handoff" not in (await browser.get("/")).text


async def test_an_enquiry_begun_by_text_can_be_read_here_but_not_written_to(
    browser: httpx.AsyncClient, services: Services, record: Conversation
) -> None:
    async with services.db.begin() as session:
        await session.execute(update(Conversation).values(channel="sms"))
    await browser.post("/r", data=SECRET)
    page = await browser.get("/")
    await browser.post("/", data={"nonce": "n", "text": "not by text"})

    assert "after the handoff" in log_of(page)
    assert "<textarea" not in page.text
    assert "not by text" not in (await browser.get("/")).text


async def test_the_page_to_come_back_holds_no_secret(browser: httpx.AsyncClient, record: Conversation) -> None:
    page = await browser.get("/r")
    assert "7F3Q8" in page.text  # the example, which is nobody's
    assert (await browser.get("/r?reference=BK-AAAAA&passphrase=x")).text.count("BK-AAAAA") == 0
