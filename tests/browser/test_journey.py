"""The whole journey, nothing faked: `alongside serve` in a process of its own, the trained engine, Chromium.

A parent writes in Urdu, is answered with sources, asks for a person, agrees to a record, says who may not be spoken
to and how they found the service; a caseworker reads it all in English and replies in the same conversation.
"""

import os
import shutil
import signal
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect, sync_playwright
from playwright.sync_api import Error as PlaywrightError

from bot.settings import ROOT

pytestmark = [pytest.mark.browser, pytest.mark.engine]
PASSWORD = "a long enough passphrase"
QUESTION = "ہمارے ڈرافٹ پلان کا سیکشن I خالی کیوں ہے؟"
WISH = "بیٹے کو اسی اسکول میں رکھنا ہے"
TRAINED_WITHIN_S = 1500
WAYS = [{}, {"java_script_enabled": False}]


@dataclass
class Served:
    """A running service, its environment, and what it said."""

    url: str
    environment: dict[str, str]
    log: Path

    def waits_for(self, words: str, within_s: float) -> None:
        """Wait until the service has said this."""
        end = time.monotonic() + within_s
        while words not in self.log.read_text():
            assert time.monotonic() < end, self.log.read_text()[-2000:]
            time.sleep(0.2)


def free_port() -> int:
    """A port nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """`alongside serve`, as `make run` starts it, with a database and keys of its own."""
    folder, port = tmp_path_factory.mktemp("served"), free_port()
    environment = {
        **os.environ,
        "ALONGSIDE_PORT": str(port),
        "ALONGSIDE_ENGINE_PORT": str(free_port()),
        "ALONGSIDE_DATABASE_URL": f"sqlite+aiosqlite:///{folder / 'journey.db'}",
        "ALONGSIDE_KEY_FILE": str(folder / "keys" / "journey.keys"),
    }
    log = folder / "log"
    with log.open("w") as out:
        process = subprocess.Popen([ROOT / ".venv/bin/alongside", "serve"], cwd=ROOT, env=environment, stderr=out)
        running = Served(f"http://127.0.0.1:{port}", environment, log)
        running.waits_for("event=serving", 60)
        yield running
        process.send_signal(signal.SIGTERM)
        process.wait(30)


@pytest.fixture(scope="module")
def chromium() -> Iterator[Browser]:
    """The machine's own Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield found
        found.close()


@pytest.fixture(scope="module")
def caseworker(served: Served) -> str:
    """Sam, made as the README says; returns the e-mail address."""
    email = "sam@sendiass.example.org"
    command = [ROOT / ".venv/bin/alongside", "user", "add", "--email", email, "--first-name", "Sam"]
    more = ["--title", "SENDIASS adviser", "--role", "manager", "--highest-level", "4", "--password", PASSWORD]
    subprocess.run([*command, *more], cwd=ROOT, env=served.environment, check=True, capture_output=True)
    return email


def press(page: Page, choice: str) -> None:
    """Press the button of a choice, and wait for what comes of it."""
    answered(page, lambda: page.locator(f'button[value="{choice}"]:visible').first.click())


def write(page: Page, text: str) -> None:
    """Type and send, and wait for the reply."""
    page.fill("#text", text)
    answered(page, lambda: page.click("#write .send"))


def answered(page: Page, act: Any) -> None:
    """Do something, and wait until the conversation has grown by a reply."""
    before = page.locator("#log .assistant").count()
    act()
    for _ in range(100):
        show = page.get_by_role("link", name="نئے پیغام").or_(page.get_by_role("button", name="نئے پیغام"))
        if page.locator("#log .assistant").count() > before:
            return
        with suppress(PlaywrightError):  # with script the reply may come first, and the link go
            show.first.click(timeout=300)
        page.wait_for_timeout(100)
    raise AssertionError(f"no reply; the page says: {page.locator('main').inner_text()[-500:]}")


def clean(page: Page) -> None:
    """Axe finds nothing."""
    found = Axe().run(page).response["violations"]
    assert [(v["id"], v["nodes"][0]["html"]) for v in found] == []


@pytest.mark.parametrize("options", WAYS, ids=["script", "no-script"])
def test_from_a_question_in_urdu_to_a_caseworkers_reply(
    served: Served, chromium: Browser, caseworker: str, options: dict[str, Any]
) -> None:
    served.waits_for("state=ready", TRAINED_WITHIN_S)
    family = chromium.new_context(base_url=served.url, viewport={"width": 360, "height": 740}, **options).new_page()
    family.goto("/?lang=ur")
    press(family, "speaker:parent")
    write(family, QUESTION)
    expect(family.locator("#log")).to_contain_text("Children and Families Act 2014")
    for choice in ("go:person", "consent:yes"):
        press(family, choice)
    write(family, WISH)
    press(family, "school_year:primary")
    press(family, "letter_kind:draft_plan")
    write(family, "18 November")
    for choice in ("letter_ok:yes", "phone_seen:no", "contact_how:chat", "support:interpreter"):
        press(family, choice)
    for choice in ("permissions:name_not", "party:council", "permissions:not_now", "summary:send"):
        press(family, choice)
    for text in ("three green horses", None, "B11"):
        write(family, text) if text else press(family, "route:school")
    if not options:
        clean(family)
    staff = sign_in(chromium, served, caseworker)
    staff.locator("a[href*='/console/enquiries/']").first.click()
    for words in (QUESTION, WISH, "Wed 18 Nov 2026", "An interpreter", "Do not speak to", "School", "B11", "Urdu"):
        expect(staff.locator("main")).to_contain_text(words)
    staff.get_by_role("button", name="Take this enquiry").click()
    staff.locator("textarea").first.fill("السلام علیکم، میں سیم ہوں۔")
    staff.get_by_role("button", name="Send", exact=False).first.click()
    if options:
        family.reload()
    expect(family.locator("#log")).to_contain_text("میں سیم ہوں", timeout=10_000)
    clean(staff)
    staff.context.close()
    family.context.close()


def sign_in(chromium: Browser, served: Served, email: str) -> Page:
    """Sam, at the queue."""
    page = chromium.new_context(base_url=served.url, viewport={"width": 1200, "height": 900}).new_page()
    page.goto("/console")
    page.get_by_label("E-mail address").fill(email)
    page.get_by_label("Password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("h1", has_text="Enquiries").wait_for()
    return page


def test_nothing_anyone_wrote_is_in_the_database_the_log_or_the_engines_words(served: Served) -> None:
    stored = b"".join(path.read_bytes() for path in sorted(served.log.parent.rglob("*")) if path.is_file())
    for words in (QUESTION, WISH, "three green horses", "sam@sendiass.example.org", PASSWORD, "میں سیم ہوں"):
        assert words.encode() not in stored


def test_the_page_was_served_before_the_engine_was_ready(served: Served) -> None:
    served.waits_for("state=ready", TRAINED_WITHIN_S)
    said = served.log.read_text()
    assert said.index("event=serving") < said.index("state=ready")
    with urllib.request.urlopen(served.url + "/health") as answer:
        assert answer.status == 200
