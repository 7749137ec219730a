"""Replies wait here until they are sent. Written with the state they belong to, sent after the commit."""

import random
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID, uuid4

import structlog
from sqlalchemy import ColumnElement, exists, func, select, update
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, selectinload

from bot.compose import Composed
from bot.errors import ContactStopped, PermanentFailure, TemporaryFailure
from bot.messages import Address, OutboundMessage
from bot.models import Conversation, Message, MessagePart
from bot.services import Services
from bot.sms_layout import SPLIT_CHANNELS, split_words
from bot.stopping import is_barred, stop_by_carrier

log = structlog.get_logger()
LEASE = timedelta(seconds=60)
LEAST_LEASE = timedelta(seconds=20)  # left for a send to begin: no carrier is waited for longer
MOST_ATTEMPTS = 8
_EARLIER = aliased(Message)


async def next_position(session: AsyncSession, conversation_id: UUID) -> int:
    """The place of the next message of a conversation. Call it inside a writing transaction."""
    last = await session.scalar(select(func.max(Message.position)).where(Message.conversation_id == conversation_id))
    return (last or 0) + 1


def queued(
    conversation: Conversation, composed: Composed, position: int, now: datetime, first_number: int = 1
) -> Message:
    """A reply of the bot, to be sent. Choices that go on from an earlier text message keep their numbers."""
    parts = [
        MessagePart(
            position=n,
            role=part.role,
            text=part.text,
            article_version_id=part.article_version_id,
            text_version_id=part.text_version_id,
        )
        for n, part in enumerate(composed.parts)
    ]
    choices = _numbered(composed, first_number) or None
    return _outbound(conversation, parts, position, now, choices=choices)


def _numbered(composed: Composed, first_number: int) -> list[list[Any]]:
    if first_number == 1:
        return [list(choice) for choice in composed.choices]
    return [[*choice, number] for number, choice in enumerate(composed.choices, first_number)]


def stored(
    conversation: Conversation, composed: Composed, position: int, services: Services, first_number: int = 1
) -> Message:
    """A reply of the bot: to be sent, or sent already where pages read what is stored.

    Of a conversation that has just been stopped it is the word that confirms it, dated with the stop.
    """
    at = conversation.stopped_at or services.now()
    message = queued(conversation, composed, position, at, first_number)
    if services.channels[conversation.channel].is_pulled and conversation.stopped_at is None:
        message.status, message.provider_id, message.sent_at = "sent", str(message.id), services.now()
    return message


def queued_by_caseworker(
    conversation: Conversation, text: str, caseworker_id: UUID, position: int, now: datetime
) -> list[Message]:
    """A caseworker's own words, to be sent: one message, or as few text messages as the carrier takes."""
    texts = split_words(text) if conversation.channel in SPLIT_CHANNELS else [text]
    author = str(caseworker_id)
    return [
        _outbound(
            conversation,
            [MessagePart(position=0, role="caseworker", text=one, caseworker_id=author)],
            position + n,
            now,
            author=author,
        )
        for n, one in enumerate(texts)
    ]


def _outbound(
    conversation: Conversation,
    parts: list[MessagePart],
    position: int,
    now: datetime,
    choices: list[list[Any]] | None = None,
    author: str | None = None,
) -> Message:
    return Message(
        id=uuid4(),
        conversation_id=conversation.id,
        position=position,
        direction="out",
        channel=conversation.channel,
        status="queued",
        purpose="reply",
        parts=parts,
        choices=choices,
        author=author,
        created_at=now,
        due_at=now,
    )


async def send_due(services: Services, conversation_id: UUID | None = None) -> int:
    """Send what is due, oldest first within each conversation. Returns how many were handed over.

    Safe to run twice and by several workers: a message is claimed with a lease before it is sent. Where one has to be
    tried again, those after it in its conversation wait for it.
    """
    sent, waiting = 0, set[UUID]()
    for message in await _claim(services, conversation_id):
        is_late = message.lease_until is not None and services.now() > message.lease_until - LEAST_LEASE
        if is_late or message.conversation_id in waiting:
            await _give_back(services, message)
            waiting.add(message.conversation_id)
            continue
        became = await _send(message, services)
        sent += became == "sent"
        waiting |= {message.conversation_id} if became == "later" else set()
    return sent


def _must_wait(now: datetime) -> ColumnElement[bool]:
    """Whether an earlier message of the conversation is neither sent, nor given up, nor due now."""
    return exists().where(
        _EARLIER.conversation_id == Message.conversation_id,
        _EARLIER.position < Message.position,
        _EARLIER.direction == "out",
        _EARLIER.status.in_(("queued", "sending")),
        (_EARLIER.due_at > now) | (_EARLIER.lease_until >= now),
    )


async def _give_back(services: Services, message: Message) -> None:
    """A claimed message that was not tried after all, unless another worker has claimed it since."""
    ours = Message.status == "sending", Message.lease_until == message.lease_until
    given_back = {"status": "queued", "lease_until": None, "attempts": message.attempts - 1}
    async with services.db.begin() as session:
        await session.execute(update(Message).where(Message.id == message.id, *ours).values(**given_back))


async def _claim(services: Services, conversation_id: UUID | None) -> list[Message]:
    now = services.now()
    due = (
        select(Message.id)
        .where(Message.direction == "out", Message.status.in_(("queued", "sending")), Message.due_at <= now)
        .where((Message.lease_until.is_(None)) | (Message.lease_until < now), ~_must_wait(now))
        .order_by(Message.conversation_id, Message.position)
        .limit(100)
        .with_for_update(skip_locked=True)
    )
    if conversation_id:
        due = due.where(Message.conversation_id == conversation_id)
    async with services.db.begin() as session:
        ids = list(await session.scalars(due))
        if not ids:
            return []
        await session.execute(
            update(Message)
            .where(Message.id.in_(ids))
            .values(status="sending", lease_until=now + LEASE, attempts=Message.attempts + 1)
        )
        found = await session.scalars(
            select(Message)
            .where(Message.id.in_(ids))
            .order_by(Message.conversation_id, Message.position)
            .options(selectinload(Message.parts), selectinload(Message.conversation))
        )
        return list(found)


async def _send(message: Message, services: Services) -> Literal["sent", "failed", "later"]:
    """Hand one claimed message to its channel and note what became of it."""
    conversation = message.conversation
    if is_barred(message, conversation):
        await _note(services, message.id, status="failed", error_code="stopped")
        return "failed"
    try:
        provider_id = await services.channels[message.channel].send(outbound(message))
    except PermanentFailure as error:
        log.warning("not_delivered", message=str(message.id), code=str(error))
        await _note(services, message.id, status="failed", error_code=str(error)[:40])
        if isinstance(error, ContactStopped):
            await _stop(services, message.id)
        return "failed"
    except TemporaryFailure as error:
        return await _try_again(services, message, str(error)[:40])
    await _note(services, message.id, status="sent", provider_id=provider_id, sent_at=services.now(), lease_until=None)
    return "sent"


def outbound(message: Message) -> OutboundMessage:
    """The message as a channel gets it."""
    conversation = message.conversation
    return OutboundMessage(
        id=message.id,
        recipient=Address(conversation.channel, conversation.address),
        conversation_id=conversation.id,
        locale=conversation.locale,
        parts=tuple((part.role, part.text) for part in message.parts),
        choices=tuple((choice[0], choice[1]) for choice in message.choices or ()),
        first_number=next((choice[2] for choice in message.choices or () if len(choice) > 2), 1),
        in_doubt_since=message.created_at if message.attempts > 1 else None,
    )


async def _try_again(services: Services, message: Message, code: str) -> Literal["failed", "later"]:
    """Back off, twice as long each time with jitter; give up into a visible state after the last."""
    if message.attempts >= MOST_ATTEMPTS:
        await _note(services, message.id, status="failed", error_code=code)
        return "failed"
    wait = timedelta(seconds=2**message.attempts * random.uniform(0.5, 1.5))  # noqa: S311  # jitter, not a secret
    await _note(services, message.id, status="queued", due_at=services.now() + wait, lease_until=None, error_code=code)
    return "later"


async def _note(services: Services, message_id: UUID, **values: object) -> None:
    """Only while it is ours to send: the carrier may have told us more by now, and that counts."""
    ours = Message.status.in_(("queued", "sending"))
    async with services.db.begin() as session:
        await session.execute(update(Message).where(Message.id == message_id, ours).values(**values))


async def _stop(services: Services, message_id: UUID) -> None:
    async with services.db.begin() as session:
        message = await session.get_one(Message, message_id, options=[selectinload(Message.conversation)])
        await stop_by_carrier(session, message.conversation, message, services)
