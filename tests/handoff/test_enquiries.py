"""What a caseworker does, and what the family and the colleagues see of it."""

import asyncio
from typing import Any

import pytest
from sqlalchemy import select

from bot.errors import NotFound
from bot.models import Conversation, Message
from bot.services import Services
from bot.state import FlowState
from handoff import enquiries
from handoff.errors import Refused
from handoff.models import AuditEvent, Caseworker, Enquiry, TimelineEntry
from tests.chat import Chat
from tests.factories import make_alert, make_caseworker, make_conversation, make_enquiry


async def now_of(services: Services, enquiry: Enquiry) -> tuple[Enquiry, Conversation]:
    async with services.db.read() as session:
        stored = await session.get_one(Enquiry, enquiry.id)
        return stored, await session.get_one(Conversation, stored.conversation_id)


async def written_to(services: Services, enquiry: Enquiry) -> list[str]:
    """What the family got since, as text."""
    chat = Chat(services, conversation_id=enquiry.conversation_id)
    return [part.text for message in await chat.messages() if message.direction == "out" for part in message.parts]


async def taken(services: Services, **given: Any) -> tuple[Caseworker, Enquiry]:
    """A caseworker with an enquiry in hand."""
    sam = await make_caseworker(services)
    enquiry = await make_enquiry(services, **given)
    await enquiries.take(services, sam, enquiry.id)
    return sam, enquiry


async def test_taking_it_silences_the_assistant_and_tells_the_family_who(services_on_both: Services) -> None:
    sam, enquiry = await taken(services_on_both)
    stored, conversation = await now_of(services_on_both, enquiry)
    assert (stored.assignee_id, conversation.held_by) == (sam.id, str(sam.id))
    [text] = await written_to(services_on_both, enquiry)
    assert "Sam" in text
    assert "SENDIASS adviser" in text


async def test_a_person_who_writes_gets_no_answer_from_the_assistant(services: Services, chat: Chat) -> None:
    await chat.says("hello")
    conversation = await chat.conversation()
    sam = await make_caseworker(services)
    enquiry = await make_enquiry(services, conversation=conversation)
    await enquiries.take(services, sam, enquiry.id)
    await chat.says("is anyone there", intent="kb_draft-ehcp")
    assert await chat.new_replies() == []

    await enquiries.give_back(services, sam, enquiry.id)
    await chat.says("is anyone there", intent="kb_draft-ehcp")
    assert await chat.new_replies() != []


async def test_a_reply_reaches_the_chat_and_nobody_waits(services_on_both: Services) -> None:
    sam, enquiry = await taken(services_on_both)
    await enquiries.reply(services_on_both, sam, enquiry.id, "  Shall I ring\r\ntomorrow?  ")
    assert (await written_to(services_on_both, enquiry))[-1] == "Shall I ring\ntomorrow?"
    async with services_on_both.db.read() as session:
        message = (await session.scalars(select(Message).where(Message.author == str(sam.id)))).one()
    assert message.status == "sent"
    assert (await now_of(services_on_both, enquiry))[0].waiting_since is None


async def test_an_open_chat_wakes_for_a_reply(services: Services) -> None:
    sam, enquiry = await taken(services)
    waiting = asyncio.create_task(services.live.wait(str(enquiry.conversation_id), 5))
    await asyncio.sleep(0)
    await enquiries.reply(services, sam, enquiry.id, "hello")
    assert await waiting


@pytest.mark.parametrize("text", ["", " \n", "x" * 4001])
async def test_a_reply_says_something_and_not_too_much(services: Services, text: str) -> None:
    sam, enquiry = await taken(services)
    with pytest.raises(Refused):
        await enquiries.reply(services, sam, enquiry.id, text)


async def test_only_who_has_it_replies(services: Services) -> None:
    _, enquiry = await taken(services)
    other = await make_caseworker(services)
    with pytest.raises(Refused, match="Take this enquiry first"):
        await enquiries.reply(services, other, enquiry.id, "hello")


async def test_after_stop_nothing_is_sent(services: Services) -> None:
    conversation = await make_conversation(services, stopped_at=services.now())
    sam, enquiry = await taken(services, conversation=conversation)
    with pytest.raises(Refused, match="STOP"):
        await enquiries.reply(services, sam, enquiry.id, "hello")
    await enquiries.close(services, sam, enquiry.id, "no_reply")
    assert await written_to(services, enquiry) == []


@pytest.mark.parametrize(("seen", "texts"), [("no", 1), ("yes", 0), ("not_sure", 0), ("declined", 0), (None, 0)])
async def test_a_phone_that_others_may_see_gets_no_name_and_no_reference(
    services: Services, seen: str | None, texts: int
) -> None:
    conversation = await make_conversation(services, channel="sms")
    services.channels["sms"] = services.channels["web"]
    _, enquiry = await taken(services, conversation=conversation, channel="sms", phone_seen=seen)
    assert len(await written_to(services, enquiry)) == texts


async def test_two_who_take_it_at_once_do_not_both_have_it(services_on_both: Services) -> None:
    enquiry = await make_enquiry(services_on_both)
    people = [await make_caseworker(services_on_both, first_name=name) for name in ("Sam", "Priya")]
    results = await asyncio.gather(
        *(enquiries.take(services_on_both, person, enquiry.id) for person in people), return_exceptions=True
    )
    assert sorted(type(result).__name__ for result in results) == ["NoneType", "Refused"]
    assert len(await written_to(services_on_both, enquiry)) == 1


async def test_it_can_be_taken_over_knowingly(services: Services) -> None:
    sam, enquiry = await taken(services)
    priya = await make_caseworker(services, first_name="Priya")
    await enquiries.take(services, priya, enquiry.id, seen_holder=str(sam.id))
    assert (await now_of(services, enquiry))[0].assignee_id == priya.id
    with pytest.raises(Refused):
        await enquiries.give_back(services, sam, enquiry.id)


async def test_given_back_it_is_with_nobody(services: Services) -> None:
    sam, enquiry = await taken(services)
    await enquiries.give_back(services, sam, enquiry.id)
    stored, conversation = await now_of(services, enquiry)
    assert (stored.assignee_id, conversation.held_by) == (None, None)
    assert stored.waiting_since is not None
    assert "handed the chat back" in (await written_to(services, enquiry))[-1]


@pytest.mark.parametrize(("highest", "level", "is_allowed"), [(2, 2, True), (2, 3, False), (3, 4, False), (4, 4, True)])
async def test_a_level_is_confirmed_by_who_may_work_at_it(
    services: Services, highest: int, level: int, is_allowed: bool
) -> None:
    caseworker = await make_caseworker(services, highest_level=highest)
    enquiry = await make_enquiry(services)
    if is_allowed:
        await enquiries.confirm_level(services, caseworker, enquiry.id, level)
    else:
        with pytest.raises(Refused, match=f"up to {highest}"):
            await enquiries.confirm_level(services, caseworker, enquiry.id, level)
    stored, _ = await now_of(services, enquiry)
    assert (stored.level, stored.level_by) == ((level, caseworker.id) if is_allowed else (None, None))


async def test_a_level_above_mine_hides_it_from_me(services: Services) -> None:
    manager, caseworker = await make_caseworker(services), await make_caseworker(services, highest_level=2)
    enquiry = await make_enquiry(services)
    await enquiries.confirm_level(services, manager, enquiry.id, 4)
    with pytest.raises(NotFound):
        await enquiries.add_note(services, caseworker, enquiry.id, "hello")


async def test_closing_frees_the_chat_for_a_new_enquiry(services: Services) -> None:
    enquiry = await make_enquiry(services, reference="BK-23456")
    sam = await make_caseworker(services)
    async with services.db.begin() as session:
        conversation = await session.get_one(Conversation, enquiry.conversation_id)
        conversation.state = FlowState(reference="BK-23456").to_json()
    await enquiries.take(services, sam, enquiry.id)
    await enquiries.close(services, sam, enquiry.id, "advice_given")

    stored, conversation = await now_of(services, enquiry)
    assert (stored.status, stored.outcome, stored.waiting_since) == ("closed", "advice_given", None)
    assert stored.closed_at == services.now()
    assert conversation.held_by is None
    assert FlowState.from_json(conversation.state).reference is None
    assert "BK-23456" in (await written_to(services, enquiry))[-1]


async def test_words_nobody_understood_keep_it_open(services: Services) -> None:
    sam, enquiry = await taken(services, locale="ur", interpretation="needs_interpreter")
    with pytest.raises(Refused, match="interpreted"):
        await enquiries.close(services, sam, enquiry.id, "advice_given")
    await enquiries.mark_interpreted(services, sam, enquiry.id)
    await enquiries.close(services, sam, enquiry.id, "advice_given")


async def test_what_a_colleague_has_is_not_closed_under_their_hands(services: Services) -> None:
    _, enquiry = await taken(services)
    with pytest.raises(Refused, match="Somebody else"):
        await enquiries.close(services, await make_caseworker(services), enquiry.id, "advice_given")


async def test_closing_needs_an_outcome(services: Services) -> None:
    sam, enquiry = await taken(services)
    with pytest.raises(Refused):
        await enquiries.close(services, sam, enquiry.id, "whatever")


async def test_a_closed_enquiry_takes_notes_and_nothing_else(services: Services) -> None:
    sam, enquiry = await taken(services)
    await enquiries.close(services, sam, enquiry.id, "advice_given")
    await enquiries.add_note(services, sam, enquiry.id, "The school rang.")
    for again in (
        enquiries.take(services, sam, enquiry.id),
        enquiries.reply(services, sam, enquiry.id, "hello"),
        enquiries.confirm_level(services, sam, enquiry.id, 2),
        enquiries.close(services, sam, enquiry.id, "advice_given"),
    ):
        with pytest.raises(Refused, match="closed"):
            await again


async def test_a_deleted_conversation_leaves_an_enquiry_to_work_with(services: Services) -> None:
    sam = await make_caseworker(services)
    enquiry = await make_enquiry(services, conversation_id=None)
    await enquiries.take(services, sam, enquiry.id)
    with pytest.raises(Refused, match="deleted"):
        await enquiries.reply(services, sam, enquiry.id, "hello")
    await enquiries.add_note(services, sam, enquiry.id, "Rang instead.")
    await enquiries.close(services, sam, enquiry.id, "advice_given")


async def test_every_change_is_in_the_history_and_in_the_log_without_words(services: Services) -> None:
    sam, enquiry = await taken(services)
    await enquiries.reply(services, sam, enquiry.id, "a canary in the reply")
    await enquiries.add_note(services, sam, enquiry.id, "a canary in the note")
    await enquiries.confirm_level(services, sam, enquiry.id, 3)
    await enquiries.give_back(services, sam, enquiry.id)
    async with services.db.read() as session:
        entries = list(await session.scalars(select(TimelineEntry)))
        events = list(await session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    changes = ["taken", "replied", "note", "level_confirmed", "returned"]
    assert {entry.kind for entry in entries} == set(changes)
    assert [event.action for event in events] == changes
    assert {event.about for event in events} == {f"enquiry:{enquiry.id}"}
    assert {event.caseworker_id for event in events} == {sam.id}
    assert "canary" not in str([event.detail for event in events])
    assert [entry.text for entry in entries if entry.text] == ["a canary in the note"]


async def test_an_alert_is_acknowledged_once_and_the_first_counts(services_on_both: Services) -> None:
    services = services_on_both
    enquiry = await make_enquiry(services)
    alert = await make_alert(services, enquiry.conversation_id)
    sam, priya = await make_caseworker(services), await make_caseworker(services)
    await enquiries.acknowledge_alert(services, sam, alert.id)
    await enquiries.acknowledge_alert(services, priya, alert.id)
    async with services.db.read() as session:
        stored = await session.get_one(type(alert), alert.id)
        kinds = list(await session.scalars(select(TimelineEntry.kind)))
    assert stored.acknowledged_by == sam.id
    assert kinds == ["alert_acknowledged"]


async def test_a_refused_change_leaves_no_trace(services: Services) -> None:
    sam, enquiry = await taken(services)
    with pytest.raises(Refused):
        await enquiries.confirm_level(services, sam, enquiry.id, 9)
    with pytest.raises(Refused):
        await enquiries.take(services, sam, enquiry.id)
    async with services.db.read() as session:
        assert len(list(await session.scalars(select(AuditEvent)))) == 1
