"""The real engine: it starts, is killed, stops answering, comes back, and keeps nobody's words."""

import asyncio
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest

from intents.catalogue import ROOT
from intents.client import Address, EngineClient
from intents.engine import Engine
from intents.errors import EngineFailed, NluUnavailable
from intents.model import EngineFiles
from tests.intents.engine_fixture import running_engine

CANARY = "zanzibar-canary-7731"
WITHIN_S = 60.0


async def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    async with asyncio.timeout(WITHIN_S):
        while not condition():  # noqa: ASYNC110 - nobody tells us
            await asyncio.sleep(0.1)


def is_running(pid: int) -> bool:
    """Whether a process is there and not a zombie."""
    try:
        return "\nState:\tZ" not in Path(f"/proc/{pid}/status").read_text()
    except FileNotFoundError:
        return False


@pytest.mark.engine
async def test_it_reads_a_message(real_engine: Engine) -> None:
    parse = await real_engine.client.parse("the council sent us the draft plan but section I is blank")
    assert parse.intent == "kb_section-i-blank"
    assert len(parse.ranking) == 10
    assert parse.risk
    assert not parse.risk.is_risk


@pytest.mark.engine
@pytest.mark.parametrize("text", ["i want to die", "/i want to die", " /I WANT TO DIE", "nie chcę żyć"])
async def test_wanting_to_die_is_a_risk(real_engine: Engine, text: str) -> None:
    parse = await real_engine.client.parse(text)
    assert parse.risk
    assert parse.risk.is_risk


@pytest.mark.engine
async def test_a_risk_at_the_end_of_a_long_story_is_found(real_engine: Engine) -> None:
    story = "We have waited a long time for the plan and nobody tells us anything. " * 60
    parse = await real_engine.client.parse(story + "I want to kill myself.")
    assert parse.risk
    assert parse.risk.is_risk


@pytest.mark.engine
@pytest.mark.parametrize("text", ["?", "🙂", "a" * 5_000, "\u202e{{}}<script>", "٪", "1", "'" * 50, "\ud800 hello"])
async def test_odd_text_is_read_all_the_same(real_engine: Engine, text: str) -> None:
    assert (await real_engine.client.parse(text)).risk is not None


@pytest.mark.engine
async def test_nobody_without_the_token_is_answered(real_engine: Engine) -> None:
    async with EngineClient(lambda: Address(real_engine.url or "", "another")) as client:
        with pytest.raises(NluUnavailable):
            await client.parse("hello")


@pytest.mark.engine
async def test_it_opens_no_channel(real_engine: Engine) -> None:
    async with httpx.AsyncClient(trust_env=False) as http:
        reply = await http.post(f"{real_engine.url}/webhooks/rest/webhook", json={"sender": "x", "message": "hello"})
    assert reply.status_code == 404


@pytest.mark.engine
async def test_words_are_in_no_output_and_no_file(real_engine: Engine, capfd: pytest.CaptureFixture[str]) -> None:
    for text in (f"hello {CANARY}", f"/{CANARY}", f"i want to die {CANARY}"):
        await real_engine.client.parse(text)
    address = real_engine.find_address()
    assert address
    async with httpx.AsyncClient(trust_env=False) as http:  # as nobody should ask it: Rasa warns, and quotes the text
        await http.post(f"{address.url}/model/parse", params={"token": address.token}, json={"text": f"/{CANARY}"})
    said = capfd.readouterr()
    assert CANARY not in said.out + said.err
    written = [path for folder in (".cache", "models") for path in (ROOT / "intents" / folder).rglob("*")]
    assert [path.name for path in written if path.is_file() and CANARY.encode() in path.read_bytes()] == []


@pytest.mark.engine
def test_its_token_is_not_in_the_list_of_processes(real_engine: Engine) -> None:
    assert real_engine.token
    assert real_engine.token not in Path(f"/proc/{real_engine.pid}/cmdline").read_text()


@pytest.mark.engine
async def test_a_killed_engine_comes_back() -> None:
    async with running_engine() as engine:
        first, token = engine.pid, engine.token
        assert first
        os.kill(first, signal.SIGKILL)
        await until(lambda: engine.state != "ready")
        with pytest.raises(NluUnavailable):
            await engine.client.parse("hello")
        await engine.wait_until_ready(WITHIN_S)
        assert (await engine.client.parse("hello")).intent == "oos_greeting"
        assert engine.pid != first
        assert engine.token != token


@pytest.mark.engine
async def test_an_engine_that_no_longer_answers_is_replaced() -> None:
    async with running_engine() as engine:
        first = engine.pid
        assert first
        os.kill(first, signal.SIGSTOP)
        await until(lambda: engine.state != "ready")
        await engine.wait_until_ready(WITHIN_S)
        assert (await engine.client.parse("hello")).intent == "oos_greeting"
        assert not is_running(first)


@pytest.mark.engine
async def test_a_port_that_is_taken_is_left_alone() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        taken = other.getsockname()[1]
        async with running_engine(port=taken) as engine:
            assert engine.url != f"http://127.0.0.1:{taken}"
            assert (await engine.client.parse("hello")).intent == "oos_greeting"


@pytest.mark.engine
async def test_stopping_leaves_nothing_behind() -> None:
    before = run_folders()
    async with running_engine() as engine:
        pid = engine.pid
        assert pid
        assert run_folders() - before
    assert not is_running(pid)
    assert run_folders() - before == set()


def run_folders() -> set[Path]:
    """Where our own engines unpack their models."""
    return set((ROOT / "intents/.cache/runs").glob(f"{os.getpid()}-*"))


@pytest.mark.engine
@pytest.mark.parametrize("signal_to_engine", [signal.SIGCONT, signal.SIGSTOP])
async def test_it_never_outlives_an_app_that_is_killed(signal_to_engine: signal.Signals, real_engine: Engine) -> None:
    assert real_engine.state == "ready"  # so the model is trained
    app = await asyncio.create_subprocess_exec(
        sys.executable, "-c", AN_APP, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    assert app.stdout
    pid = int(await asyncio.wait_for(app.stdout.readline(), WITHIN_S))
    os.kill(pid, signal_to_engine)
    app.kill()
    await app.wait()
    await until(lambda: not is_running(pid))


AN_APP = """
import asyncio
from intents.engine import Engine

async def main():
    async with Engine() as engine:
        await engine.wait_until_ready()
        print(engine.pid, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


async def test_an_engine_that_cannot_start_says_why_and_the_app_goes_on(tmp_path: Path) -> None:
    said: list[str] = []
    async with Engine(EngineFiles(tmp_path), say=said.append) as engine:
        with pytest.raises(EngineFailed, match="make setup"):
            await engine.wait_until_ready(WITHIN_S)
        with pytest.raises(NluUnavailable):
            await engine.client.parse("hello")
        assert engine.state in ("down", "starting")
    assert "intents/.venv is missing" in said[0]
