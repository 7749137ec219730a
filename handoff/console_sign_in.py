"""Signing in and out."""

import secrets
from dataclasses import dataclass

from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from bot.channels.web_limits import client_hash
from bot.services import Services
from handoff.auth import sign_in
from handoff.codes import DONE
from handoff.console_call import Call, read_form, safe_target
from handoff.console_pages import Pages
from handoff.errors import SignInRefused
from handoff.sessions import COOKIE, PATH, drop_cookie, end_session, find_session, forget_token, set_cookie

FORM_COOKIE = "console_form"  # against forged sign-ins: nobody is signed in yet, so the form's token is a cookie's


@dataclass(frozen=True)
class SignIn:
    """The sign-in page."""

    services: Services
    pages: Pages

    async def show(self, request: Request) -> Response:
        """The form; whoever is signed in already goes on to the queue."""
        target = safe_target(request.query_params.get("next", ""))
        if await find_session(self.services, request.cookies.get(COOKIE)):
            return RedirectResponse(target, 303)
        return self._page(request, target, notice=DONE.get(request.query_params.get("done", "")))

    async def submit(self, request: Request) -> Response:
        """Check the password. A right one always begins a new session under a new token."""
        form = await read_form(request)
        target, known = safe_target(form.get("next", "")), request.cookies.get(FORM_COOKIE, "")
        if not known or not secrets.compare_digest(known.encode(), form.get("form_token", "").encode()):
            return self._page(request, target, 403, problem="This form was too old. Try again.")
        email, password = form.get("email", ""), form.get("password", "")
        try:
            token = await sign_in(self.services, email, password, client_hash(request))
        except SignInRefused as refusal:
            return self._page(request, target, 401, problem=refusal.reason, email=email)
        await forget_token(self.services, request.cookies.get(COOKIE))
        response = RedirectResponse(target, 303)
        set_cookie(response, COOKIE, token, self.services)
        response.delete_cookie(FORM_COOKIE, path=PATH, httponly=True, samesite="strict")
        return response

    def _page(
        self, request: Request, target: str, status: int = 200, *, problem: str = "", email: str = "", **values: object
    ) -> Response:
        token = request.cookies.get(FORM_COOKIE) or secrets.token_urlsafe(32)
        values = {"notice": None, **values, "form_token": token, "target": target, "problem": problem, "email": email}
        response = self.pages.page("sign_in.html", status, **values)
        set_cookie(response, FORM_COOKIE, token, self.services)
        return response


async def sign_out(call: Call) -> Response:
    """End this sign-in here and in the database."""
    await end_session(call.services, call.signed_in)
    response = RedirectResponse(f"{PATH}/sign-in?done=signed_out", 303)
    drop_cookie(response)
    return response


async def stay(call: Call) -> Response:
    """Somebody is still at work; the session has been touched on the way here."""
    return Response(status_code=204)
