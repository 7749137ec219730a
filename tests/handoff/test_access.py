"""Who may see and do what: the right caseworker, one without the level, a volunteer, an administrator, nobody."""

from collections.abc import Mapping
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot.services import Services
from handoff.models import AuditEvent, Caseworker, Enquiry, RiskAlert, TimelineEntry
from tests.factories import make_alert, make_caseworker, make_conversation, make_enquiry
from tests.handoff.conftest import Browser, browser_of

PEOPLE: Mapping[str, dict[str, Any]] = {
    "right": {"role": "caseworker", "highest_level": 3},
    "manager": {"role": "manager", "highest_level": 4},
    "lead": {"role": "safeguarding_lead", "highest_level": 4},
    "low": {"role": "caseworker", "highest_level": 2},
    "volunteer": {"role": "volunteer", "highest_level": 2},
    "administrator": {"role": "administrator", "highest_level": 4},
    "lay_reader": {"role": "lay_reader", "highest_level": 4},
    "gone": {"role": "manager", "highest_level": 4, "is_active": False},
}
MAY_SEE_LEVEL_3 = {"right", "manager", "lead"}
SEES_ALERTS = {"right", "manager", "lead", "low"}
ACTIONS = {
    "take": {"seen_holder": ""},
    "reply": {"reply": "We can talk tomorrow."},
    "give-back": {},
    "level": {"level": "3"},
    "interpreted": {},
    "note": {"note": "Rang twice."},
    "close": {"outcome": "advice_given"},
}


async def person(services: Services, who: str) -> Caseworker:
    return await make_caseworker(services, first_name=who, **PEOPLE[who])


@pytest.mark.parametrize("who", PEOPLE)
async def test_an_enquiry_is_seen_by_those_of_its_level(services: Services, app: FastAPI, who: str) -> None:
    enquiry = await make_enquiry(services, proposed_level=3)
    async with browser_of(app, services, await person(services, who)) as browser:
        page = await browser.opens(f"/enquiries/{enquiry.id}")
        stream = await stream_status(browser, f"/enquiries/{enquiry.id}/stream")
        queue = await browser.opens("/")
    assert page.status_code == (200 if who in MAY_SEE_LEVEL_3 else 303 if who == "gone" else 404)
    assert stream == (200 if who in MAY_SEE_LEVEL_3 else 204 if who == "gone" else 404)
    assert (enquiry.reference in queue.text) == (who in MAY_SEE_LEVEL_3)


async def stream_status(browser: Browser, path: str) -> int:
    async with browser.follows(path) as stream:
        while not stream.status:
            await stream.next_piece()
    return stream.status


@pytest.mark.parametrize("action", ACTIONS)
@pytest.mark.parametrize("who", [who for who in PEOPLE if who not in MAY_SEE_LEVEL_3])
async def test_nobody_changes_what_they_may_not_see(services: Services, app: FastAPI, who: str, action: str) -> None:
    enquiry = await make_enquiry(services, proposed_level=3)
    async with browser_of(app, services, await person(services, who)) as browser:
        token = "" if who == "gone" else await browser.form_token()
        response = await browser.client.post(
            f"/console/enquiries/{enquiry.id}/{action}", data={"form_token": token, **ACTIONS[action]}
        )
    assert response.status_code == (303 if who == "gone" else 404)
    async with services.db.read() as session:
        assert list(await session.scalars(select(TimelineEntry))) == []
        now = await session.get_one(Enquiry, enquiry.id)
    assert (now.status, now.assignee_id, now.level) == ("open", None, None)


@pytest.mark.parametrize("who", MAY_SEE_LEVEL_3)
async def test_those_of_the_level_do_everything(services: Services, app: FastAPI, who: str) -> None:
    enquiry = await make_enquiry(services, proposed_level=3, locale="ur", interpretation="needs_interpreter")
    page = f"/enquiries/{enquiry.id}"
    in_order = ("take", "reply", "level", "interpreted", "note", "give-back", "close")
    async with browser_of(app, services, await person(services, who)) as browser:
        for action in in_order:
            response = await browser.submits(f"{page}/{action}", page=page, **ACTIONS[action])
            assert response.status_code == 303, action
        await browser.opens(response.headers["location"].removeprefix("/console"))
    async with services.db.read() as session:
        kinds = list(await session.scalars(select(TimelineEntry.kind).order_by(TimelineEntry.at)))
        actions = set(await session.scalars(select(AuditEvent.action)))
    assert set(kinds) == {"taken", "replied", "level_confirmed", "interpreted", "note", "returned", "closed"}
    assert set(kinds) <= actions


@pytest.mark.parametrize("who", PEOPLE)
async def test_alerts_are_for_those_who_act_on_them(services: Services, app: FastAPI, who: str) -> None:
    alert = await make_alert(services)
    async with browser_of(app, services, await person(services, who)) as browser:
        queue = await browser.opens("/")
        page = await browser.opens(f"/alerts/{alert.id}")
        token = "" if who == "gone" else await browser.form_token()
        path = f"/console/alerts/{alert.id}/acknowledge"
        acknowledged = await browser.client.post(path, data={"form_token": token})
    assert (str(alert.id) in queue.text) == (who in SEES_ALERTS)
    assert page.status_code == (200 if who in SEES_ALERTS else 303 if who == "gone" else 404)
    assert acknowledged.status_code == (303 if who in SEES_ALERTS or who == "gone" else 404)
    async with services.db.read() as session:
        now = await session.get_one(RiskAlert, alert.id)
    assert (now.acknowledged_at is not None) == (who in SEES_ALERTS)


async def test_a_volunteer_does_not_see_an_enquiry_with_an_alert(services: Services, app: FastAPI) -> None:
    """Its conversation holds the words of the alert (R32b)."""
    conversation = await make_conversation(services)
    enquiry = await make_enquiry(services, conversation=conversation)
    async with browser_of(app, services, await person(services, "volunteer")) as browser:
        assert (await browser.opens(f"/enquiries/{enquiry.id}")).status_code == 200
        await make_alert(services, conversation.id)
        assert (await browser.opens(f"/enquiries/{enquiry.id}")).status_code == 404
    async with browser_of(app, services, await person(services, "low")) as browser:
        assert (await browser.opens(f"/enquiries/{enquiry.id}")).status_code == 200


@pytest.mark.parametrize("confirmed", [True, False])
async def test_the_confirmed_level_counts_before_the_proposed_one(
    services: Services, app: FastAPI, confirmed: bool
) -> None:
    levels: dict[str, Any] = {"proposed_level": 2, "level": 3} if confirmed else {"proposed_level": 3, "level": 2}
    enquiry = await make_enquiry(services, **levels)
    async with browser_of(app, services, await person(services, "low")) as browser:
        assert (await browser.opens(f"/enquiries/{enquiry.id}")).status_code == (404 if confirmed else 200)


@pytest.mark.parametrize(
    "path", ["/", "/mine", "/waiting", "/closed", "/enquiries/x", "/alerts/x", "/nothing", "/enquiries/x/stream"]
)
async def test_without_signing_in_there_is_only_the_sign_in_page(browser: Browser, path: str) -> None:
    response = await browser.opens(path)
    assert response.status_code in {303, 204}
    assert response.text == ""
    posted = await browser.client.post("/console/enquiries/x/take", data={})
    assert posted.status_code == 303


@pytest.mark.parametrize(
    "path", ["/enquiries/x", f"/enquiries/{'0' * 32}", "/alerts/x", "/nothing", "/static/../auth.py"]
)
async def test_what_is_not_there_looks_like_what_one_may_not_see(services: Services, app: FastAPI, path: str) -> None:
    hidden = await make_enquiry(services, proposed_level=4)
    async with browser_of(app, services, await person(services, "low")) as browser:
        missing = await browser.opens(path)
        unseen = await browser.opens(f"/enquiries/{hidden.id}")
    assert missing.status_code == unseen.status_code == 404
    assert missing.text == unseen.text


@pytest.mark.parametrize("token", ["", "wrong", "ö", None])
async def test_a_forged_form_changes_nothing(services: Services, app: FastAPI, token: str | None) -> None:
    enquiry = await make_enquiry(services)
    fields = {"seen_holder": ""} | ({"form_token": token} if token is not None else {})
    async with browser_of(app, services, await person(services, "right")) as browser:
        response = await browser.client.post(f"/console/enquiries/{enquiry.id}/take", data=fields)
    assert response.status_code == 403
    async with services.db.read() as session:
        assert (await session.get_one(Enquiry, enquiry.id)).assignee_id is None
        assert (await session.scalars(select(AuditEvent.action))).one() == "form_refused"


async def test_one_persons_form_is_not_anothers(services: Services, app: FastAPI) -> None:
    enquiry = await make_enquiry(services)
    async with browser_of(app, services, await person(services, "manager")) as other:
        token = await other.form_token()
    async with browser_of(app, services, await person(services, "right")) as browser:
        path = f"/console/enquiries/{enquiry.id}/take"
        response = await browser.client.post(path, data={"form_token": token, "seen_holder": ""})
    assert response.status_code == 403


async def test_a_form_that_is_too_long_is_not_read(services: Services, app: FastAPI) -> None:
    enquiry = await make_enquiry(services)
    async with browser_of(app, services, await person(services, "right")) as browser:
        response = await browser.client.post(f"/console/enquiries/{enquiry.id}/note", data={"note": "x" * 70_000})
    assert response.status_code == 413


@pytest.mark.parametrize("path", ["/", "/sign-in", "/nothing", "/enquiries/x/stream", "/static/console.css"])
async def test_every_answer_has_the_security_headers(services: Services, app: FastAPI, path: str) -> None:
    async with browser_of(app, services, await person(services, "right")) as browser:
        headers = (await browser.opens(path)).headers
    policy = headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy
    assert "frame-ancestors 'none'" in policy
    assert headers["referrer-policy"] == "no-referrer"
    assert ("no-store" in headers["cache-control"]) == ("static" not in path)
