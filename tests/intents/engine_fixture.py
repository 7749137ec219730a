"""The real engine for tests: trained where needed, started once a session.

`from tests.intents.engine_fixture import real_engine` in a conftest.py makes it a fixture there; mark the tests
that ask for it with `@pytest.mark.engine`.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest

from intents.engine import Engine

TRAINED_WITHIN_S = 1800.0


@asynccontextmanager
async def running_engine(port: int = 0) -> AsyncIterator[Engine]:
    """An engine of its own, for a test that harms it."""
    async with Engine(port=port, timeout_s=10.0) as engine:
        await engine.wait_until_ready(TRAINED_WITHIN_S)
        yield engine


@pytest.fixture(scope="session")
async def real_engine() -> AsyncIterator[Engine]:
    """The engine that all tests share; do not harm it."""
    async with running_engine() as engine:
        yield engine
