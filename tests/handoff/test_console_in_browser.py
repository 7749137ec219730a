"""The console in Chromium: live, by keyboard, without script, on a phone, in the dark, and clean to axe."""

import asyncio
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
import uvicorn
from axe_playwright_python.async_playwright import Axe
from fastapi import FastAPI
from playwright.async_api import Browser, Page, async_playwright, expect

from bot.live import CONSOLE
from bot.services import Services
from tests.chat import Chat
from tests.factories import PASSWORD, make_alert, make_caseworker, make_conversation, make_enquiry, make_message

pytestmark = pytest.mark.browser
EMAIL = "sam@sendiass.example.org"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL = """[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => { const box = e.getBoundingClientRect(); return box.width && (box.height < 24 || box.width < 24) })
  .map(e => e.outerHTML)"""


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        found = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield found
        await found.close()


@pytest.fixture
async def address(app: FastAPI, services: Services) -> AsyncIterator[str]:
    """The console on a free port, with Sam in it."""
    await make_caseworker(services, email=EMAIL)
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="warning", ws="none", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn offers no event
        await asyncio.sleep(0.02)
    yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}/console"
    services.live.close()
    server.should_exit = True
    await serving


@asynccontextmanager
async def signed_in(chromium: Browser, address: str, **options: Any) -> AsyncIterator[Page]:
    """Sam's page, at the queue."""
    context = await chromium.new_context(**options)
    page = await context.new_page()
    page.set_default_timeout(10_000)
    await page.goto(address + "/")
    await page.get_by_label("E-mail address").fill(EMAIL)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Enquiries")
    yield page
    await context.close()


@pytest.mark.parametrize(
    ("width", "scheme"), [(1200, "light"), (1200, "dark"), (360, "light"), (360, "dark"), (320, "light")]
)
async def test_every_page_is_clean_to_axe_and_fits(
    services: Services, chromium: Browser, address: str, width: int, scheme: str
) -> None:
    conversation = await make_conversation(services, locale="ur")
    await make_message(services, conversation.id, "انہوں نے پلان بھیج دیا ہے")
    enquiry = await make_enquiry(services, conversation=conversation, locale="ur", phone_seen=None)
    alert = await make_alert(services)
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    async with signed_in(chromium, address, **options) as page:
        for path in ("/", f"/alerts/{alert.id}", f"/enquiries/{enquiry.id}", "/nothing"):
            await page.goto(address + path)
            await assert_clean(page, path)
        await page.goto(f"{address}/enquiries/{enquiry.id}")
        await page.get_by_role("button", name="Take this enquiry").click()
        await assert_clean(page, "after taking it")
        await page.get_by_role("button", name="Sign out").click()
        await assert_clean(page, "sign in")


async def assert_clean(page: Page, where: str) -> None:
    found = await Axe().run(page, options={"runOnly": RULES})
    assert [(v["id"], v["nodes"][0]["target"]) for v in found.response["violations"]] == [], where
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    assert await page.evaluate(SMALL) == [], where


async def test_words_arrive_while_a_reply_is_being_typed(
    services: Services, chat: Chat, chromium: Browser, address: str
) -> None:
    await chat.says("hello")
    enquiry = await make_enquiry(services, conversation=await chat.conversation())
    async with signed_in(chromium, address) as page:
        await page.goto(f"{address}/enquiries/{enquiry.id}")
        await page.get_by_role("button", name="Take this enquiry").click()
        await page.get_by_label("Your reply").fill("half a sentence")
        await chat.says("one more thing")
        await expect(page.get_by_role("log")).to_contain_text("one more thing")
        await expect(page.get_by_label("Your reply")).to_have_value("half a sentence")
        await page.get_by_role("button", name="Send to the family").click()
        await expect(page.get_by_role("log")).to_contain_text("half a sentence")
    assert "half a sentence" in [part.text for message in await chat.messages() for part in message.parts]


async def test_the_queue_changes_while_it_is_open(services: Services, chromium: Browser, address: str) -> None:
    async with signed_in(chromium, address) as page:
        await expect(page.get_by_text("No open enquiries.")).to_be_visible()
        await make_enquiry(services, reference="BK-NEW22")
        services.live.wake(CONSOLE)
        await expect(page.get_by_role("link", name="BK-NEW22")).to_be_visible()
        await expect(page.get_by_role("status")).to_contain_text("Updated at")


async def test_whoever_is_in_the_list_keeps_their_place(services: Services, chromium: Browser, address: str) -> None:
    await make_enquiry(services, reference="BK-OLD22")
    async with signed_in(chromium, address) as page:
        await page.get_by_role("link", name="BK-OLD22").focus()
        await make_enquiry(services, reference="BK-NEW22")
        services.live.wake(CONSOLE)
        await expect(page.get_by_role("status")).to_contain_text("The list has changed")
        await expect(page.get_by_role("link", name="BK-OLD22")).to_be_focused()
        await page.get_by_role("link", name="Show it now").click()
        await expect(page.get_by_role("link", name="BK-NEW22")).to_be_visible()


async def test_everything_works_without_script(services: Services, chromium: Browser, address: str) -> None:
    enquiry = await make_enquiry(services)
    async with signed_in(chromium, address, java_script_enabled=False) as page:
        await page.goto(f"{address}/enquiries/{enquiry.id}")
        await page.get_by_role("button", name="Take this enquiry").click()
        await page.get_by_label("Your reply").fill("good morning")
        await page.get_by_role("button", name="Send to the family").click()
        await expect(page.get_by_role("log")).to_contain_text("good morning")
        await page.get_by_label("What came of it").select_option("advice_given")
        await page.get_by_role("button", name="Close the enquiry").click()
        await expect(page.get_by_role("status").first).to_contain_text("The enquiry is closed.")


async def test_the_keyboard_is_enough_and_news_takes_the_focus(
    services: Services, chromium: Browser, address: str
) -> None:
    enquiry = await make_enquiry(services)
    async with signed_in(chromium, address) as page:
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the main content")).to_be_focused()
        await page.goto(f"{address}/enquiries/{enquiry.id}")
        await page.get_by_role("button", name="Take this enquiry").press("Enter")
        await expect(page.get_by_text("You have taken this enquiry.").locator("..")).to_be_focused()


async def test_the_console_obeys_its_own_policy(services: Services, chromium: Browser, address: str) -> None:
    """Nothing is blocked by the content policy, and no script fails."""
    enquiry, said = await make_enquiry(services), []
    async with signed_in(chromium, address) as page:
        page.on("console", lambda message: said.append(message.text))
        page.on("pageerror", lambda error: said.append(str(error)))
        for path in ("/", f"/enquiries/{enquiry.id}"):
            await page.goto(address + path, wait_until="load")
    assert said == []
