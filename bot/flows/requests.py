"""Small dialogues: confirm a topic, complain about this service, delete, leave a safe number."""

from dataclasses import replace

from bot.events import ComplaintMade, DeletionAsked, EnquiryAmended, Event
from bot.flows.answer import answer_replies
from bot.flows.readers import free_text, one_of, read_phone, skippable
from bot.flows.step import Flow, Step
from bot.state import DECLINED, Choice, FlowState, Outcome, Reply, TextPart, World


def _cleared(state: FlowState) -> FlowState:
    return replace(state, flow=None, step=None, slots={}, replies=0)


def _said(state: FlowState, key: str, **values: object) -> Outcome:
    return Outcome(_cleared(state), (Reply((TextPart(key, values),)),))


def _answer_confirmed(state: FlowState, world: World) -> Outcome:
    """R55: only a topic that they confirmed is answered."""
    done = _cleared(state)
    if state.slots.get("right") == "yes" and state.topic:
        replies = answer_replies(state.topic, done, world, offers_person=bool(state.triggers))
        return Outcome(done, replies, route="answer", topic=state.topic)
    reply = Reply((TextPart("confirm.no"),), (Choice("go:person", "choice.person"),))
    return Outcome(replace(done, topic=None), (reply,))


CONFIRM = Flow(
    name="confirm",
    steps=(
        Step(
            "right",
            one_of("right", "yes", "no"),
            choices=("yes", "no"),
            can_skip=False,
            values=lambda state, _world: {"topic": f"#{state.topic}"},
        ),
    ),
    finish=_answer_confirmed,
)


def _complain(state: FlowState, world: World) -> Outcome:
    words = state.slots.get("words", DECLINED)
    if words == DECLINED:
        return _said(state, "complaint.not_made")
    outcome = _said(state, "complaint.made", reference=world.reference)
    return replace(outcome, events=(ComplaintMade(world.reference, words),))


COMPLAINT = Flow(
    name="complaint",
    steps=(Step("words", free_text("words"), is_free_text=True),),
    finish=_complain,
)


def _delete(state: FlowState, _world: World) -> Outcome:
    if state.slots.get("sure") != "yes":
        return _said(state, "delete.kept")
    key = "delete.asked" if state.reference else "delete.done"
    outcome = _said(state, key, reference=state.reference or "")
    return replace(outcome, events=(DeletionAsked(state.reference),))


DELETE = Flow(
    name="delete",
    steps=(Step("sure", one_of("sure", "yes", "no"), choices=("yes", "no"), can_skip=False),),
    finish=_delete,
)


def _keep_number(_state: FlowState, value: str) -> Event | None:
    return None if value == DECLINED else EnquiryAmended("risk", {"safe_number": value})


SAFE = Flow(
    name="safe",
    steps=(Step("number", skippable("number", read_phone), tell=_keep_number),),
    finish=lambda state, _world: _said(state, "safe.none" if state.slots.get("number") == DECLINED else "safe.kept"),
)
