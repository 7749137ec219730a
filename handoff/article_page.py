"""What the page of one article shows: its texts, who signed them, what waits, and every step."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.compose import today
from bot.errors import NotFound
from bot.library_loading import translates_of
from bot.models import ArticleVersion, EditorialEvent
from bot.services import Services
from bot.signatures import roles_for
from handoff.editorial_overview import ROLES, Cell, Signed, load_names, load_overview, load_signed
from handoff.editorial_rights import may, roles_of
from handoff.editorial_text import DiffLine, Remark, check, compare, read_stored
from handoff.models import Caseworker
from knowledge_base.schema import ENGLISH
from knowledge_base.topics import load_topics

KINDS: Mapping[str, str] = {
    "submitted": "Submitted",
    "published": "Published",
    "replaced": "Replaced by a newer text; kept",
    "put_aside": "Put aside",
    "withdrawn": "Withdrawn",
    "minor": "Called a minor edit",
    "signed": "Signed",
    "signature_withdrawn": "Signature taken back",
}


@dataclass(frozen=True)
class Text:
    """One version as the page shows it."""

    version: ArticleVersion
    written_by: str
    signatures: Sequence[Signed]
    missing: Sequence[str]
    may_sign_as: str  # a role, or empty
    why_not: str  # why somebody with a role may not sign this one
    is_minor: bool
    remarks: Sequence[Remark]
    diff: Sequence[DiffLine]


@dataclass(frozen=True)
class Step:
    """One line of the history."""

    at: datetime
    what: str
    by: str
    reason: str
    version_id: UUID
    sha256: str


@dataclass(frozen=True)
class ArticlePage:
    """The page of one article in one language."""

    topic: str
    locale: str
    title: str
    cells: Sequence[Cell]  # of every language
    cell: Cell
    published: Text | None
    waiting: Sequence[Text]
    history: Sequence[Step]
    english_changed_on: date | None


async def load_article_page(
    session: AsyncSession, services: Services, caseworker: Caseworker, topic: str, locale: str
) -> ArticlePage:
    """Everything about one article. The place has been checked."""
    versions = list(
        await session.scalars(
            select(ArticleVersion)
            .where(ArticleVersion.topic == topic, ArticleVersion.locale == locale)
            .order_by(ArticleVersion.created_at.desc())
        )
    )
    cells = [cell for cell in await load_overview(session, services) if cell.topic == topic]
    reading = await _reading(session, services, caseworker, topic, versions)
    edition = services.library.edition(topic, locale)
    return ArticlePage(
        topic=topic,
        locale=locale,
        title=edition.article.title if edition else load_topics()[topic].title,
        cells=cells,
        cell=next(cell for cell in cells if cell.locale == locale),
        published=next((reading.text(one) for one in versions if one.state == "published"), None),
        waiting=[reading.text(one) for one in versions if one.state == "proposed"],
        history=await _history(session, versions, reading.names),
        english_changed_on=edition.english_changed_on if edition else None,
    )


@dataclass(frozen=True)
class _Reading:
    """What every version of the page is read with."""

    services: Services
    caseworker: Caseworker
    names: Mapping[str, str]
    signatures: Mapping[UUID, Sequence[Signed]]
    minor: set[tuple[UUID, str | None]]
    english: ArticleVersion | None
    published: ArticleVersion | None

    def text(self, version: ArticleVersion) -> Text:
        signed = self.signatures.get(version.id, ())
        role, why_not = self._signing(version, signed)
        first = read_stored(version.topic, ENGLISH, self.english.text, None) if self.english else None
        checked = check(version.text, version.topic, version.locale, first, self.services.library, today(self.services))
        before = self.published.text if self.published and self.published.id != version.id else None
        return Text(
            version,
            self.names.get(version.written_by or "", "a file" if version.origin == "file" else "somebody"),
            signed,
            [ROLES[role] for role in roles_for(version.locale) if role not in {one.role for one in signed}],
            "" if why_not else role,
            why_not,
            (version.id, version.based_on) in self.minor and version.based_on is not None,
            checked.remarks,
            compare(before, version.text) if before is not None else (),
        )

    def _signing(self, version: ArticleVersion, signed: Sequence[Signed]) -> tuple[str, str]:
        """The role in which this person might sign, and why they cannot now."""
        role = next(iter(roles_of(self.caseworker, version.locale)), "")
        if not role or not may(self.caseworker, "sign", role=role, locale=version.locale):
            return "", ""
        if any(one.signed_by == str(self.caseworker.id) for one in signed):
            return role, "You have signed this text."
        if any(one.role == role for one in signed):
            return role, f"A {ROLES[role]} has signed this text."
        if version.locale != ENGLISH and version.written_by == str(self.caseworker.id):
            return role, "You wrote this translation: somebody else has to read and sign it."
        if version.locale != ENGLISH and (not self.english or translates_of(version.text) != self.english.sha256):
            return role, "The English has changed since this was translated. It has to be compared and submitted first."
        return role, ""


async def _reading(
    session: AsyncSession, services: Services, caseworker: Caseworker, topic: str, versions: Sequence[ArticleVersion]
) -> _Reading:
    minor = await session.execute(
        select(EditorialEvent.article_version_id, EditorialEvent.against).where(EditorialEvent.kind == "minor")
    )
    english = await session.scalar(
        select(ArticleVersion).where(
            ArticleVersion.topic == topic, ArticleVersion.locale == ENGLISH, ArticleVersion.state == "published"
        )
    )
    return _Reading(
        services,
        caseworker,
        await load_names(session),
        await load_signed(session, services, [one.id for one in versions]),
        {(version_id, against) for version_id, against in minor},
        english,
        next((one for one in versions if one.state == "published"), None),
    )


async def _history(session: AsyncSession, versions: Sequence[ArticleVersion], names: Mapping[str, str]) -> list[Step]:
    hashes = {one.id: one.sha256 for one in versions}
    events = await session.scalars(
        select(EditorialEvent).where(EditorialEvent.article_version_id.in_(hashes)).order_by(EditorialEvent.id.desc())
    )
    return [
        Step(
            one.at,
            KINDS[one.kind],
            names.get(one.by or "", "a file" if one.by is None else "somebody"),
            one.reason or "",
            one.article_version_id,
            hashes[one.article_version_id][:8],
        )
        for one in events
    ]


async def load_version(session: AsyncSession, topic: str, locale: str, version_id: UUID) -> ArticleVersion:
    """One version of this article. Raises NotFound."""
    version = await session.get(ArticleVersion, version_id)
    if version is None or (version.topic, version.locale) != (topic, locale):
        raise NotFound("version")
    return version
