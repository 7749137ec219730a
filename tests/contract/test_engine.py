"""One sample reply that the app reads and the engine gives: it binds the two environments."""

import json
from pathlib import Path

import httpx
import pytest

from intents.client import read_parse
from intents.engine import Engine
from tests.intents.engine_fixture import real_engine

__all__ = ["real_engine"]
SAMPLE = json.loads((Path(__file__).parent / "parse.json").read_text())


def test_the_app_reads_the_sample() -> None:
    parse = read_parse(SAMPLE)
    assert parse.topics[0] == ("section-i-blank", 0.97)
    assert parse.risk
    assert not parse.risk.is_risk


@pytest.mark.engine
async def test_the_engine_answers_in_the_shape_of_the_sample(real_engine: Engine) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        answer = await http.post(
            f"{real_engine.url}/model/parse", params={"token": real_engine.token or ""}, json={"text": SAMPLE["text"]}
        )
    reply = answer.json()
    assert reply["intent"]["name"] == SAMPLE["intent"]["name"]
    assert reply["intent_ranking"][0].keys() == SAMPLE["intent_ranking"][0].keys()
    assert reply["risk"].keys() == SAMPLE["risk"].keys()
    assert read_parse(reply).risk is not None
