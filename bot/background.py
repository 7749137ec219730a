"""Answering while a response is on its way. What fails here, the worker's sweep picks up."""

import asyncio
from uuid import UUID

import structlog

from bot import turns
from bot.services import Services

log = structlog.get_logger()


class Background:
    """Keeps hold of turns that go on after their response; else they may be thrown away half-way."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._working: set[asyncio.Task[None]] = set()

    def start(self, conversation_id: UUID) -> asyncio.Task[None]:
        """Answer everything that waits in a conversation."""
        self._services.live.wake(str(conversation_id))
        task = asyncio.create_task(turns.work(conversation_id, self._services))
        self._working.add(task)
        task.add_done_callback(self._finish)
        return task

    def _finish(self, task: asyncio.Task[None]) -> None:
        self._working.discard(task)
        if not task.cancelled() and task.exception():
            log.error("turn_failed", kind=type(task.exception()).__name__)
