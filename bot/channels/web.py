"""The web chat: works without JavaScript, is live with it, and fits a slow line.

Decision: pages of the chat have a neutral title ("Messages") and icon for everybody, not only for those who said that
someone may see their phone. The title is in the tab before anyone could be asked (R46).
"""

from fastapi import APIRouter
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from bot.channels.web_chat import WebChat
from bot.channels.web_embed import embed_routes
from bot.channels.web_pages import Pages
from bot.channels.web_return import ReturnPages
from bot.channels.web_view import ChatView
from bot.document_pages import document_routes
from bot.help_routes import Route, help_routes
from bot.messages import OutboundMessage
from bot.services import Services


class WebChannel:
    """Pages read their messages from the database: there is nothing to hand over but a nudge."""

    name = "web"
    is_pulled = True

    def __init__(self, services: Services) -> None:
        self._services = services

    async def send(self, message: OutboundMessage) -> str:
        """Wake the page, if one is open."""
        self._services.live.wake(str(message.conversation_id))
        return str(message.id)


def web_router(services: Services) -> APIRouter:
    """Every page that families see."""
    pages = Pages(services)
    view = ChatView(services, pages)
    chat, returning = WebChat(services, view), ReturnPages(services, pages)

    async def static(name: str, request: Request) -> Response:
        file = pages.serve_static(name, request)
        if file is None:
            raise HTTPException(404)
        return file

    router = APIRouter(include_in_schema=False)
    routes: tuple[Route, ...] = (
        ("GET", "/", chat.show),
        ("POST", "/", chat.write),
        ("GET", "/messages", chat.messages),
        ("GET", "/stream", chat.stream),
        ("POST", "/here", chat.here),
        ("GET", "/leave", chat.leave),
        ("POST", "/leave", chat.leave),
        ("GET", "/r", returning.show),
        ("POST", "/r", returning.open),
        ("POST", "/r/close", returning.close),
        *embed_routes(services, pages, chat),
        *help_routes(services, pages),
        *document_routes(services, pages),
        ("GET", "/static/{name}", static),
        ("GET", "/health", health),
    )
    for method, path, endpoint in routes:
        router.add_api_route(path, endpoint, methods=[method], response_model=None)
    return router


async def health() -> PlainTextResponse:
    """Whether the process answers. Says nothing else."""
    return PlainTextResponse("ok")
