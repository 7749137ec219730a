"""Telling staff outside the console that something waits: by e-mail, never what or about whom.

Notices are rows written with what they are about and sent afterwards; a mail server that is away loses none.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.utils import format_datetime, make_msgid
from uuid import UUID

import aiosmtplib
import structlog
from sqlalchemy import Select, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.live import CONSOLE
from bot.services import Services
from bot.settings import Environment
from handoff.models import Enquiry, RiskAlert, StaffNotice, TimelineEntry
from handoff.promise import is_overdue, office_time

log = structlog.get_logger()
ACKNOWLEDGE_WITHIN = timedelta(minutes=15)  # of office time (R32b)
MOST_ATTEMPTS = 12
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
SMTP_TIMEOUT_S = 15.0
IMPLICIT_TLS_PORT = 465
_URGENT = frozenset({"risk_alert", "risk_escalated"})


@dataclass(frozen=True)
class Claimed:
    """A notice that is being sent now. `attempts` counts this one."""

    id: UUID
    kind: str
    attempts: int


def is_configured(env: Environment) -> bool:
    """Whether there is any way to tell staff."""
    return bool(env.smtp_host and env.staff_email)


async def queue_notice(session: AsyncSession, kind: str, about_id: UUID | None, now: datetime) -> None:
    """Tell staff once this transaction is committed."""
    session.add(StaffNotice(kind=kind, about_id=about_id, created_at=now, due_at=now))


async def send_notices(services: Services) -> int:
    """Send what is due; return how many went out. Safe to run twice and by several workers."""
    if not is_configured(services.settings.env):
        return 0
    return sum([await _send_one(notice, services) for notice in await _claim(services)])


async def _claim(services: Services) -> list[Claimed]:
    """Take what is due. A worker that dies now leaves it to be sent again after the wait."""
    now = services.now()
    async with services.db.read() as session:  # first without keeping writers out
        if (await session.scalar(_due(now))) is None:
            return []
    async with services.db.begin() as session:
        notices = list(await session.scalars(_due(now).with_for_update(skip_locked=True)))
        for notice in notices:
            notice.attempts += 1
            notice.due_at = now + min(FIRST_WAIT * 2 ** (notice.attempts - 1), LONGEST_WAIT)
        return [Claimed(notice.id, notice.kind, notice.attempts) for notice in notices]


def _due(now: datetime) -> Select[StaffNotice]:
    return (
        select(StaffNotice)
        .where(StaffNotice.sent_at.is_(None), StaffNotice.failed_at.is_(None), StaffNotice.due_at <= now)
        .order_by(StaffNotice.created_at)
        .limit(50)
    )


async def _send_one(notice: Claimed, services: Services) -> bool:
    problem = await _send(services, notice.kind)
    now = services.now()
    async with services.db.begin() as session:
        if problem is None:
            await _mark(session, notice.id, sent_at=now)
        elif notice.attempts >= MOST_ATTEMPTS:
            await _mark(session, notice.id, failed_at=now)
    if problem:
        log.error("staff_not_told", notice=str(notice.id), attempts=notice.attempts, problem=problem)
    return problem is None


async def _mark(session: AsyncSession, notice_id: UUID, **values: datetime) -> None:
    await session.execute(update(StaffNotice).where(StaffNotice.id == notice_id).values(**values))


async def send_test(services: Services) -> str | None:
    """Send one notice now, for `doctor`. Returns what went wrong, in words, or None."""
    if not is_configured(services.settings.env):
        return "No way to tell staff: set ALONGSIDE_SMTP_HOST and ALONGSIDE_STAFF_EMAIL in .env."
    return await _send(services, "test")


async def _send(services: Services, kind: str) -> str | None:
    """Hand one e-mail to the mail server. Returns what went wrong, without addresses, or None."""
    env = services.settings.env
    implicit = env.smtp_port == IMPLICIT_TLS_PORT
    try:
        await aiosmtplib.send(
            compose_notice(env, kind, services.now()),
            hostname=env.smtp_host,
            port=env.smtp_port,
            username=env.smtp_user or None,
            password=env.smtp_password.get_secret_value() or None,
            use_tls=implicit,
            start_tls=env.smtp_starttls and not implicit,
            timeout=SMTP_TIMEOUT_S,
        )
    except aiosmtplib.SMTPResponseException as error:  # not its text: it can quote the address
        return f"The mail server answered {error.code}."
    except (aiosmtplib.SMTPException, OSError) as error:
        return f"The mail server cannot be used ({type(error).__name__})."
    return None


def compose_notice(env: Environment, kind: str, now: datetime) -> EmailMessage:
    """The e-mail. It says that something waits and, where minutes count, that it is to be looked at now."""
    sender = env.smtp_from or env.staff_email.split(",")[0].strip()
    message = EmailMessage()
    message["From"], message["To"] = sender, env.staff_email
    message["Date"] = format_datetime(now)
    message["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    message["Auto-Submitted"] = "auto-generated"
    message["Subject"] = _subject(kind)
    if kind in _URGENT:
        message["X-Priority"] = "1"
    message.set_content(f"{_subject(kind)}.\n\nOpen the console: {_console_address(env)}\n")
    return message


def _subject(kind: str) -> str:
    if kind == "test":
        return "A test: e-mail from the console arrives"
    return "Something waits in the console: please look now" if kind in _URGENT else "Something waits in the console"


def _console_address(env: Environment) -> str:
    return f"{(env.public_url or f'http://{env.host}:{env.port}').rstrip('/')}/console/"


async def find_breaches(services: Services) -> int:
    """Mark each promise that was not kept, once for each time a family waits, and tell staff. Returns how many."""
    profile, now = services.settings.profile, services.now()
    waiting = (
        select(Enquiry)
        .where(Enquiry.status == "open", Enquiry.waiting_since.is_not(None))
        .where(Enquiry.promised_on < now.astimezone(profile.zone).date())
        .where(or_(Enquiry.breached_at.is_(None), Enquiry.breached_at < Enquiry.waiting_since))
        .with_for_update(skip_locked=True)
    )
    async with services.db.begin() as session:
        late = [enquiry for enquiry in await session.scalars(waiting) if is_overdue(profile, enquiry, now)]
        for enquiry in late:
            enquiry.breached_at = now
            session.add(TimelineEntry(enquiry_id=enquiry.id, kind="breached", at=now))
            await queue_notice(session, "breach", enquiry.id, now)
    if late:
        services.live.wake(CONSOLE)
    return len(late)


async def escalate_alerts(services: Services) -> int:
    """Pass on each alert that nobody acknowledged in 15 minutes of office time (R32b). Returns how many."""
    profile, now = services.settings.profile, services.now()
    unseen = (
        select(RiskAlert)
        .where(RiskAlert.acknowledged_at.is_(None), RiskAlert.escalated_at.is_(None))
        .with_for_update(skip_locked=True)
    )
    async with services.db.begin() as session:
        late = [
            alert
            for alert in await session.scalars(unseen)
            if office_time(profile, alert.raised_at, now) >= ACKNOWLEDGE_WITHIN
        ]
        for alert in late:
            alert.escalated_at = now
            await queue_notice(session, "risk_escalated", alert.id, now)
    if late:
        services.live.wake(CONSOLE)
    return len(late)
