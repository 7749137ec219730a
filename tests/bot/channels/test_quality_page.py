"""The page on how well each language is understood."""

import json
import re
from collections.abc import Callable
from datetime import date
from html import unescape
from xml.etree import ElementTree

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.web_pages import Pages
from bot.doctor_machine import published_figures
from bot.quality_pages import MEASURES, QualityPages, language_name, per_cent, serving_model, signed
from bot.services import Services
from intents.quality import QUALITY_JSON, Quality, Understanding, load_quality
from intents.shares import Difference, Share
from tests.bot.channels.conftest import make_browser
from tests.bot.channels.pages import words_of

A_SHARE = re.compile(r"\d+(?:[.,]\d+)?[\s ]?%")


def made_up(locale: str, right: int, of: int = 200, compared: Difference | None = None) -> Understanding:
    """A language of which so many questions are understood."""
    shares = {name: Share(right, of) for name in MEASURES} | {"risk_found": Share(0, 0)}
    return Understanding(locale, of + 40, shares, compared)


QUALITY = Quality(
    measured_on=date(2026, 11, 24),
    model="0123456789abcdef",
    questions=720,
    understanding=(
        made_up("bn-Latn", 90, compared=Difference(-0.25, -0.33, -0.18, 140)),
        made_up("en", 160),
        made_up("so", 3, of=10),
    ),
    independent=Share(30, 1000),
)


def pages_with(services: Services, quality: Quality, serving: Callable[[], str | None]) -> httpx.AsyncClient:
    """A browser on the page alone, with other figures."""
    app = FastAPI()
    app.add_api_route("/quality", QualityPages(Pages(services), quality, serving).quality, response_model=None)
    return make_browser(app)


async def test_the_worst_language_is_first(browser: httpx.AsyncClient) -> None:
    published = json.loads(QUALITY_JSON.read_text(encoding="utf-8"))["locales"]
    enough = {name: row["right_first"]["share"] for name, row in published.items() if row["right_first"]["of"] >= 30}
    page = await browser.get("/quality?lang=en")

    shown = re.findall(r'data-language="([^"]+)"', page.text)
    assert shown == sorted(enough, key=lambda name: (enough[name], name))
    assert len(shown) >= 3


@pytest.mark.parametrize("locale", ["en", "ur", "pl", "ro", "ar"])
async def test_no_share_is_shown_without_its_count(browser: httpx.AsyncClient, locale: str) -> None:
    page = await browser.get(f"/quality?lang={locale}")

    assert page.status_code == 200
    assert "{" not in words_of(page)
    cells = [unescape(cell) for cell in re.findall(r"<(?:dd|p|li)\b[^>]*>([^<]+)", page.text)]
    with_share = [cell for cell in cells if A_SHARE.search(cell)]
    assert len(with_share) > 40
    for cell in with_share:
        assert len(A_SHARE.findall(cell)) == 3, cell  # the share and its interval
        assert len(re.findall(r"\d+", A_SHARE.sub("", cell))) == 2, cell  # how many of how many


async def test_a_language_is_told_in_full(services: Services) -> None:
    async with pages_with(services, QUALITY, lambda: "0123456789abcdef") as browser:
        words = words_of(await browser.get("/quality?lang=en"))

    assert "Tested on Tuesday 24 November 2026, with 720 questions. Version of the chat: 0123456789ab." in words
    assert "Bangla in English letters Test questions: 240 Right page first 45% (90 of 200; likely between" in words
    assert "Danger noticed, where a message shows it Not tested yet" in words
    assert "−25 in every 100 (the same 140 questions in both languages; likely between −33 and −18)" in words
    assert words.count("compared with English") == 1
    assert "Wrong answers at once: 3% (30 of 1000;" in words


async def test_a_language_with_too_few_questions_is_named_and_not_judged(services: Services) -> None:
    async with pages_with(services, QUALITY, lambda: None) as browser:
        page = await browser.get("/quality?lang=en")
    assert 'data-language="so"' not in page.text
    unjudged = re.search(r"cannot say yet how well the chat understands: ([^.]+)\.", words_of(page))
    assert unjudged
    assert {"Somali", "Urdu", "Polish"} <= set(unjudged[1].split(", "))
    assert "English" not in unjudged[1]


@pytest.mark.parametrize(("serving", "is_said"), [("0123456789abcdef", False), ("another", True), (None, True)])
async def test_figures_of_another_model_say_so(services: Services, serving: str | None, is_said: bool) -> None:
    async with pages_with(services, QUALITY, lambda: serving) as browser:
        page = await browser.get("/quality?lang=en")
    assert ("another version of the chat" in words_of(page)) is is_said
    assert published_figures(QUALITY, serving).ok is not is_said


def test_doctor_says_what_to_do_about_it() -> None:
    finding = published_figures(QUALITY, "another")
    assert "another model" in finding.message
    assert "make engine-report" in finding.advice
    assert not finding.required
    assert not published_figures(None, "another").ok


async def test_the_page_of_this_service_fits_its_model(browser: httpx.AsyncClient) -> None:
    quality = load_quality()
    assert quality
    page = await browser.get("/quality?lang=en")
    assert ('id="other-model"' in page.text) is (quality.model != serving_model())


async def test_it_is_there_in_every_language_and_can_be_found(browser: httpx.AsyncClient, services: Services) -> None:
    titles = set()
    for locale in services.settings.profile.languages:
        page = await browser.get(f"/quality?lang={locale}")
        found = re.search(r"<h1>([^<]+)</h1>", page.text)
        assert found, locale
        titles.add(found[1])
        assert f'href="/quality?lang={locale}"' in (await browser.get(f"/help?lang={locale}")).text
    assert len(titles) == len(services.settings.profile.languages)
    places = [one.text or "" for one in ElementTree.fromstring((await browser.get("/sitemap.xml")).content).iter()]
    assert sum("/quality?lang=" in place for place in places) == len(services.settings.profile.languages)


def test_numbers_are_written_as_people_write_them() -> None:
    assert [per_cent(value, "en") for value in (0.0, 0.0049, 0.031, 0.456, 1.0)] == [
        "0%",
        "0.5%",
        "3.1%",
        "46%",
        "100%",
    ]
    assert per_cent(0.031, "pl") == "3,1%"
    assert [signed(value, "en") for value in (-0.25, 0.0, 0.021)] == ["−25", "0", "+2"]
    assert signed(-0.25, "ur") == "\u2066−25\u2069"
    assert [language_name(tag, "pl") for tag in ("ur", "bn-Latn", "xx")] == ["Urdu", "Bengalski", "Xx"]
