"""The console in Chromium: live, by keyboard, without script, on a phone, in the dark, and clean to axe."""

from typing import Any

import pytest
from playwright.async_api import Browser, expect

from bot.live import CONSOLE
from bot.services import Services
from tests.chat import Chat
from tests.factories import make_alert, make_conversation, make_enquiry, make_message
from tests.handoff.browsing import assert_clean, signed_in

pytestmark = pytest.mark.browser
LETTER = {"letter_kind": "refused_assess", "letter_on": "2026-11-16", "words": "جمعہ تک جواب دینا ہے"}


@pytest.mark.parametrize(
    ("width", "scheme"), [(1200, "light"), (1200, "dark"), (360, "light"), (360, "dark"), (320, "light")]
)
async def test_every_page_is_clean_to_axe_and_fits(
    services: Services, chromium: Browser, address: str, width: int, scheme: str
) -> None:
    conversation = await make_conversation(services, locale="ur")
    await make_message(services, conversation.id, "انہوں نے پلان بھیج دیا ہے")
    enquiry = await make_enquiry(services, conversation=conversation, locale="ur", phone_seen=None, **LETTER)
    alert = await make_alert(services)
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    async with signed_in(chromium, address, **options) as page:
        for path in ("/", f"/alerts/{alert.id}", f"/enquiries/{enquiry.id}", "/time-limits", "/nothing"):
            await page.goto(address + path)
            await assert_clean(page, path)
        await page.goto(f"{address}/enquiries/{enquiry.id}")
        await page.get_by_role("button", name="Take this enquiry").click()
        await assert_clean(page, "after taking it")
        await page.get_by_role("button", name="Sign out").click()
        await assert_clean(page, "sign in")


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
