"""What an editor has typed and not submitted. Saved with every preview; two windows overwrite nothing."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.services import Services
from handoff.editorial_desk import at_desk
from handoff.editorial_models import ArticleDraft
from handoff.editorial_text import LONGEST, tidy
from handoff.errors import Refused
from handoff.models import Caseworker

ELSEWHERE = (
    "You changed this draft in another window after you opened this one. Copy what you typed here, "
    "then open the editor again."
)


@dataclass(frozen=True)
class Draft:
    """A typed text: what it began from, and how often it was saved. 0: not yet."""

    text: str
    based_on: UUID | None
    revision: int = 0


async def find_draft(session: AsyncSession, caseworker: Caseworker, topic: str, locale: str) -> ArticleDraft | None:
    """This editor's draft of an article."""
    found: ArticleDraft | None = await session.scalar(
        select(ArticleDraft).where(
            ArticleDraft.topic == topic, ArticleDraft.locale == locale, ArticleDraft.caseworker_id == caseworker.id
        )
    )
    return found


async def save_draft(services: Services, caseworker: Caseworker, topic: str, locale: str, draft: Draft) -> int:
    """Keep what was typed; return its new revision.

    Raises:
        Refused: too long, or another window saved since.
    """
    text = tidy(draft.text)
    if len(text) > LONGEST:
        raise Refused(f"The text is too long: it may have {LONGEST} characters.")
    async with at_desk(services, caseworker, "edit", topic, locale) as desk:
        stored = await find_draft(desk.session, caseworker, topic, locale)
        if stored is None:
            stored = ArticleDraft(topic=topic, locale=locale, caseworker_id=caseworker.id, revision=0)
            desk.session.add(stored)
        elif stored.revision != draft.revision and stored.text != text:
            raise Refused(ELSEWHERE)
        elif stored.text == text and stored.based_on == draft.based_on:
            return stored.revision
        stored.text, stored.based_on, stored.saved_at = text, draft.based_on, desk.now
        stored.revision += 1
        return stored.revision


async def discard_draft(services: Services, caseworker: Caseworker, topic: str, locale: str) -> None:
    """Throw one's own draft away. Safe to run twice."""
    async with at_desk(services, caseworker, "edit", topic, locale) as desk:
        await desk.session.execute(
            delete(ArticleDraft).where(
                ArticleDraft.topic == topic, ArticleDraft.locale == locale, ArticleDraft.caseworker_id == caseworker.id
            )
        )
