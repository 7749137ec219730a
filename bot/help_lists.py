"""Lists of topics as a reader sees them: by subject, each title in the language it is there in."""

from collections.abc import Iterable
from dataclasses import dataclass

from bot.compose import today
from bot.services import Services
from knowledge_base.subjects import load_subjects


@dataclass(frozen=True)
class Entry:
    """A topic in a list; `tag` is the language of its title."""

    topic: str
    title: str
    tag: str


def entries(services: Services, topics: Iterable[str], locale: str) -> list[Entry]:
    """Titles as the pages themselves have them: in the reader's language, else in English."""
    day = today(services)
    found = (services.library.find(topic, locale, day) for topic in topics)
    return [Entry(e.article.topic, e.article.title, e.article.locale) for e in found if e]


def by_subject(services: Services, topics: frozenset[str], locale: str) -> list[tuple[str, list[Entry]]]:
    """The subjects that have any of these topics."""
    listed = [(name, [t for t in inside if t in topics]) for name, inside in load_subjects().items()]
    return [(name, entries(services, inside, locale)) for name, inside in listed if inside]


def served_topics(services: Services) -> frozenset[str]:
    """Topics with a page that may be read today, in English at least."""
    return frozenset(topic for topic, _ in services.library.served(today(services)))


def young_topics(services: Services) -> frozenset[str]:
    """Those of them with a young person's version."""
    library = services.library
    return frozenset(topic for topic, _ in library.served(today(services)) & library.young_versions())
