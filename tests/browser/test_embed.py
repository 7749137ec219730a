"""The chat inside another site's page, as a browser that guards its users sees it."""

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FrameLocator, Page, Request, expect

from tests.browser.conftest import LiveApp
from tests.browser.host_site import HostSite, serving
from tests.browser.test_accessibility import LARGE, SMALL, faults, has_sideways_scroll
from tests.conftest import make_settings

pytestmark = pytest.mark.browser
QUESTION = "the bit where it says school is EMPTY"
ANSWER = "In a first draft the law says Section I must be left blank"
BLOCKS_ALL_COOKIES = {"profile": {"default_content_setting_values": {"cookies": 2}}}


@pytest.fixture
def council() -> Iterator[HostSite]:
    """A site that the service lists."""
    with serving(HostSite()) as site:
        yield site


@pytest.fixture
def stranger() -> Iterator[HostSite]:
    """A site that it does not."""
    with serving(HostSite()) as site:
        yield site


@pytest.fixture
def live_app(sqlite_url: str, tmp_path: Path, council: HostSite, stranger: HostSite) -> Iterator[LiveApp]:
    """A service that lists the council's site."""
    settings = make_settings(tmp_path, sqlite_url)
    profile = settings.profile.model_copy(update={"embedding_hosts": (council.url,)})
    running = LiveApp(settings.model_copy(update={"profile": profile}))
    running.start()
    council.ours = stranger.ours = running.url
    yield running
    running.stop()


Visits = Callable[..., Page]


@pytest.fixture
def visits(chromium: Browser, live_app: LiveApp, tmp_path: Path) -> Iterator[Visits]:
    """Open a site's page in a browser that keeps `cookies`: partitioned ones only, or none at all."""
    contexts: list[BrowserContext] = []

    def visit(site: HostSite, *, cookies: str = "partitioned", **options: Any) -> Page:
        folder = tmp_path / f"browser{len(contexts)}"
        (folder / "Default").mkdir(parents=True)
        if cookies == "none":
            (folder / "Default" / "Preferences").write_text(json.dumps(BLOCKS_ALL_COOKIES))
        context = chromium.browser_type.launch_persistent_context(
            folder,
            executable_path=shutil.which("chromium"),
            args=["--no-sandbox", "--test-third-party-cookie-phaseout"],
            **options,
        )
        contexts.append(context)
        page = context.pages[0]
        page.set_default_timeout(30_000)
        context.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>weather"))
        page.goto(site.url)
        return page

    yield visit
    for context in contexts:
        context.close()


def chat_of(page: Page) -> FrameLocator:
    """The framed chat."""
    return page.frame_locator("iframe")


def open_by_keyboard(page: Page) -> FrameLocator:
    """Reach the button by Tab and press it."""
    expect(page.locator("#launch")).to_be_visible()
    for _ in range(30):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.shadowRoot?.activeElement?.id") == "launch":
            break
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_visible()
    expect(chat_of(page).locator("#write")).to_be_visible()
    return chat_of(page)


def write(chat: FrameLocator, text: str) -> None:
    """Type and send."""
    chat.locator("#text").fill(text)
    chat.locator("#write .send").click()
    expect(chat.locator(".family", has_text=text)).to_have_count(1)


@pytest.mark.parametrize("cookies", ["partitioned", "none"])
def test_a_whole_conversation_by_keyboard_closed_and_opened_again(
    live_app: LiveApp, council: HostSite, visits: Visits, cookies: str
) -> None:
    page = visits(council, cookies=cookies)
    chat = open_by_keyboard(page)
    expect(chat.get_by_text("That website cannot read what you write here.")).to_be_visible()

    live_app.nlu.next = [("kb_section-i-blank", 0.95)]
    chat.locator("#text").focus()
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    expect(chat.locator("#log")).to_contain_text(ANSWER)
    expect(chat.locator("html")).to_have_attribute("data-live", "yes")

    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    assert page.evaluate("document.activeElement.shadowRoot.activeElement.id") == "launch"
    page.keyboard.press("Enter")
    expect(chat.locator("#log")).to_contain_text(ANSWER)

    live_app.nlu.next = []
    chat.get_by_role("button", name="Not quite").click()
    expect(chat.locator(".family").last).to_contain_text("Not quite")
    write(chat, "one more")
    expect(chat.locator("[data-position]")).to_have_count(7)
    expect(chat.locator(".family")).to_have_count(3)


def test_a_browser_that_keeps_no_cookie_really_keeps_none(council: HostSite, visits: Visits) -> None:
    page = visits(council, cookies="none")
    write(open_by_keyboard(page), "hello")
    assert page.context.cookies() == []

    page.goto(f"{council.url}/other")
    expect(open_by_keyboard(page).locator(".family")).to_have_count(0)


def test_the_demonstrations_own_page_shows_it(live_app: LiveApp, council: HostSite, visits: Visits) -> None:
    page = visits(council, viewport=SMALL, bypass_csp=True)
    for locale in ("en", "ur"):
        page.goto(f"{live_app.url}/embed-demo?lang={locale}")
        expect(page.locator("#launch")).to_be_visible()
        assert faults(page) == []
        assert not has_sideways_scroll(page)
        expect(open_by_keyboard(page).locator("html")).to_have_attribute("lang", locale)


def test_tab_goes_through_the_dialog_and_into_the_chat(council: HostSite, visits: Visits) -> None:
    page = visits(council)
    chat = open_by_keyboard(page)
    assert page.evaluate(_FOCUSED) == "Close the chat"
    page.keyboard.press("Tab")
    expect(chat.locator(".skip")).to_be_focused()
    page.keyboard.press("Shift+Tab")
    assert page.evaluate(_FOCUSED) == "Close the chat"
    page.keyboard.press("Enter")
    expect(page.locator("dialog")).to_be_hidden()
    assert page.evaluate(_FOCUSED) == "Chat with Birmingham SENDIASS"


_FOCUSED = "document.activeElement.shadowRoot.activeElement.textContent"


def test_language_can_be_changed_in_a_frame_that_keeps_no_cookie(council: HostSite, visits: Visits) -> None:
    chat = open_by_keyboard(visits(council, cookies="none"))
    write(chat, "hello")
    chat.get_by_role("button", name="Polski").click()
    expect(chat.locator("html")).to_have_attribute("lang", "pl")
    expect(chat.locator(".family", has_text="hello")).to_have_count(1)

    write(chat, "jeszcze jedno")
    expect(chat.locator("html")).to_have_attribute("data-live", "yes")
    chat.locator(".more summary").click()
    chat.locator('.more button[value="go:help"]').click()
    expect(chat.locator(".family")).to_have_count(4)
    expect(chat.locator('#next button[value="go:dates"]')).to_be_visible()


def test_the_next_page_of_the_site_still_has_the_conversation(council: HostSite, visits: Visits) -> None:
    page = visits(council)
    write(open_by_keyboard(page), "hello")
    page.goto(f"{council.url}/other")
    expect(open_by_keyboard(page).locator(".family", has_text="hello")).to_have_count(1)

    kept = page.context.cookies()
    assert [(one["name"], one["httpOnly"], one["secure"], one["sameSite"]) for one in kept] == [
        ("__Host-framed", True, True, "None")
    ]
    assert kept[0]["partitionKey"]


def test_the_chat_on_its_own_page_and_in_a_frame_are_apart(
    live_app: LiveApp, council: HostSite, visits: Visits
) -> None:
    page = visits(council)
    write(open_by_keyboard(page), "in the frame")
    own = page.context.new_page()
    own.goto(live_app.url)
    assert "in the frame" not in own.content()
    own.fill("#text", "on its own page")
    own.click("#write .send")
    expect(own.locator(".family")).to_have_count(1)

    page.goto(f"{council.url}/again")
    chat = open_by_keyboard(page)
    expect(chat.locator(".family")).to_have_count(1)
    expect(chat.locator(".family")).to_contain_text("in the frame")


def test_a_site_that_is_not_listed_cannot_frame_the_chat(
    live_app: LiveApp, council: HostSite, stranger: HostSite, visits: Visits
) -> None:
    page = visits(stranger)
    refused: list[str] = []
    page.on("console", lambda message: refused.append(message.text))
    page.locator("#launch").click()
    page.wait_for_timeout(1500)

    assert all(live_app.url not in frame.url for frame in page.frames[1:])
    assert any("frame-ancestors" in text or "refused" in text.casefold() for text in refused), refused


def test_no_other_page_of_ours_can_be_framed_by_a_listed_site(
    live_app: LiveApp, council: HostSite, visits: Visits
) -> None:
    page = visits(council)
    for path in ("/", "/help", "/r", "/console/sign-in", "/embed-demo"):
        page.evaluate(_FRAME, f"{live_app.url}{path}")
        page.wait_for_timeout(700)
        assert all(live_app.url not in frame.url for frame in page.frames[1:]), path


_FRAME = """address => {
  document.querySelector('iframe')?.remove()
  const frame = document.createElement('iframe')
  frame.src = address
  document.body.append(frame)
}"""


def test_the_site_gets_a_button_and_nothing_else_until_it_is_pressed(
    live_app: LiveApp, council: HostSite, visits: Visits
) -> None:
    page = visits(council)
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request))
    page.reload()
    expect(page.locator("#launch")).to_be_visible()
    page.wait_for_timeout(500)
    assert [one.url for one in asked if one.url.startswith(live_app.url)] == [f"{live_app.url}/embed.js"]

    page.locator("#launch").click()
    expect(chat_of(page).locator("#write")).to_be_visible()
    framed = next(one for one in asked if "/framed" in one.url)
    assert framed.url == f"{live_app.url}/framed?lang=en"
    assert "referer" not in framed.all_headers()


def test_the_site_cannot_read_what_is_written_and_hears_nothing(council: HostSite, visits: Visits) -> None:
    page = visits(council)
    page.evaluate("window.heard = []; addEventListener('message', event => window.heard.push(event.data))")
    chat = open_by_keyboard(page)
    write(chat, "my secret worry")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()

    assert page.evaluate("window.heard") == ["close"]
    assert page.evaluate(_READ) == "SecurityError"
    assert "my secret worry" not in page.content()
    assert page.evaluate("document.cookie + Object.keys(localStorage) + Object.keys(sessionStorage)") == ""
    assert council.asked_for
    assert set(council.asked_for) <= {"/", "/host.css", "/favicon.ico"}


_READ = """() => {
  const frame = document.getElementById('sendiass-chat').shadowRoot.querySelector('iframe')
  try { return frame.contentWindow.document.body.innerText } catch (error) { return error.name }
}"""


@pytest.mark.parametrize("way", ["button", "escape"])
def test_leaving_quickly_leaves_the_site_as_well(
    live_app: LiveApp, council: HostSite, visits: Visits, way: str
) -> None:
    page = visits(council)
    chat = open_by_keyboard(page)
    write(chat, "my secret worry")
    with page.expect_navigation(url="https://www.bbc.co.uk/weather"):
        if way == "button":
            chat.locator("#leave").click()
        else:
            page.keyboard.press("Escape")
            expect(page.locator("dialog")).to_be_hidden()
            page.keyboard.press("Escape")

    page.wait_for_timeout(500)
    page.goto(f"{council.url}/back")
    expect(open_by_keyboard(page).locator(".family")).to_have_count(0)


def test_other_pages_open_in_a_tab_of_their_own(live_app: LiveApp, council: HostSite, visits: Visits) -> None:
    page = visits(council)
    chat = open_by_keyboard(page)
    with page.context.expect_page() as opened:
        chat.locator('footer a[href^="/privacy"], .bar a[href^="/privacy"]').first.click()
    expect(opened.value).to_have_url(f"{live_app.url}/privacy?lang=en")
    assert opened.value.evaluate("window.opener") is None
    expect(chat.locator("#write")).to_be_visible()


@pytest.mark.parametrize(
    ("page_lang", "data", "label", "side"),
    [
        ("en-GB", "", "Chat with Birmingham SENDIASS", "right"),
        ("ur-PK", "", "Birmingham SENDIASS سے چیٹ کریں", "left"),
        ("en", 'data-lang="pl"', "Czat: Birmingham SENDIASS", "right"),
        ("cy", "", "Chat with Birmingham SENDIASS", "right"),
        ("ur", 'data-position="start"', "Birmingham SENDIASS سے چیٹ کریں", "right"),
        ("en", 'data-position="start"', "Chat with Birmingham SENDIASS", "left"),
    ],
)
def test_the_button_speaks_the_pages_language_on_its_side(
    live_app: LiveApp, council: HostSite, visits: Visits, page_lang: str, data: str, label: str, side: str
) -> None:
    council.lang, council.data = page_lang, data
    page = visits(council, viewport=LARGE)
    launch = page.locator("#launch")
    expect(launch).to_have_text(label)
    box = launch.bounding_box()
    assert box
    assert ("left" if box["x"] < LARGE["width"] / 2 else "right") == side
    assert box["height"] >= 48


@pytest.mark.parametrize("locale", ["en", "ur"])
@pytest.mark.parametrize("viewport", [SMALL, LARGE], ids=["320", "1200"])
def test_axe_finds_nothing_closed_or_open(
    live_app: LiveApp, council: HostSite, visits: Visits, locale: str, viewport: Any
) -> None:
    council.lang = locale
    page = visits(council, viewport=viewport, bypass_csp=True)
    expect(page.locator("#launch")).to_be_visible()
    assert faults(page) == []
    assert not has_sideways_scroll(page)

    chat = open_by_keyboard(page)
    write(chat, "hello")
    assert faults(page) == []  # axe looks into the frame as well
    assert not has_sideways_scroll(page)
    box = page.locator("dialog").bounding_box()
    assert box
    if viewport is SMALL:
        assert (box["x"], box["y"], box["width"], box["height"]) == (0, 0, 320, 640)
    else:
        assert box["width"] < 500
    name = page.get_by_role("dialog").get_attribute("aria-label")
    assert name == page.locator("iframe").get_attribute("title")
