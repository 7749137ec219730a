"""Reading what a browser posts: only from our own pages, and only so much of it."""

from urllib.parse import urlsplit

from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.types import Message

MOST_BYTES = 64 * 1024
MOST_FIELDS = 20


async def read_form(request: Request) -> FormData:
    """Read a form of ours.

    Raises:
        HTTPException: 403 from another site's page, 413 too long, 400 not a form.
    """
    if not is_from_our_page(request):
        raise HTTPException(403)
    body = await read_body(request)

    async def replay() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    form = Request(request.scope, replay).form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES)
    return await form


def field(form: FormData, name: str) -> str:
    """A field's text; empty where there is none."""
    value = form.get(name)
    return value if isinstance(value, str) else ""


def is_from_our_page(request: Request) -> bool:
    """Whether a browser says that the form was on our own page. Browsers too old to say rely on SameSite."""
    site = request.headers.get("sec-fetch-site")
    if site:
        return site in {"same-origin", "none"}
    origin = request.headers.get("origin")
    return not origin or urlsplit(origin).netloc == request.headers.get("host")


async def read_body(request: Request) -> bytes:
    """A request's body.

    Raises:
        HTTPException: 413 too long.
    """
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            raise HTTPException(413)
    return bytes(body)
