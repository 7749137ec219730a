"""`alongside ask`: the decision of the real `decide()` on a text as a first message, without database or secrets.

In: {"id", "text"} a line. Out, one JSON object a line and nothing else: {"id", "locale", "route", "topic",
"confidence", "alternatives", "level", "urgent", "confirm", "reply"}.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any, TextIO
from uuid import UUID, uuid5

import structlog

from bot.catalogue import Catalogue, load_catalogue
from bot.compose import compose
from bot.db import Database, open_engine
from bot.decide import decide
from bot.library import Edition, Library
from bot.reading import read_meaning
from bot.services import Nlu, Services
from bot.settings import Settings
from bot.state import FlowState, Outcome, Turn
from bot.thresholds import load_thresholds
from bot.turns import settled_locale
from bot.world import make_world
from intents.catalogue import load_catalogue as load_intents
from intents.engine import Engine
from intents.errors import EngineFailed, NluUnavailable
from intents.schema import Parse
from knowledge_base.articles import load_articles, stale

AT_ONCE = 4
START_TIMEOUT_S = 1800.0  # training on a first run
MOST_ALTERNATIVES = 5
_NAMESPACE = UUID("6b1a1c0e-5a1e-4f6e-9a55-0d2f6f3b1c11")


def make_offline_services(settings: Settings, nlu: Nlu) -> Services:
    """Services that read files only. Nothing is stored; the database is never opened."""
    from bot.main import profile_facts

    catalogue = load_catalogue(settings.profile.languages, profile_facts(settings.profile))
    return Services(
        settings=settings,
        db=Database(open_engine("sqlite+aiosqlite://")),
        catalogue=catalogue,
        library=_library(catalogue, settings),
        thresholds=load_thresholds(),
        nlu=nlu,
        restate=load_intents().restate,
    )


def _library(catalogue: Catalogue, settings: Settings) -> Library:
    articles = load_articles()
    old = {article.path for article in stale(articles)}
    editions = {
        key: Edition(article, uuid5(_NAMESPACE, article.sha256), is_signed=False, is_stale=article.path in old)
        for key, article in articles.items()
    }
    texts = {(key, locale): uuid5(_NAMESPACE, f"{key}/{locale}") for key, locale, _ in catalogue.items()}
    return Library(editions, texts, settings.profile.is_demonstration)


@asynccontextmanager
async def running_services(settings: Settings) -> AsyncIterator[Services]:
    """Offline services with an engine of their own, trained where needed.

    Raises:
        EngineFailed: it cannot be trained or started.
    """
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(50))  # stdout holds answers only
    async with Engine(timeout_s=30.0) as engine:
        await engine.wait_until_ready(START_TIMEOUT_S)
        yield make_offline_services(settings, engine.client)


async def ask_all(lines: Iterable[str], out: TextIO, settings: Settings) -> bool:
    """Answer every line in order. True if something failed: the engine, or a line that is not JSON."""
    try:
        async with running_services(settings) as services:
            return await _answer_lines(lines, out, services)
    except (EngineFailed, TimeoutError, NluUnavailable) as error:
        print(f"No answer without the engine: {error}", file=_stderr())
        return True


def _stderr() -> TextIO:
    import sys

    return sys.stderr


async def _answer_lines(lines: Iterable[str], out: TextIO, services: Services) -> bool:
    failed = False
    waiting: list[asyncio.Task[dict[str, Any]]] = []
    gate = asyncio.Semaphore(AT_ONCE)
    for line in lines:
        if not line.strip():
            continue
        try:
            asked = json.loads(line)
            waiting.append(asyncio.create_task(_gated(gate, asked["id"], str(asked["text"]), services)))
        except (ValueError, KeyError, TypeError):
            print('Left out a line that is not {"id", "text"}.', file=_stderr())
            failed = True
        while len(waiting) >= AT_ONCE * 4:
            _write(await waiting.pop(0), out)
    for task in waiting:
        _write(await task, out)
    return failed


async def _gated(gate: asyncio.Semaphore, id_: Any, text: str, services: Services) -> dict[str, Any]:
    async with gate:
        return await answer_one(id_, text, services)


def _write(answer: dict[str, Any], out: TextIO) -> None:
    out.write(json.dumps(answer, ensure_ascii=False) + "\n")
    out.flush()


async def answer_one(id_: Any, text: str, services: Services) -> dict[str, Any]:
    """One line of answer. Raises NluUnavailable rather than answer without the engine."""
    turn = await first_turn(text, services)
    if turn.parse is None and any(c.isalnum() for c in text):
        raise NluUnavailable("the engine does not answer")
    return as_json(id_, turn, decide(turn), services)


async def first_turn(text: str, services: Services) -> Turn:
    """The turn of a first message, in the language it is written in where we offer that."""
    draft = Turn(text=text, state=FlowState(), world=make_world(services, "en"), locale="en")
    turn = await read_meaning(draft, services)
    locale = settled_locale(turn)
    return replace(turn, locale=locale or "en", world=make_world(services, locale or "en"))


def as_json(id_: Any, turn: Turn, outcome: Outcome, services: Services) -> dict[str, Any]:
    """The decision in the shape of the module's docstring."""
    topics = turn.parse.topics if turn.parse else ()
    confirm = outcome.state.flow == "confirm"
    return {
        "id": id_,
        "locale": _locale_found(turn),
        "route": outcome.route,
        "topic": outcome.topic if outcome.route == "answer" else None,
        "confidence": round(_confidence(turn.parse, outcome), 4),
        "alternatives": [topic for topic, _ in topics[:MOST_ALTERNATIVES]],
        "level": outcome.state.level,
        "urgent": outcome.route == "urgent",
        "confirm": confirm,
        "reply": _reply(outcome, turn.locale, services),
    }


def _locale_found(turn: Turn) -> str:
    """The language found, offered or not; where a word or a name cannot tell, the one of the reply."""
    return turn.detected or turn.locale


def _confidence(parse: Parse | None, outcome: Outcome) -> float:
    if parse is None:
        return 0.0
    if outcome.route == "urgent" and parse.risk:
        return parse.risk.score
    return dict(parse.topics).get(outcome.topic or "", parse.confidence)


def _reply(outcome: Outcome, locale: str, services: Services) -> str:
    texts = []
    for reply in outcome.replies:
        composed = compose(reply, reply.locale or locale, services)
        texts.append("\n".join(part.text for part in composed.parts))
        if composed.choices:
            texts.append("\n".join(f"{n}. {label}" for n, (_, label) in enumerate(composed.choices, 1)))
    return "\n\n".join(texts)
