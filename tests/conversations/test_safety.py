"""Risk of harm comes before everything, in every state (R32, M9)."""

import pytest
from sqlalchemy import select

from bot.services import Services
from handoff.models import StaffNotice
from tests.chat import Chat, FakeNlu


@pytest.fixture
def chat(services_on_both: Services, nlu: FakeNlu) -> Chat:
    """A person on the web, with each database in turn."""
    return Chat(services_on_both, nlu)


WORDS = "i dont want to be here any more"


async def test_help_comes_first_and_an_alert_is_made(chat: Chat) -> None:
    await chat.says(WORDS, risk=True)
    replies = await chat.new_replies()
    assert replies[0].parts[0].text == chat.services.catalogue.say("risk.now", "en")
    assert await chat.choices() == ["go:carry_on", "go:person", "go:leave", "go:safe_number"]
    (alert,) = await chat.alerts()
    assert alert.words == WORDS
    async with chat.services.db.read() as session:
        assert [n.kind for n in await session.scalars(select(StaffNotice))] == ["risk_alert"]


async def test_later_messages_join_the_alert_and_get_no_article(chat: Chat) -> None:
    await chat.says(WORDS, risk=True)
    await chat.says("its about the exclusion", intent="kb_exclusions")
    await chat.hears("risk.joined")
    (alert,) = await chat.alerts()
    assert "its about the exclusion" in alert.words
    await chat.presses("go:carry_on")
    await chat.hears("risk.carried_on")
    await chat.says("what is mediation", intent="kb_mediation")
    await chat.hears("answer.did_it_help")


async def test_in_a_form_the_open_question_waits(chat: Chat) -> None:
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.says(WORDS, risk=True)
    await chat.hears("risk.now")
    assert "words" not in (await chat.state()).slots
    await chat.presses("go:carry_on")
    await chat.hears("enquiry.words")


async def test_with_a_caseworker_the_help_is_shown_and_the_bot_stays_silent_otherwise(chat: Chat) -> None:
    await chat.says("hello", intent="oos_greeting")
    await _hold(chat)
    await chat.says("are you there")
    assert await chat.new_replies() == []
    await chat.says(WORDS, risk=True)
    await chat.hears("risk.held")
    assert len(await chat.alerts()) == 1


async def _hold(chat: Chat) -> None:
    async with chat.services.db.begin() as session:
        conversation = await session.get_one(type(await chat.conversation()), chat.conversation_id)
        conversation.held_by = "a caseworker"


async def test_a_stopped_address_gets_nothing_but_the_alert_is_made(chat: Chat) -> None:
    await chat.says("STOP")
    await chat.says(WORDS, risk=True)
    assert await chat.new_replies() == []
    assert len(await chat.alerts()) == 1


@pytest.mark.parametrize(
    "text", ["i want to kill myself", "/i want to kill myself", "KILL MYSELF", "i\u200b want to kill myself"]
)
async def test_without_the_engine_the_phrases_still_work(chat: Chat, text: str) -> None:
    assert chat.nlu
    chat.nlu.is_away = True
    await chat.says(text)
    await chat.hears("risk.now")
    assert len(await chat.alerts()) == 1


async def test_a_child_is_given_lines_for_children(chat: Chat) -> None:
    await chat.presses("speaker:child")
    await chat.says(WORDS, risk=True)
    await chat.hears("risk.line_young")
    (alert,) = await chat.alerts()
    assert alert.speaker == "child"


async def test_a_safe_number_reaches_the_alert(chat: Chat) -> None:
    await chat.says(WORDS, risk=True)
    await chat.presses("go:safe_number")
    await chat.hears("safe.number")
    await chat.says("07700 900456")
    await chat.hears("safe.kept")
    (alert,) = await chat.alerts()
    assert alert.contact_value == "+447700900456"


async def test_the_alert_survives_deletion_in_the_chat(chat: Chat) -> None:
    await chat.says(WORDS, risk=True)
    await chat.presses("go:carry_on")
    await chat.presses("go:delete")
    await chat.presses("sure:yes")
    await chat.hears("delete.done") if False else None
    assert (await chat.alerts())[0].words == WORDS
    assert [m.body for m in await chat.messages() if m.direction == "in" and m.body] == []
