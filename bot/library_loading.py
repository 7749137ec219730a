"""The database's published articles → a Library, and noticing in a running process that they have changed."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from uuid import UUID
from zoneinfo import ZoneInfo

import structlog
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.library import Edition, Library
from bot.models import ArticleVersion, EditorialEvent
from bot.services import Services
from bot.signatures import Signature, is_complete, live_signatures
from knowledge_base.articles import BadArticles
from knowledge_base.known import read_known
from knowledge_base.schema import ENGLISH, Article

log = structlog.get_logger()
_TRANSLATES = re.compile(r"(?m)^translates:[ \t]*['\"]?([0-9a-f]{64})")


@dataclass(frozen=True)
class Published:
    """A published version as it is stored."""

    id: UUID
    topic: str
    locale: str
    sha256: str
    text: str
    written_by: str | None
    published_at: datetime | None


@dataclass(frozen=True)
class Publication:
    """One time that an English text was published, in place of `against`."""

    version_id: UUID
    sha256: str
    against: str | None


def parse(topic: str, locale: str, text: str, english_text: str | None = None) -> Article:
    """A stored text as an article; a translation against the text of the English it was made from.

    Raises:
        BadArticles: with everything that is wrong.
    """
    if locale == ENGLISH:
        return _english(topic, text)
    return _translation(topic, locale, text, english_text)


@lru_cache(maxsize=512)
def _english(topic: str, text: str) -> Article:
    return read_known(text, Path(ENGLISH) / f"{topic}.md")


@lru_cache(maxsize=2048)
def _translation(topic: str, locale: str, text: str, english_text: str | None) -> Article:
    english = _english(topic, english_text) if english_text is not None else None
    return read_known(text, Path(locale) / f"{topic}.md", english)


def translates_of(text: str) -> str | None:
    """The hash of the English that a translation's text says it was made from."""
    head = text.split("\n---", 1)[0]
    found = _TRANSLATES.search(head)
    return found[1] if found else None


def is_carried_over(translates: str | None, publications: Sequence[Publication], minor: set[tuple[UUID, str]]) -> bool:
    """Whether every English publication since the one a translation was made from was called a minor edit (M5).

    `publications` oldest first; `minor` holds (version, the text it was compared with).
    """
    for publication in reversed(publications):
        if publication.sha256 == translates:
            return True
        if (publication.version_id, publication.against) not in minor:
            return False
    return False


async def load_library(
    session: AsyncSession, texts: Mapping[tuple[str, str], UUID], is_demonstration: bool, zone: ZoneInfo
) -> Library:
    """The published editions with their signatures."""
    stamp = await read_stamp(session)
    versions = await _published(session)
    signatures = await live_signatures(session, [version.id for version in versions])
    english = {version.topic: version for version in versions if version.locale == ENGLISH}
    editions = _english_editions(english.values(), signatures)
    unreadable = english.keys() - {topic for topic, _ in editions}
    publications, minor = await _publications(session), await _minor_edits(session)
    bases = await _english_texts(session, versions)
    for version in versions:
        first = editions.get((version.topic, ENGLISH))
        article = _read(version, bases, english) if version.locale != ENGLISH and first else None
        if article is None or first is None:
            continue
        history = publications.get(version.topic) or [Publication(first.version_id, first.article.sha256, None)]
        is_signed = first.is_signed and is_complete(
            version.locale,
            signatures.get(version.id, ()),
            translates=article.translates,
            written_by=version.written_by,
        )
        edition = Edition(replace(article, review_by=first.article.review_by), version.id, is_signed)
        editions[version.topic, version.locale] = _aged(edition, first, english[version.topic], history, minor, zone)
    gone = unreadable | await _withdrawn(session, english)
    return Library(editions, texts, is_demonstration, withheld=gone, stamp=stamp)


def _aged(
    edition: Edition,
    first: Edition,
    english: Published,
    history: Sequence[Publication],
    minor: set[tuple[UUID, str]],
    zone: ZoneInfo,
) -> Edition:
    """A translation as time and edits have left it: current, marked, or stale."""
    if edition.article.translates == first.article.sha256:
        return edition
    if not is_carried_over(edition.article.translates, history, minor):
        return replace(edition, is_stale=True)
    return replace(edition, english_changed_on=_day(english.published_at, zone))


def _day(at: datetime | None, zone: ZoneInfo) -> date | None:
    return at.astimezone(zone).date() if at else None


def _english_editions(
    versions: Iterable[Published], signatures: Mapping[UUID, list[Signature]]
) -> dict[tuple[str, str], Edition]:
    editions = {}
    for version in versions:
        article = _read(version, {}, {})
        if article:
            is_signed = is_complete(ENGLISH, signatures.get(version.id, ()))
            editions[version.topic, ENGLISH] = Edition(article, version.id, is_signed)
    return editions


def _read(version: Published, bases: Mapping[tuple[str, str], str], english: Mapping[str, Published]) -> Article | None:
    """The article of a version; None where an older release's text can no longer be read."""
    base = None
    if version.locale != ENGLISH:
        base = bases.get((version.topic, translates_of(version.text) or "")) or english[version.topic].text
    try:
        return parse(version.topic, version.locale, version.text, base)
    except BadArticles:
        log.error("article_unreadable", topic=version.topic, locale=version.locale, version=str(version.id))
        return None


async def _published(session: AsyncSession) -> list[Published]:
    rows = await session.execute(
        select(
            ArticleVersion.id,
            ArticleVersion.topic,
            ArticleVersion.locale,
            ArticleVersion.sha256,
            ArticleVersion.text,
            ArticleVersion.written_by,
            ArticleVersion.published_at,
        ).where(ArticleVersion.state == "published")
    )
    return [Published(*row) for row in rows]


async def _english_texts(session: AsyncSession, versions: Iterable[Published]) -> dict[tuple[str, str], str]:
    """The English texts that translations were made from, by (topic, hash)."""
    wanted = {hash_ for version in versions if (hash_ := translates_of(version.text)) and version.locale != ENGLISH}
    rows = await session.execute(
        select(ArticleVersion.topic, ArticleVersion.sha256, ArticleVersion.text).where(
            ArticleVersion.locale == ENGLISH, ArticleVersion.sha256.in_(wanted)
        )
    )
    return {(topic, sha256): text for topic, sha256, text in rows}


async def _publications(session: AsyncSession) -> dict[str, list[Publication]]:
    rows = await session.execute(
        select(ArticleVersion.topic, ArticleVersion.id, ArticleVersion.sha256, EditorialEvent.against)
        .join(EditorialEvent, EditorialEvent.article_version_id == ArticleVersion.id)
        .where(EditorialEvent.kind == "published", ArticleVersion.locale == ENGLISH)
        .order_by(EditorialEvent.id)
    )
    found: dict[str, list[Publication]] = {}
    for topic, version_id, sha256, against in rows:
        found.setdefault(topic, []).append(Publication(version_id, sha256, against))
    return found


async def _minor_edits(session: AsyncSession) -> set[tuple[UUID, str]]:
    rows = await session.execute(
        select(EditorialEvent.article_version_id, EditorialEvent.against).where(
            EditorialEvent.kind == "minor", EditorialEvent.against.is_not(None)
        )
    )
    return {(version_id, against) for version_id, against in rows if against}


async def _withdrawn(session: AsyncSession, english: Mapping[str, Published]) -> set[str]:
    """Topics whose English was published once, until somebody withdrew it."""
    topics = await session.scalars(
        select(ArticleVersion.topic)
        .where(ArticleVersion.published_at.is_not(None), ArticleVersion.locale == ENGLISH)
        .distinct()
    )
    return set(topics) - english.keys()


async def read_stamp(session: AsyncSession) -> tuple[int, int]:
    """Changes with every editorial step. The count too: a lower number may be committed after a higher one."""
    row = (await session.execute(select(func.count(), func.max(EditorialEvent.id)).select_from(EditorialEvent))).one()
    return row[0], row[1] or 0


async def refresh_library(services: Services) -> bool:
    """Load the library again if any process changed an article; return whether it did. Safe to run at any time."""
    async with services.db.read() as session:
        if await read_stamp(session) == services.library.stamp:
            return False
        old = services.library
        zone = services.settings.profile.zone
        services.library = await load_library(session, old.texts, old.is_demonstration, zone)
    return True
