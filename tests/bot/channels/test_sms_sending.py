"""Sending through Twilio's own client to a Twilio on loopback: once, whole, unchanged, and by its error codes."""

from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import selectinload

from bot import outbox, turns
from bot.channels.twilio_codes import CODES, NOT_READ
from bot.messages import Address, InboundMessage
from bot.models import Conversation, Message
from bot.segments import count_segments
from bot.services import Services
from bot.sms_layout import MOST_SEGMENTS_OF_A_PERSON
from bot.sms_steps import most_segments
from tests.bot.channels.twilio_server import PARENT, PUBLIC_URL, SERVICE, Phone, sid
from tests.chat import FakeNlu
from tests.conftest import Clock

STOPPING = [code for code, meaning in CODES.items() if meaning.verdict == "stopped"]
NEVER = [code for code, meaning in CODES.items() if meaning.verdict == "never"]
LATER = [code for code, meaning in CODES.items() if meaning.verdict == "later"]


async def ours(services: Services) -> list[Message]:
    """Every message of ours with its parts, in order."""
    async with services.db.read() as session:
        found = select(Message).where(Message.direction == "out").order_by(Message.position)
        return list(await session.scalars(found.options(selectinload(Message.parts))))


async def test_a_text_says_who_sends_it_and_where_to_tell_what_became_of_it(phone: Phone) -> None:
    await phone.texts("HELP")
    (message,) = await ours(phone.services)
    (sent,) = phone.twilio.messages
    assert sent["To"] == PARENT
    assert sent["MessagingServiceSid"] == SERVICE
    assert "From" not in sent
    assert sent["SmartEncoded"] == "false"  # else “ becomes " and ș becomes s
    assert sent["StatusCallback"] == f"{PUBLIC_URL}/twilio/status?message={message.id}"
    assert (message.status, message.provider_id) == ("sent", sent["Sid"])


@pytest.mark.parametrize(
    "text", ["“Section I” — is it blank…? €5 {a}", "کیا یہ ٹھیک ہے؟ 😀", "Proszę: żółw, “cudzysłów”", "a" * 900]
)
async def test_a_caseworkers_words_arrive_as_they_were_written(phone: Phone, text: str) -> None:
    await phone.texts("HELP")
    await writes(phone.services, text)
    assert phone.twilio.texts()[1:] == [text]


async def test_a_caseworkers_long_letter_arrives_whole_and_needs_no_more(phone: Phone) -> None:
    await phone.texts("HELP")
    letter = " ".join(f"Sentence number {n} says one thing about the plan." for n in range(80))
    await writes(phone.services, letter)
    sent = phone.twilio.texts()[1:]
    assert 1 < len(sent) < 4
    assert " ".join(sent) == letter
    assert all(count_segments(text) <= MOST_SEGMENTS_OF_A_PERSON and len(text) <= 1600 for text in sent)


async def writes(services: Services, text: str) -> None:
    """A caseworker's reply."""
    async with services.db.begin() as session:
        conversation = (await session.scalars(select(Conversation))).one()
        position = await outbox.next_position(session, conversation.id)
        session.add_all(outbox.queued_by_caseworker(conversation, text, conversation.id, position, services.now()))
    await outbox.send_due(services)


async def test_one_number_may_send_in_place_of_a_service(phone: Phone) -> None:
    env = phone.services.settings.env
    changed = env.model_copy(update={"twilio_messaging_service_sid": "", "twilio_from": "+441210000000"})
    phone.services.settings = phone.services.settings.model_copy(update={"env": changed})
    await phone.texts("HELP")
    assert phone.twilio.messages[0]["From"] == "+441210000000"
    assert "MessagingServiceSid" not in phone.twilio.messages[0]


@pytest.mark.parametrize("code", NEVER)
async def test_what_will_never_arrive_is_not_tried_again(phone: Phone, clock: Clock, code: int) -> None:
    phone.twilio.failures = [(400, code)]
    await phone.texts("HELP")
    clock.time += timedelta(hours=1)
    assert await outbox.send_due(phone.services) == 0
    (message,) = await ours(phone.services)
    assert (message.status, message.error_code) == ("failed", f"Twilio {code}")
    assert await stopped(phone.services) is False


@pytest.mark.parametrize("code", [*LATER, 99999])
async def test_what_may_pass_is_tried_again_later(phone: Phone, clock: Clock, code: int) -> None:
    phone.twilio.failures = [(429, code)]
    assert await phone.texts("HELP") == []
    assert await outbox.send_due(phone.services) == 0
    clock.time += timedelta(minutes=1)
    assert await outbox.send_due(phone.services) == 1
    assert [message.status for message in await ours(phone.services)] == ["sent"]
    assert len(phone.twilio.messages) == 1


@pytest.mark.parametrize("code", STOPPING)
async def test_stop_to_twilio_is_stop_to_us(phone: Phone, code: int) -> None:
    phone.twilio.failures = [(400, code)]
    await phone.texts("what is mediation")
    assert await stopped(phone.services)
    assert "queued" not in {message.status for message in await ours(phone.services)}
    assert await phone.texts("hello?") == []
    assert await phone.texts("START")
    assert not await stopped(phone.services)


async def stopped(services: Services) -> bool:
    """Whether nothing may be sent."""
    async with services.db.read() as session:
        return (await session.scalars(select(Conversation.stopped_at))).one() is not None


def test_every_code_has_its_reason_and_only_one_stops() -> None:
    assert STOPPING == [21610]
    assert all(meaning.says for meaning in CODES.values())
    assert CODES.keys() > NOT_READ
    assert 21610 not in NOT_READ
    assert {20429, 30001, 30003, 30008} <= set(LATER)
    assert {21211, 21614, 30005, 30006} <= set(NEVER)


async def test_an_answer_that_never_came_is_looked_up_and_not_sent_twice(phone: Phone, clock: Clock) -> None:
    phone.twilio.cut_off = 1  # Twilio took it; we did not hear
    await phone.texts("HELP")
    assert [message.status for message in await ours(phone.services)] == ["queued"]
    clock.time += timedelta(minutes=1)
    await outbox.send_due(phone.services)
    (message,) = await ours(phone.services)
    assert (message.status, message.provider_id) == ("sent", phone.twilio.messages[0]["Sid"])
    assert len(phone.twilio.messages) == 1


async def test_the_same_words_sent_before_are_not_taken_for_a_lost_answer(phone: Phone, clock: Clock) -> None:
    await phone.texts("HELP")
    phone.twilio.failures = [(503, 20503)]
    await phone.texts("HELP")
    clock.time += timedelta(minutes=1)
    await outbox.send_due(phone.services)
    assert len(phone.twilio.messages) == 2
    assert len({message.provider_id for message in await ours(phone.services)}) == 2


async def test_a_status_that_comes_first_settles_a_send_in_doubt(phone: Phone, clock: Clock) -> None:
    phone.twilio.cut_off = 1
    await phone.texts("HELP")
    await phone.hears_that(phone.twilio.messages[0], "delivered")
    clock.time += timedelta(minutes=5)
    assert await outbox.send_due(phone.services) == 0
    assert [message.status for message in await ours(phone.services)] == ["delivered"]
    assert phone.twilio.asked == []


async def test_a_status_that_overtakes_our_own_note_is_not_taken_back(phone: Phone) -> None:
    send = phone.services.channels["sms"].send

    class Overtaken:
        name, is_pulled = "sms", False

        async def send(self, message: object) -> str:
            provider_id = await send(message)  # type: ignore[arg-type]
            await phone.hears_that(phone.twilio.messages[-1], "delivered")
            return provider_id

    phone.services.channels["sms"] = Overtaken()
    await phone.texts("HELP")
    (message,) = await ours(phone.services)
    assert (message.status, message.provider_id) == ("delivered", phone.twilio.messages[0]["Sid"])


async def test_settings_taken_away_leave_messages_waiting_and_visible(
    services: Services, clock: Clock, tmp_path: Path, nlu: FakeNlu
) -> None:
    received = await turns.receive(InboundMessage(Address("sms", PARENT), sid(), "hello"), services)
    await turns.work(received.conversation_id, services)
    for _ in range(40):  # one after the other
        clock.time += timedelta(hours=1)
        await outbox.send_due(services)
    assert {(message.status, message.error_code) for message in await ours(services)} == {
        ("failed", "text messages are not set up")
    }


async def test_every_text_of_an_answer_has_its_source_and_few_segments(phone: Phone) -> None:
    got = await phone.texts("what is mediation", intent="kb_mediation")
    while got[-1].endswith("MORE"):
        got = await phone.texts("MORE")
    messages = await ours(phone.services)
    assert len(messages) > 4
    for message, text in zip(messages, phone.twilio.texts(), strict=True):
        assert count_segments(text) <= most_segments(text)
        assert all(part.text_version_id or part.article_version_id for part in message.parts)
        assert [line for part in message.parts for line in part.text.splitlines() if line not in text] == []


async def test_a_stopped_contact_gets_nothing_from_anyone(phone: Phone) -> None:
    await phone.texts("what is mediation")
    async with phone.services.db.begin() as session:
        await session.execute(update(Conversation).values(stopped_at=phone.services.now() - timedelta(seconds=1)))
    before = len(phone.twilio.messages)
    await writes(phone.services, "Are you there?")
    assert len(phone.twilio.messages) == before
    assert (await ours(phone.services))[-1].error_code == "stopped"
