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
    if "right:yes" in await chat.choices():
        await chat.presses("right:yes")
    roles = [part.role for message in await chat.new_replies() for part in message.parts]
    assert "young_person" in roles  # their own version, and not the parents' list of options
    assert "options" not in roles


# Examples that the engine takes for a neighbouring topic, which would do too: the person is offered all the same.
TAKEN_FOR = {
    ("placement-refused", "appeal-considered"): "final-ehcp",
    ("yp-college-options", "no-place"): "placement-refused",
}


@pytest.mark.parametrize(("article", "trigger"), OF_TOPICS, ids=[f"{a.locale}-{a.topic}-{t.id}" for a, t in OF_TOPICS])
async def test_a_topics_trigger_gives_the_answer_and_the_offer_of_a_person(
    real_chat: People, article: Article, trigger: HandOver
) -> None:
    chat = real_chat(locale=article.locale)
    await chat.presses(f"locale:{article.locale}")
    await chat.says(trigger.example)
    if "right:yes" in await chat.choices():
        await chat.presses("right:yes")
    offered = {choice[0] for message in await chat.new_replies() for choice in message.choices or []}
    if "words:skip" in offered:  # a complaint about this service starts at once, and reaches its manager (R39)
        return
    assert offered & {"go:person", "consent:yes"}
    if await chat.alerts() or "consent:yes" in offered:  # the help comes first; who asks for a person gets one
        return
    roles = {part.role for message in await chat.new_replies() for part in message.parts}
    if roles >= {"short", "sources"}:
        await chat.hears("handover.offer")
        topic = (await chat.state()).topic
        near = {article.topic, *article.related, TAKEN_FOR.get((article.topic, trigger.id))}
        assert topic in near
    else:  # what only a person can do, or what we hold: said so, with the topic to choose
        state = await chat.state()
        assert f"topic:{article.topic}" in offered or "go:delete" in offered, state


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
