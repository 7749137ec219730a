"""One change to an enquiry: locked, written down, and told to open pages after the commit."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot import outbox
from bot.compose import compose
from bot.errors import NotFound
from bot.live import CONSOLE
from bot.models import Conversation
from bot.services import Services
from bot.state import Reply, TextPart
from handoff import audit
from handoff.errors import Refused
from handoff.models import Caseworker, Enquiry, TimelineEntry
from handoff.queue import one_enquiry

PRIVATE_CHANNELS = frozenset({"web"})  # read behind the family's own cookie, not on a lock screen


@dataclass(frozen=True)
class Change:
    """An enquiry under a caseworker's hand, in an open transaction."""

    services: Services
    session: AsyncSession
    caseworker: Caseworker
    enquiry: Enquiry
    conversation: Conversation | None
    now: datetime

    async def write_down(self, kind: str, text: str | None = None, **codes: audit.Code) -> None:
        """Add to the enquiry's timeline and to the audit log. Call it last."""
        entry = TimelineEntry(
            enquiry_id=self.enquiry.id, kind=kind, caseworker_id=self.caseworker.id, text=text, at=self.now
        )
        self.session.add(entry)
        about = f"enquiry:{self.enquiry.id}"
        await audit.record(self.session, self.caseworker.id, kind, about, at=self.now, **codes)

    async def tell_family(self, key: str, **values: Any) -> None:
        """Send a fixed text, unless nothing may be sent, or somebody else may read it on the phone (R46)."""
        if self.conversation is None or self.conversation.stopped_at or not self._may_name_us():
            return
        reply = Reply((TextPart(key, values),))
        composed = compose(reply, self.conversation.locale, self.services)
        position = await outbox.next_position(self.session, self.conversation.id)
        self.session.add(outbox.queued(self.conversation, composed, position, self.now))

    def _may_name_us(self) -> bool:
        return self.enquiry.channel in PRIVATE_CHANNELS or self.enquiry.phone_seen == "no"

    def writable_conversation(self) -> Conversation:
        """The conversation, if this caseworker may write in it now.

        Raises:
            Refused: it is gone, stopped, or not in their hands.
        """
        if self.conversation is None:
            raise Refused("The conversation has been deleted. There is nowhere to reply to.")
        if self.conversation.stopped_at:
            raise Refused("The family sent STOP. Nothing more may be sent to this address, by anyone.")
        if self.conversation.held_by != str(self.caseworker.id):
            raise Refused("Take this enquiry first. Until then the assistant answers, not you.")
        return self.conversation


@asynccontextmanager
async def changing(services: Services, caseworker: Caseworker, enquiry_id: UUID) -> AsyncIterator[Change]:
    """Open a transaction on an enquiry; afterwards wake pages and send what was queued.

    Raises:
        NotFound: no such enquiry, or none that this caseworker may see.
    """
    async with services.db.begin() as session:
        change = await _lock(services, session, caseworker, enquiry_id)
        yield change
    await publish(services, change.enquiry.conversation_id)


async def _lock(services: Services, session: AsyncSession, caseworker: Caseworker, enquiry_id: UUID) -> Change:
    """Lock the conversation before the enquiry, in the order in which turns do."""
    statement = one_enquiry(caseworker, enquiry_id)
    conversation_id = await session.scalar(select(Enquiry.conversation_id).where(Enquiry.id == enquiry_id))
    conversation = await session.get(Conversation, conversation_id, with_for_update=True) if conversation_id else None
    enquiry = await session.scalar(statement.with_for_update(of=Enquiry))
    if enquiry is None:
        raise NotFound(f"enquiry {enquiry_id}")
    return Change(services, session, caseworker, enquiry, conversation, services.now())


async def publish(services: Services, conversation_id: UUID | None) -> None:
    """Wake every open page that shows this, and send what waits for the family."""
    keys = [str(conversation_id)] if conversation_id else []
    services.live.wake(*keys, CONSOLE)
    if conversation_id and await outbox.send_due(services, conversation_id):
        services.live.wake(*keys)  # how the message fared
