"""How a device is known inside another site's page. Why so: bot/decisions/0016-the-chat-in-another-sites-page.md.

A framed page carries its key with every request, in a header that no other site can send. The cookie, partitioned
by the site around it, does one thing: it gives the page its key back when it is loaded again.
"""

from starlette.requests import Request
from starlette.responses import Response

from bot.channels.web_headers import FRAMED

COOKIE = "__Host-framed"  # the prefix: no other host of the same domain can set it
KEY = "x-chat-key"
ROUTE = "online"  # how who writes from another site's page found us
_ATTRIBUTES = "Path=/; Secure; HttpOnly; SameSite=None; Partitioned"


def is_framed(request: Request) -> bool:
    """Whether the request comes from the framed chat, or asks for it."""
    path = str(request.scope.get("path", ""))
    return path == FRAMED or path.startswith(f"{FRAMED}/")


def token_of(request: Request) -> str | None:
    """The token that a request of the framed chat carries. The cookie opens the page itself and nothing else."""
    is_page = request.method == "GET" and request.url.path == FRAMED
    return request.headers.get(KEY) or (request.cookies.get(COOKIE) if is_page else None)


def is_alone(request: Request) -> bool:
    """Whether a browser says that the page is not in a frame at all."""
    return request.headers.get("sec-fetch-dest") == "document"


def set_cookie(response: Response, token: str) -> None:
    """Give the token to the device, until its browser closes, for pages of this one site around it.

    Written by hand: Python's own cookies know Partitioned from 3.14 on.
    """
    response.headers.append("set-cookie", f"{COOKIE}={token}; {_ATTRIBUTES}")


def drop_cookie(response: Response) -> None:
    """Take the token back."""
    response.headers.append("set-cookie", f"{COOKIE}=; Max-Age=0; {_ATTRIBUTES}")
