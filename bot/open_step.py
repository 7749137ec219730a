"""The question that is open, and asking it again after something came between."""

from bot.flows import FLOWS
from bot.flows.step import Flow, Step, question
from bot.state import Choice, FlowState, Reply, TextPart, Turn


def say(key: str, *, choices: tuple[Choice, ...] = (), **values: object) -> Reply:
    """One fixed text."""
    return Reply((TextPart(key, values),), choices)


def open_step(state: FlowState) -> tuple[Flow | None, Step | None]:
    """The open flow and its question; (None, None) where nothing was asked."""
    flow = FLOWS.get(state.flow or "")
    step = flow.step(state.step) if flow else None
    return (flow, step) if step else (None, None)


def ask_again(state: FlowState, turn: Turn) -> tuple[Reply, ...]:
    """The open question once more, as a reply; nothing where there is none."""
    flow, step = open_step(state)
    return (question(flow, step, state, turn.world),) if flow and step else ()


def again_key(turn: Turn) -> str:
    """The kind word for a text that is no answer to the open question."""
    _flow, step = open_step(turn.state)
    if turn.choice:
        return "input.stale_question"
    return step.again if step else "input.not_understood"
