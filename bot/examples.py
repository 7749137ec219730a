"""The example questions that the engine learns from, as the rest of the app uses them."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import yaml

from bot.settings import ROOT

TRAINING = ROOT / "intents" / "training"


def example_questions(folder: Path = TRAINING) -> Mapping[str, list[str]]:
    """Topic → what people ask about it, for keyword search while the engine is away."""
    found: dict[str, list[str]] = {}
    for path in sorted(folder.glob("*.yml")):
        for intent, lines in _read(path):
            if intent.startswith("kb_"):
                found.setdefault(intent.removeprefix("kb_"), []).extend(lines)
    return found


def questions_in(locale: str, folder: Path = TRAINING) -> list[str]:
    """What people ask about any topic, in one language; none where nobody wrote any."""
    path = folder / f"{locale}.yml"
    if not path.exists():
        return []
    return [line for intent, lines in _read(path) if intent.startswith("kb_") for line in lines]


@cache
def _read(path: Path) -> tuple[tuple[str, tuple[str, ...]], ...]:
    blocks = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)["nlu"]  # it is safe
    return tuple((block["intent"], _lines(block["examples"])) for block in blocks)


def _lines(examples: str) -> tuple[str, ...]:
    return tuple(line.removeprefix("- ").strip() for line in examples.splitlines())
