"""What people may ask for at any point, and giving an article."""

from collections.abc import Callable
from dataclasses import replace

from bot.commands import find_command
from bot.events import AnswerRated, Event, LocaleChosen, QuestionLeftOpen, SharingStopped
from bot.flows import dates, enquiry
from bot.flows.answer import answer_replies
from bot.flows.requests import COMPLAINT, CONFIRM, DELETE
from bot.flows.step import begin
from bot.flows.welcome import WELCOME
from bot.offers import refusals, with_words
from bot.open_step import ask_again, open_step, say
from bot.state import Choice, FlowState, Outcome, Turn

PERSON = Choice("go:person", "choice.person")
FLOW_INTENTS = {
    "flow_person": "person",
    "flow_language": "language",
    "flow_start_again": "start",
    "flow_help": "help",
    "flow_what_held": "held",
    "flow_delete": "delete",
    "flow_complain": "complain",
    "flow_stop_sharing": "stop_sharing",
    "flow_wrong_person": "wrong_person",
    "flow_opinion": "opinion",
    "flow_letter": "letter",
}
# While an enquiry is open, these by meaning alone would lose more than they give: exact words still act.
_ONLY_EXACT_IN_A_FLOW = frozenset({"start", "delete", "complain", "opinion", "letter", "wrong_person", "help"})


def run_command(turn: Turn) -> Outcome | None:
    """Do what a choice, an exact word or a clear wish asks for; None if it asks for nothing."""
    name, _, value = (turn.choice or "").partition(":")
    if name == "locale" and value in turn.world.languages:
        return _choose_locale(turn, value)
    if name == "helpful":
        return _rate(turn, value)
    if name == "topic" and is_served(turn, value):
        return give_article(turn, value, is_chosen=True)
    if name == "topic" and value in turn.world.being_checked:
        return being_checked(turn, value)
    wish = named_command(turn) or command_by_meaning(turn)
    run = _COMMANDS.get(wish or "")
    return run(turn) if run else None


def named_command(turn: Turn) -> str | None:
    """The command of a choice `go:…` or of exact words."""
    name, _, value = (turn.choice or "").partition(":")
    if name == "go":
        return value
    if turn.choice:
        return None
    return find_command(turn.text) or (FLOW_INTENTS.get(_sure_intent(turn) or "") if turn.state.is_paused else None)


def _sure_intent(turn: Turn) -> str | None:
    if turn.parse is None or turn.parse.confidence < turn.world.thresholds.answer:
        return None
    return turn.parse.intent


def command_by_meaning(turn: Turn) -> str | None:
    """The command that the engine understands. An open free-text question takes all but "a person"."""
    wish = FLOW_INTENTS.get(_sure_intent(turn) or "")
    _, step = open_step(turn.state)
    if step and step.is_free_text and wish != "person":
        return None
    return None if step and wish in _ONLY_EXACT_IN_A_FLOW else wish


def _choose_locale(turn: Turn, locale: str) -> Outcome:
    world = replace(turn.world, needs_interpreter=locale != "en")
    turn = replace(turn, locale=locale, world=world)
    replies = ask_again(turn.state, turn) or (say("language.chosen_menu", choices=(PERSON,)),)
    return Outcome(turn.state, (say("language.chosen"), *replies), (LocaleChosen(locale),), route="flow")


def _rate(turn: Turn, rating: str) -> Outcome:
    """Did this answer your question? Not quite leads on, not to the same answer again (R26a)."""
    topic = turn.state.topic
    events: tuple[Event, ...] = (AnswerRated(topic, rating),) if topic and rating in {"yes", "no"} else ()
    if topic and rating == "no":
        events += (QuestionLeftOpen("unhelpful", turn.state.asked, topic),)
    key = "helpful.yes" if rating == "yes" else "helpful.no"
    return Outcome(turn.state, (say(key, choices=(PERSON,)), *ask_again(turn.state, turn)), events, route="flow")


def _ask_language(turn: Turn) -> Outcome:
    choices = tuple(Choice(f"locale:{tag}", f"language.name.{tag}") for tag in turn.world.languages)
    return Outcome(turn.state, (say("language.which", choices=(*choices, PERSON)),), route="flow")


def _start_again(turn: Turn) -> Outcome:
    fresh = FlowState(welcomed=True, reference=turn.state.reference, route=turn.state.route)
    outcome = begin(WELCOME, fresh, turn.world)
    return replace(outcome, replies=(say("start.again"), *outcome.replies), route="flow")


def _help(turn: Turn) -> Outcome:
    choices = (
        PERSON,
        *(Choice(f"go:{n}", f"choice.{n}") for n in ("dates", "language", "start", "held", "delete", "complain")),
    )
    asked = ask_again(turn.state, turn)
    return Outcome(turn.state, (say("help.menu", choices=choices), *asked), route="flow")


def _dates(turn: Turn) -> Outcome | None:
    """Work out the days that count from a letter. Never in the middle of an enquiry: its answers would be lost."""
    if turn.state.flow == "enquiry":
        return None
    return replace(dates.start(turn), route="flow")


def _held(turn: Turn) -> Outcome:
    key = "held.record" if turn.state.reference else "held.nothing"
    reply = say(key, reference=turn.state.reference or "", choices=(Choice("go:delete", "choice.delete"), PERSON))
    return Outcome(turn.state, (reply, *ask_again(turn.state, turn)), route="flow")


def _delete(turn: Turn) -> Outcome:
    return replace(begin(DELETE, replace(turn.state, slots={}), turn.world), route="flow")


def _complain(turn: Turn) -> Outcome:
    return replace(begin(COMPLAINT, replace(turn.state, slots={}), turn.world), route="flow")


def _person(turn: Turn) -> Outcome:
    if not turn.choice and find_command(turn.text) is None and len(turn.text.split()) > 8:
        turn = replace(turn, state=with_words(turn))  # a whole story that ends in "can I talk to someone"
    outcome = replace(enquiry.start(turn.state, turn.world), route="handoff")
    return replace(outcome, events=(*outcome.events, *_none_of_these(turn)))


def _none_of_these(turn: Turn) -> tuple[Event, ...]:
    """They were offered topics and chose none of them."""
    offered = any(choice.startswith("topic:") for choice in turn.state.choices)
    if turn.choice != "go:person" or not offered or open_step(turn.state)[1]:
        return ()
    return (QuestionLeftOpen("clarified", turn.state.asked),)


def _send_now(turn: Turn) -> Outcome | None:
    if turn.state.flow != "enquiry":
        return None
    return replace(enquiry.send_now(turn.state, turn.world), route="flow")


def _stop_sharing(turn: Turn) -> Outcome:
    """Narrowing is instant (R47)."""
    state = replace(turn.state, slots={k: v for k, v in turn.state.slots.items() if k != "allowed"})
    topics = tuple(Choice(f"topic:{t}", topic=t) for t in tuple(turn.topic_triggers)[:1] if is_served(turn, t))
    reply = say("sharing.stopped", choices=(PERSON, *topics))  # "they won't speak to us" may have been meant
    return Outcome(state, (reply, *ask_again(state, turn)), (SharingStopped(state.reference),), route="flow")


def _wrong_person(turn: Turn) -> Outcome:
    return Outcome(FlowState(welcomed=True), (say("wrong_person.sorry"),), route="flow")


def _opinion(turn: Turn) -> Outcome:
    """No side, no prediction; but what the law says, where the topic is clear (R21, R22)."""
    return _not_here(turn, "opinion.none")


def _letter(turn: Turn) -> Outcome:
    """The assistant neither writes nor reads papers; a person may help."""
    return _not_here(turn, "letter.not_here")


def _not_here(turn: Turn, key: str) -> Outcome:
    """What only a person can do: say so, show what there is on the topic, and offer the person."""
    likely = next((t for t in (*turn.topic_triggers, *candidates(turn)) if is_served(turn, t)), None)
    state = replace(with_words(turn), level=max(turn.state.level, 2))
    choices = (PERSON, *((Choice(f"topic:{likely}", topic=likely),) if likely else ()))
    return Outcome(state, (say(key, choices=choices),), route="handoff", topic=likely)


_COMMANDS: dict[str, Callable[[Turn], Outcome | None]] = {
    "person": _person,
    "language": _ask_language,
    "start": _start_again,
    "help": _help,
    "dates": _dates,
    "held": _held,
    "delete": _delete,
    "complain": _complain,
    "send_now": _send_now,
    "stop_sharing": _stop_sharing,
    "wrong_person": _wrong_person,
    "opinion": _opinion,
    "letter": _letter,
}


def is_served(turn: Turn, topic: str) -> bool:
    """Whether the topic has an article that may be shown, in their language or in English."""
    return (topic, turn.locale) in turn.world.articles or (topic, "en") in turn.world.articles


def being_checked(turn: Turn, topic: str) -> Outcome:
    """We have a page on this, which may not be shown now: say so, and offer a person (R24)."""
    state = replace(with_words(turn), topic=topic)
    reply = say("answer.being_checked", choices=(PERSON,))
    events = (QuestionLeftOpen("unanswered", turn.text, topic),)
    return Outcome(state, (reply, *ask_again(turn.state, turn)), events, route="handoff", topic=topic)


def candidates(turn: Turn) -> tuple[str, ...]:
    """Topics the message may be about, best first: from the engine, else from keyword search."""
    if turn.parse is None:
        return turn.found
    floor = turn.world.thresholds.clarify
    return tuple(topic for topic, confidence in turn.parse.topics if confidence >= floor)


def is_first_thought(turn: Turn, topic: str) -> bool:
    """Whether the engine, or the keyword search in its place, thinks of this topic before any other."""
    topics = [found for found, _ in turn.parse.topics] if turn.parse else list(turn.found)
    return topics[:1] == [topic]


def give_article(turn: Turn, topic: str, *, is_chosen: bool = False) -> Outcome:
    """Answer with an article; restate it first where an error costs most, unless they chose it (R55)."""
    state = replace(with_words(turn), topic=topic)
    is_costly = topic in turn.world.restate or not is_first_thought(turn, topic)
    if is_costly and not is_chosen and open_step(turn.state)[1] is None:
        outcome = begin(CONFIRM, replace(state, slots={}), turn.world)
        return replace(outcome, replies=(*refusals(turn), *outcome.replies), route="answer", topic=topic)
    has_reason = bool(turn.general_triggers or turn.topic_triggers)
    replies = answer_replies(topic, state, turn.world, offers_person=has_reason)
    asked = ask_again(turn.state, turn)
    if asked:  # back to the question that was open
        return Outcome(turn.state, (*refusals(turn), replies[0], *asked), route="answer", topic=topic)
    return Outcome(state, (*refusals(turn), *replies), route="answer", topic=topic)
