"""Days in free text, as families write them in each language."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from bot.dates import find_days
from bot.settings import ROOT, load_profile

TODAY = date(2026, 11, 26)
PHRASES = yaml.safe_load(Path(__file__).with_name("date_phrases.yml").read_text(encoding="utf-8"))
ROWS = [(locale, *row) for locale, rows in PHRASES.items() for row in rows]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row[0]}: {row[1]}")
def test_a_day_is_read_as_it_was_meant(row: tuple[Any, ...]) -> None:
    locale, text, day, kind, *doubt = row
    found = find_days(text, TODAY, locale)
    assert [(one.day, one.kind, one.is_ambiguous) for one in found] == [(day, kind, doubt == ["?"])]


def test_every_language_has_at_least_eight_phrases() -> None:
    offered = {*load_profile(ROOT / "service.yml").languages, "ur-Latn", "pa-Latn", "bn-Latn"}
    assert {locale for locale, rows in PHRASES.items() if len(rows) >= 8} == offered


@pytest.mark.parametrize("row", [row for row in ROWS if row[3] == "limit"], ids=lambda row: f"{row[0]}: {row[1]}")
def test_a_limit_is_seen_whatever_language_the_page_is_in(row: tuple[Any, ...]) -> None:
    assert [one.kind for one in find_days(row[1], TODAY, "en")] == ["limit"]


@pytest.mark.parametrize(
    "text",
    [
        "he may have autism and sat alone 3 times",
        "she needs 24/7 care",
        "a half day, 2.5 hours, costs £3.50",
        "year 4, age 9, his peer group",
        "call me on 07700 900123",
        "we want to march with the others",
        "31 February",
        "I have had enough of this",
        "what help may a nursery offer",
        "she is in Year 7 and has 15 hours of support a week",
    ],
)
def test_what_is_no_day_is_not_read_as_one(text: str) -> None:
    assert find_days(text, TODAY) == ()


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("ur", "بجٹ خالی ہے"),
        ("ur", "تین ہفتے سے جواب نہیں آیا"),
        ("ur", "وہ ہفتے میں ایک دن آتی ہے"),
        ("ur", "بیٹا اب 18 کا ہے"),
        ("pl", "mam 16 lat"),
        ("ro", "are 2 luni"),
    ],
)
def test_words_that_are_also_days_are_not_taken_for_them(locale: str, text: str) -> None:
    assert find_days(text, TODAY, locale) == ()


def test_the_words_that_a_day_came_from_are_kept() -> None:
    found = find_days("they wrote on Friday, 20 November and we have until 4/12/2026", TODAY)
    assert [one.words for one in found] == ["Friday, 20 November", "4/12/2026"]


def test_a_leap_day_waits_for_a_year_that_has_one() -> None:
    assert find_days("until 29 February", TODAY) == ()  # 2028: too far to be meant
    assert [one.day for one in find_days("until 29 February", date(2028, 1, 10))] == [date(2028, 2, 29)]


def test_a_limit_that_has_just_passed_is_not_moved_to_next_year() -> None:
    assert [one.day for one in find_days("the deadline was 20 November", TODAY)] == [date(2026, 11, 20)]


@given(st.text(max_size=200), st.sampled_from([*PHRASES, "de"]))
def test_no_text_is_too_odd(text: str, locale: str) -> None:
    for one in find_days(text, TODAY, locale):
        assert one.words in text


@given(st.dates(date(2025, 1, 1), date(2027, 10, 31)))
def test_a_whole_date_is_read_exactly(day: date) -> None:
    written = f"{day.day} {day:%B} {day.year}"
    assert [one.day for one in find_days(written, TODAY)] == [day]
