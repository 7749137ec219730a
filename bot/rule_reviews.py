"""Which time limits people have reviewed: without a review a rule shows no date, to families or to staff.

A review is bound to the hash of the rule's exact wording and lasts until its next review day. A trained adviser's
counts; a lay reader may sign as well, and is shown.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.models import RuleReview
from knowledge_base.deadlines import Rule, TimeLimits, load_time_limits

if TYPE_CHECKING:
    from bot.services import Services

DECIDING_ROLE = "adviser"


@dataclass(frozen=True)
class Reviewed:
    """One live review."""

    role: str
    signed_by: str
    name: str
    at: datetime
    review_by: date


@dataclass(frozen=True)
class RuleReviews:
    """The live reviews by rule and hash. `stamp` changes with every one."""

    live: Mapping[tuple[str, str], tuple[Reviewed, ...]] = field(default_factory=dict)
    stamp: int = 0

    def of(self, rule: Rule) -> tuple[Reviewed, ...]:
        """The reviews of exactly this wording, those that are due again too."""
        return self.live.get((rule.id, rule.sha256), ())

    def may_show(self, rule: Rule, today: date) -> bool:
        """Whether the rule may show a date today."""
        return rule.is_verified and any(one.role == DECIDING_ROLE and one.review_by >= today for one in self.of(rule))

    def shown(self, today: date, table: TimeLimits | None = None) -> frozenset[str]:
        """The ids of every rule that may show a date today."""
        rules = (table or load_time_limits()).rules
        return frozenset(rule.id for rule in rules if self.may_show(rule, today))


async def load_reviews(session: AsyncSession) -> RuleReviews:
    """What is stored: of each person and wording the last word counts."""
    rows = list(await session.scalars(select(RuleReview).order_by(RuleReview.id)))
    return RuleReviews(_live(rows), rows[-1].id if rows else 0)


def _live(rows: Iterable[RuleReview]) -> dict[tuple[str, str], tuple[Reviewed, ...]]:
    last = {(row.rule_id, row.sha256, row.signed_by): row for row in rows}
    found: dict[tuple[str, str], tuple[Reviewed, ...]] = {}
    for row in last.values():
        if row.kind == "signed":
            review = Reviewed(row.role, row.signed_by, row.name, row.at, row.review_by)
            found[row.rule_id, row.sha256] = (*found.get((row.rule_id, row.sha256), ()), review)
    return found


async def refresh_reviews(services: "Services") -> bool:
    """Load the reviews again if any process changed them; return whether it did. Safe to run at any time."""
    async with services.db.read() as session:
        if (await session.scalar(select(func.max(RuleReview.id))) or 0) == services.reviews.stamp:
            return False
        services.reviews = await load_reviews(session)
    return True
