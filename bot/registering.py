"""Every text that families may read gets a version: articles from their files, fixed texts from the catalogues."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import insert, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.catalogue import Catalogue
from bot.clock import utc_now
from bot.locks import one_at_a_time
from bot.models import ArticleVersion, EditorialEvent, TextVersion
from knowledge_base.schema import ENGLISH, Article

Key = tuple[str, str]


@dataclass(frozen=True)
class Known:
    """A version that is stored already."""

    id: UUID
    topic: str
    locale: str
    sha256: str
    text: str
    state: str
    origin: str
    published_at: datetime | None


class Shelf:
    """What is stored of every topic and locale before the files are looked at."""

    def __init__(self, versions: Iterable[Known]) -> None:
        every = tuple(versions)
        self._by_hash = {(one.topic, one.locale, one.sha256): one for one in every}
        self._published = {(one.topic, one.locale): one for one in every if one.state == "published"}
        self._once = {(one.topic, one.locale) for one in every if one.published_at}

    def find(self, article: Article) -> Known | None:
        """The version with exactly this text."""
        return self._by_hash.get((article.topic, article.locale, article.sha256))

    def published(self, key: Key) -> Known | None:
        """What is published now."""
        return self._published.get(key)

    def is_kept(self, topic: str, locale: str) -> bool:
        """Whether people decided in the console what is published: then a file never overwrites it."""
        published = [self._published.get(key) for key in ((topic, locale), (topic, ENGLISH))]
        was_withdrawn = published[0] is None and (topic, locale) in self._once
        return was_withdrawn or any(one is not None and one.origin == "console" for one in published)


async def register_articles(
    session: AsyncSession, articles: Mapping[Key, Article], now: datetime | None = None
) -> None:
    """Add a version for each file that is new, and publish it in place of an earlier file's. Safe to run twice.

    Where the published text came from the console a changed file is proposed beside it. A file that only looks
    different, with the same hash, is taken over as it is written.
    """
    await one_at_a_time(session, "articles")
    at = now or utc_now()
    shelf = Shelf(await _known(session))
    added: list[dict[str, Any]] = []
    events: list[dict[str, Any]] = []
    for (topic, locale), article in articles.items():
        text, known, before = file_text(article.path), shelf.find(article), shelf.published((topic, locale))
        if known and known.origin == "file" and known.text != text:
            await _set(session, known.id, text=text)
        is_kept = shelf.is_kept(topic, locale)
        if known and (known.state == "published" or is_kept):
            continue
        against = before.sha256 if before else None
        if known is None:
            added.append(_row(article, text, against, at, is_proposed=is_kept))
        else:
            await _set(session, known.id, state="published", origin="file", published_at=at, based_on=against)
        if before and not is_kept:
            await _set(session, before.id, state="replaced")
        version_id = known.id if known else added[-1]["id"]
        events.append(_event(version_id, "submitted" if is_kept else "published", against, at))
    for table, rows in ((ArticleVersion, added), (EditorialEvent, events)):
        if rows:
            await session.execute(insert(table), rows)


@lru_cache(maxsize=2048)
def _text_at(path: Path, _changed_ns: int) -> str:
    return path.read_bytes().decode()


def file_text(path: Path) -> str:
    """A file's text, every byte of it: line ends too."""
    return _text_at(path, path.stat().st_mtime_ns)


async def _known(session: AsyncSession) -> list[Known]:
    rows = await session.execute(
        select(
            ArticleVersion.id,
            ArticleVersion.topic,
            ArticleVersion.locale,
            ArticleVersion.sha256,
            ArticleVersion.text,
            ArticleVersion.state,
            ArticleVersion.origin,
            ArticleVersion.published_at,
        )
    )
    return [Known(*row) for row in rows]


async def _set(session: AsyncSession, version_id: UUID, **values: Any) -> None:
    await session.execute(update(ArticleVersion).where(ArticleVersion.id == version_id).values(**values))


def _row(article: Article, text: str, against: str | None, at: datetime, *, is_proposed: bool) -> dict[str, Any]:
    return {
        "id": uuid4(),
        "topic": article.topic,
        "locale": article.locale,
        "sha256": article.sha256,
        "text": text,
        "state": "proposed" if is_proposed else "published",
        "review_by": article.review_by,
        "created_at": at,
        "origin": "file",
        "based_on": against,
        "published_at": None if is_proposed else at,
    }


def _event(version_id: UUID, kind: str, against: str | None, at: datetime) -> dict[str, Any]:
    return {"article_version_id": version_id, "kind": kind, "against": against, "at": at}


async def register_texts(session: AsyncSession, catalogue: Catalogue) -> dict[Key, UUID]:
    """Add a version for each fixed text that is new; return the ids of today's. Safe to run twice."""
    stored = await session.execute(select(TextVersion.key, TextVersion.locale, TextVersion.sha256, TextVersion.id))
    known = {(key, locale, sha256): id_ for key, locale, sha256, id_ in stored}
    ids: dict[Key, UUID] = {}
    added: list[dict[str, Any]] = []
    for key, locale, text in catalogue.items():
        sha256, at = text.sha256, utc_now()
        ids[key, locale] = known.get((key, locale, sha256)) or uuid4()
        if (key, locale, sha256) not in known:
            values = {"id": ids[key, locale], "key": key, "locale": locale, "sha256": sha256}
            added.append({**values, "text": text.text, "created_at": at})
    if added:
        await session.execute(insert(TextVersion), added)
    return ids
