"""A dialogue as data: questions in order, each asked only where it is needed, each open to being skipped."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace

from bot.events import Event
from bot.state import DECLINED, Choice, FlowState, Outcome, Part, Reply, TextPart, Turn, World

Reader = Callable[[Turn], str | None]
SEND_NOW_FROM = 3  # replies given before [Send it now] is offered with the next question (R16)


def _always(_state: FlowState) -> bool:
    return True


def _nothing(_state: FlowState, _world: World) -> Mapping[str, object]:
    return {}


def _same(state: FlowState) -> FlowState:
    return state


@dataclass(frozen=True)
class Step:
    """One question. Its text is `<flow>.<name>` and what `variant` adds, such as `.self`; `lead` goes before it.

    `read` returns the answer as a code or a text, None if this is no answer, or raises BadInput with the key of
    the text that says what would be.
    """

    name: str
    read: Reader
    choices: tuple[str, ...] | Callable[[FlowState], tuple[str, ...]] = ()
    may_be: tuple[str, ...] = ()  # everything that `choices` may return, where that is a function
    labels: str = ""  # the keys of the choices' labels begin so, where not with the step's own name
    is_free_text: bool = False
    is_asked: Callable[[FlowState], bool] = _always
    can_skip: bool = True
    variant: Callable[[FlowState], str] = lambda _state: ""
    lead: Callable[[FlowState], tuple[Part, ...]] = lambda _state: ()
    is_secret: bool = False  # the answer is neither stored in the state nor kept as a message
    explain: str | None = None  # the key of what [What do you keep?] and the like answer
    again: str = "input.not_understood"  # the key of what answers a text that is no answer
    values: Callable[[FlowState, World], Mapping[str, object]] = _nothing
    then: Callable[[FlowState], FlowState] = _same
    tell: Callable[[FlowState, str], Event | None] = lambda _state, _value: None

    def label_key(self, flow_name: str, value: str) -> str:
        """The key of what a choice's button says."""
        return f"{self.labels or f'{flow_name}.{self.name}'}.{value}"


@dataclass(frozen=True)
class Flow:
    """Steps in order, and what happens when none is left."""

    name: str
    steps: tuple[Step, ...]
    finish: Callable[[FlowState, World], Outcome]
    offers_send_now: bool = False

    def step(self, name: str | None) -> Step | None:
        """The step of this name."""
        return next((step for step in self.steps if step.name == name), None)


def begin(flow: Flow, state: FlowState, world: World) -> Outcome:
    """Open a flow at its first question."""
    return advance(flow, replace(state, flow=flow.name, step=None), world)


def advance(flow: Flow, state: FlowState, world: World) -> Outcome:
    """Ask the first question that is open, or finish."""
    step = next((s for s in flow.steps if s.name not in state.slots and s.is_asked(state)), None)
    if step is None:
        return flow.finish(state, world)
    state = replace(state, flow=flow.name, step=step.name)
    return Outcome(state, (question(flow, step, state, world),))


def question(flow: Flow, step: Step, state: FlowState, world: World) -> Reply:
    """A step's question with its choices."""
    key = f"{flow.name}.{step.name}{step.variant(state)}"
    part = TextPart(key, step.values(state, world), role="ask")
    return Reply((*step.lead(state), part), choices(flow, step, state))


def choices(flow: Flow, step: Step, state: FlowState) -> tuple[Choice, ...]:
    """The step's own choices, then skip, and [Send it now] once it may be offered."""
    values = step.choices(state) if callable(step.choices) else step.choices
    shown = [Choice(f"{step.name}:{value}", step.label_key(flow.name, value)) for value in values]
    if step.explain:
        shown.append(Choice(f"{step.name}:explain", f"{flow.name}.{step.name}.explain_label"))
    if step.can_skip:
        shown.append(Choice(f"{step.name}:skip", "choice.skip"))
    if flow.offers_send_now and state.replies >= SEND_NOW_FROM:
        shown.append(Choice("go:send_now", "choice.send_now"))
    return tuple(shown)


def answered(flow: Flow, step: Step, value: str, turn: Turn) -> Outcome:
    """Keep an answer and ask what comes next."""
    kept = "given" if step.is_secret and value != DECLINED else value
    state = step.then(turn.state.with_slot(step.name, kept))
    outcome = advance(flow, replace(state, replies=state.replies + 1), turn.world)
    event = step.tell(turn.state, value)
    return replace(
        outcome,
        events=(*((event,) if event else ()), *outcome.events),
        hides_words=step.is_secret,
    )
