"""Adding caseworkers and signing them in."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from sqlalchemy import delete, func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.db import vault
from bot.locks import one_at_a_time
from bot.services import Services
from handoff import audit
from handoff.errors import Refused, SignInRefused
from handoff.models import Caseworker, SignInAttempt
from handoff.passwords import hash_password, is_outdated, is_right, why_unsuitable
from handoff.sessions import open_session

ROLES = ("manager", "caseworker", "volunteer", "safeguarding_lead", "administrator", "lay_reader")
HIGHEST_FOR_VOLUNTEERS = 2  # R3
WINDOW = timedelta(minutes=15)
MOST_FAILURES_OF_ONE, MOST_FAILURES_FROM_ONE = 5, 20  # one e-mail address; one network, which an office shares
KEEP_ATTEMPTS = timedelta(days=1)
WRONG = "That e-mail address and password do not fit together."
TOO_OFTEN = "Too many tries. Wait 15 minutes, then try again."


@dataclass(frozen=True)
class NewCaseworker:
    """What is known of somebody before they can sign in. `title` is what families see."""

    email: str
    first_name: str
    title: str
    role: str
    highest_level: int
    password: str
    is_adviser: bool = False
    reads_locales: tuple[str, ...] = ()

    def why_not(self) -> str | None:
        """What is wrong with it, in words; None if nothing is."""
        local, at, domain = self.email.strip().partition("@")
        if not (local and at and "." in domain) or any(c.isspace() for c in self.email.strip()):
            return "That is not an e-mail address."
        if not self.first_name.strip() or not self.title.strip():
            return "Families see a first name and a title: both are needed."
        if self.role not in ROLES:
            return f"The role is one of: {', '.join(ROLES)}."
        if not 0 <= self.highest_level <= 4:
            return "The highest level is a number from 0 to 4."
        if self.role == "volunteer" and self.highest_level > HIGHEST_FOR_VOLUNTEERS:
            return f"Volunteers and students work at level {HIGHEST_FOR_VOLUNTEERS} at most."
        return why_unsuitable(self.password, (local, self.first_name.strip()))


async def add_user(services: Services, new: NewCaseworker) -> str | None:
    """Add a caseworker who may sign in. Returns what is wrong, in words, or None when it is done."""
    if why := _why_not_marked(services, new.role, new.is_adviser, new.reads_locales):
        return why
    try:
        async with services.db.begin() as session:
            await add_caseworker(session, new, services.now())
    except IntegrityError:
        return "Somebody with this e-mail address is there already."
    except Refused as refusal:
        return refusal.reason
    return None


async def add_caseworker(session: AsyncSession, new: NewCaseworker, now: datetime) -> Caseworker:
    """Add a caseworker in the caller's transaction.

    Raises:
        Refused: something about them or their password is not accepted.
        IntegrityError: the e-mail address is taken.
    """
    if why := new.why_not():
        raise Refused(why)
    caseworker = Caseworker(
        id=uuid4(),
        sign_in_hash=email_hash(new.email),
        email=new.email.strip(),
        first_name=new.first_name.strip(),
        title=new.title.strip(),
        role=new.role,
        highest_level=new.highest_level,
        password_hash=await hash_password(new.password),
        is_adviser=new.is_adviser,
        reads_locales=" ".join(new.reads_locales),
        created_at=now,
    )
    session.add(caseworker)
    await session.flush()
    codes: dict[str, audit.Code] = {"role": new.role, "highest_level": new.highest_level}
    codes |= {"is_adviser": new.is_adviser, "reads_locales": caseworker.reads_locales}
    await audit.record(session, None, "caseworker_added", f"caseworker:{caseworker.id}", at=now, **codes)
    return caseworker


async def mark_user(
    services: Services, email: str, is_adviser: bool | None, reads_locales: tuple[str, ...] | None
) -> str | None:
    """Say that somebody is a trained adviser, or reads languages; None leaves it. Returns what is wrong, or None."""
    async with services.db.begin() as session:
        found = await session.scalar(select(Caseworker).where(Caseworker.sign_in_hash == email_hash(email)))
        if found is None:
            return "Nobody signs in with this e-mail address."
        is_adviser = found.is_adviser if is_adviser is None else is_adviser
        reads = tuple(found.reads_locales.split()) if reads_locales is None else reads_locales
        if why := _why_not_marked(services, found.role, is_adviser, reads):
            return why
        found.is_adviser, found.reads_locales = is_adviser, " ".join(reads)
        about = f"caseworker:{found.id}"
        codes: dict[str, audit.Code] = {"is_adviser": is_adviser, "reads_locales": found.reads_locales}
        await audit.record(session, None, "caseworker_marked", about, at=services.now(), **codes)
    return None


def _why_not_marked(services: Services, role: str, is_adviser: bool, reads_locales: tuple[str, ...]) -> str | None:
    offered = [tag for tag in services.settings.profile.languages if tag != "en"]
    if strange := [tag for tag in reads_locales if tag not in offered]:
        return f"Translations are into: {', '.join(offered)}. Not: {', '.join(strange)}."
    if is_adviser and role not in {"manager", "caseworker"}:
        return "Only a manager or a caseworker can be a trained adviser."
    if reads_locales and role == "lay_reader":
        return "A lay reader signs as such and nothing else. Translations need another reader."
    return None


def email_hash(email: str) -> str:
    """How a caseworker is looked up."""
    return vault().hash("sign_in", email.strip().casefold())


async def sign_in(services: Services, email: str, password: str, client_hash: str) -> str:
    """Check a password and begin a sign-in; return the token for its cookie.

    The try is counted before the password is read, so that many at once do not slip through.

    Raises:
        SignInRefused: wrong, or tried too often.
    """
    tried = (email_hash(email), vault().hash("sign_in_from", client_hash))
    attempts = await _count_try(services, tried)
    async with services.db.read() as session:
        found = await session.scalar(
            select(Caseworker).where(Caseworker.sign_in_hash == tried[0], Caseworker.is_active)
        )
    if not await is_right(found.password_hash if found else None, password) or found is None:
        await _note_failure(services, found.id if found else None)
        raise SignInRefused(WRONG)
    new_hash = await hash_password(password) if is_outdated(found.password_hash) else None
    return await _begin(services, found.id, attempts, tried[0], new_hash)


async def _count_try(services: Services, tried: tuple[str, str]) -> list[UUID]:
    """Write the try down as failed until it is known to succeed."""
    now = services.now()
    async with services.db.begin() as session:
        await one_at_a_time(session, "sign in")
        refused = await _has_tried_too_often(session, tried, now)
        attempts = [SignInAttempt(id=uuid4(), who=who, at=now, succeeded=False) for who in tried]
        if refused:
            await audit.record(session, None, "sign_in_blocked", at=now)
        else:
            session.add_all(attempts)
    if refused:
        raise SignInRefused(TOO_OFTEN)
    return [attempt.id for attempt in attempts]


async def _has_tried_too_often(session: AsyncSession, tried: tuple[str, str], now: datetime) -> bool:
    counted = await session.execute(
        select(SignInAttempt.who, func.count())
        .where(SignInAttempt.who.in_(tried), SignInAttempt.at > now - WINDOW, SignInAttempt.succeeded.is_(False))
        .group_by(SignInAttempt.who)
    )
    failures = {row[0]: row[1] for row in counted}
    return failures.get(tried[0], 0) >= MOST_FAILURES_OF_ONE or failures.get(tried[1], 0) >= MOST_FAILURES_FROM_ONE


async def _note_failure(services: Services, caseworker_id: UUID | None) -> None:
    about = f"caseworker:{caseworker_id}" if caseworker_id else None
    async with services.db.begin() as session:
        await audit.record(session, None, "sign_in_failed", about, at=services.now())


async def _begin(services: Services, caseworker_id: UUID, attempts: list[UUID], who: str, new_hash: str | None) -> str:
    """The right password: earlier slips of the same person no longer count."""
    now = services.now()
    async with services.db.begin() as session:
        await session.execute(update(SignInAttempt).where(SignInAttempt.id.in_(attempts)).values(succeeded=True))
        await session.execute(
            delete(SignInAttempt).where(
                ((SignInAttempt.who == who) & SignInAttempt.succeeded.is_(False))
                | (SignInAttempt.at <= now - KEEP_ATTEMPTS)
            )
        )
        if new_hash:
            await session.execute(
                update(Caseworker).where(Caseworker.id == caseworker_id).values(password_hash=new_hash)
            )
        token = await open_session(session, caseworker_id, now)
        await audit.record(session, caseworker_id, "signed_in", at=now)
    return token
