"""The evaluation sets are large enough, hold the same items in every language, and are apart from the training data."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence

import pytest

from intents.catalogue import ROOT, load_catalogue
from intents.components.folding import fold_to_words
from intents.components.risk_data import load_risk_data
from intents.questions import Question, load_examples, load_questions

INTENTS = ROOT / "intents"
LOCALES = ("ar", "bn", "bn-Latn", "en", "fa", "pa", "pa-Latn", "pl", "ps", "ro", "so", "ur", "ur-Latn")
ALIKE = 0.6  # of the runs of four letters of both texts together, so many are shared
_TOO_SHORT = 12  # runs: "hello" is hello on both sides
_COMMONEST = 4_000  # runs that occur in more texts tell nothing


@pytest.fixture(scope="module")
def questions() -> tuple[Question, ...]:
    return load_questions()


@pytest.mark.parametrize("locale", LOCALES)
def test_each_language_has_enough_to_be_measured_by(questions: tuple[Question, ...], locale: str) -> None:
    mine = [question for question in questions if question.locale == locale]
    assert sum(question.is_in_scope for question in mine) >= 120
    assert sum(question.is_outside for question in mine) >= 40
    assert sum(question.is_risk is True for question in mine) >= 80
    assert sum(question.source == "risk" and not question.is_risk for question in mine) >= 150


def test_every_language_is_asked_the_same(questions: tuple[Question, ...]) -> None:
    items: defaultdict[str, dict[str, tuple[str, ...]]] = defaultdict(dict)
    for question in questions:
        if question.source == "parallel":
            items[question.locale][question.item] = question.right
    assert set(items) == set(LOCALES)
    assert all(asked == items["en"] for asked in items.values())
    topics = Counter(right[0] for right in items["en"].values() if right[0].startswith("kb_"))
    assert set(topics.values()) == {2}
    assert set(topics) == {f"kb_{topic}" for topic in load_catalogue().topics}


@pytest.mark.parametrize("locale", LOCALES)
def test_each_language_has_enough_to_learn_from(locale: str) -> None:
    counts = Counter(example.right[0] for example in load_examples(INTENTS / f"training/{locale}.yml"))
    least = 60 if locale == "en" else 10
    assert {name: count for name, count in counts.items() if name.startswith("kb_") and count < least} == {}


def test_nothing_is_learned_that_is_much_like_a_text_we_measure_by(questions: tuple[Question, ...]) -> None:
    learned = list(learned_texts())
    assert len(learned) > 20_000
    found = list(likenesses(learned, [question.text for question in questions]))
    assert found == []


def test_a_reworded_copy_would_be_found() -> None:
    text = "The council wrote that they will not assess my son and I want to know what I can do now"
    copy = "the council wrote that they wont assess my son, and i want to know what i can do"
    assert list(likenesses([copy], [text])) == [(copy, text)]
    assert list(likenesses(["they refused to assess him, what now"], [text])) == []


def learned_texts() -> Iterator[str]:
    """Everything the engine learns from."""
    for path in sorted((INTENTS / "training").glob("*.yml")):
        yield from (example.text for example in load_examples(path))
    for data in load_risk_data():
        yield from (*data.examples, *data.calm)


def likenesses(learned: Sequence[str], measured: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs that are equal when folded, or share too many runs of four letters."""
    runs = [four_letter_runs(text) for text in learned]
    holders = _holders(runs)
    equal = {fold_to_words(text): text for text in learned}
    for text in measured:
        mine = four_letter_runs(text)
        if len(mine) >= _TOO_SHORT and fold_to_words(text) in equal:
            yield equal[fold_to_words(text)], text
        elif len(mine) >= _TOO_SHORT and (at := _most_alike(mine, runs, holders)) is not None:
            yield learned[at], text


def four_letter_runs(text: str) -> frozenset[str]:
    """Of the folded words, spaces included."""
    words = f" {fold_to_words(text)} "
    return frozenset(words[start : start + 4] for start in range(len(words) - 3))


def _holders(runs: Sequence[frozenset[str]]) -> Mapping[str, list[int]]:
    found: defaultdict[str, list[int]] = defaultdict(list)
    for at, held in enumerate(runs):
        for run in held:
            found[run].append(at)
    return {run: ats for run, ats in found.items() if len(ats) <= _COMMONEST}


def _most_alike(mine: frozenset[str], runs: Sequence[frozenset[str]], holders: Mapping[str, list[int]]) -> int | None:
    shared = Counter(at for run in mine for at in holders.get(run, ()))
    likely = [at for at, _ in shared.most_common(8)]
    return next((at for at in likely if len(mine & runs[at]) >= ALIKE * len(mine | runs[at])), None)
