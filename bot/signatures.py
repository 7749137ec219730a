"""When a text counts as signed: who has to sign, for exactly which words (R26, R29).

English: a trained adviser and a lay reader, two people. A translation: a qualified reader of its language, who did not
write it, for its own words and the English they were made from; and it counts only while its English is signed.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import exists, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import ArticleVersion, EditorialEvent, SignOff
from knowledge_base.schema import ENGLISH

ENGLISH_ROLES = ("adviser", "lay_reader")
TRANSLATION_ROLES = ("language_reader",)


@dataclass(frozen=True)
class Signature:
    """One live signature."""

    id: UUID
    role: str
    signed_by: str
    english_sha256: str | None
    signed_at: datetime


def roles_for(locale: str) -> tuple[str, ...]:
    """Who has to sign a text in this language."""
    return ENGLISH_ROLES if locale == ENGLISH else TRANSLATION_ROLES


def is_complete(
    locale: str, signatures: Iterable[Signature], *, translates: str | None = None, written_by: str | None = None
) -> bool:
    """Whether everyone has signed who has to."""
    found = tuple(signatures)
    if locale != ENGLISH:
        return any(
            one.role == "language_reader" and one.english_sha256 == translates and one.signed_by != written_by
            for one in found
            if translates
        )
    advisers, readers = ({one.signed_by for one in found if one.role == role} for role in ENGLISH_ROLES)
    return bool(advisers and readers and len(advisers | readers) > 1)


async def live_signatures(session: AsyncSession, version_ids: Iterable[UUID]) -> dict[UUID, list[Signature]]:
    """The signatures under the exact text of versions that were not taken back."""
    taken_back = exists().where(EditorialEvent.sign_off_id == SignOff.id, EditorialEvent.kind == "signature_withdrawn")
    rows = await session.execute(
        select(
            SignOff.article_version_id,
            SignOff.id,
            SignOff.role,
            SignOff.signed_by,
            SignOff.english_sha256,
            SignOff.signed_at,
        )
        .join(
            ArticleVersion,
            (ArticleVersion.id == SignOff.article_version_id) & (ArticleVersion.sha256 == SignOff.sha256),
        )
        .where(SignOff.article_version_id.in_(tuple(version_ids)), ~taken_back)
        .order_by(SignOff.signed_at)
    )
    found: dict[UUID, list[Signature]] = {}
    for version_id, id_, role, signed_by, english_sha256, signed_at in rows:
        found.setdefault(version_id, []).append(Signature(id_, role, signed_by, english_sha256, signed_at))
    return found
