"""Everything that the page of one enquiry shows, loaded in the transaction that writes the view down."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.dates import FoundDay
from bot.models import ArticleVersion, Conversation, Message, MessagePart, TextVersion
from bot.services import Services
from handoff.conversation_view import Line, as_worded, load_lines
from handoff.enquiry_fields import Field, fields_of, level_reasons, others_may_see, priority_reasons
from handoff.models import Caseworker, ConsentEvent, Enquiry, Permission, TimelineEntry
from handoff.promise import answer_due_on, is_overdue
from handoff.queue import one_enquiry
from handoff.time_limits import LimitLine, limit_lines, limits_written


@dataclass(frozen=True)
class Consent:
    """One consent event with the wording that was shown."""

    event: ConsentEvent
    wording: str
    wording_locale: str


@dataclass(frozen=True)
class ShownArticle:
    """An article that the family has been shown."""

    title: str
    locale: str
    state: str
    last_at: datetime


@dataclass(frozen=True)
class EnquiryPage:
    """One enquiry as a caseworker sees it."""

    enquiry: Enquiry
    topic_title: str
    fields: Sequence[Field]
    others_may_see: bool
    level_reasons: Sequence[str]
    priority_reasons: Sequence[str]
    due_on: date | None
    is_overdue: bool
    consents: Sequence[Consent]
    articles: Sequence[ShownArticle]
    lines: Sequence[Line]
    names: dict[UUID, str]
    holder: str  # id of the caseworker in whose hands the conversation is; empty if nobody's
    is_mine: bool
    is_stopped: bool
    has_conversation: bool
    state: str
    today: date
    limits: Sequence[LimitLine]
    written: Sequence[FoundDay]

    def is_review_over(self, permission: Permission) -> bool:
        """Whether a permission is too old to act on without asking again (R9)."""
        return (
            permission.decision == "allowed" and permission.review_on is not None and permission.review_on < self.today
        )

    @property
    def holder_name(self) -> str:
        """Whose hands it is in; empty if nobody's."""
        return self.names.get(UUID(self.holder), "somebody") if self.holder else ""

    @property
    def last_position(self) -> int:
        """The place of the last message shown."""
        return self.lines[-1].position if self.lines else self.enquiry.first_position - 1


async def load_enquiry(session: AsyncSession, caseworker: Caseworker, enquiry_id: UUID) -> Enquiry | None:
    """The enquiry with its permissions and history, if this caseworker may see it."""
    return await session.scalar(
        one_enquiry(caseworker, enquiry_id).options(selectinload(Enquiry.permissions), selectinload(Enquiry.timeline))
    )


async def load_page(session: AsyncSession, caseworker: Caseworker, enquiry: Enquiry, services: Services) -> EnquiryPage:
    """All there is to show. `enquiry` comes from `load_enquiry`."""
    profile, now = services.settings.profile, services.now()
    conversation = await session.get(Conversation, enquiry.conversation_id) if enquiry.conversation_id else None
    day, opened_on = (at.astimezone(profile.zone).date() for at in (now, enquiry.opened_at))
    holder = (conversation.held_by if conversation else str(enquiry.assignee_id or "")) or ""
    return EnquiryPage(
        enquiry=enquiry,
        topic_title=services.library.title(enquiry.topic, "en") if enquiry.topic else "No topic",
        fields=fields_of(enquiry),
        others_may_see=others_may_see(enquiry),
        level_reasons=level_reasons(enquiry, services.library),
        priority_reasons=priority_reasons(enquiry.priority_reasons),
        due_on=answer_due_on(profile, enquiry),
        is_overdue=is_overdue(profile, enquiry, now),
        consents=await _consents(session, enquiry, services),
        articles=await _articles(session, enquiry, services),
        lines=await _lines(session, enquiry, services),
        names=await _names(session),
        holder=holder,
        is_mine=holder == str(caseworker.id),
        is_stopped=conversation is not None and conversation.stopped_at is not None,
        has_conversation=conversation is not None,
        state=state_of(enquiry, conversation),
        today=day,
        limits=limit_lines(enquiry.letter_kind, enquiry.letter_on, enquiry.certificate_on, services.reviews, day),
        written=limits_written((enquiry.words, enquiry.wish), opened_on, enquiry.locale),
    )


async def _lines(session: AsyncSession, enquiry: Enquiry, services: Services) -> list[Line]:
    if enquiry.conversation_id is None:
        return []
    return await load_lines(session, enquiry.conversation_id, enquiry.first_position, services)


async def _names(session: AsyncSession) -> dict[UUID, str]:
    rows = await session.execute(select(Caseworker.id, Caseworker.first_name))
    return {row.id: row.first_name for row in rows}


async def _consents(session: AsyncSession, enquiry: Enquiry, services: Services) -> list[Consent]:
    """Those about this enquiry, and those of its conversation that are about no other."""
    rows = await session.execute(
        select(ConsentEvent, TextVersion.text, TextVersion.locale)
        .outerjoin(TextVersion, TextVersion.id == ConsentEvent.text_version_id)
        .where(
            (ConsentEvent.enquiry_id == enquiry.id)
            | (ConsentEvent.enquiry_id.is_(None) & (ConsentEvent.conversation_id == enquiry.conversation_id))
        )
        .order_by(ConsentEvent.at)
    )
    return [Consent(event, as_worded(text or "", services), locale or "en") for event, text, locale in rows]


async def _articles(session: AsyncSession, enquiry: Enquiry, services: Services) -> list[ShownArticle]:
    """Each article once, as it was last shown. What was shown long before may have been shown to somebody else."""
    before = timedelta(hours=services.settings.profile.retention.unagreed_hours)
    shown: dict[str, ShownArticle] = {}
    for topic, locale, state, at in await session.execute(_articles_shown(enquiry, enquiry.opened_at - before)):
        shown.pop(topic, None)
        shown[topic] = ShownArticle(services.library.title(topic, "en"), locale, state, at)
    return list(shown.values())


def _articles_shown(enquiry: Enquiry, since: datetime) -> Select[str, str, str, datetime]:
    return (
        select(ArticleVersion.topic, ArticleVersion.locale, ArticleVersion.state, Message.created_at)
        .join(MessagePart, MessagePart.article_version_id == ArticleVersion.id)
        .join(Message, Message.id == MessagePart.message_id)
        .where(Message.conversation_id == enquiry.conversation_id, Message.created_at >= since)
        .order_by(Message.position)
    )


def state_of(enquiry: Enquiry, conversation: Conversation | None) -> str:
    """Changes when anything but the messages changes, so that an open page knows it is out of date."""
    entries: list[TimelineEntry] = enquiry.timeline
    seen = [
        enquiry.status,
        enquiry.assignee_id,
        enquiry.level,
        enquiry.interpretation,
        enquiry.delete_on,
        enquiry.route,
        enquiry.area,
        conversation.held_by if conversation else None,
        conversation.stopped_at is None if conversation else None,
        len(entries),
        sorted((str(p.id), p.decision) for p in enquiry.permissions),
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:16]
