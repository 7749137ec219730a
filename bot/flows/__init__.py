"""The dialogues, written out once; nothing registers itself."""

from bot.flows.after import AFTER
from bot.flows.dates import DATES
from bot.flows.enquiry import ENQUIRY
from bot.flows.requests import COMPLAINT, CONFIRM, DELETE, SAFE
from bot.flows.step import Flow
from bot.flows.welcome import PRIVATE, WELCOME

FLOWS: dict[str, Flow] = {
    flow.name: flow for flow in (WELCOME, PRIVATE, CONFIRM, DATES, ENQUIRY, AFTER, COMPLAINT, DELETE, SAFE)
}
GO_LABELS = {
    "person": "choice.person",
    "send_now": "choice.send_now",
    "carry_on": "choice.carry_on",
    "leave": "choice.leave",
    "language": "choice.language",
    "start": "choice.start",
    "help": "choice.help",
    "held": "choice.held",
    "delete": "choice.delete",
    "complain": "choice.complain",
    "safe_number": "choice.safe_number",
    "dates": "choice.dates",
}


def label_key(choice_id: str, flow_name: str | None = None) -> str | None:
    """The key of a choice's label, so that a typed label or number finds its choice."""
    name, _, value = choice_id.partition(":")
    if name == "go":
        return GO_LABELS.get(value)
    if name == "helpful":
        return f"choice.helpful_{value}"
    if name == "locale":
        return f"language.name.{value}"
    if value == "skip":
        return "choice.skip"
    flow = FLOWS.get(flow_name or "")
    step = flow.step(name) if flow else None
    if flow is None or step is None:
        return None
    return f"{flow.name}.{name}.explain_label" if value == "explain" else step.label_key(flow.name, value)
