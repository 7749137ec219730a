"""What `alongside engine …` does. Progress goes to standard error, results to standard output."""

import asyncio
import json
import os
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TextIO

import yaml

from intents.calibration import choose_thresholds, thresholds_text, write_thresholds
from intents.engine import Engine
from intents.errors import EngineFailed
from intents.hint3 import compare, hint3_lines, read_answers
from intents.model import (
    EngineFiles,
    check_environment,
    engine_environment,
    ensure_trained,
    pipeline_fingerprint,
    say_on_stderr,
    trained_fingerprint,
)
from intents.quality import write_quality
from intents.questions import Question, load_questions
from intents.report import make_report, write_report
from intents.report_page import write_page
from intents.report_table import report_lines
from intents.schema import IntentScore, Parse
from intents.scores import Reading, Thresholds

PATIENT_S = 30.0  # nobody waits for an evaluation
AT_ONCE = 4
DEFAULT_PORT = 5005
HINT3_JSON = "intents/report/hint3.json"


async def train(force: bool = False) -> None:
    """Train the model where data or pipeline changed. Raises: EngineFailed."""
    if not await ensure_trained(EngineFiles(), force=force):
        say_on_stderr("The engine is trained on the data as it is now.")


async def serve() -> None:
    """Run an engine alone until interrupted, at ALONGSIDE_ENGINE_PORT (5005) with ALONGSIDE_ENGINE_TOKEN.

    Raises:
        EngineFailed: there is no token, or the engine cannot be trained or started.
    """
    token = os.environ.get("ALONGSIDE_ENGINE_TOKEN")
    if not token:
        raise EngineFailed("set ALONGSIDE_ENGINE_TOKEN, which whoever asks the engine must send")
    async with Engine(port=int(os.environ.get("ALONGSIDE_ENGINE_PORT", DEFAULT_PORT)), token=token) as engine:
        await engine.wait_until_ready()
        say_on_stderr(f"The engine serves at {engine.url}")
        await asyncio.Event().wait()


async def report(out: TextIO = sys.stdout, extra: Path | None = None) -> None:
    """Measure understanding on intents/evaluation; `extra` is a JSONL file of more questions.

    Writes intents/report and, unless there are extra questions, what the public page shows: intents/quality.json.

    Raises:
        EngineFailed: the engine cannot be trained or started.
        BadIntents: questions or what hint3 wrote are not as described.
    """
    files = EngineFiles()
    readings = await read_all(load_questions(files.root, extra), files)
    model, today = trained_fingerprint(files) or "", datetime.now(UTC).date()
    found = make_report(readings, load_thresholds(files), model=model, measured_on=today) | load_hint3(files)
    written = write_outputs(found, files, is_published=extra is None)
    out.write("\n".join([*report_lines(found), "", f"Written: {', '.join(written)}"]) + "\n")


def write_outputs(found: dict[str, Any], files: EngineFiles, *, is_published: bool) -> list[str]:
    """Every file of a report; return their names from the root of the project."""
    folder, published = files.root / "intents/report", files.root / "intents/quality.json"
    written = [write_report(found, folder), write_page(found, folder)]
    if is_published:
        write_quality(found, published)
        written.append(published)
    return [str(path.relative_to(files.root)) for path in written]


async def hint3(folder: Path, out: TextIO = sys.stdout) -> None:
    """Our pipeline on public sets; writes intents/report/hint3.json. `folder` is absolute: hellohaptik/HINT3.

    Raises:
        EngineFailed: the pipeline could not be trained on them.
        BadIntents: the folder holds no published results.
    """
    files = EngineFiles()
    compared = compare(read_answers(await _run_component(files, "hint3", str(folder))), folder)
    path = files.root / HINT3_JSON
    path.parent.mkdir(parents=True, exist_ok=True)
    today, pipeline = datetime.now(UTC).date().isoformat(), pipeline_fingerprint(files)
    found = {"measured_on": today, "pipeline": pipeline, "sets": compared}
    path.write_text(json.dumps(found, indent=2) + "\n", encoding="utf-8")
    out.write("\n".join([*hint3_lines(compared), "", f"Written: {HINT3_JSON}"]) + "\n")


def load_hint3(files: EngineFiles) -> dict[str, Any]:
    """{"hint3": …} where that was measured here with the pipeline as it is now, else nothing."""
    path = files.root / HINT3_JSON
    found = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    if found and found["pipeline"] != pipeline_fingerprint(files):
        say_on_stderr(f"{HINT3_JSON} is of another pipeline and is left out: run `alongside engine hint3` again.")
        return {}
    return {"hint3": found} if found else {}


async def calibrate(extra: Path | None = None) -> None:
    """Choose the thresholds and write intents/thresholds.yml; `extra` as in report. Raises: as report does."""
    files = EngineFiles()
    questions = [question for question in load_questions(files.root, extra) if is_for_calibration(question, files)]
    unseen = await read_all(questions, files)
    thresholds = choose_thresholds(unseen)
    locales = sorted({reading.question.locale for reading in unseen})
    measured = {"cross-validation": await cross_validate(files), "unseen": unseen}
    measured |= {name: [reading for reading in unseen if reading.question.locale == name] for name in locales}
    text = thresholds_text(thresholds, trained_fingerprint(files) or "", measured.items())
    write_thresholds(files.root / "intents/thresholds.yml", text)
    say_on_stderr(f"Answer from {thresholds.answer:.2f}, margin {thresholds.margin:.2f}. Written: thresholds.yml")


def is_for_calibration(question: Question, files: EngineFiles) -> bool:
    """Whether its intent is known, in a language that the engine was taught: others are answered in no language."""
    return bool(question.right) and (files.root / f"intents/training/{question.locale}.yml").exists()


async def vectors() -> None:
    """Write intents/vectors.npz: the embeddings of all training examples, to be committed with them.

    Raises:
        EngineFailed: the engine's environment is missing, or an example cannot be read.
    """
    await _run_component(EngineFiles(), "ship")
    say_on_stderr("Written: intents/vectors.npz")


async def read_all(questions: Sequence[Question], files: EngineFiles) -> list[Reading]:
    """What an engine of our own makes of every question, in order. Raises: EngineFailed."""
    gate = asyncio.Semaphore(AT_ONCE)
    async with Engine(files, timeout_s=PATIENT_S) as engine:
        await engine.wait_until_ready()

        async def read(question: Question) -> Reading:
            async with gate:
                return Reading(question, await engine.client.parse(question.text))

        return await asyncio.gather(*(read(question) for question in questions))


async def cross_validate(files: EngineFiles) -> list[Reading]:
    """Readings of the training examples by models that have not seen them. Raises: EngineFailed."""
    return [_read_line(line) for line in await _run_component(files, "cross_validate")]


async def _run_component(files: EngineFiles, name: str, *arguments: str) -> list[dict[str, Any]]:
    """The JSON lines that a module of intents/components prints. Raises: EngineFailed."""
    check_environment(files)
    process = await asyncio.create_subprocess_exec(
        files.python,
        "-m",
        f"intents.components.{name}",
        *arguments,
        cwd=files.root,
        env=engine_environment(files, share=1),
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.DEVNULL,
    )
    output, _ = await process.communicate()
    if process.returncode != 0:
        raise EngineFailed(f"intents.components.{name} ended with exit code {process.returncode}")
    return [json.loads(line) for line in output.decode().splitlines() if line.startswith("{")]


def load_thresholds(files: EngineFiles) -> Thresholds:
    """Those of intents/thresholds.yml; strict ones before the first calibration."""
    path = files.root / "intents/thresholds.yml"
    found = yaml.safe_load(path.read_text(encoding="utf-8")) if path.exists() else {}
    return Thresholds(found.get("answer", 0.9), found.get("clarify", 0.05), found.get("margin", 0.0))


def _read_line(line: dict[str, Any]) -> Reading:
    parse = Parse(tuple(IntentScore(name, confidence) for name, confidence in line["ranking"]))
    return Reading(Question(line["text"], "training", (line["intent"],)), parse)
