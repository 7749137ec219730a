"""From the editor to the chat in Chromium; every page of articles clean to axe, wide and narrow."""

from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.async_api import Browser, Page, expect

from bot.events import QuestionLeftOpen
from bot.services import Services
from handoff import worklist
from tests.chat import Chat
from tests.conftest import Clock
from tests.factories import make_caseworker, make_conversation
from tests.handoff.browsing import assert_clean, signed_in
from tests.handoff.editors import TOPIC, make_team, propose

pytestmark = pytest.mark.browser
MANAGER, ADVISER, LAY_READER = (f"{name}@sendiass.example.org" for name in ("mo", "ada", "lee"))
HERE = f"/articles/{TOPIC}/en"


@pytest.fixture(autouse=True)
async def people(services: Services, clock: Clock) -> None:
    """A manager, an adviser and a lay reader, a day after the articles were written."""
    clock.time = datetime(2026, 12, 7, 10, tzinfo=UTC)
    await make_caseworker(services, email=MANAGER, first_name="Mo", role="manager")
    await make_caseworker(services, email=ADVISER, first_name="Ada", is_adviser=True)
    await make_caseworker(services, email=LAY_READER, first_name="Lee", role="lay_reader")


async def test_an_edit_is_previewed_signed_by_two_and_answers_in_the_chat(
    services: Services, chat: Chat, chromium: Browser, address: str
) -> None:
    async with signed_in(chromium, address, MANAGER) as page:
        await _edit(page, address)
    for email, name, done in (
        (ADVISER, "Sign as trained adviser", "You have signed this text."),
        (LAY_READER, "Sign as lay reader", "Signed by everyone, and published."),
    ):
        async with signed_in(chromium, address, email) as page:
            await page.goto(address + HERE)
            await expect(page.get_by_role("region", name="Changes, line by line")).to_contain_text("Talk first.")
            await page.get_by_role("button", name=name).first.click()
            await expect(page.get_by_text(done).first).to_be_visible()
    await chat.presses(f"topic:{TOPIC}")
    assert "Talk first." in await chat.heard()


async def _edit(page: Page, address: str) -> None:
    """Type, see a fault with its line, mend it, see the preview on two channels, submit."""
    await page.goto(f"{address}{HERE}/edit")
    box, shown = page.get_by_label("The text, with its fields"), page.locator("#preview")
    text = await box.input_value()
    await box.fill(text.replace("## nothing\n", "## nothing\nYou will win.\n\n", 1))
    line = text.splitlines().index("## nothing") + 2
    await shown.get_by_role("button", name=f"line {line}", exact=True).first.click()
    await expect(box).to_be_focused()
    await expect(page.locator("#at-line")).to_have_text(str(line))
    await box.fill(text.replace("## short\n", "## short\nTalk first. ", 1))
    await expect(shown).to_contain_text("Talk first.")
    await expect(page.locator("#saved")).to_contain_text("Draft saved")
    await expect(shown).to_contain_text("The linter has nothing to say.")
    await page.get_by_label("Preview", exact=True).select_option("sms")
    await expect(shown).to_contain_text("GSM-7")
    await page.get_by_role("button", name="Submit for signing").click()
    await expect(page.get_by_text("Submitted. It is published")).to_be_visible()


async def test_the_editor_works_without_script(services: Services, chromium: Browser, address: str) -> None:
    async with signed_in(chromium, address, MANAGER, java_script_enabled=False) as page:
        await page.goto(f"{address}{HERE}/edit")
        box = page.get_by_label("The text, with its fields")
        text = await box.input_value()
        await box.fill(text.replace("## short\n", "## short\nTalk first. ", 1))
        await page.get_by_role("button", name="Save the draft and show the preview").click()
        await expect(page.locator("#preview")).to_contain_text("Talk first.")
        await page.get_by_role("button", name="Submit for signing").click()
        await expect(page.get_by_text("Submitted. It is published")).to_be_visible()


@pytest.mark.parametrize(("width", "scheme"), [(1200, "light"), (320, "light"), (360, "dark")])
async def test_every_page_of_articles_is_clean_to_axe_and_fits(
    services: Services, chromium: Browser, address: str, width: int, scheme: str
) -> None:
    team = await make_team(services)
    await propose(services, team.manager, "New words")
    await _ask(services)
    options: dict[str, Any] = {"viewport": {"width": width, "height": 800}, "color_scheme": scheme}
    async with signed_in(chromium, address, MANAGER, **options) as page:
        problems: list[str] = []
        page.on("console", lambda message: problems.append(message.text))
        page.on("pageerror", lambda error: problems.append(str(error)))
        for path in (
            "/articles",
            HERE,
            f"/articles/{TOPIC}/ur",
            f"{HERE}/edit",
            f"/articles/{TOPIC}/ur/edit",
            "/worklist",
            "/time-limits",
        ):
            await page.goto(address + path)
            await expect(page.get_by_role("button", name="Sign out")).to_be_visible()
            for details in await page.locator("details").all():
                await details.evaluate("one => { one.open = true }")
            await assert_clean(page, path)
        assert problems == []


async def _ask(services: Services) -> None:
    conversation = await make_conversation(services)
    async with services.db.begin() as session:
        event = QuestionLeftOpen("unanswered", "can the school make my child stay at home", TOPIC)
        await worklist.keep_question(session, conversation, event, services)
