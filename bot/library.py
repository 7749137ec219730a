"""The articles that may be served now, and the version each outbound part points to.

`article_version` is the one truth: each file's version is registered at start if it is new. In a live service only
signed, current texts are served; the demonstration serves unsigned ones under a label (R20, R24, R29).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.catalogue import Catalogue
from bot.clock import utc_now
from bot.models import ArticleVersion, SignOff, TextVersion
from knowledge_base.schema import Article

REQUIRED_SIGNATURES = frozenset({"adviser", "lay_reader"})


@dataclass(frozen=True)
class Edition:
    """An article as it may be served: its version, and whether people have signed it."""

    article: Article
    version_id: UUID
    is_signed: bool


class Library:
    """Editions by (topic, locale), and the ids of the fixed texts' versions by (key, locale)."""

    def __init__(
        self,
        editions: Mapping[tuple[str, str], Edition],
        texts: Mapping[tuple[str, str], UUID],
        is_demonstration: bool,
    ) -> None:
        self._editions = editions
        self._texts = texts
        self._is_demonstration = is_demonstration

    def find(self, topic: str, locale: str, today: date) -> Edition | None:
        """The edition in `locale`, else the English one; None if neither may be served today."""
        return self._serving(topic, locale, today) or self._serving(topic, "en", today)

    def _serving(self, topic: str, locale: str, today: date) -> Edition | None:
        edition = self._editions.get((topic, locale))
        if edition is None or edition.article.review_by < today:
            return None
        return edition if edition.is_signed or self._is_demonstration else None

    def served(self, today: date) -> frozenset[tuple[str, str]]:
        """(topic, locale) of all that may be served today."""
        return frozenset(key for key in self._editions if self._serving(*key, today))

    def young_versions(self) -> frozenset[tuple[str, str]]:
        """(topic, locale) of those with a young person's version."""
        return frozenset(key for key, e in self._editions.items() if e.article.young_person_short)

    def title(self, topic: str, locale: str) -> str:
        """The title in `locale`, else in English, else the topic's id."""
        edition = self._editions.get((topic, locale)) or self._editions.get((topic, "en"))
        return edition.article.title if edition else topic

    def article(self, topic: str, locale: str) -> Article | None:
        """The article itself, in exactly this locale."""
        edition = self._editions.get((topic, locale))
        return edition.article if edition else None

    def topics(self) -> tuple[str, ...]:
        """Every topic with an English article."""
        return tuple(sorted(topic for topic, locale in self._editions if locale == "en"))

    def text_id(self, key: str, locale: str) -> UUID:
        """The version of a fixed text."""
        return self._texts[key, locale]


async def register_articles(session: AsyncSession, articles: Mapping[tuple[str, str], Article]) -> None:
    """Add a version for each file that is new, and mark those it replaces. Safe to run twice."""
    stored = await session.execute(select(ArticleVersion.topic, ArticleVersion.locale, ArticleVersion.sha256))
    known = {(topic, locale, sha256) for topic, locale, sha256 in stored}
    for (topic, locale), article in articles.items():
        if (topic, locale, article.sha256) not in known:
            session.add(_version(article))
        await session.execute(
            update(ArticleVersion)
            .where(ArticleVersion.topic == topic, ArticleVersion.locale == locale)
            .where(ArticleVersion.sha256 != article.sha256, ArticleVersion.state == "published")
            .values(state="replaced")
        )


def _version(article: Article) -> ArticleVersion:
    text = article.path.read_text(encoding="utf-8")
    return ArticleVersion(
        topic=article.topic,
        locale=article.locale,
        sha256=article.sha256,
        text=text,
        state="published",
        review_by=article.review_by,
        created_at=utc_now(),
    )


async def register_texts(session: AsyncSession, catalogue: Catalogue) -> dict[tuple[str, str], UUID]:
    """Add a version for each fixed text that is new; return the ids of today's. Safe to run twice."""
    stored = await session.execute(select(TextVersion.key, TextVersion.locale, TextVersion.sha256, TextVersion.id))
    known = {(key, locale, sha256): id_ for key, locale, sha256, id_ in stored}
    ids: dict[tuple[str, str], UUID] = {}
    for key, locale, text in catalogue.items():
        id_ = known.get((key, locale, text.sha256))
        if id_ is None:
            version = TextVersion(key=key, locale=locale, sha256=text.sha256, text=text.text, created_at=utc_now())
            session.add(version)
            await session.flush()
            id_ = version.id
        ids[key, locale] = id_
    return ids


async def load_library(
    session: AsyncSession,
    articles: Mapping[tuple[str, str], Article],
    texts: Mapping[tuple[str, str], UUID],
    is_demonstration: bool,
) -> Library:
    """The published editions with their signatures."""
    versions = await session.execute(
        select(ArticleVersion.topic, ArticleVersion.locale, ArticleVersion.sha256, ArticleVersion.id)
    )
    signed = await _signed_versions(session)
    editions = {}
    for topic, locale, sha256, id_ in versions:
        article = articles.get((topic, locale))
        if article and article.sha256 == sha256:
            editions[topic, locale] = Edition(article, id_, id_ in signed)
    return Library(editions, texts, is_demonstration)


async def _signed_versions(session: AsyncSession) -> set[UUID]:
    """Versions whose exact text carries every signature needed."""
    rows = await session.execute(
        select(SignOff.article_version_id, SignOff.role).join(
            ArticleVersion,
            (ArticleVersion.id == SignOff.article_version_id) & (ArticleVersion.sha256 == SignOff.sha256),
        )
    )
    roles: dict[UUID, set[str]] = {}
    for version_id, role in rows:
        roles.setdefault(version_id, set()).add(role)
    return {version_id for version_id, found in roles.items() if found >= REQUIRED_SIGNATURES}
