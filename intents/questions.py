"""Questions with known answers, to measure understanding by. Nothing here is ever learned from."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from intents.catalogue import OUT_OF_SCOPE_PREFIX, ROOT
from intents.components.risk_data import load_risk_data
from intents.errors import BadIntents
from intents.schema import TOPIC_PREFIX


@dataclass(frozen=True)
class Question:
    """A text, the intents that are right for it (the best first; none if it is too vague), and whether it is a risk."""

    text: str
    locale: str
    right: tuple[str, ...] = ()
    is_risk: bool | None = None  # None: not known

    @property
    def is_in_scope(self) -> bool:
        """Whether an article answers it."""
        return bool(self.right) and self.right[0].startswith(TOPIC_PREFIX)

    @property
    def is_outside(self) -> bool:
        """Whether it is about something else."""
        return bool(self.right) and self.right[0].startswith(OUT_OF_SCOPE_PREFIX)


def load_questions(root: Path = ROOT, extra: Path | None = None) -> tuple[Question, ...]:
    """intents/evaluation/*.yml, intents/evaluation/risk/*.yml, and the lines of a JSONL file if one is given.

    Raises:
        BadIntents: a file is not as the README describes.
    """
    folder = root / "intents/evaluation"
    found = [question for path in sorted(folder.glob("*.yml")) for question in load_examples(path)]
    found += load_risk_questions(folder / "risk")
    return (*found, *(load_jsonl(extra) if extra else ()))


def load_examples(path: Path) -> Iterator[Question]:
    """The examples of one file of Rasa's format; its name is the locale. Raises: BadIntents."""
    content: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
    try:
        for block in content["nlu"]:
            for line in block["examples"].splitlines():
                if text := line.removeprefix("-").strip():
                    yield Question(text, path.stem, (str(block["intent"]),), is_risk=False)
    except (KeyError, TypeError, AttributeError) as error:
        raise BadIntents(f"{path.name} is not a list of intents with examples") from error


def load_risk_questions(folder: Path) -> Iterator[Question]:
    """The examples and calm messages of every locale."""
    for data in load_risk_data(folder):
        for is_risk, texts in ((True, data.examples), (False, data.calm)):
            yield from (Question(text, data.locale, is_risk=is_risk) for text in texts)


def load_jsonl(path: Path) -> tuple[Question, ...]:
    """Lines of {"text", "lang", "route", "gold_topic", "acceptable"}. Raises: BadIntents."""
    try:
        with path.open(encoding="utf-8") as lines:
            return tuple(_read_line(json.loads(line)) for line in lines if line.strip())
    except (KeyError, TypeError, ValueError) as error:
        raise BadIntents(f"{path.name} holds a line that is not a labelled question") from error


def _read_line(line: dict[str, Any]) -> Question:
    return Question(line["text"], line["lang"], tuple(_right(line)), is_risk=line["route"] == "urgent")


def _right(line: dict[str, Any]) -> Iterable[str]:
    """The first of the intents is the best; what is out of scope is not told apart further."""
    if line["route"] == "out_of_scope":
        return ("oos_elsewhere",)
    return tuple(TOPIC_PREFIX + topic for topic in (line["gold_topic"], *line["acceptable"]) if topic)
