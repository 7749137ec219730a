"""Telling staff that a review is due: 60, 30 and 7 days before, and when it is past. Once for each step."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.compose import today
from bot.library import Library
from bot.locks import one_at_a_time
from bot.services import Services
from handoff.editorial_models import ReviewWarning
from handoff.editorial_overview import WARN_DAYS
from handoff.notify import queue_notice
from knowledge_base.schema import ENGLISH

PAST = 0
Step = tuple[str, date, int]


def steps_due(library: Library, day: date) -> set[Step]:
    """(topic, review date, step) of every review that is near or past: the nearest step only."""
    found = set()
    for topic in library.topics():
        article = library.article(topic, ENGLISH)
        if article is None:
            continue
        left = (article.review_by - day).days
        steps = [PAST] if left < 0 else [step for step in WARN_DAYS if left <= step]
        found |= {(topic, article.review_by, min(steps))} if steps else set()
    return found


async def warn_of_reviews(services: Services) -> int:
    """Tell staff by one e-mail of everything that is new; the console's list says what. Safe to run twice."""
    due = steps_due(services.library, today(services))
    async with services.db.read() as session:  # first without keeping writers out
        if not due - await _told(session):
            return 0
    async with services.db.begin() as session:
        await one_at_a_time(session, "review warnings")
        new = due - await _told(session)
        now = services.now()
        session.add_all(ReviewWarning(topic=t, review_by=day, step=step, warned_at=now) for t, day, step in new)
        if new:
            await queue_notice(session, "review_due", None, now)
    return len(new)


async def _told(session: AsyncSession) -> set[Step]:
    rows = await session.execute(select(ReviewWarning.topic, ReviewWarning.review_by, ReviewWarning.step))
    return {(topic, review_by, step) for topic, review_by, step in rows}
