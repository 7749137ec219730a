"""Which hand-over triggers a message meets: the topic's own and the general ones of `hand_over.yml`.

A trigger never replaces the answer. It adds the offer of a person.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from knowledge_base.cues import faults_in_cues, fold, is_met
from knowledge_base.front_matter import check_ids, read_id
from knowledge_base.problems import BadArticles, Problems
from knowledge_base.schema import ENGLISH, Article
from knowledge_base.yaml_table import Table, read_yaml

HAND_OVER_YML = Path(__file__).with_name("hand_over.yml")
LEVELS = ("1", "2", "3", "4")


@dataclass(frozen=True)
class Trigger:
    """A reason to offer a person.

    `when` says it to staff. `level` is the level it proposes and `is_priority` whether time or schooling is at
    stake; a topic's own triggers say neither. `topic` is None for a general one.
    """

    id: str
    when: str
    topic: str | None = None
    level: int | None = None
    is_priority: bool = False


@dataclass(frozen=True)
class GeneralTrigger:
    """A trigger of every topic, with cues and examples by locale. Any one cue is enough."""

    trigger: Trigger
    cues: Mapping[str, tuple[str, ...]]
    examples: Mapping[str, tuple[str, ...]]


def triggers_met(
    text: str,
    locale: str,
    article: Article | None = None,
    general: Iterable[GeneralTrigger] | None = None,
) -> tuple[Trigger, ...]:
    """Return the triggers a message meets, the topic's first.

    General cues of every locale are tried, and a translation's English ones, since people mix languages; those
    of `locale` first.
    `general` is what `hand_over.yml` holds, unless given.
    """
    folded = fold(text)
    triggers = load_general_triggers() if general is None else general
    return (*_of_topic(folded, article), *_of_every_topic(folded, locale, triggers))


@cache
def load_general_triggers(path: Path = HAND_OVER_YML) -> tuple[GeneralTrigger, ...]:
    """Load the general triggers. Each has cues and examples in every locale that any of them has.

    Shape: `triggers`, a list of `id`, `level`, `priority`, `when`, and `cues` and `examples` by locale.

    Raises:
        BadArticles: with everything that is wrong.
    """
    problems = Problems(path)
    table = read_yaml(path.read_text(encoding="utf-8-sig"), problems)
    rows = table.tables("triggers") if table else []
    locales = dict.fromkeys([ENGLISH, *(name for row in rows for name in row.table("cues").nodes)])
    triggers = tuple(_general(row, tuple(locales)) for row in rows)
    check_ids(rows)
    if problems.found:
        raise BadArticles(problems.found)
    return triggers


def _general(row: Table, locales: tuple[str, ...]) -> GeneralTrigger:
    row.only(("id", "level", "priority", "when", "cues", "examples"))
    level, priority = row.one_of("level", LEVELS), row.one_of("priority", ("true", "false"))
    trigger = Trigger(read_id(row), row.text("when"), None, int(level or 0), priority == "true")
    cues, examples = row.table("cues"), row.table("examples")
    found = GeneralTrigger(
        trigger,
        {locale: cues.texts(locale) for locale in locales},
        {locale: examples.texts(locale) for locale in locales},
    )
    examples.only(locales)
    _check_words(found, cues, examples)
    return found


def _check_words(found: GeneralTrigger, cues: Table, examples: Table) -> None:
    for locale, several in found.examples.items():
        if locale in examples.nodes and not several:
            examples.note(locale, f'"{locale}" has no example.')
        for fault in faults_in_cues(found.cues[locale], several) if locale in cues.nodes else ():
            cues.note(locale, fault)


def _of_topic(folded: str, article: Article | None) -> Iterator[Trigger]:
    if article is None:
        return
    for trigger in article.hand_over:
        if any(is_met(cue, folded) for cue in (*trigger.cues, *trigger.english_cues)):
            yield Trigger(trigger.id, trigger.when, article.topic)


def _of_every_topic(folded: str, locale: str, triggers: Iterable[GeneralTrigger]) -> Iterator[Trigger]:
    for general in triggers:
        locales = sorted(general.cues, key=lambda name: name != locale)
        if any(is_met(cue, folded) for name in locales for cue in general.cues[name]):
            yield general.trigger
