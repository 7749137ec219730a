"""The trained model: where it is, whether it still fits the data, and training it."""

import asyncio
import fcntl
import hashlib
import json
import os
import shutil
import sys
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

from intents.catalogue import ROOT
from intents.errors import EngineFailed

PROGRESS_PREFIX = "alongside: "  # what components print for people while training
_PIPELINE = ("config.yml", "intents/requirements.lock", "intents/components/*.py")
_DATA = ("intents/training/*.yml", "intents/risk/*.yml")
_PASSED_ON = ("PATH", "HOME", "LANG", "LC_ALL", "TMPDIR", "LD_LIBRARY_PATH", "SYSTEMROOT")

Say = Callable[[str], None]


def say_on_stderr(line: str) -> None:
    """Progress in plain words, apart from any result on standard output."""
    print(line, file=sys.stderr, flush=True)


@dataclass(frozen=True)
class EngineFiles:
    """Every path of the engine, from the root of the project."""

    root: Path = ROOT

    @property
    def python(self) -> Path:
        """The engine's own Python 3.10."""
        return self.root / "intents/.venv/bin/python"

    @property
    def models(self) -> Path:
        """Where `rasa train` puts models, and `rasa run` finds them."""
        return self.root / "intents/models"

    @property
    def model(self) -> Path:
        """The one model that is used."""
        return self.models / "alongside.tar.gz"

    @property
    def record(self) -> Path:
        """JSON {"fingerprint": str}: what the model was trained on."""
        return self.models / "alongside.json"

    @property
    def cache(self) -> Path:
        """Embeddings and Rasa's own training cache. May be deleted at any time."""
        return self.root / "intents/.cache"

    @property
    def credentials(self) -> Path:
        """The file that opens no channel."""
        return self.root / "intents/credentials.yml"


def fingerprint(files: EngineFiles) -> str:
    """A hash of everything the model is learned from: pipeline, components, libraries and data."""
    return _hash(files, (*_PIPELINE, *_DATA))


def pipeline_fingerprint(files: EngineFiles) -> str:
    """A hash of pipeline, components and libraries, whatever they learn from."""
    return _hash(files, _PIPELINE)


def _hash(files: EngineFiles, patterns: tuple[str, ...]) -> str:
    digest = hashlib.sha256()
    for path in _matching(files.root, patterns):
        digest.update(path.relative_to(files.root).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def trained_fingerprint(files: EngineFiles) -> str | None:
    """The fingerprint of the model on disk, or None."""
    try:
        record = json.loads(files.record.read_text(encoding="utf-8"))
    except (FileNotFoundError, ValueError):
        return None
    return str(record["fingerprint"]) if files.model.exists() and "fingerprint" in record else None


def is_current(files: EngineFiles) -> bool:
    """Whether the model on disk is trained on the data as it is now."""
    return trained_fingerprint(files) == fingerprint(files)


async def ensure_trained(files: EngineFiles, *, force: bool = False, say: Say = say_on_stderr) -> bool:
    """Train unless the model is current; return whether it was trained. Two processes never train at once.

    Raises:
        EngineFailed: the engine's environment is missing or training failed.
    """
    check_environment(files)
    async with _training_lock(files, say):
        if not force and is_current(files):
            return False
        learned = fingerprint(files)
        say("Training the engine. This takes a few minutes the first time.")
        await _train(files, force, say)
        files.record.write_text(json.dumps({"fingerprint": learned}), encoding="utf-8")
        say("The engine is trained.")
    return True


def check_environment(files: EngineFiles) -> None:
    """Raises: EngineFailed: the engine's Python is not there."""
    if not files.python.exists():
        raise EngineFailed("the engine's environment intents/.venv is missing: run `make setup`")


def engine_environment(files: EngineFiles, share: int = 2) -> dict[str, str]:
    """The variables the engine gets: none of the app's secrets are among them. It takes one in `share` cores."""
    threads = os.environ.get("ALONGSIDE_ENGINE_THREADS") or str(max(1, (os.cpu_count() or 2) // share))
    return {name: os.environ[name] for name in _PASSED_ON if name in os.environ} | {
        "ALONGSIDE_ENGINE_THREADS": threads,
        "OMP_NUM_THREADS": threads,
        "OMP_WAIT_POLICY": "PASSIVE",  # waiting threads leave the cores to the app
        "OPENBLAS_NUM_THREADS": threads,
        "PYTHONUNBUFFERED": "1",
        "PYTHONWARNINGS": "ignore",
        "RASA_CACHE_DIRECTORY": str(files.cache / "rasa"),
        "RASA_TELEMETRY_ENABLED": "false",
        "SQLALCHEMY_SILENCE_UBER_WARNING": "1",
        "TF_CPP_MIN_LOG_LEVEL": "3",
    }


async def _train(files: EngineFiles, force: bool, say: Say) -> None:
    """`rasa train nlu` into a folder beside the models, moved into place only when it is whole."""
    unfinished = files.models / "unfinished"
    shutil.rmtree(unfinished, ignore_errors=True)
    command = ["-m", "rasa", "train", "nlu", "--config", "config.yml", "--nlu", "intents/training"]
    command += ["--out", str(unfinished), "--fixed-model-name", "alongside"]
    if force:
        shutil.rmtree(files.cache / "rasa", ignore_errors=True)
    await _run(files, command, say)
    (unfinished / files.model.name).replace(files.model)
    shutil.rmtree(unfinished, ignore_errors=True)


async def _run(files: EngineFiles, command: list[str], say: Say) -> None:
    """Run the engine's Python, passing on its progress lines; the rest is told only if it fails."""
    process = await asyncio.create_subprocess_exec(
        files.python,
        *command,
        cwd=files.root,
        env=engine_environment(files, share=1),  # nobody else is waiting
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        limit=2**20,
    )
    try:
        said = [line async for line in _lines(process, say)]
        if await process.wait() != 0:  # training data is public: its log may be shown
            raise EngineFailed("\n".join(["training failed:", *said[-20:]]))
    finally:
        if process.returncode is None:
            process.kill()


async def _lines(process: asyncio.subprocess.Process, say: Say) -> AsyncIterator[str]:
    """Each line of a process that is not progress."""
    if process.stdout is None:
        return
    async for raw in process.stdout:
        line = raw.decode(errors="replace").rstrip()
        if line.startswith(PROGRESS_PREFIX):
            say(line.removeprefix(PROGRESS_PREFIX))
        else:
            yield line


@asynccontextmanager
async def _training_lock(files: EngineFiles, say: Say) -> AsyncIterator[None]:
    """Held by one process of this machine; it is freed even if that process is killed."""
    files.models.mkdir(parents=True, exist_ok=True)
    with (files.models / ".lock").open("w") as lock:
        waited = False
        while not _try_lock(lock.fileno()):
            if not waited:
                say("Waiting: another process is training the engine.")
            waited = True
            await asyncio.sleep(0.5)
        yield


def _try_lock(descriptor: int) -> bool:
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _matching(root: Path, patterns: tuple[str, ...]) -> Iterator[Path]:
    for pattern in patterns:
        yield from sorted(root.glob(pattern))
