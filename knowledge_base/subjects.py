"""The subjects that families browse topics by, and the number that stands for each topic in a short address."""

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

import yaml

SUBJECTS_YML = Path(__file__).with_name("subjects.yml")
CODES_CSV = Path(__file__).with_name("codes.csv")


@cache
def load_subjects(path: Path = SUBJECTS_YML) -> Mapping[str, tuple[str, ...]]:
    """Return each subject's topics, in the order in which both are shown."""
    content = yaml.safe_load(path.read_text(encoding="utf-8"))
    subjects = {str(name): tuple(map(str, topics)) for name, topics in content.items()}
    listed = [topic for topics in subjects.values() for topic in topics]
    if len(listed) != len(set(listed)):
        raise ValueError(f"{path}: a topic is in two subjects")
    return MappingProxyType(subjects)


@cache
def load_codes(path: Path = CODES_CSV) -> Mapping[int, str]:
    """Return the topic of each number (columns `code`, `topic`).

    Numbers are on paper and in people's phones: one that was given is never given to another topic. New ones go below.
    """
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    codes = {int(row["code"]): row["topic"] for row in rows}
    if len(codes) != len(rows) or len(set(codes.values())) != len(rows):
        raise ValueError(f"{path}: a number or a topic is listed twice")
    return MappingProxyType(codes)


@cache
def code_of(topic: str) -> int | None:
    """The number of a topic, if it has one."""
    return next((code for code, known in load_codes().items() if known == topic), None)
