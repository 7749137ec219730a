"""What a reply carries besides its answer: the welcome, an offered language, the offer of a person."""

from dataclasses import replace

from bot.events import DeficitNoted
from bot.flows.step import begin
from bot.flows.welcome import WELCOME
from bot.language import supported
from bot.state import Choice, FlowState, Outcome, Reply, TextPart, Trigger, Turn

PERSON = Choice("go:person", "choice.person")
# What they ask for that only a person can give: said first, whatever topic the rest is about (R21).
_REFUSALS = {"asks-for-judgement": "opinion.none", "own-letter-or-documents": "letter.not_here"}
_ALSO = {"pa-Arab": "ur"}  # who writes Punjabi in Arabic letters may read Urdu rather than Gurmukhi


def with_level(turn: Turn, state: FlowState) -> FlowState:
    """Remember why a person may be needed, and the highest level that proposes."""
    met = met_triggers(turn, state.topic)
    if not met:
        return state
    ids = tuple(dict.fromkeys([*state.triggers, *(trigger.id for trigger in met)]))
    return replace(state, triggers=ids, level=max(state.level, *(trigger.level for trigger in met)))


def met_triggers(turn: Turn, topic: str | None) -> tuple[Trigger, ...]:
    """The hand-over triggers of this message: general ones and the topic's, or other topics' if it has none."""
    others = tuple(trigger for met in turn.topic_triggers.values() for trigger in met) if topic else ()
    return (*turn.general_triggers, *turn.topic_triggers.get(topic or "", others))


def with_welcome(turn: Turn, outcome: Outcome) -> Outcome:
    """The first reply ever begins with who we are, what is kept and the limits of privacy (R8, R33, R34)."""
    if turn.state.welcomed or not outcome.replies or turn.stopped:
        return outcome
    state = replace(outcome.state, welcomed=True)
    if turn.is_risk:  # nothing comes before the help
        return replace(outcome, state=replace(state, welcomed=False))
    if turn.channel == "web":  # the page showed it above the first box
        return replace(outcome, state=state)
    hello = TextPart("sms.welcome" if turn.channel == "sms" else "welcome.hello")  # what the carrier can see (R19)
    notice = Reply((hello, TextPart("welcome.notice"), TextPart("welcome.private")), at_once=True)
    asked = begin(WELCOME, state, turn.world) if state.step is None else None
    replies = (notice, *outcome.replies, *(asked.replies if asked else ()))
    return replace(outcome, state=asked.state if asked else state, replies=replies)


def with_language_offer(turn: Turn, outcome: Outcome) -> Outcome:
    """Offer the language they seem to write in, once; never switch on one message (M4)."""
    if turn.detected is None or turn.is_too_short or turn.is_risk or turn.held:
        return outcome
    if not outcome.replies or outcome.hides_words:
        return outcome
    if turn.is_detection_sure and supported(turn.detected, turn.world.languages) is None:
        return _with_unsupported_language(turn, outcome)
    tags = _worth_offering(turn)
    return _offering(tags, turn, outcome) if tags else outcome


def _worth_offering(turn: Turn) -> tuple[str, ...]:
    """The language that is sure, or both where it is one of two; none where they may be writing in today's."""
    likely = (turn.detected, _ALSO.get(turn.detected or "") if turn.is_detection_sure else turn.detected_second)
    tags = [tag for tag in likely if tag]
    locales = [supported(tag, turn.world.languages) for tag in tags]
    if None in locales or turn.locale in locales:
        return ()
    if not turn.is_detection_sure and len(tags) < 2:
        return ()
    new = {locale: tag for locale, tag in zip(locales, tags, strict=True) if locale not in turn.state.offered}
    return tuple(new.values())


def _offering(tags: tuple[str, ...], turn: Turn, outcome: Outcome) -> Outcome:
    """The question in each language's own words, and as they write it: in Latin letters too."""
    locales = [supported(tag, turn.world.languages) or tag for tag in tags]
    spoken = dict.fromkeys(spelling for pair in zip(locales, tags, strict=True) for spelling in pair)
    heard = [tag for tag in spoken if tag in {*turn.world.languages, *turn.world.other_languages}]
    names = tuple(Choice(f"locale:{locale}", f"language.name.{locale}") for locale in dict.fromkeys(locales))
    parts = tuple(TextPart("language.offer", locale=tag) for tag in heard)
    offer = Reply(parts, (*names, *outcome.replies[-1].choices), locale=locales[0])
    return _remembering(locales, replace(outcome, replies=(*outcome.replies, offer)))


def _remembering(tags: list[str], outcome: Outcome) -> Outcome:
    known = tuple(dict.fromkeys((*outcome.state.offered, *tags)))
    return replace(outcome, state=replace(outcome.state, offered=known))


def _with_unsupported_language(turn: Turn, outcome: Outcome) -> Outcome:
    """Name the language, in it where we have the sentence, and in today's; and offer a person with an interpreter."""
    tag = turn.detected or ""
    if turn.state.step or tag in turn.state.offered:
        return outcome
    own = (TextPart("language.unsupported", {"person": "@choice.person"}, locale=tag),)
    named = TextPart("language.unsupported", {"language": f"~{tag}"})
    parts = (*(own if tag in turn.world.other_languages else ()), named)
    reply = Reply(parts, (PERSON, *(c for c in outcome.replies[-1].choices if c.id != PERSON.id)))
    events = (*outcome.events, DeficitNoted("language"))
    return _remembering([tag], replace(outcome, replies=(*outcome.replies, reply), events=events))


def offer_person(turn: Turn) -> tuple[Reply, ...]:
    """A line that offers a person, where the message met a hand-over trigger."""
    if not (turn.general_triggers or turn.topic_triggers):
        return ()
    return refusals(turn) or (Reply((TextPart("handover.offer"),), (PERSON,)),)


def refusals(turn: Turn) -> tuple[Reply, ...]:
    """What the assistant does not do, where they asked for it: judge, predict, read or write papers."""
    keys = dict.fromkeys(_REFUSALS.get(trigger.id) for trigger in turn.general_triggers)
    return tuple(Reply((TextPart(key),), (PERSON,)) for key in keys if key)


def with_words(turn: Turn) -> FlowState:
    """Keep their first question in their own words, for the enquiry (R16), and the last."""
    if turn.choice or not turn.text.strip():
        return turn.state
    asked = turn.text.strip()[:4000]
    return replace(turn.state, words=turn.state.words or asked, asked=asked)
