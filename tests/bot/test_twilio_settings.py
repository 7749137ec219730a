"""Text messages are off, or set up as a whole; what is missing is said all at once."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from bot.doctor_service import text_messages
from bot.errors import BadSettings
from bot.settings import load_settings
from tests.bot.channels.twilio_server import PUBLIC_URL, SERVICE, SETTINGS
from tests.conftest import make_settings

TODAY = date(2026, 11, 24)


def load(**env: Any) -> None:
    """Read settings of the environment, without any `.env`."""
    load_settings(_env_file=None, **env)


def test_none_set_is_off_and_all_set_is_on() -> None:
    load()
    load(**SETTINGS)
    load(**{**SETTINGS, "twilio_messaging_service_sid": "", "twilio_from": "+441210000000"})


def test_what_is_missing_is_said_all_at_once() -> None:
    with pytest.raises(BadSettings) as refused:
        load(twilio_account_sid=SETTINGS["twilio_account_sid"])
    told = str(refused.value)
    assert all(name in told for name in ("twilio_auth_token", "public_url", "twilio_from"))
    assert len(refused.value.problems) == 3


@pytest.mark.parametrize(
    ("changes", "named"),
    [
        ({"twilio_account_sid": ""}, "twilio_account_sid"),
        ({"twilio_account_sid": "SK" + "0a" * 16}, "twilio_account_sid"),
        ({"twilio_auth_token": "short"}, "twilio_auth_token"),
        ({"twilio_messaging_service_sid": "MG1"}, "twilio_messaging_service_sid"),
        ({"twilio_messaging_service_sid": ""}, "exactly one"),
        ({"twilio_from": "+441210000000"}, "exactly one"),
        ({"twilio_messaging_service_sid": "", "twilio_from": "0121 496 0000"}, "twilio_from"),
        ({"public_url": ""}, "public_url"),
        ({"public_url": "chat.example.org"}, "public_url"),
        ({"public_url": "https://chat.example.org/?a=1"}, "public_url"),
    ],
)
def test_what_is_odd_is_named_and_a_secret_is_not_shown(changes: dict[str, str], named: str) -> None:
    with pytest.raises(BadSettings) as refused:
        load(**{**SETTINGS, **changes})
    assert named in str(refused.value)
    assert SETTINGS["twilio_auth_token"] not in str(refused.value)
    assert "short" not in str(refused.value)


def test_problems_of_the_profile_and_of_twilio_come_together(tmp_path: Path) -> None:
    broken = tmp_path / "service.yml"
    broken.write_text("name: only this")
    with pytest.raises(BadSettings) as refused:
        load(service_file=broken, twilio_from="+441210000000")
    assert "council" in str(refused.value)
    assert "twilio_account_sid" in str(refused.value)


def test_doctor_says_whether_texts_are_set_up_and_where_twilio_sends_them(tmp_path: Path, sqlite_url: str) -> None:
    off = text_messages(make_settings(tmp_path, sqlite_url), TODAY)
    assert off.ok
    assert "off" in off.message
    on = text_messages(make_settings(tmp_path, sqlite_url, **SETTINGS), TODAY)
    assert on.ok
    assert f"{PUBLIC_URL}/twilio/sms" in on.message
    assert SERVICE not in on.message
    plain = make_settings(tmp_path, sqlite_url, **{**SETTINGS, "public_url": "http://chat.example.org"})
    assert not text_messages(plain, TODAY).ok
    assert "https" in text_messages(plain, TODAY).advice
