"""What Twilio posts, and what others post who say that they are Twilio. Signatures are made by Twilio's own library."""

import asyncio
import socket
from pathlib import Path
from urllib.parse import urlencode

import httpx
import pytest
import uvicorn
from sqlalchemy import func, select

from bot.models import Conversation, Message
from bot.services import Services
from bot.worker import answer_left_behind
from tests.bot.channels.conftest import make_browser
from tests.bot.channels.twilio_server import (
    ACCOUNT,
    PARENT,
    PUBLIC_URL,
    FakeTwilio,
    Phone,
    answered,
    incoming,
    make_app,
    sid,
    signed,
)
from tests.chat import FakeNlu
from tests.conftest import Clock

SMS = "/twilio/sms"


async def inbound(services: Services) -> list[Message]:
    """Every message that is stored as theirs."""
    async with services.db.read() as session:
        return list(await session.scalars(select(Message).where(Message.direction == "in").order_by(Message.position)))


async def test_a_text_is_stored_thanked_for_at_once_and_then_answered(phone: Phone) -> None:
    replies = await phone.texts("what is mediation", intent="kb_mediation")

    (stored,) = await inbound(phone.services)
    assert (stored.channel, stored.body, stored.status) == ("sms", "what is mediation", "answered")
    assert replies
    async with phone.services.db.read() as session:
        assert (await session.scalars(select(Conversation.address))).one() == PARENT


async def test_twilio_is_thanked_before_the_engine_has_read(phone: Phone) -> None:
    read = asyncio.Event()

    class Slow(FakeNlu):
        async def parse(self, text: str) -> object:  # type: ignore[override]
            await read.wait()
            return await super().parse(text)

    phone.services.nlu = Slow()
    response = await phone.posts(SMS, incoming("hello there"))
    assert response.status_code == 200
    assert [message.status for message in await inbound(phone.services)] == ["received"]
    read.set()
    await answered()
    assert [message.status for message in await inbound(phone.services)] == ["answered"]


async def test_what_a_dead_process_left_is_answered_by_the_worker(phone: Phone, clock: Clock) -> None:
    await phone.posts(SMS, incoming("hello there"))
    for task in asyncio.all_tasks():
        if getattr(task.get_coro(), "__qualname__", "") == "work":
            task.cancel()
    await answered()
    clock.time = clock.time.replace(hour=11)
    await answer_left_behind(phone.services)
    assert [message.status for message in await inbound(phone.services)] == ["answered"]


async def test_a_text_that_comes_twice_is_one(phone: Phone) -> None:
    form = incoming("what is mediation")
    await asyncio.gather(*(phone.posts(SMS, form) for _ in range(4)))
    await answered()
    sent = phone.twilio.texts()
    await phone.posts(SMS, form)
    await answered()
    assert len(await inbound(phone.services)) == 1
    assert phone.twilio.texts() == sent


GOOD = incoming("hello")


@pytest.mark.parametrize(
    ("form", "headers"),
    [
        (GOOD, {"content-type": "application/x-www-form-urlencoded"}),  # not signed
        (GOOD, signed(SMS, GOOD, token="f" * 32)),  # signed by somebody else
        (GOOD, signed("/twilio/status", GOOD)),  # of another address
        (GOOD, signed(SMS, GOOD, public_url="http://10.0.0.7:8000")),  # of the address behind the proxy
        (GOOD, signed(SMS, GOOD, public_url="https://evil.example")),
        (GOOD | {"Body": "another text"}, signed(SMS, GOOD)),  # changed on its way
        (GOOD | {"From": "+447700900124"}, signed(SMS, GOOD)),
        (GOOD | {"Extra": "1"}, signed(SMS, GOOD)),
        ({k: v for k, v in GOOD.items() if k != "NumMedia"}, signed(SMS, GOOD)),  # cut short
        (GOOD | {"AccountSid": "AC" + "9" * 32}, signed(SMS, GOOD | {"AccountSid": "AC" + "9" * 32})),  # not ours
        ({k: v for k, v in GOOD.items() if k != "AccountSid"}, None),
        (GOOD, {"x-twilio-signature": "ünïcödé".encode("latin-1")}),
    ],
)  # fmt: skip
async def test_what_is_forged_or_of_another_account_is_refused_and_leaves_nothing(
    phone: Phone, form: dict[str, str], headers: dict[str, str] | None
) -> None:
    response = await phone.posts(SMS, form, headers)
    assert response.status_code == 403
    async with phone.services.db.read() as session:
        assert await session.scalar(select(func.count()).select_from(Conversation)) == 0


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"Body=%FF%FE&MessageSid=x", 400),  # not UTF-8
        (urlencode(GOOD, encoding="latin-1").encode() + b"&Body=\xe9", 400),
        (b"&".join(b"a=1" for _ in range(500)), 400),  # too many fields
        (b"Body=" + b"a" * 100_000, 413),
        (b"", 403),
        (b'{"Body": "hello"}', 403),
        (b"\x00\x01\x02", 403),
    ],
)
async def test_bodies_that_are_no_form_of_twilios_are_refused(phone: Phone, body: bytes, status: int) -> None:
    assert (await phone.posts(SMS, GOOD, signed(SMS, GOOD), body)).status_code == status
    assert await inbound(phone.services) == []


async def test_signed_but_without_an_id_is_refused(phone: Phone) -> None:
    assert (await phone.posts(SMS, incoming("hello", MessageSid="../../etc"))).status_code == 400
    assert await inbound(phone.services) == []


@pytest.mark.parametrize("sender", ["60300", "GOV.UK", "whatsapp:+447700900123", ""])
async def test_who_cannot_be_answered_by_text_is_thanked_and_not_stored(phone: Phone, sender: str) -> None:
    assert (await phone.posts(SMS, incoming("an offer", From=sender))).status_code == 200
    assert await inbound(phone.services) == []


@pytest.mark.parametrize("body", ["", "😀", "\x00\x07", "سلام، مدد چاہیے", "a" * 1600, "line\none + two & three = 6%"])
async def test_odd_texts_are_kept_as_they_are_and_answered(phone: Phone, body: str) -> None:
    assert await phone.texts(body, NumMedia="1" if not body else "0")
    (stored,) = await inbound(phone.services)
    assert stored.body == body.replace("\0", "")


async def test_a_query_of_our_address_is_part_of_what_is_signed(phone: Phone) -> None:
    form = incoming("hello there")
    assert (await phone.posts(f"{SMS}?a=1", form)).status_code == 200
    assert (await phone.posts(f"{SMS}?a=2", form, signed(f"{SMS}?a=1", form))).status_code == 403


async def test_where_text_messages_are_off_nobody_is_at_home(services: Services) -> None:
    async with make_browser(make_app(services)) as client:
        for path in (SMS, "/twilio/status"):
            assert (await client.post(path, data=GOOD, headers=signed(path, GOOD))).status_code == 404


async def test_twilio_gets_no_page_by_get(phone: Phone) -> None:
    async with make_browser(phone.app) as client:
        assert (await client.get(SMS)).status_code == 405


async def served(phone: Phone) -> tuple[uvicorn.Server, asyncio.Task[None], int]:
    """The same app by a real server."""
    server = uvicorn.Server(uvicorn.Config(phone.app, port=0, log_level="error", lifespan="off"))
    task = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    return server, task, server.servers[0].sockets[0].getsockname()[1]


async def test_behind_a_real_server_a_whole_text_comes_in_and_a_broken_off_one_leaves_nothing(phone: Phone) -> None:
    server, task, port = await served(phone)
    form = incoming("a text that breaks off")
    head = f"POST {SMS} HTTP/1.1\r\nhost: x\r\nx-twilio-signature: {signed(SMS, form)['x-twilio-signature']}\r\n"
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(f"{head}content-length: 900\r\n\r\nBody=a+text".encode())
    form = incoming("what is mediation")
    async with httpx.AsyncClient(trust_env=False) as client:
        response = await client.post(f"http://127.0.0.1:{port}{SMS}", data=form, headers=signed(SMS, form))
    server.should_exit = True
    await task
    await answered()
    assert response.status_code == 200
    assert [message.body for message in await inbound(phone.services)] == ["what is mediation"]


async def statuses(services: Services) -> list[tuple[str, str | None]]:
    """What became of every message of ours."""
    async with services.db.read() as session:
        rows = await session.execute(
            select(Message.status, Message.error_code).where(Message.direction == "out").order_by(Message.position)
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize(
    ("told", "became"),
    [
        (["queued", "sending", "sent", "delivered"], "delivered"),
        (["delivered", "sent", "queued"], "delivered"),
        (["delivered", "failed"], "delivered"),
        (["undelivered", "delivered", "sent"], "failed"),
        (["canceled"], "failed"),
        (["sent", "sent", "sent"], "sent"),
        (["nonsense"], "sent"),
    ],
)
async def test_what_became_of_a_text_only_moves_on(phone: Phone, told: list[str], became: str) -> None:
    await phone.texts("HELP")
    for status in told:
        assert (await phone.hears_that(phone.twilio.messages[-1], status)).status_code == 204
    assert [status for status, _ in await statuses(phone.services)] == [became]


async def test_a_text_that_did_not_arrive_says_why(phone: Phone) -> None:
    await phone.texts("HELP")
    await phone.hears_that(phone.twilio.messages[-1], "undelivered", "30003")
    assert await statuses(phone.services) == [("failed", "Twilio 30003")]


async def test_a_status_is_verified_like_a_text(phone: Phone) -> None:
    await phone.texts("HELP")
    path = phone.twilio.messages[-1]["StatusCallback"].removeprefix(PUBLIC_URL)
    form = {"MessageSid": phone.twilio.messages[-1]["Sid"], "MessageStatus": "failed", "AccountSid": ACCOUNT}
    other = form | {"AccountSid": "AC" + "9" * 32}
    assert (await phone.posts(path, form, signed(path, form, token="f" * 32))).status_code == 403
    assert (await phone.posts(path, form, signed("/twilio/status", form))).status_code == 403
    assert (await phone.posts(path, other)).status_code == 403
    assert await statuses(phone.services) == [("sent", None)]


@pytest.mark.parametrize("query", ["", "?message=", "?message=1", "?message=00000000-0000-0000-0000-000000000000"])
async def test_a_status_of_nothing_we_know_changes_nothing(phone: Phone, query: str) -> None:
    await phone.texts("HELP")
    form = {"MessageSid": sid(), "MessageStatus": "failed", "AccountSid": ACCOUNT}
    assert (await phone.posts(f"/twilio/status{query}", form)).status_code == 204
    assert await statuses(phone.services) == [("sent", None)]


async def test_a_stop_that_twilio_tells_of_late_stops(phone: Phone) -> None:
    await phone.texts("what is mediation")
    await phone.hears_that(phone.twilio.messages[-1], "failed", "21610")
    async with phone.services.db.read() as session:
        assert (await session.scalars(select(Conversation.stopped_at))).one() is not None
    assert await phone.texts("and what is an appeal") == []


async def test_logs_hold_no_words_and_no_numbers(
    phone: Phone, twilio: FakeTwilio, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    twilio.failures = [(400, 21211)]
    await phone.texts("my son Zebedee has a purple walrus")
    await phone.posts(SMS, incoming("Zebedee again"), signed(SMS, GOOD))
    await phone.posts(SMS, incoming("Zebedee", From="60300"))
    await phone.hears_that({"StatusCallback": f"{PUBLIC_URL}/twilio/status", "Sid": sid(), "To": PARENT}, "failed")
    logged = "".join(capfd.readouterr())
    assert "twilio_forged" in logged
    for private in ("Zebedee", "7700900", "is odd"):
        assert private not in logged
