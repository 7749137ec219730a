"""The gate of the console: who is asking, whether the form is ours, and what they get if they may not."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit
from uuid import UUID

from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.errors import NotFound
from bot.services import Services
from handoff import audit
from handoff.codes import DONE
from handoff.console_pages import HEADERS, Pages
from handoff.editorial_rights import may
from handoff.models import Caseworker
from handoff.sessions import COOKIE, PATH, SignedIn, find_session, touch

MOST_BYTES, MOST_FIELDS = 64 * 1024, 20
Endpoint = Callable[[Request], Awaitable[Response]]


@dataclass(frozen=True)
class Call:
    """One request of a caseworker who is signed in."""

    request: Request
    services: Services
    pages: Pages
    signed_in: SignedIn
    form: Mapping[str, str] = field(default_factory=dict)

    @property
    def caseworker(self) -> Caseworker:
        """Who is asking."""
        return self.signed_in.caseworker

    def id(self) -> UUID:
        """The record that the address names. Raises NotFound if it cannot be one."""
        try:
            return UUID(self.request.path_params["id"])
        except ValueError as error:
            raise NotFound("not an id") from error

    def page(self, template: str, status: int = 200, **values: Any) -> Response:
        """A page with the console's frame around it."""
        return self.pages.page(template, status, **self.frame(), **values)

    def frame(self) -> dict[str, Any]:
        """What every page of somebody signed in shows."""
        return {
            "caseworker": self.caseworker,
            "form_token": self.signed_in.form_token,
            "path": self.request.url.path,
            "places": _places(self.caseworker),
            "done": DONE.get(self.request.query_params.get("done", "")),
        }


def _places(caseworker: Caseworker) -> list[tuple[str, str]]:
    """Where this person may go: name and address."""
    worklist = [("Worklist", f"{PATH}/worklist")] if may(caseworker, "work_list") else []
    return [
        ("Enquiries", f"{PATH}/"),
        ("Articles", f"{PATH}/articles"),
        ("Time limits", f"{PATH}/time-limits"),
        *worklist,
    ]


Handler = Callable[[Call], Awaitable[Response]]


@dataclass(frozen=True)
class Gate:
    """Lets requests through to their handlers. Every response leaves with the security headers."""

    services: Services
    pages: Pages

    def endpoint(self, handler: Handler, *, is_live: bool = False) -> Endpoint:
        """A handler for people who are signed in. A live one does not count as being at work."""

        async def answer(request: Request) -> Response:
            return await finish(self._admit(request, handler, is_live))

        return answer

    def open_endpoint(self, handler: Endpoint) -> Endpoint:
        """A handler for anyone: signing in, and files."""

        async def answer(request: Request) -> Response:
            return await finish(handler(request))

        return answer

    async def _admit(self, request: Request, handler: Handler, is_live: bool) -> Response:
        signed_in = await find_session(self.services, request.cookies.get(COOKIE))
        if signed_in is None:
            return self._turn_away(request, is_live)
        call = Call(request, self.services, self.pages, signed_in)
        if request.method == "POST":
            form = await read_form(request)
            if not secrets.compare_digest(form.get("form_token", "").encode(), signed_in.form_token.encode()):
                return await self._refuse_form(call)
            call = Call(request, self.services, self.pages, signed_in, form)
        if not is_live:
            await touch(self.services, signed_in)
        return await self._handle(call, handler)

    async def _handle(self, call: Call, handler: Handler) -> Response:
        try:
            return await handler(call)
        except NotFound:
            await self._write_down(call, "not_found")
            return call.page("refusal.html", 404, kind="not_found")

    def _turn_away(self, request: Request, is_live: bool) -> Response:
        if is_live:
            return Response(status_code=204)  # an EventSource that gets 204 does not come back
        if request.method == "GET" and request.headers.get("sec-fetch-site") == "cross-site":
            # Strict cookies stay behind on a link from an e-mail; the same address asked from here brings them.
            return self.pages.page("again.html", target=safe_target(str(request.url.path)))
        target = request.url.path if request.method == "GET" else f"{PATH}/"
        return RedirectResponse(f"{PATH}/sign-in?next={quote(target)}", 303)

    async def _refuse_form(self, call: Call) -> Response:
        await self._write_down(call, "form_refused")
        return call.page("refusal.html", 403, kind="form")

    async def _write_down(self, call: Call, action: str) -> None:
        """A record asked for in vain, or a forged form. Only ids are kept of the address."""
        try:
            about: str | None = f"asked:{call.id()}"
        except (NotFound, KeyError):
            about = None
        async with self.services.db.begin() as session:
            await audit.record(session, call.caseworker.id, action, about, at=self.services.now())


async def finish(answering: Awaitable[Response]) -> Response:
    """Every response, also to what is no form at all, gets the security headers it has not set itself."""
    try:
        response = await answering
    except HTTPException as error:
        response = Response(status_code=error.status_code)
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    return response


async def read_form(request: Request) -> dict[str, str]:
    """The text fields of a form.

    Raises:
        HTTPException: 413 too long, or of unknown length; 400 not a form.
    """
    length = request.headers.get("content-length", "")
    if not length.isdigit() or int(length) > MOST_BYTES:
        raise HTTPException(413)
    form = await request.form(max_files=0, max_fields=MOST_FIELDS, max_part_size=MOST_BYTES)
    return {name: value for name, value in form.items() if isinstance(value, str)}


def safe_target(address: str) -> str:
    """Where to go after signing in: a page of the console, nothing else."""
    parts = urlsplit(address)
    is_ours = not parts.scheme and not parts.netloc and parts.path.startswith(f"{PATH}/")
    is_page = is_ours and "\\" not in address and "/sign-" not in parts.path and not parts.path.endswith("/stream")
    return parts.path if is_page else f"{PATH}/"
