"""Measuring, the report and the choice of thresholds, on readings made up."""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from intents.calibration import choose_thresholds, thresholds_text, write_thresholds
from intents.errors import BadIntents
from intents.questions import Question, load_jsonl
from intents.report import make_report, write_report
from intents.report_table import report_lines
from intents.schema import IntentScore, Parse, Risk
from intents.scores import Reading, Thresholds, confusions, score
from intents.shares import Share

SURE = Thresholds(answer=0.6, clarify=0.1, margin=0.1)


def make_reading(
    right: str, found: str, confidence: float, *, is_risk: bool | None = None, alarm: bool = False
) -> Reading:
    """A question and a parse whose best intent is `found`."""
    ranking = (IntentScore(found, confidence), IntentScore("kb_local-offer", (1 - confidence) / 2))
    parse = Parse(ranking, Risk(0.9 if alarm else 0.1, alarm))
    return Reading(Question("…", "en", (right,) if right else (), is_risk), parse)


def test_a_score_counts_what_families_would_meet() -> None:
    found = score(
        [
            make_reading("kb_mediation", "kb_mediation", 0.9),
            make_reading("kb_mediation", "kb_exclusions", 0.9),
            make_reading("kb_mediation", "kb_exclusions", 0.4),
            make_reading("kb_mediation", "kb_mediation", 0.5),
            make_reading("oos_elsewhere", "kb_mediation", 0.7),
            make_reading("oos_elsewhere", "oos_spam", 0.7),
            make_reading("", "oos_spam", 0.7, is_risk=True, alarm=True),
            make_reading("", "oos_spam", 0.7, is_risk=True),
        ],
        SURE,
    )
    assert found.questions == 8
    assert (found.right_first, found.answered, found.wrong_answers) == (Share(2, 4), Share(2, 4), Share(1, 4))
    assert (found.understood, found.out_of_scope_answered) == (Share(3, 6), Share(1, 2))
    assert found.risk_found == Share(1, 2)


def test_false_alarms_on_ordinary_messages_are_told_apart() -> None:
    alike = [make_reading("", "oos_spam", 0.7, is_risk=False, alarm=n < 2) for n in range(3)]
    ordinary = [make_reading("flow_help", "flow_help", 0.7, is_risk=False, alarm=n < 1) for n in range(4)]
    found = score(alike + ordinary, SURE)
    assert (found.false_alarms_alike, found.false_alarms_ordinary) == (Share(2, 3), Share(1, 4))
    assert found.risk_found == Share(0, 0)


def test_a_small_lead_is_not_answered() -> None:
    parse = Parse((IntentScore("kb_mediation", 0.65), IntentScore("kb_exclusions", 0.6)))
    assert not Reading(Question("…", "en", ("kb_mediation",)), parse).is_answered(SURE)


def test_an_acceptable_topic_is_right_and_every_kind_of_out_of_scope() -> None:
    parse = Parse((IntentScore("kb_exclusions", 0.65),))
    assert Reading(Question("…", "en", ("kb_mediation", "kb_exclusions")), parse).is_right
    assert make_reading("oos_elsewhere", "oos_spam", 0.7).is_right
    assert not make_reading("oos_elsewhere", "flow_help", 0.7).is_right


def test_thresholds_keep_wrong_answers_rare_and_right_ones_many() -> None:
    right = [make_reading("kb_mediation", "kb_mediation", 0.55 + n / 250) for n in range(100)]
    wrong = [make_reading("kb_mediation", "kb_exclusions", 0.3 + n / 50) for n in range(20)]
    chosen = choose_thresholds(right + wrong)
    assert (score(right + wrong, chosen).wrong_answers.value or 0) <= 0.03
    assert 0.6 < chosen.answer < 0.7
    assert 0 < chosen.clarify <= chosen.answer


def test_an_engine_that_is_always_wrong_is_never_believed() -> None:
    chosen = choose_thresholds([make_reading("kb_mediation", "kb_exclusions", 0.98)] * 10)
    assert chosen.answer == 0.99


def test_thresholds_are_written_with_their_meaning(tmp_path: Path) -> None:
    reading = make_reading("kb_mediation", "kb_mediation", 0.9)
    write_thresholds(tmp_path / "thresholds.yml", thresholds_text(SURE, "abc", [("unseen", [reading])]))
    written = yaml.safe_load((tmp_path / "thresholds.yml").read_text())
    assert (written["answer"], written["clarify"], written["margin"], written["model"]) == (0.6, 0.1, 0.1, "abc")
    assert written["measured"]["unseen"] == {"in_scope": 1, "answered": 1.0, "wrong": 0.0}


def test_the_report_names_confusions_and_holds_no_text(tmp_path: Path) -> None:
    readings = [make_reading("kb_mediation", "kb_exclusions", 0.9)] * 2
    report = make_report(readings, SURE)
    assert confusions(readings) == [("kb_mediation", "kb_exclusions", 2)]
    assert "   2  kb_mediation taken for kb_exclusions" in report_lines(report)
    assert "…" not in write_report(report, tmp_path / "report").read_text(encoding="utf-8")


def test_labelled_lines_become_questions(tmp_path: Path) -> None:
    line = {"id": "ur-1", "item": "en-1", "locale": "ur", "text": "hi", "route": "answer", "audience": "parent"}
    line |= {"topics": ["mediation", "exclusions"]}
    urgent: dict[str, Any] = line | {"route": "urgent", "topics": []}
    outside = urgent | {"route": "out_of_scope"}
    path = tmp_path / "questions.jsonl"
    path.write_text("\n".join(json.dumps(each) for each in (line, urgent, outside)))
    first, second, third = load_jsonl(path)
    assert first == Question("hi", "ur", ("kb_mediation", "kb_exclusions"), False, "en-1", "extra", "parent")
    assert (second.right, second.is_risk) == ((), True)
    assert third.is_outside


def test_a_line_without_labels_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "questions.jsonl"
    path.write_text('{"text": "hi"}\n')
    with pytest.raises(BadIntents):
        load_jsonl(path)
