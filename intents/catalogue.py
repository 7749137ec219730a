"""The intents: which there are, what each means, and the domain file that Rasa reads."""

import csv
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

from intents.errors import BadIntents
from intents.schema import TOPIC_PREFIX

ROOT = Path(__file__).parent.parent
FLOW_PREFIX = "flow_"
OUT_OF_SCOPE_PREFIX = "oos_"
_DOMAIN_HEAD = "# Written from intents.yml and knowledge_base/topics.csv by `alongside engine domain`. Do not edit.\n"


@dataclass(frozen=True)
class Intent:
    """One intent: `kb_<topic id>`, `flow_<name>` or `oos_<kind>`, and its meaning in a sentence or a title."""

    name: str
    meaning: str

    @property
    def topic(self) -> str | None:
        """The topic id, if this intent is a topic."""
        return self.name.removeprefix(TOPIC_PREFIX) if self.name.startswith(TOPIC_PREFIX) else None


@dataclass(frozen=True)
class Catalogue:
    """All intents in the order of their files, and the topics that are restated before an answer (R55)."""

    intents: tuple[Intent, ...]
    restate: frozenset[str]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all intents."""
        return tuple(intent.name for intent in self.intents)

    @property
    def topics(self) -> tuple[str, ...]:
        """The ids of all topics."""
        return tuple(intent.topic for intent in self.intents if intent.topic)


def load_catalogue(root: Path = ROOT) -> Catalogue:
    """Read intents/intents.yml and knowledge_base/topics.csv.

    Raises:
        BadIntents: a name has the wrong beginning or holds a slash, or a topic to restate does not exist.
    """
    content: dict[str, Any] = yaml.safe_load((root / "intents/intents.yml").read_text(encoding="utf-8"))
    named = {**content["flows"], **content["out_of_scope"]}
    intents = (*_load_topics(root), *(Intent(name, str(meaning)) for name, meaning in named.items()))
    catalogue = Catalogue(intents=intents, restate=frozenset(content["restate"]))
    _check(catalogue)
    return catalogue


def domain_text(catalogue: Catalogue) -> str:
    """The content of intents/domain.yml."""
    body = yaml.safe_dump({"version": "3.1", "intents": list(catalogue.names)}, sort_keys=False)
    return _DOMAIN_HEAD + body


def write_domain(root: Path = ROOT) -> Path:
    """Write intents/domain.yml; return where it is. Safe to run twice."""
    path = root / "intents/domain.yml"
    path.write_text(domain_text(load_catalogue(root)), encoding="utf-8")
    return path


def _load_topics(root: Path) -> tuple[Intent, ...]:
    """The rows of topics.csv: topic_id, title, audience."""
    with (root / "knowledge_base/topics.csv").open(encoding="utf-8", newline="") as file:
        return tuple(Intent(TOPIC_PREFIX + row["topic_id"], row["title"]) for row in csv.DictReader(file))


def _check(catalogue: Catalogue) -> None:
    prefixes = (TOPIC_PREFIX, FLOW_PREFIX, OUT_OF_SCOPE_PREFIX)
    for name in catalogue.names:
        if not name.startswith(prefixes) or "/" in name:
            raise BadIntents(f"{name} is not the name of an intent")
    if missing := catalogue.restate - set(catalogue.topics):
        raise BadIntents(f"no such topic to restate: {', '.join(sorted(missing))}")
