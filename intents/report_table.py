"""The report as lines for a terminal."""

from collections.abc import Iterable, Mapping
from typing import Any

from intents.report import weakest_first

COLUMNS = {
    "questions": "questions",
    "understood": "understood",
    "right_first": "right first",
    "among_three": "in first 3",
    "answered": "answered",
    "wrong_answers": "wrongly",
    "out_of_scope_answered": "oos answered",
    "risk_found": "risk found",
    "false_alarms_alike": "alarm: alike",
    "false_alarms_ordinary": "alarm: other",
}
_WIDTH = 21


def report_lines(report: Mapping[str, Any]) -> list[str]:
    """Tables of every kind. After each share its 95% interval, both in per cent."""
    lines = ["Understanding, by language, the weakest first"]
    lines += _table([*weakest_first(report["locales"]), ("all", report["all"])])
    for title, name in (("By set", "sets"), ("By register", "registers")):
        lines += ["", title, *_table(report[name].items())]
    lines += ["", "By intent, the weakest first", *_table(weakest_first(report["intents"], "understood"))]
    lines += ["", "Less English, on the same items", *_differences(report["differences"])]
    lines += ["", *_calibration(report["calibration"]), "", *_independent(report["independent"])]
    taken = [f"{row['count']:4}  {row['right']} taken for {row['found']}" for row in report["confusions"]]
    return [*lines, "", "What is taken for what", *taken]


def spell_share(share: Mapping[str, Any]) -> str:
    """Such as `62.5% (58-67)`, or a dash where there is no question of that kind."""
    if share["share"] is None:
        return "-"
    return f"{share['share']:.1%} ({100 * share['low']:.0f}-{100 * share['high']:.0f})"


def spell_difference(found: Mapping[str, Any]) -> str:
    """In percentage points, such as `-12.2 (-18 to -7)`."""
    difference, low, high = (100 * found[name] for name in ("difference", "low", "high"))
    return f"{difference:+.1f} ({low:+.0f} to {high:+.0f})"


def _table(rows: Iterable[tuple[str, Mapping[str, Any]]]) -> list[str]:
    kept = list(rows)
    width = max((len(name) for name, _ in kept), default=0)
    head = " " * width + "".join(f"{title:>{_WIDTH}}" for title in COLUMNS.values())
    return [head, *(f"{name:{width}}" + "".join(_cell(row[column]) for column in COLUMNS) for name, row in kept)]


def _cell(value: int | Mapping[str, Any]) -> str:
    return f"{value if isinstance(value, int) else spell_share(value):>{_WIDTH}}"


def _differences(differences: Mapping[str, Mapping[str, Any]]) -> list[str]:
    names = ("right_first", "among_three", "answered", "wrong_answers")
    lines = [" " * 10 + f"{'items':>6}" + "".join(f"{COLUMNS[name]:>{_WIDTH}}" for name in names)]
    for locale, found in differences.items():
        cells = "".join(f"{spell_difference(found[name]):>{_WIDTH}}" for name in names)
        lines.append(f"{locale:10}{found['right_first']['items']:>6}{cells}")
    return lines


def _calibration(calibration: Mapping[str, Any]) -> list[str]:
    found = calibration["all"]
    if not found["questions"]:
        return ["Confidence: nothing to measure"]
    head = f"Confidence: expected error {found['expected_error']:.3f}, Brier score {found['brier']:.3f}"
    rows = [
        f"  {b['low']:.1f} to {b['high']:.1f}{b['right']['of']:>7} questions, mean confidence {b['confidence']:.2f}, "
        f"right {spell_share(b['right'])}"
        for b in found["bins"]
        if b["confidence"] is not None
    ]
    errors = {name: one["expected_error"] for name, one in calibration["locales"].items() if one["questions"]}
    return [head, *rows, "  by language: " + ", ".join(f"{name} {error:.3f}" for name, error in errors.items())]


def _independent(found: Mapping[str, Any]) -> list[str]:
    lines = ["Thresholds chosen on one half of the items, measured on the other"]
    for half in found["halves"]:
        chosen = half["thresholds"]
        lines.append(f"  answer {chosen['answer']:.2f}, margin {chosen['margin']:.2f}: {_spell_answers(half['all'])}")
    lines.append(f"  both: {_spell_answers(found['all'])}")
    return [*lines, *(f"    {locale:10}{_spell_answers(mine)}" for locale, mine in found["locales"].items())]


def _spell_answers(found: Mapping[str, Any]) -> str:
    names = {"answered": "answered", "wrong_answers": "wrongly", "out_of_scope_answered": "out of scope answered"}
    return ", ".join(f"{title} {spell_share(found[name])}" for name, title in names.items())
