"""receive() and answer(): one turn from start to end.

One transaction per step, none of them open while the engine reads; both are safe to run twice.
"""

from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import structlog
from sqlalchemy import func, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot import db, language, outbox, stopping, waiting
from bot.compose import compose
from bot.decide import decide
from bot.events import OptedIn, OptedOut
from bot.live import CONSOLE
from bot.messages import Address, InboundMessage
from bot.models import Conversation, Message
from bot.reading import read_meaning
from bot.services import Services
from bot.sms_layout import SPLIT_CHANNELS, next_texts
from bot.state import FlowState, Outcome, Turn
from bot.world import carrier_answered, make_world, read_choice

log = structlog.get_logger()
CASEWORKER_LATELY = timedelta(minutes=2)


@dataclass(frozen=True)
class Received:
    """A stored message and its conversation; `is_new` is False for a repeat."""

    conversation_id: UUID
    message_id: UUID
    is_new: bool


async def receive(inbound: InboundMessage, services: Services) -> Received:
    """Store a message. A repeat of the provider's id stores nothing."""
    try:
        async with services.db.begin() as session:
            return await _store(session, inbound, services)
    except IntegrityError:  # the same message, or the first two of an address, at the same moment
        async with services.db.begin() as session:
            return await _store(session, inbound, services)


async def _store(session: AsyncSession, inbound: InboundMessage, services: Services) -> Received:
    known = await session.execute(
        select(Message.id, Message.conversation_id).where(
            Message.channel == inbound.sender.channel, Message.provider_id == inbound.provider_id
        )
    )
    if row := known.first():
        return Received(row.conversation_id, row.id, is_new=False)
    conversation = await get_or_open(session, inbound.sender, inbound.locale or "en", services, route=inbound.route)
    conversation.last_seen_at, conversation.stripped_at = services.now(), None
    message = Message(
        conversation_id=conversation.id,
        position=await outbox.next_position(session, conversation.id),
        direction="in",
        channel=inbound.sender.channel,
        provider_id=inbound.provider_id,
        body=inbound.text[:20_000],
        choice=inbound.choice,
        status="received",
        created_at=services.now(),
    )
    session.add(message)
    await session.flush()
    return Received(conversation.id, message.id, is_new=True)


def address_hash(address: Address) -> str:
    """How an address is looked up."""
    return db.vault().hash(f"address:{address.channel}", address.identifier)


async def get_or_open(
    session: AsyncSession,
    address: Address,
    locale: str,
    services: Services,
    *,
    locale_chosen: bool = False,
    route: str | None = None,
) -> Conversation:
    """The conversation with an address, opened where there is none yet. Its first message says how they found us."""
    found = await session.scalar(
        select(Conversation).where(Conversation.address_hash == address_hash(address)).with_for_update()
    )
    if found:
        return found
    now = services.now()
    conversation = Conversation(
        channel=address.channel,
        address_hash=address_hash(address),
        address=address.identifier,
        locale=locale if locale in services.settings.profile.languages else "en",
        locale_chosen=locale_chosen,
        state=FlowState(route=route).to_json(),
        created_at=now,
        last_seen_at=now,
    )
    session.add(conversation)
    await session.flush()
    return conversation


async def work(conversation_id: UUID, services: Services) -> None:
    """Answer everything that waits in a conversation, in order, then send. Safe to run twice."""
    more_wait, is_pulled = True, False
    while more_wait:
        async with services.db.read() as session:
            message = await waiting.find_oldest(session, conversation_id)
        if message is None:
            break
        is_pulled = services.channels[message.channel].is_pulled
        answered = await _answer(message, services)
        more_wait = answered is None or answered.more_wait
    if not is_pulled:
        await outbox.send_due(services, conversation_id)


async def answer(message_id: UUID, services: Services) -> Outcome | None:
    """Answer one stored message. None if another worker did, or an earlier message still waits. Safe to run twice."""
    async with services.db.read() as session:
        message = await waiting.find_waiting(session, message_id)
    answered = await _answer(message, services) if message else None
    return answered.outcome if answered else None


@dataclass(frozen=True)
class _Answered:
    outcome: Outcome
    more_wait: bool


async def _answer(waits: Message, services: Services) -> _Answered | None:
    """The engine reads before the transaction begins, so a slow engine never holds a connection."""
    turn = await read_meaning(_draft_turn(waits, services), services)
    async with services.db.begin() as session:
        held = await waiting.hold(session, waits)
        if held is None:
            return None
        turn = await _current(turn, session, held.message, services)
        outcome = decide(turn)
        await _keep(session, held.message, turn, outcome, services)
    conversation_id = str(waits.conversation_id)
    log.info("answered", conversation=conversation_id, position=waits.position, rule=outcome.rule, route=outcome.route)
    services.live.wake(conversation_id, *((CONSOLE,) if outcome.events else ()))
    return _Answered(outcome, held.more_wait)


def _draft_turn(message: Message, services: Services) -> Turn:
    """What is known before anything is read."""
    conversation = message.conversation
    state = FlowState.from_json(conversation.state)
    return Turn(
        text=message.body or "",
        state=state,
        world=make_world(services, conversation.locale),
        locale=conversation.locale,
        choice=read_choice(message, state, conversation.locale, services),
        locale_chosen=conversation.locale_chosen,
        channel=conversation.channel,
        held=conversation.held_by is not None,
        carrier_answered=carrier_answered(message),
    )


async def _current(turn: Turn, session: AsyncSession, message: Message, services: Services) -> Turn:
    """The turn with what may have changed while the engine read: state, language, who holds it."""
    conversation = message.conversation
    state = FlowState.from_json(conversation.state)
    locale = _settle_locale(turn, conversation)
    return replace(
        turn,
        state=state,
        locale=locale,
        world=make_world(services, locale),
        locale_chosen=conversation.locale_chosen,
        held=conversation.held_by is not None,
        stopped=conversation.stopped_at is not None,
        caseworker_wrote_lately=await _wrote_lately(session, conversation, services),
        choice=read_choice(message, state, locale, services),
    )


def _settle_locale(turn: Turn, conversation: Conversation) -> str:
    """A first, sure sentence in a language we offer settles it; later ones only ever bring an offer (M4)."""
    found = settled_locale(turn)
    if found and not conversation.locale_chosen and not turn.state.words and turn.state.step is None:
        conversation.locale = found
    return conversation.locale


def settled_locale(turn: Turn) -> str | None:
    """The offered language that a first message settles.

    Who writes Urdu in Latin letters may not read it in its own: they are asked first, unless someone may be hurt.
    """
    if not turn.is_detection_sure:
        return None
    if turn.detected in turn.world.languages:
        return turn.detected
    return language.supported(turn.detected, turn.world.languages) if turn.is_risk else None


async def _wrote_lately(session: AsyncSession, conversation: Conversation, services: Services) -> bool:
    if conversation.held_by is None:
        return False
    written = await session.scalar(
        select(func.max(Message.created_at)).where(
            Message.conversation_id == conversation.id, Message.author.is_not(None)
        )
    )
    return written is not None and services.now() - written < CASEWORKER_LATELY


async def _keep(session: AsyncSession, message: Message, turn: Turn, outcome: Outcome, services: Services) -> None:
    """Write down all that the turn changed."""
    conversation = message.conversation
    message.status, message.answered_at = "answered", services.now()
    if outcome.hides_words:
        message.body = None
    conversation.state = _marked(turn.state, outcome.state, message.position).to_json()
    for event in outcome.events:  # before the replies: a language they chose is the one we answer in
        for handle in services.handlers.get(type(event), ()):
            await handle(session, conversation, message, event)
    await _stop_or_start(session, conversation, outcome, services)
    is_split = conversation.channel in SPLIT_CHANNELS
    if not outcome.replies and not is_split:
        return
    position = await outbox.next_position(session, conversation.id)
    if is_split:
        session.add_all(_as_texts(conversation, turn.state, outcome, position, services))
        return
    for number, reply in enumerate(outcome.replies):
        composed = compose(reply, reply.locale or conversation.locale, services)
        session.add(outbox.stored(conversation, composed, position + number, services))


def _as_texts(
    conversation: Conversation, before: FlowState, outcome: Outcome, position: int, services: Services
) -> list[Message]:
    """Replies as text messages. The state keeps what waits for MORE, until any other message."""
    texts, rest, choices = next_texts(outcome, before, conversation.locale, services)
    state = FlowState.from_json(conversation.state)  # as the handlers of events left it
    shown_at = position + len(texts) - 1 if texts else state.shown_at
    conversation.state = replace(state, rest=rest, choices=choices, shown_at=shown_at).to_json()
    return [
        outbox.stored(conversation, text.composed, position + n, services, text.first_number)
        for n, text in enumerate(texts)
    ]


def _marked(before: FlowState, after: FlowState, position: int) -> FlowState:
    """Remember with which message an enquiry began: what was said before it stays out of the record's view."""
    begins = after.flow == "enquiry" and before.flow != "enquiry"
    return replace(after, opened_position=position) if begins else after


async def _stop_or_start(
    session: AsyncSession, conversation: Conversation, outcome: Outcome, services: Services
) -> None:
    kinds = {type(event) for event in outcome.events}
    if OptedOut in kinds:
        await stopping.stop(session, conversation, services)
    if OptedIn in kinds:
        await stopping.start(session, conversation)
