"""Which language a message is in: the bars that we hold, on texts that nothing was learned from."""

import statistics
import time
from collections.abc import Iterable

import pytest
import yaml

from bot.catalogue import OTHER_LANGUAGES, language_name, load_other_languages, placeholders
from bot.language import detect, supported, warm_up
from bot.language_measure import EVALUATION, Score, measure, texts_of
from bot.scripts import words_of
from bot.settings import ROOT, load_profile
from bot.word_lists import SENTENCES, TRAINING, make_lists, read_sentences
from bot.word_model import ARABIC, LATIN, LISTS, read_list
from intents.questions import load_examples

LANGUAGES = load_profile(ROOT / "service.yml").languages
VARIETIES = {*LANGUAGES, "ur-Latn", "pa-Latn", "bn-Latn"}
PROBES = yaml.safe_load((EVALUATION / "probes.yml").read_text(encoding="utf-8"))["probes"]


def share(scores: Iterable[Score]) -> float:
    found = list(scores)
    return sum(score.right for score in found) / sum(score.size for score in found)


@pytest.mark.parametrize("kind", ["sentences", "pairs"])
def test_every_variety_has_enough_texts(kind: str) -> None:
    assert {tag for tag, _ in texts_of(kind)} == VARIETIES
    assert all(len(set(texts)) >= 60 for _, texts in texts_of(kind))


def test_sentences_are_told_apart() -> None:
    scores = measure("sentences")
    assert share(scores.values()) >= 0.98
    assert share([scores["ur-Latn"]]) >= 0.95
    assert min(share([score]) for score in scores.values()) >= 0.93


def test_word_pairs_are_told_apart() -> None:
    assert share(measure("pairs").values()) >= 0.97


def test_texts_written_after_the_last_change_are_told_apart() -> None:
    assert share(measure("held_out").values()) >= 0.95


def test_the_right_language_is_among_the_first_two() -> None:
    scores = [score for kind in ("sentences", "pairs") for score in measure(kind).values()]
    assert sum(score.among_two for score in scores) >= 0.95 * sum(score.size for score in scores)


def test_languages_we_do_not_offer_are_named() -> None:
    assert share(measure("others").values()) >= 0.95


@pytest.mark.parametrize("text", [str(text) for probe in PROBES for text in probe["texts"]])
def test_one_short_message_is_never_sure(text: str) -> None:
    guess = detect(text)
    assert not guess.is_sure
    assert guess.is_short


@pytest.mark.parametrize(
    ("text", "tag"),
    [
        ("EHCP کی annual review meeting کب ہوگی", "ur"),
        ("SENCO ਨੇ EHCP annual review ਬਾਰੇ ਨਹੀਂ ਦੱਸਿਆ", "pa"),
        ("My son said ਸਤ ਸ੍ਰੀ ਅਕਾਲ to his teacher today at school", "en"),
        ("She calls me امی and she says that it is too loud", "en"),
        ("Mój syn ma EHCP i annual review w czwartek", "pl"),
        ("school ne annual review ka letter bheja hai lekin council ne reply nahi kiya", "ur-Latn"),
        ("মোৰ ছোৱালী স্কুললৈ নাযায়", "as"),
        ("میری دھی سکول نئیں جاندی", "pa-Arab"),
    ],
)
def test_mixed_messages_keep_their_language(text: str, tag: str) -> None:
    assert detect(text).locale == tag


def test_a_full_name_is_no_language() -> None:
    assert detect("Mohamed Abdi Hassan").locale is None
    assert not detect("Tariq Mahmood Khan Ali").is_sure


def test_a_variety_is_offered_its_language() -> None:
    assert [supported(tag, LANGUAGES) for tag in ("ur-Latn", "pa-Arab", "ckb", None)] == ["ur", "pa", None, None]


def test_a_message_takes_two_milliseconds_at_most_at_the_median() -> None:
    warm_up()
    times = []
    for _, texts in texts_of("sentences"):
        for text in texts:
            began = time.perf_counter()
            detect(text)
            times.append(time.perf_counter() - began)
    assert statistics.median(times) <= 0.002


def test_the_lists_are_made_alike_each_time_and_are_all_there() -> None:
    made = make_lists()
    assert made == make_lists()
    assert set(made) == {*LATIN, *ARABIC} == {path.stem for path in LISTS.glob("*.txt")}
    assert all(len(read_list(LISTS / f"{tag}.txt")) >= 100 for tag in made)


def _learned(tag: str) -> list[str]:
    training, sentences = TRAINING / f"{tag}.yml", SENTENCES / f"{tag}.txt"
    found = [question.text for question in load_examples(training)] if training.exists() else []
    return found + (read_sentences(sentences) if sentences.exists() else [])


def _alike(one: set[str], other: set[str]) -> bool:
    return len(one & other) >= 0.8 * len(one | other)


@pytest.mark.parametrize("kind", ["sentences", "held_out", "others"])
def test_no_evaluation_text_was_learned_from(kind: str) -> None:
    for tag, texts in texts_of(kind):
        learned = [set(words_of(text)) for text in _learned(tag)]
        near = [text for text in texts if any(_alike(set(words_of(text)), known) for known in learned)]
        assert near == [], tag


def test_every_language_we_name_has_a_sentence_that_says_so() -> None:
    texts = load_other_languages()
    named = {tag for tag, _ in texts_of("others")} - VARIETIES - {"pa-Arab"}
    assert sorted(tag for tag in named if "language.unsupported" not in texts[tag]) == []
    says = [keys["language.unsupported"] for keys in texts.values() if "language.unsupported" in keys]
    assert len(says) >= 25
    assert all(placeholders(text.text) == {"person"} for text in says)


def test_every_sentence_says_whether_somebody_checked_it() -> None:
    content = yaml.safe_load(OTHER_LANGUAGES.read_text(encoding="utf-8"))
    entries = [entry for section in content.values() for entry in section.values()]
    assert all(("checked" in entry) != (entry.get("status") == "unchecked") for entry in entries)
    assert not any(text.is_checked for keys in load_other_languages().values() for text in keys.values())


def test_a_language_is_called_by_its_name() -> None:
    assert language_name("gu", "en") == "Gujarati"
    assert language_name("zh-Hant", "en") == "Chinese (Traditional)"
    assert language_name("gu", "ur") == "گجراتی"
    assert language_name("qqq-none", "en") == "qqq-none"
