"""What a family sees when something is wrong: a kind page in their language, and the way to a person."""

import structlog
from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.channels.web_pages import Pages

log = structlog.get_logger()
_TEXTS = {403: "page.error.forbidden", 404: "page.error.not_found", 405: "page.error.not_found", 413: "page.too_long"}


def add_error_pages(app: FastAPI) -> None:
    """Show our own page for every error; what went wrong is logged by its kind, never shown.

    Called before the app starts, since handlers are fixed then; `app.state.services` is there by the first request.
    """

    async def refused(request: Request, error: Exception) -> Response:
        status = error.status_code if isinstance(error, HTTPException) else 422
        return _error_page(request, status)

    async def failed(request: Request, error: Exception) -> Response:
        log.error("page_failed", kind=type(error).__name__)
        return _error_page(request, 500)

    app.add_exception_handler(HTTPException, refused)
    app.add_exception_handler(RequestValidationError, refused)
    app.add_exception_handler(Exception, failed)


def _error_page(request: Request, status: int) -> Response:
    if "text/html" not in request.headers.get("accept", "text/html"):
        return PlainTextResponse(str(status), status_code=status)
    pages = _pages(request.app)
    text = _TEXTS.get(status, "page.error.failed" if status >= 500 else "page.error.unreadable")
    return pages.render("error.html", request, pages.page_locale(request), status=status, text=text)


def _pages(app: FastAPI) -> Pages:
    if not hasattr(app.state, "error_pages"):
        app.state.error_pages = Pages(app.state.services)
    pages: Pages = app.state.error_pages
    return pages
