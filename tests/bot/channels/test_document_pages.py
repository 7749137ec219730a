"""Policies, words, signposts, events, Easy Read and worksheets, as families see them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import httpx
import pytest

from bot.channels.web_pages import Pages
from bot.document_pages import coming
from bot.reading_room import ReadingRoom
from bot.services import Services
from bot.settings import Happening
from knowledge_base.imprint import Approval
from knowledge_base.page_content import load_page_content
from knowledge_base.page_file import Shelf
from tests.bot.channels.conftest import make_browser, make_page_app
from tests.bot.channels.pages import words_of
from tests.conftest import Clock

CONTENT = load_page_content()
LISTS = ("/policies", "/words", "/signposts", "/who", "/contact", "/accessibility", "/events", "/easy", "/worksheets")
PAGES = (
    *LISTS,
    *(f"/policies/{page.imprint.id}" for page in CONTENT.documents),
    *(f"/easy/{page.imprint.id}" for page in CONTENT.easy_read),
    *(f"/worksheets/{page.imprint.id}" for page in CONTENT.worksheets),
)


@pytest.mark.parametrize("locale", ["en", "ur", "pl"])
async def test_every_page_is_there_in_every_language(browser: httpx.AsyncClient, locale: str) -> None:
    for path in PAGES:
        page = await browser.get(f"{path}?lang={locale}")
        assert page.status_code == 200, path
        assert f'<html lang="{locale}"' in page.text, path
        assert "{" not in words_of(page), path
        assert page.text.count("<h1") == 1, path


async def test_what_is_not_translated_says_so_and_names_its_language(browser: httpx.AsyncClient) -> None:
    for shelf, folder in (
        (CONTENT.documents, "policies"),
        (CONTENT.easy_read, "easy"),
        (CONTENT.worksheets, "worksheets"),
    ):
        for page in shelf.in_locale("ur"):
            shown = await browser.get(f"/{folder}/{page.imprint.id}?lang=ur")
            is_english = page.imprint.locale == "en"
            assert ("یہ صفحہ ابھی صرف انگریزی میں ہے۔" in words_of(shown)) is is_english, page.imprint
            assert (
                bool(re.search(r'<(?:article|div) class="[^"]+"[^>]* lang="en" dir="ltr">', shown.text)) is is_english
            )


async def test_a_page_without_translation_is_english_under_a_label(services: Services) -> None:
    room = ReadingRoom(services, Pages(services))
    page = room.find(room.content.documents, "privacy", "cy")
    assert page.imprint.locale == "en"
    assert room.labels(page.imprint, "cy") == ["page.only_english", "answer.unchecked"]


async def test_a_machines_translation_is_labelled(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/policies/confidentiality?lang=pl")
    assert "przetłumaczona maszynowo" in words_of(page)
    assert "tylko po angielsku" not in words_of(page)
    assert 'href="/policies/confidentiality?lang=en" hreflang="en"' in page.text.partition("<main")[2]


async def test_families_never_read_our_own_names(browser: httpx.AsyncClient) -> None:
    for path in PAGES:
        words = words_of(await browser.get(path)).casefold()
        assert "alongside" not in words
        assert "front door" not in words


async def test_a_policy_carries_its_version_and_dates(browser: httpx.AsyncClient) -> None:
    for document in CONTENT.documents:
        words = words_of(await browser.get(f"/policies/{document.imprint.id}"))
        assert "Version 1.0. Written: Tuesday 24 November 2026. Last changed: Tuesday 24 November 2026." in words
        assert "Next review by:" in words


async def test_the_privacy_notice_holds_what_the_service_decided(browser: httpx.AsyncClient) -> None:
    words = words_of(await browser.get("/policies/privacy"))
    for fact in ("Example Charity", "public task", "up to 24 hours", "6 years", "WhatsApp or Telegram"):
        assert fact in words
    assert 'href="https://ico.org.uk/make-a-complaint"' in (await browser.get("/policies/privacy")).text


async def test_the_short_notice_leads_to_the_full_one_and_the_childrens(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/privacy?lang=ur")
    assert 'href="/policies/privacy?lang=ur"' in page.text
    assert 'href="/policies/privacy-children?lang=ur"' in page.text


async def test_a_sentence_the_service_has_not_written_says_so(services: Services) -> None:
    profile = services.settings.profile.model_copy(update={"controller": {}})
    services.settings = services.settings.model_copy(update={"profile": profile})
    async with make_browser(make_page_app(services)) as browser:
        assert "has not written this sentence yet" in words_of(await browser.get("/policies/privacy"))


async def test_every_link_between_our_own_pages_leads_somewhere(browser: httpx.AsyncClient) -> None:
    seen: set[str] = set()
    for path in PAGES:
        seen |= set(_links(await browser.get(path)))
    for address in sorted(seen):
        assert (await browser.get(address)).status_code == 200, address


def _links(page: httpx.Response) -> Iterator[str]:
    main = page.text.partition("<main")[2].partition("</main>")[0]
    for address in re.findall(r'(?:href|src)="(/[^"#]*)"', main):
        yield unescape(address)


async def test_the_hours_are_the_profiles(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/contact")
    assert "Monday 09:00–16:30" in words_of(page)
    assert "Friday 09:00–16:00" in words_of(page)
    assert "Sunday Closed" in words_of(page)
    assert 'href="tel:01214960123"' in page.text


async def test_words_are_found_by_their_first_letter(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/words")
    for number, letter in re.findall(r'href="#letter-(\d+)">(\w)', page.text):
        assert f'<h2 id="letter-{number}">{letter}</h2>' in page.text
    assert "SENCO" in words_of(page)


async def test_a_number_nobody_called_says_so(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/signposts")
    numbers = [entry for entry in _signposts() if entry.phone]
    assert page.text.count("We have not called this number to check it yet.") == len(numbers) > 0
    assert "does not mean that we recommend them" in words_of(page)


def _signposts() -> tuple[object, ...]:
    page = CONTENT.signposts.find("signposts", "en")
    assert page
    return page.entries


async def test_events_that_are_over_are_not_shown(browser: httpx.AsyncClient, clock: Clock) -> None:
    assert (await browser.get("/events")).text.count("Invented example") == 2
    assert "Bring someone you trust" in words_of(await browser.get("/events"))
    clock.time += timedelta(days=365)
    words = words_of(await browser.get("/events"))
    assert "Invented example" not in words
    assert "nothing planned" in words


def test_an_event_is_shown_on_its_own_day() -> None:
    event = Happening.model_validate({"date": "2026-12-01", "title": "Talk", "place": "Library"})
    assert coming((event,), date(2026, 12, 1)) == [event]
    assert coming((event,), date(2026, 12, 2)) == []


async def test_easy_read_has_a_picture_beside_every_line(browser: httpx.AsyncClient) -> None:
    for easy in CONTENT.easy_read:
        page = await browser.get(f"/easy/{easy.imprint.id}")
        assert page.text.count('<img src="/pictures/') == sum(len(part.lines) for part in easy.parts)
        assert page.text.count('alt=""') == page.text.count("<img")


async def test_a_picture_is_svg_and_stays_a_year(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/pictures/help.svg")
    assert page.headers["content-type"] == "image/svg+xml"
    assert "immutable" in page.headers["cache-control"]
    assert (await browser.get("/pictures/nothing.svg")).status_code == 404


async def test_easy_read_past_its_review_is_not_shown(browser: httpx.AsyncClient, clock: Clock) -> None:
    clock.time += timedelta(days=800)
    assert (await browser.get("/easy/draft-plan")).status_code == 404
    assert "/easy/draft-plan" not in (await browser.get("/easy")).text


async def test_a_policy_past_its_review_stays_and_says_so(browser: httpx.AsyncClient, clock: Clock) -> None:
    clock.time += timedelta(days=800)
    assert "has passed" in words_of(await browser.get("/policies/complaints"))


async def test_a_worksheet_can_send_nothing(browser: httpx.AsyncClient) -> None:
    for sheet in CONTENT.worksheets:
        page = await browser.get(f"/worksheets/{sheet.imprint.id}")
        main = page.text.partition("<main")[2].partition("</main>")[0]
        assert "<form" not in main
        assert " name=" not in main
        assert main.count("<label for=") == len(sheet.steps)
        assert "stays on this device" in words_of(page)


async def test_a_live_service_shows_approved_texts_only(services: Services) -> None:
    profile = services.settings.profile.model_copy(update={"profile": "live"})
    services.settings = services.settings.model_copy(update={"profile": profile})
    async with make_browser(make_page_app(services)) as browser:
        assert (await browser.get("/policies/privacy")).status_code == 404
        assert "/policies/privacy" not in (await browser.get("/policies")).text.partition("<main")[2]
        assert (await browser.get("/easy/help-now")).status_code == 404


async def test_the_demonstration_is_not_listed_and_names_the_languages_there_are(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/easy/help-now?lang=pl")
    assert 'content="noindex"' in page.text
    assert 'rel="alternate" hreflang="ur" href="/easy/help-now?lang=ur"' in page.text


def test_an_approval_holds_for_one_exact_text(services: Services) -> None:
    document = CONTENT.documents.find("privacy", "en")
    assert document
    approval = Approval("A. Manager", date(2026, 11, 25), document.imprint.sha256)
    approved = replace(document, imprint=replace(document.imprint, approval=approval))
    edited = replace(approved, imprint=replace(approved.imprint, sha256="0" * 64))
    assert Shelf([approved]).find("privacy", "ur", only_approved=True) == approved
    assert Shelf([edited]).find("privacy", "ur", only_approved=True) is None


@pytest.mark.parametrize("path", ["/policies/nope", "/easy/..%2f..%2fetc", "/worksheets/<b>", "/pictures/..%2fa.svg"])
async def test_a_page_that_is_not_there_leads_to_a_person(browser: httpx.AsyncClient, path: str) -> None:
    page = await browser.get(path)
    assert page.status_code == 404
    assert "0121 496 0123" in page.text


async def test_a_tab_stays_neutral_while_a_chat_is_open(browser: httpx.AsyncClient, services: Services) -> None:
    from bot.channels.web_session import COOKIE

    browser.cookies.set(COOKIE, "x")
    assert "<title>Information</title>" in (await browser.get("/easy/help-now")).text
