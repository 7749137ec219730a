"""Risk of harm in every state of a conversation and every language we offer, by the phrases alone (M9, R32)."""

import re
import time
from collections.abc import Awaitable, Callable, Iterator

import pytest
import yaml

from bot import language
from bot.commands import find_command, find_keyword
from bot.decide import RISK_CHOICES, decide
from bot.flows import FLOWS
from bot.flows.welcome import SPEAKERS
from bot.services import Services
from bot.settings import ROOT, load_profile
from bot.state import FlowState, TextPart, Turn
from bot.world import make_world
from handoff.models import RiskAlert
from handoff.queue import alerts
from intents import risk
from intents.components.phrases import PhraseScreen
from intents.risk import RISK_FOLDER
from tests.chat import Chat, FakeNlu
from tests.conftest import Clock
from tests.factories import make_caseworker, make_message

LANGUAGES = load_profile(ROOT / "service.yml").languages
# "I want to die" and the like, as plainly as people say it.
PLAIN = {
    "en": "i want to kill myself",
    "ur": "میں مرنا چاہتی ہوں",
    "ur-Latn": "mein marna chahti hun",
    "pa": "ਮੈਂ ਮਰਨਾ ਚਾਹੁੰਦੀ ਹਾਂ",
    "pa-Latn": "main marna chaundi aan",
    "bn": "আমি আত্মহত্যা করতে চাই",
    "bn-Latn": "ami ar bachte chai na",
    "ar": "أريد أن أموت",
    "ro": "vreau să mor",
    "pl": "nie chcę już żyć",
    "so": "waan isdilayaa",
    "ps": "زه غواړم مړ شم",
    "fa": "می‌خواهم بمیرم",
}
HELP = ("risk.now", "risk.cannot_speak", "risk.line_any", "risk.local", "risk.nobody_reads", "risk.who_you_are")
CHOICES = [choice.id for choice in RISK_CHOICES]
VISIBLE_WITHIN_S = 1.0
Prepare = Callable[[Chat, Clock], Awaitable[None]]


@pytest.fixture(scope="module", autouse=True)
def _warm() -> None:
    """As the service does before it takes messages."""
    language.warm_up()
    risk.warm_up()


async def free(_chat: Chat, _clock: Clock) -> None:
    """The first message ever."""


async def in_a_form(chat: Chat, _clock: Clock) -> None:
    """Asked for their question."""
    await chat.says("talk to a person")
    await chat.presses("consent:yes")


async def with_a_caseworker(chat: Chat, _clock: Clock) -> None:
    """Who has not written for a while."""
    await chat.says("hello")
    async with chat.services.db.begin() as session:
        conversation = await session.get_one(type(await chat.conversation()), chat.conversation_id)
        conversation.held_by = "a caseworker"


async def with_a_caseworker_right_now(chat: Chat, clock: Clock) -> None:
    """Who wrote within the last two minutes."""
    await with_a_caseworker(chat, clock)
    assert chat.conversation_id
    said = {"direction": "out", "purpose": "reply", "author": "a caseworker"}
    await make_message(chat.services, chat.conversation_id, "I am here", **said)


async def stopped(chat: Chat, _clock: Clock) -> None:
    """They said STOP."""
    await chat.says("STOP")


async def out_of_hours(_chat: Chat, clock: Clock) -> None:
    """Nobody is in the office: a Saturday night."""
    clock.time = clock.time.replace(day=28, hour=23)


async def engine_down(chat: Chat, _clock: Clock) -> None:
    """Nothing understands any words."""
    assert chat.nlu
    chat.nlu.is_away = True


HELPED: dict[str, Prepare] = {p.__name__: p for p in (free, in_a_form, out_of_hours, engine_down)}


@pytest.mark.parametrize("tag", PLAIN)
def test_the_plainest_words_are_in_the_phrases_of_every_variety(tag: str) -> None:
    content = yaml.safe_load((RISK_FOLDER / f"{tag}.yml").read_text(encoding="utf-8"))
    assert PhraseScreen(content["phrases"]).matches(PLAIN[tag])
    assert (find_keyword(PLAIN[tag]), find_command(PLAIN[tag])) == (None, None)


def test_every_offered_language_and_its_latin_letters_are_here() -> None:
    assert set(PLAIN) == {*LANGUAGES, "ur-Latn", "pa-Latn", "bn-Latn"}


@pytest.mark.parametrize("prepare", HELPED)
@pytest.mark.parametrize("tag", PLAIN)
async def test_the_fixed_help_comes_first_and_staff_see_it_at_once(
    services: Services, nlu: FakeNlu, clock: Clock, tag: str, prepare: str
) -> None:
    chat = Chat(services, nlu, locale=tag.split("-")[0])
    await HELPED[prepare](chat, clock)
    await tells(chat, PLAIN[tag])
    said = [part.text for part in (await chat.new_replies())[0].parts]
    locale = (await chat.conversation()).locale
    assert len(said) == len(HELP)
    assert said[0] == services.catalogue.say("risk.now", locale)
    await chat.hears("risk.line_any", locale)
    await chat.hears("risk.nobody_reads", locale)
    assert len(await chat.new_replies()) == 1
    assert await chat.choices() == CHOICES
    assert (await chat.state()).is_paused


@pytest.mark.parametrize("tag", PLAIN)
async def test_with_a_caseworker_the_help_is_shown_but_nothing_is_asked(
    services: Services, nlu: FakeNlu, clock: Clock, tag: str
) -> None:
    chat = Chat(services, nlu, locale=tag.split("-")[0])
    await with_a_caseworker(chat, clock)
    await tells(chat, PLAIN[tag])
    said = [part.text for part in (await chat.new_replies())[0].parts]
    assert said[0] == services.catalogue.say("risk.now", (await chat.conversation()).locale)
    await chat.hears("risk.held", (await chat.conversation()).locale)
    assert await chat.choices() == []


@pytest.mark.parametrize("prepare", [with_a_caseworker_right_now, stopped], ids=lambda prepare: prepare.__name__)
@pytest.mark.parametrize("tag", PLAIN)
async def test_an_alert_and_no_message(
    services: Services, nlu: FakeNlu, clock: Clock, tag: str, prepare: Prepare
) -> None:
    chat = Chat(services, nlu, locale=tag.split("-")[0])
    await prepare(chat, clock)
    await tells(chat, PLAIN[tag])
    assert await chat.new_replies() == []


async def test_staff_see_it_within_a_second(services: Services, nlu: FakeNlu) -> None:
    fastest = min([await tells(Chat(services, nlu), PLAIN["en"]) for _ in range(3)])  # of three: others use the machine
    assert fastest < VISIBLE_WITHIN_S


async def tells(chat: Chat, text: str) -> float:
    """Say it, and see that the safeguarding lead sees it; return after how many seconds."""
    lead = await make_caseworker(chat.services, role="safeguarding_lead")
    began = time.perf_counter()
    await chat.says(text)
    async with chat.services.db.read() as session:
        shown = [each for each in await session.scalars(alerts(lead)) if each.conversation_id == chat.conversation_id]
    seconds = time.perf_counter() - began
    (seen,) = shown
    assert isinstance(seen, RiskAlert)
    assert seen.words == text
    return seconds


def questions() -> Iterator[tuple[str, str]]:
    """Every question of every dialogue."""
    yield from ((flow.name, step.name) for flow in FLOWS.values() for step in flow.steps)


@pytest.mark.parametrize(("flow", "step"), [*questions()])
async def test_whatever_was_asked_the_help_comes_and_the_question_waits(chat: Chat, flow: str, step: str) -> None:
    await chat.says("hello")
    days = dict.fromkeys(("letter_on", "on", "found_on", "certificate_on"), "2026-11-02")
    slots = {"consent": "yes", "contact_how": "email", **days}
    state = FlowState(flow=flow, step=step, slots=slots, topic="mediation", welcomed=True, reference="BK-7F3Q8")
    async with chat.services.db.begin() as session:
        conversation = await session.get_one(type(await chat.conversation()), chat.conversation_id)
        conversation.state = state.to_json()
    await tells(chat, PLAIN["en"])
    await chat.hears("risk.now")
    waiting = await chat.state()
    assert (waiting.flow, waiting.step, dict(waiting.slots)) == (flow, step, slots)
    await chat.presses("go:carry_on")
    assert (await chat.state()).step == step
    assert "risk.now" not in await chat.heard()


@pytest.mark.parametrize("channel", ["web", "sms", "telegram"])
def test_no_notice_or_welcome_comes_before_the_help(services: Services, channel: str) -> None:
    turn = Turn(PLAIN["en"], FlowState(), make_world(services, "en"), "en", is_risk=True, channel=channel)
    (reply,) = decide(turn).replies
    assert tuple(part.key for part in reply.parts if isinstance(part, TextPart)) == HELP


@pytest.mark.parametrize(
    "text",
    [
        "/i want to die",
        "/start i want to die",
        "I WANT TO DIE!!!",
        "i want to\ndie",
        "help me i want to die",
        ("He has had a hard year at school and we wrote to the council. " * 90)[:4980] + " i want to die now.",
    ],
    ids=["command", "start", "capitals", "two lines", "help me", "5,000 characters"],
)
async def test_however_it_is_written(chat: Chat, text: str) -> None:
    await engine_down(chat, Clock())
    await tells(chat, text)
    await chat.hears("risk.now")


@pytest.mark.parametrize("locale", LANGUAGES)
@pytest.mark.parametrize("speaker", [*SPEAKERS, None])
async def test_each_speaker_gets_their_own_lines_from_the_profile(
    services: Services, nlu: FakeNlu, speaker: str | None, locale: str
) -> None:
    chat = Chat(services, nlu, locale=locale)
    await chat.presses(f"locale:{locale}")
    if speaker:
        await chat.presses(f"speaker:{speaker}")
    await chat.says(PLAIN["en"])
    heard = await chat.heard()
    lines = services.settings.profile.emergency.items()
    numbers = {name for name, line in lines if re.search(rf"(?<!\d){line.number}(?!\d)", heard)}
    everyone = {"emergency", "emergency_text", "samaritans", "childline", "local_childrens_services"}
    own = {"shout"} if speaker in {"child", "young_person"} else {"nhs_urgent", "domestic_abuse"}
    assert numbers == everyone | own


@pytest.mark.parametrize("locale", LANGUAGES)
def test_no_help_line_is_written_into_a_text(services: Services, locale: str) -> None:
    for key, tag, text in services.catalogue.items():
        if tag == locale and key.startswith(("risk.", "keyword.")):
            written = re.findall(r"\d{3,}", re.sub(r"\{\w+\}", "", text.text))
            assert written == [], key
