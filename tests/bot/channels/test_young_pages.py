"""The young people's pages: only what was written for them, and the way to write to us alone."""

import re

import httpx

from bot.services import Services
from tests.bot.channels.pages import words_of


async def test_only_topics_with_a_young_version_are_there(browser: httpx.AsyncClient, services: Services) -> None:
    page = await browser.get("/young")
    listed = set(re.findall(r'href="/young/([a-z0-9-]+)\?', page.text))

    assert listed == {topic for topic, locale in services.library.young_versions() if locale == "en"}
    assert "section-i-blank" in listed


async def test_a_page_opens_at_the_young_version(browser: httpx.AsyncClient) -> None:
    words = words_of(await browser.get("/young/section-i-blank?lang=en"))

    assert "Section I is where your school or college goes" in words
    assert "What usually happens" not in words
    assert "You can read here and tell nobody" in words
    assert "Nobody at the service has checked it yet" in words
    assert "Childline" in words


async def test_each_mark_leads_to_a_source_on_the_page(browser: httpx.AsyncClient, services: Services) -> None:
    for topic, locale in sorted(services.library.young_versions()):
        page = await browser.get(f"/young/{topic}?lang={locale}")
        assert page.status_code == 200, (topic, locale)
        marks = set(re.findall(r'href="#(source-\d+)"', page.text))
        assert marks <= set(re.findall(r'id="(source-\d+)"', page.text)), (topic, locale)


async def test_a_topic_without_a_young_version_has_no_page(browser: httpx.AsyncClient, services: Services) -> None:
    without = next(t for t in services.library.topics() if (t, "en") not in services.library.young_versions())
    assert (await browser.get(f"/young/{without}")).status_code == 404
