"""What a turn needs, put together once in `bot/main.py`."""

import secrets
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot.catalogue import Catalogue
from bot.clock import utc_now
from bot.db import Database
from bot.events import Event
from bot.library import Library
from bot.live import Live
from bot.messages import Channel
from bot.models import Conversation, Message
from bot.rule_reviews import RuleReviews
from bot.settings import Settings
from bot.state import Thresholds
from intents.schema import Parse
from knowledge_base.search import SearchIndex, build_index

Handler = Callable[[AsyncSession, Conversation, Message, Any], Awaitable[None]]
_REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRTUVWXYZ"  # nothing that is misread or misheard


class Nlu(Protocol):
    """Whatever reads a text. Raises NluUnavailable when it does not answer in time."""

    async def parse(self, text: str) -> Parse:
        """Read one text."""
        ...


@dataclass(frozen=True)
class OpenedRecord:
    """What a reference and its passphrase open: a conversation, shown from `first_position` on (R47)."""

    conversation_id: UUID
    first_position: int


async def open_nothing(reference: str, passphrase: str, client_hash: str) -> OpenedRecord | None:
    """No record opens until `handoff` is connected."""
    return None


async def name_nobody(caseworker_id: str) -> str:
    """No caseworker has a name until `handoff` is connected."""
    return ""


@dataclass(repr=False)  # it holds every text: whoever prints it by chance would print for seconds
class Services:
    """Everything a turn may use. Tests replace `nlu`, `channels` and `now`."""

    settings: Settings
    db: Database
    catalogue: Catalogue
    library: Library
    thresholds: Thresholds
    nlu: Nlu
    live: Live = field(default_factory=Live)
    channels: dict[str, Channel] = field(default_factory=dict)
    handlers: Mapping[type[Event], tuple[Handler, ...]] = field(default_factory=dict)
    now: Callable[[], datetime] = utc_now
    open_record: Callable[[str, str, str], Awaitable[OpenedRecord | None]] = open_nothing
    caseworker_name: Callable[[str], Awaitable[str]] = name_nobody  # id → "Sam, SENDIASS adviser" (R42)
    restate: frozenset[str] = frozenset()
    reviews: RuleReviews = field(default_factory=RuleReviews)
    search: SearchIndex = field(default_factory=lambda: build_index((), {}))
    searched: Library | None = None  # what `search` was made of

    def new_reference(self) -> str:
        """A reference for an enquiry, such as BK-7F3Q8; random, so that nothing can be read from it."""
        code = "".join(secrets.choice(_REFERENCE_ALPHABET) for _ in range(5))
        return f"{self.settings.profile.reference_prefix}-{code}"
