"""Starts what is measured, each as a process group of its own, and ends it however the bench ends."""

import json
import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

from intents.catalogue import ROOT
from intents.model import EngineFiles, engine_environment

ENGINE_PYTHON = ROOT / "intents/.venv/bin/python"
QUIET = {
    "RASA_TELEMETRY_ENABLED": "false",
    "TF_CPP_MIN_LOG_LEVEL": "3",
    "PYTHONWARNINGS": "ignore",
    "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
}
READY_WITHIN_S = 180.0
_SQLITE = """
tracker_store:
  type: SQL
  dialect: sqlite
  db: tracker.db
"""


@contextmanager
def running(command: Sequence[str | Path], folder: Path, log: Path) -> Iterator["subprocess.Popen[str]"]:
    """A process that reads lines and writes lines; its whole group ends with the block."""
    with log.open("w") as told:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **QUIET},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=told,
            text=True,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: "subprocess.Popen[str]") -> None:
    """First the polite way: ours ends with its input."""
    if process.stdin:
        process.stdin.close()
    with suppress(ProcessLookupError, subprocess.TimeoutExpired):
        os.kill(process.pid, signal.SIGTERM)
        process.wait(15)
    with suppress(ProcessLookupError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


class Ours:
    """Our service, which also drives itself when told to."""

    def __init__(self, process: "subprocess.Popen[str]", port: int, log: Path) -> None:
        self._process, self.port, self._log = process, port, log

    def answer(self) -> dict[str, Any]:
        """The next thing it says."""
        assert self._process.stdout
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"our service ended:\n{self._log.read_text()[-2000:]}")
        return dict(json.loads(line))

    def drive_within(self, at_once: int, seconds: float) -> dict[str, Any]:
        """Turns inside its process."""
        assert self._process.stdin
        self._process.stdin.write(json.dumps({"at_once": at_once, "seconds": seconds}) + "\n")
        self._process.stdin.flush()
        return self.answer()

    def count(self, event: str) -> int:
        """How often it told of something, such as engine_away."""
        return self._log.read_text().count(f"event={event}")

    def rules(self) -> dict[str, int]:
        """How often each rule of decide() answered: whether people got as far as the mix is written."""
        return dict(Counter(re.findall(r"rule=(\w+)", self._log.read_text())).most_common())


@contextmanager
def our_service(folder: Path) -> Iterator[Ours]:
    """The app with its worker and the real engine, trained first where needed."""
    port, log = free_port(), folder / "ours.log"
    command: list[str | Path] = [sys.executable, "-m", "tests.bench.service", folder, str(port)]
    with running(command, ROOT, log) as process:
        ours = Ours(process, port, log)
        ours.answer()
        yield ours


def make_stock_rasa(folder: Path) -> Path:
    """A fresh project as `rasa init` makes and trains it, with its tracker in SQLite."""
    project = folder / "stock"
    project.mkdir()
    with (folder / "train.log").open("w") as told:
        subprocess.run(
            [ENGINE_PYTHON, "-m", "rasa", "init", "--no-prompt", "--init-dir", project],
            cwd=folder,
            env={**os.environ, **QUIET},
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=told,
            check=True,
        )
    (project / "endpoints.yml").write_text(_SQLITE)
    return project


@contextmanager
def stock_rasa(project: Path) -> Iterator[int]:
    """Serve it with its REST channel; yields the port."""
    port, log = free_port(), project.parent / "rasa.log"
    command: list[str | Path] = [ENGINE_PYTHON, "-m", "rasa", "run", "--interface", "127.0.0.1"]
    with running([*command, "--port", str(port), "--log-file", os.devnull], project, log) as process:
        _wait_for(port, process)
        yield port


def _wait_for(port: int, process: "subprocess.Popen[str]") -> None:
    ends_at = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < ends_at and process.poll() is None:
        with suppress(OSError):
            http = HTTPConnection("127.0.0.1", port, timeout=5)
            http.request("GET", "/webhooks/rest/")
            if http.getresponse().status == 200:
                return
        time.sleep(0.5)
    raise RuntimeError("stock Rasa did not start")


def embedding_alone(texts: Sequence[str], seconds: float) -> dict[str, Any]:
    """Sentences a second of the embedding, in the engine's environment, on every core."""
    done = subprocess.run(
        [ENGINE_PYTHON, Path(__file__).with_name("embedding.py"), str(seconds)],
        env=engine_environment(EngineFiles()),
        input=json.dumps(texts),
        capture_output=True,
        text=True,
        check=True,
    )
    return dict(json.loads(done.stdout))


def free_port() -> int:
    """One that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
