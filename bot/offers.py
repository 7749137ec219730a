"""What a reply carries besides its answer: the welcome, an offered language, the offer of a person."""

from dataclasses import replace

from bot.events import DeficitNoted
from bot.flows.step import begin
from bot.flows.welcome import WELCOME
from bot.language import supported
from bot.state import Choice, FlowState, Outcome, Reply, TextPart, Trigger, Turn

PERSON = Choice("go:person", "choice.person")


def with_level(turn: Turn, state: FlowState) -> FlowState:
    """Remember why a person may be needed, and the highest level that proposes."""
    met = met_triggers(turn, state.topic)
    if not met:
        return state
    ids = tuple(dict.fromkeys([*state.triggers, *(trigger.id for trigger in met)]))
    return replace(state, triggers=ids, level=max(state.level, *(trigger.level for trigger in met)))


def met_triggers(turn: Turn, topic: str | None) -> tuple[Trigger, ...]:
    """The hand-over triggers of this message: general ones and the topic's."""
    return (*turn.general_triggers, *turn.topic_triggers.get(topic or "", ()))


def with_welcome(turn: Turn, outcome: Outcome) -> Outcome:
    """The first reply ever begins with who we are, what is kept and the limits of privacy (R8, R33, R34)."""
    if turn.state.welcomed or not outcome.replies or turn.stopped:
        return outcome
    state = replace(outcome.state, welcomed=True)
    if turn.is_risk:  # nothing comes before the help
        return replace(outcome, state=replace(state, welcomed=False))
    if turn.channel == "web":  # the page showed it above the first box
        return replace(outcome, state=state)
    notice = Reply((TextPart("welcome.hello"), TextPart("welcome.notice"), TextPart("welcome.private")))
    asked = begin(WELCOME, state, turn.world) if state.step is None else None
    replies = (notice, *outcome.replies, *(asked.replies if asked else ()))
    return replace(outcome, state=asked.state if asked else state, replies=replies)


def with_language_offer(turn: Turn, outcome: Outcome) -> Outcome:
    """Offer the language they seem to write in; never switch on one message (M4)."""
    if not turn.is_detection_sure or turn.is_risk or turn.held or not outcome.replies:
        return outcome
    offered = supported(turn.detected, turn.world.languages)
    if offered == turn.locale or outcome.hides_words:
        return outcome
    if offered is None:
        return _with_unsupported_language(turn, outcome)
    if turn.state.slots.get("offered_locale") == offered:
        return outcome
    choices = (Choice(f"locale:{offered}", f"language.name.{offered}"), *outcome.replies[-1].choices)
    offer = Reply((TextPart("language.offer"),), choices, locale=offered)
    return replace(outcome, replies=(*outcome.replies, offer))


def _with_unsupported_language(turn: Turn, outcome: Outcome) -> Outcome:
    if turn.detected in {None, "en"} or turn.state.step:
        return outcome
    text = TextPart("language.unsupported")
    reply = Reply((text,), (PERSON, *outcome.replies[-1].choices))
    return replace(outcome, replies=(*outcome.replies, reply), events=(*outcome.events, DeficitNoted("language")))


def offer_person(turn: Turn) -> tuple[Reply, ...]:
    """A line that offers a person, where the message met a hand-over trigger."""
    if not (turn.general_triggers or turn.topic_triggers):
        return ()
    return (Reply((TextPart("handover.offer"),), (PERSON,)),)


def with_words(turn: Turn) -> FlowState:
    """Keep their first question in their own words, for the enquiry (R16), and the last."""
    if turn.choice or not turn.text.strip():
        return turn.state
    asked = turn.text.strip()[:4000]
    return replace(turn.state, words=turn.state.words or asked, asked=asked)
