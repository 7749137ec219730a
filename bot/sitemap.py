"""robots.txt and sitemap.xml: which pages a search engine may list, in which languages."""

from collections.abc import Iterator

from markupsafe import Markup
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.channels.web_found import site_of
from bot.compose import today
from bot.services import Services

_CLOSED = ("/console", "/stream", "/messages", "/leave", "/help?q=")
_URL = Markup("<url><loc>{loc}</loc>{alternates}{changed}</url>\n")
_ALTERNATE = Markup('<xhtml:link rel="alternate" hreflang="{tag}" href="{loc}"/>')
_SITEMAP = Markup(
    '<?xml version="1.0" encoding="utf-8"?>\n'
    '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
    "{urls}</urlset>\n"
)


class Sitemap:
    """What is there to be listed. The demonstration is not."""

    def __init__(self, services: Services) -> None:
        self._services = services

    async def robots(self, request: Request) -> Response:
        """robots.txt. The chat and /r may be fetched, so that their own noindex is seen."""
        if self._services.settings.profile.is_demonstration:
            return PlainTextResponse("User-agent: *\nDisallow: /\n")
        closed = "".join(f"Disallow: {path}\n" for path in _CLOSED)
        return PlainTextResponse(f"User-agent: *\n{closed}Sitemap: {self._site(request)}/sitemap.xml\n")

    async def sitemap(self, request: Request) -> Response:
        """sitemap.xml: every page to read, each language beside the others."""
        site = self._site(request)
        urls = [_url(site, path, tag, tags, day) for path, tags, day in self._pages() for tag in tags]
        return Response(_SITEMAP.format(urls=Markup("").join(urls)), media_type="application/xml")

    def _site(self, request: Request) -> str:
        return site_of(self._services.settings) or str(request.base_url).rstrip("/")

    def _pages(self) -> Iterator[tuple[str, list[str], str]]:
        """Path, languages, and the day of the last change where there is one."""
        library, offered = self._services.library, self._services.settings.profile.languages
        served = library.served(today(self._services))
        young = served & library.young_versions()
        yield "/help", list(offered), ""
        yield "/young", list(offered), ""
        yield "/quality", list(offered), ""
        for folder, keys in (("help", served), ("young", young)):
            for topic in sorted({topic for topic, _ in keys}):
                tags = [tag for tag in offered if (topic, tag) in keys]
                article = library.article(topic, tags[0]) if tags else None
                if article:
                    yield f"/{folder}/{topic}", tags, article.amended_on.isoformat()


def _url(site: str, path: str, tag: str, tags: list[str], day: str) -> Markup:
    alternates = [_ALTERNATE.format(tag=one, loc=f"{site}{path}?lang={one}") for one in tags]
    changed = Markup("<lastmod>{}</lastmod>").format(day) if day else ""
    return _URL.format(loc=f"{site}{path}?lang={tag}", alternates=Markup("").join(alternates), changed=changed)
