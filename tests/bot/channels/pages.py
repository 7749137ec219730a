"""What a person without JavaScript does with a page: read it, fill a form in, press a button."""

import re
from html import unescape

import httpx

_LOG = re.compile(r'<div id="log".*?</div>\s*<div id="next"', re.DOTALL)
_TAGS = re.compile(r"<[^>]+>")


def words_of(page: httpx.Response) -> str:
    """Everything on a page as plain text."""
    return " ".join(unescape(_TAGS.sub(" ", page.text.partition("<body")[2])).split())


def log_of(page: httpx.Response) -> str:
    """The conversation on a page as plain text."""
    found = _LOG.search(page.text)
    return " ".join(unescape(_TAGS.sub(" ", found[0] if found else "")).split())


def nonce_of(page: httpx.Response) -> str:
    """The number of a page's form."""
    found = re.search(r'<form id="write".*?name="nonce" value="([^"]+)"', page.text, re.DOTALL)
    assert found, "no form to write in"
    return found[1]


def choices_of(page: httpx.Response) -> list[str]:
    """The ids of the live buttons below the conversation."""
    below = page.text.partition('<div id="next"')[2].partition('<form id="write"')[0]
    return re.findall(r'name="choice" value="([^"]+)"', below)


async def writes(browser: httpx.AsyncClient, text: str, page: httpx.Response | None = None) -> httpx.Response:
    """Write in the box, send, and follow to the page that comes."""
    page = page or await browser.get("/")
    sent = await browser.post("/", files={"nonce": (None, nonce_of(page)), "text": (None, text)})
    assert sent.status_code == 303, sent.status_code
    return await browser.get("/")


async def presses(browser: httpx.AsyncClient, choice: str, page: httpx.Response | None = None) -> httpx.Response:
    """Press a button, and follow to the page that comes."""
    page = page or await browser.get("/")
    sent = await browser.post("/", data={"nonce": f"{nonce_of(page)}-c", "choice": choice})
    assert sent.status_code == 303, sent.status_code
    return await browser.get("/")
