"""The audit log: nothing is left out, nothing can be taken out, and tampering shows."""

import asyncio

import pytest
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError

from bot.services import Services
from handoff import audit
from handoff.models import AuditEvent


async def write(services: Services, action: str) -> None:
    async with services.db.begin() as session:
        await audit.record(session, None, action, "enquiry:1", at=services.now(), level=2)


async def broken_at(services: Services) -> int | None:
    async with services.db.read() as session:
        return await audit.verify(session)


async def test_a_whole_chain_is_whole(services_on_both: Services) -> None:
    assert await broken_at(services_on_both) is None
    for action in ("viewed", "taken", "closed"):
        await write(services_on_both, action)
    assert await broken_at(services_on_both) is None


async def test_two_who_write_at_once_make_one_chain(services_on_both: Services) -> None:
    await asyncio.gather(*(write(services_on_both, f"viewed_{number}") for number in range(12)))
    assert await broken_at(services_on_both) is None
    async with services_on_both.db.read() as session:
        assert list(await session.scalars(select(AuditEvent.id).order_by(AuditEvent.id))) == list(range(1, 13))


@pytest.mark.parametrize("statement", ["UPDATE audit_event SET action = 'x'", "DELETE FROM audit_event"])
async def test_the_database_refuses_to_change_the_log(services_on_both: Services, statement: str) -> None:
    await write(services_on_both, "viewed")
    with pytest.raises(DBAPIError, match="append-only"):
        async with services_on_both.db.begin() as session:
            await session.execute(text(statement))
    assert await broken_at(services_on_both) is None


@pytest.mark.parametrize(
    ("statement", "broken"),
    [
        ("UPDATE audit_event SET action = 'x' WHERE id = 2", 2),
        ("UPDATE audit_event SET caseworker_id = NULL, detail = '{\"level\": 3}' WHERE id = 2", 2),
        ("DELETE FROM audit_event WHERE id = 2", 3),
        ("DELETE FROM audit_event WHERE id = 1", 2),
        ("UPDATE audit_event SET chain = 'x' WHERE id = 3", 3),
    ],
)
async def test_what_was_changed_behind_the_triggers_shows(services: Services, statement: str, broken: int) -> None:
    for action in ("viewed", "taken", "closed"):
        await write(services, action)
    async with services.db.begin() as session:
        for verb in ("update", "delete"):
            await session.execute(text(f"DROP TRIGGER audit_event_no_{verb}"))
        await session.execute(text(statement))
    assert await broken_at(services) == broken


async def write_and_fail(services: Services) -> None:
    async with services.db.begin() as session:
        await audit.record(session, None, "taken")
        raise RuntimeError


async def test_what_is_not_committed_leaves_no_line(services: Services) -> None:
    with pytest.raises(RuntimeError):
        await write_and_fail(services)
    await write(services, "viewed")
    assert await broken_at(services) is None
