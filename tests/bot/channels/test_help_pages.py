"""Articles and the other pages to read."""

import re
from dataclasses import replace
from datetime import date, timedelta

import httpx
import pytest

from bot.services import Services
from tests.bot.channels.pages import words_of
from tests.conftest import Clock


async def test_an_article_says_where_each_statement_comes_from(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/help/section-i-blank")

    assert page.text.count('<span class="kind">Law</span>') >= 7
    assert 'href="https://www.legislation.gov.uk/ukpga/2014/6/section/38"' in page.text
    assert 'href="#source-1"' in page.text
    assert "[^" not in page.text
    assert "{" not in words_of(page)


async def test_an_article_has_every_section_and_says_that_nobody_checked_it(
    browser: httpx.AsyncClient,
) -> None:
    words = words_of(await browser.get("/help/section-i-blank"))

    for heading in ("What usually happens", "What you could do", "If you do nothing", "For young people"):
        assert heading in words
    assert "Our help: We can help you plan what to ask." in words
    assert "Nobody at the service has checked it yet" in words
    assert "Tuesday 24 November 2026" in words
    assert "Checked on" not in words


async def test_every_topic_has_a_page_in_every_language(browser: httpx.AsyncClient, services: Services) -> None:
    for topic in services.library.topics():
        for locale in services.settings.profile.languages:
            page = await browser.get(f"/help/{topic}?lang={locale}")
            assert page.status_code == 200, (topic, locale)
            assert "[^" not in page.text, (topic, locale)
            assert f'<html lang="{locale}"' in page.text


async def test_the_list_leads_to_every_topic(browser: httpx.AsyncClient, services: Services) -> None:
    page = await browser.get("/help?lang=ur")

    for topic in services.library.topics():
        assert f'href="/help/{topic}?lang=ur"' in page.text


async def test_topics_are_listed_by_subject_each_once(browser: httpx.AsyncClient, services: Services) -> None:
    page = await browser.get("/help?lang=en")

    listed = re.findall(r'<li><a href="/help/([a-z0-9-]+)\?', page.text)
    assert sorted(listed) == sorted(services.library.topics())
    assert "First steps" in words_of(page)
    assert page.text.count("<h3 ") <= 12


async def test_a_title_says_its_language_where_it_is_not_the_pages(
    browser: httpx.AsyncClient, services: Services
) -> None:
    page = await browser.get("/help?lang=ur")
    only_english = [t for t in services.library.topics() if not services.library.article(t, "ur")]

    for topic in only_english[:3]:
        assert f'<a href="/help/{topic}?lang=ur" lang="en" dir="ltr">' in page.text


async def test_a_translation_older_than_its_english_says_since_when(
    browser: httpx.AsyncClient, services: Services
) -> None:
    edition = services.library.edition("section-i-blank", "pl")
    assert edition
    services.library = services.library.showing(replace(edition, english_changed_on=date(2026, 11, 20)))

    assert "20 listopada 2026" in words_of(await browser.get("/help/section-i-blank?lang=pl"))


async def test_an_unchecked_translation_leads_to_the_english(browser: httpx.AsyncClient) -> None:
    for folder in ("help", "young"):
        page = await browser.get(f"/{folder}/section-i-blank?lang=ur")
        assert f'<a href="/{folder}/section-i-blank?lang=en" hreflang="en">' in page.text


async def test_the_services_own_facts_are_links(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/help/service-about?lang=en")

    assert '<a href="https://sendiass.example.org"' in page.text
    assert '<a href="tel:01214960123"' in page.text.partition("<footer")[0]
    assert 'href="{' not in page.text


async def test_an_article_past_its_review_is_not_shown(browser: httpx.AsyncClient, clock: Clock) -> None:
    clock.time += timedelta(days=800)
    page = await browser.get("/help/section-i-blank")

    assert page.status_code == 404
    assert "We are checking this page" in words_of(page)
    assert "0121 496 0123" in page.text
    assert (await browser.get("/help/section-i-blank.pdf")).status_code == 404
    assert (await browser.get("/young/section-i-blank")).status_code == 404


@pytest.mark.parametrize("topic", ["nope", "..%2f..%2fetc%2fpasswd", "section-i-blank%00", "<b>"])
async def test_a_topic_that_is_not_there_leads_to_a_person(
    browser: httpx.AsyncClient,
    topic: str,
) -> None:
    page = await browser.get(f"/help/{topic}?lang=pl")

    assert page.status_code == 404
    assert "Tu nie ma strony" in words_of(page)
    assert "0121 496 0123" in page.text


@pytest.mark.parametrize("path", ["/privacy", "/hide"])
@pytest.mark.parametrize("locale", ["en", "ur", "pl"])
async def test_privacy_and_hiding_are_explained_in_every_language(
    browser: httpx.AsyncClient,
    path: str,
    locale: str,
) -> None:
    page = await browser.get(f"{path}?lang={locale}")

    assert page.status_code == 200
    assert page.text.count("<h2>") >= 6
    assert "{" not in words_of(page)
