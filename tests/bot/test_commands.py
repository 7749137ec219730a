"""Exact words in every language, and the labels of choices: one folded word has one meaning."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import combinations

import pytest

from bot.catalogue import load_catalogue
from bot.commands import COMMANDS, KEYWORDS, each_word, find_command, find_keyword, load_words
from bot.decide import MENU, RISK_CHOICES
from bot.flows import FLOWS, GO_LABELS, label_key
from bot.flows.answer import DATES, PERSON, RATINGS
from bot.flows.enquiry_answers import CALLS
from bot.flows.step import choices as step_choices
from bot.flows.welcome import PRIVATE_MENU
from bot.language import folded, match_label
from bot.main import profile_facts
from bot.settings import ROOT, load_profile
from bot.state import FlowState
from knowledge_base.articles import load_articles

PROFILE = load_profile(ROOT / "service.yml")
CATALOGUE = load_catalogue(PROFILE.languages, profile_facts(PROFILE))
VARIETIES = {*PROFILE.languages, "ur-Latn", "pa-Latn", "bn-Latn"}
WORDS = load_words()
ALL_WORDS = [(kind, *found) for kind, words in WORDS.items() for found in each_word(words)]
ARTICLES = load_articles()
# What people write for other reasons: yes, no, thanks, greetings, wait, who and when.
EVERYDAY = """
yes no ok okay hi hello thanks thank you please wait sorry bye what who when why sure maybe later nothing
ہاں|نہیں|جی|جی ہاں|شکریہ|سلام|السلام علیکم|ٹھیک ہے|haan|nahi|nahin|ji|ji haan|shukriya|salam|theek hai|acha
ਹਾਂ|ਨਹੀਂ|ਜੀ|ਧੰਨਵਾਦ|ਸਤ ਸ੍ਰੀ ਅਕਾਲ|ਠੀਕ ਹੈ|haanji|nai|sat sri akal|dhanvaad|thik hai|ki haal
হ্যাঁ|না|জি|ধন্যবাদ|সালাম|আসসালামু আলাইকুম|ঠিক আছে|hae|na|ji na|dhonnobad|thik ache|kemon achen
نعم|لا|شكرا|مرحبا|السلام عليكم|حسنا|طيب|انتظر|من فضلك|ربما
da|nu|mulțumesc|bună|bună ziua|salut|bine|așteptați|poate|tak|nie|dziękuję|cześć|dzień dobry|dobrze|proszę|może
haa|maya|mahadsanid|salaan|nabad|waayahay|sug|waan ku salaamay|malaha|iska warran
هو|نه|مننه|سلام|ښه|صبر وکړه|څنګه یې|بله|خیر|ممنون|مرسی|درود|باشه|صبر کنید|شاید
"""


@pytest.mark.parametrize(("kind", "meaning"), [(k, m) for k, words in WORDS.items() for m in words])
def test_every_meaning_has_words_in_every_variety(kind: str, meaning: str) -> None:
    assert set(WORDS[kind][meaning]) == VARIETIES
    assert all(WORDS[kind][meaning].values())


def test_one_folded_word_has_one_meaning_in_all_languages() -> None:
    meanings = defaultdict(set)
    for kind, meaning, _, word in ALL_WORDS:
        assert folded(word), word
        meanings[folded(word)].add((kind, meaning))
    assert {word: found for word, found in meanings.items() if len(found) > 1} == {}


def test_no_word_of_every_day_is_a_keyword_or_a_command() -> None:
    everyday = [word for line in EVERYDAY.split("\n") for word in (line.split("|") if "|" in line else line.split())]
    answers = [text.text for key, _, text in CATALOGUE.items() if key.endswith((".yes", ".no", "_yes", "_no"))]
    assert len(everyday) > 90
    assert [word for word in (*everyday, *answers) if find_keyword(word) or find_command(word)] == []


@pytest.mark.parametrize("word", [word for _, _, _, word in ALL_WORDS if folded(word)])
def test_a_word_acts_alone_and_never_inside_a_sentence(word: str) -> None:
    assert find_keyword(f" {word.upper()}!") or find_command(f" {word.upper()}!")
    for longer in (f"{word} him", f"please {word} EHCP", f"{word} 5"):
        assert (find_keyword(longer), find_command(longer)) == (None, None)


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("ਮਦਦ", "help"), ("সাহায্য", "help"), ("مساعدة", "help"), ("ajutor!", "help"), ("Caawimaad", "help"),
        ("مرسته", "help"), ("کمک", "help"), ("OPRITI", "stop"), ("jooji", "stop"), ("إيقاف", "stop"),
        ("ايقاف", "stop"), ("ਬੰਦ ਕਰੋ।", "stop"), ("বন্ধ করুন", "stop"), ("band karo", "stop"), ("توقف", "stop"),
        ("بند يې كړئ", "stop"), ("wznow", "start"), ("ابدا", "start"), ("bilow", "start"),
    ],
)  # fmt: skip
def test_keywords_are_found_however_they_are_typed(text: str, meaning: str) -> None:
    assert find_keyword(text) == meaning


@pytest.mark.parametrize(
    "text",
    ["help me", "stop him", "help him please", "ਮਦਦ ਕਰੋ", "সাহায্য করুন আমাকে", "ساعدوني أرجوكم", "ajutați-mă", "i caawi",
     "le roko usko", "کمکم کنید", "start school", "the end", "ਬੰਦ", "stop sharing that with dad"],
)  # fmt: skip
def test_what_is_no_keyword(text: str) -> None:
    assert (find_keyword(text), find_command(text)) == (None, None)


@pytest.mark.parametrize("locale", PROFILE.languages)
@pytest.mark.parametrize("command", ["person", "language", "start", "held", "delete", "complain", "send_now"])
def test_the_label_of_a_button_is_its_command_also_when_the_button_is_gone(command: str, locale: str) -> None:
    assert find_command(CATALOGUE.say(GO_LABELS[command], locale)) == command


def shown_together() -> Iterator[tuple[str, list[str]]]:
    """(name, ids) of every list of choices that a family may see."""
    yield "after an answer", [choice.id for choice in (*RATINGS, DATES, PERSON)]
    yield "the menu", [*(choice.id for choice in MENU), "go:start", "go:held", "go:delete", "go:complain"]
    yield "after a risk of harm", [choice.id for choice in RISK_CHOICES]
    yield "languages", [*(f"locale:{tag}" for tag in PROFILE.languages), "go:person"]
    yield "a young person's menu", [choice.id for choice in PRIVATE_MENU if not choice.topic]
    for flow in FLOWS.values():
        for step in flow.steps:
            for how in ("chat", *CALLS):
                state = FlowState(flow=flow.name, step=step.name, slots=dict(EVERYTHING, contact_how=how), replies=9)
                yield f"{flow.name}.{step.name}", [choice.id for choice in step_choices(flow, step, state)]


EVERYTHING = {
    "consent": "yes", "words": "a", "wish": "b", "speaker": "parent", "school_year": "year_4", "sen_stage": "plan",
    "young_person_agreement": "agrees_direct", "letter_on": "2026-11-02", "phone_seen": "no", "contact_value": "c",
    "contact_name": "d", "support": "none", "permissions": "not_now",
}  # fmt: skip


def labels(ids: Iterable[str], flow: str | None, locale: str) -> list[tuple[str, str]]:
    """(id, label) as a family sees them."""
    keys = {id_: label_key(id_, flow) for id_ in ids}
    assert all(keys.values()), keys
    return [(id_, CATALOGUE.say(str(key), locale)) for id_, key in keys.items()]


@pytest.mark.parametrize("locale", PROFILE.languages)
def test_every_choice_is_found_by_its_own_label(locale: str) -> None:
    seen = 0
    for name, ids in shown_together():
        shown = labels(ids, name.partition(".")[0], locale)
        for id_, label in shown:
            assert match_label(label, shown) == id_, (name, label)
            assert match_label(f"{label.upper()} .", shown) == id_, (name, label)
            seen += 1
    assert seen > 100


@pytest.mark.parametrize("locale", PROFILE.languages)
def test_no_label_stops_messages_or_names_another_command(locale: str) -> None:
    for name, ids in shown_together():
        for id_, label in labels(ids, name.partition(".")[0], locale):
            assert find_keyword(label) is None, (name, label)
            assert find_command(label) in {None, id_.removeprefix("go:")}, (name, label)


@pytest.mark.parametrize("locale", PROFILE.languages)
def test_topics_that_may_be_offered_together_have_labels_of_their_own(locale: str) -> None:
    titles = {topic: article.title for (topic, lang), article in ARTICLES.items() if lang == locale}
    for (one, its), (other, others) in combinations(titles.items(), 2):
        assert folded(its) != folded(others), (one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ਹਾਂ", "ਹੈ"), ("ਹੈ", "ਹੋ"), ("ਹਾਂ", "ਹ"), ("না", "নি"), ("হ্যাঁ", "হয়"), ("ड", "ड़ी"), ("ਦਿਨ", "ਦਾਨ"), ("ਪੜ", "ਪੜੀ")],
)
def test_words_that_differ_in_a_vowel_sign_stay_apart(one: str, other: str) -> None:
    assert folded(one) != folded(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [("ਖ਼ਤਰਾ", "ਖਤਰਾ"), ("ਖ਼ਤਰਾ", "ਖ\u0a3cਤਰਾ"), ("می‌خواهم", "می خواهم"), ("می‌خواهم", "میخواهم"),
     ("نوشته‌هایم", "نوشته هایم"),
     ("Usuń", "usun"), ("كتاب", "کتاب"), ("أريد", "اريد"), ("হ্যাঁ।", "হ্যাঁ"), ("DA!", "da"), ("go'aan", "go’aan")],
)  # fmt: skip
def test_spellings_of_one_word_are_one(one: str, other: str) -> None:
    assert folded(one) == folded(other)


@pytest.mark.parametrize("text", ["2", "۲", "٢", "੨", "২", "2."])
def test_numbers_of_every_script_choose(text: str) -> None:
    assert match_label(text, [("a:1", "ਹਾਂ"), ("a:2", "ਹੈ")]) == "a:2"


def test_every_word_of_the_tables_is_reached() -> None:
    assert len(KEYWORDS) > 90
    assert len(COMMANDS) > 300
