"""HINT3: its measures, its layout, and the pipeline itself on tiny invented sets."""

import csv
import io
import json
from collections.abc import Iterable, Sequence
from pathlib import Path

import pytest

from intents.commands import hint3, load_hint3
from intents.errors import BadIntents
from intents.hint3 import OUTSIDE, Answer, compare, in_scope_accuracy, matthews_correlation, read_results
from intents.model import EngineFiles

SETS = ("curekart", "powerplay11", "sofmattress")
LEARNED = {
    "ORDER_STATUS": ["where is my order", "when will my parcel come", "track my order please", "order not arrived yet"],
    "REFUND": ["i want my money back", "how do i get a refund", "refund my payment", "return it for a refund"],
    "OPENING_HOURS": ["when are you open", "opening hours today", "what time do you close", "are you open on sunday"],
}
ASKED = [
    ("where is my parcel, the order has not come", "ORDER_STATUS"),
    ("please refund me the money", "REFUND"),
    ("what are your hours on sunday", "OPENING_HOURS"),
    ("the moon is made of cheese", OUTSIDE),
]


def write_csv(path: Path, head: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A table as HINT3 has them."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([head, *rows])


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The layout of the repository, with two platforms."""
    for name in SETS:
        write_csv(tmp_path / f"dataset/v1/test/{name}_test.csv", ("sentence", "label"), ASKED)
        for row, most in ((name, 4), (f"{name}_subset", 3)):
            learned = [(text, label) for label, texts in LEARNED.items() for text in texts[:most]]
            write_csv(tmp_path / f"dataset/v1/train/{row}_train.csv", ("sentence", "label"), learned)
            for platform, best in (("good", 0.5), ("bad", 0.25)):
                head = ("Threshold", "Accuracy", "Inscope Accuracy", "OOS Recall", "MCC")
                rows = [(0.1, 0, best, 0, best / 2), (0.2, 0, best / 2, 0, best)]
                write_csv(tmp_path / f"results/{platform}_{row}.csv", head, rows)
    return tmp_path


def test_below_the_threshold_is_out_of_scope() -> None:
    answers = [Answer("A", "A", 0.9), Answer("B", "B", 0.3), Answer(OUTSIDE, "A", 0.2)]
    assert in_scope_accuracy(answers, 0.1).value == 1.0
    assert in_scope_accuracy(answers, 0.5).value == 0.5
    assert answers[2].at(0.2) == "A"
    assert answers[2].at(0.3) == OUTSIDE


def test_matthews_correlation_is_that_of_the_textbook() -> None:
    """Two labels: (TP·TN - FP·FN) / √((TP+FP)(TP+FN)(TN+FP)(TN+FN)), here with 6, 3, 1 and 2."""
    kinds = (("A", "A", 6), ("B", "B", 3), ("B", "A", 1), ("A", "B", 2))
    answers = [Answer(label, found, 1.0) for label, found, times in kinds for _ in range(times)]
    assert matthews_correlation(answers, 0.1) == pytest.approx((18 - 2) / (7 * 8 * 4 * 5) ** 0.5)
    assert matthews_correlation([Answer("A", "A", 1.0)], 0.1) == 0.0
    three = [Answer(name, name, 1.0) for name in "ABC"]
    assert matthews_correlation(three, 0.1) == pytest.approx(1.0)


def test_the_best_platform_is_the_best_over_thresholds_for_each_measure(folder: Path) -> None:
    assert read_results(folder / "results", "curekart") == {
        "bad": {"in_scope_accuracy": 0.25, "mcc": 0.25},
        "good": {"in_scope_accuracy": 0.5, "mcc": 0.5},
    }
    compared = compare({"curekart": [Answer("A", "A", 0.85), Answer("B", "A", 0.15)]}, folder)["curekart"]
    assert compared["in_scope_accuracy"] == {"ours": 0.5, "best": 0.5, "platform": "good"}
    assert compared["in_scope"]["of"] == 2


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadIntents, match="hellohaptik"):
        compare({"curekart": [Answer("A", "A", 1.0)]}, tmp_path)


@pytest.mark.engine
async def test_the_pipeline_learns_each_set_alone(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("intents.commands.HINT3_JSON", str(tmp_path / "out/hint3.json"))
    out = io.StringIO()
    await hint3(folder, out)
    found = json.loads((tmp_path / "out/hint3.json").read_text())["sets"]
    assert sorted(found) == sorted(row for name in SETS for row in (name, f"{name}_subset"))
    assert all(row["in_scope"]["of"] == 3 for row in found.values())
    assert found["curekart"]["in_scope_accuracy"] == {"ours": 1.0, "best": 0.5, "platform": "good"}
    assert "curekart_subset" in out.getvalue()
    assert load_hint3(EngineFiles())["hint3"]["sets"] == found
    written = out.getvalue() + (tmp_path / "out/hint3.json").read_text()
    assert [text for text, _ in ASKED if text in written] == []


def test_figures_of_another_pipeline_are_left_out(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    files = EngineFiles(tmp_path)
    assert load_hint3(files) == {}
    path = tmp_path / "intents/report/hint3.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps({"measured_on": "2026-11-24", "pipeline": "another", "sets": {}}))
    assert load_hint3(files) == {}
    assert "engine hint3" in capsys.readouterr().err
