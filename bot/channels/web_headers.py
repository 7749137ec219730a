"""Security headers on every response, whoever made it.

One page may be framed, by the sites that the service lists: the chat at FRAMED. Nothing else about it is looser.
"""

from collections.abc import Mapping

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.embedding import ancestors
from bot.settings import Profile

FRAMED = "/framed"
# The target of the quick exit is named because browsers check redirects of a form against form-action.
SAFE_PAGE = "https://www.bbc.co.uk/weather"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'self' https://www.bbc.co.uk; frame-ancestors 'none'"
)
HEADERS = {
    "content-security-policy": POLICY,
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "x-frame-options": "DENY",
}


def framed_headers(profile: Profile) -> Mapping[str, str]:
    """What the framed chat is sent with: the listed sites may frame it. x-frame-options cannot name them, and goes."""
    allowed = ancestors(profile.embedding_hosts, is_demonstration=profile.is_demonstration)
    if allowed is None:
        return HEADERS
    policy = POLICY.replace("frame-ancestors 'none'", f"frame-ancestors {allowed}")
    kept = {name: value for name, value in HEADERS.items() if name != "x-frame-options"}
    return {**kept, "content-security-policy": policy}


def _headers_of(scope: Scope) -> Mapping[str, str]:
    services = getattr(scope["app"].state, "services", None)
    if services is None or scope["path"] != FRAMED:
        return HEADERS
    return framed_headers(services.settings.profile)


class SecurityHeaders:
    """ASGI middleware: adds what a response has not set itself."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass one request on."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _headers_of(scope).items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, send_with_headers)
