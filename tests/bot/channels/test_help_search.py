"""Search over the help pages: every script, a kind word where nothing is found, and numbers for words of danger."""

import re

import httpx
import pytest

from tests.bot.channels.pages import words_of


async def found(browser: httpx.AsyncClient, words: str, lang: str = "en") -> list[str]:
    """The topics a search shows, in order."""
    page = await browser.get("/help", params={"q": words, "lang": lang})
    assert page.status_code == 200
    return re.findall(r'<h3><a href="/help/([a-z0-9-]+)\?', page.text)


@pytest.mark.parametrize(
    ("words", "lang", "topic"),
    [
        ("section i is empty", "en", "section-i-blank"),
        ("mediation certificate", "en", "mediation"),
        ("excluded from school", "ur", "exclusions"),
        ("وہ اسکول سے نکالا گیا", "ur", "exclusions"),
        ("wykluczenie ze szkoły", "pl", "exclusions"),
        ("MEDIACJA", "pl", "mediation"),
    ],
)
async def test_words_of_any_language_find_their_page(
    browser: httpx.AsyncClient, words: str, lang: str, topic: str
) -> None:
    assert topic in (await found(browser, words, lang))[:3]


async def test_a_result_shows_the_short_answer_and_keeps_the_language(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/help", params={"q": "section i", "lang": "en"})

    assert "In a first draft the law says Section I must be left blank" in words_of(page)
    assert 'href="/help?q=section+i&amp;lang=ur"' in page.text
    assert "[^" not in page.text


async def test_nothing_found_leads_to_a_person_and_the_subjects(browser: httpx.AsyncClient) -> None:
    page = await browser.get("/help", params={"q": "zzxxqq vvkkww", "lang": "pl"})

    assert "Nie ma u nas strony na ten temat" in words_of(page)
    assert "0121 496 0123" in page.text.partition("<footer")[0]
    assert "Pierwsze kroki" in words_of(page)


async def test_words_of_danger_show_the_numbers_first(browser: httpx.AsyncClient) -> None:
    words = words_of(await browser.get("/help", params={"q": "i want to die"}))

    assert words.index("call 999") < words.index("Subjects")
    assert "116 123" in words


@pytest.mark.parametrize("words", ["<script>alert(1)</script>", "%", "\x00", "🙂", "؟", "a" * 5000, '" OR 1=1'])
async def test_odd_words_do_no_harm(browser: httpx.AsyncClient, words: str) -> None:
    page = await browser.get("/help", params={"q": words})

    assert page.status_code == 200
    assert "<script>alert" not in page.text


async def test_what_was_searched_for_is_kept_and_listed_nowhere(
    browser: httpx.AsyncClient, caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]
) -> None:
    caplog.set_level("DEBUG", "bot")
    page = await browser.get("/help", params={"q": "mediation canaryword"})

    printed = capsys.readouterr()
    assert "canaryword" not in caplog.text + printed.out + printed.err

    assert 'content="noindex"' in page.text
    assert 'rel="canonical"' not in page.text
    assert not browser.cookies
