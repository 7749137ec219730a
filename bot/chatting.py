"""`alongside chat`: talk to the bot in a terminal. A conversation of its own in memory; nothing is kept."""

import asyncio
from dataclasses import replace

from rich.console import Console

from bot.asking import first_turn, running_services
from bot.compose import compose
from bot.decide import decide
from bot.events import LocaleChosen
from bot.reading import read_meaning
from bot.segments import count_segments
from bot.services import Services
from bot.settings import Settings
from bot.sms_layout import next_texts, sms_text
from bot.state import FlowState, Outcome, Turn
from bot.world import make_world, match_choice
from intents.errors import EngineFailed

out = Console(highlight=False)


async def chat(channel: str, settings: Settings) -> None:
    """Read lines until end of file or an empty interrupt."""
    out.print("Starting the engine; a first start trains it, which takes some minutes.")
    try:
        async with running_services(settings) as services:
            await _converse(channel, services)
    except EngineFailed as error:
        out.print(f"The engine did not start: {error}")


async def _converse(channel: str, services: Services) -> None:
    state, locale = FlowState(), ""
    while (text := await _read()) is not None:
        turn = replace(await _turn(text, state, locale, services), channel=channel)
        outcome = decide(turn)
        chosen = [event.locale for event in outcome.events if isinstance(event, LocaleChosen)]
        locale = chosen[-1] if chosen else turn.locale
        state = _show_texts(turn, outcome, locale, services) if channel == "sms" else outcome.state
        if channel != "sms":
            _show(outcome, locale, services)


async def _read() -> str | None:
    try:
        return await asyncio.to_thread(input, "> ")
    except (EOFError, KeyboardInterrupt):
        return None


async def _turn(text: str, state: FlowState, locale: str, services: Services) -> Turn:
    if not locale:
        return await first_turn(text, services)
    choice = None if state.rest else match_choice(text, state, locale, services)
    draft = Turn(text=text, state=state, world=make_world(services, locale), locale=locale, choice=choice)
    return await read_meaning(draft, services)


def _show(outcome: Outcome, locale: str, services: Services) -> None:
    for reply in outcome.replies:
        composed = compose(reply, reply.locale or locale, services)
        out.print(sms_text([(part.role, part.text) for part in composed.parts], composed.choices), markup=False)
        out.print()


def _show_texts(turn: Turn, outcome: Outcome, locale: str, services: Services) -> FlowState:
    """Print text messages as they would be sent, each with its true size."""
    texts, rest, choices = next_texts(outcome, turn.state, locale, services)
    for text in texts:
        out.print(text.text, markup=False)
        out.print(f"[{count_segments(text.text)} segments]", markup=False, style="dim")
        out.print()
    return replace(outcome.state, rest=rest, choices=choices)
