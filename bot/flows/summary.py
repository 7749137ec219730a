"""The enquiry said back, to be corrected before it is sent (R15)."""

from bot.catalogue import LongDay
from bot.state import DECLINED, FlowState, Part, TextPart

# What may be changed, and the answers that each takes back.
FIELDS: dict[str, tuple[str, ...]] = {
    "words": ("words",),
    "wish": ("wish",),
    "school_year": ("school_year", "young_person_agreement"),
    "sen_stage": ("sen_stage",),
    "letter_on": ("letter_kind", "letter_on", "letter_ok", "certificate_on"),
    "contact": ("phone_seen", "contact_how", "contact_value", "contact_name"),
    "support": ("support",),
    "permissions": ("permissions", "allowed", "refused", "named"),
}
_CODED = ("young_person_agreement", "sen_stage", "phone_seen", "contact_how", "support")
_WORDS_SHOWN = 600  # characters of their own words said back


def changeable(state: FlowState) -> tuple[str, ...]:
    """The fields that were asked for, and their words."""
    return tuple(field for field, names in FIELDS.items() if field == "words" or any(n in state.slots for n in names))


def summary(state: FlowState) -> tuple[Part, ...]:
    """One line for each answer. What was skipped says so; what was not asked is left out (R6)."""
    lines: list[Part] = [TextPart("summary.head")]
    if state.topic:
        lines.append(TextPart("summary.topic", {"value": f"#{state.topic}"}))
    if state.words:
        lines.append(TextPart("summary.words", {"value": _shortened(state.words)}))
    for name in (
        "wish",
        "school_year",
        *_CODED[:2],
        "letter_kind",
        "letter_on",
        *_CODED[2:4],
        "contact_value",
        "contact_name",
        "support",
    ):
        if name in state.slots:
            lines.append(TextPart(f"summary.{name}", {"value": _value(name, state.slots[name])}))
    return (*lines, *_permissions(state))


def _shortened(words: str) -> str:
    return words if len(words) <= _WORDS_SHOWN else words[:_WORDS_SHOWN] + " …"


def _value(name: str, value: str) -> object:
    if value == DECLINED:
        return "@summary.declined"
    if name == "letter_on":
        return LongDay.fromisoformat(value)
    if name == "letter_kind":
        return f"@dates.kind.{value}"
    if name == "wish":
        return _shortened(value)
    if name in _CODED:
        return f"@enquiry.{name}.{value}"
    if name == "school_year":
        return _school_year(value)
    return value


def _school_year(code: str) -> object:
    if code.startswith("year_"):
        return code.removeprefix("year_")
    return f"@enquiry.school_year.{code}"


def _permissions(state: FlowState) -> tuple[Part, ...]:
    allowed, refused = (state.slots.get(name, "").split() for name in ("allowed", "refused"))
    head = [] if allowed else [TextPart("summary.nobody")]
    return (
        *head,
        *(TextPart("summary.allowed", {"value": f"@enquiry.party.{code}"}) for code in allowed),
        *(TextPart("summary.refused", {"value": f"@enquiry.party.{code}"}) for code in refused),
    )
