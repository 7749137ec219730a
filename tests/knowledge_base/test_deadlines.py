"""Time limits: every day worked out by hand, what holds for any day, and a table that refuses what is wrong."""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.deadline_days import windows_of, work_out
from knowledge_base.deadlines import DEADLINES_YML, Rule, load_time_limits, read_time_limits
from knowledge_base.problems import BadArticles

TABLE = load_time_limits()
RULES = {rule.id: rule for rule in TABLE.rules}
FIXTURES = yaml.safe_load(Path(__file__).with_name("deadline_days.yml").read_text(encoding="utf-8"))
COUNTED = [rule for rule in TABLE.rules if rule.unit != "before_date"]
days = st.dates(date(2024, 1, 1), date(2032, 12, 31))


@pytest.mark.parametrize("row", FIXTURES, ids=lambda row: f"{row['rule']} {row['start']}: {row['why']}")
def test_the_day_is_the_one_worked_out_by_hand(row: dict[str, Any]) -> None:
    found = work_out(RULES[row["rule"]], row["start"], row.get("certificate"))
    if "none" in row:
        assert found is None
        return
    assert found is not None
    expected = (row["ends"], row.get("safe", row["ends"]), row.get("until"))
    assert (found.ends_on, found.safe_on, found.extended_to) == expected


def test_there_are_sixty_and_every_rule_is_among_them() -> None:
    assert len(FIXTURES) >= 60
    assert {rule.id for rule in TABLE.rules if rule.is_verified} == {row["rule"] for row in FIXTURES}


def test_a_figure_that_was_not_found_gives_no_day() -> None:
    assert not RULES["sixth_day_council"].is_verified
    shown = {window.rule.id for window in windows_of(TABLE.rules_of("permanent_exclusion"), date(2026, 11, 18))}
    assert shown == {"governors_meet", "discrimination_claim"}


def test_only_school_days_are_the_earliest_possible() -> None:
    start = date(2026, 11, 18)
    earliest = {rule.id for rule in COUNTED if (one := work_out(rule, start)) and one.is_earliest}
    assert earliest == {"governors_meet", "panel_request", "sixth_day_school", "sixth_day_council"}


def test_what_the_family_has_to_do_comes_first_and_the_earliest_of_it_before_the_rest() -> None:
    found = windows_of(TABLE.rules_of("suspension"), date(2026, 11, 18))
    assert [window.rule.who for window in found] == ["family", "school"]


@given(st.sampled_from(COUNTED), days)
def test_nothing_ends_before_it_starts(rule: Rule, start: date) -> None:
    found = work_out(rule, start)
    assert found is not None
    assert start <= found.safe_on <= found.ends_on
    assert found.extended_to is None or found.extended_to > found.ends_on


@given(st.sampled_from(COUNTED), days, days)
def test_a_later_start_never_ends_earlier(rule: Rule, one: date, other: date) -> None:
    first, second = (work_out(rule, day) for day in sorted((one, other)))
    assert first
    assert second
    assert first.ends_on <= second.ends_on
    assert first.safe_on <= second.safe_on


@given(days, days, days)
def test_a_later_certificate_never_takes_time_away(start: date, one: date, other: date) -> None:
    rule = RULES["appeal"]
    without = work_out(rule, start)
    first, second = (work_out(rule, start, day) for day in sorted((one, other)))
    assert without
    assert first
    assert second
    assert without.ends_on <= first.ends_on <= second.ends_on


@pytest.mark.parametrize("name", ["gives", "amount", "unit", "who", "note", "status", "is_extended", "starts"])
def test_another_wording_has_another_hash(name: str) -> None:
    rule = RULES["appeal"]
    changed: dict[str, Any] = {"amount": 3, "is_extended": False, "starts": ("final_plan",)}
    assert replace(rule, **{name: changed.get(name, "other")}).sha256 != rule.sha256


def test_the_layout_of_the_file_does_not_change_a_hash() -> None:
    text = DEADLINES_YML.read_text(encoding="utf-8").replace("unit: months", "unit:   'months'")
    again = read_time_limits(text, DEADLINES_YML)
    assert [rule.sha256 for rule in again.rules] == [rule.sha256 for rule in TABLE.rules]


@pytest.mark.parametrize(
    ("old", "new", "says"),
    [
        ("unit: weeks", "unit: fortnights", "cannot be"),
        ("amount: 20", "amount: many", "whole number"),
        ('before: "03-31"', 'before: "31-03"', "month first"),
        ("starts: [governors_decision]", "starts: [gossip]", "cannot be"),
        ("id: ombudsman", "id: appeal", "given twice"),
        ("topics: [moving-area]", "topics: [moving-house]", "cannot be"),
        ("https://www.gov.uk/complain-about-school/disability-discrimination", "a page", "https"),
        ("starts: [problem_known]", "starts: [discrimination]", "No rule starts"),
    ],
)
def test_a_wrong_table_is_refused_with_the_reason(old: str, new: str, says: str) -> None:
    text = DEADLINES_YML.read_text(encoding="utf-8")
    assert old in text
    with pytest.raises(BadArticles, match=says):
        read_time_limits(text.replace(old, new, 1), DEADLINES_YML)
