"""The lists: alerts on top, then enquiries."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, exists, select
from sqlalchemy.ext.asyncio import AsyncSession
from starlette.responses import RedirectResponse, Response

from bot.errors import NotFound
from bot.services import Services
from handoff import audit, queue
from handoff.console_call import Call, Handler
from handoff.enquiries import acknowledge_alert
from handoff.enquiry_fields import priority_reasons
from handoff.models import Caseworker, Enquiry, RiskAlert, StaffNotice
from handoff.notify import is_configured
from handoff.promise import answer_due_on, is_overdue
from handoff.sessions import PATH

MOST_SHOWN = 200
NOTICED_FOR = timedelta(days=1)
Statement = Callable[[Caseworker], Select[Enquiry]]


@dataclass(frozen=True)
class List:
    """One list of enquiries: its name, its address and its statement."""

    title: str
    path: str
    statement: Statement
    empty: str


LISTS: Mapping[str, List] = {
    "triage": List("By triage", f"{PATH}/", queue.by_triage, "No open enquiries."),
    "mine": List("Mine", f"{PATH}/mine", queue.mine, "You have no open enquiry."),
    "waiting": List("Waiting for a reply", f"{PATH}/waiting", queue.awaiting_reply, "No family waits for a reply."),
    "closed": List("Closed", f"{PATH}/closed", queue.closed, "No enquiry has been closed."),
}


@dataclass(frozen=True)
class Row:
    """An enquiry in a list."""

    enquiry: Enquiry
    topic_title: str
    reasons: Sequence[str]
    due_on: date | None
    is_overdue: bool


def show_list(name: str) -> Handler:
    """The page of one list."""

    async def show(call: Call) -> Response:
        async with call.services.db.begin() as session:
            values = await load_list(session, call.caseworker, name, call.services)
            await audit.record(session, call.caseworker.id, "queue_viewed", at=call.services.now(), list=name)
        content = call.pages.write("_lists.html", **values)
        return call.page("queue.html", **values, lists=LISTS, name=name, content=content, seen=fingerprint(content))

    return show


def fingerprint(content: str) -> str:
    """Changes when a list changes."""
    return hashlib.sha256(content.encode()).hexdigest()[:16]


async def load_list(session: AsyncSession, caseworker: Caseworker, name: str, services: Services) -> dict[str, Any]:
    """What `_lists.html` shows."""
    found = list(await session.scalars(LISTS[name].statement(caseworker).limit(MOST_SHOWN + 1)))
    return {
        "list": LISTS[name],
        "may_read": caseworker.may_read_enquiries,
        "alerts": list(await session.scalars(queue.alerts(caseworker))),
        "rows": [_row(enquiry, services) for enquiry in found[:MOST_SHOWN]],
        "has_more": len(found) > MOST_SHOWN,
        "mail_problem": await _mail_problem(session, services),
    }


def _row(enquiry: Enquiry, services: Services) -> Row:
    profile = services.settings.profile
    return Row(
        enquiry=enquiry,
        topic_title=services.library.title(enquiry.topic, "en") if enquiry.topic else "No topic",
        reasons=priority_reasons(enquiry.priority_reasons),
        due_on=answer_due_on(profile, enquiry),
        is_overdue=is_overdue(profile, enquiry, services.now()),
    )


async def _mail_problem(session: AsyncSession, services: Services) -> str:
    """Staff who rely on e-mail have to know when none comes."""
    if not is_configured(services.settings.env):
        return "Nobody is told by e-mail that something waits: no mail server is set up. Keep this page open."
    since = services.now() - NOTICED_FOR
    if await session.scalar(select(exists().where(StaffNotice.failed_at > since))):
        return (
            "An e-mail to staff could not be sent in the last day. Tell whoever runs the service; keep this page open."
        )
    return ""


async def show_alert(call: Call) -> Response:
    """One alert with the words that raised it."""
    async with call.services.db.begin() as session:
        alert = await session.scalar(queue.one_alert(call.caseworker, call.id()))
        if alert is None:
            raise NotFound("alert")
        enquiries = list(await session.scalars(_enquiries_of(call.caseworker, alert)))
        acknowledged_by = await session.get(Caseworker, alert.acknowledged_by) if alert.acknowledged_by else None
        await audit.record(session, call.caseworker.id, "alert_viewed", f"alert:{alert.id}", at=call.services.now())
    return call.page("alert.html", alert=alert, enquiries=enquiries, acknowledged_by=acknowledged_by)


def _enquiries_of(caseworker: Caseworker, alert: RiskAlert) -> Select[Enquiry]:
    return queue.visible_to(caseworker).where(Enquiry.conversation_id == alert.conversation_id)


async def acknowledge(call: Call) -> Response:
    """A person has read the alert and acts on it."""
    await acknowledge_alert(call.services, call.caseworker, call.id())
    return RedirectResponse(f"{PATH}/?done=acknowledged", 303)
