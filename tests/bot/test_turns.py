"""One turn: safe to run twice, in order, on both databases; nothing of a person readable at rest."""

import asyncio
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
import sqlalchemy as sa
from sqlalchemy import select
from sqlalchemy.exc import DBAPIError, IntegrityError

from bot import outbox, turns
from bot.errors import PermanentFailure, TemporaryFailure
from bot.messages import Address, InboundMessage, OutboundMessage
from bot.models import Conversation, Message, MessagePart, WebSession
from bot.services import Services
from bot.worker import answer_left_behind
from handoff.models import AuditEvent, ConsentEvent, PurgeLog, SignInAttempt
from handoff.retention import purge_traces, strip_unagreed
from tests.chat import Chat, FakeNlu
from tests.conftest import Clock


def inbound(text: str = "what is mediation", token: str = "a", provider_id: str | None = None) -> InboundMessage:
    """A web message of one device."""
    return InboundMessage(Address("web", token), provider_id or uuid4().hex, text, locale="en")


async def count(services: Services, direction: str) -> int:
    """How many messages there are."""
    async with services.db.read() as session:
        return await session.scalar(select(sa.func.count()).where(Message.direction == direction)) or 0


async def test_two_workers_answer_one_message_once(services_on_both: Services) -> None:
    received = await turns.receive(inbound(), services_on_both)
    await asyncio.gather(*(turns.answer(received.message_id, services_on_both) for _ in range(4)))
    one = await count(services_on_both, "out")
    other = await turns.receive(inbound(token="b"), services_on_both)
    await turns.answer(other.message_id, services_on_both)
    assert await count(services_on_both, "out") == 2 * one


async def test_the_same_webhook_at_the_same_moment_is_stored_once(services_on_both: Services) -> None:
    results = await asyncio.gather(*(turns.receive(inbound(provider_id="x"), services_on_both) for _ in range(5)))
    assert len({r.message_id for r in results}) == 1
    assert sum(r.is_new for r in results) == 1
    assert await count(services_on_both, "in") == 1


async def test_messages_of_one_person_are_answered_in_order(services_on_both: Services) -> None:
    received = [await turns.receive(inbound(f"message number {n}"), services_on_both) for n in range(3)]
    assert await turns.answer(received[2].message_id, services_on_both) is None
    await asyncio.gather(*(turns.work(received[0].conversation_id, services_on_both) for _ in range(3)))
    async with services_on_both.db.read() as session:
        answered = list(
            await session.scalars(select(Message).where(Message.direction == "in").order_by(Message.position))
        )
    assert [m.status for m in answered] == ["answered"] * 3


class Recorder:
    """A channel that remembers what it was given, and fails when told to."""

    name = "web"
    is_pulled = False

    def __init__(self, *failures: Exception) -> None:
        self.sent: list[OutboundMessage] = []
        self.failures = list(failures)

    async def send(self, message: OutboundMessage) -> str:
        if self.failures:
            raise self.failures.pop(0)
        self.sent.append(message)
        return str(message.id)


async def test_killed_between_commit_and_send_nothing_is_lost_or_doubled(
    services_on_both: Services, clock: Clock
) -> None:
    services = services_on_both
    channel = services.channels["web"] = Recorder()
    received = await turns.receive(inbound(), services)
    await turns.answer(received.message_id, services)  # committed; the process dies here
    assert channel.sent == []
    assert await outbox.send_due(services) > 0
    assert await outbox.send_due(services) == 0
    assert len({m.id for m in channel.sent}) == len(channel.sent) == await count(services, "out")


async def test_killed_in_the_middle_of_a_send_it_is_sent_when_the_lease_ends(services: Services, clock: Clock) -> None:
    channel = services.channels["web"] = Recorder()
    received = await turns.receive(inbound(), services)
    await turns.answer(received.message_id, services)
    await outbox._claim(services, None)  # claimed; the process dies before it sends
    assert await outbox.send_due(services) == 0
    clock.time += timedelta(minutes=2)
    assert await outbox.send_due(services) == len(channel.sent) == await count(services, "out")


async def test_killed_before_the_answer_the_worker_answers(services: Services, clock: Clock) -> None:
    await turns.receive(inbound(), services)
    assert await answer_left_behind(services) == 0
    clock.time += timedelta(seconds=11)
    assert await answer_left_behind(services) == 1
    assert await count(services, "out") > 0


async def test_a_temporary_failure_is_tried_again_later_and_a_permanent_one_never(
    services: Services, clock: Clock
) -> None:
    channel = services.channels["web"] = Recorder(TemporaryFailure("503"), PermanentFailure("gone"))
    received = await turns.receive(inbound(), services)
    await turns.work(received.conversation_id, services)
    clock.time += timedelta(minutes=5)
    await outbox.send_due(services)
    async with services.db.read() as session:
        statuses = sorted(await session.scalars(select(Message.status).where(Message.direction == "out")))
    assert "failed" in statuses
    assert "queued" not in statuses
    assert len(channel.sent) == statuses.count("sent")


async def test_what_follows_a_message_that_is_tried_again_waits_for_it(
    services_on_both: Services, clock: Clock
) -> None:
    services = services_on_both
    channel = services.channels["web"] = Recorder(TemporaryFailure("503"))
    wanted = await answer_three(services)
    assert await outbox.send_due(services) == 0
    assert await outbox.send_due(services) == 0  # not due yet, and nothing may overtake it
    clock.time += timedelta(minutes=1)
    assert await outbox.send_due(services) == wanted
    async with services.db.read() as session:
        ids = await session.scalars(select(Message.id).where(Message.direction == "out").order_by(Message.position))
    assert [message.id for message in channel.sent] == list(ids)
    assert [message.in_doubt_since is None for message in channel.sent] == [False, *([True] * (wanted - 1))]


async def test_a_message_whose_turn_comes_too_late_is_left_to_the_next_round(services: Services, clock: Clock) -> None:
    class Slow(Recorder):
        async def send(self, message: OutboundMessage) -> str:
            clock.time += timedelta(seconds=50)
            return await super().send(message)

    channel = services.channels["web"] = Slow()
    wanted = await answer_three(services)
    assert [await outbox.send_due(services) for _ in range(wanted)] == [1] * wanted
    assert len(channel.sent) == wanted


async def answer_three(services: Services) -> int:
    """Answer three messages of one person and send nothing; return how many replies wait."""
    for number in range(3):
        received = await turns.receive(inbound(f"three-{number}"), services)
        await turns.answer(received.message_id, services)
    waiting = await count(services, "out")
    assert waiting >= 3
    return waiting


async def test_a_slow_engine_holds_no_transaction(services: Services, nlu: FakeNlu) -> None:
    async def parse(text: str) -> object:
        async with services.db.begin() as session:  # would wait for ever behind an open write
            await session.execute(select(Message.id))
        return await FakeNlu().parse(text)

    services.nlu = type("Slow", (), {"parse": staticmethod(parse)})()
    received = await turns.receive(inbound(), services)
    async with asyncio.timeout(5):
        await turns.work(received.conversation_id, services)


@pytest.mark.parametrize("sources", [{}, {"caseworker_id": "c", "text_version_id": uuid4()}])
async def test_a_part_without_exactly_one_source_is_refused_by_the_database(
    services_on_both: Services, sources: dict[str, object]
) -> None:
    received = await turns.receive(inbound(), services_on_both)
    part = {"message_id": received.message_id, "position": 9, "role": "text", "text": "x", "is_stripped": False}
    with pytest.raises(IntegrityError):
        async with services_on_both.db.begin() as session:
            await session.execute(sa.insert(MessagePart).values(**part, **sources))


async def test_an_outbound_message_without_a_purpose_is_refused_by_the_database(services_on_both: Services) -> None:
    received = await turns.receive(inbound(), services_on_both)
    with pytest.raises(IntegrityError):
        async with services_on_both.db.begin() as session:
            session.add(
                Message(
                    conversation_id=received.conversation_id,
                    position=99,
                    direction="out",
                    channel="web",
                    status="queued",
                    created_at=services_on_both.now(),
                )
            )


@pytest.mark.parametrize("table", [ConsentEvent, AuditEvent])
async def test_consent_and_audit_are_append_only(services_on_both: Services, table: type) -> None:
    chat = Chat(services_on_both, FakeNlu())
    await chat.says("talk to a person")
    await chat.presses("consent:no")
    if table is AuditEvent:
        async with services_on_both.db.begin() as session:
            session.add(AuditEvent(at=services_on_both.now(), action="test", chain="0"))
    for change in (sa.update(table).values(at=services_on_both.now()), sa.delete(table)):
        with pytest.raises(DBAPIError, match="append-only"):
            async with services_on_both.db.begin() as session:
                await session.execute(change)


async def test_words_that_no_record_covers_are_gone_after_a_day(services: Services, clock: Clock, nlu: FakeNlu) -> None:
    chat = Chat(services, nlu)
    await chat.says("my son Zebedee has no school place")
    clock.time += timedelta(hours=23)
    assert await strip_unagreed(services) == 0
    clock.time += timedelta(hours=2)
    assert await strip_unagreed(services) > 0
    assert await strip_unagreed(services) == 0
    messages = await chat.messages()
    assert all(m.body is None and m.choices is None for m in messages)
    assert {part.text for m in messages for part in m.parts} <= {""}
    assert (await chat.state()).words == ""
    async with services.db.read() as session:
        assert len(list(await session.scalars(select(PurgeLog)))) == 1


async def test_a_record_that_was_agreed_to_stays_and_what_was_said_before_it_goes(
    services: Services, clock: Clock, nlu: FakeNlu
) -> None:
    chat = Chat(services, nlu)
    await chat.says("something said before")
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.says("no school place since May")
    await chat.presses("wish:skip")
    await chat.presses("go:send_now")
    clock.time += timedelta(hours=25)
    await strip_unagreed(services)
    bodies = [m.body for m in await chat.messages() if m.direction == "in"]
    assert "something said before" not in bodies
    assert "no school place since May" in bodies


def files(folder: Path) -> list[Path]:
    """The database with its log and shared memory."""
    return sorted(folder.glob("test.db*"))


CANARIES = [
    "Zebedee",
    "Quillfeather",
    "+447700900789",
    "07700 900789",
    "zq@canary.example.org",
    "purple walrus lantern",
]


async def test_nothing_a_person_wrote_is_readable_in_the_database_file_or_its_log(
    services: Services, nlu: FakeNlu, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    chat = Chat(services, nlu)
    await chat.says("I am Zebedee Quillfeather and they took my purple walrus lantern")
    await chat.says("i dont want to be here, Zebedee", risk=True)
    await chat.presses("go:person")
    await chat.presses("consent:yes")
    for words in ("Quillfeather wants a purple walrus lantern",):
        await chat.says(words)
    for choice in (
        "speaker:parent",
        "school_year:primary",
        "sen_stage:none",
        "phone_seen:no",
        "contact_how:call_morning",
    ):
        await chat.presses(choice)
    await chat.says("07700 900789")
    await chat.says("Zebedee")
    for choice in ("support:none", "permissions:not_now", "summary:send"):
        await chat.presses(choice)
    await chat.says("purple walrus lantern")
    await chat.says("complain")
    await chat.says("Quillfeather never called")
    stored = b"".join(path.read_bytes() for path in files(tmp_path))
    logged = "".join(capfd.readouterr())
    for canary in CANARIES:
        assert canary.encode() not in stored
        assert canary not in logged
    assert (await chat.enquiry()).contact_value == "+447700900789"


async def test_an_address_is_looked_up_by_its_hash_only(services: Services) -> None:
    await turns.receive(inbound(token="device-token"), services)
    async with services.db.read() as session:
        conversation = (await session.scalars(select(Conversation))).one()
    assert conversation.address == "device-token"
    assert "device" not in conversation.address_hash


async def test_traces_of_devices_and_tries_are_gone_after_a_day(services: Services, clock: Clock) -> None:
    received = await turns.receive(inbound(), services)
    async with services.db.begin() as session:
        session.add(SignInAttempt(who="hash", at=services.now(), succeeded=False))
        session.add(
            WebSession(
                token_hash="t",
                conversation_id=received.conversation_id,
                created_at=services.now(),
                seen_at=services.now(),
            )
        )
    assert await purge_traces(services) == 0
    clock.time += timedelta(hours=25)
    assert await purge_traces(services) == 2
    assert await purge_traces(services) == 0
