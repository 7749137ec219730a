"""A page as a tagged PDF (PDF/UA-1), with fonts of our own and no way to the network.

WeasyPrint is loaded when the first PDF is made: it needs the machine's Pango, which not every machine has, and
most processes never make one.
"""

import asyncio
from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path
from typing import Any

from bot.errors import PdfUnavailable

FONTS = Path(__file__).with_name("fonts")
MOST_KEPT = 40
MOST_WAITING = 6


class PdfPress:
    """Makes PDFs one at a time, in a thread, and keeps the last few."""

    def __init__(self) -> None:
        self._kept: OrderedDict[Hashable, bytes] = OrderedDict()
        self._turn = asyncio.Lock()
        self._waiting = 0

    def find(self, key: Hashable) -> bytes | None:
        """A PDF made before."""
        if key in self._kept:
            self._kept.move_to_end(key)
        return self._kept.get(key)

    async def make(self, key: Hashable, html: str) -> bytes:
        """The PDF of a whole page. `key` names its exact text and language.

        Raises:
            PdfUnavailable: Pango is missing, or too many people wait already.
        """
        if self._waiting >= MOST_WAITING:
            raise PdfUnavailable("too many wait")
        self._waiting += 1
        try:
            async with self._turn:
                return self.find(key) or await self._print(key, html)
        finally:
            self._waiting -= 1

    async def _print(self, key: Hashable, html: str) -> bytes:
        pdf = await asyncio.to_thread(write_pdf, html)
        self._kept[key] = pdf
        while len(self._kept) > MOST_KEPT:
            self._kept.popitem(last=False)
        return pdf


def write_pdf(html: str) -> bytes:
    """Print a page whose `lang`, `dir` and `title` are set.

    Raises:
        PdfUnavailable: WeasyPrint or one of the machine's libraries is missing.
    """
    try:
        from weasyprint import HTML  # type: ignore[import-untyped]  # it has no types
    except (ImportError, OSError) as error:
        raise PdfUnavailable(type(error).__name__) from error
    page = HTML(string=html, base_url=f"{FONTS.as_uri()}/", url_fetcher=our_fonts())
    written: bytes = page.write_pdf(pdf_variant="pdf/ua-1")
    return written


def our_fonts() -> Any:
    """A fetcher that knows the vendored fonts and nothing else, whatever a page asks for."""
    from weasyprint.urls import URLFetcher, URLFetcherResponse  # type: ignore[import-untyped]  # it has no types

    class OurFonts(URLFetcher):  # type: ignore[misc]  # untyped as well
        def fetch(self, url: str, headers: object = None) -> Any:
            path = FONTS / url.rpartition("/")[2]
            if url != path.as_uri() or path.suffix != ".woff2":
                raise ValueError("a PDF loads nothing but our fonts")
            return URLFetcherResponse(url, path.read_bytes(), {"Content-Type": "font/woff2"})

    return OurFonts()
