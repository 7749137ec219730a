"""A conversation as staff read it: the family's own words, what the assistant said, and its meaning in English."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import selectinload

from bot.catalogue import direction
from bot.compose import fill
from bot.models import ArticleVersion, Message, MessagePart, TextVersion
from bot.services import Services
from handoff.models import Caseworker

MOST_SHOWN = 500
_PLACEHOLDER = re.compile(r"\{\w+\}")


@dataclass(frozen=True)
class Said:
    """A piece of a message in one language. `english`: what a fixed text says, where it is in another."""

    text: str
    locale: str
    role: str = "text"
    english: str = ""

    @property
    def direction(self) -> str:
        """rtl or ltr."""
        return direction(self.locale)


@dataclass(frozen=True)
class Shown:
    """Pieces that belong together: of one article (its title given), or not of any."""

    title: str
    pieces: Sequence[Said]


@dataclass(frozen=True)
class Line:
    """One message. `voice` is family, assistant or a caseworker's name."""

    position: int
    voice: str
    at: datetime
    shown: Sequence[Shown]
    choices: Sequence[str]
    locale: str
    status: str
    error_code: str | None

    @property
    def kind(self) -> str:
        """Whose side of the conversation it is on."""
        return self.voice if self.voice in {"family", "assistant"} else "caseworker"

    @property
    def direction(self) -> str:
        """rtl or ltr, of the conversation."""
        return direction(self.locale)


@dataclass(frozen=True)
class Sources:
    """The versions that a conversation's parts come from, and the names of those who wrote in it."""

    texts: Mapping[UUID, tuple[str, str]]  # key, locale
    articles: Mapping[UUID, tuple[str, str]]  # topic, locale
    names: Mapping[str, str]


async def load_lines(
    session: AsyncSession, conversation_id: UUID, first: int, services: Services, most: int = MOST_SHOWN
) -> list[Line]:
    """The messages from a position on, oldest first; of a long conversation its end."""
    found = await session.scalars(
        select(Message)
        .where(Message.conversation_id == conversation_id, Message.position >= first)
        .order_by(Message.position.desc())
        .limit(most)
        .options(selectinload(Message.parts), selectinload(Message.conversation))
    )
    messages = list(found)[::-1]
    sources = await _load_sources(session, messages)
    return [_line(message, sources, services) for message in messages]


async def _load_sources(session: AsyncSession, messages: Sequence[Message]) -> Sources:
    parts = [part for message in messages for part in message.parts]
    texts = select(TextVersion.id, TextVersion.key, TextVersion.locale).where(
        TextVersion.id.in_({part.text_version_id for part in parts if part.text_version_id})
    )
    articles = select(ArticleVersion.id, ArticleVersion.topic, ArticleVersion.locale).where(
        ArticleVersion.id.in_({part.article_version_id for part in parts if part.article_version_id})
    )
    authors = {UUID(message.author) for message in messages if message.author}
    names = select(Caseworker.id, Caseworker.first_name).where(Caseworker.id.in_(authors))
    return Sources(
        {id_: (key, locale) for id_, key, locale in await session.execute(texts)},
        {id_: (topic, locale) for id_, topic, locale in await session.execute(articles)},
        {str(id_): name for id_, name in await session.execute(names)},
    )


def _line(message: Message, sources: Sources, services: Services) -> Line:
    locale = message.conversation.locale
    voice = "family" if message.direction == "in" else "assistant"
    if message.author:
        voice = sources.names.get(message.author, "Caseworker")
    return Line(
        position=message.position,
        voice=voice,
        at=message.created_at,
        shown=_words(message, locale) if message.direction == "in" else _parts(message, sources, services),
        choices=[choice[1] for choice in message.choices or ()],
        locale=locale,
        status=message.status,
        error_code=message.error_code,
    )


def _words(message: Message, locale: str) -> list[Shown]:
    return [Shown("", [Said(message.body, locale, "family")])] if message.body else []


def _parts(message: Message, sources: Sources, services: Services) -> list[Shown]:
    """The parts in order, those of one article together."""
    grouped = groupby(message.parts, key=lambda part: _topic(part, sources))
    return [
        Shown(
            services.library.title(topic, "en") if topic else "",
            [_said(part, message.conversation.locale, sources, services) for part in parts],
        )
        for topic, parts in grouped
    ]


def _topic(part: MessagePart, sources: Sources) -> str:
    topic, _ = sources.articles.get(part.article_version_id, ("", "")) if part.article_version_id else ("", "")
    return topic


def _said(part: MessagePart, locale: str, sources: Sources, services: Services) -> Said:
    english = ""
    if part.article_version_id:
        _, locale = sources.articles.get(part.article_version_id, ("", locale))
    if part.text_version_id:
        key, locale = sources.texts.get(part.text_version_id, ("", locale))
        english = _in_english(key, services) if locale != "en" else ""
    return Said("" if part.is_stripped else part.text, locale, part.role, english)


def _in_english(key: str, services: Services) -> str:
    """What a fixed text says in English."""
    try:
        text, _ = services.catalogue.find(key, "en")
    except KeyError:  # a text of an earlier release
        return ""
    return as_worded(text.text, services)


def as_worded(text: str, services: Services) -> str:
    """A fixed text with the service's own facts, and … where other values stood."""
    return _PLACEHOLDER.sub("…", fill(text, services))
