"""The loop beside the web: answer what a dead worker left, send the outbox, tell staff, delete on time.

Everything it does is safe to run twice, by several processes.
"""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog

from bot import outbox, turns, waiting
from bot.services import Services

log = structlog.get_logger()
LEFT_BEHIND_AFTER = timedelta(seconds=10)


@dataclass(frozen=True)
class Job:
    """Something done again and again, every `every_s` seconds."""

    name: str
    every_s: float
    run: Callable[[], Awaitable[object]]


def jobs(services: Services) -> tuple[Job, ...]:
    """The jobs of conversations; those of the console are added in `bot/main.py`."""
    return (
        Job("answer_left_behind", 5, lambda: answer_left_behind(services)),
        Job("send_due", 1, lambda: outbox.send_due(services)),
    )


async def answer_left_behind(services: Services, older_than: timedelta = LEFT_BEHIND_AFTER) -> int:
    """Answer messages whose worker died between storing and answering. Returns in how many conversations."""
    left = await waiting.left_behind(services, older_than)
    for conversation_id in left:
        await turns.work(conversation_id, services)
    return len(left)


async def run_jobs(all_jobs: tuple[Job, ...]) -> None:
    """Run every job until cancelled."""
    async with asyncio.TaskGroup() as group:
        for job in all_jobs:
            group.create_task(_repeat(job))


async def _repeat(job: Job) -> None:
    while True:
        try:
            await job.run()
        except Exception as error:  # one bad round must not end the loop; the next may succeed
            log.error("job_failed", job=job.name, error=type(error).__name__)
        await asyncio.sleep(job.every_s)
