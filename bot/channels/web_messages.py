"""A conversation as its page shows it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.catalogue import direction
from bot.channels.web_text import Block, blocks, contact_links
from bot.models import ArticleVersion, Message, MessagePart, TextVersion
from bot.services import Services

LINK = "link:"
SHOWN_AT_ONCE = 200  # a conversation longer than that shows its end


@dataclass(frozen=True)
class Piece:
    """One part of a message. `href` only where the part is a link."""

    role: str
    locale: str
    blocks: Sequence[Block]
    href: str = ""

    @property
    def direction(self) -> str:
        """rtl or ltr."""
        return direction(self.locale)


@dataclass(frozen=True)
class Said:
    """One message. `voice` is family, assistant or caseworker; `name` is a caseworker's."""

    position: int
    voice: str
    pieces: Sequence[Piece]
    choices: Sequence[tuple[str, str]] = ()
    name: str = ""


async def load_said(conversation_id: UUID, after: int, services: Services) -> list[Said]:
    """The messages of a conversation after a position, oldest first. No connection is held afterwards."""
    newest_first = (
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.position > after)
        .where(Message.status != "failed")
        .order_by(Message.position.desc())
        .limit(SHOWN_AT_ONCE)
        .options(selectinload(Message.parts), selectinload(Message.conversation))
    )
    async with services.db.read() as session:
        messages = list(await session.scalars(newest_first))[::-1]
        locales = await _locales_of_parts(session, [message.id for message in messages])
    return [await _said(message, locales, services) for message in messages]


async def _locales_of_parts(session: AsyncSession, ids: Sequence[UUID]) -> dict[tuple[UUID, int], str]:
    """Which language each part is in: a text without a translation is in English."""
    rows = await session.execute(
        select(
            MessagePart.message_id,
            MessagePart.position,
            func.coalesce(TextVersion.locale, ArticleVersion.locale),
        )
        .outerjoin(TextVersion, TextVersion.id == MessagePart.text_version_id)
        .outerjoin(ArticleVersion, ArticleVersion.id == MessagePart.article_version_id)
        .where(MessagePart.message_id.in_(ids))
    )
    return {(message_id, position): locale for message_id, position, locale in rows if locale}


async def _said(message: Message, locales: Mapping[tuple[UUID, int], str], services: Services) -> Said:
    if message.direction == "in":
        return _said_by_family(message)
    links = contact_links(services.settings.profile)
    pieces = [
        _piece(part, locales.get((message.id, part.position), message.conversation.locale), links)
        for part in message.parts
    ]
    choices = tuple((choice[0], choice[1]) for choice in message.choices or ())
    if message.author is None:
        return Said(message.position, "assistant", pieces, choices)
    return Said(message.position, "caseworker", pieces, choices, await services.caseworker_name(message.author))


def _said_by_family(message: Message) -> Said:
    """Their own words, in whatever language they are; none where they were a secret."""
    words = [Piece("text", message.conversation.locale, blocks(message.body, {}))] if message.body else []
    return Said(message.position, "family", words)


def _piece(part: MessagePart, locale: str, links: Mapping[str, str]) -> Piece:
    if part.role.startswith(LINK):
        return Piece("link", locale, blocks(part.text, {}), href=f"{part.role.removeprefix(LINK)}?lang={locale}")
    return Piece(part.role, locale, blocks(part.text, links))
