"""The report as one page of HTML that needs nothing else: pictures, each with its words and its table."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from intents.quality import ENOUGH
from intents.report import weakest_first
from intents.report_table import COLUMNS, spell_difference, spell_share
from intents.schema import TOPIC_PREFIX

try:
    from intents import report_pictures as pictures
except ImportError:  # the development environment alone can draw
    pictures = None  # type: ignore[assignment]

BARS = {
    "right_first": "Right topic first, by language",
    "answered": "Answered at once, by language",
    "wrong_answers": "Wrong answers, by language",
    "risk_found": "Risk of harm found, by language",
}
FEWER_IS_BETTER = ("wrong_answers",)


@dataclass(frozen=True)
class Table:
    """Titles of columns, and rows of cells."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True)
class Picture:
    """A drawing (SVG; None where nothing can draw), what it shows in words, and its figures."""

    title: str
    words: str
    svg: Markup | None
    table: Table


def write_page(report: Mapping[str, Any], folder: Path) -> Path:
    """Write index.html; return where it is."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "index.html"
    path.write_text(page_text(report), encoding="utf-8")
    return path


def page_text(report: Mapping[str, Any]) -> str:
    """The page."""
    templates = Environment(
        loader=FileSystemLoader(Path(__file__).parent),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    found = {"report": report, "pictures": make_pictures(report), "tables": make_tables(report)}
    return templates.get_template("report_page.html").render(**found, can_draw=pictures is not None)


def make_pictures(report: Mapping[str, Any]) -> list[Picture]:
    """Bars with intervals, the reliability curve, confused topics, and coverage against wrong answers."""
    bars = [_bars(report, measure, title) for measure, title in BARS.items()]
    return [picture for picture in (*bars, _reliability(report), _confused(report), _curve(report)) if picture]


def make_tables(report: Mapping[str, Any]) -> dict[str, Table]:
    """What has no picture, by title."""
    tables = {
        "By language": _scores([*weakest_first(report["locales"]), ("all", report["all"])]),
        "By set": _scores(list(report["sets"].items())),
        "By register": _scores(list(report["registers"].items())),
        "By intent": _scores(weakest_first(report["intents"], "understood")),
        "Less English, on the same items (percentage points)": _less_english(report["differences"]),
        "Thresholds chosen on one half of the items, measured on the other": _independent(report["independent"]),
    }
    return tables | ({"HINT3": _hint3(report["hint3"]["sets"])} if "hint3" in report else {})


def _bars(report: Mapping[str, Any], measure: str, title: str) -> Picture | None:
    """Languages with questions enough, the worst first."""
    ordered = weakest_first(
        {name: row for name, row in report["locales"].items() if row[measure]["of"] >= ENOUGH}, measure
    )
    rows = [{"name": name, **row[measure]} for name, row in ordered]
    if not rows:
        return None
    if measure in FEWER_IS_BETTER:
        rows.reverse()
    words = (
        f"{title}, those with {ENOUGH} questions or more: "
        + "; ".join(f"{row['name']} {row['share']:.0%} of {row['of']}" for row in rows)
        + "."
    )
    table = tuple((row["name"], f"{row['count']} of {row['of']}", spell_share(row)) for row in rows)
    return Picture(
        title, words, _draw("draw_bars", rows, title), Table(("language", "questions", "share (95%)"), table)
    )


def _reliability(report: Mapping[str, Any]) -> Picture | None:
    found = report["calibration"]["all"]
    rows = [{"confidence": b["confidence"], **b["right"]} for b in found["bins"] if b["confidence"] is not None]
    if not rows:
        return None
    words = f"Expected calibration error {found['expected_error']:.3f}. Right, by how sure the engine was: "
    words += "; ".join(f"at {row['confidence']:.0%}, {row['share']:.0%} of {row['of']}" for row in rows) + "."
    table = tuple((f"{r['confidence']:.2f}", f"{r['count']} of {r['of']}", spell_share(r)) for r in rows)
    return Picture(
        "Are confidences honest?",
        words,
        _draw("draw_reliability", rows),
        Table(("mean confidence", "right", "share (95%)"), table),
    )


def _confused(report: Mapping[str, Any]) -> Picture | None:
    """Topics among each other."""
    pairs = [row for row in report["confusions"] if all(row[side].startswith(TOPIC_PREFIX) for side in _SIDES)]
    rows = [{**row, **{side: row[side].removeprefix(TOPIC_PREFIX) for side in _SIDES}} for row in pairs]
    if not rows:
        return None
    words = "; ".join(f"{row['right']} taken for {row['found']}, {row['count']} times" for row in rows) + "."
    table = tuple((row["right"], row["found"], str(row["count"])) for row in rows)
    title = "Topics that are taken for one another most often"
    return Picture(title, words, _draw("draw_confusions", rows), Table(("right", "taken for", "times"), table))


_SIDES = ("right", "found")


def _curve(report: Mapping[str, Any]) -> Picture | None:
    rows = report["curve"]
    chosen = {name: report["all"][name]["share"] for name in ("answered", "wrong_answers")}
    if not rows or chosen["answered"] is None:
        return None
    words = f"At the threshold in use {chosen['answered']:.0%} are answered at once and {chosen['wrong_answers']:.1%} "
    words += "wrongly. The stricter the threshold, the fewer of both."
    cells = tuple((f"{r['answer']:.2f}", f"{r['answered']:.1%}", f"{r['wrong_answers']:.1%}") for r in rows)
    head = ("threshold", f"answered, of {report['all']['answered']['of']}", "wrongly")
    return Picture("Answered at once, and wrongly", words, _draw("draw_curve", rows, chosen), Table(head, cells))


def _draw(name: str, *values: Any) -> Markup | None:
    if pictures is None:
        return None
    draw: Callable[..., str] = getattr(pictures, name)
    return Markup(draw(*values))  # noqa: S704  # our own drawing, its words escaped by Vega


def _scores(rows: Sequence[tuple[str, Mapping[str, Any]]]) -> Table:
    cells = tuple(
        (name, *(str(row[c]) if isinstance(row[c], int) else _counted(row[c]) for c in COLUMNS)) for name, row in rows
    )
    return Table(("", *COLUMNS.values()), cells)


def _counted(share: Mapping[str, Any]) -> str:
    return f"{spell_share(share)} of {share['of']}" if share["of"] else "-"


def _less_english(differences: Mapping[str, Any]) -> Table:
    names = ("right_first", "among_three", "answered", "wrong_answers")
    rows = tuple(
        (locale, str(found["right_first"]["items"]), *(spell_difference(found[name]) for name in names))
        for locale, found in differences.items()
    )
    return Table(("", "items", *(COLUMNS[name] for name in names)), rows)


def _independent(found: Mapping[str, Any]) -> Table:
    names = ("answered", "wrong_answers", "out_of_scope_answered")
    halves = [(f"answer from {half['thresholds']['answer']:.2f}", half["all"]) for half in found["halves"]]
    rows = [*halves, ("both halves", found["all"]), *found["locales"].items()]
    cells = tuple((title, *(_counted(row[name]) for name in names)) for title, row in rows)
    return Table(("", *(COLUMNS[name] for name in names)), cells)


def _hint3(sets: Mapping[str, Any]) -> Table:
    head = ("", "in scope", "our accuracy", "best published", "our MCC", "best published")
    rows = []
    for name, row in sets.items():
        figures = [
            cell
            for found in (row["in_scope_accuracy"], row["mcc"])
            for cell in (f"{found['ours']:.3f}", f"{found['best']:.3f} ({found['platform']})")
        ]
        rows.append((name, _counted(row["in_scope"]), *figures))
    return Table(head, tuple(rows))
