"""Somebody else's site: a page on another loopback name and port, with our tag in it."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

# What bot/channels/EMBED.md asks a council's web team to allow, and nothing else.
POLICY = "default-src 'none'; script-src {ours}; frame-src {ours}; style-src 'self'; require-trusted-types-for 'script'"
PAGE = """<!doctype html>
<html lang="{lang}" dir="{dir}"><head><meta charset="utf-8"><title>Example Council</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="stylesheet" href="/host.css">
<script src="{ours}/embed.js" async {data}></script></head>
<body><main><h1>Example Council</h1>
<p>Bins are emptied on Tuesday. <a href="/other">Other page</a></p></main></body></html>"""
# What a site's own style sheet may do to elements that it does not know.
STYLE = "* { font-family: fantasy; } body { color: #222; } button { display: none; } div { opacity: 0.1; }"


@dataclass
class HostSite:
    """A council's site. `localhost` is another site than 127.0.0.1, where ours is: its frame is a third party."""

    ours: str = ""
    data: str = ""
    lang: str = "en"
    asked_for: list[str] = field(default_factory=list)
    referrers: list[str] = field(default_factory=list)

    @cached_property
    def server(self) -> ThreadingHTTPServer:
        """On a free port."""
        return ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))

    @property
    def url(self) -> str:
        """Its origin."""
        return f"http://localhost:{self.server.server_address[1]}"

    def page(self) -> str:
        """Any of its pages."""
        direction = "rtl" if self.lang.startswith("ur") else "ltr"
        return PAGE.format(ours=self.ours, data=self.data, lang=self.lang, dir=direction)


def _handler(site: HostSite) -> Callable[..., BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            site.asked_for.append(self.path)
            is_style = self.path.endswith(".css")
            body = (STYLE if is_style else site.page()).encode()
            self.send_response(200)
            self.send_header("content-type", f"text/{'css' if is_style else 'html'}; charset=utf-8")
            self.send_header("content-security-policy", POLICY.format(ours=site.ours))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            """Quiet."""

    return Handler


@contextmanager
def serving(site: HostSite) -> Iterator[HostSite]:
    """Serve until the end of the test."""
    threading.Thread(target=site.server.serve_forever, daemon=True).start()
    try:
        yield site
    finally:
        site.server.shutdown()
        site.server.server_close()
