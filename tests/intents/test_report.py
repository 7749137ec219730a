"""The report on readings made up: what is told, with which intervals, and that no text of a question gets out."""

import json
import re
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser
from itertools import pairwise
from pathlib import Path

import pytest

from intents.calibration import cross_choose, split_items
from intents.commands import write_outputs
from intents.errors import BadIntents
from intents.model import EngineFiles
from intents.quality import load_quality
from intents.questions import Question
from intents.reliability import measure_reliability
from intents.report import make_report, measure_independently
from intents.report_page import make_pictures, page_text
from intents.report_table import report_lines
from intents.schema import IntentScore, Parse, Risk
from intents.scores import Reading, Thresholds

SURE = Thresholds(answer=0.6, clarify=0.1, margin=0.0)
SECRET = "zirconium"


def reading(found: str, confidence: float, item: int = 0, locale: str = "en", right: str = "kb_mediation") -> Reading:
    """A question whose text nobody may see again, and how it was read."""
    question = Question(f"{SECRET} {item}", locale, (right,), False, f"p-{item}", "parallel", "young_person")
    return Reading(question, Parse((IntentScore(found, confidence),), Risk(0.1, False)))


@pytest.fixture
def readings() -> list[Reading]:
    """40 items: English is right in 36, Urdu in 24, Polish has five of them alone; two about something else."""
    english = [reading("kb_mediation" if n < 36 else "kb_exclusions", 0.5 + n / 100, n) for n in range(40)]
    urdu = [reading("kb_mediation" if n < 24 else "kb_exclusions", 0.4 + n / 100, n, "ur") for n in range(40)]
    polish = [reading("kb_mediation", 0.9, n, "pl") for n in range(5)]
    return [*english, *urdu, *polish, *(reading("oos_spam", 0.9, 50 + n, right="oos_elsewhere") for n in range(2))]


def test_a_language_is_compared_with_english_on_the_same_items(readings: list[Reading]) -> None:
    found = make_report(readings, SURE)["differences"]
    assert "en" not in found
    assert found["ur"]["right_first"]["items"] == 40
    assert found["ur"]["right_first"]["difference"] == pytest.approx(-0.3)
    assert found["ur"]["right_first"]["high"] < 0
    assert found["pl"]["right_first"] == {"items": 5, "difference": 0.0, "low": -0.4345, "high": 0.4345}


def test_an_item_is_in_one_half_in_all_its_languages(readings: list[Reading]) -> None:
    halves = [{r.question.item for r in half} for half in split_items(readings)]
    assert halves[0] & halves[1] == set()
    assert min(len(half) for half in halves) >= 10
    assert split_items(readings) == split_items(readings)


def test_wrong_answers_are_measured_where_thresholds_were_not_chosen() -> None:
    """In one half confidence tells right from wrong at 0.5, in the other only at 0.9."""
    easy, hard = split_items([reading("kb_mediation", 0.95, n) for n in range(200)])
    wrong = [replace(r, parse=Parse((IntentScore("kb_exclusions", 0.45),))) for r in easy[:30]]
    sure_and_wrong = [replace(r, parse=Parse((IntentScore("kb_exclusions", 0.85),))) for r in hard[:30]]
    found = [*easy[30:], *hard[30:], *wrong, *sure_and_wrong]
    first, second = cross_choose(found)
    assert (first.thresholds.answer, second.thresholds.answer) == (0.86, 0.46)
    measured = measure_independently(found)
    assert measured["all"]["wrong_answers"]["count"] == 30
    assert sorted(half["all"]["wrong_answers"]["count"] for half in measured["halves"]) == [0, 30]


def test_confidences_that_are_honest_have_no_error() -> None:
    honest = [reading("kb_mediation" if n < 7 else "kb_exclusions", 0.7, n) for n in range(10)]
    boastful = [reading("kb_mediation" if n < 5 else "kb_exclusions", 1.0, n) for n in range(10)]
    assert measure_reliability(honest).expected_error == pytest.approx(0.0)
    found = measure_reliability(boastful)
    assert (found.expected_error, found.brier) == pytest.approx((0.5, 0.5))
    assert [b.right.of for b in found.bins] == [0] * 9 + [10]
    assert measure_reliability([]).expected_error is None


def test_a_young_persons_question_counts_in_both_registers(readings: list[Reading]) -> None:
    found = make_report(readings, SURE)["registers"]
    assert {name: row["questions"] for name, row in found.items()} == {"fragment": 87, "young_person": 87}


def test_stricter_thresholds_answer_fewer(readings: list[Reading]) -> None:
    curve = make_report(readings, SURE)["curve"]
    assert curve[0]["answered"] == 1.0
    assert all(a["answered"] >= b["answered"] for a, b in pairwise(curve))


def test_the_table_puts_the_weakest_language_first(readings: list[Reading]) -> None:
    lines = report_lines(make_report(readings, SURE))
    assert [line.split()[0] for line in lines[2:6]] == ["ur", "en", "pl", "all"]
    assert re.search(r"^ur .* 60.0% \(45-74\)", lines[2])
    assert any(re.match(r"ur +40 +-30.0 \(", line) for line in lines)


def test_no_text_of_a_question_gets_out(readings: list[Reading], tmp_path: Path) -> None:
    report = make_report(readings, SURE, model="abc", measured_on=date(2026, 11, 24))
    (tmp_path / "intents").mkdir()
    written = write_outputs(report, EngineFiles(tmp_path), is_published=True)
    assert written == ["intents/report/report.json", "intents/report/index.html", "intents/quality.json"]
    texts = [(tmp_path / name).read_text(encoding="utf-8") for name in written]
    assert [text for text in [*texts, *report_lines(report)] if SECRET in text] == []


def test_more_questions_of_ones_own_are_not_published(readings: list[Reading], tmp_path: Path) -> None:
    (tmp_path / "intents").mkdir()
    write_outputs(make_report(readings, SURE), EngineFiles(tmp_path), is_published=False)
    assert not (tmp_path / "intents/quality.json").exists()


class _Page(HTMLParser):
    """Counts tags and keeps the words of pictures."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.alternatives: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if dict(attrs).get("role") == "img":
            self.alternatives.append(dict(attrs).get("aria-label") or "")


def test_every_picture_has_its_words_and_its_table(readings: list[Reading]) -> None:
    report = make_report(readings, SURE)
    pictures = make_pictures(report)
    page = _Page(page_text(report))
    assert len(pictures) == 6
    assert page.tags.count("figure") == page.tags.count("figcaption") == page.tags.count("details") == 6
    wrong = next(picture for picture in pictures if picture.title.startswith("Wrong answers"))
    assert [row[0] for row in wrong.table.rows] == ["ur", "en"]  # the worst first, which here has most
    assert page.alternatives == [picture.words for picture in pictures]
    assert (
        "Right topic first, by language, those with 30 questions or more: ur 60% of 40; en 90% of 40."
        in page.alternatives
    )
    assert all(picture.svg and picture.svg.startswith("<svg") and picture.table.rows for picture in pictures)
    assert "http" not in re.sub(r'xmlns(:\w+)?="[^"]+"', "", page_text(report))


def test_a_report_of_nothing_is_a_report() -> None:
    report = make_report([], SURE)
    assert "nothing to measure" in "\n".join(report_lines(report))
    assert make_pictures(report) == []
    assert "<h1>" in page_text(report)


def test_what_is_published_puts_the_worst_first_and_judges_no_language_by_five_questions(
    readings: list[Reading], tmp_path: Path
) -> None:
    (tmp_path / "intents").mkdir()
    report = make_report(readings, SURE, model="abc", measured_on=date(2026, 11, 24))
    write_outputs(report, EngineFiles(tmp_path), is_published=True)
    quality = load_quality(tmp_path / "intents/quality.json")
    assert quality
    assert [found.locale for found in quality.worst_first] == ["ur", "en"]
    assert quality.unjudged(("en", "ur", "pl", "so")) == ("pl", "so")
    assert (quality.model, quality.measured_on, quality.questions) == ("abc", date(2026, 11, 24), 87)
    assert quality.worst_first[0].compared
    assert quality.worst_first[0].compared.items == 40


def test_a_file_that_is_not_what_the_report_writes_is_refused(tmp_path: Path) -> None:
    assert load_quality(tmp_path / "quality.json") is None
    (tmp_path / "quality.json").write_text(json.dumps({"model": "abc"}))
    with pytest.raises(BadIntents, match="engine report"):
        load_quality(tmp_path / "quality.json")
