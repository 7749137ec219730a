"""What every channel owes the rest of the service, whatever its provider."""

import asyncio
from uuid import uuid4

import pytest

from bot.messages import Address, OutboundMessage
from bot.services import Services

CHANNELS = ("web",)


def outbound() -> OutboundMessage:
    """A message with a part and a choice."""
    return OutboundMessage(
        id=uuid4(),
        recipient=Address("web", uuid4().hex),
        conversation_id=uuid4(),
        locale="en",
        parts=(("text", "Hello."),),
        choices=(("go:person", "Talk to a person"),),
    )


def test_every_channel_is_tried_here(services: Services) -> None:
    assert set(services.channels) == set(CHANNELS)


@pytest.mark.parametrize("name", CHANNELS)
async def test_a_channel_knows_its_name_and_returns_an_id(services: Services, name: str) -> None:
    channel = services.channels[name]
    assert channel.name == name
    assert await channel.send(outbound())


@pytest.mark.parametrize("name", CHANNELS)
async def test_sending_the_same_message_again_gives_the_same_id(services: Services, name: str) -> None:
    message = outbound()
    assert await services.channels[name].send(message) == await services.channels[name].send(message)


async def test_the_web_wakes_the_open_page(services: Services) -> None:
    message = outbound()
    page = asyncio.create_task(services.live.wait(str(message.conversation_id), 5))
    await asyncio.sleep(0)
    await services.channels["web"].send(message)
    assert await page
