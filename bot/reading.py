"""A draft turn → what it means: the engine's parse, the risk screen, the language, the hand-over triggers.

The engine may be slow or away: then risk phrases and keyword search stand in, and the family is not told.
"""

from collections.abc import Mapping
from dataclasses import replace

import structlog

from bot.language import detect
from bot.out_of_scope import kind_by_words
from bot.services import Services
from bot.state import Trigger, Turn
from intents.errors import NluUnavailable
from intents.risk import phrase_risk
from intents.schema import Parse
from knowledge_base.hand_over import triggers_met
from knowledge_base.search import find_topics

log = structlog.get_logger()
_TOPIC_LEVEL = 2  # a trigger without a level means personal help; a caseworker confirms


async def read_meaning(turn: Turn, services: Services) -> Turn:
    """Fill in what the text means. A pressed choice needs no reading."""
    if turn.choice is not None or not _has_words(turn.text):
        return turn
    parse = await understand(turn.text, services)
    guess = detect(turn.text)
    found = () if parse else tuple(hit.topic for hit in find_topics(services.search, turn.text, 3))
    return replace(
        turn,
        parse=parse,
        is_risk=is_risk(turn.text, parse),
        detected=guess.locale,
        is_detection_sure=guess.is_sure,
        detected_second=guess.second,
        is_too_short=guess.is_short,
        found=found,
        outside=kind_by_words(turn.text),
        general_triggers=_general(turn),
        topic_triggers=_of_topics(turn, services),
    )


def _has_words(text: str) -> bool:
    return any(c.isalnum() for c in text)


async def understand(text: str, services: Services) -> Parse | None:
    """Ask the engine; None if it does not answer in time."""
    try:
        return await services.nlu.parse(text)
    except NluUnavailable:
        log.warning("engine_away")
        return None


def is_risk(text: str, parse: Parse | None) -> bool:
    """Either screen is enough: the phrases work without the engine, the detector sees what they miss."""
    return phrase_risk(text) or bool(parse and parse.risk and parse.risk.is_risk)


def _general(turn: Turn) -> tuple[Trigger, ...]:
    return tuple(Trigger(trigger.id, trigger.level or _TOPIC_LEVEL) for trigger in triggers_met(turn.text, turn.locale))


def _of_topics(turn: Turn, services: Services) -> Mapping[str, tuple[Trigger, ...]]:
    found = {}
    for topic in services.library.topics():
        articles = (services.library.article(topic, turn.locale), services.library.article(topic, "en"))
        article = next((a for a in articles if a), None)
        met = triggers_met(turn.text, turn.locale, article, general=()) if article else ()
        if met:
            found[topic] = tuple(Trigger(f"{topic}/{trigger.id}", trigger.level or _TOPIC_LEVEL) for trigger in met)
    return found
