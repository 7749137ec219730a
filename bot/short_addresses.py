"""Short addresses of articles, for text messages and paper: /a/26 in English, /a/26ur in Urdu.

The number is the topic's for good (`knowledge_base/codes.csv`). Digits are typed and read out the same in every
language that we offer; those of other scripts are read too. /y/26 opens the young person's version.
"""

import re

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web_found import site_of
from bot.channels.web_pages import Pages
from bot.settings import Settings
from knowledge_base.subjects import code_of, load_codes

_CODE = re.compile(r"(?P<number>\d{1,4})(?P<tag>[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)?")


def short_path(topic: str, tag: str) -> str | None:
    """The path of a topic's short address in a language."""
    code = code_of(topic)
    return f"/a/{code}{'' if tag == 'en' else tag}" if code else None


def short_address(settings: Settings, topic: str, tag: str) -> str | None:
    """The whole address without https://, as one would say it; None until the service has a public one."""
    path, site = short_path(topic, tag), site_of(settings)
    return f"{site.partition('://')[2]}{path}" if path and site else None


def read_code(text: str) -> tuple[str, str | None]:
    """The topic and the language that a short address asks for. Raises HTTPException 404."""
    match = _CODE.fullmatch(text)
    topic = load_codes().get(int(match["number"])) if match else None
    if match is None or topic is None:
        raise HTTPException(404)
    return topic, match["tag"]


class ShortAddresses:
    """Send short addresses on to their pages."""

    def __init__(self, pages: Pages) -> None:
        self._pages = pages

    async def article(self, code: str, request: Request) -> Response:
        """The article."""
        return self._go("help", code, request)

    async def young(self, code: str, request: Request) -> Response:
        """The young person's version."""
        return self._go("young", code, request)

    def _go(self, folder: str, code: str, request: Request) -> Response:
        topic, tag = read_code(code)
        offered = self._pages.services.settings.profile.languages
        asked = next((one for one in offered if tag and one.lower() == tag.lower()), None)
        return RedirectResponse(f"/{folder}/{topic}?lang={asked or self._pages.page_locale(request)}", 302)
