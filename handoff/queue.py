"""The lists of the console, as statements: the caller runs them."""

from uuid import UUID

from sqlalchemy import ColumnElement, Select, exists, false, func, select, true
from sqlalchemy.orm import selectinload

from handoff.models import Caseworker, Enquiry, RiskAlert


def visible_to(caseworker: Caseworker) -> Select[Enquiry]:
    """Every enquiry query starts here: the one place that decides who may see what."""
    level = func.coalesce(Enquiry.level, Enquiry.proposed_level)
    may_read = true() if caseworker.may_read_enquiries else false()
    may_see_words = true() if caseworker.sees_alerts else ~_with_alert()
    return select(Enquiry).where(may_read, level <= caseworker.highest_level, may_see_words)


def _with_alert() -> ColumnElement[bool]:
    """The words of an alert are in the conversation too, and volunteers do not see alerts (R32b)."""
    return exists().where(RiskAlert.conversation_id == Enquiry.conversation_id)


def alerts_visible_to(caseworker: Caseworker) -> Select[RiskAlert]:
    """Every alert query starts here. Volunteers see none (R32b)."""
    return select(RiskAlert).where(true() if caseworker.sees_alerts else false())


def by_triage(caseworker: Caseworker) -> Select[Enquiry]:
    """Open enquiries: highest priority first, then the promise that ends first, then the longest wait."""
    return _open(caseworker).order_by(
        Enquiry.priority.desc(),
        Enquiry.promised_on,
        Enquiry.waiting_since.is_(None),  # PostgreSQL and SQLite sort nothing differently
        Enquiry.waiting_since,
        Enquiry.opened_at,
    )


def mine(caseworker: Caseworker) -> Select[Enquiry]:
    """What this caseworker has taken."""
    return by_triage(caseworker).where(Enquiry.assignee_id == caseworker.id)


def awaiting_reply(caseworker: Caseworker) -> Select[Enquiry]:
    """Open enquiries where the family wrote last, longest wait first."""
    return (
        _open(caseworker).where(Enquiry.waiting_since.is_not(None)).order_by(Enquiry.waiting_since, Enquiry.opened_at)
    )


def closed(caseworker: Caseworker) -> Select[Enquiry]:
    """What was closed, the last first."""
    return _listed(visible_to(caseworker)).where(Enquiry.status == "closed").order_by(Enquiry.closed_at.desc())


def alerts(caseworker: Caseworker) -> Select[RiskAlert]:
    """Alerts that nobody has acknowledged, the oldest first."""
    return alerts_visible_to(caseworker).where(RiskAlert.acknowledged_at.is_(None)).order_by(RiskAlert.raised_at)


def one_enquiry(caseworker: Caseworker, enquiry_id: UUID) -> Select[Enquiry]:
    """One enquiry, if this caseworker may see it."""
    return _listed(visible_to(caseworker)).where(Enquiry.id == enquiry_id)


def one_alert(caseworker: Caseworker, alert_id: UUID) -> Select[RiskAlert]:
    """One alert, if this caseworker may see it."""
    return alerts_visible_to(caseworker).where(RiskAlert.id == alert_id)


def _open(caseworker: Caseworker) -> Select[Enquiry]:
    return _listed(visible_to(caseworker)).where(Enquiry.status == "open")


def _listed(statement: Select[Enquiry]) -> Select[Enquiry]:
    return statement.options(selectinload(Enquiry.assignee))
