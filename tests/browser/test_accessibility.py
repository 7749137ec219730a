"""WCAG 2.2 AA on every page and state, in both directions of script, and a whole journey by keyboard alone."""

from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveApp, Opens

pytestmark = pytest.mark.browser
PATHS = ("/", "/help", "/help/section-i-blank", "/privacy", "/hide", "/quality", "/r", "/nothing-here")
STANDARDS = {
    "runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}
}
SMALL, LARGE = {"width": 320, "height": 640}, {"width": 1200, "height": 900}


def faults(page: Page) -> list[str]:
    """What axe finds wrong, with where."""
    page.evaluate("window.scrollTo({ top: 0, behavior: 'instant' })")  # nothing lies under the header that stays
    found = Axe().run(page, options=STANDARDS)
    return [f"{v['id']}: {[node['html'][:120] for node in v['nodes'][:3]]}" for v in found.response["violations"]]


def has_sideways_scroll(page: Page) -> bool:
    """Whether anything is wider than the screen."""
    width: int = page.evaluate("document.scrollingElement.scrollWidth - document.documentElement.clientWidth")
    return width > 0


@pytest.mark.parametrize("locale", ["en", "ur"])
@pytest.mark.parametrize("look", ["light", "dark"])
@pytest.mark.parametrize("viewport", [SMALL, LARGE], ids=["320", "1200"])
def test_every_page_is_clean(opens: Opens, locale: str, look: str, viewport: Any) -> None:
    page = opens("/hide", viewport=viewport, color_scheme=look, bypass_csp=True)
    for path in PATHS:
        page.goto(f"{path}?lang={locale}")
        assert faults(page) == [], path
        assert not has_sideways_scroll(page), path


@pytest.mark.parametrize("locale", ["en", "ur"])
@pytest.mark.parametrize("viewport", [SMALL, LARGE], ids=["320", "1200"])
def test_every_state_of_the_chat_is_clean(live_app: LiveApp, opens: Opens, locale: str, viewport: Any) -> None:
    page = opens(f"/?lang={locale}", viewport=viewport, bypass_csp=True)
    live_app.nlu.next = [("kb_section-i-blank", 0.95)]
    page.fill("#text", "Section I")
    page.click("#write .send")
    expect(page.locator(".sources").first).to_be_visible()
    page.locator(".more summary").click()
    assert faults(page) == []
    assert not has_sideways_scroll(page)

    live_app.nlu.next, live_app.nlu.is_risk = [], True
    page.fill("#text", "I want to die")
    page.click("#write .send")
    expect(page.locator("#log")).to_contain_text("999")
    assert faults(page) == []
    assert not has_sideways_scroll(page)

    live_app.wait_by(hours=1)
    page.goto("/")
    expect(page.get_by_role("alert").first).to_be_visible()
    assert faults(page) == []


def test_a_wrong_passphrase_is_announced_and_named(opens: Opens) -> None:
    page = opens("/r", bypass_csp=True)
    page.fill("#reference", "BK-22222")
    page.fill("#passphrase", "wrong")
    page.keyboard.press("Enter")

    expect(page.get_by_role("alert")).to_contain_text("do not open anything")
    expect(page.locator("#passphrase")).to_have_attribute("aria-invalid", "true")
    assert faults(page) == []


@pytest.mark.parametrize("locale", ["en", "ur"])
def test_a_whole_journey_by_keyboard(live_app: LiveApp, opens: Opens, locale: str) -> None:
    page = opens(f"/?lang={locale}", viewport=SMALL, reduced_motion="reduce")
    page.keyboard.press("Tab")
    expect(page.locator(".skip")).to_be_focused()
    page.keyboard.press("Enter")
    _tab_to(page, 'button[value="speaker:parent"]')
    page.keyboard.press("Enter")
    expect(page.locator(".family")).to_have_count(1)

    live_app.nlu.next = [("flow_person", 0.95)]
    _tab_to(page, "#text")
    page.keyboard.type("a person")
    _tab_to(page, "#write .send")
    page.keyboard.press("Enter")
    expect(page.locator(".family")).to_have_count(2)
    _tab_to(page, 'button[value="consent:no"]')
    page.keyboard.press("Space")
    expect(page.locator(".family")).to_have_count(3)


def _tab_to(page: Page, selector: str) -> None:
    """Press Tab until the element has focus; each stop on the way is visible and not under the header."""
    expect(page.locator(selector).last).to_be_visible()
    for _ in range(60):
        page.keyboard.press("Tab")
        # One look, not three: the page may put a new message in between two of them.
        focus = page.evaluate(_FOCUS, selector)
        assert focus["seen"], focus["element"]
        if focus["reached"]:
            return
    raise AssertionError(f"Tab does not reach {selector}")


_FOCUS = """(selector) => {
  const focused = document.activeElement
  const box = focused.getBoundingClientRect()
  const seen = document.elementFromPoint(
    Math.min(Math.max(box.left + box.width / 2, 1), innerWidth - 1), Math.min(box.top + box.height / 2, innerHeight - 1)
  )
  return {
    seen: focused === document.body || box.top >= -1 && (focused.contains(seen) || !!seen?.contains(focused)),
    reached: focused.matches(selector),
    element: focused.outerHTML.slice(0, 200),
  }
}"""


def test_after_a_choice_focus_stays_beside_the_next_ones(live_app: LiveApp, opens: Opens) -> None:
    page = opens()
    page.fill("#text", "hello")
    page.click("#write .send")
    expect(page.locator("html")).to_have_attribute("data-live", "yes")
    live_app.nlu.next = []
    page.locator('button[value="go:person"]').first.focus()
    page.keyboard.press("Enter")
    expect(page.locator('button[value="consent:yes"]')).to_be_visible()

    expect(page.locator("#next")).to_be_focused()
    page.keyboard.press("Tab")
    assert page.evaluate("document.getElementById('next').contains(document.activeElement)")


def test_each_reply_is_added_once_to_the_live_region(live_app: LiveApp, opens: Opens) -> None:
    page = opens()
    page.fill("#text", "hello")
    page.click("#write .send")
    expect(page.locator("html")).to_have_attribute("data-live", "yes")
    page.evaluate(_NOTE_WHAT_IS_ADDED)
    page.fill("#text", "one more")
    page.click("#write .send")
    expect(page.locator(".family")).to_have_count(2)
    page.wait_for_timeout(7000)  # the plain question after a silent stream would come by now

    added = page.evaluate("window.added")
    assert added == ["m3", "m4"]
    expect(page.locator("#log")).to_have_attribute("aria-live", "polite")


_NOTE_WHAT_IS_ADDED = """() => {
  window.added = []
  const note = (node) => node.id && window.added.push(node.id)
  const observer = new MutationObserver((all) => all.forEach((one) => one.addedNodes.forEach(note)))
  observer.observe(document.getElementById('log'), { childList: true })
}"""


@pytest.mark.parametrize("locale", ["en", "ur"])
def test_targets_are_large_enough_for_a_thumb(opens: Opens, locale: str) -> None:
    page = opens(f"/?lang={locale}", viewport=SMALL)
    small = page.eval_on_selector_all(
        "header a, .bar a, .choices button, .send, summary, footer li a",
        "all => all.map(one => [one.textContent, one.getBoundingClientRect()])"
        ".filter(([, box]) => box.height < 44 || box.width < 24).map(([text]) => text)",
    )
    assert [text for text in small if text.strip()] == []


@pytest.mark.parametrize("width", [320, 360, 412])
@pytest.mark.parametrize("locale", ["en", "ur", "pl"])
def test_the_name_and_the_way_out_do_not_overlap(opens: Opens, locale: str, width: int) -> None:
    page = opens(f"/?lang={locale}", viewport={"width": width, "height": 700})
    name, leave = page.locator(".brand span").bounding_box(), page.locator("#leave").bounding_box()
    assert name
    assert leave
    assert name["x"] + name["width"] <= leave["x"] or leave["x"] + leave["width"] <= name["x"]
    assert not page.locator(".brand span").evaluate(
        "one => one.scrollWidth > one.clientWidth + 1 && one.clientWidth > 0"
    )


def test_text_can_be_twice_as_large(opens: Opens) -> None:
    page = opens("/", viewport={"width": 640, "height": 800})
    page.evaluate("document.documentElement.style.setProperty('font-size', '36px')")
    assert not has_sideways_scroll(page)


def test_forced_colours_keep_every_edge(opens: Opens) -> None:
    page = opens("/", forced_colors="active")
    for selector in (".choices button", ".send", "#leave", "textarea"):
        border = page.locator(selector).first.evaluate("one => parseFloat(getComputedStyle(one).borderTopWidth)")
        assert border >= 1, selector


def test_right_to_left_is_designed(opens: Opens) -> None:
    page = opens("/?lang=ur", viewport=LARGE)
    brand, leave = page.locator(".brand").bounding_box(), page.locator("#leave").bounding_box()
    assert brand
    assert leave
    assert brand["x"] > leave["x"]
    assert page.locator(".assistant").first.evaluate("one => getComputedStyle(one).borderRightWidth") == "4px"
