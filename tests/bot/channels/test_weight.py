"""The whole chat page fits a slow line: at most 60 kB as it is sent."""

import gzip
import re

import httpx

MOST = 60_000


async def test_the_first_page_with_all_it_loads_stays_light(browser: httpx.AsyncClient) -> None:
    for locale in ("en", "ur", "pl"):
        page = await browser.get(f"/?lang={locale}")
        loaded = re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text)
        assert len(loaded) == 4
        sizes = {"page": len(gzip.compress(page.content, 6))}
        for address in loaded:
            file = await browser.get(address, headers={"accept-encoding": "gzip"})
            assert file.headers["content-encoding"] == "gzip"
            assert "immutable" in file.headers["cache-control"]
            sizes[address] = int(file.headers["content-length"])
        assert sum(sizes.values()) <= MOST, sizes


async def test_pages_load_nothing_from_elsewhere(browser: httpx.AsyncClient) -> None:
    for path in ("/", "/help", "/help/section-i-blank", "/r"):
        page = await browser.get(path)
        assert not re.findall(r'(?:src|action)="https?:', page.text)
        assert "<style" not in page.text
        assert " style=" not in page.text
        assert not re.findall(r'<script(?! src="/static/| type="application/ld\+json">)', page.text)
