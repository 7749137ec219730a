"""`make bench`: our turns beside a fresh stock Rasa and the embedding alone, in one run of about five minutes.

A turn of ours is a post at the web chat until its reply is stored and has come down the open page's stream.
Stock Rasa gets the same texts at its REST channel. Everything runs on loopback and is removed afterwards.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from intents.catalogue import ROOT
from tests.bench import mix
from tests.bench.load import Figures, Script, Visitor, drive
from tests.bench.processes import embedding_alone, make_stock_rasa, our_service, stock_rasa
from tests.bench.web import FormVisitor, LiveVisitor, RasaVisitor

RESULT = ROOT / "var" / "bench.json"
ALONE, MANY = 1, 16
FAILURES = ("engine_away", "web_turn_failed", "page_failed", "job_failed")
out, err = Console(), Console(stderr=True)


@dataclass
class Results:
    """Every run by name, and what is worked out from them."""

    seconds: float
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    steps_ms: dict[str, Any] = field(default_factory=dict)
    embedding: dict[str, Any] = field(default_factory=dict)
    failures: dict[str, int] = field(default_factory=dict)
    rules: dict[str, int] = field(default_factory=dict)  # which rule answered, in all runs of ours
    ratios: dict[str, float] = field(default_factory=dict)
    load: list[float] = field(default_factory=list)  # of the machine before the bench: 1, 5, 15 minutes
    cores: int = os.cpu_count() or 1

    def drive(self, name: str, visitor: Callable[[int], Visitor], script: Script, at_once: int) -> None:
        """One run, kept under its name."""
        err.print(f"{name}, {at_once} at once …")
        self.keep(name, drive(visitor, script, at_once, self.seconds))

    def keep(self, name: str, figures: Figures) -> None:
        """Keep a run's figures."""
        self.runs[f"{name}, {figures.at_once}"] = asdict(figures)


def measure_ours(results: Results, folder: Path) -> None:
    """Our service by its pages, on free text alone, and inside its process."""
    err.print("Starting our service …")
    with our_service(folder) as ours:
        live, form = partial(LiveVisitor, ours.port), partial(FormVisitor, ours.port)
        drive(live, mix.conversation, MANY, 3)  # warm
        for at_once in (ALONE, MANY):
            results.drive("ours", live, mix.conversation, at_once)
            results.drive("ours, free text", live, mix.free_texts, at_once)
        results.drive("ours, without JavaScript", form, mix.conversation, MANY)
        for at_once in (ALONE, MANY):
            err.print(f"ours, in process, {at_once} at once …")
            figures = ours.drive_within(at_once, results.seconds)
            results.steps_ms[f"{at_once} at once"] = figures.pop("steps_ms")
            results.keep("ours, in process", Figures(**figures))
        results.failures = {event: ours.count(event) for event in FAILURES}
        results.rules = ours.rules()


def measure_stock_rasa(results: Results, folder: Path) -> None:
    """A fresh project, made now."""
    err.print("Making and training a fresh stock Rasa …")
    project = make_stock_rasa(folder)
    with stock_rasa(project) as port:
        visitor = partial(RasaVisitor, port)
        drive(visitor, mix.conversation, ALONE, 3)  # warm
        for at_once in (ALONE, MANY):
            results.drive("stock Rasa", visitor, mix.conversation, at_once)


def measure_embedding(results: Results) -> None:
    """One sentence after another."""
    err.print("The embedding alone …")
    results.embedding = embedding_alone(mix.all_free_texts(), results.seconds / 2)


def compare(results: Results) -> None:
    """What the bars in architecture.md are about."""
    runs, ratios = results.runs, results.ratios
    with suppress(KeyError):
        free = max(runs[f"ours, free text, {at_once}"]["per_second"] for at_once in (ALONE, MANY))
        ratios["free text, turns / sentences of the embedding (>= 0.8)"] = free / results.embedding["per_second"]
    with suppress(KeyError):
        ours, stock = runs[f"ours, {MANY}"], runs[f"stock Rasa, {MANY}"]
        ratios["throughput at 16, ours / stock Rasa (>= 3)"] = ours["per_second"] / stock["per_second"]
        ratios["p95 at 16, ours / stock Rasa (<= 0.33)"] = ours["p95_ms"] / stock["p95_ms"]
        ours, stock = runs[f"ours, {ALONE}"], runs[f"stock Rasa, {ALONE}"]
        ratios["throughput alone, ours / stock Rasa"] = ours["per_second"] / stock["per_second"]
    results.ratios = {name: round(value, 2) for name, value in ratios.items()}


def show(results: Results) -> None:
    """The table."""
    table = Table("run", "at once", "turns", "a second", "p50 ms", "p95 ms", title=f"{results.cores} cores")
    for name, run in results.runs.items():
        values = (run[key] for key in ("at_once", "turns", "per_second", "p50_ms", "p95_ms"))
        table.add_row(name.rpartition(", ")[0], *map(str, values))
    table.add_row("embedding alone", "1", str(results.embedding["sentences"]), str(results.embedding["per_second"]))
    out.print(table)
    for name, value in results.ratios.items():
        out.print(f"{name}: {value}")
    for at_once, steps in results.steps_ms.items():
        out.print(f"in process, {at_once}, ms a turn: " + ", ".join(f"{step} {ms}" for step, ms in steps.items()))
    out.print("answered by rule: " + ", ".join(f"{rule} {times}" for rule, times in results.rules.items()))
    out.print(f"failures: {results.failures}; load before: {results.load}")


def main() -> None:
    """Measure, compare, show and keep."""
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="5 seconds a run, and no stock Rasa: about a minute")
    quick = parser.parse_args().quick
    results = Results(seconds=5 if quick else 20, load=[round(n, 2) for n in os.getloadavg()])
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="alongside-bench-") as folder:
        measure_ours(results, Path(folder))
        measure_embedding(results)
        if not quick:
            measure_stock_rasa(results, Path(folder))
    compare(results)
    show(results)
    out.print(f"{time.monotonic() - began:.0f} seconds")
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps(asdict(results), indent=2), encoding="utf-8")


if __name__ == "__main__":
    main()
