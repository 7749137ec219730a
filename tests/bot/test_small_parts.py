"""Readers, clock, language, keys, segments and settings."""

import json
import os
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from cryptography.fernet import Fernet

from bot.catalogue import day_in_words
from bot.clock import add_working_days, is_open, next_opening, promised_on
from bot.errors import BadInput, BadSettings
from bot.flows.readers import read_area, read_date, read_phone, read_school_year, tidy
from bot.language import detect
from bot.readiness import reasons_to_refuse
from bot.segments import count_segments
from bot.settings import ROOT, load_profile
from bot.vault import Unreadable, load_vault, make_key_file
from tests.conftest import make_settings

PROFILE = load_profile(ROOT / "service.yml")
TODAY = date(2026, 11, 24)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("18 November", "2026-11-18"),
        ("18/11/26", "2026-11-18"),
        ("3rd of March", "2026-03-03"),
        ("18 listopada", "2026-11-18"),
        ("۱۸ نومبر", "2026-11-18"),
        ("2026-11-18", "2026-11-18"),
    ],
)
def test_dates_are_read_as_people_write_them(text: str, day: str) -> None:
    assert read_date(tidy(text), TODAY) == day


@pytest.mark.parametrize("text", ["31 February", "31/02/2026", "45 March"])
def test_days_that_do_not_exist_are_refused_kindly(text: str) -> None:
    with pytest.raises(BadInput, match=r"letter_on\.again"):
        read_date(text, TODAY)


def test_a_date_far_away_is_questioned() -> None:
    with pytest.raises(BadInput, match=r"letter_on\.far"):
        read_date("18 November 1999", TODAY)


@pytest.mark.parametrize("text", ["07700 900123", "+44 7700 900123", "0121 496 0123", "(0121) 496-0123"])
def test_numbers_that_can_be_called_become_e164(text: str) -> None:
    number = read_phone(text)
    assert number is not None
    assert number.startswith("+44")


@pytest.mark.parametrize("text", ["00000000000", "12345", "07700 90", "999999999999999999"])
def test_numbers_that_nobody_can_call_are_refused(text: str) -> None:
    with pytest.raises(BadInput):
        read_phone(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Year 4", "year_4"),
        ("y9", "year_9"),
        ("4", "year_4"),
        ("reception", "reception"),
        ("nursery", "early_years"),
        ("17 years old", "age_16_18"),
        ("year 12", "age_16_18"),
        ("purple", None),
        ("Year 40", None),
    ],
)
def test_school_years_are_read_as_people_write_them(text: str, code: str | None) -> None:
    assert read_school_year(text) == code


def test_only_the_first_half_of_a_postcode_is_kept() -> None:
    assert read_area("b11 4aa") == "B11"
    assert read_area("somewhere nice") is None


def test_working_days_leave_out_weekends_and_englands_bank_holidays() -> None:
    assert add_working_days(PROFILE, date(2026, 12, 24), 1) == date(2026, 12, 29)  # 25th, weekend, 28th in lieu
    assert add_working_days(PROFILE, date(2027, 3, 25), 1) == date(2027, 3, 30)  # Good Friday to Easter Monday


def test_late_in_the_evening_the_next_working_day_is_promised() -> None:
    evening = datetime(2026, 11, 24, 21, 40, tzinfo=UTC)
    assert not is_open(PROFILE, evening)
    assert promised_on(PROFILE, evening) == date(2026, 11, 25)
    assert promised_on(PROFILE, evening, needs_interpreter=True) == date(2026, 11, 26)
    assert next_opening(PROFILE, evening).isoformat() == "2026-11-25T09:00:00+00:00"


def test_the_office_opens_by_london_time_also_in_summer() -> None:
    assert is_open(PROFILE, datetime(2026, 6, 22, 8, 30, tzinfo=UTC))
    assert not is_open(PROFILE, datetime(2026, 6, 22, 15, 45, tzinfo=UTC))


@pytest.mark.parametrize(
    ("text", "locale", "is_sure"),
    [
        ("Why is section I of our draft plan empty?", "en", True),
        ("ہمارے ڈرافٹ پلان کا سیکشن I خالی کیوں ہے؟", "ur", True),
        ("Dlaczego w projekcie planu nie ma szkoły?", "pl", True),
        ("council ne assessment se inkar kar diya hai", "ur-Latn", True),
        ("EHCP", None, False),
        ("hi", None, False),
        ("😀", None, False),
    ],
)
def test_language_is_sure_only_of_sentences(text: str, locale: str | None, is_sure: bool) -> None:
    guess = detect(text)
    assert guess.is_sure is is_sure
    if is_sure:
        assert guess.locale == locale


@pytest.mark.parametrize(
    ("text", "segments"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("ż" * 70, 1),
        ("ż" * 71, 2),
        ("😀" * 36, 2),
        ("", 1),
    ],
)
def test_segments_are_counted_as_carriers_do(text: str, segments: int) -> None:
    assert count_segments(text) == segments


@pytest.mark.parametrize("locale", ["en", "ur", "pl"])
def test_days_are_said_in_words(locale: str) -> None:
    words = {"en": "Wednesday 25 November", "ur": "بدھ، 25 نومبر", "pl": "środa 25 listopada"}
    assert day_in_words(date(2026, 11, 25), locale) == words[locale]


def test_keys_can_be_rotated_and_hashes_stay(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "k.keys"
    make_key_file(path)
    old = load_vault(path)
    secret, hashed = old.encrypt("words"), old.hash("p", "x")
    keys = json.loads(path.read_text())
    keys["encryption"].insert(0, Fernet.generate_key().decode())
    path.write_text(json.dumps(keys))
    new = load_vault(path)
    assert new.decrypt(secret) == "words"
    assert new.hash("p", "x") == hashed
    with pytest.raises(Unreadable):
        old.decrypt(new.encrypt("words"))


def test_keys_that_others_can_read_are_refused(tmp_path: Path) -> None:
    make_key_file(tmp_path / "k.keys")
    (tmp_path / "k.keys").chmod(0o644)
    with pytest.raises(BadSettings, match="chmod 600"):
        load_vault(tmp_path / "k.keys")


def test_a_key_file_is_never_overwritten(tmp_path: Path) -> None:
    make_key_file(tmp_path / "k.keys")
    with pytest.raises(FileExistsError):
        make_key_file(tmp_path / "k.keys")
    assert os.stat(tmp_path / "k.keys").st_mode & 0o777 == 0o600  # noqa: PTH116  # the mode is the point


def test_every_problem_of_a_profile_is_reported_at_once(tmp_path: Path) -> None:
    path = tmp_path / "service.yml"
    path.write_text(
        (ROOT / "service.yml")
        .read_text()
        .replace("working_days: 1\n", "working_days: 0\n", 1)
        .replace("reference_prefix: BK", "reference_prefix: bk9")
    )
    with pytest.raises(BadSettings) as found:
        load_profile(path)
    assert len(found.value.problems) == 2


def test_a_public_address_is_refused_while_a_number_is_unverified(tmp_path: Path) -> None:
    url = f"sqlite+aiosqlite:///{tmp_path}/x.db"
    assert reasons_to_refuse(make_settings(tmp_path, url)) == []
    public = reasons_to_refuse(make_settings(tmp_path, url, host="0.0.0.0"))
    assert len(public) == len(PROFILE.emergency)
