"""What a browser can ask of the chat: see it, write, wait for news, leave."""

import asyncio
import re
import secrets
from datetime import timedelta
from uuid import UUID

from sqlalchemy import select
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response, StreamingResponse

from bot import db, turns
from bot.background import Background
from bot.channels import web_framed, web_session
from bot.channels.web_forms import field, is_from_our_page, read_form
from bot.channels.web_headers import FRAMED, SAFE_PAGE
from bot.channels.web_limits import NETWORK_SHARE, Limiter, client_hash
from bot.channels.web_messages import load_said
from bot.channels.web_session import Visit, find_visit, visit_of
from bot.channels.web_stream import Stream
from bot.channels.web_view import ChatView, home_of
from bot.messages import InboundMessage
from bot.models import Message
from bot.services import Services

REPLY_WITHIN_S = 2.0  # how long a page without JavaScript waits for its reply
SAME_CLICK = timedelta(minutes=2)  # within which a form that comes twice is one form
MOST_STREAMS = 60  # opened a minute by one device
_CHOICE = re.compile(r"[a-z_]{1,40}:[A-Za-z0-9_.-]{1,80}")


class WebChat:
    """The chat's endpoints."""

    def __init__(self, services: Services, view: ChatView) -> None:
        self._services = services
        self._view = view
        self._limiter = Limiter(services.now)
        self._background = Background(services)

    async def show(self, request: Request) -> Response:
        """The chat as this device may see it."""
        visit = await find_visit(request, self._services)
        await web_session.touch(visit.session, self._services)
        response = await self._view.page(request, visit, key=web_session.token_of(request))
        if visit.session is None:
            await web_session.end_session(request, self._services)
            web_session.drop_cookie(request, response)
        return response

    async def write(self, request: Request) -> Response:
        """Store what was written or chosen, start the answer, and wait for it a little."""
        form = await read_form(request)
        visit = await find_visit(request, self._services)
        if not visit.may_write:
            return RedirectResponse("/", 303)
        if visit.session is None and web_session.token_of(request) and web_framed.is_framed(request):
            return afresh(request)  # its page would never show the answer: it has no other way to a new key
        if not self._allows(request, visit):
            return await self._view.page(request, visit, status=429, notice="page.too_fast", typed=field(form, "text"))
        inbound = await self._read(form, request, visit)
        received = await turns.receive(inbound, self._services)
        working = self._background.start(received.conversation_id)
        if visit.session is None:
            return await self._welcome(request, visit, received, working)
        await web_session.touch(visit.session, self._services)
        if _is_live(request):
            return Response(status_code=204)
        await asyncio.wait({working}, timeout=REPLY_WITHIN_S)
        if web_framed.is_framed(request):
            return await self.show(request)
        return RedirectResponse("/#latest", 303)

    async def _read(self, form: FormData, request: Request, visit: Visit) -> InboundMessage:
        """The form as a message. Its number is hashed: whoever reads the database cannot send it again."""
        locale = self._view.locale(request, visit)
        choice = field(form, "choice")
        choice = choice if _CHOICE.fullmatch(choice) else ""
        words = await self._view.label(choice, locale, visit) if choice else field(form, "text")
        number = field(form, "nonce")[:100] or secrets.token_urlsafe(16)
        return InboundMessage(
            sender=visit.address(),
            provider_id=db.vault().hash("web form", number),
            text=words.replace("\0", ""),
            choice=choice or None,
            locale=locale,
            route=self._view.route(request),
        )

    async def _welcome(
        self, request: Request, visit: Visit, received: turns.Received, working: asyncio.Task[None]
    ) -> Response:
        """Let the device into the conversation that it has just begun, and out of any earlier one."""
        await web_session.end_session(request, self._services)
        await asyncio.wait({working}, timeout=REPLY_WITHIN_S)
        token = None
        if received.is_new or await self._is_same_click(received.message_id):
            token = await web_session.open_session(self._services, received.conversation_id)
        response: Response = RedirectResponse("/?closed=1#latest" if visit.was_closed else "/#latest", 303)
        if web_framed.is_framed(request):  # no way on: a browser that keeps no cookie would arrive without its key
            response = await self._view.page(request, await visit_of(token, self._services), key=token)
        elif _is_live(request):  # an open page whose session ended meanwhile: it loads afresh
            response = afresh(request)
        if token:
            web_session.set_cookie(request, response, token, self._services)
        return response

    async def _is_same_click(self, message_id: UUID) -> bool:
        """A first form that comes twice at once opens one conversation; much later it opens nothing."""
        async with self._services.db.read() as session:
            created_at = await session.scalar(select(Message.created_at).where(Message.id == message_id))
        return created_at is not None and self._services.now() - created_at < SAME_CLICK

    def _allows(self, request: Request, visit: Visit) -> bool:
        most = self._services.settings.profile.chat.turns_per_minute
        device = visit.session.token_hash if visit.session else client_hash(request)
        return self._limiter.allows(f"device:{device}", most) and self._limiter.allows(
            f"network:{client_hash(request)}", most * NETWORK_SHARE
        )

    async def messages(self, request: Request) -> Response:
        """What is new after a position, as a piece of the page."""
        visit = await find_visit(request, self._services)
        if visit.session is None or visit.conversation is None:
            return afresh(request)
        after = max(_position(request.query_params.get("after")), visit.session.first_position - 1)
        found = await load_said(visit.conversation.id, after, self._services)
        return self._view.piece(found, visit.conversation.locale, home_of(request))

    async def stream(self, request: Request) -> Response:
        """News as it comes. A browser that comes back names the last message it had."""
        visit = await find_visit(request, self._services)
        if visit.session is None or visit.conversation is None:
            return Response(status_code=204)
        if not self._limiter.allows(f"stream:{visit.session.token_hash}", MOST_STREAMS):
            return Response(status_code=429)
        last = request.headers.get("last-event-id") or request.query_params.get("after")
        after = max(_position(last), visit.session.first_position - 1)
        writer = self._view.writer(visit.conversation.locale, home_of(request))
        stream = Stream(request, visit.conversation.id, self._services, writer)
        return StreamingResponse(
            stream.events(after), media_type="text/event-stream", headers={"x-accel-buffering": "no"}
        )

    async def here(self, request: Request) -> Response:
        """Somebody reads or types: the device is not alone."""
        if is_from_our_page(request):
            visit = await find_visit(request, self._services)
            await web_session.touch(visit.session, self._services)
        return Response(status_code=204)

    async def leave(self, request: Request) -> Response:
        """Close the chat on this device and show something else, at once."""
        is_page = request.headers.get("sec-fetch-dest") != "empty"  # else the script's own, which has already left
        response = RedirectResponse(SAFE_PAGE, 303) if is_page else Response(status_code=204)
        if not is_from_our_page(request) or "prefetch" in request.headers.get("sec-purpose", ""):
            return response
        visit = await find_visit(request, self._services)
        await web_session.end_session(request, self._services)
        if visit.conversation:
            self._services.live.wake(str(visit.conversation.id))  # other tabs close too
        web_session.drop_cookie(request, response)
        response.headers["clear-site-data"] = '"cache", "cookies", "storage"'
        return response


def afresh(request: Request) -> Response:
    """What tells an open page whose session has ended to begin again."""
    again = {"HX-Redirect": f"{FRAMED}?closed=1"} if web_framed.is_framed(request) else {"HX-Refresh": "true"}
    return Response(status_code=204, headers=again)


def _is_live(request: Request) -> bool:
    """Whether the page gets its replies by stream."""
    return request.headers.get("hx-request") == "true"


def _position(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 10 else 0
