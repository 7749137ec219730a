"""A message that shows a hand-over trigger meets it, in whatever language and spelling."""

from pathlib import Path

import pytest
import yaml

from bot.settings import ROOT, load_profile
from knowledge_base.articles import BadArticles, load_articles
from knowledge_base.cues import fold, is_met
from knowledge_base.hand_over import Trigger, load_general_triggers, triggers_met
from tests.factories_kb import make_article, make_translation

SENTENCES = yaml.safe_load(Path(__file__).with_name("hand_over_sentences.yml").read_text(encoding="utf-8"))
SHOWS = [(tag, name, text) for tag, texts in SENTENCES.items() for name, text in texts["shows"]]
ASKS = [(tag, text) for tag, texts in SENTENCES.items() for text in texts["asks"]]
VARIETIES = {*load_profile(ROOT / "service.yml").languages, "ur-Latn", "pa-Latn", "bn-Latn"}
LEVELS = {"court-or-tribunal": 4, "allegation-or-complex-dispute": 3, "own-letter-or-documents": 2}  # R3

GENERAL = """\
triggers:
  - id: deadline-near
    level: 2
    priority: true
    when: A time limit ends soon.
    cues:
      en: ["deadline + tomorrow"]
      pl: ["termin + jutro"]
    examples:
      en: ["the deadline is tomorrow"]
      pl: ["termin mija jutro"]
"""
GENERAL_FAULTS = {
    "an id used twice": (GENERAL + GENERAL.split("triggers:\n")[1], 12, 'The id "deadline-near" is used twice'),
    "an unknown level": (GENERAL.replace("level: 2", "level: 5"), 3, '"level" cannot be "5"'),
    "an unknown field": (GENERAL.replace("priority", "prority"), 4, '"prority" cannot stand here'),
    "an example that misses its cues": (GENERAL.replace("mija jutro", "mija dziś"), 8, "does not meet any"),
    "no example in a locale": (GENERAL.replace('["termin mija jutro"]', "[]"), 11, '"pl" has no example'),
    "a locale without examples": (GENERAL.replace('      pl: ["termin mija jutro"]\n', ""), 10, '"pl" is missing'),
    "no cues": (GENERAL.replace('["termin + jutro"]', "[]"), 8, "Give at least one phrase"),
    "no triggers": ("", 1, "There have to be fields here"),
}


@pytest.mark.parametrize("fault", GENERAL_FAULTS)
def test_the_general_triggers_are_refused_for(fault: str, tmp_path: Path) -> None:
    text, line, message = GENERAL_FAULTS[fault]
    with pytest.raises(BadArticles) as refusal:
        load_general_triggers(write(tmp_path, text))
    problems = refusal.value.problems
    assert any(problem.line == line and message in problem.message for problem in problems), str(refusal.value)


def test_every_example_of_the_general_triggers_meets_its_trigger() -> None:
    for general in load_general_triggers():
        for locale, examples in general.examples.items():
            for example in examples:
                assert general.trigger in triggers_met(example, locale), example


def test_every_variety_has_cues_and_enough_sentences_of_both_kinds() -> None:
    assert set(SENTENCES) == VARIETIES
    assert all(len(texts["shows"]) >= 6 and len(texts["asks"]) >= 6 for texts in SENTENCES.values())
    for general in load_general_triggers():
        assert set(general.cues) == set(general.examples) == VARIETIES, general.trigger.id


@pytest.mark.parametrize(("tag", "name", "text"), SHOWS)
def test_a_case_of_ones_own_meets_its_trigger(tag: str, name: str, text: str) -> None:
    met = {trigger.id: trigger.level for trigger in triggers_met(text, tag.split("-")[0])}
    assert name in met, met
    assert met[name] == LEVELS.get(name, met[name])


@pytest.mark.parametrize(("tag", "text"), ASKS)
def test_a_question_for_information_meets_none(tag: str, text: str) -> None:
    assert triggers_met(text, tag.split("-")[0]) == ()


def test_the_levels_are_those_of_the_interventions() -> None:
    levels = {general.trigger.id: general.trigger.level for general in load_general_triggers()}
    assert {name: levels[name] for name in LEVELS} == LEVELS


def test_every_example_of_every_article_meets_its_trigger() -> None:
    for article in load_articles().values():
        for trigger in article.hand_over:
            met = triggers_met(trigger.example, article.locale, article, general=())
            assert Trigger(trigger.id, trigger.when, article.topic) in met, trigger.example


def test_a_topics_triggers_come_before_the_general_ones(tmp_path: Path) -> None:
    general = load_general_triggers(write(tmp_path, GENERAL))
    text = "They gave NOTICE on his place and the deadline's tomorrow!"
    met = triggers_met(text, "en", make_article(), general)
    assert [(trigger.topic, trigger.id) for trigger in met] == [
        ("section-i-blank", "place-given-notice"),
        (None, "deadline-near"),
    ]
    assert (met[1].level, met[1].is_priority) == (2, True)


def test_people_mix_languages(tmp_path: Path) -> None:
    general = load_general_triggers(write(tmp_path, GENERAL))
    assert triggers_met("TERMIN mam jutro", "ur", None, general)
    assert triggers_met("school ne notice diya hai, place khatam", "ur", make_translation(), general=())
    assert triggers_met("اسکول نے جگہ کا نوٹس دیا", "en", make_translation(), general=())


def test_an_ordinary_question_meets_nothing() -> None:
    assert triggers_met("What is an EHC plan?", "en", make_article()) == ()
    assert triggers_met("", "en", make_article()) == ()


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("exclu", "She was EXCLUDED."),
        ("cant face", "I can’t face it"),
        ("self-harm", "it is self harm"),
        ("notice + place", "his place: they gave notice"),
        ("only 5 days", "only ۵ days"),
        ("szkoła odmówiła", "SZKOLA ODMOWILA mi"),
        ("miejsce", "(miejsca, miejsce)"),
        ("کی میٹنگ", "كي ميٹنگ"),  # Arabic kaf and yeh for Urdu ones
        ("نوٹس", "نو\u0640ٹس"),
        ("مدرسہ", "مَدرسه"),
        ("آخری تاریخ", "اخری تاریخ"),
        ("می شود", "می\u00a0شود"),
        ("می شود", "میشود"),  # Farsi: a joiner, a space or nothing
        ("می‌ترسم", "می ترسم"),
        ("بچه‌ها", "بچه ها"),
        ("ਖ਼ਤਰਾ", "ਖਤਰਾ"),
        ("ਖਤਰਾ", "ਖ\u0a3cਤਰਾ"),
        ("straße", "STRASSE"),
    ],
)
def test_a_cue_is_met_in_other_spellings(cue: str, text: str) -> None:
    assert is_met(cue, fold(text))


@pytest.mark.parametrize(
    ("cue", "text"),
    [
        ("art", "the start"),  # only from the start of a word
        ("notice + place", "they gave notice"),
        ("place ending", "ending place"),
        ("نوٹس", "بینوٹس"),
    ],
)
def test_a_cue_is_not_met_by_something_else(cue: str, text: str) -> None:
    assert not is_met(cue, fold(text))


def write(folder: Path, text: str) -> Path:
    """Write general triggers; return their path."""
    path = folder / "hand_over.yml"
    path.write_text(text, encoding="utf-8")
    return path
