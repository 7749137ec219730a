"""Conversations with the real, trained engine."""

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from bot.services import Services
from intents.engine import Engine
from tests.bot.channels.twilio_server import phone, twilio  # noqa: F401  # fixtures
from tests.chat import Chat
from tests.conftest import Clock, connected_services
from tests.intents.engine_fixture import real_engine  # noqa: F401  # a fixture


@pytest.fixture
async def real_services(
    sqlite_url: str,
    tmp_path: Path,
    real_engine: Engine,  # noqa: F811  # the fixture above
    clock: Clock,
) -> AsyncIterator[Services]:
    """The whole service with the engine that families meet."""
    async for made in connected_services(sqlite_url, tmp_path, real_engine.client, clock):
        yield made


@pytest.fixture
def real_chat(real_services: Services) -> Callable[..., Chat]:
    """Makes people who talk to the real engine."""
    return lambda **how: Chat(real_services, None, **how)
