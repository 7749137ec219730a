"""Families' pages in a test: the app without its engine, and a browser that talks to it in memory."""

from collections.abc import AsyncIterator

import httpx
import pytest
from fastapi import FastAPI

from bot.channels.web import web_router
from bot.channels.web_errors import add_error_pages
from bot.channels.web_headers import SecurityHeaders
from bot.services import Services
from tests.bot.channels.twilio_server import phone, twilio  # noqa: F401  # fixtures

ORIGIN = "http://chat.example"


def make_page_app(services: Services) -> FastAPI:
    """The pages alone, as `bot/main.py` puts them up."""
    app = FastAPI(openapi_url=None)
    app.add_middleware(SecurityHeaders)
    add_error_pages(app)
    app.state.services = services
    app.include_router(web_router(services))
    return app


@pytest.fixture
def app(services: Services) -> FastAPI:
    """The pages of this test's service."""
    return make_page_app(services)


def make_browser(app: FastAPI, **options: object) -> httpx.AsyncClient:
    """A browser without JavaScript: it keeps cookies and says where its forms come from."""
    transport = httpx.ASGITransport(app=app, raise_app_exceptions=False)
    return httpx.AsyncClient(transport=transport, base_url=ORIGIN, headers={"origin": ORIGIN, "accept": "text/html"})


@pytest.fixture
async def browser(app: FastAPI) -> AsyncIterator[httpx.AsyncClient]:
    """One person's browser."""
    async with make_browser(app) as client:
        yield client
