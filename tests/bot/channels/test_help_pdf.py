"""Articles as PDFs: tagged, in every script, and never from the network."""

import asyncio
import re
import sys
import zlib
from contextlib import suppress

import httpx
import pytest

from bot.channels.web_pages import Pages
from bot.errors import PdfUnavailable
from bot.pdf import FONTS, PdfPress, our_fonts, write_pdf
from bot.services import Services
from tests.bot.channels.pages import words_of


def opened(pdf: bytes) -> bytes:
    """A PDF with what it packs written out."""
    found = [pdf]
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", pdf, re.DOTALL):
        with suppress(zlib.error):
            found.append(zlib.decompressobj().decompress(stream))
    return b"\n".join(found)


@pytest.mark.parametrize("lang", ["en", "ur"])
async def test_an_article_is_a_tagged_pdf_in_its_language(browser: httpx.AsyncClient, lang: str) -> None:
    pdf = await browser.get(f"/help/section-i-blank.pdf?lang={lang}")

    assert pdf.headers["content-type"] == "application/pdf"
    for part in ("%PDF-", f"/Lang ({lang})", "/StructTreeRoot", "/Marked true", "/DisplayDocTitle true", "/S /H1"):
        assert part.encode() in opened(pdf.content), part
    assert b'pdfuaid:part="1"' in opened(pdf.content)
    assert len(pdf.content) < 200_000
    assert (await browser.get(f"/help/section-i-blank.pdf?lang={lang}")).content == pdf.content  # kept


async def test_an_article_links_to_its_pdf(browser: httpx.AsyncClient) -> None:
    assert 'href="/help/section-i-blank.pdf?lang=ur"' in (await browser.get("/help/section-i-blank?lang=ur")).text
    assert (await browser.get("/help/nothing-here.pdf")).status_code == 404


async def test_every_script_has_a_font_of_ours(services: Services) -> None:
    style = Pages(services).write("pdf.css", "en")
    lines = {"ur": "خالی ہے", "ps": "ښوونځی", "fa": "مدرسه", "pa": "ਸਕੂਲ", "bn": "স্কুল", "ro": "școală", "pl": "szkoła ź"}
    body = "".join(f'<p lang="{tag}">{words}</p>' for tag, words in lines.items())
    pdf = opened(write_pdf(f'<html lang="en"><title>x</title><style>{style}</style>{body}'))

    for family in ("Noto-Urdu", "Noto-Arabic", "Noto-Gurmukhi", "Noto-Bengali", "Noto-Latin-Ext"):
        assert family.encode() in pdf, family
    assert b"DejaVu" not in pdf


@pytest.mark.parametrize(
    "address",
    ["http://127.0.0.1:9/x.woff2", "https://example.org/", "file:///etc/passwd", f"{FONTS.as_uri()}/../pdf.py"],
)
def test_a_pdf_loads_nothing_but_our_fonts(address: str) -> None:
    with pytest.raises(ValueError, match="nothing but our fonts"):
        our_fonts().fetch(address)
    assert our_fonts().fetch((FONTS / "noto-sans-latin-400-normal.woff2").as_uri())


async def test_without_pango_the_page_says_so_and_offers_print(
    browser: httpx.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    page = await browser.get("/help/mediation.pdf?lang=pl")

    assert page.status_code == 503
    assert "Teraz nie możemy przygotować pliku PDF" in words_of(page)
    assert 'href="/help/mediation?lang=pl"' in page.text


async def test_only_so_many_wait_and_only_so_many_are_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "weasyprint", None)
    press = PdfPress()
    waits = await asyncio.gather(*(press.make(n, "") for n in range(9)), return_exceptions=True)

    assert [type(one) for one in waits] == [PdfUnavailable] * 9
    assert sum(str(one) == "too many wait" for one in waits) == 3
