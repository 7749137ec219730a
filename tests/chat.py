"""Talk to the bot as a person would, and look at what it kept."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import select
from sqlalchemy.orm import selectinload

from bot import turns
from bot.compose import compose
from bot.messages import Address, InboundMessage
from bot.models import Conversation, Message
from bot.services import Services
from bot.state import FlowState, Reply, TextPart
from handoff.models import Enquiry, RiskAlert
from intents.errors import NluUnavailable
from intents.schema import IntentScore, Parse, Risk


class FakeNlu:
    """Understands what a test says it does. `is_away` stands for a dead engine."""

    def __init__(self) -> None:
        self.next: list[tuple[str, float]] = []
        self.is_risk = False
        self.is_away = False
        self.calls = 0

    async def parse(self, text: str) -> Parse:
        """Return what the test set up, or nothing understood."""
        self.calls += 1
        if self.is_away:
            raise NluUnavailable("away")
        ranking = tuple(IntentScore(name, confidence) for name, confidence in self.next)
        return Parse(ranking, Risk(0.99 if self.is_risk else 0.01, self.is_risk))


@dataclass
class Chat:
    """One person on one channel."""

    services: Services
    nlu: FakeNlu | None = None
    channel: str = "web"
    locale: str = "en"
    token: str = field(default_factory=lambda: uuid4().hex)
    conversation_id: UUID | None = None
    _heard: int = 0

    async def says(self, text: str, *, intent: str | None = None, confidence: float = 0.95, risk: bool = False) -> None:
        """Write something. `intent` is what the fake engine understands; the real one makes up its own mind."""
        if self.nlu:
            self.nlu.next = [(intent, confidence)] if intent else []
            self.nlu.is_risk = risk
        await self._send(text, None)

    async def presses(self, choice: str) -> None:
        """Press a button by its id, such as "consent:yes"."""
        await self._send("", choice)

    async def _send(self, text: str, choice: str | None, provider_id: str | None = None) -> None:
        address = Address(self.channel, self.token)
        inbound = InboundMessage(address, provider_id or uuid4().hex, text, choice, self.locale)
        received = await turns.receive(inbound, self.services)
        self.conversation_id = received.conversation_id
        await turns.work(received.conversation_id, self.services)

    async def messages(self) -> list[Message]:
        """Every message so far, in order, with its parts."""
        async with self.services.db.read() as session:
            found = await session.scalars(
                select(Message)
                .where(Message.conversation_id == self.conversation_id)
                .order_by(Message.position)
                .options(selectinload(Message.parts))
            )
            return list(found)

    async def new_replies(self) -> list[Message]:
        """The replies to what was said last."""
        everything = await self.messages()
        last = max(m.position for m in everything if m.direction == "in")
        return [m for m in everything if m.direction == "out" and m.position > last]

    async def heard(self) -> str:
        """All that was said in reply, as one text."""
        return "\n".join(part.text for message in await self.new_replies() for part in message.parts)

    async def hears(self, key: str, locale: str | None = None, **values: Any) -> None:
        """The reply holds the fixed text of this key, in this language, with these values."""
        locale = locale or (await self.conversation()).locale
        wanted = compose(Reply((TextPart(key, values),)), locale, self.services) if values else None
        text = wanted.parts[0].text if wanted else self._pattern(key, locale)
        heard = await self.heard()
        assert text in heard, f"wanted {key}: {text!r}\nheard: {heard!r}"

    def _pattern(self, key: str, locale: str) -> str:
        """The text as far as its first placeholder of a turn."""
        text, shown_in = self.services.catalogue.find(key, locale)
        try:
            return self.services.catalogue.say(key, shown_in)
        except KeyError:
            longest = max(text.text.split("{"), key=len)
            return longest.partition("}")[2] or longest.partition("}")[0]

    async def choices(self) -> list[str]:
        """The ids of the choices last shown."""
        return [choice[0] for choice in (await self.new_replies())[-1].choices or []]

    async def conversation(self) -> Conversation:
        """As it is stored now."""
        async with self.services.db.read() as session:
            return await session.get_one(Conversation, self.conversation_id)

    async def state(self) -> FlowState:
        """Where it stands."""
        return FlowState.from_json((await self.conversation()).state)

    async def enquiry(self) -> Enquiry:
        """The one enquiry of this conversation."""
        async with self.services.db.read() as session:
            return (
                await session.scalars(
                    select(Enquiry)
                    .where(Enquiry.conversation_id == self.conversation_id)
                    .options(selectinload(Enquiry.permissions), selectinload(Enquiry.timeline))
                )
            ).one()

    async def alerts(self) -> list[RiskAlert]:
        """The risk alerts of this conversation."""
        async with self.services.db.read() as session:
            return list(
                await session.scalars(select(RiskAlert).where(RiskAlert.conversation_id == self.conversation_id))
            )
