"""A caseworker writes to the only conversation there is."""

from uuid import uuid4

from sqlalchemy import select

from bot import outbox
from bot.models import Conversation
from bot.services import Services


async def write_as_caseworker(services: Services, text: str) -> None:
    """Queue and send a caseworker's words."""
    async with services.db.begin() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        position = await outbox.next_position(session, conversation.id)
        session.add_all(outbox.queued_by_caseworker(conversation, text, uuid4(), position, services.now()))
    await outbox.send_due(services, conversation.id)
