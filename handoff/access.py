"""A family's way back to its own record: the reference and the passphrase chosen when it was made (R47)."""

import asyncio
import secrets
from datetime import timedelta
from functools import cache
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import VerificationError
from sqlalchemy import func, select

from bot import db
from bot.services import OpenedRecord, Services
from handoff.intake import folded_passphrase
from handoff.models import Caseworker, Enquiry, SignInAttempt

WINDOW = timedelta(minutes=15)
MOST_FAILURES = 5  # in the window, for one reference or one device

_passwords = PasswordHasher()


@cache
def _of_nobody() -> str:
    """Verified where there is no such record, so that a wrong reference takes as long as a wrong passphrase."""
    return _passwords.hash(secrets.token_hex())


async def open_record(services: Services, reference: str, passphrase: str, client_hash: str) -> OpenedRecord | None:
    """The record that both fit; None if not, or after too many tries. Every try is counted."""
    asked = (db.vault().hash("return", reference.strip().upper()), db.vault().hash("return_from", client_hash))
    if await _has_tried_too_often(services, asked):
        return None
    async with services.db.read() as session:
        enquiry = await session.scalar(select(Enquiry).where(Enquiry.reference == reference.strip().upper()))
    stored = enquiry.passphrase_hash if enquiry and enquiry.passphrase_hash else _of_nobody()
    is_right = await asyncio.to_thread(_verify, stored, passphrase)
    opened = is_right and enquiry is not None and enquiry.conversation_id is not None
    await _count(services, asked, succeeded=opened)
    if not opened or enquiry is None or enquiry.conversation_id is None:
        return None
    return OpenedRecord(enquiry.conversation_id, enquiry.first_position)


def _verify(stored: str, passphrase: str) -> bool:
    try:
        return _passwords.verify(stored, folded_passphrase(passphrase))
    except VerificationError:
        return False


async def _has_tried_too_often(services: Services, asked: tuple[str, str]) -> bool:
    since = services.now() - WINDOW
    async with services.db.read() as session:
        failures = await session.execute(
            select(SignInAttempt.who, func.count())
            .where(SignInAttempt.who.in_(asked), SignInAttempt.at > since, SignInAttempt.succeeded.is_(False))
            .group_by(SignInAttempt.who)
        )
        return any(count >= MOST_FAILURES for _, count in failures)


async def _count(services: Services, asked: tuple[str, str], *, succeeded: bool) -> None:
    async with services.db.begin() as session:
        session.add_all(SignInAttempt(who=who, at=services.now(), succeeded=succeeded) for who in asked)


async def caseworker_name(services: Services, caseworker_id: str) -> str:
    """What families see of a caseworker: first name and service title (R42)."""
    async with services.db.read() as session:
        found = await session.get(Caseworker, UUID(caseworker_id))
    return f"{found.first_name}, {found.title}" if found else ""
