"""How a family found us, where the address they opened says it: it lands in the enquiry and is not asked again."""

import re
from urllib.parse import urlsplit

import httpx
import pytest
from sqlalchemy import select

from bot.flows.after import ROUTES
from bot.models import Conversation
from bot.poster import Poster
from bot.services import Services
from bot.state import FlowState
from handoff.models import Enquiry
from tests.bot.channels.pages import choices_of, presses, words_of, writes
from tests.chat import FakeNlu


async def _reach_reference(browser: httpx.AsyncClient, first: str) -> httpx.Response:
    """From the page that a code opened, through its own form, to the questions after the reference."""
    page = await browser.get(first)
    action = re.search(r'<form id="write" method="post" action="([^"]+)"', page.text)
    nonce = re.search(r'name="nonce" value="([^"]+)"', page.text)
    assert action
    assert nonce
    address = action[1].replace("&amp;", "&")
    sent = await browser.post(address, data={"nonce": nonce[1], "text": "my question"})
    assert sent.status_code == 303
    for choice in ("go:person", "consent:yes", "wish:skip", "speaker:parent", "school_year:skip", "go:send_now"):
        page = await presses(browser, choice)
    return page


async def _route_of(services: Services) -> str | None:
    async with services.db.read() as session:
        return (await session.scalars(select(Enquiry))).one().route


@pytest.mark.parametrize("route", ROUTES)
async def test_the_route_of_a_code_lands_in_the_enquiry_and_is_not_asked_again(
    browser: httpx.AsyncClient, services: Services, route: str
) -> None:
    address = urlsplit(Poster("en", "https://chat.example.org", route).address)
    page = await _reach_reference(browser, f"/?{address.query}")
    assert await _route_of(services) == route

    page = await presses(browser, "passphrase:skip", page)
    assert not any(choice.startswith("route:") for choice in choices_of(page))
    assert "first half of your postcode" in words_of(page)


async def test_without_a_code_the_question_is_asked(browser: httpx.AsyncClient, services: Services) -> None:
    for address in ("/", "/?from=moon"):
        page = await browser.get(address)
        assert "from=" not in page.text
    page = await _reach_reference(browser, "/?from=moon")
    assert await _route_of(services) is None
    page = await presses(browser, "passphrase:skip", page)
    assert "route:school" in choices_of(page)


async def test_another_language_keeps_the_route(browser: httpx.AsyncClient, services: Services) -> None:
    page = await browser.get("/?lang=en&from=health")
    assert 'href="/?from=health&amp;lang=ur"' in page.text
    await _reach_reference(browser, "/?from=health&lang=en")
    assert await _route_of(services) == "health"


async def test_starting_again_keeps_the_route_and_a_wrong_person_does_not(
    browser: httpx.AsyncClient, services: Services, nlu: FakeNlu
) -> None:
    async def route() -> str | None:
        async with services.db.read() as session:
            return FlowState.from_json((await session.scalars(select(Conversation))).one().state).route

    await browser.post("/?from=council", data={"nonce": "one", "text": "hello"})
    await presses(browser, "go:start")
    await presses(browser, "speaker:parent")
    assert await route() == "council"
    nlu.next = [("flow_wrong_person", 0.99)]
    await writes(browser, "this is the wrong number")
    assert await route() is None
