"""The caseworkers' console: every address of it, and who answers there."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import Response

from bot.errors import NotFound
from bot.services import Services
from handoff import console_articles as articles
from handoff import console_editor as editor
from handoff import console_enquiry as enquiry
from handoff import console_time_limits as time_limits
from handoff import console_worklist as worklist
from handoff.console_call import Call, Gate, Handler
from handoff.console_pages import Pages
from handoff.console_queue import LISTS, acknowledge, show_alert, show_list
from handoff.console_sign_in import SignIn, sign_out, stay
from handoff.console_stream import follow_enquiry, follow_list

PAGES: tuple[tuple[str, Handler], ...] = (
    ("/", show_list("triage")),
    *((f"/{name}", show_list(name)) for name in LISTS if name != "triage"),
    ("/alerts/{id}", show_alert),
    ("/enquiries/{id}", enquiry.show),
    ("/articles", articles.show_articles),
    ("/articles/{topic}/{locale}", articles.show_article),
    ("/articles/{topic}/{locale}/edit", editor.show_editor),
    ("/articles/{topic}/{locale}/versions/{id}", articles.show_version),
    ("/worklist", worklist.show_worklist),
    ("/time-limits", time_limits.show),
)
STREAMS: tuple[tuple[str, Handler], ...] = (
    *((f"/{name}/stream", follow_list(name)) for name in LISTS),
    ("/enquiries/{id}/stream", follow_enquiry),
)
ACTIONS: tuple[tuple[str, Handler], ...] = (
    ("/sign-out", sign_out),
    ("/stay", stay),
    ("/alerts/{id}/acknowledge", acknowledge),
    ("/enquiries/{id}/take", enquiry.action(enquiry.take, "taken")),
    ("/enquiries/{id}/reply", enquiry.action(enquiry.reply, "replied")),
    ("/enquiries/{id}/give-back", enquiry.action(enquiry.give_back, "returned")),
    ("/enquiries/{id}/level", enquiry.action(enquiry.confirm_level, "level")),
    ("/enquiries/{id}/interpreted", enquiry.action(enquiry.mark_interpreted, "interpreted")),
    ("/enquiries/{id}/note", enquiry.action(enquiry.add_note, "noted")),
    ("/enquiries/{id}/close", enquiry.action(enquiry.close, "closed")),
    ("/articles/{topic}/{locale}/edit", editor.work),
    ("/articles/{topic}/{locale}/sign", articles.act(articles.sign, "text_signed")),
    ("/articles/{topic}/{locale}/take-back", articles.act(articles.take_back, "taken_back")),
    ("/articles/{topic}/{locale}/minor", articles.act(articles.call_minor, "minor")),
    ("/articles/{topic}/{locale}/put-aside", articles.act(articles.put_aside, "put_aside")),
    ("/articles/{topic}/{locale}/withdraw", articles.act(articles.withdraw, "withdrawn")),
    ("/worklist/{id}/done", worklist.done),
    ("/time-limits/sign", time_limits.act(time_limits.sign, "limit_signed")),
    ("/time-limits/take-back", time_limits.act(time_limits.take_back, "taken_back")),
)


def console_router(services: Services) -> APIRouter:
    """Every page of the console, to be mounted at /console."""
    pages = Pages(services)
    gate, door = Gate(services, pages), SignIn(services, pages)

    async def static(request: Request) -> Response:
        return pages.file(request.path_params["name"])

    router = APIRouter(include_in_schema=False)
    router.add_route("/sign-in", gate.open_endpoint(door.show), ["GET"])
    router.add_route("/sign-in", gate.open_endpoint(door.submit), ["POST"])
    router.add_route("/static/{name}", gate.open_endpoint(static), ["GET"])
    for path, handler in STREAMS:
        router.add_route(path, gate.endpoint(handler, is_live=True), ["GET"])
    for path, handler in PAGES:
        router.add_route(path, gate.endpoint(handler), ["GET"])
    for path, handler in ACTIONS:
        router.add_route(path, gate.endpoint(handler), ["POST"])
    router.add_route("/{rest:path}", gate.endpoint(_nothing_here), ["GET"])
    return router


async def _nothing_here(call: Call) -> Response:
    raise NotFound("no such page")
