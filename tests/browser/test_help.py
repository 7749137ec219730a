"""The help site in a real browser: clean, readable at any width and with any choice, heard, printed, kept."""

import re

import pytest
from playwright.sync_api import expect

from bot.settings import ROOT, load_profile
from tests.browser.conftest import LiveApp, Opens
from tests.browser.test_accessibility import SMALL, faults, has_sideways_scroll

pytestmark = pytest.mark.browser
PAGES = {"/help?": "cream", "/help?q=exclusion&": "blue", "/young?": "green", "/young/section-i-blank?": "dark"}
A_VOICE = """
speechSynthesis.getVoices = () => [{ lang: 'en-GB' }];
window.spoken = [];
speechSynthesis.speak = (words) => { window.spoken.push(words.text); window.current = words };
Object.defineProperty(SpeechSynthesisUtterance.prototype, 'voice', { set() {}, get() { return null } });
"""


@pytest.mark.parametrize("locale", ["en", "ur"])
def test_every_help_page_is_clean_however_it_is_read(opens: Opens, locale: str) -> None:
    page = opens(f"/help?lang={locale}", viewport=SMALL, bypass_csp=True)
    page.locator("#reading summary").click()
    page.check('input[name="spacing"][value="wide"]')
    page.check('input[name="font"][value="plain"]')
    for path, tint in PAGES.items():
        page.goto(f"{path}lang={locale}")
        page.locator("#reading summary").click()
        page.check(f'input[name="tint"][value="{tint}"]')
        assert page.locator("html").get_attribute("data-spacing") == "wide"
        assert faults(page) == [], path
        assert not has_sideways_scroll(page), path


@pytest.mark.parametrize("locale", load_profile(ROOT / "service.yml").languages)
def test_the_pages_are_clean_in_every_language(opens: Opens, locale: str) -> None:
    page = opens(f"/?lang={locale}", viewport=SMALL, bypass_csp=True)
    assert faults(page) == []
    for path in ("/help", "/help/exclusions", "/young/exclusions", "/privacy", "/words"):
        page.goto(f"{path}?lang={locale}")
        assert faults(page) == [], path
        assert not has_sideways_scroll(page), path


def test_a_choice_of_letters_stays_on_the_device_until_leaving(opens: Opens) -> None:
    page = opens("/help/section-i-blank")
    page.locator("#reading summary").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowRight")
    expect(page.locator("html")).to_have_attribute("data-spacing", "wide")

    page.goto("/?lang=ur")
    expect(page.locator("html")).to_have_attribute("data-spacing", "wide")
    assert page.locator("h1").evaluate("one => getComputedStyle(one).letterSpacing") == "normal"  # letters join
    assert page.context.cookies() == []

    page.locator("#leave").click()
    page.wait_for_url("https://www.bbc.co.uk/weather")
    page.goto("/help")
    expect(page.locator("html")).not_to_have_attribute("data-spacing", re.compile("."))


def test_a_page_is_heard_paused_and_stopped(opens: Opens) -> None:
    page = opens("/hide")
    page.add_init_script(A_VOICE)
    page.goto("/help/section-i-blank")
    page.get_by_role("button", name="Listen to this page").click()
    page.evaluate("current.onend()")
    assert page.evaluate("spoken")[:2] == ["Why Section I of a draft plan is blank", "A gap there can look worrying."]

    page.get_by_role("button", name="Pause").click()
    page.evaluate("current.onend()")  # the end of what was cut off
    assert page.evaluate("spoken.length") == 2
    page.get_by_role("button", name="Go on").click()
    assert page.evaluate("spoken")[2] == page.evaluate("spoken")[1]
    page.get_by_role("button", name="Stop reading").click()
    expect(page.get_by_role("button", name="Listen to this page")).to_be_focused()

    page.goto("/help/section-i-blank?lang=ur")
    expect(page.locator(".listen [role=status]")).to_contain_text("اردو")


def test_nothing_is_refused_by_our_own_policy_and_no_script_is_needed(live_app: LiveApp, opens: Opens) -> None:
    page = opens("/hide")
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    for path in ("/help", "/young", "/help/section-i-blank"):
        page.goto(path)
    assert said == []
    assert page.evaluate("JSON.parse(document.querySelector('[type=\"application/ld+json\"]').text).headline")
    expect(page.get_by_role("button", name="Print this page")).to_be_visible()

    plain = opens("/help?lang=en", java_script_enabled=False)
    plain.get_by_label("Search the information").fill("section i is blank")
    plain.get_by_role("button", name="Search").click()
    plain.locator(".results a").first.click()
    expect(plain.get_by_role("heading", level=1)).to_contain_text("Section I")
    expect(plain.locator("#reading, .listen, .print")).to_have_count(3)
    assert not plain.locator("#reading, .listen, .print").first.is_visible()
    pdf = plain.request.get(plain.locator('a[type="application/pdf"]').get_attribute("href") or "")
    assert pdf.body().startswith(b"%PDF")


def test_paper_shows_the_words_and_the_sources_only(opens: Opens) -> None:
    page = opens("/help/section-i-blank", color_scheme="dark")
    page.emulate_media(media="print")
    for hidden in (".leave", ".bar", ".tools", "footer nav"):
        expect(page.locator(hidden).first).to_be_hidden()
    for shown in (".brand", "h1", ".sources", ".dates", "footer p"):
        expect(page.locator(shown).first).to_be_visible()
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).color") == "rgb(0, 0, 0)"
