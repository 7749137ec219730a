"""The real pages in a real browser: uvicorn on a loopback port, Chromium, a database of the test's own."""

import asyncio
import shutil
import socket
import threading
import time
from collections.abc import Callable, Coroutine, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from bot import language
from bot.main import make_app
from bot.services import Services
from bot.settings import Settings
from intents.schema import Parse
from tests.chat import FakeNlu
from tests.conftest import make_settings

expect.set_options(timeout=20_000)  # two browsers share two cores; what is measured here is not speed


class SlowNlu(FakeNlu):
    """A fake engine that can take its time."""

    delay_s = 0.0

    async def parse(self, text: str) -> Parse:
        """Wait, then understand what the test says."""
        await asyncio.sleep(self.delay_s)
        return await super().parse(text)


@dataclass
class LiveApp:
    """A running service. `call` runs a coroutine where the service runs."""

    settings: Settings
    nlu: SlowNlu = field(default_factory=SlowNlu)
    ahead: timedelta = timedelta(0)
    services: Services = field(init=False)
    loop: asyncio.AbstractEventLoop = field(init=False)
    server: uvicorn.Server = field(init=False)
    port: int = 0

    @property
    def url(self) -> str:
        """Where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    def call(self, coroutine: Coroutine[Any, Any, Any]) -> Any:
        """Run something inside the service and return its result."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(10)

    def wait_by(self, **span: float) -> None:
        """Let time pass."""
        self.ahead += timedelta(**span)

    def start(self) -> None:
        """Serve on a free port, or on the one it had before."""
        listener = socket.socket()
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", self.port))
        self.port = listener.getsockname()[1]
        language.warm_up()
        app = make_app(self.settings, with_engine=False, with_worker=False)
        config = uvicorn.Config(app, log_level="warning", ws="none", lifespan="on", timeout_graceful_shutdown=2)
        self.server = uvicorn.Server(config)
        self.thread = threading.Thread(target=self._run, args=(listener,), daemon=True)
        self.thread.start()
        while not self.server.started:
            assert self.thread.is_alive(), "the service did not start"
            time.sleep(0.02)
        self.services = app.state.services
        self.services.nlu = self.nlu
        self.services.now = lambda: datetime.now(UTC) + self.ahead

    def _run(self, listener: socket.socket) -> None:
        async def serve() -> None:
            self.loop = asyncio.get_running_loop()
            await self.server.serve([listener])

        asyncio.run(serve())

    def stop(self) -> None:
        """End every stream, then the process."""
        self.loop.call_soon_threadsafe(self.services.live.close)
        self.server.should_exit = True
        self.thread.join(10)


@pytest.fixture
def live_app(sqlite_url: str, tmp_path: Path) -> Iterator[LiveApp]:
    """A service with nobody in it yet."""
    running = LiveApp(make_settings(tmp_path, sqlite_url))
    running.start()
    yield running
    running.stop()


@pytest.fixture(scope="module")  # not longer: while it runs no other event loop can, and other tests need theirs
def chromium(sqlite_template: Path) -> Iterator[Browser]:
    """The machine's own Chromium."""
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        yield found
        found.close()


Opens = Callable[..., Page]


@pytest.fixture
def opens(chromium: Browser, live_app: LiveApp) -> Iterator[Opens]:
    """Open a page as a person would; options are Playwright's for a new browser context."""
    contexts: list[BrowserContext] = []

    def open_page(path: str = "/", **options: Any) -> Page:
        context = chromium.new_context(base_url=live_app.url, **options)
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(30_000)
        page.route("https://www.bbc.co.uk/**", lambda route: route.fulfill(body="<title>Weather</title>weather"))
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
