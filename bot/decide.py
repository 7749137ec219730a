"""The bot's policy: ten rules, the first that matches decides. To change what it does first, move a line.

Every message is screened for risk of harm before any rule, and alerted whatever the rule (R32).
"""

from collections.abc import Callable
from dataclasses import replace

from bot.commanded import being_checked, candidates, give_article, is_served, named_command, run_command
from bot.commands import find_keyword, languages_of_keyword
from bot.errors import BadInput
from bot.events import Event, OptedIn, OptedOut, QuestionLeftOpen, RiskSeen, WroteToCaseworker
from bot.flows import enquiry
from bot.flows.requests import SAFE
from bot.flows.step import answered, begin
from bot.flows.welcome import WELCOME
from bot.language import supported
from bot.offers import offer_person, with_language_offer, with_level, with_welcome, with_words
from bot.open_step import again_key, ask_again, open_step, say
from bot.state import Choice, Outcome, Reply, TextPart, Turn
from intents.schema import IntentScore

Rule = Callable[[Turn], Outcome | None]
RISK_CHOICES = (
    Choice("go:carry_on", "choice.carry_on"),
    Choice("go:person", "choice.person"),
    Choice("go:leave", "choice.leave"),
    Choice("go:safe_number", "choice.safe_number"),
)
PERSON = Choice("go:person", "choice.person")
MENU = (PERSON, Choice("go:help", "choice.help"), Choice("go:language", "choice.language"))
MOST_OFFERED = 3


def decide(turn: Turn) -> Outcome:
    """Return the first rule's outcome, with the risk alert. Pure: no clock, no database, no network."""
    rule, outcome = next((rule, o) for rule in RULES if (o := rule(turn)) is not None)
    welcomed = outcome if rule is keyword else with_welcome(turn, outcome)  # HELP begins with 999 (R43)
    outcome = with_language_offer(turn, welcomed)
    alert = (RiskSeen(turn.state.speaker),) if turn.is_risk else ()
    shown = outcome.replies[-1].choices if outcome.replies else ()
    state = replace(outcome.state, choices=tuple(choice.id for choice in shown)) if outcome.replies else outcome.state
    return replace(
        outcome,
        state=with_level(turn, state),
        events=(*alert, *outcome.events),
        rule=rule.__name__,
        route="urgent" if turn.is_risk else outcome.route,
    )


# The rules, in order


def keyword(turn: Turn) -> Outcome | None:
    """Exact STOP, START and HELP; MORE where an answer waits. What the carrier has answered is not answered twice."""
    word = _keyword(turn)
    if word == "more":
        return Outcome(turn.state, brings_more=True, route="flow") if turn.state.rest and not turn.stopped else None
    if word == "stop":
        return Outcome(turn.state) if turn.stopped else _said(turn, (say("keyword.stopped"),), OptedOut())
    if word == "start" and turn.stopped:
        return _said(turn, (say("keyword.started"),), OptedIn())
    if word == "help" and not turn.stopped:
        return _said(turn, (say("keyword.help"), *ask_again(turn.state, turn)))
    return None


def _keyword(turn: Turn) -> str | None:
    """The carrier's word before ours, but its START only after STOP: people answer questions with YES."""
    if turn.carrier_answered and (turn.carrier_answered != "start" or turn.stopped):
        return turn.carrier_answered
    return find_keyword(turn.text) if turn.choice is None else None


def _said(turn: Turn, replies: tuple[Reply, ...], *events: Event) -> Outcome:
    """The first reply in the language of the word, unless it is theirs already or everybody's."""
    if turn.carrier_answered:
        return Outcome(turn.state, (), events, route="flow")
    tags = languages_of_keyword(turn.text)
    if "en" not in tags and turn.locale not in {tag.partition("-")[0] for tag in tags}:
        replies = (replace(replies[0], locale=supported(tags[0], turn.world.languages)), *replies[1:])
    return Outcome(turn.state, replies, events, route="flow")


def stopped(turn: Turn) -> Outcome | None:
    """Nothing is sent to an address that said STOP."""
    return Outcome(turn.state) if turn.stopped else None


def risk_of_harm(turn: Turn) -> Outcome | None:
    """The fixed help, then a stop with choices. A caseworker who is there right now answers instead."""
    if not turn.is_risk:
        return None
    if turn.held and turn.caseworker_wrote_lately:
        return Outcome(turn.state)
    state = replace(turn.state, is_paused=not turn.held)
    return Outcome(state, (risk_help(turn),))


def risk_help(turn: Turn) -> Reply:
    """R32b, in its order: 999; if you cannot speak; a line for you; the local team; who reads this, and when."""
    young = turn.state.speaker in {"young_person", "child"}
    line = "risk.line_young" if young else "risk.line_adult" if turn.state.speaker else "risk.line_any"
    read = TextPart("risk.held") if turn.held else TextPart("risk.nobody_reads", {"opens": turn.world.opens_at})
    parts = (
        TextPart("risk.now"),
        TextPart("risk.cannot_speak"),
        TextPart(line),
        TextPart("risk.local"),
        read,
    )
    unknown = () if turn.held else (TextPart("risk.who_you_are"),)
    return Reply((*parts, *unknown), () if turn.held else RISK_CHOICES, at_once=True)


def risk_pause(turn: Turn) -> Outcome | None:
    """After a risk of harm every message joins the alert until they choose how to go on."""
    if not turn.state.is_paused:
        return None
    going_on = replace(turn.state, is_paused=False)
    command_name = named_command(turn)
    if command_name == "carry_on":
        asked = ask_again(going_on, turn)
        return Outcome(going_on, asked or (say("risk.carried_on", choices=MENU),), route="flow")
    if command_name == "person":
        return enquiry.start(going_on, turn.world)
    if command_name == "leave":
        return Outcome(going_on, (say("risk.left"),), route="flow")
    if command_name == "safe_number":
        return begin(SAFE, replace(going_on, slots={}), turn.world)
    return Outcome(turn.state, (say("risk.joined", choices=RISK_CHOICES),), (RiskSeen(turn.state.speaker),))


def with_caseworker(turn: Turn) -> Outcome | None:
    """The bot is silent while a person has the conversation."""
    return Outcome(turn.state, events=(WroteToCaseworker(),)) if turn.held else None


def command(turn: Turn) -> Outcome | None:
    """A person, the language, start again, what do you hold, delete, complain: at any point, in any language."""
    return run_command(turn)


def open_question(turn: Turn) -> Outcome | None:
    """The question we asked gets the next message, if its reader accepts it."""
    flow, step = open_step(turn.state)
    if step is None and (turn.choice or "").startswith("speaker:"):
        flow, step = WELCOME, WELCOME.step("speaker")  # the page asks before there is a conversation
    if flow is None or step is None:
        return None
    if turn.choice == f"{step.name}:explain" and step.explain:
        return Outcome(turn.state, (say(step.explain), *ask_again(turn.state, turn)), route="flow")
    try:
        value = step.read(turn)
    except BadInput as error:
        return Outcome(turn.state, (say(error.key), *ask_again(turn.state, turn)), route="flow")
    return None if value is None else replace(answered(flow, step, value, turn), route="flow")


def topic(turn: Turn) -> Outcome | None:
    """An article, restated first where an error costs most (R55)."""
    if turn.outside:
        return None
    for found in (sure_topic(turn), topic_of_trigger(turn)):
        if found and is_served(turn, found):
            return give_article(turn, found)
        if found in turn.world.being_checked:
            return being_checked(turn, found)
    return None


def sure_topic(turn: Turn) -> str | None:
    """The topic that the engine is sure of."""
    if turn.parse is None or turn.parse.intent is None or not turn.parse.intent.startswith("kb_"):
        return None
    best, second = (*turn.parse.ranking, IntentScore("", 0.0))[:2]
    thresholds = turn.world.thresholds
    if best.confidence < thresholds.answer or best.confidence - second.confidence < thresholds.margin:
        return None
    return turn.parse.topics[0][0]


def topic_of_trigger(turn: Turn) -> str | None:
    """The topic whose own hand-over words occur, the likeliest first; restated where the engine thinks of another."""
    if turn.parse is None or not turn.topic_triggers or out_of_scope(turn):
        return None
    ranked = [found for found, _ in turn.parse.topics]
    return min(turn.topic_triggers, key=lambda found: ranked.index(found) if found in ranked else len(ranked))


def clarify(turn: Turn) -> Outcome | None:
    """Up to three topics to choose from, where one is likely but not sure."""
    if open_step(turn.state)[1] or turn.choice or turn.outside:
        return None
    offered = [topic_id for topic_id in candidates(turn) if is_served(turn, topic_id)][:MOST_OFFERED]
    if not offered:
        first = next(iter(candidates(turn)), None)
        return being_checked(turn, first) if first in turn.world.being_checked else None
    choices = (*(Choice(f"topic:{t}", topic=t) for t in offered), Choice("go:person", "choice.none_of_these"))
    state = with_words(turn)
    return Outcome(state, (*offer_person(turn), say("clarify.which", choices=choices)), route="clarify")


def dont_know(turn: Turn) -> Outcome:
    """Always answers: a kind word, the open question again, or the menu and the way to a person (R23)."""
    flow, step = open_step(turn.state)
    if flow and step:
        return Outcome(turn.state, (say(again_key(turn)), *ask_again(turn.state, turn)), route="unknown")
    if turn.choice:  # a button of a page that is older than what happened since
        return Outcome(turn.state, (say("input.stale", choices=MENU),), route="unknown")
    kind = out_of_scope(turn)
    if kind:
        return Outcome(turn.state, (say(f"oos.{kind}", choices=MENU),), route="out_of_scope")
    if not any(c.isalnum() for c in turn.text):
        return Outcome(turn.state, (say("input.no_words", choices=MENU),), route="unknown")
    route = "handoff" if turn.general_triggers else "unknown"
    replies = (*offer_person(turn), say("dont_know.no_page", choices=MENU))
    return Outcome(with_words(turn), replies, (QuestionLeftOpen("unanswered", turn.text),), route=route)


def out_of_scope(turn: Turn) -> str | None:
    """What kind of message this is, if it is surely not about SEND in England."""
    if turn.outside:
        return turn.outside
    intent = turn.parse.intent if turn.parse else None
    return intent.removeprefix("oos_") if intent and intent.startswith("oos_") else None


RULES: tuple[Rule, ...] = (
    keyword,  # exact STOP, START, HELP
    stopped,  # nothing is sent
    risk_of_harm,  # fixed text, then choices; the alert is already made
    risk_pause,  # joins the alert until a choice
    with_caseworker,  # the bot is silent
    command,  # language, a person, start again, what do you hold ...
    open_question,  # the question we asked gets the next message
    topic,  # an article, restated first where an error costs most
    clarify,  # up to three topics
    dont_know,  # always answers: the menu and a person
)
