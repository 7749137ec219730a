"""The engine dies in the middle of a conversation: the family is not told, nothing is lost, and it recovers."""

import os
import signal
from pathlib import Path

import pytest

from bot.services import Services
from tests.chat import Chat
from tests.conftest import Clock, connected_services
from tests.intents.engine_fixture import running_engine

pytestmark = pytest.mark.engine


async def test_a_killed_engine_is_not_noticed_by_the_family_and_comes_back(
    sqlite_url: str, tmp_path: Path, clock: Clock
) -> None:
    async with running_engine() as engine:
        async for services in connected_services(sqlite_url, tmp_path, engine.client, clock):
            chat = Chat(services)
            await chat.says("Why is section I of our draft plan empty?")
            assert (await chat.state()).topic == "section-i-blank"
            assert engine.pid
            os.kill(engine.pid, signal.SIGKILL)
            await _goes_on_without_understanding(services)
            await chat.says("talk to a person")
            assert (await chat.choices())[0] == "consent:yes"
            await engine.wait_until_ready(120)
            await chat.presses("consent:no")
            await chat.says("Dlaczego sekcja I w projekcie planu jest pusta?")
            assert "short" in {part.role for message in await chat.new_replies() for part in message.parts}


async def _goes_on_without_understanding(services: Services) -> None:
    other = Chat(services)
    await other.says("why is section I of the draft plan blank")
    assert "topic:section-i-blank" in await other.choices()
    await other.says("i want to kill myself")
    await other.hears("risk.now")
