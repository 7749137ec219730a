"""STOP and START: whether anything may be sent to an address, by anyone (R43)."""

from sqlalchemy.ext.asyncio import AsyncSession

from bot.events import OptedOut
from bot.models import Conversation, Message, Stopped
from bot.services import Services


async def stop(session: AsyncSession, conversation: Conversation, services: Services) -> None:
    """From now on nothing is sent. Safe to run twice."""
    conversation.stopped_at = services.now()
    await session.merge(Stopped(address_hash=conversation.address_hash, stopped_at=services.now()))


async def stop_by_carrier(
    session: AsyncSession, conversation: Conversation, message: Message, services: Services
) -> None:
    """The carrier says that they wrote STOP to it: the same as STOP to us, staff are told too. Safe to run twice."""
    if conversation.stopped_at:
        return
    await stop(session, conversation, services)
    for handle in services.handlers.get(OptedOut, ()):
        await handle(session, conversation, message, OptedOut())


async def start(session: AsyncSession, conversation: Conversation) -> None:
    """They want to hear from us again."""
    conversation.stopped_at = None
    stopped = await session.get(Stopped, conversation.address_hash)
    if stopped:
        await session.delete(stopped)


def is_barred(message: Message, conversation: Conversation) -> bool:
    """Whether a message may not be sent. The one word that confirms STOP was written in the moment of the stop."""
    return conversation.stopped_at is not None and message.created_at != conversation.stopped_at
