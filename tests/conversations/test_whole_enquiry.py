"""From a question to a complete record: the journey that everything else grows on."""

from datetime import date

import pytest
from sqlalchemy import select

from bot.catalogue import LongDay
from bot.services import Services
from bot.state import DECLINED
from handoff.models import ConsentEvent, Deficit, StaffNotice
from tests.chat import Chat, FakeNlu


@pytest.fixture
def chat(services_on_both: Services, nlu: FakeNlu) -> Chat:
    """A person on the web, with each database in turn."""
    return Chat(services_on_both, nlu)


QUESTIONS = {
    "en": "theyve sent the plan but the bit where it says school is EMPTY. is he losing his place??",
    "ur": "ہمارے ڈرافٹ پلان کا سیکشن I خالی کیوں ہے؟",
    "pl": "Dlaczego w projekcie planu nie ma wpisanej szkoły? Czy syn straci miejsce?",
}


@pytest.mark.parametrize("locale", QUESTIONS)
async def test_a_parent_asks_in_their_language_and_a_complete_enquiry_is_recorded(chat: Chat, locale: str) -> None:
    await chat.says(QUESTIONS[locale], intent="kb_section-i-blank")
    assert (await chat.conversation()).locale == locale
    await chat.hears("answer.did_it_help", locale)
    await chat.presses("go:person")
    assert await chat.choices() == ["consent:yes", "consent:no", "consent:explain"]
    await chat.presses("consent:yes")
    await chat.hears("enquiry.wish", locale)
    await chat.says("to stay where he is")
    await chat.presses("speaker:parent")
    await chat.says("Year 4")
    await chat.hears("enquiry.letter_kind", locale)
    await chat.presses("letter_kind:draft_plan")
    await chat.hears("enquiry.letter_on", locale)
    await chat.says("18 November")
    await chat.hears("enquiry.letter_ok", locale, day=LongDay(2026, 11, 18))
    await chat.presses("letter_ok:yes")
    await chat.presses("phone_seen:yes")
    await chat.presses("contact_how:call_morning")
    await chat.says("07700 900123")
    await chat.presses("contact_name:skip")
    await chat.presses("support:interpreter")
    await chat.presses("permissions:name_not")
    await chat.presses("party:council")
    await chat.hears("enquiry.permissions.more", locale)
    await chat.presses("permissions:not_now")
    await chat.hears("summary.refused", locale, value=chat.services.catalogue.say("enquiry.party.council", locale))
    await chat.presses("summary:send")

    enquiry = await chat.enquiry()
    assert enquiry.topic == "section-i-blank"
    assert enquiry.words == QUESTIONS[locale]
    assert (enquiry.speaker, enquiry.school_year, enquiry.wish) == ("parent", "year_4", "to stay where he is")
    assert (enquiry.contact_how, enquiry.contact_value) == ("call_morning", "+447700900123")
    assert enquiry.contact_name == DECLINED
    assert (enquiry.letter_kind, enquiry.letter_on) == ("draft_plan", "2026-11-18")
    assert enquiry.sen_stage is None  # not asked: the letter says it
    assert [(p.party, p.decision) for p in enquiry.permissions] == [("council", "refused")]
    assert enquiry.proposed_level == 2
    assert enquiry.promised_on == date(2026, 11, 25)  # one working day, and one to interpret
    assert enquiry.interpretation == ("understood" if locale == "en" else "needs_interpreter")


async def test_what_is_given_after_the_reference_is_kept_at_once(chat: Chat) -> None:
    await reach_reference(chat)
    await chat.says("three green horses")
    await chat.presses("route:school")
    assert (await chat.enquiry()).route == "school"
    await chat.says("b11 4aa")
    enquiry = await chat.enquiry()
    assert enquiry.area == "B11"
    assert enquiry.passphrase_hash is not None
    assert enquiry.passphrase_hash.startswith("$argon2id$")
    words = [m.body for m in await chat.messages()]
    assert "three green horses" not in words


async def reach_reference(chat: Chat) -> None:
    """The shortest way to a reference."""
    await chat.says("we asked for an assessment and they said no", intent="flow_person")
    await chat.presses("consent:yes")
    await chat.says("They said no to an assessment")
    await chat.presses("wish:skip")
    await chat.presses("go:send_now")
    await chat.hears("enquiry.next_here")


async def test_send_now_is_offered_after_four_replies_and_leaves_the_rest_not_asked(chat: Chat) -> None:
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.says("the school sends her home every day")
    await chat.presses("wish:skip")
    assert "go:send_now" in await chat.choices()
    await chat.presses("go:send_now")
    enquiry = await chat.enquiry()
    assert enquiry.words == "the school sends her home every day"
    assert enquiry.wish == DECLINED
    assert enquiry.school_year is None
    assert enquiry.phone_seen is None


async def test_no_record_means_no_enquiry_and_help_goes_on(chat: Chat) -> None:
    await chat.says("can i speak to someone", intent="flow_person")
    await chat.presses("consent:no")
    await chat.hears("enquiry.no_record")
    await chat.says("what is mediation", intent="kb_mediation")
    await chat.hears("answer.did_it_help")
    conversation = await chat.conversation()
    assert not conversation.keeps_record
    async with chat.services.db.read() as session:
        assert [d.reason for d in await session.scalars(select(Deficit))] == ["no_record"]
        assert [(c.about, c.decision) for c in await session.scalars(select(ConsentEvent))] == [("record", "refused")]
        assert list(await session.scalars(select(StaffNotice))) == []


async def test_the_wording_that_was_agreed_to_is_kept(chat: Chat) -> None:
    await reach_reference(chat)
    async with chat.services.db.read() as session:
        consent = (await session.scalars(select(ConsentEvent).where(ConsentEvent.about == "record"))).one()
    assert consent.text_version_id == chat.services.library.text_id("enquiry.consent", "en")
    assert (consent.channel, consent.locale, consent.decided_by) == ("web", "en", "contact")


async def test_a_question_in_the_middle_is_answered_and_the_open_one_comes_back(chat: Chat) -> None:
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.says("they said no to assessing him")
    await chat.says("how long does mediation take?", intent="kb_mediation")
    heard = await chat.heard()
    assert chat.services.catalogue.say("enquiry.wish", "en") in heard
    assert "sources" in {part.role for message in await chat.new_replies() for part in message.parts}
    await chat.says("a meeting")
    assert (await chat.state()).slots["wish"] == "a meeting"


async def test_changing_one_answer_comes_back_to_the_summary(chat: Chat) -> None:
    await reach_summary(chat)
    await chat.presses("summary:change")
    await chat.presses("change:school_year")
    await chat.says("year 9")
    assert (await chat.choices())[:3] == ["summary:send", "summary:change", "summary:dont_send"]
    await chat.hears("summary.school_year", value="9")


async def reach_summary(chat: Chat) -> None:
    """Everything short and skipped where it may be."""
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.says("the annual review went badly")
    for choice in ("wish:skip", "speaker:parent", "school_year:secondary", "sen_stage:plan", "phone_seen:no"):
        await chat.presses(choice)
    for choice in ("contact_how:chat", "support:none", "permissions:not_now"):
        await chat.presses(choice)


async def test_a_full_enquiry_takes_at_most_twelve_replies(chat: Chat) -> None:
    await reach_summary(chat)
    await chat.presses("summary:send")
    inbound = [m for m in await chat.messages() if m.direction == "in"]
    assert len(inbound) <= 12


async def test_dont_send_keeps_nothing(chat: Chat) -> None:
    await reach_summary(chat)
    await chat.presses("summary:dont_send")
    await chat.hears("enquiry.not_sent")
    assert not (await chat.conversation()).keeps_record
    assert (await chat.state()).slots == {}


async def test_somebody_else_asking_about_a_young_person_is_asked_whether_they_agree(chat: Chat) -> None:
    await chat.presses("speaker:parent")
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.says("college will not help my son")
    await chat.presses("wish:skip")
    await chat.says("17 years old")
    await chat.hears("enquiry.young_person_agreement")
    await chat.presses("young_person_agreement:agrees_both")
    await chat.presses("go:send_now")
    enquiry = await chat.enquiry()
    assert enquiry.young_person_agreement == "agrees_both"
    async with chat.services.db.read() as session:
        found = list(await session.scalars(select(ConsentEvent).where(ConsentEvent.about == "young_person")))
    assert [c.decision for c in found] == ["reported"]  # only their own word grants it (R10)


async def test_a_professional_needs_the_familys_agreement(chat: Chat) -> None:
    await chat.presses("speaker:professional")
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.hears("enquiry.family_agrees")
    await chat.presses("family_agrees:no")
    await chat.hears("enquiry.professional_no")
    assert (await chat.state()).flow is None


async def test_the_familys_agreement_to_a_referral_is_recorded(chat: Chat) -> None:
    await chat.presses("speaker:professional")
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.presses("family_agrees:yes")
    await chat.says("a family needs help with an annual review")
    await chat.presses("wish:skip")
    await chat.presses("go:send_now")
    async with chat.services.db.read() as session:
        found = list(await session.scalars(select(ConsentEvent).where(ConsentEvent.about == "family_agreement")))
    assert [c.decision for c in found] == ["reported"]


async def test_nobody_is_both_allowed_and_refused(chat: Chat) -> None:
    await chat.presses("speaker:parent")
    await chat.says("talk to a person")
    for choice in ("consent:yes",):
        await chat.presses(choice)
    await chat.says("bullying at school")
    for choice in ("wish:skip", "school_year:primary", "sen_stage:none", "phone_seen:no", "contact_how:chat"):
        await chat.presses(choice)
    for choice in ("support:none", "permissions:name_someone", "party:school", "permissions:name_not", "party:school"):
        await chat.presses(choice)
    await chat.presses("permissions:not_now")
    await chat.presses("summary:send")
    assert [(p.party, p.decision) for p in (await chat.enquiry()).permissions] == [("school", "refused")]


async def test_stop_sharing_ends_every_permission_at_once(chat: Chat) -> None:
    await chat.presses("speaker:parent")
    await chat.says("talk to a person")
    await chat.presses("consent:yes")
    await chat.says("bullying at school")
    for choice in ("wish:skip", "school_year:primary", "sen_stage:none", "phone_seen:no", "contact_how:chat"):
        await chat.presses(choice)
    for choice in ("support:none", "permissions:name_someone", "party:school", "permissions:not_now", "summary:send"):
        await chat.presses(choice)
    await chat.presses("passphrase:skip")
    await chat.says("please stop talking to the school about us", intent="flow_stop_sharing")
    await chat.hears("sharing.stopped")
    assert [p.decision for p in (await chat.enquiry()).permissions] == ["withdrawn"]


async def test_a_second_request_for_a_person_says_that_the_first_is_with_the_team(chat: Chat) -> None:
    await reach_reference(chat)
    await chat.presses("passphrase:skip")
    await chat.says("talk to a person")
    await chat.hears("enquiry.already", reference=(await chat.enquiry()).reference, day=date(2026, 11, 24))
