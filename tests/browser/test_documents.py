"""Policies, Easy Read and worksheets in a real browser: WCAG 2.2 AA, and a sheet that is typed, kept and printed."""

from typing import Any

import pytest
from playwright.sync_api import Request, expect

from tests.browser.conftest import LiveApp, Opens
from tests.browser.test_accessibility import LARGE, SMALL, faults, has_sideways_scroll

pytestmark = pytest.mark.browser
PATHS = (
    *("/policies", "/policies/privacy", "/accessibility", "/contact", "/words", "/signposts", "/who", "/events"),
    *("/easy", "/easy/help-now", "/worksheets", "/worksheets/my-views"),
)
SHEET = "/worksheets/my-views-young-person"


@pytest.mark.parametrize(
    ("locale", "viewport", "look"), [("en", SMALL, "light"), ("ur", SMALL, "dark"), ("ur", LARGE, "light")]
)
def test_every_page_is_clean(opens: Opens, locale: str, viewport: Any, look: str) -> None:
    page = opens("/hide", viewport=viewport, color_scheme=look, bypass_csp=True)
    for path in PATHS:
        page.goto(f"{path}?lang={locale}")
        assert faults(page) == [], path
        assert not has_sideways_scroll(page), path


def test_every_picture_is_drawn(opens: Opens) -> None:
    page = opens("/easy/privacy")
    images = page.locator("img")
    assert images.count() > 10
    assert images.evaluate_all("all => all.every(one => one.complete && one.naturalWidth > 0)")


def test_a_sheet_is_typed_and_printed_and_nothing_is_sent(opens: Opens) -> None:
    page = opens(SHEET)
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request))
    page.fill("#like", "I like trains and I am good at maps.\n" * 8)
    page.locator("#good-day").press_sequentially("My friends are there.")
    page.locator("#date, #who").first.press("Enter")
    assert [request.url for request in sent if "/static/" not in request.url] == []
    assert page.evaluate("localStorage.length") == 0

    page.emulate_media(media="print")
    expect(page.locator("#leave")).to_be_hidden()
    expect(page.locator("#print")).to_be_hidden()
    cut = page.locator("#like").evaluate("one => one.scrollHeight - one.clientHeight")
    assert cut <= 2  # all lines are on the paper
    assert page.pdf()[:4] == b"%PDF"
    page.emulate_media(media="screen")
    page.reload()
    expect(page.locator("#like")).to_have_value("")


def test_a_sheet_is_kept_only_where_the_box_is_ticked(opens: Opens) -> None:
    page = opens(SHEET)
    page.check("#keep")
    page.fill("#like", "trains")
    page.reload()
    expect(page.locator("#like")).to_have_value("trains")
    expect(page.locator("#keep")).to_be_checked()

    page.click("#clear")
    expect(page.locator("#told")).to_have_text("Everything on this sheet is cleared.")
    assert page.evaluate("localStorage.getItem('worksheet:my-views-young-person')") is None
    page.reload()
    expect(page.locator("#like")).to_have_value("")


def test_leaving_quickly_takes_the_kept_sheet_along(live_app: LiveApp, opens: Opens) -> None:
    page = opens(SHEET)
    page.check("#keep")
    page.fill("#like", "my secret worry")
    page.locator("#leave").click()
    expect(page).to_have_url("https://www.bbc.co.uk/weather")
    page.goto(live_app.url + SHEET)
    expect(page.locator("#like")).to_have_value("")
    expect(page.locator("#keep")).not_to_be_checked()


def test_without_script_a_sheet_can_be_typed_and_printed(opens: Opens) -> None:
    page = opens(SHEET, java_script_enabled=False)
    page.fill("#like", "trains")
    page.locator("#date, #who").first.press("Enter")
    expect(page.locator("#like")).to_have_value("trains")
    expect(page.get_by_text("use the print command of your browser")).to_be_visible()
    expect(page.locator("#keep")).to_be_hidden()
