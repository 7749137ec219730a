"""Writing pages: templates, languages, and the one frame that every family-facing page shares."""

import gzip
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from bot.catalogue import direction
from bot.channels.web_headers import SAFE_PAGE
from bot.channels.web_text import contact_links, linked
from bot.services import Services
from knowledge_base.marks import plain

HERE = Path(__file__).parent
STATIC = HERE / "static"
# One file: htmx looks at the page as soon as it may, and must find its extension there.
BUNDLES = {
    "live.js": ("htmx.min.js", "hx-sse.min.js", "chat.js"),
    "family.js": ("reading.js", "page.js", "aloud.js"),
}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


@dataclass(frozen=True)
class StaticFile:
    """A file as it is sent: both ways, with the tag that its address carries."""

    content: bytes
    packed: bytes
    media_type: str
    tag: str


def load_static(folder: Path = STATIC) -> dict[str, StaticFile]:
    """Read every file that pages may ask for. Nothing else can be asked for."""
    names = {path.name: (path.name,) for path in folder.iterdir() if path.suffix in _TYPES} | BUNDLES
    return {
        name: _static_file(Path(name).suffix, b"\n;\n".join((folder / part).read_bytes() for part in parts))
        for name, parts in names.items()
    }


def _static_file(suffix: str, content: bytes) -> StaticFile:
    tag = hashlib.sha256(content).hexdigest()[:10]
    return StaticFile(content, gzip.compress(content, 9), f"{_TYPES[suffix]}; charset=utf-8", tag)


class Pages:
    """Renders templates in a language."""

    def __init__(self, services: Services) -> None:
        self.services = services
        self.static = load_static()
        self._linked = partial(linked, links=contact_links(services.settings.profile))
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )

    def render(self, template: str, request: Request, locale: str, *, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page. Values beside `t`, `locale` and the frame's own come from the caller."""
        frame = self._frame(request, locale)
        return HTMLResponse(self.write(template, locale, **{**frame, **values}), status_code=status)

    def write(self, template: str, locale: str, **values: Any) -> str:
        """A page or a piece of one, as text."""
        given = {"linked": self._linked, "direction": direction, "name_of": name_of, "plain": plain}
        return self._templates.get_template(template).render(
            t=partial(self.say, locale=locale), locale=locale, **given, **values
        )

    def say(self, key: str, locale: str, **values: Any) -> str:
        """A fixed text with its values."""
        return self.services.catalogue.say(key, locale, **values)

    def static_url(self, name: str) -> str:
        """The address of a file, which changes with its content."""
        return f"/static/{name}?v={self.static[name].tag}"

    def _frame(self, request: Request, locale: str) -> Mapping[str, Any]:
        profile = self.services.settings.profile
        return {
            "service": profile.short_name,
            "languages": [(tag, name_of(tag)) for tag in profile.languages],
            "language_choices": False,
            "home": "/",  # where the chat is
            "is_framed": False,
            "key": None,
            "path": request.url.path,
            "static": self.static_url,
            "safe_page": SAFE_PAGE,
            "kept": {},  # what links to other languages keep of the address
            "is_listed": False,  # by search engines; with `found_at` a page says where it is
            "canonical": None,
            "alternates": [],
            "structured": None,
            "title": self.say("page.title", locale),
        }

    def page_locale(self, request: Request, known: str | None = None) -> str:
        """The language of a page: as asked for, else the conversation's, else the browser's, else English."""
        offered = self.services.settings.profile.languages
        asked = request.query_params.get("lang")
        wished = [asked, known, *_accepted(request.headers.get("accept-language", ""))]
        return next((tag for tag in wished if tag in offered), "en")

    def serve_static(self, name: str, request: Request) -> Response | None:
        """A file by name, packed where the browser can unpack it."""
        file = self.static.get(name)
        if file is None:
            return None
        headers = {"cache-control": "public, max-age=31536000, immutable", "vary": "accept-encoding"}
        if "gzip" not in request.headers.get("accept-encoding", ""):
            return Response(file.content, media_type=file.media_type, headers=headers)
        return Response(file.packed, media_type=file.media_type, headers={**headers, "content-encoding": "gzip"})


def name_of(tag: str) -> str:
    """A language in its own script, such as Polski."""
    try:
        name = Locale.parse(tag, sep="-").get_display_name() or tag
    except (UnknownLocaleError, ValueError):
        return tag
    return name[:1].upper() + name[1:]


def _accepted(header: str) -> list[str]:
    """Language tags of Accept-Language, best first, each also without its region."""
    weighed = []
    for entry in header[:200].split(","):
        tag, _, weight = entry.strip().partition(";q=")
        weighed.append((-_number(weight), tag))
    return [form for _, tag in sorted(weighed, key=lambda w: w[0]) for form in (tag, tag.split("-")[0])]


def _number(weight: str) -> float:
    try:
        return float(weight or 1)
    except ValueError:
        return 0.0
