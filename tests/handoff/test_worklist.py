"""The worklist: what no article answered, and never who asked (R26a)."""

import re
from collections.abc import AsyncIterator, Callable

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.events import QuestionLeftOpen
from bot.services import Services
from handoff import worklist
from handoff.editorial_models import WorklistRow
from handoff.models import AuditEvent
from handoff.worklist_words import make_vocabulary, redact, vocabulary_of
from tests.chat import Chat, FakeNlu
from tests.factories import make_alert, make_caseworker, make_conversation
from tests.handoff.conftest import Browser, browser_of

CANARIES = {
    "en": (
        "My son Zebedee Quillfeather goes to Saint Ethelwold's Academy at 14 Wibberley Crescent, B31 4XZ. "
        "Call me on 07700 900 123 or 0121 496 0999, zebedee.q@canary.example, and the council will not help him. "
        "He was born on 16 March 2014. His NHS number is 943 476 5919 and the teacher is Mrs Thistlewood"
    ),
    "ur": (
        "میرے بیٹے ذوالقرنین کو شہزادپور اکیڈمی نے نکال دیا ہے اور کونسل نے پلان نہیں دیا، "
        "میرا نمبر ۰۷۷۰۰ ۹۰۰۱۲۳ ہے، گلی نمبر ۱۴ وبرلی کریسنٹ، Quillfeather"
    ),
    "pl": (
        "Moja córka Żółcisława Brzęczyszczykiewicz chodzi do szkoły imienia Kunegundy przy ulicy Wibberley 14, "
        "telefon 07700 900123, i rada nie chce jej pomóc, plan jest za późno"
    ),
}
SECRETS = (
    *("zebedee", "quillfeather", "ethelwold", "wibberley", "crescent", "b31", "4xz", "07700", "7700", "900", "0121"),
    *("496", "0999", "canary", "943", "5919", "thistlewood", "2014", "16", "14", "march"),
    *("ذوالقرنین", "شہزادپور", "۰۷۷۰۰", "۹۰۰۱۲۳", "۱۴", "وبرلی", "کریسنٹ"),
    *("żółcisława", "brzęczyszczykiewicz", "kunegundy"),
)


async def rows(services: Services) -> list[WorklistRow]:
    async with services.db.read() as session:
        return list(await session.scalars(select(WorklistRow)))


@pytest.mark.parametrize("locale", ["en", "ur", "pl"])
@pytest.mark.parametrize("kind", ["unanswered", "unhelpful", "clarified"])
@pytest.mark.parametrize("change", [str, str.lower, str.upper, str.title])
async def test_no_name_number_or_place_is_ever_kept(
    services: Services, locale: str, kind: str, change: Callable[[str], str]
) -> None:
    conversation = await make_conversation(services, locale=locale)
    async with services.db.begin() as session:
        event = QuestionLeftOpen(kind, change(CANARIES[locale]), "mediation")
        await worklist.keep_question(session, conversation, event, services)
    row = (await rows(services))[0]
    words = re.split(r"[\s…]+", row.question)
    assert [secret for secret in SECRETS if secret in words or (len(secret) > 3 and secret in row.question)] == []
    if change is not str.title:
        assert len(row.question.split()) > 3, "the question itself is still there"


async def test_in_a_language_without_words_of_ours_only_the_topic_is_kept(services: Services) -> None:
    conversation = await make_conversation(services, locale="cy")
    async with services.db.begin() as session:
        for topic in ("mediation", None):
            event = QuestionLeftOpen("unanswered", CANARIES["en"], topic)
            await worklist.keep_question(session, conversation, event, services)
    (row,) = await rows(services)
    assert (row.topic, row.question) == ("mediation", "")


def test_what_is_left_are_our_own_words() -> None:
    known = make_vocabulary(["the school must help within 15 days. Devon is a place."], ["is he ok", "is she ok"])
    assert redact("the school must help Devon within 15 days", known) == "the school must help … within 15 days"
    assert redact("the school must help he 15 07 15", known) == "the school must help …"
    assert redact("the School must help", known) == "the … must help"
    assert redact("THE SCHOOL MUST HELP", known) == "the school must help"
    assert redact("the school x", known) == ""


async def test_every_kept_word_is_of_our_own_texts(services: Services) -> None:
    vocabulary = vocabulary_of(services.library, services.catalogue, "en", "Birmingham City Council")
    assert {"council", "plan", "school", "assess"} <= vocabulary.words
    assert not {"birmingham", "devon", "hope", "may", "umar"} & vocabulary.words
    assert not any(any(c.isdigit() for c in word) for word in vocabulary.words)


async def test_what_the_bot_does_not_know_is_counted_by_day(services: Services, nlu: FakeNlu) -> None:
    for _ in range(2):
        chat = Chat(services, nlu)
        await chat.says("can the school make my child stay at home")
    (row,) = await rows(services)
    assert (row.kind, row.topic, row.locale, row.count) == ("unanswered", "", "en", 2)
    assert row.question == "can the school make my child stay at home"
    assert {column.name for column in WorklistRow.__table__.columns} == {
        *("id", "topic", "locale", "kind", "question", "day", "count", "done_on", "done_by", "note"),
    }, "nothing that leads back to a conversation"


async def test_not_quite_keeps_the_question_with_its_topic(services: Services, chat: Chat) -> None:
    await chat.says("what is mediation and do we have to go", intent="kb_mediation")
    await chat.presses("helpful:yes")
    assert await rows(services) == []
    await chat.presses("helpful:no")
    (row,) = await rows(services)
    assert (row.kind, row.topic) == ("unhelpful", "mediation")
    assert row.question == "what is mediation and do we have to go"


async def test_none_of_the_topics_offered_is_kept(services: Services, chat: Chat) -> None:
    await chat.says("the school and the plan and the council", intent="kb_mediation", confidence=0.45)
    assert "topic:mediation" in await chat.choices()
    await chat.presses("go:person")
    (row,) = await rows(services)
    assert row.kind == "clarified"


async def test_nothing_of_a_conversation_with_an_alert_is_kept(services: Services, chat: Chat) -> None:
    await chat.says("i do not want the school and my child to live", risk=True)
    await chat.presses("go:carry_on")
    await chat.says("can the school make my child stay at home")
    assert await rows(services) == []


async def test_nor_of_one_whose_alert_was_raised_before(services: Services) -> None:
    conversation = await make_conversation(services)
    await make_alert(services, conversation.id, acknowledged_at=services.now())
    async with services.db.begin() as session:
        event = QuestionLeftOpen("unanswered", "can the school make my child stay at home", "mediation")
        await worklist.keep_question(session, conversation, event, services)
    assert await rows(services) == []


@pytest.fixture
async def desk(services: Services, app: FastAPI) -> AsyncIterator[Browser]:
    manager = await make_caseworker(services, role="manager")
    async with browser_of(app, services, manager) as browser:
        yield browser


async def keep(services: Services, words: str, topic: str | None = None, locale: str = "en", times: int = 1) -> None:
    conversation = await make_conversation(services, locale=locale)
    async with services.db.begin() as session:
        for _ in range(times):
            event = QuestionLeftOpen("unanswered", words, topic)
            await worklist.keep_question(session, conversation, event, services)


async def test_the_page_groups_sorts_and_filters(services: Services, desk: Browser) -> None:
    await keep(services, "can the school make my child stay at home", "mediation")
    await keep(services, "when does the council have to send the plan", "draft-ehcp", times=3)
    await keep(services, "کونسل نے پلان نہیں دیا", locale="ur")
    page = (await desk.opens("/worklist")).text
    titles = [services.library.title(topic, "en") for topic in ("draft-ehcp", "mediation")]
    assert page.index(titles[0]) < page.index(titles[1])
    page = (await desk.opens("/worklist?sort=topic&locale=ur")).text
    assert titles[0] not in page
    assert "کونسل نے پلان نہیں دیا" in page


async def test_done_wants_a_note_and_is_audited(services: Services, desk: Browser) -> None:
    await keep(services, "can the school make my child stay at home", "mediation")
    (row,) = await rows(services)
    assert (await desk.submits(f"/worklist/{row.id}/done", page="/worklist", note=" ")).status_code == 409
    assert (await desk.submits(f"/worklist/{row.id}/done", page="/worklist", note="a line added")).status_code == 303
    assert "Nothing waits." in (await desk.opens("/worklist")).text
    assert "a line added" in (await desk.opens("/worklist?show=done")).text
    async with services.db.read() as session:
        actions = list(await session.scalars(select(AuditEvent.action)))
    assert "worklist_done" in actions
    await keep(services, "can the school make my child stay at home", "mediation")
    assert "2 times" in (await desk.opens("/worklist")).text, "asked again, so it is open again"


@pytest.mark.parametrize("role", ["lay_reader", "volunteer", "caseworker", "safeguarding_lead"])
async def test_others_do_not_see_it(services: Services, app: FastAPI, role: str) -> None:
    await keep(services, "can the school make my child stay at home", "mediation")
    (row,) = await rows(services)
    async with browser_of(app, services, await make_caseworker(services, role=role, highest_level=2)) as browser:
        assert (await browser.opens("/worklist")).status_code == 404
        answer = await browser.submits(f"/worklist/{row.id}/done", page="/articles", note="x")
        assert answer.status_code == 404


async def test_two_conversations_may_ask_the_same_at_once(services_on_both: Services) -> None:
    import asyncio

    words = "can the school make my child stay at home"
    await asyncio.gather(*(keep(services_on_both, words, "mediation") for _ in range(5)))
    (row,) = await rows(services_on_both)
    assert row.count == 5
