"""Which conversation a device may see, and until when.

The cookie holds a random token and nothing else. A device that was left alone is closed: whoever picks it up sees
a greeting, never the earlier words.
"""

import secrets
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, select, update
from sqlalchemy.orm import selectinload
from starlette.requests import Request
from starlette.responses import Response

from bot import db
from bot.channels import web_framed
from bot.messages import Address
from bot.models import Conversation, WebSession
from bot.services import Services

COOKIE = "chat"
TOUCH_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class Visit:
    """What a device may see: its session, or nothing. `closed_locale`: of a chat left alone for too long."""

    session: WebSession | None = None
    closed_locale: str | None = None

    @property
    def was_closed(self) -> bool:
        """Whether a chat was open here until nobody used it."""
        return self.closed_locale is not None

    @property
    def conversation(self) -> Conversation | None:
        """The conversation the session opens."""
        return self.session.conversation if self.session else None

    @property
    def may_write(self) -> bool:
        """Whether words typed here belong to the conversation: one begun by text is only read here."""
        return self.conversation is None or self.conversation.channel == "web"

    def address(self) -> Address:
        """Where this device's messages come from; a new address before the first one."""
        if self.conversation is None:
            return Address("web", secrets.token_urlsafe(32))
        return Address(self.conversation.channel, self.conversation.address)


def token_of(request: Request) -> str | None:
    """What opens the conversation: the cookie; in a frame, never that one."""
    return web_framed.token_of(request) if web_framed.is_framed(request) else request.cookies.get(COOKIE)


async def find_visit(request: Request, services: Services) -> Visit:
    """What the request's token opens."""
    return await visit_of(token_of(request), services)


async def visit_of(token: str | None, services: Services) -> Visit:
    """Look up a token. A session that nobody used for a while opens nothing any more."""
    if not token:
        return Visit()
    async with services.db.read() as session:
        found = await session.scalar(
            select(WebSession)
            .where(WebSession.token_hash == _hash(token))
            .options(selectinload(WebSession.conversation))
        )
    if found is None:
        return Visit()
    if is_idle(found, services):
        return Visit(closed_locale=found.conversation.locale)
    return Visit(found)


def is_idle(session: WebSession, services: Services) -> bool:
    """Whether the device was left alone for longer than the service allows."""
    return services.now() - session.seen_at > timedelta(minutes=services.settings.profile.chat.idle_minutes)


async def touch(session: WebSession | None, services: Services) -> None:
    """Note that somebody is there. Writes at most every half minute."""
    if session is None or services.now() - session.seen_at < TOUCH_EVERY:
        return
    async with services.db.begin() as writing:
        await writing.execute(
            update(WebSession).where(WebSession.token_hash == session.token_hash).values(seen_at=services.now())
        )


async def open_session(
    services: Services, conversation_id: UUID, first_position: int = 0, reference: str | None = None
) -> str:
    """Let a device into a conversation; return the token for its cookie."""
    token = secrets.token_urlsafe(32)
    async with services.db.begin() as session:
        session.add(
            WebSession(
                token_hash=_hash(token),
                conversation_id=conversation_id,
                first_position=first_position,
                reference=reference,
                created_at=services.now(),
                seen_at=services.now(),
            )
        )
    return token


async def end_session(request: Request, services: Services) -> None:
    """Close the conversation on this device only. Safe to run twice."""
    token = token_of(request)
    if token:
        async with services.db.begin() as session:
            await session.execute(delete(WebSession).where(WebSession.token_hash == _hash(token)))


def set_cookie(request: Request, response: Response, token: str, services: Services) -> None:
    """Give the token to the device, until its browser closes."""
    if web_framed.is_framed(request):
        web_framed.set_cookie(response, token)
    else:
        response.set_cookie(COOKIE, token, httponly=True, samesite="lax", secure=services.settings.env.secure_cookies)


def drop_cookie(request: Request, response: Response) -> None:
    """Take the token back."""
    if web_framed.is_framed(request):
        web_framed.drop_cookie(response)
    else:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")


def _hash(token: str) -> str:
    return db.vault().hash("web session", token)
