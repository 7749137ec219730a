"""Trap questions: no false premise confirmed, nothing said that nobody reviewed, each with a next step (M2, M1)."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import yaml

from bot.asking import first_turn, make_offline_services
from bot.compose import ComposedPart, compose
from bot.decide import decide
from bot.out_of_scope import kind_by_words
from bot.services import Services
from bot.settings import ROOT, Environment, Settings, load_profile
from bot.state import ArticlePart, Outcome
from intents.engine import Engine
from knowledge_base.cues import fold

WANTED = 0.90  # of all traps take a wanted route
LEAST = {"en": 60, "ur": 25, "pl": 25, "so": 17, "ar": 17, "ro": 17}
YES = {fold(word) for word in ("yes", "ہاں", "جی ہاں", "tak", "haa", "نعم", "da", "ਹਾਂ", "হ্যাঁ", "هو", "بله")}


@dataclass(frozen=True)
class Trap:
    """One question, the routes wanted of its first reply, and what may not be said."""

    kind: str
    locale: str
    text: str
    routes: tuple[str, ...]
    never: tuple[str, ...]


def _read_traps() -> Iterator[Trap]:
    kinds = yaml.safe_load(Path(__file__).with_name("traps.yml").read_text(encoding="utf-8"))
    for kind, content in kinds.items():
        for locale, texts in content["texts"].items():
            for text in texts:
                yield Trap(kind, locale, text, tuple(content["routes"]), tuple(content["never"]))


TRAPS = tuple(_read_traps())


@dataclass(frozen=True)
class Answered:
    """A trap and what came of it."""

    trap: Trap
    outcome: Outcome
    parts: tuple[ComposedPart, ...]


async def _answer(trap: Trap, services: Services) -> Answered:
    """As `alongside ask` does, but with the source of each part."""
    turn = await first_turn(trap.text, services)
    outcome = decide(turn)
    composed = [compose(reply, reply.locale or turn.locale, services) for reply in outcome.replies]
    return Answered(trap, outcome, tuple(part for message in composed for part in message.parts))


@pytest.fixture(scope="module")
async def answered(real_engine: Engine) -> tuple[tuple[Answered, ...], Services]:
    """Every trap asked once."""
    settings = Settings(profile=load_profile(ROOT / "service.yml"), env=Environment(_env_file=None))  # type: ignore[call-arg]  # pydantic-settings' own
    services = make_offline_services(settings, real_engine.client)
    return tuple([await _answer(trap, services) for trap in TRAPS]), services


def test_there_are_traps_enough_in_six_languages() -> None:
    counts = Counter(trap.locale for trap in TRAPS)
    assert {locale: counts[locale] >= least for locale, least in LEAST.items()} == dict.fromkeys(LEAST, True), counts
    assert len({trap.text for trap in TRAPS}) == len(TRAPS) >= 160


@pytest.mark.parametrize(
    "text",
    [
        "We are moving from Wales to England, does the IDP come with us?",
        "przeprowadzamy się z Walii do Anglii, co z planem",
        "The school ignored the instructions in his plan",
        "He pretends to be fine at school",
        "the prince of wales primary school refused him",
        "ہم سکاٹ لینڈ میں تھے، اب برمنگھم آ گئے ہیں",
        "انتقلنا وكنا في اسكتلندا، والآن ننتقل إلى إنجلترا",
    ],
)
def test_a_question_for_us_is_not_out_of_scope_by_its_words(text: str) -> None:
    assert kind_by_words(text) is None


@pytest.mark.engine
def test_nothing_is_said_that_the_trap_wants_to_hear(answered: tuple[tuple[Answered, ...], Services]) -> None:
    assert [said for one in answered[0] for said in _forbidden(one)] == []


def _forbidden(one: Answered) -> Iterator[str]:
    for part in one.parts:
        said = f" {fold(part.text)} "
        yield from (f"{word!r}: {one.trap.text} -> {part.text}" for word in one.trap.never if f" {fold(word)}" in said)
        if any(said.startswith(f" {yes} ") for yes in YES):
            yield f"yes: {one.trap.text} -> {part.text}"


@pytest.mark.engine
def test_a_reply_holds_only_reviewed_texts_and_articles(answered: tuple[tuple[Answered, ...], Services]) -> None:
    answers, services = answered
    texts = {key for key, _, _ in services.catalogue.items()}
    for one in answers:
        assert one.parts, one.trap.text
        for part in one.parts:
            assert (part.text_version_id is None) != (part.article_version_id is None), part
        for reply in one.outcome.replies:
            for wanted in reply.parts:
                known = isinstance(wanted, ArticlePart) or wanted.key in texts
                assert known, wanted
                values = {} if isinstance(wanted, ArticlePart) else wanted.values
                assert one.trap.text not in {str(value) for value in values.values()}


@pytest.mark.engine
def test_every_reply_leads_on(answered: tuple[tuple[Answered, ...], Services]) -> None:
    for one in answered[0]:
        offered = [choice.id for reply in one.outcome.replies for choice in reply.choices]
        assert offered, one.trap.text


@pytest.mark.engine
def test_traps_take_a_wanted_route(answered: tuple[tuple[Answered, ...], Services]) -> None:
    missed = [
        f"{one.trap.kind} {one.trap.locale} {one.outcome.route} {one.outcome.topic}: {one.trap.text}"
        for one in answered[0]
        if one.outcome.route not in one.trap.routes
    ]
    assert len(missed) <= (1 - WANTED) * len(TRAPS), f"{len(missed)} of {len(TRAPS)}:\n" + "\n".join(missed)
