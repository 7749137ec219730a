"""`alongside doctor` finds what is missing and says what to do; live mode is refused until it is there."""

import asyncio
import re
import socket
from collections.abc import Sequence
from datetime import date
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from rich.console import Console

import bootstrap
from bot.doctor import examine, exit_code, show
from bot.doctor_machine import copy_of_keys, env_file, keys, keys_fingerprint, pdfs, ports, tracked_secrets
from bot.doctor_pages import approvals, page_reviews, sentences
from bot.doctor_records import database
from bot.doctor_service import dpia, emergency_numbers, mail, placeholders, public_address
from bot.finding import Finding
from bot.readiness import reasons_to_refuse
from bot.settings import Settings
from tests.conftest import make_settings

TODAY = date(2026, 11, 24)


@pytest.fixture
def settings(tmp_path: Path, sqlite_url: str) -> Settings:
    """The demonstration, with keys and a migrated database."""
    return make_settings(tmp_path, sqlite_url)


def changed(settings: Settings, **profile: Any) -> Settings:
    """The same service with some of service.yml changed."""
    return settings.model_copy(update={"profile": settings.profile.model_copy(update=profile)})


def with_env(settings: Settings, **env: Any) -> Settings:
    """The same service with some of the environment changed."""
    return settings.model_copy(update={"env": settings.env.model_copy(update=env)})


def named(findings: Sequence[Finding], name: str) -> Finding:
    """The one finding of this name."""
    return next(finding for finding in findings if finding.name == name)


async def test_every_fault_comes_with_what_to_do(settings: Settings) -> None:
    findings = await examine(settings, today=TODAY)
    assert [finding.name for finding in findings if not finding.ok and not finding.advice] == []


async def test_live_mode_is_refused_while_the_demonstration_is_not(settings: Settings) -> None:
    demonstration = await examine(settings, today=TODAY)
    live = await examine(changed(settings, profile="live"), today=TODAY)
    local = {finding.name for finding in live if finding.required} - {f.name for f in demonstration if f.required}
    assert local == {
        "copy of the keys",
        "emergency numbers",
        "placeholders",
        "data protection impact assessment",
        "mail to staff",
        "public address",
        "signatures",
        "the service's own sentences",
        "policies and pages",
    }
    assert exit_code(live) == 1


def test_only_what_is_required_refuses() -> None:
    assert exit_code([Finding("a", True, ""), Finding("b", False, "", required=False)]) == 0
    assert exit_code([Finding("a", True, ""), Finding("b", False, "")]) == 1


def test_what_is_shown_is_plain() -> None:
    out = StringIO()
    code = show([Finding("port", False, "something else has 8000 [it]", "Stop that.")], Console(file=out, width=200))
    assert code == 1
    assert "port: something else has 8000 [it]" in out.getvalue()
    assert "Stop that." in out.getvalue()


def test_keys_that_others_can_read_are_a_fault(settings: Settings) -> None:
    assert keys(settings).ok
    settings.env.key_file.chmod(0o640)
    assert "chmod 600" in keys(settings).message


def test_a_copy_of_the_keys_counts_for_these_keys_only(settings: Settings) -> None:
    assert not copy_of_keys(settings).ok
    note = settings.env.key_file.with_name("copy.txt")
    note.write_text(f"{keys_fingerprint(settings.env.key_file)} A. Person, safe on floor 2")
    assert copy_of_keys(settings).ok
    note.write_text("0123456789ab A. Person, an older copy")
    assert not copy_of_keys(settings).ok


def test_the_advice_on_keys_tells_nothing_about_them(settings: Settings) -> None:
    secrets = re.findall(r"[\w=-]{32,}", settings.env.key_file.read_text())
    advice = copy_of_keys(settings).advice
    assert secrets
    assert not any(secret in advice for secret in secrets)


@pytest.mark.parametrize(("mode", "ok"), [(0o600, True), (0o644, False)])
def test_env_holds_passwords(settings: Settings, tmp_path: Path, mode: int, ok: bool) -> None:
    (tmp_path / ".env").write_text("ALONGSIDE_SMTP_PASSWORD=x")
    (tmp_path / ".env").chmod(mode)
    assert env_file(settings, tmp_path).ok is ok


def test_a_missing_library_is_named_by_its_package(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    assert pdfs(settings).ok
    monkeypatch.setitem(bootstrap.LIBRARIES, "there-is-none", "libnothing0")
    finding = pdfs(settings)
    assert not finding.ok
    assert not finding.required
    assert "apt-get install libnothing0" in finding.advice


def test_git_tracks_no_secret_of_ours(settings: Settings) -> None:
    assert tracked_secrets(settings).ok


async def test_a_port_of_somebody_else_is_named(settings: Settings) -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        finding = await ports(with_env(settings, port=other.getsockname()[1]))
    assert not finding.ok
    assert "ALONGSIDE_PORT" in finding.advice


async def test_a_service_that_answers_has_its_own_port(settings: Settings) -> None:
    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok")
        await writer.drain()
        writer.close()

    async with await asyncio.start_server(answer, "127.0.0.1", 0) as server:
        port = server.sockets[0].getsockname()[1]
        assert "the service answers" in (await ports(with_env(settings, port=port))).message


async def test_the_database_is_migrated(settings: Settings) -> None:
    assert (await database(settings)).ok


async def test_looking_for_a_database_does_not_make_one(settings: Settings, tmp_path: Path) -> None:
    missing = tmp_path / "none.db"
    finding = await database(with_env(settings, database_url=f"sqlite+aiosqlite:///{missing}"))
    assert not finding.ok
    assert not missing.exists()


async def test_an_old_database_is_to_be_upgraded(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "old.db").touch()
    finding = await database(with_env(settings, database_url=f"sqlite+aiosqlite:///{tmp_path / 'old.db'}"))
    assert "db upgrade" in finding.advice


async def test_a_database_that_is_away_is_a_fault(settings: Settings) -> None:
    finding = await database(with_env(settings, database_url="postgresql+psycopg://nobody@127.0.0.1:1/none"))
    assert "cannot be reached" in finding.message


def test_emergency_numbers_hold_for_90_days(settings: Settings) -> None:
    def called(on: date) -> Settings:
        lines = settings.profile.emergency.items()
        checked = {name: line.model_copy(update={"verified_on": on, "verified_by": "A. P."}) for name, line in lines}
        return changed(settings, emergency=checked)

    assert not emergency_numbers(settings, TODAY).ok
    assert emergency_numbers(called(date(2026, 8, 26)), TODAY).ok
    assert not emergency_numbers(called(date(2026, 8, 25)), TODAY).ok


@pytest.mark.parametrize(
    ("phone", "ok"),
    [
        ("0121 496 0123", False),
        ("+44 121 496 0123", False),
        ("07700 900123", False),
        ("020 7946 0018", False),
        ("01632 960001", False),
        ("0121 303 1234", True),
        ("0808 2000 247", True),
    ],
)
def test_a_number_for_drama_is_a_placeholder(settings: Settings, phone: str, ok: bool) -> None:
    contact = settings.profile.contact.model_copy(update={"phone": phone})
    assert ("contact.phone" not in placeholders(changed(settings, contact=contact), TODAY).message) is ok


def test_nobodys_host_is_a_placeholder(settings: Settings) -> None:
    assert "contact.email" in placeholders(settings, TODAY).message


def test_an_assessment_signed_tomorrow_is_not_signed(settings: Settings) -> None:
    signature = settings.profile.dpia.model_copy(update={"signed_by": "A. Person", "signed_on": TODAY})
    assert dpia(changed(settings, dpia=signature), TODAY).ok
    assert not dpia(changed(settings, dpia=signature), date(2026, 11, 23)).ok


@pytest.mark.parametrize("name", ["independence", "controller", "lawful_basis", "complaint_route"])
def test_a_sentence_that_only_the_service_can_write_is_missed(settings: Settings, name: str) -> None:
    settings = changed(settings, languages=("en", "ur", "pl"))
    assert sentences(settings, TODAY).ok
    in_english_only = {"en": "A sentence."}
    finding = sentences(changed(settings, **{name: in_english_only}, profile="live"), TODAY)
    assert finding.required
    assert f"{name} (ur)" in finding.message
    reasons = reasons_to_refuse(changed(settings, **{name: {"en": " "}}, profile="live"), TODAY)
    assert any(f"{name} (en)" in reason for reason in reasons)


def test_policies_that_nobody_approved_and_old_ones_are_named(settings: Settings) -> None:
    assert "accessibility (en)" in approvals(settings, TODAY).message
    assert not approvals(settings, TODAY).required
    assert page_reviews(settings, TODAY).ok
    assert "complaints (en)" in page_reviews(settings, date(2030, 1, 1)).message


def test_a_live_service_is_not_served_without_an_approved_privacy_notice(settings: Settings) -> None:
    reasons = reasons_to_refuse(changed(settings, profile="live"), TODAY)
    assert any("nobody approved" in reason and "privacy (en)" in reason for reason in reasons)
    assert not any("nobody approved" in reason for reason in reasons_to_refuse(settings, TODAY))


def test_every_placeholder_is_listed(settings: Settings) -> None:
    message = placeholders(settings, TODAY).message
    for where in ("name", "independence.en", "controller.en", "lawful_basis.en", "contact.phone", "local.local_offer"):
        assert where in message
    assert "events.title" in message
    assert "emergency.local_childrens_services.number" in message


def test_mail_that_is_not_set_names_what_to_set(settings: Settings) -> None:
    assert "ALONGSIDE_STAFF_EMAIL" in mail(settings, TODAY).message
    full = with_env(settings, smtp_host="mail.test", smtp_from="a@mail.test", staff_email="b@mail.test")
    assert mail(full, TODAY).ok


def test_a_public_address_is_https_with_secure_cookies(settings: Settings) -> None:
    assert not public_address(with_env(settings, public_url="https://chat.test"), TODAY).ok
    assert public_address(with_env(settings, public_url="https://chat.test", secure_cookies=True), TODAY).ok


async def test_a_test_mail_says_what_went_wrong(settings: Settings) -> None:
    async def fails(_: Settings) -> str:
        return "the mail server did not answer"

    finding = named(await examine(settings, send_test=fails, today=TODAY), "test e-mail")
    assert not finding.ok
    assert finding.message == "the mail server did not answer"
