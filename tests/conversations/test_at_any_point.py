"""Commands and keywords act at any point, in any language; bad input loses nothing."""

import pytest
from sqlalchemy import update

from bot.flows import FLOWS
from bot.flows.step import Flow, Step
from bot.models import Conversation
from bot.settings import ROOT, load_profile
from bot.state import FlowState
from tests.chat import Chat

LANGUAGES = load_profile(ROOT / "service.yml").languages
STEPS = [(flow, step) for flow in FLOWS.values() for step in flow.steps]

ODD_TEXTS = [
    "",
    "   ",
    "😀😀😀",
    "\x00\x07\x1b[31m",
    "\u202eabc\u202c \u200f",
    "<script>alert(1)</script>",
    "'; DROP TABLE message; --",
    "?" * 300,
    "lorem ipsum " * 900,
]


@pytest.mark.parametrize("text", ODD_TEXTS)
@pytest.mark.parametrize("locale", ["en", "ur", "pl"])
async def test_odd_input_gets_a_kind_answer_in_their_language(chat: Chat, text: str, locale: str) -> None:
    chat.locale = locale
    await chat.presses(f"locale:{locale}")
    await chat.says(text)
    replies = await chat.new_replies()
    assert replies
    assert all(part.text.strip() for message in replies for part in message.parts)


@pytest.mark.parametrize(("flow", "step"), STEPS, ids=[f"{flow.name}.{step.name}" for flow, step in STEPS])
async def test_no_open_question_leaves_a_text_without_an_answer(chat: Chat, flow: Flow, step: Step) -> None:
    chat.locale = LANGUAGES[STEPS.index((flow, step)) % len(LANGUAGES)]
    await chat.presses(f"locale:{chat.locale}")
    days = dict.fromkeys(("on", "found_on", "letter_on", "certificate_on"), "2026-11-02")
    state = FlowState(flow=flow.name, step=step.name, slots={"kind": "final_plan", "contact_how": "email"} | days)
    async with chat.services.db.begin() as session:
        changed = update(Conversation).where(Conversation.id == chat.conversation_id)
        await session.execute(changed.values(state=state.to_json()))
    for text in ("1", "xyzzy"):
        await chat.says(text)
        assert [part.text.strip() for message in await chat.new_replies() for part in message.parts if part.text]


@pytest.mark.parametrize("text", ODD_TEXTS[:4])
async def test_odd_input_in_a_form_keeps_what_was_given(chat: Chat, text: str) -> None:
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.says("she has no school place")
    await chat.presses("wish:skip")
    before = (await chat.state()).slots
    await chat.says(text)
    assert (await chat.state()).slots == before
    await chat.hears("enquiry.speaker")


async def test_a_day_that_does_not_exist_is_asked_again(chat: Chat) -> None:
    await chat.says("the draft plan came", intent="kb_draft-ehcp")
    await chat.presses("go:person")
    for choice in ("consent:yes", "wish:skip", "speaker:parent", "school_year:primary", "letter_kind:draft_plan"):
        await chat.presses(choice)
    await chat.says("31 February")
    await chat.hears("enquiry.letter_on.again")
    await chat.hears("enquiry.letter_on")
    await chat.says("18 Nov")
    await chat.presses("letter_ok:no")
    await chat.hears("enquiry.letter_on")
    assert "letter_on" not in (await chat.state()).slots


async def test_a_number_nobody_can_call_is_asked_again(chat: Chat) -> None:
    await chat.presses("speaker:parent")
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.says("transport")
    for choice in ("wish:skip", "school_year:primary", "sen_stage:none", "phone_seen:no", "contact_how:text"):
        await chat.presses(choice)
    await chat.says("00000000000")
    await chat.hears("enquiry.contact_value.again_phone")
    await chat.hears("enquiry.contact_value.phone")


async def test_a_second_click_on_the_same_button_is_harmless(chat: Chat) -> None:
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.presses("consent:yes")
    await chat.hears("input.stale_question")
    await chat.hears("enquiry.words")
    assert (await chat.state()).slots == {"consent": "yes"}


async def test_a_button_of_an_old_page_is_explained(chat: Chat) -> None:
    await chat.says("hello", intent="oos_greeting")
    await chat.presses("letter_ok:yes")
    await chat.hears("input.stale")


async def test_the_same_provider_id_is_answered_once(chat: Chat) -> None:
    await chat._send("what is mediation", None, provider_id="same")
    await chat._send("what is mediation", None, provider_id="same")
    assert sum(m.direction == "in" for m in await chat.messages()) == 1


@pytest.mark.parametrize(
    ("word", "locale"), [("STOP", "en"), ("stop.", "en"), ("Unsubscribe", "en"), ("رکیں", "ur"), ("stopp", "pl")]
)
async def test_stop_ends_everything_until_start(chat: Chat, word: str, locale: str) -> None:
    await chat.says(word)
    await chat.hears("keyword.stopped", locale)
    await chat.says("what is mediation", intent="kb_mediation")
    assert await chat.new_replies() == []
    await chat.says("START")
    await chat.hears("keyword.started")


@pytest.mark.parametrize("words", ["stop him", "help me please with the plan", "they never stop shouting at him"])
async def test_only_the_exact_keyword_acts(chat: Chat, words: str) -> None:
    await chat.says(words)
    assert (await chat.conversation()).stopped_at is None
    await chat.hears("dont_know.no_page")


async def test_help_begins_with_999_and_returns_to_the_open_question(chat: Chat) -> None:
    await chat.says("talk to a person")
    await chat.says("HELP")
    assert "999" in (await chat.new_replies())[0].parts[0].text
    assert (await chat.choices())[0] == "consent:yes"


@pytest.mark.parametrize("text", ["talk to a person", "człowiek", "کسی سے بات", "a person", "kisi se baat"])
async def test_a_person_can_be_asked_for_in_any_language_without_the_engine(chat: Chat, text: str) -> None:
    assert chat.nlu
    chat.nlu.is_away = True
    await chat.says(text)
    assert (await chat.choices())[0] == "consent:yes"


async def test_changing_language_in_a_form_asks_the_question_again_in_it(chat: Chat) -> None:
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.presses("locale:pl")
    assert (await chat.conversation()).locale == "pl"
    await chat.hears("enquiry.words", "pl")


async def test_one_short_message_never_switches_the_language(chat: Chat) -> None:
    await chat.says("what is mediation please tell me", intent="kb_mediation")
    await chat.says("stop it EHCP")
    await chat.says("سلام")
    assert (await chat.conversation()).locale == "en"


async def test_a_later_sentence_in_another_language_is_offered_not_switched(chat: Chat) -> None:
    await chat.says("what is mediation please tell me", intent="kb_mediation")
    await chat.says("Czy mogę prosić o odpowiedź po polsku, bo tak będzie łatwiej?")
    assert (await chat.conversation()).locale == "en"
    assert (await chat.choices())[0] == "locale:pl"


async def test_start_again_forgets_the_open_form(chat: Chat) -> None:
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.says("start again")
    state = await chat.state()
    assert (state.flow, state.step, dict(state.slots)) == ("welcome", "speaker", {})


async def test_a_complaint_about_the_service_is_kept_apart(chat: Chat) -> None:
    await chat.says("complain")
    await chat.says("nobody called me back")
    heard = await chat.heard()
    assert "BK-" in heard


async def test_an_opinion_is_not_given_but_a_person_is_offered(chat: Chat) -> None:
    await chat.says("will i win at tribunal", intent="flow_opinion")
    await chat.hears("opinion.none")
    assert "go:person" in await chat.choices()


async def test_a_costly_topic_is_restated_before_law_or_dates(chat: Chat) -> None:
    await chat.says("they said no to assessing him", intent="kb_ehcna-refused")
    heard = await chat.heard()
    assert await chat.choices() == ["right:yes", "right:no"]
    assert "month" not in heard
    await chat.presses("right:yes")
    assert "sources" in {part.role for message in await chat.new_replies() for part in message.parts}


async def test_two_likely_topics_are_offered_to_choose_from(chat: Chat) -> None:
    assert chat.nlu
    chat.nlu.next = [("kb_draft-ehcp", 0.4), ("kb_section-i-blank", 0.35)]
    await chat._send("the plan", None)
    assert await chat.choices() == ["topic:draft-ehcp", "topic:section-i-blank", "go:person"]
    await chat.presses("topic:section-i-blank")
    await chat.hears("answer.did_it_help")


async def test_every_speaker_reaches_a_text_of_their_own_and_skip_never_blocks(chat: Chat) -> None:
    texts = set()
    for value in ("parent", "carer", "young_person", "child", "helper", "professional", "skip"):
        one = Chat(chat.services, chat.nlu)
        await one.presses(f"speaker:{value}")
        texts.add(await one.heard())
    assert len(texts) == 7


async def test_a_child_who_picks_the_wrong_example_is_told_again_and_goes_on(chat: Chat) -> None:
    await chat.presses("speaker:child")
    await chat.presses("check:marks")
    await chat.hears("private.again")
    await chat.says("what are my rights", intent="kb_yp-rights")
    await chat.hears("answer.did_it_help")


async def test_a_young_person_gets_the_young_persons_version(chat: Chat) -> None:
    await chat.presses("speaker:young_person")
    await chat.says("what are my rights", intent="kb_yp-rights")
    roles = [part.role for message in await chat.new_replies() for part in message.parts]
    assert "young_person" in roles
    assert "options" not in roles


async def test_without_the_engine_likely_topics_are_offered_by_keyword(chat: Chat) -> None:
    assert chat.nlu
    chat.nlu.is_away = True
    await chat.says("why is section I of the draft plan blank")
    assert "topic:section-i-blank" in await chat.choices()
