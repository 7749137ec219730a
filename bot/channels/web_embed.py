"""The script tag for other sites' pages, and a page that shows it."""

import gzip
import hashlib
import json
from collections.abc import Callable
from typing import Any

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.catalogue import direction
from bot.channels.web_chat import WebChat
from bot.channels.web_framed import is_alone
from bot.channels.web_headers import FRAMED, POLICY, SAFE_PAGE
from bot.channels.web_pages import HERE, Pages
from bot.embedding import ancestors
from bot.services import Services

Route = tuple[str, str, Callable[..., Any]]
LOADER = HERE / "templates" / "embed.js"
KEPT_S = 3600  # its address stays the same for years: a browser asks again within the hour


class EmbedPages:
    """What other sites load of us."""

    def __init__(self, services: Services, pages: Pages, chat: WebChat) -> None:
        self._services = services
        self._pages = pages
        self._chat = chat
        self._script = self._write_script()
        self._packed = gzip.compress(self._script, 9)
        self._tag = f'"{hashlib.sha256(self._script).hexdigest()[:16]}"'

    def _write_script(self) -> bytes:
        """The loader with the labels of every language offered: none is written in the script itself."""
        profile = self._services.settings.profile
        texts = {
            tag: {
                "dir": direction(tag),
                "open": self._pages.say("embed.open", tag),
                "close": self._pages.say("embed.close", tag),
            }
            for tag in profile.languages
        }
        settings = json.dumps({"service": profile.short_name, "safe": SAFE_PAGE, "texts": texts}, ensure_ascii=False)
        return LOADER.read_text(encoding="utf-8").replace("__SETTINGS__", settings).encode()

    async def script(self, request: Request) -> Response:
        """`/embed.js`. Any page may load it; whether the chat opens in it is another matter."""
        self._refuse_where_not_offered()
        headers = {
            "cache-control": f"public, max-age={KEPT_S}",
            "cross-origin-resource-policy": "cross-origin",
            "etag": self._tag,
            "vary": "accept-encoding",
        }
        if request.headers.get("if-none-match") == self._tag:
            return Response(status_code=304, headers=headers)
        packs = "gzip" in request.headers.get("accept-encoding", "")
        packed = {"content-encoding": "gzip"} if packs else {}
        content = self._packed if packs else self._script
        return Response(content, media_type="text/javascript; charset=utf-8", headers={**headers, **packed})

    async def framed(self, request: Request) -> Response:
        """The chat for a frame. On its own it is the chat at its own address."""
        self._refuse_where_not_offered()
        if is_alone(request):
            return RedirectResponse(f"/?lang={self._pages.page_locale(request)}", 303)
        return await self._chat.show(request)

    async def write(self, request: Request) -> Response:
        """What is written in a frame."""
        self._refuse_where_not_offered()
        return await self._chat.write(request)

    async def demo(self, request: Request) -> Response:
        """An invented council's page with the tag in it. Only a demonstration has one."""
        if not self._services.settings.profile.is_demonstration:
            raise HTTPException(404)
        page = self._pages.render("embed_demo.html", request, self._pages.page_locale(request))
        page.headers["content-security-policy"] = f"{POLICY}; frame-src 'self'"
        return page

    def _refuse_where_not_offered(self) -> None:
        profile = self._services.settings.profile
        if ancestors(profile.embedding_hosts, is_demonstration=profile.is_demonstration) is None:
            raise HTTPException(404)


def embed_routes(services: Services, pages: Pages, chat: WebChat) -> tuple[Route, ...]:
    """Method, path and endpoint of all that works in or for a frame."""
    embed = EmbedPages(services, pages, chat)
    return (
        ("GET", "/embed.js", embed.script),
        ("GET", "/embed-demo", embed.demo),
        ("GET", FRAMED, embed.framed),
        ("POST", FRAMED, embed.write),
        ("GET", f"{FRAMED}/messages", chat.messages),
        ("GET", f"{FRAMED}/stream", chat.stream),
        ("POST", f"{FRAMED}/here", chat.here),
        ("POST", f"{FRAMED}/leave", chat.leave),
    )
