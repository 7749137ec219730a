"""Who is writing. Every choice reaches its own text, and Skip never blocks (R2, R12, R13)."""

from dataclasses import replace

from bot.flows.readers import one_of
from bot.flows.step import Flow, Step, begin
from bot.state import DECLINED, Choice, FlowState, Outcome, Reply, TextPart, World

SPEAKERS = ("parent", "carer", "young_person", "child", "helper", "professional")


def _remember(state: FlowState) -> FlowState:
    value = state.slots["speaker"]
    return replace(state, speaker=None if value == DECLINED else value)


def _greet(state: FlowState, world: World) -> Outcome:
    """The speaker's own text, then an open ear."""
    done = replace(state, flow=None, step=None, slots={}, replies=0)
    if state.speaker == "child":
        return begin(PRIVATE, done, world)
    key = f"welcome.to.{state.speaker}" if state.speaker else "welcome.to.skip"
    return Outcome(done, (Reply((TextPart(key),), PRIVATE_MENU if _is_young(state) else ()),))


def _is_young(state: FlowState) -> bool:
    return state.speaker in {"young_person", "child"}


PRIVATE_MENU = (Choice("topic:yp-rights", topic="yp-rights"), Choice("go:person", "choice.person"))


def _explain_private(state: FlowState, world: World) -> Outcome:
    """R12: a wrong choice explains again, and never blocks."""
    understood = state.slots.get("check") in {"harm", DECLINED}
    done = replace(state, flow=None, step=None, slots={}, replies=0)
    key = "private.right" if understood else "private.again"
    return Outcome(done, (Reply((TextPart(key),), PRIVATE_MENU),))


WELCOME = Flow(
    name="welcome",
    steps=(Step("speaker", one_of("speaker", *SPEAKERS), choices=SPEAKERS, then=_remember),),
    finish=_greet,
)

PRIVATE = Flow(
    name="private",
    steps=(Step("check", one_of("check", "harm", "marks"), choices=("harm", "marks")),),
    finish=_explain_private,
)
