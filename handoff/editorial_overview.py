"""Every topic in every language at a glance: what is served, who signed, what is due, and what is missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.compose import today
from bot.library import Edition, Library
from bot.models import ArticleVersion
from bot.services import Services
from bot.signatures import Signature, live_signatures, roles_for
from handoff.models import Caseworker
from knowledge_base.schema import ENGLISH
from knowledge_base.topics import load_topics

STATES: Mapping[str, str] = {
    "missing": "No article",
    "withdrawn": "Withdrawn",
    "unreadable": "Cannot be read",
    "overdue": "Review overdue: withdrawn",
    "stale": "English has changed: withheld",
    "english_gone": "The English is not published",
    "unsigned": "Not signed",
    "english_unsigned": "Signed; the English is not",
    "marked": "Signed; English changed since, minor",
    "signed": "Signed",
}
ROLES: Mapping[str, str] = {
    "adviser": "trained adviser",
    "lay_reader": "lay reader",
    "language_reader": "reader of the language",
}
WARN_DAYS = (60, 30, 7)
SOON = timedelta(days=WARN_DAYS[0])


@dataclass(frozen=True)
class Signed:
    """One live signature with its name."""

    id: UUID
    role: str
    signed_by: str
    name: str
    on: date


@dataclass(frozen=True)
class Cell:
    """One topic in one language. `state` is a key of STATES."""

    topic: str
    locale: str
    state: str
    is_served: bool
    version_id: UUID | None = None
    signatures: tuple[Signed, ...] = ()
    missing: tuple[str, ...] = ()
    review_by: date | None = None
    days_left: int | None = None
    proposals: int = 0
    findings: int = 0

    @property
    def is_due(self) -> bool:
        """Whether the review is due within the longest warning, or past."""
        return self.days_left is not None and self.days_left <= SOON.days

    @property
    def is_hole(self) -> bool:
        """Whether a live service would have nothing to say here."""
        return self.state not in {"signed", "marked"}


async def load_overview(
    session: AsyncSession, services: Services, findings: Mapping[tuple[str, str], int] | None = None
) -> list[Cell]:
    """A cell for every topic and language, topics in their own order."""
    rows = await session.execute(
        select(ArticleVersion.topic, ArticleVersion.locale, ArticleVersion.id, ArticleVersion.state).where(
            ArticleVersion.state.in_(("published", "proposed", "withdrawn"))
        )
    )
    stored: dict[tuple[str, str], list[tuple[UUID, str]]] = {}
    for topic, locale, id_, state in rows:
        stored.setdefault((topic, locale), []).append((id_, state))
    ids = [id_ for versions in stored.values() for id_, state in versions if state == "published"]
    signatures = await load_signed(session, services, ids)
    keys = [(topic, locale) for topic in load_topics() for locale in services.settings.profile.languages]
    day, found = today(services), findings or {}
    return [_cell(key, stored.get(key, ()), signatures, services.library, day, found.get(key, 0)) for key in keys]


def _cell(
    key: tuple[str, str],
    versions: Sequence[tuple[UUID, str]],
    signatures: Mapping[UUID, tuple[Signed, ...]],
    library: Library,
    day: date,
    findings: int,
) -> Cell:
    topic, locale = key
    edition = library.edition(topic, locale)
    published = next((id_ for id_, state in versions if state == "published"), None)
    signed = signatures.get(published, ()) if published else ()
    missing = tuple(role for role in roles_for(locale) if role not in {one.role for one in signed})
    review_by = edition.article.review_by if edition else None
    state = _state_of(edition, day, missing) if edition else _state_without(key, [s for _, s in versions], library)
    return Cell(
        topic,
        locale,
        state,
        is_served=key in library.served(day),
        version_id=published,
        signatures=signed,
        missing=missing,
        review_by=review_by,
        days_left=(review_by - day).days if review_by else None,
        proposals=sum(state == "proposed" for _, state in versions),
        findings=findings,
    )


def _state_of(edition: Edition, day: date, missing: Sequence[str]) -> str:
    if edition.article.review_by < day:
        return "overdue"
    if edition.is_stale:
        return "stale"
    if not edition.is_signed:
        return "unsigned" if missing else "english_unsigned"
    return "marked" if edition.english_changed_on else "signed"


def _state_without(key: tuple[str, str], states: Sequence[str], library: Library) -> str:
    """Why there is no edition of what may well be stored."""
    topic, locale = key
    if "published" in states:
        return "english_gone" if locale != ENGLISH and library.edition(topic, ENGLISH) is None else "unreadable"
    return "withdrawn" if "withdrawn" in states else "missing"


async def load_signed(
    session: AsyncSession, services: Services, version_ids: Sequence[UUID]
) -> dict[UUID, tuple[Signed, ...]]:
    """Live signatures by version, with names and days."""
    live = await live_signatures(session, version_ids)
    names = await load_names(session)
    zone = services.settings.profile.zone
    return {
        version_id: tuple(
            Signed(one.id, one.role, one.signed_by, name_of(one, names), one.signed_at.astimezone(zone).date())
            for one in several
        )
        for version_id, several in live.items()
    }


def name_of(signature: Signature, names: Mapping[str, str]) -> str:
    """Who signed."""
    return names.get(signature.signed_by, "somebody who has left")


async def load_names(session: AsyncSession) -> dict[str, str]:
    """Everybody's name and title, by id."""
    rows = await session.execute(select(Caseworker.id, Caseworker.first_name, Caseworker.title))
    return {str(id_): f"{first_name}, {title}" for id_, first_name, title in rows}


def holes(cells: Sequence[Cell]) -> dict[tuple[str, str], list[str]]:
    """What is missing before a live service says everything everywhere: (state, locale) → topics."""
    found: dict[tuple[str, str], list[str]] = {}
    for cell in cells:
        if cell.is_hole:
            found.setdefault((cell.state, cell.locale), []).append(cell.topic)
    return dict(sorted(found.items(), key=lambda item: (item[0][1] != ENGLISH, item[0])))
