"""The audit log: every view, every change and every failed sign-in, in a chain that a changed row breaks.

Each row carries a keyed sha256 of itself and of the row before it, so that whoever can write to the database but
does not hold the keys cannot make a new chain. A log cut off at its end is not seen: keep copies elsewhere.
"""

import json
from datetime import UTC, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import utc_now
from bot.db import vault
from bot.locks import one_at_a_time
from handoff.models import AuditEvent

Code = str | int | bool | None


async def record(
    session: AsyncSession,
    caseworker_id: UUID | None,
    action: str,
    about: str | None = None,
    *,
    at: datetime | None = None,
    **codes: Code,
) -> None:
    """Append to the log in the caller's transaction. `about` is "enquiry:<id>"; `codes` hold ids and codes only.

    Call it last: on PostgreSQL others wait from here until the commit.
    """
    await one_at_a_time(session, "audit")
    last = (await session.execute(select(AuditEvent).order_by(AuditEvent.id.desc()).limit(1))).scalar()
    event = AuditEvent(
        id=last.id + 1 if last else 1,
        at=at or utc_now(),
        caseworker_id=caseworker_id,
        action=action,
        about=about,
        detail=dict(codes),
    )
    event.chain = _link(last.chain if last else "", event)
    session.add(event)
    await session.flush()


async def verify(session: AsyncSession) -> int | None:
    """The id of the first row that does not fit the one before it; None if the chain is whole."""
    before, chain = 0, ""
    rows = await session.stream_scalars(select(AuditEvent).order_by(AuditEvent.id).execution_options(yield_per=1000))
    async for event in rows:
        if event.id != before + 1 or event.chain != _link(chain, event):
            return event.id
        before, chain = event.id, event.chain
    return None


def _link(before: str, event: AuditEvent) -> str:
    row = [
        before,
        event.id,
        event.at.astimezone(UTC).isoformat(),
        str(event.caseworker_id),
        event.action,
        event.about,
        event.detail,
    ]
    return vault().hash("audit", json.dumps(row, sort_keys=True, separators=(",", ":")))
