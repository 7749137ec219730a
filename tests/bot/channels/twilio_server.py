"""A small Twilio on loopback for the real client, and a phone whose messages are signed as Twilio signs them."""

import asyncio
import base64
import json
import threading
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, parse_qsl, urlencode, urlsplit
from uuid import uuid4

import httpx
import pytest
from fastapi import FastAPI
from twilio.http.http_client import TwilioHttpClient
from twilio.http.response import Response
from twilio.request_validator import RequestValidator
from twilio.rest import Client

from bot.channels.sms import SmsChannel
from bot.channels.web_errors import add_error_pages
from bot.channels.web_headers import SecurityHeaders
from bot.main import make_services, mount
from bot.services import Services
from tests.chat import FakeNlu
from tests.conftest import Clock, make_settings

ACCOUNT, TOKEN, SERVICE = "AC" + "0a" * 16, "0123456789abcdef0123456789abcdef", "MG" + "0b" * 16
PUBLIC_URL = "https://chat.example.org"
PARENT = "+447700900123"  # Ofcom keeps 07700 900xxx for drama
SETTINGS = {
    "twilio_account_sid": ACCOUNT,
    "twilio_auth_token": TOKEN,
    "twilio_messaging_service_sid": SERVICE,
    "public_url": PUBLIC_URL,
}


def sid() -> str:
    """An id as Twilio makes them."""
    return f"SM{uuid4().hex}"


class FakeTwilio:
    """Keeps what was posted, and answers as Twilio does. `failures`: (status, code) to answer with first."""

    def __init__(self, clock: Clock) -> None:
        self.messages: list[dict[str, str]] = []
        self.failures: list[tuple[int, int]] = []
        self.cut_off = 0  # so many requests are taken, and never answered
        self.asked: list[str] = []
        self.clock = clock
        self.base = ""

    def texts(self) -> list[str]:
        """Every body, in order."""
        return [message["Body"] for message in self.messages]

    def take(self, form: Mapping[str, str]) -> tuple[int, dict[str, Any]]:
        """A message that is created, or why not."""
        if self.failures:
            status, code = self.failures.pop(0)
            return status, {"code": code, "message": f"The number {form['To']} is odd", "status": status}
        self.messages.append({**form, "Sid": sid(), "DateCreated": format_datetime(self.clock())})
        return 201, self.as_json(self.messages[-1])

    def as_json(self, message: Mapping[str, str]) -> dict[str, Any]:
        """As the REST API writes a message."""
        return {
            "sid": message["Sid"],
            "account_sid": ACCOUNT,
            "body": message["Body"],
            "to": message["To"],
            "status": "accepted",
            "direction": "outbound-api",
            "date_created": message["DateCreated"],
        }

    def listed(self, to: str) -> dict[str, Any]:
        """A page of the messages to a number, newest first."""
        found = [self.as_json(message) for message in reversed(self.messages) if message["To"] == to]
        return {"messages": found, "next_page_uri": None, "page": 0, "page_size": 50, "uri": "/"}


@contextmanager
def running(twilio: FakeTwilio) -> Iterator[FakeTwilio]:
    """Serve it on a free port of loopback."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            form = dict(parse_qsl(self._body().decode(), keep_blank_values=True))
            status, answer = twilio.take(form)
            if twilio.cut_off:
                twilio.cut_off -= 1
                self.close_connection = True
                self.connection.close()
                return
            self._answer(status, answer)

        def do_GET(self) -> None:
            twilio.asked.append(self.path)
            self._answer(200, twilio.listed(parse_qs(urlsplit(self.path).query)["To"][0]))

        def _body(self) -> bytes:
            expected = "Basic " + base64.b64encode(f"{ACCOUNT}:{TOKEN}".encode()).decode()
            assert self.headers["authorization"] == expected
            assert self.path == f"/2010-04-01/Accounts/{ACCOUNT}/Messages.json"
            return self.rfile.read(int(self.headers["content-length"]))

        def _answer(self, status: int, answer: dict[str, Any]) -> None:
            body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Say nothing."""

        def finish(self) -> None:
            if not self.connection._closed:  # type: ignore[attr-defined]  # a socket cut off on purpose
                super().finish()

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    twilio.base = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield twilio
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class LoopbackHttpClient(TwilioHttpClient):
    """Twilio's own HTTP client, with loopback in place of api.twilio.com."""

    def __init__(self, base: str, timeout_s: float = 5) -> None:
        super().__init__(timeout=timeout_s)
        self.session.trust_env = False  # no proxy between us and loopback
        self.base = base

    def request(self, method: str, url: str, *args: Any, **kwargs: Any) -> Response:
        assert url.startswith("https://api.twilio.com/")
        return super().request(method, url.replace("https://api.twilio.com", self.base), *args, **kwargs)


async def sms_services(url: str, tmp_path: Path, nlu: FakeNlu, twilio: FakeTwilio) -> AsyncIterator[Services]:
    """The whole service with text messages set up, and Twilio on loopback."""
    services = await make_services(make_settings(tmp_path, url, **SETTINGS), nlu)
    services.now = twilio.clock
    http = LoopbackHttpClient(twilio.base)
    services.channels["sms"] = SmsChannel(services, Client(ACCOUNT, TOKEN, http_client=http))
    yield services
    await answered()
    http.session.close()
    await services.db.close()


def make_app(services: Services) -> FastAPI:
    """Every page and address of the service."""
    app = FastAPI(openapi_url=None)
    app.add_middleware(SecurityHeaders)
    add_error_pages(app)
    app.state.services = services
    mount(app, services)
    return app


def signed(path: str, form: Mapping[str, str], token: str = TOKEN, public_url: str = PUBLIC_URL) -> dict[str, str]:
    """The headers of a request of Twilio's, made by Twilio's own library."""
    signature = RequestValidator(token).compute_signature(f"{public_url}{path}", dict(form))
    return {"x-twilio-signature": signature, "content-type": "application/x-www-form-urlencoded; charset=UTF-8"}


def incoming(body: str, **changes: str) -> dict[str, str]:
    """A form as Twilio posts it for a Messaging Service, recorded; with changes."""
    number = sid()
    return {
        "ToCountry": "GB",
        "ToState": "",
        "SmsMessageSid": number,
        "NumMedia": "0",
        "ToCity": "",
        "FromZip": "",
        "SmsSid": number,
        "FromState": "",
        "SmsStatus": "received",
        "FromCity": "",
        "Body": body,
        "FromCountry": "GB",
        "To": "+447700900999",  # any number of the pool
        "MessagingServiceSid": SERVICE,
        "ToZip": "",
        "NumSegments": "1",
        "MessageSid": number,
        "AccountSid": ACCOUNT,
        "From": PARENT,
        "ApiVersion": "2010-04-01",
        **changes,
    }


async def answered() -> None:
    """Wait until every message that came in is answered."""
    working = [t for t in asyncio.all_tasks() if getattr(t.get_coro(), "__qualname__", "") == "work"]
    await asyncio.gather(*working, return_exceptions=True)


class Phone:
    """Somebody's telephone: what they text goes through the webhook, what they get comes from Twilio."""

    def __init__(self, services: Services, twilio: FakeTwilio, nlu: FakeNlu | None, number: str = PARENT) -> None:
        self.services, self.twilio, self.nlu, self.number = services, twilio, nlu, number
        self.app = make_app(services)

    async def posts(
        self, path: str, form: Mapping[str, str], headers: Mapping[str, str] | None = None, body: bytes | None = None
    ) -> httpx.Response:
        """A request to our address, as it comes through a proxy: another host, no https."""
        transport = httpx.ASGITransport(app=self.app, raise_app_exceptions=False)
        content = urlencode(form).encode() if body is None else body
        async with httpx.AsyncClient(transport=transport, base_url="http://10.0.0.7:8000") as client:
            return await client.post(path, content=content, headers=dict(headers or signed(path, form)))

    async def texts(self, body: str, *, intent: str | None = None, risk: bool = False, **changes: str) -> list[str]:
        """Write a text; return what comes back."""
        if self.nlu:
            self.nlu.next, self.nlu.is_risk = ([(intent, 0.95)] if intent else []), risk
        before = len(self.twilio.messages)
        response = await self.posts("/twilio/sms", incoming(body, From=self.number, **changes))
        assert response.status_code == 200, response.text
        assert response.text.endswith("<Response/>")
        await answered()
        return self.twilio.texts()[before:]

    async def hears_that(self, sent: Mapping[str, str], status: str, code: str = "") -> httpx.Response:
        """Twilio tells what became of a message, at the address that we gave it."""
        path = sent["StatusCallback"].removeprefix(PUBLIC_URL)
        form = {
            "SmsSid": sent["Sid"],
            "SmsStatus": status,
            "MessageStatus": status,
            "To": sent["To"],
            "MessagingServiceSid": SERVICE,
            "MessageSid": sent["Sid"],
            "AccountSid": ACCOUNT,
            "From": "+447700900999",
            "ApiVersion": "2010-04-01",
        } | ({"ErrorCode": code} if code else {})
        return await self.posts(path, form)


@pytest.fixture
def twilio(clock: Clock) -> Iterator[FakeTwilio]:
    """Twilio on loopback."""
    with running(FakeTwilio(clock)) as served:
        yield served


@pytest.fixture
async def phone(sqlite_url: str, tmp_path: Path, nlu: FakeNlu, twilio: FakeTwilio) -> AsyncIterator[Phone]:
    """A parent's telephone."""
    async for services in sms_services(sqlite_url, tmp_path, nlu, twilio):
        yield Phone(services, twilio, nlu)
