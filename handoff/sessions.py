"""Who is signed in. The cookie holds a random token and nothing else; the database holds its keyed hash."""

import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import Response

from bot.db import vault
from bot.services import Services
from handoff import audit
from handoff.models import Caseworker, ConsoleSession

COOKIE, PATH = "console", "/console"
IDLE, LONGEST = timedelta(minutes=30), timedelta(hours=10)
WARN_BEFORE = timedelta(minutes=5)
TOUCH_EVERY = timedelta(seconds=30)


@dataclass(frozen=True)
class SignedIn:
    """A caseworker at work, and the token that every form of theirs carries."""

    caseworker: Caseworker
    token_hash: str
    form_token: str
    seen_at: datetime
    ends_at: datetime  # when it ends if nothing more is done

    def is_over(self, now: datetime) -> bool:
        """Whether this sign-in has ended by now."""
        return now >= self.ends_at

    def is_ending(self, now: datetime) -> bool:
        """Whether it ends within the time of the warning."""
        return now >= self.ends_at - WARN_BEFORE


async def open_session(session: AsyncSession, caseworker_id: UUID, now: datetime) -> str:
    """Begin a sign-in and clear away those that are over; return the token for the cookie."""
    token = secrets.token_urlsafe(32)
    await session.execute(
        delete(ConsoleSession).where(
            or_(ConsoleSession.seen_at <= now - IDLE, ConsoleSession.created_at <= now - LONGEST)
        )
    )
    session.add(
        ConsoleSession(
            token_hash=_hash(token),
            caseworker_id=caseworker_id,
            form_token=secrets.token_urlsafe(32),
            created_at=now,
            seen_at=now,
        )
    )
    return token


async def find_session(services: Services, token: str | None) -> SignedIn | None:
    """Whose token this is; None if nobody's, over, or a caseworker's who has left."""
    if not token:
        return None
    async with services.db.read() as session:
        row = (
            await session.execute(
                select(ConsoleSession, Caseworker)
                .join(Caseworker, Caseworker.id == ConsoleSession.caseworker_id)
                .where(ConsoleSession.token_hash == _hash(token), Caseworker.is_active)
            )
        ).first()
    if row is None:
        return None
    stored, caseworker = row
    signed_in = _signed_in(stored, caseworker)
    return None if signed_in.is_over(services.now()) else signed_in


def _signed_in(stored: ConsoleSession, caseworker: Caseworker) -> SignedIn:
    return SignedIn(
        caseworker=caseworker,
        token_hash=stored.token_hash,
        form_token=stored.form_token,
        seen_at=stored.seen_at,
        ends_at=min(stored.seen_at + IDLE, stored.created_at + LONGEST),
    )


async def touch(services: Services, signed_in: SignedIn) -> None:
    """Note that somebody is at work. Writes at most every half minute."""
    if services.now() - signed_in.seen_at < TOUCH_EVERY:
        return
    async with services.db.begin() as session:
        await session.execute(
            update(ConsoleSession)
            .where(ConsoleSession.token_hash == signed_in.token_hash)
            .values(seen_at=services.now())
        )


async def end_session(services: Services, signed_in: SignedIn) -> None:
    """Sign out. Safe to run twice."""
    async with services.db.begin() as session:
        await session.execute(delete(ConsoleSession).where(ConsoleSession.token_hash == signed_in.token_hash))
        await audit.record(session, signed_in.caseworker.id, "signed_out", at=services.now())


async def forget_token(services: Services, token: str | None) -> None:
    """End whatever a device was signed in to before. A new sign-in never continues an old one."""
    if token:
        async with services.db.begin() as session:
            await session.execute(delete(ConsoleSession).where(ConsoleSession.token_hash == _hash(token)))


def set_cookie(response: Response, name: str, value: str, services: Services) -> None:
    """Give a value to the browser, for the console only, until the browser closes."""
    response.set_cookie(
        name,
        value,
        path=PATH,
        httponly=True,
        samesite="strict",
        secure=services.settings.env.secure_cookies,
    )


def drop_cookie(response: Response) -> None:
    """Take the token back."""
    response.delete_cookie(COOKIE, path=PATH, httponly=True, samesite="strict")


def _hash(token: str) -> str:
    return vault().hash("console session", token)
