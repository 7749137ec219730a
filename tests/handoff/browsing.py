"""The console in Chromium: a server on a free port, somebody signed in, and what every page has to be."""

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

from bot.services import Services
from tests.factories import PASSWORD, make_caseworker

expect.set_options(timeout=20_000)  # two browsers share two cores; what is measured here is not speed
EMAIL = "sam@sendiass.example.org"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
SMALL = """[...document.querySelectorAll('a, button, input:not([type=hidden]), select, textarea, summary')]
  .filter(e => { const box = e.getBoundingClientRect(); return box.width && (box.height < 24 || box.width < 24) })
  .map(e => e.outerHTML)"""


@pytest.fixture
async def chromium() -> AsyncIterator[Browser]:
    """The machine's own Chromium."""
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
async def signed_in(chromium: Browser, address: str, email: str = EMAIL, **options: Any) -> AsyncIterator[Page]:
    """Somebody's page, at the queue."""
    context = await chromium.new_context(**options)
    page = await context.new_page()
    page.set_default_timeout(30_000)
    await page.goto(address + "/")
    await page.get_by_label("E-mail address").fill(email)
    await page.get_by_label("Password").fill(PASSWORD)
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=1)).to_contain_text("Enquiries")
    yield page
    await context.close()


async def assert_clean(page: Page, where: str) -> None:
    """Clean to axe, nothing to scroll sideways, nothing too small to press."""
    found = await Axe().run(page, options={"runOnly": RULES})
    assert [(v["id"], v["nodes"][0]["target"]) for v in found.response["violations"]] == [], where
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth"), where
    assert await page.evaluate(SMALL) == [], where
