"""Whole conversations by text message: through Twilio's webhook, and out by Twilio's client."""

import pytest
from sqlalchemy import select

from bot.catalogue import Catalogue, load_catalogue
from bot.commands import find_keyword, load_words
from bot.models import Conversation
from bot.segments import count_segments
from bot.settings import ROOT, load_profile
from bot.sms_steps import most_segments
from bot.state import FlowState
from handoff.models import Enquiry, RiskAlert
from tests.bot.channels.twilio_server import FakeTwilio, Phone, answered, incoming
from tests.chat import FakeNlu

LANGUAGES = load_profile(ROOT / "service.yml").languages
KEYWORDS = load_words()["keywords"]
VARIETIES = tuple(KEYWORDS["stop"])


def catalogue(phone: Phone) -> Catalogue:
    """The fixed texts."""
    return phone.services.catalogue


async def conversation(phone: Phone) -> Conversation:
    """As it is stored now."""
    async with phone.services.db.read() as session:
        return (await session.scalars(select(Conversation))).one()


async def state(phone: Phone) -> FlowState:
    """Where it stands."""
    return FlowState.from_json((await conversation(phone)).state)


async def to_the_end(phone: Phone, got: list[str], locale: str) -> str:
    """Ask for more in the language's own word until there is none."""
    more = catalogue(phone).say("sms.more", locale)
    everything = list(got)
    while everything[-1].endswith(more):
        everything += await phone.texts(more.rpartition(": ")[2])
    return "\n".join(everything)


async def chooses(phone: Phone, got: str, label: str) -> list[str]:
    """Answer with the number that stands before a label."""
    number = next(line.partition(". ")[0] for line in got.splitlines() if line.endswith(f". {label}"))
    return await phone.texts(number)


OPENINGS = {
    "en": "They sent the plan and the part with the school is empty",
    "ur": "انہوں نے پلان بھیجا ہے اور سکول والا حصہ خالی ہے",
    "pl": "Przysłali plan i część ze szkołą jest pusta",
}


@pytest.mark.parametrize("locale", ["en", "ur", "pl"])
async def test_from_a_first_text_to_an_answer_and_a_person_in_their_language(phone: Phone, locale: str) -> None:
    say = catalogue(phone).say
    got = await phone.texts(OPENINGS[locale], intent="kb_section-i-blank")
    assert (await conversation(phone)).locale == locale
    assert say("sms.welcome", locale) in " ".join(" ".join(got).split())  # in one text or over two
    everything = await to_the_end(phone, got, locale)
    again = await chooses(phone, everything, say("welcome.speaker.parent", locale))
    assert (await state(phone)).speaker == "parent"
    assert say("sms.welcome", locale) not in " ".join(" ".join(again).split())  # once

    got = await phone.texts(say("choice.person", locale))
    consent = await to_the_end(phone, got, locale)
    await chooses(phone, consent, say("enquiry.consent.yes", locale))
    assert (await state(phone)).slots["consent"] == "yes"
    await phone.texts(OPENINGS[locale])
    got = await phone.texts(say("choice.skip", locale))
    await phone.texts(say("choice.send_now", locale))
    async with phone.services.db.read() as session:
        enquiry = (await session.scalars(select(Enquiry))).one()
    assert (enquiry.channel, enquiry.locale) == ("sms", locale)


@pytest.mark.parametrize("locale", LANGUAGES)
async def test_the_first_text_says_who_can_see_it_in_few_messages_and_once(phone: Phone, locale: str) -> None:
    await phone.texts("HELP")
    async with phone.services.db.begin() as session:
        (await session.scalars(select(Conversation))).one().locale = locale
    got = await phone.texts("hello there")
    welcome = catalogue(phone).say("sms.welcome", locale)
    assert " ".join(welcome.split()) in " ".join(" ".join(got).split())
    assert len(got) <= 5
    assert all(count_segments(text) <= most_segments(text) for text in got)
    assert welcome not in " ".join(" ".join(await phone.texts("hello again")).split())


@pytest.mark.parametrize("locale", LANGUAGES)
def test_the_word_that_brings_more_is_one_we_understand(locale: str) -> None:
    text = load_catalogue(LANGUAGES, {}).say("sms.more", locale)
    assert find_keyword(text.rpartition(": ")[2]) == "more"


async def long_answer(phone: Phone) -> list[str]:
    """An answer of which a part waits."""
    await phone.texts("hello there")
    got = await phone.texts("what is mediation", intent="kb_mediation")
    assert got[-1].endswith("MORE")
    return got


@pytest.mark.parametrize("variety", VARIETIES)
async def test_more_brings_the_rest_in_any_language(phone: Phone, variety: str) -> None:
    await long_answer(phone)
    waits = (await state(phone)).rest
    assert len(await phone.texts(KEYWORDS["more"][variety][0])) == 1
    assert (await state(phone)).rest == waits[1:]


async def test_any_other_text_drops_the_rest(phone: Phone) -> None:
    await long_answer(phone)
    await phone.texts("something else entirely")
    assert (await state(phone)).rest == ()
    assert "mediation" not in "\n".join(await phone.texts("MORE")).casefold()


async def test_a_number_chooses_nothing_that_has_not_been_shown(phone: Phone) -> None:
    await long_answer(phone)
    assert (await state(phone)).choices[0] == "speaker:parent"  # asked at the end of what still waits
    await phone.texts("1")
    assert (await state(phone)).speaker is None
    await phone.texts("1")  # now the question has been asked again, and shown
    assert (await state(phone)).speaker == "parent"


async def test_a_number_sent_twice_does_not_answer_the_next_question(phone: Phone) -> None:
    consent = "\n".join(await phone.texts("talk to a person"))
    while consent.endswith("MORE"):
        consent = "\n".join(await phone.texts("MORE"))
    yes = next(line[0] for line in consent.splitlines() if line.endswith(". Yes"))
    for body in (yes, yes):  # both are in before the first is answered
        await phone.posts("/twilio/sms", incoming(body))
    await answered()
    slots = (await state(phone)).slots
    assert slots["consent"] == "yes"
    assert "wish" not in slots
    assert "words" not in slots


@pytest.mark.parametrize("variety", VARIETIES)
async def test_stop_start_and_help_in_every_language(phone: Phone, variety: str) -> None:
    locale = variety.partition("-")[0]
    await phone.texts("hello there")
    async with phone.services.db.begin() as session:
        (await session.scalars(select(Conversation))).one().locale = locale
    say = catalogue(phone).say
    (helped,) = (await phone.texts(KEYWORDS["help"][variety][0]))[:1]
    assert "999" in helped
    assert await phone.texts(KEYWORDS["stop"][variety][0]) == [say("keyword.stopped", locale)]
    assert await phone.texts("what is mediation", intent="kb_mediation") == []
    assert await phone.texts(KEYWORDS["help"][variety][0]) == []
    assert await phone.texts(KEYWORDS["stop"][variety][0]) == []
    assert say("keyword.started", locale) in (await phone.texts(KEYWORDS["start"][variety][0]))[0]
    assert await phone.texts("hello again")


async def test_help_as_a_first_text_begins_with_999_and_stop_is_one_text(phone: Phone) -> None:
    assert (await phone.texts("HELP"))[0].startswith("In danger now? Call 999.")
    assert await phone.texts("STOP") == [catalogue(phone).say("keyword.stopped", "en")]


async def test_what_twilio_has_answered_is_noted_and_not_answered_twice(phone: Phone) -> None:
    await phone.texts("hello there")
    assert await phone.texts("HELP", OptOutType="HELP") == []
    assert (await conversation(phone)).stopped_at is None
    assert await phone.texts("arrêt", OptOutType="STOP") == []  # a word of the service's own, in Twilio's console
    assert (await conversation(phone)).stopped_at is not None
    assert await phone.texts("hello?") == []
    assert await phone.texts("START", OptOutType="START") == []
    assert (await conversation(phone)).stopped_at is None
    assert await phone.texts("hello again")


async def test_yes_stays_an_answer_where_twilio_takes_it_for_start(phone: Phone) -> None:
    consent = await to_the_end(phone, await phone.texts("talk to a person"), "en")
    assert "Yes" in consent
    assert await phone.texts("Yes", OptOutType="START")
    assert (await state(phone)).slots["consent"] == "yes"


async def test_help_in_danger_comes_whole_before_anything_else_and_alerts(phone: Phone) -> None:
    got = await phone.texts("he says he will hurt us tonight", risk=True)
    whole = "\n".join(got)
    assert got[0].startswith(catalogue(phone).say("risk.now", "en")[:20])
    assert "MORE" not in whole
    assert catalogue(phone).say("choice.carry_on", "en") in whole
    assert (await state(phone)).rest == ()
    async with phone.services.db.read() as session:
        assert len(list(await session.scalars(select(RiskAlert)))) == 1


async def test_two_telephones_are_two_people(phone: Phone, twilio: FakeTwilio, nlu: FakeNlu) -> None:
    other = Phone(phone.services, twilio, nlu, "+447700900456")
    await phone.texts("STOP")
    assert await other.texts("hello there")
    assert {message["To"] for message in twilio.messages[1:]} == {"+447700900456"}
