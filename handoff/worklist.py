"""The editorial worklist: questions that no article answered well, without identifying anyone (R26a)."""

from collections.abc import Mapping
from typing import Any, cast
from uuid import UUID

from sqlalchemy import CursorResult, exists, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncSession

from bot.compose import today
from bot.errors import NotFound
from bot.events import QuestionLeftOpen
from bot.models import Conversation
from bot.services import Services
from handoff import audit
from handoff.editorial_models import WorklistRow
from handoff.editorial_rights import may
from handoff.errors import Refused
from handoff.models import Caseworker, RiskAlert
from handoff.worklist_words import Vocabulary, redact, vocabulary_of

KINDS: Mapping[str, str] = {
    "unanswered": "Not answered",
    "unhelpful": "“Not quite” after the answer",
    "clarified": "None of the topics offered",
}
LONGEST_NOTE = 500


async def keep_question(
    session: AsyncSession, conversation: Conversation, event: QuestionLeftOpen, services: Services
) -> None:
    """Add a question to the worklist, in the turn's own transaction. Nothing of a conversation with an alert."""
    if await session.scalar(select(exists().where(RiskAlert.conversation_id == conversation.id))):
        return
    words = _words(services, conversation.locale)
    row = {
        "topic": event.topic or "",
        "locale": conversation.locale,
        "kind": event.kind,
        "question": redact(event.words, words),
        "day": today(services),
    }
    if row["topic"] or row["question"]:
        await _count(session, row)


def _words(services: Services, locale: str) -> Vocabulary:
    profile = services.settings.profile
    return vocabulary_of(services.library, services.catalogue, locale, f"{profile.name} {profile.council}")


def warm_up(services: Services) -> None:
    """Gather the words of every language beforehand: it takes a quarter of a second each, too long within a turn."""
    for locale in services.settings.profile.languages:
        _words(services, locale)


async def _count(session: AsyncSession, row: Mapping[str, Any]) -> None:
    """One row a question and day. Two conversations may be the first at the same moment."""
    if await _add_one(session, row):
        return
    try:
        async with session.begin_nested():
            session.add(WorklistRow(**row))
    except IntegrityError:
        await _add_one(session, row)


async def _add_one(session: AsyncSession, row: Mapping[str, Any]) -> bool:
    statement = update(WorklistRow).values(count=WorklistRow.count + 1, done_on=None)
    for name, value in row.items():
        statement = statement.where(getattr(WorklistRow, name) == value)
    return cast("CursorResult[Any]", await session.execute(statement)).rowcount > 0


async def mark_done(services: Services, caseworker: Caseworker, row_id: UUID, note: str) -> None:
    """Somebody has seen to it, and says how.

    Raises:
        Refused: without a note. NotFound: no such row, or not theirs.
    """
    if not may(caseworker, "work_list"):
        raise NotFound("worklist")
    note = " ".join(note.split())[:LONGEST_NOTE]
    if not note:
        raise Refused("Write what was done about it.")
    async with services.db.begin() as session:
        row = await session.get(WorklistRow, row_id)
        if row is None:
            raise NotFound("worklist row")
        row.done_on, row.done_by, row.note = today(services), caseworker.id, note
        await audit.record(session, caseworker.id, "worklist_done", f"worklist_row:{row_id}", at=services.now())
