"""The whole pipeline, trained and loaded by Rasa."""

import asyncio
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from rasa.core.agent import Agent

from intents.tests.conftest import EXAMPLES, RISK, ROOT


def parse(agent: Agent, text: str) -> dict[str, Any]:
    """What the server would send for a text."""
    found: dict[str, Any] = asyncio.run(agent.parse_message(text))
    return found


@pytest.mark.parametrize("intent", list(EXAMPLES))
def test_examples_are_learned(agent: Agent, intent: str) -> None:
    assert {parse(agent, text)["intent"]["name"] for text in EXAMPLES[intent]} == {intent}


def test_the_ranking_is_best_first_and_adds_up_to_one(agent: Agent) -> None:
    found = parse(agent, "section i is empty")
    confidences = [row["confidence"] for row in found["intent_ranking"]]
    assert confidences == sorted(confidences, reverse=True)
    assert sum(confidences) == pytest.approx(1.0, abs=1e-4)
    assert found["intent"] == found["intent_ranking"][0]


def test_meaning_crosses_languages(agent: Agent) -> None:
    assert parse(agent, "dzień dobry")["intent"]["name"] == "oos_greeting"


def test_every_parse_says_whether_it_is_a_risk(agent: Agent) -> None:
    assert set(parse(agent, "hello")["risk"]) == {"score", "threshold", "is_risk"}
    assert all(parse(agent, text)["risk"]["is_risk"] for text in RISK["examples"])


def test_a_phrase_is_a_risk_whatever_stands_around_it(agent: Agent) -> None:
    risk = parse(agent, "what is mediation, I will KILL  MYSELF if it fails, do i need a certificate")["risk"]
    assert risk["is_risk"]
    assert risk["score"] == 1.0


@pytest.mark.parametrize("text", ["?", "🙂", "a" * 5_000, "\u202eabc", "٪"])
def test_odd_text_is_read(agent: Agent, text: str) -> None:
    assert "risk" in parse(agent, text)


def test_training_leaves_the_pipeline_file_alone(agent: Agent, small_data: Path) -> None:
    before = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))
    after = yaml.safe_load((small_data / "config.yml").read_text(encoding="utf-8"))
    assert after["assistant_id"] == before["assistant_id"] == "alongside"
    assert [part["name"] for part in after["pipeline"]] == [part["name"] for part in before["pipeline"]]


def test_changed_risk_data_trains_again(
    agent: Agent, train: Callable[[Path], Path], small_data: Path, tmp_path: Path
) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(small_data, changed, ignore=shutil.ignore_patterns("models"))
    (changed / "config.yml").write_text((small_data / "config.yml").read_text(encoding="utf-8"), encoding="utf-8")
    risk = small_data / "risk/en.yml"
    original = risk.read_text(encoding="utf-8")
    try:
        risk.write_text(yaml.safe_dump({**RISK, "phrases": ["mediation"]}), encoding="utf-8")
        again = Agent.load(str(train(changed)))
    finally:
        risk.write_text(original, encoding="utf-8")
    assert parse(again, "what is mediation")["risk"]["is_risk"]
