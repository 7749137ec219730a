"""Leaving quickly, and what Back shows afterwards."""

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveApp, Opens

pytestmark = pytest.mark.browser
WORDS = "my secret worry"


def chat_page(opens: Opens, **options: object) -> Page:
    """A chat with something in it, reached from another page."""
    page = opens("/hide", **options)
    page.goto("/")
    page.fill("#text", WORDS)
    page.click("#write .send")
    expect(page.locator(".family")).to_contain_text(WORDS)
    if options.get("java_script_enabled", True):
        expect(page.locator("html")).to_have_attribute("data-live", "yes")
    return page


@pytest.mark.parametrize("way", ["button", "escape"])
def test_one_press_shows_the_weather_and_back_shows_nothing(live_app: LiveApp, opens: Opens, way: str) -> None:
    page = chat_page(opens)
    with page.expect_navigation(url="https://www.bbc.co.uk/weather"):
        if way == "button":
            page.locator("#leave").click()
        else:
            page.keyboard.press("Escape")
            page.keyboard.press("Escape")

    page.wait_for_timeout(500)  # the session ends beside the way out, not before it
    assert page.context.cookies() == []
    for _ in range(3):
        page.go_back()
        assert WORDS not in page.content()
    page.goto("/")
    assert WORDS not in page.content()


def test_without_script_back_shows_none_of_the_words(live_app: LiveApp, opens: Opens) -> None:
    page = chat_page(opens, java_script_enabled=False)
    page.locator("#leave").click()
    expect(page).to_have_url("https://www.bbc.co.uk/weather")

    assert page.context.cookies() == []
    for _ in range(3):
        page.go_back()
        assert WORDS not in page.content()


def test_one_escape_does_nothing(live_app: LiveApp, opens: Opens) -> None:
    page = chat_page(opens)
    page.keyboard.press("Escape")
    page.wait_for_timeout(1200)
    page.keyboard.press("Escape")
    page.wait_for_timeout(300)
    assert page.url.startswith(live_app.url)


def test_the_page_never_goes_into_the_browsers_memory(live_app: LiveApp, opens: Opens) -> None:
    page = chat_page(opens)
    page.goto("/privacy")
    page.go_back()
    expect(page.locator(".family")).to_contain_text(WORDS)  # asked for again, since the session still stands
    assert page.evaluate("performance.getEntriesByType('navigation')[0].transferSize") > 0
