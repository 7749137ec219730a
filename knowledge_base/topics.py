"""The topics and who each is for."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType

TOPICS_CSV = Path(__file__).with_name("topics.csv")


@dataclass(frozen=True)
class Topic:
    """A subject families ask about; `audience` is in the words of `schema.AUDIENCES`, the main one first."""

    id: str
    title: str
    audience: tuple[str, ...]


@cache
def load_topics(path: Path = TOPICS_CSV) -> Mapping[str, Topic]:
    """Return the topics by id, in the order of the file (columns `topic_id`, `title`, `audience`)."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    topics = {row["topic_id"]: _topic(row) for row in rows}
    if len(topics) != len(rows):
        raise ValueError(f"{path}: a topic is listed twice")
    return MappingProxyType(topics)


def _topic(row: dict[str, str]) -> Topic:
    return Topic(row["topic_id"], row["title"], tuple(row["audience"].split(";")))
