"""Signing in: the right password, wrong ones, too many, and sessions that end."""

import re
from datetime import timedelta
from http.cookies import SimpleCookie
from typing import Any

import httpx
import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from bot.services import Services
from handoff import auth
from handoff.models import AuditEvent, Caseworker, ConsoleSession
from handoff.sessions import COOKIE
from tests.conftest import Clock
from tests.factories import PASSWORD, make_caseworker
from tests.handoff.conftest import Browser

EMAIL = "priya@sendiass.example.org"


async def sign_in(browser: Browser, password: str = PASSWORD, email: str = EMAIL, **fields: str) -> httpx.Response:
    return await browser.submits("/sign-in", page="/sign-in", email=email, password=password, **fields)


async def test_a_caseworker_signs_in_and_out(services: Services, browser: Browser) -> None:
    await make_caseworker(services, email=EMAIL, first_name="Priya")

    signed_in = await sign_in(browser)
    assert signed_in.status_code == 303
    assert signed_in.headers["location"] == "/console/"
    assert "Priya" in (await browser.opens("/")).text

    await browser.submits("/sign-out")
    assert (await browser.opens("/")).headers["location"].startswith("/console/sign-in")


async def test_the_cookie_is_kept_from_scripts_and_other_sites(services: Services, browser: Browser) -> None:
    await make_caseworker(services, email=EMAIL)
    response = await sign_in(browser)
    cookie = SimpleCookie(next(c for c in response.headers.get_list("set-cookie") if c.startswith(f"{COOKIE}=")))
    assert cookie[COOKIE]["httponly"]
    assert cookie[COOKIE]["samesite"] == "strict"
    assert cookie[COOKIE]["path"] == "/console"


async def test_the_database_does_not_hold_the_token(services: Services, browser: Browser) -> None:
    await make_caseworker(services, email=EMAIL)
    await sign_in(browser)
    async with services.db.read() as session:
        stored = (await session.scalars(select(ConsoleSession))).one()
    assert browser.client.cookies[COOKIE] not in (stored.token_hash, stored.form_token)


@pytest.mark.parametrize("email", [EMAIL, "nobody@sendiass.example.org", ""])
async def test_a_wrong_password_says_the_same_to_everyone(services: Services, browser: Browser, email: str) -> None:
    await make_caseworker(services, email=EMAIL)
    response = await sign_in(browser, "not the password", email)
    assert response.status_code == 401
    assert auth.WRONG in response.text
    assert COOKIE not in browser.client.cookies


async def test_after_five_failures_even_the_right_password_waits(
    services: Services, browser: Browser, clock: Clock
) -> None:
    await make_caseworker(services, email=EMAIL)
    for _ in range(auth.MOST_FAILURES_OF_ONE):
        await sign_in(browser, "not the password")
    assert auth.TOO_OFTEN in (await sign_in(browser)).text

    clock.time += auth.WINDOW
    assert (await sign_in(browser)).status_code == 303


async def test_one_network_cannot_try_every_address(services: Services, browser: Browser) -> None:
    await make_caseworker(services, email=EMAIL)
    for number in range(auth.MOST_FAILURES_FROM_ONE):
        await sign_in(browser, "not the password", f"guess{number}@sendiass.example.org")
    assert auth.TOO_OFTEN in (await sign_in(browser)).text


async def test_slips_before_the_right_password_are_forgotten(services: Services, browser: Browser) -> None:
    await make_caseworker(services, email=EMAIL)
    for _ in range(2):
        for _ in range(auth.MOST_FAILURES_OF_ONE - 1):
            await sign_in(browser, "not the password")
        assert (await sign_in(browser)).status_code == 303
        await browser.submits("/sign-out")


async def test_signing_in_takes_no_token_from_outside(services: Services, browser: Browser) -> None:
    await make_caseworker(services, email=EMAIL)
    browser.client.cookies.set(COOKIE, "planted", domain="console.test", path="/console")
    await sign_in(browser)
    tokens = {cookie.value for cookie in browser.client.cookies.jar if cookie.name == COOKIE}
    assert "planted" not in tokens


async def test_signing_in_again_ends_the_session_before(services: Services, browser: Browser) -> None:
    await make_caseworker(services, email=EMAIL)
    await sign_in(browser)
    before = browser.client.cookies[COOKIE]
    browser.client.cookies.delete(COOKIE)
    page = (await browser.opens("/sign-in")).text
    browser.client.cookies.set(COOKIE, before, domain="console.test", path="/console")
    token = re.search(r'name="form_token" value="([^"]+)"', page)
    assert token
    fields = {"form_token": token[1], "email": EMAIL, "password": PASSWORD}
    await browser.client.post("/console/sign-in", data=fields)

    async with services.db.read() as session:
        assert len(list(await session.scalars(select(ConsoleSession)))) == 1
    assert browser.client.cookies[COOKIE] != before


async def test_a_forged_sign_in_is_refused(services: Services, browser: Browser) -> None:
    await make_caseworker(services, email=EMAIL)
    response = await browser.client.post("/console/sign-in", data={"email": EMAIL, "password": PASSWORD})
    assert response.status_code == 403
    assert COOKIE not in browser.client.cookies


@pytest.mark.parametrize(
    "target", ["https://evil.example/", "//evil.example/console/", "/", "/console/sign-out", "/console/\\evil"]
)
async def test_after_signing_in_one_never_leaves_the_console(services: Services, browser: Browser, target: str) -> None:
    await make_caseworker(services, email=EMAIL)
    response = await sign_in(browser, next=target)
    assert response.headers["location"] == "/console/"


async def test_after_signing_in_one_comes_to_the_page_one_wanted(services: Services, browser: Browser) -> None:
    await make_caseworker(services, email=EMAIL)
    assert (await sign_in(browser, next="/console/mine")).headers["location"] == "/console/mine"


async def test_a_session_ends_when_nobody_works(services: Services, browser: Browser, clock: Clock) -> None:
    await make_caseworker(services, email=EMAIL)
    await sign_in(browser)
    clock.time += timedelta(minutes=29)
    assert (await browser.opens("/")).status_code == 200
    clock.time += timedelta(minutes=29)
    assert (await browser.opens("/")).status_code == 200
    clock.time += timedelta(minutes=30)
    assert (await browser.opens("/")).status_code == 303


async def test_a_session_ends_after_a_working_day(services: Services, browser: Browser, clock: Clock) -> None:
    await make_caseworker(services, email=EMAIL)
    await sign_in(browser)
    for _ in range(29):
        clock.time += timedelta(minutes=20)
        assert (await browser.opens("/")).status_code == 200
    clock.time += timedelta(minutes=20)
    assert (await browser.opens("/")).status_code == 303


async def test_who_has_left_is_signed_out_at_once(services: Services, browser: Browser) -> None:
    caseworker = await make_caseworker(services, email=EMAIL)
    await sign_in(browser)
    async with services.db.begin() as session:
        (await session.get_one(Caseworker, caseworker.id)).is_active = False
    assert (await browser.opens("/")).status_code == 303
    assert (await sign_in(browser)).status_code == 401


async def test_a_password_hashed_with_weaker_settings_is_hashed_again(services: Services, browser: Browser) -> None:
    weak = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    caseworker = await make_caseworker(services, email=EMAIL, password_hash=weak)
    await sign_in(browser)
    async with services.db.read() as session:
        assert (await session.get_one(Caseworker, caseworker.id)).password_hash != weak


async def test_failed_sign_ins_are_in_the_audit_log_without_the_address(services: Services, browser: Browser) -> None:
    caseworker = await make_caseworker(services, email=EMAIL)
    await sign_in(browser, "not the password")
    async with services.db.read() as session:
        event = (await session.scalars(select(AuditEvent))).one()
    assert (event.action, event.about, event.detail) == ("sign_in_failed", f"caseworker:{caseworker.id}", {})


async def test_a_link_from_an_e_mail_finds_the_session(services: Services, browser: Browser) -> None:
    """Strict cookies stay behind on it; the page asks for itself once more."""
    response = await browser.opens("/", **{"sec-fetch-site": "cross-site"})
    assert response.status_code == 200
    assert 'http-equiv="refresh" content="0; url=/console/"' in response.text


class TestAddingUsers:
    """`alongside user add`."""

    async def add(self, services: Services, **given: object) -> str | None:
        details: dict[str, object] = {
            "email": EMAIL,
            "first_name": "Priya",
            "title": "SENDIASS adviser",
            "role": "caseworker",
            "highest_level": 3,
            "password": "four small wooden boats",
        }
        return await auth.add_user(services, auth.NewCaseworker(**{**details, **given}))  # type: ignore[arg-type]  # wrong on purpose

    async def test_who_was_added_can_sign_in(self, services: Services, browser: Browser) -> None:
        assert await self.add(services) is None
        assert (await sign_in(browser, "four small wooden boats", EMAIL.upper())).status_code == 303

    async def test_one_address_is_one_person(self, services: Services) -> None:
        await self.add(services)
        assert await self.add(services, email=f" {EMAIL.upper()}") is not None

    @pytest.mark.parametrize(
        "password",
        ["", "elevenchars", "passwordpassword", "Password123456", "1234567890123", "priya@sendiass", "aaaaaaaaaaaaaaa"],
    )
    async def test_weak_passwords_are_refused(self, services: Services, password: str) -> None:
        assert await self.add(services, password=password) is not None

    @pytest.mark.parametrize(
        "wrong",
        [
            {"email": "priya"},
            {"first_name": " "},
            {"title": ""},
            {"role": "king"},
            {"highest_level": 5},
            {"role": "volunteer", "highest_level": 3},
        ],
    )
    async def test_what_does_not_fit_is_refused(self, services: Services, wrong: dict[str, object]) -> None:
        assert await self.add(services, **wrong) is not None

    async def test_the_address_is_not_readable_in_the_database(self, services: Services) -> None:
        await self.add(services)
        async with services.db.read() as session:
            raw = (await session.connection()).exec_driver_sql
            row: Any = (await raw("SELECT email, sign_in_hash FROM caseworker")).one()
        assert EMAIL.encode() not in bytes(row[0])
        assert EMAIL not in row[1]


class TestMarking:
    """Who may sign articles is said when they are added, or later."""

    async def test_an_adviser_and_reader_is_marked_later_and_it_is_audited(self, services: Services) -> None:
        sam = await make_caseworker(services, email=EMAIL)
        assert await auth.mark_user(services, f" {EMAIL.upper()}", True, ("ur",)) is None
        assert await auth.mark_user(services, EMAIL, None, None) is None
        async with services.db.read() as session:
            stored = await session.get_one(Caseworker, sam.id)
            actions = list(await session.scalars(select(AuditEvent.action)))
        assert (stored.is_adviser, stored.reads_locales) == (True, "ur")
        assert actions.count("caseworker_marked") == 2

    @pytest.mark.parametrize(
        ("role", "is_adviser", "reads"),
        [
            ("volunteer", True, ()),
            ("lay_reader", False, ("ur",)),
            ("caseworker", False, ("fr",)),
            ("manager", False, ("en",)),
        ],
    )
    async def test_nobody_is_marked_as_what_they_cannot_be(
        self, services: Services, role: str, is_adviser: bool, reads: tuple[str, ...]
    ) -> None:
        await make_caseworker(services, email=EMAIL, role=role)
        assert await auth.mark_user(services, EMAIL, is_adviser, reads) is not None

    async def test_a_stranger_is_not_marked(self, services: Services) -> None:
        assert await auth.mark_user(services, "nobody@example.org", True, None) is not None
