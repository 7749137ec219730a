"""The enquiry: from "I want a person" to a record that a caseworker can work with (R2, R6, R9-R13, R16, R46)."""

from dataclasses import replace
from datetime import date

from bot.events import DeficitNoted, EnquirySent, RecordDecided
from bot.flows.after import AFTER
from bot.flows.enquiry_answers import (
    CALLS,
    LETTERS,
    agreed,
    apply_change,
    asks_agreement,
    asks_stage,
    by_value,
    confirm_letter,
    decide_record,
    has_letter,
    in_record,
    is_self,
    known_letter,
    letter_read,
    letters,
    name_party,
    names_someone,
    own_words,
    said_back,
    take_speaker,
    wants_value,
)
from bot.flows.readers import (
    date_of,
    free_text,
    one_of,
    read_contact_value,
    read_name,
    read_school_year,
    skippable,
)
from bot.flows.step import Flow, Step, advance, begin
from bot.flows.summary import FIELDS, changeable, summary
from bot.flows.welcome import SPEAKERS
from bot.state import FlowState, Outcome, Reply, TextPart, World

PARTIES = (
    "school",
    "senco",
    "council",
    "educational_psychologist",
    "health",
    "social_care",
    "other_parent",
    "family_member",
    "parents",
    "other",
)
# R10: who we deal with, where the young person agrees; their own word has to follow.
AGREEMENTS = ("agrees_direct", "agrees_parent", "agrees_both", "does_not_know", "cannot_say")
BANDS = ("early_years", "primary", "secondary", "age_16_18", "age_19_25")
SUPPORT = ("none", "interpreter", "bsl", "easy_read", "large_print", "call_dont_read", "more_time")
STAGES = ("none", "sen_support", "assessment", "draft_plan", "plan", "not_sure")


def start(state: FlowState, world: World) -> Outcome:
    """They asked for a person. The first request works, at every step (R41)."""
    if state.flow == "enquiry":
        return advance(ENQUIRY, state, world)
    if state.reference:
        return Outcome(
            replace(state, flow=None, step=None),
            (Reply((TextPart("enquiry.already", {"reference": state.reference, "day": world.promised_on}),)),),
        )
    head = TextPart("enquiry.open_now" if world.is_open else "enquiry.closed_now", {"opens": world.opens_at})
    fresh = replace(state, slots=known_letter(state), replies=1)
    outcome = begin(ENQUIRY, fresh, world)
    return replace(outcome, replies=(Reply((head,)), *outcome.replies))


def send_now(state: FlowState, world: World) -> Outcome:
    """[Send it now]: what was not asked stays "not asked" (R16)."""
    return _send(state, world) if agreed(state) else advance(ENQUIRY, state, world)


def _finish(state: FlowState, world: World) -> Outcome:
    if not agreed(state):
        return _without_record(state)
    if state.slots.get("family_agrees") == "no":
        return Outcome(_cleared(state), (Reply((TextPart("enquiry.professional_no"),)),))
    if state.slots.get("summary") == "dont_send":
        return Outcome(
            _cleared(state),
            (Reply((TextPart("enquiry.not_sent"),)),),
            (RecordDecided(agreed=False, key="enquiry.summary"),),
        )
    return _send(state, world)


def _cleared(state: FlowState) -> FlowState:
    return replace(state, flow=None, step=None, slots={}, replies=0)


def _without_record(state: FlowState) -> Outcome:
    """Help goes on, and how to reach a person is still shown (R8)."""
    return Outcome(_cleared(state), (Reply((TextPart("enquiry.no_record"),)),), (DeficitNoted("no_record"),))


def _send(state: FlowState, world: World) -> Outcome:
    promised = promised_day(state, world)
    event = EnquirySent(
        reference=world.reference,
        slots=dict(state.slots),
        speaker=state.speaker,
        topic=state.topic,
        words=state.words,
        promised_on=promised,
        level=state.level,
        triggers=state.triggers,
        route=state.route,
    )
    sent = Reply(
        (
            TextPart("enquiry.sent", {"reference": world.reference, "day": promised}),
            *(summary(state) if "summary" not in state.slots else ()),
            TextPart(_how_they_hear(state)),
        )
    )
    after = begin(AFTER, replace(_cleared(state), reference=world.reference, topic=None, words=""), world)
    return replace(after, replies=(sent, *after.replies), events=(event, *after.events))


def promised_day(state: FlowState, world: World) -> date:
    """The day by which a caseworker replies, with time to interpret where that is needed."""
    needs = state.slots.get("support") == "interpreter" or world.needs_interpreter
    return world.promised_with_interpreter_on if needs else world.promised_on


def _how_they_hear(state: FlowState) -> str:
    """What happens next, by how they want to be reached."""
    how = state.slots.get("contact_how")
    if how in CALLS:
        return "enquiry.next_call"
    if how in {"text", "email"}:
        return "enquiry.next_notice"
    return "enquiry.next_here"


ENQUIRY = Flow(
    name="enquiry",
    offers_send_now=True,
    finish=_finish,
    steps=(
        Step(
            "consent",
            one_of("consent", "yes", "no"),
            choices=("yes", "no"),
            can_skip=False,
            explain="enquiry.consent.explain",
            values=lambda state, world: {"day": promised_day(state, world)},
            tell=decide_record,
        ),
        Step(
            "family_agrees",
            one_of("family_agrees", "yes", "no"),
            choices=("yes", "no"),
            can_skip=False,
            is_asked=lambda s: agreed(s) and s.speaker == "professional",
        ),
        *(
            in_record(step)
            for step in (
                Step(
                    "words",
                    free_text("words"),
                    is_free_text=True,
                    is_asked=lambda s: not s.words,
                    then=own_words,
                ),
                Step("wish", free_text("wish"), is_free_text=True),
                Step(
                    "speaker",
                    one_of("speaker", *SPEAKERS),
                    choices=SPEAKERS,
                    is_asked=lambda s: s.speaker is None,
                    then=take_speaker,
                ),
                Step(
                    "school_year",
                    skippable("school_year", read_school_year),
                    choices=BANDS,
                    variant=lambda s: ".self" if is_self(s) else "",
                    again="enquiry.school_year.again",
                ),
                Step(
                    "young_person_agreement",
                    one_of("young_person_agreement", *AGREEMENTS),
                    choices=AGREEMENTS,
                    is_asked=asks_agreement,
                ),
                Step("sen_stage", one_of("sen_stage", *STAGES), choices=STAGES, is_asked=asks_stage),
                Step(
                    "letter_kind",
                    one_of("letter_kind", *LETTERS),
                    choices=letters,
                    may_be=LETTERS,
                    labels="dates.kind",
                    is_asked=has_letter,
                ),
                Step("letter_on", date_of("letter_on"), is_asked=has_letter, again="enquiry.letter_on.again"),
                Step(
                    "letter_ok",
                    one_of("letter_ok", "yes", "no"),
                    choices=("yes", "no"),
                    can_skip=False,
                    is_asked=letter_read,
                    values=said_back,
                    then=confirm_letter,
                ),
                Step(
                    "phone_seen",
                    one_of("phone_seen", "no", "yes", "not_sure"),
                    choices=("no", "yes", "not_sure"),
                    explain="enquiry.phone_seen.explain",
                ),
                Step(
                    "contact_how",
                    one_of("contact_how", "chat", "call_morning", "call_afternoon", "text", "email"),
                    choices=("chat", "call_morning", "call_afternoon", "text", "email"),
                ),
                Step("contact_value", read_contact_value, is_asked=wants_value, variant=by_value),
                Step(
                    "contact_name",
                    skippable("contact_name", read_name),
                    is_asked=lambda s: s.slots.get("contact_how") in CALLS,
                ),
                Step("support", one_of("support", *SUPPORT), choices=SUPPORT),
                Step(
                    "permissions",
                    one_of("permissions", "not_now", "name_someone", "name_not"),
                    choices=("not_now", "name_someone", "name_not"),
                    can_skip=False,
                    variant=lambda s: ".more" if "named" in s.slots else "",
                ),
                Step(
                    "party",
                    one_of("party", *PARTIES),
                    choices=PARTIES,
                    is_asked=names_someone,
                    then=name_party,
                ),
                Step(
                    "summary",
                    one_of("summary", "send", "change", "dont_send"),
                    choices=("send", "change", "dont_send"),
                    can_skip=False,
                    lead=summary,
                ),
                Step(
                    "change",
                    one_of("change", *FIELDS),
                    choices=changeable,
                    can_skip=False,
                    is_asked=lambda s: s.slots.get("summary") == "change",
                    then=apply_change,
                ),
            )
        ),
    ),
)
