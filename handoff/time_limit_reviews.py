"""Signing a time limit, and taking that back. Each is one transaction with its line in the audit log.

Whoever may sign English articles may sign a rule; a trained adviser's signature lets it show dates.
"""

from datetime import date, timedelta

from sqlalchemy.ext.asyncio import AsyncSession

from bot.compose import today
from bot.errors import NotFound
from bot.locks import one_at_a_time
from bot.models import RuleReview
from bot.rule_reviews import load_reviews, refresh_reviews
from bot.services import Services
from handoff import audit
from handoff.editorial_rights import may, roles_of
from handoff.errors import Refused
from handoff.models import Caseworker
from knowledge_base.deadlines import Rule, load_time_limits
from knowledge_base.schema import ENGLISH

LONGEST = timedelta(days=366)  # until a rule has to be looked at again


async def sign(services: Services, caseworker: Caseworker, rule_id: str, sha256: str, review_by: str) -> None:
    """Sign one exact rule, `sha256`, until an ISO date.

    Raises:
        NotFound: no such rule, or not theirs to sign. Refused: it has changed, or the date will not do.
    """
    rule, role = _rule(rule_id), _role(caseworker)
    due = _due(review_by, today(services))
    if rule.sha256 != sha256:
        raise Refused("This rule has changed since you opened the page. Nothing was signed.")
    if not rule.is_verified:
        raise Refused("This figure was not found in a source. Check it and change its status in deadlines.yml first.")
    async with services.db.begin() as session:
        await one_at_a_time(session, "time limits")
        live = (await load_reviews(session)).of(rule)
        if any(one.signed_by == str(caseworker.id) and one.review_by >= due for one in live):
            raise Refused("You have signed this rule already.")
        await _write(session, services, caseworker, rule, "signed", role, str(caseworker.id), due)
    await refresh_reviews(services)


async def take_back(services: Services, caseworker: Caseworker, rule_id: str, signed_by: str) -> None:
    """Take back one's own signature under a rule as it stands; a manager may take back anybody's.

    Raises:
        NotFound: no such rule, or not theirs. Refused: there is no such signature any more.
    """
    rule = _rule(rule_id)
    if signed_by != str(caseworker.id) and not may(caseworker, "call_minor"):
        raise NotFound("not theirs")
    async with services.db.begin() as session:
        await one_at_a_time(session, "time limits")
        live = (await load_reviews(session)).of(rule)
        signed = next((one for one in live if one.signed_by == signed_by), None)
        if signed is None:
            raise Refused("This signature has been taken back already.")
        await _write(session, services, caseworker, rule, "taken_back", signed.role, signed_by, signed.review_by)
    await refresh_reviews(services)


def _rule(rule_id: str) -> Rule:
    rule = next((one for one in load_time_limits().rules if one.id == rule_id), None)
    if rule is None:
        raise NotFound("no such rule")
    return rule


def _role(caseworker: Caseworker) -> str:
    role = next(iter(roles_of(caseworker, ENGLISH)), "")
    if not may(caseworker, "sign", role=role):
        raise NotFound("not theirs to sign")
    return role


def _due(written: str, day: date) -> date:
    try:
        due = date.fromisoformat(written)
    except ValueError as error:
        raise Refused("Write the day of the next review.") from error
    if not day < due <= day + LONGEST:
        raise Refused("The next review has to be within a year from today.")
    return due


async def _write(
    session: AsyncSession,
    services: Services,
    caseworker: Caseworker,
    rule: Rule,
    kind: str,
    role: str,
    signed_by: str,
    due: date,
) -> None:
    name = f"{caseworker.first_name}, {caseworker.title}"
    session.add(
        RuleReview(
            rule_id=rule.id,
            sha256=rule.sha256,
            kind=kind,
            role=role,
            signed_by=signed_by,
            name=name,
            review_by=due,
            at=services.now(),
        )
    )
    about, codes = f"time_limit:{rule.id}", {"sha256": rule.sha256, "role": role, "signed_by": signed_by}
    await audit.record(session, caseworker.id, f"time_limit_{kind}", about, at=services.now(), **codes)
