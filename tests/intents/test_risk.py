"""The phrase screen: what it must find and what it must leave alone, without the engine."""

import pytest

from intents.catalogue import ROOT
from intents.components.phrases import PhraseScreen
from intents.components.risk_data import load_risk_data
from intents.risk import phrase_risk

SCREEN = PhraseScreen(["don't want to live", "suicid", "nie chcę żyć", "میں مرنا چاہتا", "বাঁচতে চাই না"])


@pytest.mark.parametrize(
    "text",
    [
        "i dont want to live",
        "I DON’T WANT TO LIVE any more",
        "don`t  want\nto\u00a0live",
        "i d\u200bont want to live",
        "so... I don't want, to live!",
        "ｄont want to live",
        "she feels suicidal",
        "Nie chce zyc",
        "nie chcę żyć.",
        "اب ميں مرنا چاہتا ہوں",
        "আমি আর বাঁচতে চাই না",
        "/i dont want to live",
    ],
)
def test_a_phrase_is_found_however_it_is_typed(text: str) -> None:
    assert SCREEN.matches(text)


@pytest.mark.parametrize("text", ["", "i want to live", "antisuicid", "i dont want to leave", "🙂"])
def test_other_words_are_left_alone(text: str) -> None:
    assert not SCREEN.matches(text)


def test_wanting_to_die_is_a_risk() -> None:
    assert phrase_risk("/i want to die")


def test_no_phrase_of_any_language_occurs_in_a_calm_message() -> None:
    calm = [text for data in load_risk_data() for text in data.calm]
    assert [text for text in calm if phrase_risk(text)] == []


def test_every_language_we_train_has_risk_data() -> None:
    trained = {path.stem for path in (ROOT / "intents/training").glob("*.yml")}
    assert trained <= {data.locale for data in load_risk_data() if data.phrases and data.examples and data.calm}
