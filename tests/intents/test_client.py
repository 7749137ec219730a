"""The client against an engine that answers well, oddly, with malice, or not at all."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from intents.client import Address, EngineClient
from intents.errors import NluUnavailable
from intents.schema import IntentScore, Risk

Answer = Callable[[httpx.Request], httpx.Response]
ADDRESS = Address("http://127.0.0.1:5005", "token")
CALM = {"score": 0.01, "threshold": 0.3, "is_risk": False}


def make_reply(**changes: Any) -> dict[str, Any]:
    """Rasa's JSON for a message about a blank Section I."""
    ranking = [{"name": "kb_section-i-blank", "confidence": 0.8}, {"name": "oos_spam", "confidence": 0.1}]
    whole = {"text": "…", "intent": ranking[0], "entities": [], "intent_ranking": ranking, "risk": CALM}
    return {key: value for key, value in (whole | changes).items() if value is not None}


@asynccontextmanager
async def client_to(answer: Answer) -> AsyncIterator[EngineClient]:
    async with EngineClient(lambda: ADDRESS, transport=httpx.MockTransport(answer)) as client:
        yield client


def always(reply: Any) -> Answer:
    return lambda request: httpx.Response(200, json=reply)


async def test_a_parse_is_read_best_intent_first() -> None:
    ranking = [{"name": "oos_spam", "confidence": 0.1}, {"name": "kb_section-i-blank", "confidence": 0.8}]
    async with client_to(always(make_reply(intent_ranking=ranking))) as client:
        parse = await client.parse("why is section I empty")
    assert (parse.intent, parse.confidence) == ("kb_section-i-blank", 0.8)
    assert parse.topics == (("section-i-blank", 0.8),)
    assert parse.ranking[1] == IntentScore("oos_spam", 0.1)
    assert parse.risk == Risk(0.01, is_risk=False)


async def test_the_token_goes_with_every_question() -> None:
    asked: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        asked.append(request)
        return httpx.Response(200, json=make_reply())

    async with client_to(answer) as client:
        await client.parse("hello")
    assert asked[0].url.params["token"] == "token"
    assert asked[0].url.path == "/model/parse"


@pytest.mark.parametrize(
    "reply",
    [
        make_reply(risk=None),
        make_reply(risk={}),
        make_reply(risk={"score": 0.1}),
        make_reply(risk={"score": 0.1, "is_risk": "no"}),
        make_reply(risk={"score": True, "is_risk": False}),
        make_reply(risk={"score": 7, "is_risk": False}),
        make_reply(risk=[0.1, False]),
        make_reply(intent_ranking=None),
        make_reply(intent_ranking=[]),
        make_reply(intent_ranking={"name": "kb_x"}),
        make_reply(intent_ranking=[{"name": None, "confidence": 0.0}]),
        make_reply(intent_ranking=[{"name": "", "confidence": 0.0}]),
        make_reply(intent_ranking=[{"name": "kb_x", "confidence": "0.9"}]),
        make_reply(intent_ranking=[{"name": "kb_x", "confidence": -1}]),
        make_reply(intent_ranking=["kb_x"]),
        [],
        "kb_x",
        None,
        {},
    ],
)
async def test_anything_but_a_parse_with_a_risk_score_counts_as_no_answer(reply: Any) -> None:
    async with client_to(always(reply)) as client:
        with pytest.raises(NluUnavailable):
            await client.parse("hello")


@pytest.mark.parametrize(
    "response",
    [
        httpx.Response(500, json={"reason": "my private words"}),
        httpx.Response(401),
        httpx.Response(302, headers={"location": "http://example.org"}),
        httpx.Response(200, text="my private words"),
        httpx.Response(200, content=b"\xff\xfe"),
        httpx.Response(200, text="[" * 100_000),
        httpx.Response(200, text='{"risk": {"score": NaN, "is_risk": false}, "intent_ranking": []}'),
    ],
)
async def test_a_failed_answer_is_told_without_its_words(response: httpx.Response) -> None:
    async with client_to(lambda request: response) as client:
        with pytest.raises(NluUnavailable) as caught:
            await client.parse("my private words")
    assert "private" not in str(caught.value)
    assert caught.value.__cause__ is None


@pytest.mark.parametrize("error", [httpx.ReadTimeout, httpx.ConnectError, httpx.RemoteProtocolError])
async def test_an_engine_that_is_too_slow_or_away_is_unavailable(error: type[httpx.HTTPError]) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise error("my private words")

    async with client_to(answer) as client:
        with pytest.raises(NluUnavailable) as caught:
            await client.parse("my private words")
    assert "private" not in str(caught.value)


async def test_without_an_engine_nothing_is_sent() -> None:
    async with EngineClient(lambda: None) as client:
        with pytest.raises(NluUnavailable):
            await client.parse("hello")


@pytest.mark.parametrize("text", ["", "  ", "/", " / // \n/", "\u200b/\u200b", "\x00"])
async def test_text_with_nothing_to_read_is_never_sent(text: str) -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        raise AssertionError("sent")

    async with client_to(answer) as client:
        parse = await client.parse(text)
    assert parse.ranking == ()
    assert parse.risk == Risk(0.0, is_risk=False)


async def test_a_slash_never_reaches_the_engine_first() -> None:
    async with client_to(echo_risk("i want to die")) as client:
        assert (await client.parse(" / //i want to die")).risk == Risk(0.9, is_risk=True)


async def test_a_risk_in_any_part_of_a_long_message_is_found() -> None:
    story = "We went to the meeting and they said no. " * 120
    async with client_to(echo_risk("i want to die")) as client:
        calm = await client.parse(story)
        risky = await client.parse(story + "i want to die. " + story)
    assert calm.risk == Risk(0.1, is_risk=False)
    assert risky.risk == Risk(0.9, is_risk=True)


async def test_the_surest_of_the_first_windows_names_the_topic() -> None:
    sure_of = {"kb_mediation": "mediation", "oos_chitchat": "weather"}

    def answer(request: httpx.Request) -> httpx.Response:
        text = json.loads(request.content)["text"]
        name = next((intent for intent, word in sure_of.items() if word in text), "kb_sen-support")
        confidence = {"kb_mediation": 0.7, "oos_chitchat": 0.95}.get(name, 0.3)
        return httpx.Response(200, json=make_reply(intent_ranking=[{"name": name, "confidence": confidence}]))

    story = "It was lovely weather. " + "We waited a long time. " * 50 + "What is mediation? " + "Please help me. " * 20
    async with client_to(answer) as client:
        assert (await client.parse(story)).intent == "kb_mediation"


def echo_risk(words: str) -> Answer:
    """An engine that reads like Rasa: text that starts with a slash has no risk score."""

    def answer(request: httpx.Request) -> httpx.Response:
        text = json.loads(request.content)["text"]
        if text.startswith("/"):
            return httpx.Response(200, json=make_reply(risk=None))
        is_risk = words in text
        risk = {"score": 0.9 if is_risk else 0.1, "is_risk": is_risk}
        return httpx.Response(200, json=make_reply(risk=risk))

    return answer
