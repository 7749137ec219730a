"""The report on understanding: shares with intervals, as JSON and as a table. No text of a question is in it."""

import json
from collections.abc import Sequence
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import Any

from intents.calibration import cross_choose
from intents.parity import compare_with_english
from intents.reliability import measure_reliability
from intents.scores import Reading, Thresholds, confusions, group, score
from intents.shares import share_of

MOST_CONFUSIONS = 25
CURVE = tuple(round(step / 50, 2) for step in range(50))
GROUPS = {
    "locales": lambda reading: (reading.question.locale,),
    "sets": lambda reading: (reading.question.source,),
    "registers": lambda reading: reading.question.registers,
    "intents": lambda reading: reading.question.right[:1],
}


def make_report(
    readings: Sequence[Reading], thresholds: Thresholds, *, model: str = "", measured_on: date = date.min
) -> dict[str, Any]:
    """All figures as JSON; intents/README.md describes them. `model`: the fingerprint of what was measured."""
    return {
        "measured_on": measured_on.isoformat(),
        "model": model,
        "thresholds": asdict(thresholds),
        "all": score(readings, thresholds).as_json(),
        **{name: _scores(group(readings, keys), thresholds) for name, keys in GROUPS.items()},
        "differences": compare_with_english(readings, thresholds),
        "calibration": {
            "all": measure_reliability(readings).as_json(),
            "locales": {
                name: measure_reliability(mine).as_json() for name, mine in group(readings, GROUPS["locales"]).items()
            },
        },
        "independent": measure_independently(readings),
        "curve": _curve(readings, thresholds),
        "confusions": [
            {"right": right, "found": found, "count": count}
            for right, found, count in confusions(readings)[:MOST_CONFUSIONS]
        ],
    }


def measure_independently(readings: Sequence[Reading]) -> dict[str, Any]:
    """Answers where thresholds are chosen on one half of the items and measured on the other, both ways.

    {"halves": [{"thresholds", "all"}], "all", "locales"}; each score is {"answered", "wrong_answers",
    "out_of_scope_answered"}, that of "all" and "locales" over both halves.
    """
    halves = cross_choose([reading for reading in readings if reading.question.right])
    outcomes = [(reading, half.thresholds) for half in halves for reading in half.readings]
    by_locale: dict[str, list[tuple[Reading, Thresholds]]] = {}
    for outcome in outcomes:
        by_locale.setdefault(outcome[0].question.locale, []).append(outcome)
    return {
        "halves": [
            {"thresholds": asdict(half.thresholds), "all": _answers([(r, half.thresholds) for r in half.readings])}
            for half in halves
        ],
        "all": _answers(outcomes),
        "locales": {locale: _answers(mine) for locale, mine in sorted(by_locale.items())},
    }


def write_report(report: dict[str, Any], folder: Path) -> Path:
    """Write report.json; return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "report.json"
    path.write_text(json.dumps(report, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    return path


def weakest_first(scores: dict[str, dict[str, Any]], measure: str = "right_first") -> list[tuple[str, dict[str, Any]]]:
    """Rows by a share, the lowest first; those that hold no such question last."""
    return sorted(scores.items(), key=lambda row: (row[1][measure]["share"] is None, row[1][measure]["share"], row[0]))


def _scores(groups: dict[str, list[Reading]], thresholds: Thresholds) -> dict[str, dict[str, Any]]:
    return {name: score(readings, thresholds).as_json() for name, readings in groups.items()}


def _answers(outcomes: Sequence[tuple[Reading, Thresholds]]) -> dict[str, Any]:
    topics = [(reading, reading.is_answered(chosen)) for reading, chosen in outcomes if reading.question.is_in_scope]
    outside = [reading.is_answered(chosen) for reading, chosen in outcomes if reading.question.is_outside]
    return {
        "answered": share_of(answered for _, answered in topics).as_json(),
        "wrong_answers": share_of(answered and not reading.is_right for reading, answered in topics).as_json(),
        "out_of_scope_answered": share_of(outside).as_json(),
    }


def _curve(readings: Sequence[Reading], thresholds: Thresholds) -> list[dict[str, float]]:
    """What other thresholds would do: the stricter, the fewer are answered at once, and the fewer wrongly."""
    topics = [reading for reading in readings if reading.question.is_in_scope]
    points = []
    for answer in CURVE if topics else ():
        answered = [r for r in topics if r.is_answered(Thresholds(answer, 0.0, thresholds.margin))]
        wrong = sum(not reading.is_right for reading in answered)
        shares = {"answered": len(answered) / len(topics), "wrong_answers": wrong / len(topics)}
        points.append({"answer": answer, **{name: round(share, 4) for name, share in shares.items()}})
    return points
