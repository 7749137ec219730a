"""When each question of the enquiry is asked, and what its answer changes besides its slot."""

from dataclasses import replace

from bot.catalogue import LongDay
from bot.events import Event, RecordDecided
from bot.flows.step import Step
from bot.flows.summary import FIELDS
from bot.state import DECLINED, FlowState, World
from knowledge_base.deadlines import load_time_limits

# Topics where the stage is not clear from the topic itself.
STAGE_TOPICS = frozenset({"exclusions", "mediation", "yp-rights", "sen-support", "ehcna-request"})
NOT_SURE = "not_sure"
LETTERS = (*(kind.id for kind in load_time_limits().kinds if kind.is_letter), NOT_SURE)
CALLS = frozenset({"call_morning", "call_afternoon"})


def is_self(state: FlowState) -> bool:
    """Whether the person writing is the one it is about."""
    return state.speaker in {"young_person", "child"}


def agreed(state: FlowState) -> bool:
    """Whether they agreed that we keep a record."""
    return state.slots.get("consent") == "yes"


def asks_agreement(state: FlowState) -> bool:
    """R10: about a young person, by somebody else."""
    return not is_self(state) and state.slots.get("school_year") in {"age_16_18", "age_19_25"}


def asks_stage(state: FlowState) -> bool:
    """Whether the topic leaves open which help there is now."""
    return state.topic is None or state.topic in STAGE_TOPICS


def has_letter(state: FlowState) -> bool:
    """Whether the topic turns on a letter."""
    return load_time_limits().turns_on_letter(state.topic)


def letters(state: FlowState) -> tuple[str, ...]:
    """The kinds of letter that the topic turns on, and "not sure"."""
    table = load_time_limits()
    kinds = (table.kind(name) for name in table.kinds_of_topic(state.topic))
    return (*(kind.id for kind in kinds if kind and kind.is_letter), NOT_SURE)


def known_letter(state: FlowState) -> dict[str, str]:
    """The answers that they gave and confirmed when their dates were worked out, if that is what this is about."""
    letter, table = state.letter, load_time_limits()
    if not letter or (state.topic and letter["kind"] not in table.kinds_of_topic(state.topic)):
        return {}
    certificate = {"certificate_on": letter["certificate"]} if "certificate" in letter else {}
    return {"letter_kind": letter["kind"], "letter_on": letter["on"], "letter_ok": "yes", **certificate}


def letter_read(state: FlowState) -> bool:
    """Whether a date was read that has to be said back."""
    return state.slots.get("letter_on", DECLINED) != DECLINED


def wants_value(state: FlowState) -> bool:
    """Whether the way of contact needs a number or an address."""
    return state.slots.get("contact_how") in {"text", "email", *CALLS}


def confirm_letter(state: FlowState) -> FlowState:
    """A date that was read wrongly is asked again."""
    if state.slots["letter_ok"] == "yes":
        return state
    return without(state, "letter_on", "letter_ok")


def without(state: FlowState, *names: str) -> FlowState:
    """The state without these answers."""
    return replace(state, slots={key: value for key, value in state.slots.items() if key not in names})


def said_back(state: FlowState, _world: World) -> dict[str, object]:
    """The letter's date, to be written out in words."""
    return {"day": LongDay.fromisoformat(state.slots["letter_on"])}


def name_party(state: FlowState) -> FlowState:
    """Keep who we may or may not speak to, and ask whether there is anyone else."""
    party, decision = state.slots["party"], state.slots["permissions"]
    state = without(state, "party", "permissions")
    if party == DECLINED:
        return state.with_slot("permissions", "not_now")
    name = "allowed" if decision == "name_someone" else "refused"
    other = "refused" if name == "allowed" else "allowed"
    state = take_out(state, other, party)
    listed = [code for code in state.slots.get(name, "").split() if code != party]
    return state.with_slot(name, " ".join([*listed, party])).with_slot("named", "yes")


def take_out(state: FlowState, name: str, party: str) -> FlowState:
    """The latest word counts: nobody is both allowed and refused."""
    if party not in state.slots.get(name, "").split():
        return state
    return state.with_slot(name, " ".join(c for c in state.slots[name].split() if c != party))


def names_someone(state: FlowState) -> bool:
    """Whether they want to name somebody."""
    return state.slots.get("permissions") in {"name_someone", "name_not"}


def decide_record(_state: FlowState, value: str) -> Event:
    """The event of agreeing to a record, or not."""
    return RecordDecided(agreed=value == "yes")


def own_words(state: FlowState) -> FlowState:
    """Their own words also lead the enquiry."""
    value = state.slots["words"]
    return state if value == DECLINED else replace(state, words=value)


def take_speaker(state: FlowState) -> FlowState:
    """Who is writing is remembered for the whole conversation."""
    value = state.slots["speaker"]
    return state if value == DECLINED else replace(state, speaker=value)


def apply_change(state: FlowState) -> FlowState:
    """Ask one field again, then come back to the summary."""
    field = state.slots["change"]
    state = without(state, "change", "summary")
    if field == "permissions":
        return without(state, "permissions", "allowed", "refused", "named")
    if field == "words":
        state = replace(state, words="")
    return without(state, *FIELDS[field])


def in_record(step: Step) -> Step:
    """Asked only once they, and the family of a professional's referral, agreed to a record (R8, R13)."""

    def is_asked(state: FlowState) -> bool:
        return agreed(state) and state.slots.get("family_agrees") != "no" and step.is_asked(state)

    return replace(step, is_asked=is_asked)


def by_value(state: FlowState) -> str:
    """Whether a number or an e-mail address is asked for."""
    return ".email" if state.slots.get("contact_how") == "email" else ".phone"
