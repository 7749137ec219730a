"""An open transaction on one article in one language, under somebody's hand: what is there, and writing it down."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.compose import today
from bot.errors import NotFound
from bot.library_loading import refresh_library
from bot.locks import one_at_a_time
from bot.models import ArticleVersion, EditorialEvent
from bot.services import Services
from handoff import audit
from handoff.editorial_rights import Deed, may
from handoff.models import Caseworker
from knowledge_base.schema import ENGLISH
from knowledge_base.topics import load_topics


@dataclass(frozen=True)
class Desk:
    """One article in one language."""

    services: Services
    session: AsyncSession
    caseworker: Caseworker
    topic: str
    locale: str
    now: datetime

    @property
    def today(self) -> date:
        """The day where the service is."""
        return today(self.services)

    async def versions(self, *states: str, locale: str | None = None) -> list[ArticleVersion]:
        """Its versions in these states, the newest first."""
        found = await self.session.scalars(
            select(ArticleVersion)
            .where(ArticleVersion.topic == self.topic, ArticleVersion.locale == (locale or self.locale))
            .where(ArticleVersion.state.in_(states))
            .order_by(ArticleVersion.created_at.desc())
        )
        return list(found)

    async def published(self, locale: str | None = None) -> ArticleVersion | None:
        """What is published."""
        return next(iter(await self.versions("published", locale=locale)), None)

    async def english(self) -> ArticleVersion | None:
        """The published English, which a translation is made from."""
        return await self.published(ENGLISH)

    async def head(self) -> ArticleVersion | None:
        """What an editor goes on from: what the console proposes, else what is published."""
        proposed = [version for version in await self.versions("proposed") if version.origin == "console"]
        return proposed[0] if proposed else await self.published()

    async def write_down(
        self,
        version: ArticleVersion,
        kind: str,
        *,
        against: str | None = None,
        reason: str | None = None,
        sign_off_id: UUID | None = None,
        **codes: audit.Code,
    ) -> None:
        """One step, in the article's history and in the audit log. Call it last."""
        self.session.add(
            EditorialEvent(
                article_version_id=version.id,
                kind=kind,
                sign_off_id=sign_off_id,
                against=against,
                reason=reason,
                by=str(self.caseworker.id),
                at=self.now,
            )
        )
        details: dict[str, audit.Code] = {"topic": self.topic, "locale": self.locale, "sha256": version.sha256, **codes}
        about = f"article_version:{version.id}"
        await audit.record(self.session, self.caseworker.id, f"article_{kind}", about, at=self.now, **details)


@asynccontextmanager
async def at_desk(
    services: Services, caseworker: Caseworker, deed: Deed, topic: str, locale: str, *, role: str = ""
) -> AsyncIterator[Desk]:
    """Open a transaction for a deed, alone with all articles; afterwards serve what it changed.

    Raises:
        NotFound: no such article, or not theirs to do this with.
    """
    check_place(services, topic, locale)
    if not may(caseworker, deed, role=role, locale=locale):
        raise NotFound(f"{deed} {topic} {locale}")
    async with services.db.begin() as session:
        await one_at_a_time(session, "articles")
        yield Desk(services, session, caseworker, topic, locale, services.now())
    await refresh_library(services)


def check_place(services: Services, topic: str, locale: str) -> None:
    """Raises NotFound if there is no such topic, or the language is not offered."""
    if topic not in load_topics() or locale not in services.settings.profile.languages:
        raise NotFound("no such article")
