"""The messages that wait for an answer, and holding one while it is answered. Statements are built once."""

from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from sqlalchemy import bindparam, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import aliased, joinedload
from sqlalchemy.orm.attributes import set_committed_value

from bot.models import Conversation, Message
from bot.services import Services

_OTHER = aliased(Message)
_OTHER_WAITS = exists().where(_OTHER.conversation_id == Message.conversation_id, _OTHER.status == "received")
_WITH_CONVERSATION = (
    select(Message)
    .where(Message.status == "received")
    .options(joinedload(Message.conversation, innerjoin=True))
    .order_by(Message.position)
    .limit(1)
)
_OLDEST = _WITH_CONVERSATION.where(Message.conversation_id == bindparam("conversation"))
_BY_ID = _WITH_CONVERSATION.where(Message.id == bindparam("message"))
_LOCK = select(Conversation).where(Conversation.id == bindparam("conversation")).with_for_update()
_FIRST_IN_LINE = select(Message, _OTHER_WAITS.where(_OTHER.position > Message.position)).where(
    Message.id == bindparam("message"),
    Message.status == "received",
    ~_OTHER_WAITS.where(_OTHER.position < Message.position),
)


@dataclass(frozen=True)
class Held:
    """A message that nobody else can answer now, and whether more wait behind it."""

    message: Message
    more_wait: bool


async def find_oldest(session: AsyncSession, conversation_id: UUID) -> Message | None:
    """The message of a conversation that is to be answered next, with its conversation."""
    return await session.scalar(_OLDEST, {"conversation": conversation_id})


async def find_waiting(session: AsyncSession, message_id: UUID) -> Message | None:
    """This message with its conversation, if it still waits."""
    return await session.scalar(_BY_ID, {"message": message_id})


async def hold(session: AsyncSession, message: Message) -> Held | None:
    """Lock its conversation until the transaction ends. None if it is answered, or an earlier message still waits."""
    conversation = await session.scalar(_LOCK, {"conversation": message.conversation_id})
    row = (await session.execute(_FIRST_IN_LINE, {"message": message.id})).one_or_none()
    if conversation is None or row is None:
        return None
    set_committed_value(row[0], "conversation", conversation)
    return Held(row[0], row[1])


async def left_behind(services: Services, older_than: timedelta) -> list[UUID]:
    """Conversations with a message that nobody has answered for a while: their worker died."""
    async with services.db.read() as session:
        rows = await session.scalars(
            select(Message.conversation_id)
            .where(Message.status == "received", Message.created_at <= services.now() - older_than)
            .distinct()
            .limit(100)
        )
        return list(rows)
