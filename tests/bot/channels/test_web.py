"""The chat as a browser without JavaScript has it."""

import asyncio
from datetime import timedelta

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import func, select

from bot.channels.web_session import COOKIE
from bot.models import Conversation, Message, WebSession
from bot.services import Services
from tests.bot.channels.conftest import make_browser
from tests.bot.channels.pages import choices_of, log_of, nonce_of, presses, words_of, writes
from tests.chat import FakeNlu
from tests.conftest import Clock


async def _count(services: Services, table: type) -> int:
    async with services.db.read() as session:
        return await session.scalar(select(func.count()).select_from(table)) or 0


async def test_looking_at_the_chat_keeps_nothing(browser: httpx.AsyncClient, services: Services) -> None:
    page = await browser.get("/")

    assert page.status_code == 200
    assert "You do not need to say who you are" in log_of(page)
    assert choices_of(page)[0] == "speaker:parent"
    assert not browser.cookies
    assert await _count(services, Conversation) == 0


async def test_the_first_message_is_answered_on_the_page_that_follows(browser: httpx.AsyncClient, nlu: FakeNlu) -> None:
    nlu.next = [("kb_section-i-blank", 0.95)]
    page = await writes(browser, "the school bit is EMPTY")

    assert "the school bit is EMPTY" in log_of(page)
    assert "In a first draft the law says Section I must be left blank" in log_of(page)
    assert "helpful:yes" in choices_of(page)
    assert '<a href="/help/section-i-blank?lang=en">' in page.text


async def test_a_pressed_button_shows_its_words_and_only_the_last_choices_stay(
    browser: httpx.AsyncClient,
) -> None:
    page = await presses(browser, "speaker:parent")
    assert "You Parent" in log_of(page)

    page = await presses(browser, "go:person", page)
    assert "You Talk to a person" in log_of(page)
    assert "consent:yes" in choices_of(page)

    page = await presses(browser, "consent:yes", page)
    assert "consent:yes" not in choices_of(page)


async def test_a_form_that_comes_twice_is_one_message(browser: httpx.AsyncClient, services: Services) -> None:
    page = await writes(browser, "hello")
    form = {"nonce": (None, nonce_of(page)), "text": (None, "again")}
    await asyncio.gather(browser.post("/", files=form), browser.post("/", files=form))

    assert log_of(await browser.get("/")).count("again") == 1


async def test_a_double_click_on_the_first_message_opens_one_conversation(
    app: FastAPI, browser: httpx.AsyncClient, services: Services
) -> None:
    form = {"nonce": (None, nonce_of(await browser.get("/"))), "text": (None, "hello there")}
    first, second = await asyncio.gather(browser.post("/", files=form), browser.post("/", files=form))

    assert first.status_code == second.status_code == 303
    assert await _count(services, Conversation) == 1
    assert log_of(await browser.get("/")).count("hello there") == 1


async def test_a_first_form_sent_again_much_later_opens_nothing(
    app: FastAPI, browser: httpx.AsyncClient, clock: Clock
) -> None:
    form = {"nonce": (None, nonce_of(await browser.get("/"))), "text": (None, "hello there")}
    await browser.post("/", files=form)
    clock.time += timedelta(minutes=10)

    async with make_browser(app) as other:
        await other.post("/", files=form)
        assert "hello there" not in log_of(await other.get("/"))


@pytest.mark.parametrize(
    "text", ["", "   ", "😀😀", "\x00\x07\x1b", "ب" * 10_500, "<script>alert(1)</script>", "/i want to talk"]
)
async def test_whatever_is_typed_gets_a_kind_answer(browser: httpx.AsyncClient, text: str) -> None:
    page = await writes(browser, text)

    assert page.status_code == 200
    assert page.text.count('class="says assistant"') >= 2
    assert "<script>alert" not in page.text


async def test_a_page_of_before_a_restart_still_works(
    app: FastAPI, browser: httpx.AsyncClient, services: Services
) -> None:
    from tests.bot.channels.conftest import make_page_app

    page = await writes(browser, "before")
    cookie = browser.cookies[COOKIE]
    async with make_browser(make_page_app(services)) as after:
        after.cookies.set(COOKIE, cookie)
        assert "after the restart" in log_of(await writes(after, "after the restart", page))


async def test_the_language_of_the_page_becomes_that_of_the_conversation(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/?lang=ur")
    assert '<html lang="ur" dir="rtl">' in page.text

    await browser.post("/?lang=ur", files={"nonce": (None, nonce_of(page)), "text": (None, "سلام")})
    page = await browser.get("/")
    assert '<html lang="ur" dir="rtl">' in page.text

    page = await presses(browser, "locale:pl", page)
    assert '<html lang="pl" dir="ltr">' in page.text


async def test_the_browsers_own_language_is_met_first(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/", headers={"accept-language": "de, pl-PL;q=0.8, en;q=0.5"})
    assert '<html lang="pl" dir="ltr">' in page.text


async def test_a_device_left_alone_shows_no_earlier_words(
    browser: httpx.AsyncClient, services: Services, clock: Clock
) -> None:
    await writes(browser, "my secret worry")
    clock.time += timedelta(minutes=services.settings.profile.chat.idle_minutes, seconds=31)

    page = await browser.get("/")
    assert "my secret worry" not in page.text
    assert "An earlier chat on this device was closed" in words_of(page)
    assert 'href="/r?lang=en"' in page.text
    assert await _count(services, WebSession) == 0
    assert "An earlier chat" not in words_of(await browser.get("/"))


async def test_words_typed_over_the_time_out_begin_a_new_chat_and_are_not_lost(
    browser: httpx.AsyncClient, services: Services, clock: Clock
) -> None:
    page = await writes(browser, "my secret worry")
    clock.time += timedelta(hours=2)

    page = await writes(browser, "somebody else's question", page)
    assert "somebody else's question" in log_of(page)
    assert "my secret worry" not in page.text
    assert await _count(services, Conversation) == 2


async def test_reading_keeps_the_chat_open(browser: httpx.AsyncClient, clock: Clock) -> None:
    await writes(browser, "a long read")
    for _ in range(3):
        clock.time += timedelta(minutes=20)
        assert (await browser.post("/here")).status_code == 204

    assert "a long read" in log_of(await browser.get("/"))


@pytest.mark.parametrize("method", ["GET", "POST"])
async def test_leaving_closes_the_chat_and_goes_elsewhere(
    browser: httpx.AsyncClient, services: Services, method: str
) -> None:
    await writes(browser, "my secret worry")
    token = browser.cookies[COOKIE]
    left = await browser.request(method, "/leave")

    assert left.headers["location"] == "https://www.bbc.co.uk/weather"
    assert left.headers["clear-site-data"] == '"cache", "cookies", "storage"'
    assert COOKIE not in browser.cookies
    browser.cookies.set(COOKIE, token)
    assert "my secret worry" not in (await browser.get("/")).text


async def test_another_sites_page_cannot_write_or_close(browser: httpx.AsyncClient, services: Services) -> None:
    await writes(browser, "mine")
    elsewhere = {"origin": "https://evil.example", "sec-fetch-site": "cross-site"}
    refused = await browser.post("/", data={"nonce": "n", "text": "not mine"}, headers=elsewhere)
    await browser.get("/leave", headers=elsewhere)

    assert refused.status_code == 403
    assert "0121 496 0123" in refused.text
    assert "not mine" not in log_of(await browser.get("/"))
    assert "mine" in log_of(await browser.get("/"))


async def test_a_form_that_is_too_long_gets_a_page_not_an_error(browser: httpx.AsyncClient) -> None:
    refused = await browser.post("/", data={"nonce": "n", "text": "x" * 70_000})

    assert refused.status_code == 413
    assert "too long for one message" in words_of(refused)


async def test_too_many_messages_are_asked_to_wait_and_lose_no_words(
    browser: httpx.AsyncClient, services: Services, clock: Clock
) -> None:
    page = await writes(browser, "first")
    for number in range(services.settings.profile.chat.turns_per_minute):
        await browser.post("/", data={"nonce": f"n{number}", "choice": "go:help"})
    refused = await browser.post("/", data={"nonce": "last", "text": "the words I typed"})

    assert refused.status_code == 429
    assert "Wait a minute" in words_of(refused)
    assert ">the words I typed</textarea>" in refused.text

    clock.time += timedelta(seconds=61)
    assert "the words I typed" in log_of(await writes(browser, "the words I typed", page))


async def test_an_unheard_of_choice_is_no_way_in(browser: httpx.AsyncClient, services: Services) -> None:
    await presses(browser, "x' OR 1=1 --")

    async with services.db.read() as session:
        assert await session.scalar(select(Message.choice).where(Message.direction == "in")) is None


async def test_every_response_is_guarded(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/help", "/privacy", "/hide", "/r", "/leave", "/health", "/nothing-here", "/messages"):
        headers = (await browser.get(path)).headers
        assert "unsafe" not in headers["content-security-policy"]
        assert "frame-ancestors 'none'" in headers["content-security-policy"]
        assert headers["cache-control"] == "no-store", path
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["referrer-policy"] == "no-referrer"


async def test_an_open_page_asks_only_for_what_is_new(browser: httpx.AsyncClient) -> None:
    await writes(browser, "first question")
    page = await writes(browser, "second question")
    new = await browser.get("/messages?after=2")

    assert "second question" in new.text
    assert "first question" not in new.text
    assert 'hx-swap-oob="innerHTML"' in new.text
    assert page.text.count("data-position") > new.text.count("data-position")


async def test_the_tab_says_nothing_about_what_the_page_is(browser: httpx.AsyncClient) -> None:
    assert "<title>Messages</title>" in (await browser.get("/")).text
    assert "<title>Information by topic</title>" in (await browser.get("/help")).text

    await writes(browser, "hello")
    assert "<title>Information</title>" in (await browser.get("/help")).text


async def test_families_never_read_the_products_name(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/help", "/privacy", "/hide", "/r", "/nothing-here"):
        for locale in ("en", "ur", "pl"):
            text = (await browser.get(f"{path}?lang={locale}")).text.casefold()
            assert "alongside" not in text
            assert "front door" not in text


async def test_health_says_ok_and_no_more(browser: httpx.AsyncClient) -> None:
    assert (await browser.get("/health")).text == "ok"
