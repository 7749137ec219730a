"""Search over the help pages: what people ask, as the chat's keyword search knows it, then the pages' own words.

What was searched for is kept nowhere: it is in no log and no table.
"""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from uuid import UUID

from bot.compose import today
from bot.library import Edition
from bot.services import Services
from knowledge_base.marks import plain
from knowledge_base.schema import Article
from knowledge_base.search import Hit, SearchIndex, build_index, find_topics

MOST_RESULTS = 6
MOST_LETTERS = 200
CLOSE_ENOUGH = 0.5  # of the best topic's score, whether or not that one may be read: better nothing than the wrong page


@dataclass(frozen=True)
class _Pages:
    """The index of one language's pages, and the versions it was made from."""

    versions: frozenset[UUID]
    index: SearchIndex


class HelpSearch:
    """Finds topics. The index of a language is made when it is first asked for, and again when a text changes."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._pages: dict[str, _Pages] = {}

    async def find(self, words: str, locale: str) -> list[str]:
        """Topics that may be read today, the best first."""
        pages = await self._pages_in(locale)
        asked = find_topics(self._services.search, words[:MOST_LETTERS], limit=30)
        written = find_topics(pages.index, words[:MOST_LETTERS], limit=30)
        served = {topic for topic, _ in self._services.library.served(today(self._services))}
        both = dict.fromkeys([*_close(asked, served), *_close(written, served)])
        return list(both)[:MOST_RESULTS]

    async def _pages_in(self, locale: str) -> _Pages:
        editions = list(self._editions(locale))
        versions = frozenset(edition.version_id for edition in editions)
        known = self._pages.get(locale)
        if known is None or known.versions != versions:
            known = _Pages(versions, await asyncio.to_thread(_index, [edition.article for edition in editions]))
            self._pages[locale] = known
        return known

    def _editions(self, locale: str) -> Iterator[Edition]:
        """Every page in the reader's language, and in English beside it."""
        day = today(self._services)
        served = self._services.library.served(day)
        for topic, tag in sorted(served):
            if tag in {locale, "en"}:
                edition = self._services.library.find(topic, tag, day)
                if edition:
                    yield edition


def _close(hits: tuple[Hit, ...], served: set[str]) -> list[str]:
    """The topics that fit about as well as the best one, of those that may be read."""
    least = CLOSE_ENOUGH * max((hit.score for hit in hits), default=0.0)
    return [hit.topic for hit in hits if hit.score >= least and hit.topic in served]


def _index(articles: list[Article]) -> SearchIndex:
    texts: dict[str, list[str]] = {}
    for article in articles:
        texts.setdefault(article.topic, []).extend(_words(article))
    return build_index((), texts)


def _words(article: Article) -> Iterator[str]:
    """Everything a reader reads, piece by piece."""
    yield f"{article.title}. {plain(article.short)}"
    yield from map(plain, article.law)
    yield from map(plain, article.usually.split("\n\n"))
    yield from (plain(f"{option.text} {option.help}") for option in article.options)
    yield from map(plain, article.nothing.split("\n\n"))
    yield from map(plain, filter(None, (article.young_person_short, article.young_person)))
