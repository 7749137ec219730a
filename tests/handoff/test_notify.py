"""Telling staff: that something waits, never what; surely, and not too often."""

import asyncio
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from bot.services import Services
from bot.settings import Settings
from handoff import notify
from handoff.models import Enquiry, RiskAlert, StaffNotice, TimelineEntry
from tests.chat import Chat
from tests.conftest import Clock
from tests.factories import make_alert, make_enquiry
from tests.handoff.smtp_server import mail_server

FRIDAY_15_50 = datetime(2026, 11, 27, 15, 50, tzinfo=UTC)  # the office closes at 16:00


def with_mail(services: Services, port: int, **env: Any) -> None:
    """Set a mail server up."""
    given = {
        "smtp_host": "127.0.0.1",
        "smtp_port": port,
        "smtp_starttls": False,
        "staff_email": "desk@sendiass.example.org, lead@sendiass.example.org",
        "public_url": "https://chat.example.org/",
        **env,
    }
    settings = services.settings
    services.settings = Settings(profile=settings.profile, env=settings.env.model_copy(update=given))


async def queue(services: Services, kind: str) -> None:
    async with services.db.begin() as session:
        await notify.queue_notice(session, kind, None, services.now())


async def notices(services: Services) -> list[StaffNotice]:
    async with services.db.read() as session:
        return list(await session.scalars(select(StaffNotice)))


@pytest.mark.parametrize("kind", ["risk_alert", "risk_escalated", "new_enquiry", "breach"])
async def test_a_notice_says_that_something_waits_and_never_what(services: Services, kind: str) -> None:
    await queue(services, kind)
    async with mail_server() as server:
        with_mail(services, server.port)
        assert await notify.send_notices(services) == 1
    [mail] = server.received
    urgent = ": please look now" if kind.startswith("risk") else ""
    assert mail["subject"] == f"Something waits in the console{urgent}"
    assert mail.get_content().split() == [
        *f"Something waits in the console{urgent}.".split(),
        *"Open the console: https://chat.example.org/console/".split(),
    ]
    assert server.recipients == ["desk@sendiass.example.org", "lead@sendiass.example.org"]


async def test_a_whole_alarm_tells_staff_without_words_names_or_numbers(services: Services, chat: Chat) -> None:
    await chat.says("i want to hurt myself call me 07700 900123", risk=True)
    async with mail_server() as server:
        with_mail(services, server.port)
        assert await notify.send_notices(services) == 1
    everything = server.received[0].as_string()
    for private in ("hurt", "07700", "900123", "risk", "harm", "alert", str(chat.conversation_id)):
        assert private not in everything.casefold()


async def test_a_notice_is_sent_once(services_on_both: Services) -> None:
    await queue(services_on_both, "new_enquiry")
    async with mail_server() as server:
        with_mail(services_on_both, server.port)
        assert [await notify.send_notices(services_on_both) for _ in range(2)] == [1, 0]
    assert len(server.received) == 1


async def test_a_server_that_is_away_loses_nothing(services: Services, clock: Clock) -> None:
    await queue(services, "risk_alert")
    with_mail(services, 9)
    assert await notify.send_notices(services) == 0
    assert await notify.send_notices(services) == 0
    assert (await notices(services))[0].attempts == 1

    clock.time += notify.FIRST_WAIT
    async with mail_server() as server:
        with_mail(services, server.port)
        assert await notify.send_notices(services) == 1
    assert len(server.received) == 1


async def test_in_the_end_it_is_given_up_and_shows(services: Services, clock: Clock) -> None:
    await queue(services, "risk_alert")
    with_mail(services, 9)
    for _ in range(notify.MOST_ATTEMPTS):
        await notify.send_notices(services)
        clock.time += notify.LONGEST_WAIT
    [notice] = await notices(services)
    assert (notice.attempts, notice.sent_at) == (notify.MOST_ATTEMPTS, None)
    assert notice.failed_at is not None


async def test_without_a_mail_server_notices_wait(services: Services) -> None:
    await queue(services, "new_enquiry")
    assert await notify.send_notices(services) == 0
    assert (await notices(services))[0].attempts == 0


async def test_doctor_sends_a_test(services: Services) -> None:
    assert "ALONGSIDE_SMTP_HOST" in (await notify.send_test(services) or "")
    async with mail_server() as server:
        with_mail(services, server.port)
        assert await notify.send_test(services) is None
    assert server.received[0]["subject"] == "A test: e-mail from the console arrives"


async def test_what_a_mail_server_says_of_addresses_is_not_passed_on(services: Services) -> None:
    async with mail_server(refuses=550) as server:
        with_mail(services, server.port)
        problem = await notify.send_test(services)
    assert problem
    assert "private" not in problem


class TestBreaches:
    """A promise that was not kept."""

    async def test_it_is_found_once_after_the_promised_day(self, services_on_both: Services, clock: Clock) -> None:
        services = services_on_both
        services.now = clock
        enquiry = await make_enquiry(services, promised_on=date(2026, 11, 24))
        clock.time += timedelta(days=1)
        assert await notify.find_breaches(services) == 0
        clock.time += timedelta(days=1)
        assert [await notify.find_breaches(services) for _ in range(2)] == [1, 0]
        [notice] = await notices(services)
        assert (notice.kind, notice.about_id) == ("breach", enquiry.id)
        async with services.db.read() as session:
            assert (await session.get_one(Enquiry, enquiry.id)).breached_at == clock.time
            assert list(await session.scalars(select(TimelineEntry.kind))) == ["breached"]

    async def test_an_answer_in_time_is_none(self, services: Services, clock: Clock) -> None:
        await make_enquiry(services, waiting_since=None)
        clock.time += timedelta(days=9)
        assert await notify.find_breaches(services) == 0

    async def test_who_writes_again_later_is_promised_again(self, services: Services, clock: Clock) -> None:
        """The first promise is long past; the new wait has a promise of its own."""
        await make_enquiry(services, promised_on=date(2026, 11, 16), waiting_since=clock.time)
        assert await notify.find_breaches(services) == 0
        clock.time += timedelta(days=2)
        assert await notify.find_breaches(services) == 1

    async def test_a_second_broken_promise_counts_again(self, services: Services, clock: Clock) -> None:
        enquiry = await make_enquiry(services, breached_at=clock.time - timedelta(days=9))
        clock.time += timedelta(days=2)
        assert await notify.find_breaches(services) == 1
        assert enquiry.id == (await notices(services))[0].about_id

    async def test_a_weekend_is_no_working_day(self, services: Services, clock: Clock) -> None:
        clock.time = FRIDAY_15_50
        await make_enquiry(services, promised_on=date(2026, 11, 30))
        clock.time += timedelta(days=3)
        assert await notify.find_breaches(services) == 0
        clock.time += timedelta(days=1)
        assert await notify.find_breaches(services) == 1


class TestEscalation:
    """An alert that nobody acknowledges goes on to the deputy."""

    async def test_after_a_quarter_of_an_hour(self, services_on_both: Services, clock: Clock) -> None:
        services = services_on_both
        services.now = clock
        alert = await make_alert(services)
        clock.time += timedelta(minutes=14)
        assert await notify.escalate_alerts(services) == 0
        clock.time += timedelta(minutes=1)
        assert [await notify.escalate_alerts(services) for _ in range(2)] == [1, 0]
        async with services.db.read() as session:
            assert (await session.get_one(RiskAlert, alert.id)).escalated_at == clock.time
        [notice] = await notices(services)
        assert (notice.kind, notice.about_id) == ("risk_escalated", alert.id)

    async def test_only_office_time_counts(self, services: Services, clock: Clock) -> None:
        clock.time = FRIDAY_15_50
        await make_alert(services)
        clock.time = datetime(2026, 11, 30, 9, 4, tzinfo=UTC)  # Monday: ten minutes on Friday, four now
        assert await notify.escalate_alerts(services) == 0
        clock.time += timedelta(minutes=1)
        assert await notify.escalate_alerts(services) == 1

    async def test_an_acknowledged_one_stays(self, services: Services, clock: Clock) -> None:
        await make_alert(services, acknowledged_at=clock.time)
        clock.time += timedelta(hours=2)
        assert await notify.escalate_alerts(services) == 0

    async def test_a_message_during_an_alert_makes_no_second_one(self, services: Services, chat: Chat) -> None:
        await chat.says("i want to die", risk=True)
        await chat.says("nobody would miss me", risk=True)
        assert [notice.kind for notice in await notices(services)] == ["risk_alert"]


async def test_two_workers_send_one_mail(services_on_both: Services) -> None:
    await queue(services_on_both, "new_enquiry")
    async with mail_server() as server:
        with_mail(services_on_both, server.port)
        sent = await asyncio.gather(*(notify.send_notices(services_on_both) for _ in range(3)))
    assert (sum(sent), len(server.received)) == (1, 1)
