"""Writing the console's pages: templates, dates, codes in words, and files."""

import hashlib
from datetime import date, datetime
from pathlib import Path
from typing import Any

from babel.dates import format_date
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, Response

from bot.catalogue import direction
from bot.compose import today
from bot.services import Services
from handoff import codes
from handoff.sessions import PATH
from handoff.time_limit_words import rule_in_words

HERE = Path(__file__).parent
HEADERS = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "cache-control": "no-store",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()",
}
_TYPES = {".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}


class File:
    """A file of the console's own, read once."""

    def __init__(self, path: Path) -> None:
        self.content = path.read_bytes()
        self.media_type = _TYPES[path.suffix]
        self.tag = hashlib.sha256(self.content).hexdigest()[:10]


class Pages:
    """Renders templates, in English and in the service's own time."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._files = {path.name: File(path) for path in (HERE / "static").iterdir() if path.suffix in _TYPES}
        self._templates = Environment(
            loader=FileSystemLoader(HERE / "templates"),
            autoescape=True,
            undefined=StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        self._templates.filters.update(
            moment=self.moment, day=self.day, direction=direction, language=codes.language_in_words
        )
        self._templates.globals.update(
            in_words=codes.in_words,
            consent_in_words=codes.consent_in_words,
            static=self.static_url,
            rule_in_words=rule_in_words,
            console=PATH,
            service=services.settings.profile.short_name,
        )

    def page(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        """A whole page."""
        return HTMLResponse(self.write(template, **values), status_code=status)

    def write(self, template: str, **values: Any) -> str:
        """A page or a piece of one, as text."""
        return self._templates.get_template(template).render(**values)

    def moment(self, at: datetime) -> str:
        """Such as "Tue 24 Nov, 10:42"."""
        local = at.astimezone(self._services.settings.profile.zone)
        return f"{self.day(local.date())}, {local:%H:%M}"

    def day(self, value: date) -> str:
        """Such as "Wed 25 Nov"; with the year if it is not this one."""
        return day_in_words(value, today(self._services))

    def static_url(self, name: str) -> str:
        """The address of a file, which changes with its content."""
        return f"{PATH}/static/{name}?v={self._files[name].tag}"

    def file(self, name: str) -> Response:
        """A file of the console's own; nothing else can be asked for."""
        file = self._files.get(name)
        if file is None:
            return Response(status_code=404)
        headers = {"cache-control": "public, max-age=31536000, immutable"}
        return Response(file.content, media_type=file.media_type, headers=headers)


def day_in_words(value: date, today: date | None = None) -> str:
    """Such as "Wed 25 Nov 2026", without the year of `today`."""
    is_this_year = today is not None and value.year == today.year
    return format_date(value, "EEE d MMM" if is_this_year else "EEE d MMM y", locale="en_GB")
