"""Tables of editorial work beside the articles themselves: drafts, warnings of reviews, and the worklist.

None of them holds anything about a family: see `worklist_words.py` for what a question is stripped of.
"""

from datetime import date, datetime
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from bot.db import AwareUtc, Base


class ArticleDraft(Base):
    """What one editor is writing and has not submitted. `based_on` is the version they began from.

    Each editor has their own, so that two at once overwrite nothing; `revision` does the same for two tabs.
    """

    __tablename__ = "article_draft"
    __table_args__ = (UniqueConstraint("topic", "locale", "caseworker_id"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    topic: Mapped[str]
    locale: Mapped[str]
    caseworker_id: Mapped[UUID] = mapped_column(ForeignKey("caseworker.id", ondelete="CASCADE"))
    based_on: Mapped[UUID | None] = mapped_column(ForeignKey("article_version.id"), default=None)
    text: Mapped[str]
    revision: Mapped[int] = mapped_column(default=1)
    saved_at: Mapped[datetime] = mapped_column(AwareUtc)


class ReviewWarning(Base):
    """Staff were told that a review is due in `step` days; 0: it is past, and the article withdrawn."""

    __tablename__ = "review_warning"

    topic: Mapped[str] = mapped_column(primary_key=True)
    review_by: Mapped[date] = mapped_column(primary_key=True)
    step: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    warned_at: Mapped[datetime] = mapped_column(AwareUtc)


class WorklistRow(Base):
    """A question that no article answered well, without anything that names or leads to anybody (R26a).

    `topic` and `question` are empty where there is none.
    """

    __tablename__ = "worklist_row"
    __table_args__ = (
        UniqueConstraint("topic", "locale", "kind", "question", "day"),
        CheckConstraint("kind IN ('unanswered', 'unhelpful', 'clarified')", name="kind"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    topic: Mapped[str]
    locale: Mapped[str]
    kind: Mapped[str]
    question: Mapped[str]
    day: Mapped[date]
    count: Mapped[int] = mapped_column(default=1)
    done_on: Mapped[date | None] = mapped_column(default=None)
    done_by: Mapped[UUID | None] = mapped_column(ForeignKey("caseworker.id"), default=None)
    note: Mapped[str | None] = mapped_column(default=None)
