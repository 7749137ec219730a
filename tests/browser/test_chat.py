"""The chat in a real browser, with JavaScript and without."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import LiveApp, Opens

pytestmark = pytest.mark.browser
QUESTION = "the bit where it says school is EMPTY"
ANSWER = "In a first draft the law says Section I must be left blank"


def write(page: Page, text: str) -> None:
    """Type and send."""
    page.fill("#text", text)
    page.click("#write .send")


def be_live(page: Page) -> None:
    """Write once, and wait until replies come by themselves."""
    with page.expect_response(lambda response: "/stream" in response.url):
        write(page, "hello")
    expect(page.locator("html")).to_have_attribute("data-live", "yes")


@pytest.mark.parametrize("options", [{}, {"java_script_enabled": False}], ids=["script", "no-script"])
def test_a_parent_asks_and_is_asked_whether_it_helped(live_app: LiveApp, opens: Opens, options: dict[str, Any]) -> None:
    page = opens(**options)
    page.get_by_role("button", name="Parent", exact=True).click()
    expect(page.locator(".family")).to_contain_text("Parent")

    live_app.nlu.next = [("kb_section-i-blank", 0.95)]
    write(page, QUESTION)
    expect(page.locator("#log")).to_contain_text(ANSWER)
    expect(page.locator("#log ol li").first).to_be_visible()

    page.get_by_role("button", name="Not quite").click()
    expect(page.locator(".family").last).to_contain_text("Not quite")
    expect(page.get_by_role("button", name="Not quite")).to_have_count(0)


def test_replies_come_by_themselves_each_once(live_app: LiveApp, opens: Opens) -> None:
    page = opens()
    be_live(page)
    loads: list[str] = []
    page.on("framenavigated", lambda frame: loads.append(frame.url))
    live_app.nlu.next = [("kb_section-i-blank", 0.95)]
    write(page, QUESTION)

    expect(page.locator("#log")).to_contain_text(ANSWER)
    expect(page.locator(".family", has_text=QUESTION)).to_have_count(1)
    expect(page.locator(".assistant", has_text=ANSWER)).to_have_count(1)
    expect(page.get_by_role("button", name="Not quite")).to_be_visible()
    expect(page.locator("#text")).to_have_value("")
    assert loads == []


def test_a_live_chat_goes_on_by_button_and_by_word(live_app: LiveApp, opens: Opens) -> None:
    page = opens()
    be_live(page)
    live_app.nlu.next = [("flow_person", 0.95)]
    write(page, "can I talk to a person")
    page.get_by_role("button", name="No, carry on without").click()
    expect(page.locator(".family").last).to_contain_text("No, carry on without")

    live_app.nlu.next = []
    write(page, "second one")
    write(page, "third one")
    expect(page.locator(".family", has_text="third one")).to_have_count(1)
    positions = page.eval_on_selector_all("[data-position]", "all => all.map(one => Number(one.dataset.position))")
    assert positions == sorted(set(positions))


def test_a_double_click_answers_once(live_app: LiveApp, opens: Opens) -> None:
    page = opens()
    page.fill("#text", "double")
    page.dblclick("#write .send")
    page.wait_for_selector("#stream", state="attached")
    page.wait_for_load_state("load")
    page.goto("/")
    expect(page.locator(".family")).to_have_count(1)

    expect(page.locator("html")).to_have_attribute("data-live", "yes")
    page.fill("#text", "double again")
    page.dblclick("#write .send")
    expect(page.locator(".family", has_text="double again")).to_have_count(1)
    page.wait_for_timeout(500)
    page.goto("/")
    expect(page.locator(".family")).to_have_count(2)


def test_a_stream_that_broke_takes_up_where_it_was(live_app: LiveApp, opens: Opens) -> None:
    page = opens()
    be_live(page)
    before = page.locator("[data-position]").count()
    with page.expect_request(lambda request: "/stream" in request.url and "last-event-id" in request.headers):
        write(page, "a question")
        expect(page.locator(".family", has_text="a question")).to_have_count(1)
        expect(page.locator("[data-position]")).to_have_count(before + 2)
        live_app.stop()
        live_app.start()
    expect(page.locator("html")).to_have_attribute("data-live", "yes")

    write(page, "after the restart")
    expect(page.locator(".family", has_text="after the restart")).to_have_count(1)
    expect(page.locator(".family", has_text="a question")).to_have_count(1)


def test_a_caseworkers_words_arrive_on_an_open_page(live_app: LiveApp, opens: Opens) -> None:
    from tests.browser.caseworker import write_as_caseworker

    page = opens()
    be_live(page)
    live_app.call(write_as_caseworker(live_app.services, "I have read your message. Sam"))

    expect(page.locator(".caseworker.says")).to_contain_text("I have read your message. Sam")


def test_words_are_kept_in_the_box_while_the_line_is_down(live_app: LiveApp, opens: Opens) -> None:
    page = opens()
    be_live(page)
    page.route("**/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    write(page, "do not lose this")

    expect(page.locator("#not-sent")).to_be_visible()
    expect(page.locator("#text")).to_have_value("do not lose this")

    page.unroute("**/")
    page.click("#write .send")
    expect(page.locator(".family", has_text="do not lose this")).to_have_count(1)
    expect(page.locator("#not-sent")).to_be_hidden()


def test_enter_sends_and_shift_enter_begins_a_line(live_app: LiveApp, opens: Opens) -> None:
    page = opens()
    page.locator("#text").press_sequentially("first")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("second")
    page.keyboard.press("Enter")

    expect(page.locator(".family p")).to_have_text("firstsecond")
    expect(page.locator(".family br")).to_have_count(1)


def test_a_device_left_alone_hides_its_words(live_app: LiveApp, opens: Opens) -> None:
    page = opens(reduced_motion="reduce")  # a page that still scrolls by itself is being read
    page.clock.install()
    write(page, "my secret worry")
    expect(page.locator(".family")).to_contain_text("my secret worry")

    page.wait_for_load_state("load")  # its script has run
    live_app.wait_by(minutes=31)
    page.clock.run_for(31 * 60 * 1000)
    expect(page.get_by_text("An earlier chat on this device was closed")).to_be_visible()
    expect(page.get_by_text("my secret worry")).to_have_count(0)


def test_without_script_a_slow_answer_can_be_asked_for(live_app: LiveApp, opens: Opens) -> None:
    page = opens(java_script_enabled=False)
    live_app.nlu.delay_s = 3.0
    write(page, "a slow question")
    expect(page.get_by_text("We have your message.")).to_be_visible()

    page.wait_for_timeout(2500)
    page.get_by_role("link", name="Show new messages").click()
    expect(page.locator(".assistant")).to_have_count(2)


def test_reading_aloud_is_offered_only_with_a_voice(opens: Opens) -> None:
    page = opens()
    assert page.evaluate("speechSynthesis.getVoices().length") == 0
    expect(page.locator(".aloud").first).to_be_hidden()

    page.add_init_script(
        "speechSynthesis.getVoices = () => [{ lang: 'en-GB' }];"
        "window.spoken = []; speechSynthesis.speak = (words) => window.spoken.push([words.lang, words.text]);"
        "Object.defineProperty(SpeechSynthesisUtterance.prototype, 'voice', { set() {}, get() { return null } })"
    )
    page.goto("/")
    page.get_by_role("button", name="Read aloud").first.click()
    assert page.evaluate("window.spoken[0]")[0] == "en"
    assert "automatic assistant" in page.evaluate("window.spoken[0]")[1]
    page.goto("/?lang=ur")
    expect(page.locator(".aloud").first).to_be_hidden()
