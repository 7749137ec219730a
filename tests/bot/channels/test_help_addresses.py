"""Short addresses, and what search engines are told."""

import json
import re
from xml.etree import ElementTree

import httpx
import pytest

from bot.services import Services
from bot.short_addresses import short_address


@pytest.fixture
def live(services: Services) -> Services:
    """The same service as if it were live at an address of its own; its articles stay as they are."""
    settings = services.settings
    services.settings = settings.model_copy(
        update={
            "profile": settings.profile.model_copy(update={"profile": "live"}),
            "env": settings.env.model_copy(update={"public_url": "https://send.test/"}),
        }
    )
    return services


@pytest.mark.parametrize(
    ("short", "goes_to"),
    [
        ("/a/36", "/help/section-i-blank?lang=en"),
        ("/a/36ur", "/help/section-i-blank?lang=ur"),
        ("/a/36UR", "/help/section-i-blank?lang=ur"),
        ("/a/36?lang=pl", "/help/section-i-blank?lang=pl"),
        ("/a/36xx", "/help/section-i-blank?lang=en"),
        ("/a/۳۶", "/help/section-i-blank?lang=en"),
        ("/y/36ur", "/young/section-i-blank?lang=ur"),
    ],
)
async def test_a_short_address_leads_to_its_page(browser: httpx.AsyncClient, short: str, goes_to: str) -> None:
    answer = await browser.get(short)
    assert answer.status_code == 302
    assert answer.headers["location"] == goes_to


@pytest.mark.parametrize("short", ["/a/9", "/a/abc", "/a/36-", "/a/99999999", "/a/-1"])
async def test_a_number_that_nobody_has_leads_to_a_person(browser: httpx.AsyncClient, short: str) -> None:
    page = await browser.get(short)
    assert page.status_code == 404
    assert "0121 496 0123" in page.text


async def test_a_page_says_its_short_address_once_it_has_one(browser: httpx.AsyncClient, live: Services) -> None:
    assert short_address(live.settings, "section-i-blank", "ur") == "send.test/a/36ur"
    assert "send.test/a/36ur" in (await browser.get("/help/section-i-blank?lang=ur")).text


async def test_the_demonstration_is_never_listed(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/help", "/young", "/help/section-i-blank", "/young/section-i-blank", "/r"):
        assert 'content="noindex"' in (await browser.get(path)).text, path
    assert "Disallow: /\n" in (await browser.get("/robots.txt")).text


async def test_of_a_live_service_only_pages_to_read_are_listed(browser: httpx.AsyncClient, live: Services) -> None:
    for path in ("/help", "/young", "/help/section-i-blank", "/young/section-i-blank"):
        assert "noindex" not in (await browser.get(path)).text, path
    for path in ("/", "/r", "/help?q=x", "/nothing-here"):
        assert 'content="noindex"' in (await browser.get(path)).text, path
    assert "Sitemap: https://send.test/sitemap.xml" in (await browser.get("/robots.txt")).text


async def test_a_page_names_itself_and_its_other_languages(browser: httpx.AsyncClient, live: Services) -> None:
    page = (await browser.get("/help/section-i-blank?lang=ur")).text
    base = "https://send.test/help/section-i-blank"

    assert f'<link rel="canonical" href="{base}?lang=ur">' in page
    for tag in ("en", "ur", "pl"):
        assert f'<link rel="alternate" hreflang="{tag}" href="{base}?lang={tag}">' in page
    assert f'<link rel="alternate" hreflang="x-default" href="{base}">' in page


async def test_a_page_describes_itself_as_data(browser: httpx.AsyncClient, live: Services) -> None:
    data = _data(await browser.get("/help/section-i-blank?lang=en"))
    assert data["@type"] == "Article"
    assert data["dateModified"] == "2026-11-24"
    assert data["publisher"] == {"@type": "Organization", "name": "Birmingham SENDIASS", "url": "https://send.test"}
    assert "[^" not in json.dumps(data)
    assert "{" not in data["description"]
    assert _data(await browser.get("/help"))["@type"] == "Service"


def _data(page: httpx.Response) -> dict[str, object]:
    found = re.search(r'<script type="application/ld\+json">(.*?)</script>', page.text, re.DOTALL)
    assert found
    read: dict[str, object] = json.loads(found[1])
    return read


async def test_the_sitemap_holds_every_page_that_opens(browser: httpx.AsyncClient, live: Services) -> None:
    tree = ElementTree.fromstring((await browser.get("/sitemap.xml")).content)
    pages = [loc.text or "" for loc in tree.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")]

    assert "https://send.test/help/section-i-blank?lang=ur" in pages
    assert "https://send.test/young/section-i-blank?lang=pl" in pages
    assert len(pages) == len(set(pages))
    for page in pages[:: len(pages) // 12]:
        assert (await browser.get(page.removeprefix("https://send.test"))).status_code == 200, page
