"""Deletion on time. Each run leaves a dated line with counts in the purge log (R8, R18)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, Select, delete, exists, func, or_, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import Conversation, Message, MessagePart, WebSession
from bot.services import Services
from bot.state import FlowState
from handoff.models import ConsoleSession, Enquiry, PurgeLog, SignInAttempt


async def strip_conversation(session: AsyncSession, conversation: Conversation, now: datetime) -> None:
    """Take every word out of a conversation. Risk alerts are a class of their own and stay (R32a)."""
    ids = list(await session.scalars(select(Message.id).where(Message.conversation_id == conversation.id)))
    await _strip_messages(session, ids)
    _forget_state(conversation, now)


async def strip_unagreed(services: Services) -> int:
    """Strip messages that no record covers once the time promised is over. Safe to run twice.

    Not covered: those of people who agreed to no record, and what was said before an enquiry began.
    Returns how many messages were stripped.
    """
    now = services.now()
    limit = now - timedelta(hours=services.settings.profile.retention.unagreed_hours)
    async with services.db.begin() as session:
        ids = list(await session.scalars(_uncovered(limit)))
        for some in _batches(ids, 500):
            await _strip_messages(session, some)
        await _forget_states(session, limit, now)
        if ids:
            session.add(PurgeLog(at=now, record_class="unagreed_message", removed=len(ids)))
    return len(ids)


def _uncovered(limit: datetime) -> Select[UUID]:
    began = (
        select(func.min(Enquiry.first_position))
        .where(Enquiry.conversation_id == Message.conversation_id)
        .scalar_subquery()
    )
    has_words = exists().where(MessagePart.message_id == Message.id, MessagePart.is_stripped.is_(False))
    return (
        select(Message.id)
        .join(Conversation, Conversation.id == Message.conversation_id)
        .where(Message.created_at <= limit)
        .where(or_(Conversation.keeps_record.is_(False), Message.position < began))
        .where(or_(Message.body.is_not(None), Message.choices.is_not(None), has_words))
    )


async def _strip_messages(session: AsyncSession, ids: Sequence[UUID]) -> None:
    await session.execute(update(Message).where(Message.id.in_(ids)).values(body=None, choices=None))
    await session.execute(update(MessagePart).where(MessagePart.message_id.in_(ids)).values(text="", is_stripped=True))


async def _forget_states(session: AsyncSession, limit: datetime, now: datetime) -> None:
    """What a conversation was in the middle of holds words too."""
    idle = await session.scalars(
        select(Conversation)
        .where(Conversation.keeps_record.is_(False), Conversation.last_seen_at <= limit)
        .where(Conversation.stripped_at.is_(None))
    )
    for conversation in idle:
        _forget_state(conversation, now)


def _forget_state(conversation: Conversation, now: datetime) -> None:
    kept = FlowState.from_json(conversation.state)
    conversation.state = FlowState(welcomed=kept.welcomed, choices=kept.choices).to_json()
    conversation.stripped_at = now


async def purge_traces(services: Services) -> int:
    """Devices' ways into a conversation, and counted tries, once they serve nothing. Safe to run twice."""
    now = services.now()
    limit = now - timedelta(hours=services.settings.profile.retention.unagreed_hours)
    async with services.db.begin() as session:
        removed = 0
        for statement in (
            delete(WebSession).where(WebSession.seen_at <= limit),
            delete(SignInAttempt).where(SignInAttempt.at <= limit),
            delete(ConsoleSession).where(ConsoleSession.seen_at <= limit),
        ):
            removed += cast("CursorResult[Any]", await session.execute(statement)).rowcount
        if removed:
            session.add(PurgeLog(at=now, record_class="sessions_and_attempts", removed=removed))
    return removed


def _batches(ids: list[UUID], size: int) -> Iterator[list[UUID]]:
    rest = iter(ids)
    while some := list(islice(rest, size)):
        yield some
