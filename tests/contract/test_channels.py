"""What every channel owes the rest of the service, whatever its provider."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from uuid import uuid4

import pytest

from bot.messages import Address, OutboundMessage
from bot.services import Services
from tests.bot.channels.twilio_server import PARENT, FakeTwilio, sms_services
from tests.chat import FakeNlu

CHANNELS = ("web", "sms")
SENT_TO = {"sms": PARENT}


@pytest.fixture
async def services(sqlite_url: str, tmp_path: Path, nlu: FakeNlu, twilio: FakeTwilio) -> AsyncIterator[Services]:
    """Every channel set up, each with its provider on loopback."""
    async for made in sms_services(sqlite_url, tmp_path, nlu, twilio):
        yield made


def outbound(name: str = "web", in_doubt_since: datetime | None = None) -> OutboundMessage:
    """A message with a part and a choice."""
    return OutboundMessage(
        id=uuid4(),
        recipient=Address(name, SENT_TO.get(name, uuid4().hex)),
        conversation_id=uuid4(),
        locale="en",
        parts=(("text", "Hello."),),
        choices=(("go:person", "Talk to a person"),),
        in_doubt_since=in_doubt_since,
    )


def test_every_channel_is_tried_here(services: Services) -> None:
    assert set(services.channels) == set(CHANNELS)


@pytest.mark.parametrize("name", CHANNELS)
async def test_a_channel_knows_its_name_and_returns_an_id(services: Services, name: str) -> None:
    channel = services.channels[name]
    assert channel.name == name
    assert await channel.send(outbound(name))


@pytest.mark.parametrize("name", CHANNELS)
async def test_sending_the_same_message_again_gives_the_same_id(services: Services, name: str) -> None:
    message = outbound(name)
    first = await services.channels[name].send(message)
    again = replace(message, in_doubt_since=services.now())  # as the outbox says of a second try
    assert await services.channels[name].send(again) == first


async def test_the_web_wakes_the_open_page(services: Services) -> None:
    message = outbound()
    page = asyncio.create_task(services.live.wait(str(message.conversation_id), 5))
    await asyncio.sleep(0)
    await services.channels["web"].send(message)
    assert await page
