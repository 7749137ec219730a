"""An article as a PDF to keep or to print; where none can be made, a kind page that offers the print window."""

import structlog
from starlette.requests import Request
from starlette.responses import Response

from bot.article_view import article_values
from bot.channels.web_limits import NETWORK_SHARE, Limiter, client_hash
from bot.channels.web_pages import Pages
from bot.errors import PdfUnavailable
from bot.help_pages import HelpPages
from bot.library import Edition
from bot.pdf import PdfPress
from bot.services import Services
from bot.short_addresses import short_address

log = structlog.get_logger()
MOST_NEW = 3  # new PDFs a minute for one device; those made before cost nothing


class HelpPdf:
    """Articles as PDFs."""

    def __init__(self, services: Services, pages: Pages, help_pages: HelpPages) -> None:
        self._services = services
        self._pages = pages
        self._help = help_pages
        self._press = PdfPress()
        self._limiter = Limiter(services.now)

    async def topic(self, topic: str, request: Request) -> Response:
        """One article. Raises HTTPException 404 where none may be served."""
        locale = self._pages.page_locale(request)
        edition = self._help.edition(topic, locale)
        try:
            pdf = await self._pdf(edition, locale, request)
        except PdfUnavailable as error:
            log.warning("pdf_unavailable", why=str(error))
            return self._sorry(topic, request, locale)
        name = f'inline; filename="{topic}-{edition.article.locale}.pdf"'
        return Response(pdf, media_type="application/pdf", headers={"content-disposition": name})

    async def _pdf(self, edition: Edition, locale: str, request: Request) -> bytes:
        key = (edition.version_id, locale, edition.is_signed, edition.english_changed_on)
        kept = self._press.find(key)
        if kept:
            return kept
        if not self._limiter.allows(client_hash(request), MOST_NEW * NETWORK_SHARE):
            raise PdfUnavailable("too many from one network")
        return await self._press.make(key, await self._html(edition, locale))

    async def _html(self, edition: Edition, locale: str) -> str:
        article, settings = edition.article, self._services.settings
        values = await article_values(self._services, edition, locale)
        address = short_address(settings, article.topic, article.locale)
        values |= {"heading": article.title, "service": settings.profile.short_name, "short_address": address}
        return self._pages.write("pdf.html", locale, **values)

    def _sorry(self, topic: str, request: Request, locale: str) -> Response:
        heading = self._pages.say("page.help.pdf_failed.title", locale)
        return self._pages.render(
            "pdf_failed.html", request, locale, status=503, heading=heading, page=f"/help/{topic}?lang={locale}"
        )
