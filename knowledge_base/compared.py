"""What the comparison of each translation with its English found: `compared.csv`, written by `alongside kb compare`.

One row a translation, bound to the hashes of both sides. `doubts` is empty where the model found none.
"""

import csv
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

FILE = Path(__file__).with_name("compared.csv")
_FIELDS = ("topic", "locale", "english_sha256", "sha256", "doubts")


@dataclass(frozen=True)
class Doubt:
    """A sentence without a counterpart; `line` is 1-based, a lower `margin` is a greater doubt."""

    line: int
    margin: float
    sentence: str


@dataclass(frozen=True)
class Compared:
    """One comparison."""

    topic: str
    locale: str
    english_sha256: str
    sha256: str
    doubts: tuple[Doubt, ...]

    @property
    def texts(self) -> tuple[str, str]:
        """The hashes of the two texts compared."""
        return self.english_sha256, self.sha256


def load_compared(path: Path = FILE) -> dict[tuple[str, str], Compared]:
    """Read the comparisons, by topic and locale; none where there is no file yet."""
    if not path.exists():
        return {}
    with path.open(encoding="utf-8", newline="") as file:
        rows = [_compared(row) for row in csv.DictReader(file)]
    return {(row.topic, row.locale): row for row in rows}


def save_compared(rows: Mapping[tuple[str, str], Compared], path: Path = FILE) -> None:
    """Write the comparisons, in the order of locale and topic, so that a change is easy to read."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(_FIELDS)
        for row in sorted(rows.values(), key=lambda row: (row.locale, row.topic)):
            writer.writerow((row.topic, row.locale, row.english_sha256, row.sha256, _written(row.doubts)))


def _compared(row: Mapping[str, str]) -> Compared:
    doubts = tuple(Doubt(*fields) for fields in json.loads(row["doubts"] or "[]"))
    return Compared(row["topic"], row["locale"], row["english_sha256"], row["sha256"], doubts)


def _written(doubts: Iterable[Doubt]) -> str:
    fields = [[doubt.line, doubt.margin, doubt.sentence] for doubt in doubts]
    return json.dumps(fields, ensure_ascii=False) if fields else ""
