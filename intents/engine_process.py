"""One run of the engine: a Rasa server on loopback in a process group of its own, whose output nobody sees."""

import asyncio
import os
import secrets
import shutil
import signal
import socket
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import httpx

from intents.client import Address, EngineClient
from intents.components.launch import TOKEN_VARIABLE
from intents.errors import NluUnavailable
from intents.model import EngineFiles, engine_environment

LOOPBACK = "127.0.0.1"
_FIRST_TEXT = "hello"  # sent to learn whether it serves; also warms the model


@dataclass(frozen=True)
class EngineProcess:
    """A started engine, which may not serve yet."""

    address: Address
    process: asyncio.subprocess.Process
    folder: Path
    drain: asyncio.Task[None]

    @property
    def pid(self) -> int:
        """Of the process and of its group."""
        return self.process.pid

    @property
    def exit_code(self) -> int | None:
        """None while it runs; negative: ended by that signal."""
        return self.process.returncode

    async def wait_until_it_serves(self, timeout_s: float) -> bool:
        """Whether it reads a message correctly in time; False also when it ends first."""
        deadline = time.monotonic() + timeout_s
        async with EngineClient(lambda: self.address) as client:
            while self.exit_code is None and time.monotonic() < deadline:
                try:
                    await client.parse(_FIRST_TEXT)
                except NluUnavailable:
                    await asyncio.sleep(0.2)
                else:
                    return True
        return False

    async def is_healthy(self, http: httpx.AsyncClient) -> bool:
        """Whether it answers at all; a stopped or stuck process does not."""
        try:
            return (await http.get(f"{self.address.url}/version")).is_success
        except httpx.HTTPError:
            return False

    async def kill(self) -> None:
        """End its whole group at once: it holds nothing worth saving, and may be stopped (SIGSTOP)."""
        with suppress(ProcessLookupError):  # it may have ended already
            os.killpg(self.pid, signal.SIGKILL)
        await self.process.wait()
        await self.drain
        shutil.rmtree(self.folder, ignore_errors=True)


async def start_process(files: EngineFiles, port: int = 0, token: str | None = None) -> EngineProcess:
    """Start `rasa run` on `port` if that is free, else on a free one, with a new random token if none is given."""
    port, token = _free_port(port), token or secrets.token_urlsafe(24)
    folder = _make_folder(files)
    process = await asyncio.create_subprocess_exec(
        *_command(files, port),
        cwd=files.root,
        env=engine_environment(files) | {TOKEN_VARIABLE: token, "TMPDIR": str(folder)},
        stdin=asyncio.subprocess.PIPE,  # never written to: it closes when we end, and then the engine ends
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
        start_new_session=True,
    )
    drain = asyncio.create_task(_drain(process))
    return EngineProcess(Address(f"http://{LOOPBACK}:{port}", token), process, folder, drain)


def _command(files: EngineFiles, port: int) -> list[str]:
    launch = [str(files.python), "-m", "intents.components.launch", "run", "--enable-api"]
    where = ["--model", str(files.model), "--credentials", str(files.credentials)]
    return [*launch, *where, "--interface", LOOPBACK, "--port", str(port)]


async def _drain(process: asyncio.subprocess.Process) -> None:
    """Read the output so that the engine never waits, and drop it: Rasa logs what people write."""
    while process.stdout and await process.stdout.read(65_536):
        pass


def _free_port(wanted: int) -> int:
    """`wanted` if nothing listens there, else one the system picks."""
    for port in (wanted, 0):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((LOOPBACK, port))
            except OSError:
                continue
            return int(probe.getsockname()[1])
    raise OSError("no free port")


def _make_folder(files: EngineFiles) -> Path:
    """A folder for the unpacked model, named after us; those of apps that were killed are removed."""
    runs = files.cache / "runs"
    runs.mkdir(parents=True, exist_ok=True)
    for folder in runs.iterdir():
        if not _is_running(int(folder.name.partition("-")[0])):
            shutil.rmtree(folder, ignore_errors=True)
    folder = runs / f"{os.getpid()}-{secrets.token_hex(4)}"
    folder.mkdir()
    return folder


def _is_running(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
