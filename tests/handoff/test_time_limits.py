"""Signing time limits, and what caseworkers see of them: on both databases, as the right person and the wrong one."""

import re
from dataclasses import replace
from datetime import date, timedelta
from html import unescape

import httpx
import pytest
from fastapi import FastAPI
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from bot.errors import NotFound
from bot.events import EnquirySent
from bot.models import RuleReview
from bot.rule_reviews import RuleReviews, load_reviews, refresh_reviews
from bot.services import Services
from handoff import audit, time_limit_reviews
from handoff.errors import Refused
from handoff.models import AuditEvent, Caseworker
from handoff.time_limits import has_near_limit, limit_lines, limits_written
from knowledge_base.deadlines import Rule, TimeLimits, load_time_limits
from tests.conftest import Clock
from tests.factories import make_enquiry
from tests.handoff.conftest import browser_of
from tests.handoff.editors import Team, make_team

TABLE = load_time_limits()
RULES = {rule.id: rule for rule in TABLE.rules}
APPEAL = RULES["appeal"]
TODAY = date(2026, 11, 23)
DUE = "2027-11-01"


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def sign(services: Services, who: Caseworker, rule: Rule = APPEAL, due: str = DUE) -> None:
    await time_limit_reviews.sign(services, who, rule.id, rule.sha256, due)


async def test_a_rule_shows_dates_once_an_adviser_signed_it(services_on_both: Services) -> None:
    services, team = services_on_both, await make_team(services_on_both)
    assert services.reviews.shown(TODAY) == frozenset()
    await sign(services, team.adviser)
    assert services.reviews.shown(TODAY) == {"appeal"}
    async with services.db.read() as session:
        (row,) = await session.scalars(select(RuleReview))
        assert (row.name, row.role, row.review_by) == ("Ada, SENDIASS adviser", "adviser", date(2027, 11, 1))
        assert await audit.verify(session) is None
        assert [one.action for one in await session.scalars(select(AuditEvent))] == ["time_limit_signed"]


async def test_a_lay_readers_signature_alone_shows_nothing(services_on_both: Services) -> None:
    services, team = services_on_both, await make_team(services_on_both)
    await sign(services, team.lay_reader)
    assert services.reviews.of(APPEAL)
    assert services.reviews.shown(TODAY) == frozenset()


@pytest.mark.parametrize("name", ["manager", "volunteer", "administrator", "reader"])
async def test_nobody_else_signs(services: Services, name: str) -> None:
    team = await make_team(services)
    with pytest.raises(NotFound):
        await sign(services, getattr(team, name))


async def test_a_changed_rule_shows_nothing_until_it_is_signed_again(services_on_both: Services) -> None:
    services, team = services_on_both, await make_team(services_on_both)
    await sign(services, team.adviser)
    changed = replace(APPEAL, amount=3)
    assert services.reviews.may_show(APPEAL, TODAY)
    assert not services.reviews.may_show(changed, TODAY)
    assert services.reviews.shown(TODAY, TimeLimits(TABLE.kinds, (changed,))) == frozenset()


async def test_after_the_next_review_day_the_rule_is_withheld(services_on_both: Services) -> None:
    services, team = services_on_both, await make_team(services_on_both)
    await sign(services, team.adviser, due="2027-01-31")
    assert services.reviews.may_show(APPEAL, date(2027, 1, 31))
    assert not services.reviews.may_show(APPEAL, date(2027, 2, 1))


async def test_a_signature_taken_back_counts_no_more(services_on_both: Services) -> None:
    services, team = services_on_both, await make_team(services_on_both)
    await sign(services, team.adviser)
    with pytest.raises(NotFound):
        await time_limit_reviews.take_back(services, team.translator, "appeal", str(team.adviser.id))
    await time_limit_reviews.take_back(services, team.manager, "appeal", str(team.adviser.id))
    assert services.reviews.shown(TODAY) == frozenset()
    with pytest.raises(Refused, match="already"):
        await time_limit_reviews.take_back(services, team.adviser, "appeal", str(team.adviser.id))
    await sign(services, team.adviser)
    assert services.reviews.shown(TODAY) == {"appeal"}


@pytest.mark.parametrize("due", ["", "soon", "2026-11-23", "2028-01-01"])
async def test_the_next_review_is_within_a_year(services: Services, due: str) -> None:
    team = await make_team(services)
    with pytest.raises(Refused):
        await sign(services, team.adviser, due=due)


async def test_what_was_not_shown_or_not_found_is_not_signed(services: Services) -> None:
    team = await make_team(services)
    with pytest.raises(Refused, match="changed"):
        await time_limit_reviews.sign(services, team.adviser, "appeal", "0" * 64, DUE)
    with pytest.raises(Refused, match="source"):
        await sign(services, team.adviser, RULES["sixth_day_council"])
    with pytest.raises(NotFound):
        await time_limit_reviews.sign(services, team.adviser, "gossip", "0" * 64, DUE)
    await sign(services, team.adviser)
    with pytest.raises(Refused, match="already"):
        await sign(services, team.adviser)


async def test_another_process_sees_the_signature(services_on_both: Services) -> None:
    services, team = services_on_both, await make_team(services_on_both)
    before = services.reviews
    await sign(services, team.adviser)
    services.reviews = before  # as a process that has not looked yet
    assert await refresh_reviews(services)
    assert services.reviews.shown(TODAY) == {"appeal"}
    assert not await refresh_reviews(services)


@pytest.mark.parametrize("statement", [update(RuleReview).values(kind="signed"), delete(RuleReview)])
async def test_reviews_are_never_changed(services_on_both: Services, statement: object) -> None:
    services, team = services_on_both, await make_team(services_on_both)
    await sign(services, team.adviser)
    with pytest.raises(DBAPIError):
        async with services.db.begin() as session:
            await session.execute(statement)  # type: ignore[call-overload]  # either kind of statement
    async with services.db.read() as session:
        assert (await load_reviews(session)).shown(TODAY) == {"appeal"}


async def test_the_page_shows_every_rule_and_an_adviser_signs_on_it(services: Services, app: FastAPI) -> None:
    team = await make_team(services)
    async with browser_of(app, services, team.adviser) as browser:
        page = (await browser.opens("/time-limits")).text
        for rule in TABLE.rules:
            assert f'id="rule-{rule.id}"' in page
            assert all(source.url in page for source in rule.sources)
        assert "2 months from the start; that day does not count." in words_of(page)
        assert "Before 15 February of the year" in words_of(page)
        form = {"rule": "appeal", "sha256": APPEAL.sha256, "review_by": DUE}
        answer = await browser.submits("/time-limits/sign", page="/time-limits", **form)
        assert answer.status_code == 303
        page = (await browser.opens("/time-limits")).text
        assert f"1 of {len(TABLE.rules)} rules show dates" in words_of(page)
        assert "Signed by Ada, SENDIASS adviser (trained adviser)" in words_of(page)
        again = await browser.submits("/time-limits/sign", page="/time-limits", **form)
        assert again.status_code == 409
        back = {"rule": "appeal", "signed_by": str(team.adviser.id)}
        assert (await browser.submits("/time-limits/take-back", page="/time-limits", **back)).status_code == 303
    assert services.reviews.shown(TODAY) == frozenset()


async def test_who_may_not_sign_sees_no_form(services: Services, app: FastAPI) -> None:
    team: Team = await make_team(services)
    async with browser_of(app, services, team.volunteer) as browser:
        page = (await browser.opens("/time-limits")).text
        assert "/time-limits/sign" not in page
        form = {"rule": "appeal", "sha256": APPEAL.sha256, "review_by": DUE}
        assert (await browser.submits("/time-limits/sign", page="/", **form)).status_code == 404


async def test_nobody_signed_in_sees_nothing(app: FastAPI, services: Services) -> None:
    transport = httpx.ASGITransport(app=app)
    async with httpx.AsyncClient(transport=transport, base_url="http://console.test") as client:
        assert (await client.get("/console/time-limits")).status_code == 303


async def test_an_enquiry_shows_its_windows_with_rule_source_and_days_left(services: Services, app: FastAPI) -> None:
    team = await make_team(services)
    given = {"letter_kind": "refused_assess", "letter_on": "2026-11-16", "words": "we have till Friday to answer"}
    enquiry = await make_enquiry(services, topic="ehcna-refused", **given)
    async with browser_of(app, services, team.adviser) as browser:
        page = words_of((await browser.opens(f"/enquiries/{enquiry.id}")).text)
        assert "Letter: the council will not assess" in page
        assert page.count("No date: nobody has reviewed this rule as it stands.") == 2
        assert "2027" not in page.partition("Time limits")[2].partition("Level and priority")[0]
        await sign(services, team.adviser)
        page = words_of((await browser.opens(f"/enquiries/{enquiry.id}")).text)
    assert "Sat 16 Jan 2027. 54 days left Not a working day: Fri 15 Jan 2027 is the last before it." in page
    assert "Children and Families Act 2014, section 51" in page
    assert "“Friday”: Fri 27 Nov, read from their words" in page


def test_without_a_kind_of_letter_there_is_no_date() -> None:
    assert limit_lines("not_sure", "2026-11-16", None, RuleReviews(), TODAY) == ()
    assert limit_lines(None, "2026-11-16", None, RuleReviews(), TODAY) == ()


def test_limits_in_their_own_words_are_read_as_of_the_day_they_were_written(clock: Clock) -> None:
    written = TODAY - timedelta(days=7)
    assert [one.day for one in limits_written(("we have till Friday", None), written, "en")] == [date(2026, 11, 20)]


@pytest.mark.parametrize(
    ("slots", "words", "is_near"),
    [
        ({"letter_kind": "refused_assess", "letter_on": "2026-11-16"}, "", False),
        ({"letter_kind": "refused_assess", "letter_on": "2026-10-08"}, "", True),  # until Tuesday 8 December
        ({"letter_kind": "refused_assess", "letter_on": "2026-10-09"}, "", False),
        ({"letter_kind": "refused_assess", "letter_on": "2026-08-01"}, "", True),  # passed
        ({"letter_kind": "refused_assess", "letter_on": "2026-08-01", "certificate_on": "2026-11-20"}, "", False),
        ({"letter_kind": "permanent_exclusion", "letter_on": "2026-11-20"}, "", False),  # the governors act, not they
        ({"letter_on": "declined"}, "", False),
        ({}, "muszę odpowiedzieć do jutra", True),
        ({}, "ہمیں جمعہ تک جواب دینا ہے", True),
        ({}, "they wrote on Friday", False),
    ],
)
def test_what_is_near(slots: dict[str, str], words: str, is_near: bool) -> None:
    sent = EnquirySent("XX-1", slots, "parent", "ehcna-refused", words, TODAY, level=1)
    assert has_near_limit(sent, TODAY, "en") is is_near
