"""The phrase screen: finds the plainest signs of a risk of harm when the engine is away. Pure but for loading."""

from functools import cache
from pathlib import Path

import yaml

from intents.components.phrases import PhraseScreen
from intents.errors import BadIntents

RISK_FOLDER = Path(__file__).parent / "risk"


def phrase_risk(text: str) -> bool:
    """Whether the words hold one of the phrases of `risk/*.yml`."""
    return _screen().matches(text)


def warm_up() -> None:
    """Read the phrases before the first message waits for them."""
    _screen()


def load_phrases(folder: Path = RISK_FOLDER) -> tuple[str, ...]:
    """The `phrases` of every locale's file.

    Raises:
        BadIntents: a file is not a mapping with a list of `phrases`.
    """
    phrases: list[str] = []
    for path in sorted(folder.glob("*.yml")):
        content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
        if not isinstance(content, dict) or not isinstance(content.get("phrases"), list):
            raise BadIntents(f"{path.name} holds no list of phrases")
        phrases += (str(phrase) for phrase in content["phrases"])
    return tuple(phrases)


@cache
def _screen() -> PhraseScreen:
    """Read once: the files change only with the code."""
    return PhraseScreen(load_phrases())
