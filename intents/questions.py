"""Questions with known answers, to measure understanding by. Nothing here is ever learned from."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

import yaml

from intents.catalogue import OUT_OF_SCOPE_PREFIX, ROOT
from intents.components.risk_data import load_risk_data
from intents.errors import BadIntents
from intents.schema import TOPIC_PREFIX

FEW_WORDS, STORY_WORDS = 9, 30  # below and from which a message is a fragment or a story
T = TypeVar("T")
_OUTSIDE = "oos_elsewhere"  # what stands for everything that is out of scope


@dataclass(frozen=True)
class Question:
    """A text, the intents that are right for it (the best first; none if it is too vague), and whether it is a risk.

    `item` is the same for the same question in several languages; `source` is the set it belongs to.
    """

    text: str
    locale: str
    right: tuple[str, ...] = ()
    is_risk: bool | None = None  # None: not known
    item: str = ""
    source: str = "written"
    audience: str = ""

    @property
    def is_in_scope(self) -> bool:
        """Whether an article answers it."""
        return bool(self.right) and self.right[0].startswith(TOPIC_PREFIX)

    @property
    def is_outside(self) -> bool:
        """Whether it is about something else."""
        return bool(self.right) and self.right[0].startswith(OUT_OF_SCOPE_PREFIX)

    @property
    def registers(self) -> tuple[str, ...]:
        """How it is written: by its length in words, and `young_person` where one writes."""
        words = len(self.text.split())
        length = "fragment" if words < FEW_WORDS else "story" if words >= STORY_WORDS else "message"
        return (length, "young_person") if self.audience == "young_person" else (length,)


def load_questions(root: Path = ROOT, extra: Path | None = None) -> tuple[Question, ...]:
    """Every set of intents/evaluation, and the lines of a JSONL file if one is given.

    Raises:
        BadIntents: a file is not as the README describes.
    """
    folder = root / "intents/evaluation"
    found = [question for path in sorted(folder.glob("*.yml")) for question in load_examples(path)]
    for path in sorted(folder.glob("development/*.jsonl")):
        found += load_jsonl(path, "development")
    found += load_parallel(folder / "parallel")
    for name in ("risk", "risk_blind"):
        found += load_risk_questions(folder / name)
    return (*found, *(load_jsonl(extra, "extra") if extra else ()))


def load_examples(path: Path) -> Iterator[Question]:
    """The examples of one file of Rasa's format; its name is the locale. Raises: BadIntents."""
    content: Any = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
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
            yield from (Question(text, data.locale, is_risk=is_risk, source=folder.name) for text in texts)


def load_jsonl(path: Path, source: str = "extra") -> tuple[Question, ...]:
    """Lines of {"id", "item", "locale", "text", "route", "topics", "audience"}. Raises: BadIntents."""
    return _each(path, lambda line: _read_line(line, source))


def load_parallel(folder: Path) -> Iterator[Question]:
    """The same items in every language: `en.jsonl` holds what is right too, the others only {"id", "text"}.

    Raises:
        BadIntents: a line is not as described, or its item is not there in English.
    """
    if not (folder / "en.jsonl").exists():
        return
    english = {line["id"]: line for line in _each(folder / "en.jsonl", lambda line: line)}
    for path in sorted(folder.glob("*.jsonl")):
        yield from _each(path, partial(_read_item, english, path.stem))


def _each(path: Path, read: Callable[[dict[str, Any]], T]) -> tuple[T, ...]:
    """What `read` makes of every line. Raises: BadIntents."""
    try:
        with path.open(encoding="utf-8") as lines:
            return tuple(read(json.loads(line)) for line in lines if line.strip())
    except (KeyError, TypeError, ValueError) as error:
        raise BadIntents(f"{path.name} holds a line that is not a labelled question") from error


def _read_line(line: dict[str, Any], source: str) -> Question:
    right = (_OUTSIDE,) if line["route"] == "out_of_scope" else tuple(TOPIC_PREFIX + topic for topic in line["topics"])
    is_risk = line["route"] == "urgent"
    return Question(line["text"], line["locale"], right, is_risk, line["item"], source, line["audience"])


def _read_item(english: dict[str, dict[str, Any]], locale: str, line: dict[str, Any]) -> Question:
    label = english[line["id"]]
    right, audience = tuple(label["right"]), label.get("audience", "")
    return Question(line["text"], locale, right, False, line["id"], "parallel", audience)
