"""The report on understanding: a table for people and JSON for machines."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from intents.scores import Reading, Thresholds, confusions, score

MOST_CONFUSIONS = 25
_COLUMNS = {
    "questions": "questions",
    "right_first": "right",
    "among_three": "in first 3",
    "answered": "answered",
    "wrong_answers": "wrongly",
    "out_of_scope_answered": "oos answered",
    "risk_found": "risk found",
    "false_alarms": "false alarms",
}


def make_report(readings: Sequence[Reading], thresholds: Thresholds) -> dict[str, Any]:
    """All scores as JSON: {"thresholds", "all", "locales", "intents", "confusions"}. No text of a question is in it."""
    in_intents = [reading for reading in readings if reading.question.right]
    return {
        "thresholds": asdict(thresholds),
        "all": asdict(score(readings, thresholds)),
        "locales": _by(readings, lambda reading: reading.question.locale, thresholds),
        "intents": _by(in_intents, lambda reading: reading.question.right[0], thresholds),
        "confusions": [
            {"right": right, "found": found, "count": count}
            for right, found, count in confusions(readings)[:MOST_CONFUSIONS]
        ],
    }


def write_report(report: dict[str, Any], folder: Path) -> Path:
    """Write report.json; return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "report.json"
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def report_lines(report: dict[str, Any]) -> list[str]:
    """The table: one row a language, then one an intent, then what is taken for what."""
    rows = {**report["locales"], "all": report["all"]}
    weakest = dict(sorted(report["intents"].items(), key=lambda row: row[1]["right_first"] or 0.0))
    lines = ["Understanding, by language", *_table(rows), "", "By intent, the weakest first", *_table(weakest)]
    taken = [f"{row['count']:4}  {row['right']} taken for {row['found']}" for row in report["confusions"]]
    return [*lines, "", "What is taken for what", *taken]


def _by(
    readings: Sequence[Reading], key: Callable[[Reading], str], thresholds: Thresholds
) -> dict[str, dict[str, Any]]:
    groups: dict[str, list[Reading]] = {}
    for reading in readings:
        groups.setdefault(key(reading), []).append(reading)
    return {name: asdict(score(group, thresholds)) for name, group in sorted(groups.items())}


def _table(rows: dict[str, dict[str, Any]]) -> list[str]:
    width = max((len(name) for name in rows), default=0)
    head = " " * width + "".join(f"{title:>14}" for title in _COLUMNS.values())
    return [
        head,
        *(f"{name:{width}}" + "".join(_cell(row[column]) for column in _COLUMNS) for name, row in rows.items()),
    ]


def _cell(value: float | None) -> str:
    """A count, a share in per cent, or a dash."""
    if value is None:
        return f"{'-':>14}"
    return f"{value:>14}" if isinstance(value, int) else f"{value:>14.1%}"
