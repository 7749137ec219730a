"""Our whole service as a process of its own: `python -m tests.bench.service FOLDER PORT`.

It prints one JSON object a line: {"ready": true} once it understands, then one for each request on standard input,
{"at_once", "seconds"}, which drives turns inside this process, without pages. It ends when its input does.
"""

import asyncio
import json
import sys
import time
from collections import defaultdict
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import Any
from uuid import uuid4

import uvicorn
from fastapi import FastAPI

from bot import turns
from bot.logs import set_up_logs
from bot.main import make_app
from bot.messages import Address, InboundMessage
from bot.services import Nlu, Services
from bot.settings import Settings
from intents.schema import Parse
from tests.bench.load import figures
from tests.bench.mix import conversation, locale_of
from tests.conftest import make_settings, upgrade

UNLIMITED = 1_000_000  # everybody in a bench comes from one network


def bench_settings(folder: Path, port: int) -> Settings:
    """A new database with new keys, and no limit on how fast one network writes."""
    url = f"sqlite+aiosqlite:///{folder / 'bench.db'}"
    upgrade(url)
    settings = make_settings(folder, url, port=port, engine_port=0)
    chat = settings.profile.chat.model_copy(update={"turns_per_minute": UNLIMITED})
    return Settings(profile=settings.profile.model_copy(update={"chat": chat}), env=settings.env)


class Stopwatch:
    """Seconds by step."""

    def __init__(self) -> None:
        self.spent_s: dict[str, float] = defaultdict(float)

    @contextmanager
    def times(self, step: str) -> Iterator[None]:
        """Count what happens inside towards a step."""
        began = time.perf_counter()
        try:
            yield
        finally:
            self.spent_s[step] += time.perf_counter() - began


class TimedNlu:
    """The engine, timed."""

    def __init__(self, nlu: Nlu, watch: Stopwatch) -> None:
        self._nlu, self._watch = nlu, watch

    async def parse(self, text: str) -> Parse:
        """Read one text."""
        with self._watch.times("understand"):
            return await self._nlu.parse(text)


async def drive_within(services: Services, at_once: int, seconds: float) -> dict[str, Any]:
    """Turns by receive() and work() alone; also the milliseconds a turn spends in each step."""
    watch, took_s = Stopwatch(), list[float]()
    nlu, services.nlu = services.nlu, TimedNlu(services.nlu, watch)
    ends_at = time.monotonic() + seconds

    async def person(first: int) -> None:
        for number in range(first, UNLIMITED, at_once):
            for inbound in _messages(number):
                began = time.monotonic()
                await _turn(inbound, services, watch)
                if time.monotonic() > ends_at:
                    return
                took_s.append(time.monotonic() - began)

    await asyncio.gather(*(person(n) for n in range(at_once)))
    services.nlu = nlu
    steps_ms = {step: round(spent * 1000 / max(1, len(took_s)), 2) for step, spent in watch.spent_s.items()}
    steps_ms["work"] = round(steps_ms["work"] - steps_ms["understand"], 2)
    return {**asdict(figures(took_s, at_once, seconds)), "steps_ms": steps_ms}


def _messages(number: int) -> Iterator[InboundMessage]:
    address = Address("web", uuid4().hex)
    for line in conversation(number):
        yield InboundMessage(address, uuid4().hex, line.text, line.choice or None, locale_of(number))


async def _turn(inbound: InboundMessage, services: Services, watch: Stopwatch) -> None:
    with watch.times("store"):
        received = await turns.receive(inbound, services)
    with watch.times("work"):
        await turns.work(received.conversation_id, services)


async def obey(app: FastAPI) -> None:
    """Say when the service understands, then do what standard input asks for."""
    while not hasattr(app.state, "engine"):  # noqa: ASYNC110  # the app has no event for having started
        await asyncio.sleep(0.05)
    await app.state.engine.wait_until_ready()
    say({"ready": True})
    while line := await asyncio.to_thread(sys.stdin.readline):
        say(await drive_within(app.state.services, **json.loads(line)))


def say(answer: dict[str, Any]) -> None:
    """One line to whoever started us."""
    print(json.dumps(answer), flush=True)


@asynccontextmanager
async def serving(app: FastAPI, port: int) -> AsyncIterator[None]:
    """Serve on loopback as `alongside serve` does."""
    config = uvicorn.Config(app, host="127.0.0.1", port=port, log_level="warning", access_log=False)
    server = uvicorn.Server(config)
    task = asyncio.create_task(server.serve())
    try:
        yield
    finally:
        server.should_exit = True
        await task


async def main(folder: Path, port: int) -> None:
    """Serve until standard input ends."""
    app = make_app(await asyncio.to_thread(bench_settings, folder, port))
    async with serving(app, port):
        await obey(app)


if __name__ == "__main__":
    set_up_logs()
    asyncio.run(main(Path(sys.argv[1]), int(sys.argv[2])))
