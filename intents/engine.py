"""The app's side of the engine: trains it, starts it, watches it and starts it again."""

import asyncio
import time
from collections.abc import Callable
from types import TracebackType
from typing import Literal, Self

import httpx

from intents.client import TIMEOUT_S, Address, EngineClient
from intents.engine_process import EngineProcess, start_process
from intents.errors import EngineFailed
from intents.model import EngineFiles, Say, check_environment, ensure_trained, say_on_stderr

State = Literal["starting", "ready", "down"]

START_TIMEOUT_S = 90.0
HEALTH_EVERY_S = 1.0
HEALTH_TIMEOUT_S = 2.0
MISSES_ALLOWED = 2  # then it is stuck
FIRST_WAIT_S, LONGEST_WAIT_S = 0.5, 30.0
STABLE_AFTER_S = 60.0  # an engine that served this long starts again without waiting


class Engine:
    """Keeps one engine serving until it is stopped.

    `start` returns at once; `client` raises NluUnavailable until `state` is ready. Failures never reach the app:
    it goes on without understanding, and `state` says so. `problem` is safe to show: no words of people are in it.
    """

    def __init__(
        self,
        files: EngineFiles | None = None,
        *,
        port: int = 0,
        token: str | None = None,
        timeout_s: float = TIMEOUT_S,
        say: Say = say_on_stderr,
        on_change: Callable[[State], None] | None = None,
    ) -> None:
        self.files = files or EngineFiles()
        self.client = EngineClient(self.find_address, timeout_s=timeout_s)
        self.problem: str | None = None
        self.restarts = 0
        self._port, self._token, self._say, self._on_change = port, token, say, on_change
        self._state: State = "starting"
        self._has_served = False
        self._changed = asyncio.Event()
        self._running: EngineProcess | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def state(self) -> State:
        """`starting` (training too), `ready`, or `down` (between a failure and the next try)."""
        return self._state

    @property
    def url(self) -> str | None:
        """Where it serves now, if it does."""
        address = self.find_address()
        return address.url if address else None

    @property
    def token(self) -> str | None:
        """The token of this start, if it serves."""
        address = self.find_address()
        return address.token if address else None

    @property
    def pid(self) -> int | None:
        """The engine's process, if there is one."""
        return self._running.pid if self._running else None

    def find_address(self) -> Address | None:
        """Where to ask, or None while it does not serve."""
        return self._running.address if self._running and self._state == "ready" else None

    async def __aenter__(self) -> Self:
        self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.stop()

    def start(self) -> None:
        """Begin to keep the engine serving, in the background."""
        self._task = self._task or asyncio.create_task(self._keep_serving())

    async def stop(self) -> None:
        """End the engine and everything that belongs to it. Safe to run twice."""
        if self._task:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)
            self._task = None
        await self._kill()
        await self.client.aclose()

    async def wait_until_ready(self, timeout_s: float | None = None) -> None:
        """Return once it serves; one that has served before is waited for whatever happens.

        Raises:
            EngineFailed: it cannot be trained or started; TimeoutError: it takes longer than `timeout_s`.
        """
        async with asyncio.timeout(timeout_s):
            while self._state != "ready":
                if self._state == "down" and self.problem and not self._has_served:
                    raise EngineFailed(self.problem)
                await self._changed.wait()

    async def _keep_serving(self) -> None:
        """Train where needed, serve, and try again after every end, more slowly each time."""
        wait_s = FIRST_WAIT_S
        while True:
            served_s = await self._serve_once()
            wait_s = FIRST_WAIT_S if served_s >= STABLE_AFTER_S else wait_s
            self._set_state("down")
            await asyncio.sleep(wait_s)
            wait_s = min(wait_s * 2, LONGEST_WAIT_S)
            self.restarts += 1

    async def _serve_once(self) -> float:
        """One engine from start to end; return for how many seconds it served."""
        self._set_state("starting")
        started_at = None
        try:
            check_environment(self.files)
            await ensure_trained(self.files, say=self._say)
            self._running = await start_process(self.files, self._port, self._token)
            if await self._running.wait_until_it_serves(START_TIMEOUT_S):
                started_at = time.monotonic()
                self.problem = None
                self._set_state("ready")
                self.problem = await self._watch(self._running)
            else:
                self.problem = f"the engine did not start (exit code {self._running.exit_code})"
        except (EngineFailed, OSError) as error:
            self.problem = str(error) if isinstance(error, EngineFailed) else type(error).__name__
        finally:
            await self._kill()
        self._say(f"Understanding is away: {self.problem}")
        return time.monotonic() - started_at if started_at else 0.0

    async def _watch(self, running: EngineProcess) -> str:
        """Wait until it ends or no longer answers; return what happened."""
        misses = 0
        async with httpx.AsyncClient(timeout=HEALTH_TIMEOUT_S, trust_env=False) as http:
            while misses < MISSES_ALLOWED:
                try:
                    await asyncio.wait_for(running.process.wait(), HEALTH_EVERY_S)
                except TimeoutError:
                    misses = 0 if await running.is_healthy(http) else misses + 1
                else:
                    return f"the engine ended (exit code {running.exit_code})"
        return "the engine no longer answered"

    async def _kill(self) -> None:
        running, self._running = self._running, None
        if running:
            await running.kill()

    def _set_state(self, state: State) -> None:
        self._state = state
        self._has_served = self._has_served or state == "ready"
        self._changed.set()
        self._changed = asyncio.Event()
        if self._on_change:
            self._on_change(state)
