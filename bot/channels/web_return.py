"""Coming back to an enquiry, on any device, with its reference and the passphrase chosen for it (R47).

The link to this page holds no secret. A wrong reference and a wrong passphrase look the same.
"""

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.channels import web_session
from bot.channels.web_forms import field, is_from_our_page, read_form
from bot.channels.web_limits import Limiter, client_hash
from bot.channels.web_pages import Pages
from bot.channels.web_session import find_visit
from bot.services import Services

TRIES_A_MINUTE = 5
MOST_CHARACTERS = 200


class ReturnPages:
    """The form at /r, and closing what it opened."""

    def __init__(self, services: Services, pages: Pages) -> None:
        self._services = services
        self._pages = pages
        self._limiter = Limiter(services.now)

    async def show(self, request: Request) -> Response:
        """The empty form."""
        return await self._form(request)

    async def open(self, request: Request) -> Response:
        """Open the conversation from the handoff on, if the passphrase fits."""
        form = await read_form(request)
        reference = field(form, "reference").strip().upper()[:MOST_CHARACTERS]
        passphrase = field(form, "passphrase").strip()[:MOST_CHARACTERS]
        who = client_hash(request)
        if not self._limiter.allows(who, TRIES_A_MINUTE):
            return await self._form(request, "page.return.too_many", reference, status=429)
        record = await self._services.open_record(reference, passphrase, who)
        if record is None:
            return await self._form(request, "page.return.wrong", reference, status=422)
        await web_session.end_session(request, self._services)  # whatever this device had open
        token = await web_session.open_session(self._services, record.conversation_id, record.first_position, reference)
        response = RedirectResponse("/#latest", 303)
        web_session.set_cookie(request, response, token, self._services)
        return response

    async def close(self, request: Request) -> Response:
        """Close it on this device; the enquiry itself goes on."""
        response = RedirectResponse("/r", 303)
        if is_from_our_page(request):
            await web_session.end_session(request, self._services)
            web_session.drop_cookie(request, response)
        return response

    async def _form(self, request: Request, error: str = "", reference: str = "", status: int = 200) -> HTMLResponse:
        visit = await find_visit(request, self._services)
        known = visit.conversation.locale if visit.conversation else None
        locale = self._pages.page_locale(request, known)
        prefix = self._services.settings.profile.reference_prefix
        return self._pages.render(
            "return.html", request, locale, status=status, error=error, reference=reference, example=f"{prefix}-7F3Q8"
        )
