"""Which sites may show the chat inside their own pages: `embedding_hosts` of service.yml."""

import re

LOOPBACK = frozenset({"localhost", "127.0.0.1", "[::1]"})
_HOST = re.compile(
    r"(?:(?P<scheme>https?)://)?(?P<name>(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)*[a-z0-9-]+|\[::1\])(?::\d{1,5})?",
    re.IGNORECASE,
)


def origin_of(host: str) -> str:
    """A host of service.yml as an origin: `www.council.example` is `https://www.council.example`.

    It becomes part of a header, so nothing but a name and a port passes. Plain http is for this machine alone: on
    any other, whoever carries the page could put words around the chat.

    Raises:
        ValueError: what is wrong, in words.
    """
    match = _HOST.fullmatch(host.strip())
    if match is None:
        raise ValueError(f"{host!r} is not a site such as www.council.example: no path, no star")
    scheme = (match["scheme"] or "https").lower()
    if scheme == "http" and match["name"].lower() not in LOOPBACK:
        raise ValueError(f"{host!r} has to be reached by https")
    return f"{scheme}://{host.strip().rpartition('://')[2].lower()}"


def ancestors(hosts: tuple[str, ...], *, is_demonstration: bool) -> str | None:
    """The sources of `frame-ancestors` for the framed chat; None where nobody may frame it.

    A demonstration shows the chat inside a page of its own, /embed-demo.
    """
    allowed = (*(("'self'",) if is_demonstration else ()), *hosts)
    return " ".join(allowed) or None
