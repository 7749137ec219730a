"""Reads risk/<locale>.yml: what a risk of harm looks like, and what only looks like one."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import yaml

FOLDER = Path(__file__).parents[1] / "risk"


@dataclass(frozen=True)
class RiskData:
    """Of one locale: `phrases` that always are a risk, `examples` that are, `calm` ones that are not."""

    locale: str
    phrases: tuple[str, ...]
    examples: tuple[str, ...]
    calm: tuple[str, ...]


def load_risk_data(folder: Path = FOLDER) -> tuple[RiskData, ...]:
    """Every locale's file, by name.

    Raises:
        TypeError: a file is not a mapping of lists of texts.
    """
    return tuple(_load(path) for path in sorted(folder.glob("*.yml")))


def _load(path: Path) -> RiskData:
    content = yaml.load(path.read_text(encoding="utf-8"), yaml.CSafeLoader)
    if not isinstance(content, dict):
        raise TypeError(f"{path.name} is not a mapping")
    parts = {name: _read_texts(content.get(name) or [], path.name) for name in ("phrases", "examples", "calm")}
    return RiskData(path.stem, **parts)


def _read_texts(value: object, file: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(text, str) for text in value):
        raise TypeError(f"{file} holds something other than lists of texts")
    return tuple(value)
