"""A person at our pages, as a browser talks to the server: with JavaScript, or by plain forms."""

import json
import re
import secrets
from http.client import HTTPConnection, HTTPResponse
from urllib.parse import urlencode

from tests.bench.mix import Line, locale_of

ASSISTANT = b'class="says assistant'
POSITION = re.compile(rb'data-position="(\d+)"')
FORM = "application/x-www-form-urlencoded"
PATIENCE_S = 60.0
LATER_LOOKS = 200


class NotAnswered(Exception):
    """A message got no reply."""


class FormVisitor:
    """Posts a form, which waits for its reply, and then reads what is new."""

    def __init__(self, port: int, number: int) -> None:
        self._port, self._locale = port, locale_of(number)
        self._http = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        self._cookie = ""
        self._seen = 0

    def says(self, line: Line) -> None:
        """A turn: from the post until the reply has been read."""
        self._post(line)
        for _ in range(LATER_LOOKS):
            page = self._get(f"/messages?after={self._seen}")
            if ASSISTANT in page:
                self._seen = max(map(int, POSITION.findall(page)))
                return
        raise NotAnswered(line.text)

    def close(self) -> None:
        """Leave."""
        self._http.close()

    def _post(self, line: Line, **headers: str) -> None:
        said = {"choice": line.choice} if line.choice else {"text": line.text}
        body = urlencode({"nonce": secrets.token_urlsafe(16), **said})
        headers = {"content-type": FORM, "cookie": self._cookie, **headers}
        self._http.request("POST", f"/?lang={self._locale}", body, headers)
        response = self._http.getresponse()
        response.read()
        if response.status not in {204, 303}:
            raise NotAnswered(f"{response.status} to {line}")
        self._cookie = (response.headers["set-cookie"] or self._cookie).partition(";")[0]

    def _get(self, path: str) -> bytes:
        self._http.request("GET", path, headers={"cookie": self._cookie})
        return self._http.getresponse().read()


class LiveVisitor(FormVisitor):
    """Has a page open whose stream brings the replies: what nearly everybody has."""

    def __init__(self, port: int, number: int) -> None:
        super().__init__(port, number)
        self._line = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        self._stream: HTTPResponse | None = None

    def says(self, line: Line) -> None:
        """A turn: from the post until the stream has brought the reply."""
        self._post(line, **({"hx-request": "true"} if self._stream else {}))
        if self._stream is None:
            self._stream = self._open()
        own_words_came = False
        while event := self._stream.readline():
            own_words_came |= b'class="says family' in event
            if own_words_came and ASSISTANT in event:
                return
        raise NotAnswered(line.text)

    def close(self) -> None:
        """Close the page."""
        super().close()
        if self._stream:
            self._stream.close()
        self._line.close()

    def _open(self) -> HTTPResponse:
        self._line.request("GET", "/stream?after=0", headers={"cookie": self._cookie})
        return self._line.getresponse()


class RasaVisitor:
    """A person at Rasa's own REST channel, whose response holds the replies."""

    def __init__(self, port: int, number: int) -> None:
        self._http = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_S)
        self._sender = f"{number}-{secrets.token_hex(4)}"

    def says(self, line: Line) -> None:
        """A turn: one request."""
        body = json.dumps({"sender": self._sender, "message": line.text})
        self._http.request("POST", "/webhooks/rest/webhook", body, {"content-type": "application/json"})
        response = self._http.getresponse()
        response.read()
        if response.status != 200:
            raise NotAnswered(f"{response.status} to {line}")

    def close(self) -> None:
        """Leave."""
        self._http.close()
