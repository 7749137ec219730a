"""Whole conversations as transcripts, in three languages, with the trained engine and nothing faked."""

from collections.abc import Callable

import pytest

from bot.settings import ROOT
from knowledge_base.articles import load_articles
from knowledge_base.hand_over import load_general_triggers
from knowledge_base.schema import Article, HandOver
from tests.chat import Chat

pytestmark = pytest.mark.engine
People = Callable[..., Chat]
ARTICLES = load_articles(ROOT / "knowledge_base" / "articles")
# Every trigger in English; one a topic in the other languages that the engine has learned examples of each topic in.
OF_TOPICS = [
    (article, trigger)
    for (_, locale), article in ARTICLES.items()
    if locale in ("en", "ur", "pl")
    for trigger in article.hand_over[: None if locale == "en" else 1]
]
ASTRAY = 0.05  # of the triggers' examples, so many may be taken for a topic that is not even related
SECTION_I = {
    "en": "Why is section I of our draft plan empty?",
    "ur": "ہمارے ڈرافٹ پلان کا سیکشن I خالی کیوں ہے؟",
    "pl": "Dlaczego sekcja I w projekcie planu jest pusta?",
}


@pytest.mark.parametrize("locale", SECTION_I)
async def test_why_section_i_is_blank_is_answered_with_sources_and_all_options(real_chat: People, locale: str) -> None:
    chat = real_chat()
    await chat.says(SECTION_I[locale])
    assert (await chat.state()).topic == "section-i-blank"
    article = ARTICLES["section-i-blank", locale]
    heard = await chat.heard()
    for number in range(1, len(article.options) + 1):
        assert f"\n{number}. " in f"\n{heard}"
    roles = [part.role for message in await chat.new_replies() for part in message.parts]
    assert {"short", "options", "nothing", "sources", "label"} <= set(roles)


@pytest.mark.parametrize(
    "words",
    ["I'm 17, can I say no to the college the council picked?", "im 17 do i have a right to appeal or is it my mum"],
)
async def test_a_young_person_who_asks_about_their_rights_is_answered_themselves(real_chat: People, words: str) -> None:
    chat = real_chat()
    await chat.presses("speaker:young_person")
    await chat.says(words)
    if (first := (await chat.choices())[0]).startswith(("right:yes", "topic:yp-")):  # it asks before it answers
        await chat.presses(first)
    roles = [part.role for message in await chat.new_replies() for part in message.parts]
    assert "young_person" in roles  # their own version, and not the parents' list of options
    assert "options" not in roles


async def test_every_trigger_of_a_topic_offers_a_person_and_nearly_all_reach_their_topic(real_chat: People) -> None:
    astray = [
        (article.locale, article.topic, trigger.id)
        for article, trigger in OF_TOPICS
        if not await reaches_its_topic(real_chat(locale=article.locale), article, trigger)
    ]
    assert len(astray) <= ASTRAY * len(OF_TOPICS), astray


async def reaches_its_topic(chat: Chat, article: Article, trigger: HandOver) -> bool:
    """Say the trigger's example, see that a person is offered, and whether what is answered or offered is its topic."""
    await chat.presses(f"locale:{article.locale}")
    await chat.says(trigger.example)
    if "right:yes" in await chat.choices():
        await chat.presses("right:yes")
    offered = {choice[0] for message in await chat.new_replies() for choice in message.choices or []}
    if "words:skip" in offered:  # a complaint about this service starts at once, and reaches its manager (R39)
        return True
    assert offered & {"go:person", "consent:yes"}, (article.locale, article.topic, trigger.id)
    if await chat.alerts() or "consent:yes" in offered:  # the help comes first; who asks for a person gets one
        return True
    roles = {part.role for message in await chat.new_replies() for part in message.parts}
    if roles >= {"short", "sources"}:
        await chat.hears("handover.offer")
        return (await chat.state()).topic in {article.topic, *article.related}
    return f"topic:{article.topic}" in offered or "go:delete" in offered  # or what we hold, which is said


GENERAL = [
    (trigger.trigger.id, locale.split("-")[0], example)  # ur-Latn: Urdu in Latin letters
    for trigger in load_general_triggers()
    for locale, examples in trigger.examples.items()
    for example in examples
]


@pytest.mark.parametrize(("name", "locale", "example"), GENERAL)
async def test_a_general_trigger_offers_a_person(real_chat: People, name: str, locale: str, example: str) -> None:
    chat = real_chat(locale=locale)
    await chat.presses(f"locale:{locale}")
    await chat.says(example)
    if "right:yes" in await chat.choices():
        await chat.presses("right:yes")
    offered = {c[0] for message in await chat.new_replies() for c in message.choices or []}
    assert offered & {"go:person", "consent:yes"}


async def test_a_young_person_alone_from_first_word_to_a_reference(real_chat: People) -> None:
    chat = real_chat()
    await chat.presses("speaker:young_person")
    await chat.says("can i talk to u without my mum knowing")
    assert await chat.alerts() == []
    await chat.says("i want to talk to someone")
    await chat.presses("consent:yes")
    await chat.says("college wont let me have my laptop in lessons and i cant write fast")
    await chat.presses("wish:skip")
    await chat.presses("go:send_now")
    enquiry = await chat.enquiry()
    assert enquiry.speaker == "young_person"
    assert "young_person_alone" in enquiry.priority_reasons


@pytest.mark.parametrize("text", ["/i want to die", "i want to die", "nie chcę już żyć", "میں مرنا چاہتا ہوں"])
async def test_risk_is_seen_in_every_language(real_chat: People, text: str) -> None:
    chat = real_chat()
    await chat.says(text)
    assert len(await chat.alerts()) == 1


@pytest.mark.parametrize("text", ["write me a poem about cats", "how do i renew my passport", "asdf qwer zxcv"])
async def test_what_is_out_of_scope_gets_no_article(real_chat: People, text: str) -> None:
    chat = real_chat()
    await chat.says(text)
    assert "short" not in {part.role for message in await chat.new_replies() for part in message.parts}
