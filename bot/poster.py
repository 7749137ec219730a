"""A poster to print, A4, with a square code that opens the chat and says how the family found us.

The code holds an address and nothing else: `/?lang=ur&from=school`, where `from` is one of ROUTES. It names the kind of
place where the poster hangs, never the place.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any
from urllib.parse import urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from bot.catalogue import Catalogue, direction
from bot.channels.web_pages import HERE, name_of
from bot.channels.web_text import contact_links, linked
from bot.pdf import write_pdf
from bot.settings import Profile

TEXTS = (
    *("poster.title", "poster.free", "poster.person", "poster.scan", "poster.address", "poster.code"),
    *("welcome.notice", "page.call"),
)


@dataclass(frozen=True)
class Poster:
    """What one poster says: in which language, where its code leads, and by which route (a code of ROUTES)."""

    locale: str
    site: str  # https://…, without the last slash
    route: str

    @property
    def address(self) -> str:
        """What the code holds."""
        return f"{self.site}/?{urlencode({'lang': self.locale, 'from': self.route})}"

    @property
    def spoken_address(self) -> str:
        """What somebody without a camera types."""
        return self.site.partition("://")[2]


def square_code(address: str) -> Any:
    """segno's code of an address. A quarter of it may be torn or dirty (level Q); never a Micro QR code.

    segno is loaded here: most commands make no poster.
    """
    import segno

    return segno.make(address, error="q", micro=False, boost_error=False)


def poster_html(poster: Poster, catalogue: Catalogue, profile: Profile) -> str:
    """The page that is printed."""
    templates = Environment(
        loader=FileSystemLoader(HERE / "templates"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )
    return templates.get_template("poster.html").render(**_values(poster, catalogue, profile))


def _values(poster: Poster, catalogue: Catalogue, profile: Profile) -> Mapping[str, Any]:
    drawing = square_code(poster.address).svg_inline(border=4, omitsize=True, svgclass=None, lineclass=None)
    return {
        "t": partial(catalogue.say, locale=poster.locale),
        "direction": direction,
        "locale": poster.locale,
        "service": profile.short_name,
        "languages": [(tag, name_of(tag)) for tag in profile.languages],
        "linked": partial(linked, links=contact_links(profile)),
        "poster": poster,
        "drawing": Markup(drawing),  # noqa: S704  # lines and numbers alone: segno writes no text into it
    }


def unchecked_texts(locale: str, catalogue: Catalogue) -> list[str]:
    """The poster's texts that no qualified reader has checked in this language; English is the service's own."""
    if locale == "en":
        return []
    found = ((key, *catalogue.find(key, locale)) for key in TEXTS)
    return [key for key, text, shown_in in found if shown_in != locale or not text.is_checked]


def make_poster(poster: Poster, catalogue: Catalogue, profile: Profile) -> bytes:
    """The poster as a tagged PDF.

    Raises:
        PdfUnavailable: WeasyPrint or one of the machine's libraries is missing.
    """
    return write_pdf(poster_html(poster, catalogue, profile))
