"""HINT3: our pipeline on public sets of real chatbot queries, beside the platforms that its authors measured.

Source: G. Arora et al., "HINT3: Raising the bar for Intent Detection in the Wild", 2020; github.com/hellohaptik/HINT3.
"""

import csv
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from pathlib import Path
from typing import Any

from intents.errors import BadIntents
from intents.shares import Share, rounded, share_of

OUTSIDE = "NO_NODES_DETECTED"
THRESHOLDS = tuple(round(step / 10, 1) for step in range(1, 10))  # those at which the platforms were measured


@dataclass(frozen=True)
class Answer:
    """A query's label, the label found for it, and how sure that is (0 to 1)."""

    label: str
    found: str
    confidence: float

    def at(self, threshold: float) -> str:
        """What counts as found: out of scope below the threshold."""
        return self.found if self.confidence >= threshold else OUTSIDE


def compare(answers: Mapping[str, Sequence[Answer]], folder: Path) -> dict[str, dict[str, Any]]:
    """Our figures and the best platform's for each set, the best over the thresholds each time.

    {set: {"in_scope_accuracy" and "mcc": {"ours", "best", "platform"}, "in_scope": share at our best threshold}}.

    Raises:
        BadIntents: the folder holds no results for a set.
    """
    return {name: _compare_one(mine, read_results(folder / "results", name)) for name, mine in answers.items()}


def in_scope_accuracy(answers: Iterable[Answer], threshold: float) -> Share:
    """Of the queries in scope, how many got their label."""
    return share_of(answer.at(threshold) == answer.label for answer in answers if answer.label != OUTSIDE)


def matthews_correlation(answers: Sequence[Answer], threshold: float) -> float:
    """Over all queries, with out of scope as one more label: 1 is perfect, 0 is chance.

    Source: J. Gorodkin, "Comparing two K-category assignments by a K-category correlation coefficient", 2004.
    """
    found = Counter(answer.at(threshold) for answer in answers)
    labels = Counter(answer.label for answer in answers)
    right, total = sum(answer.at(threshold) == answer.label for answer in answers), len(answers)
    cross = right * total - sum(count * found[name] for name, count in labels.items())
    spread = (total**2 - sum(n * n for n in found.values())) * (total**2 - sum(n * n for n in labels.values()))
    return cross / sqrt(spread) if spread else 0.0


def read_results(folder: Path, name: str) -> dict[str, dict[str, float]]:
    """{platform: {"in_scope_accuracy", "mcc"}}, each the best over the thresholds. Raises: BadIntents."""
    found = {}
    for path in sorted(folder.glob(f"*_{name}.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
        try:
            best = {"in_scope_accuracy": max(float(row["Inscope Accuracy"]) for row in rows)}
            found[path.name.partition("_")[0]] = best | {"mcc": max(float(row["MCC"]) for row in rows)}
        except (KeyError, ValueError) as error:
            raise BadIntents(f"{path.name} is not a table of HINT3's results") from error
    if not found:
        raise BadIntents(f"no results for {name}: the folder must be the repository hellohaptik/HINT3")
    return found


def read_answers(lines: Iterable[Mapping[str, Any]]) -> dict[str, list[Answer]]:
    """Lines of intents/components/hint3.py, by set."""
    found: dict[str, list[Answer]] = {}
    for line in lines:
        found.setdefault(line["set"], []).append(Answer(line["label"], line["found"], line["confidence"]))
    return found


def hint3_lines(compared: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """The table for a terminal."""
    head = f"{'':22}{'in scope: ours':>16}{'best published':>26}{'MCC: ours':>12}{'best published':>26}"
    return ["HINT3, the best over thresholds 0.1 to 0.9", head, *(_line(name, row) for name, row in compared.items())]


def _compare_one(answers: Sequence[Answer], published: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    in_scope = max((in_scope_accuracy(answers, threshold) for threshold in THRESHOLDS), key=lambda share: share.count)
    ours = {
        "in_scope_accuracy": in_scope.value or 0.0,
        "mcc": max(matthews_correlation(answers, threshold) for threshold in THRESHOLDS),
    }
    compared: dict[str, Any] = {"in_scope": in_scope.as_json()}
    for measure, value in ours.items():
        platform = max(published, key=lambda name: published[name][measure])
        best = rounded(published[platform][measure])
        compared[measure] = {"ours": rounded(value), "best": best, "platform": platform}
    return compared


def _line(name: str, row: Mapping[str, Any]) -> str:
    accuracy, mcc = row["in_scope_accuracy"], row["mcc"]
    theirs = [f"{found['best']:.3f} ({found['platform']})" for found in (accuracy, mcc)]
    return f"{name:22}{accuracy['ours']:>16.3f}{theirs[0]:>26}{mcc['ours']:>12.3f}{theirs[1]:>26}"
