"""The page of one enquiry and what can be done on it."""

from collections.abc import Awaitable, Callable

from starlette.responses import RedirectResponse, Response

from bot.errors import NotFound
from handoff import audit, enquiries
from handoff.codes import CODES
from handoff.console_call import Call, Handler
from handoff.enquiry_page import load_enquiry, load_page
from handoff.errors import Refused
from handoff.sessions import PATH

Verb = Callable[[Call], Awaitable[None]]


async def show(call: Call) -> Response:
    """The enquiry with everything known of it."""
    return await _page(call)


async def _page(call: Call, problem: str = "") -> Response:
    """The page; after a refusal with the reason and what had been typed."""
    async with call.services.db.begin() as session:
        enquiry = await load_enquiry(session, call.caseworker, call.id())
        if enquiry is None:
            raise NotFound("enquiry")
        page = await load_page(session, call.caseworker, enquiry, call.services)
        about = f"enquiry:{enquiry.id}"
        await audit.record(session, call.caseworker.id, "enquiry_viewed", about, at=call.services.now())
    typed = call.form if problem else {}
    return call.page(
        "enquiry.html",
        409 if problem else 200,
        page=page,
        enquiry=page.enquiry,
        problem=problem,
        typed=typed,
        outcomes=CODES["outcome"],
        longest=enquiries.LONGEST_TEXT,
    )


def action(verb: Verb, done: str) -> Handler:
    """A form's handler: do it and come back to the page, or say why not."""

    async def act(call: Call) -> Response:
        try:
            await verb(call)
        except Refused as refusal:
            return await _page(call, refusal.reason)
        return RedirectResponse(f"{PATH}/enquiries/{call.id()}?done={done}", 303)

    return act


async def take(call: Call) -> None:
    """Take it, or take it over from whoever had it when the page was shown."""
    await enquiries.take(call.services, call.caseworker, call.id(), call.form.get("seen_holder", ""))


async def reply(call: Call) -> None:
    """Write to the family."""
    await enquiries.reply(call.services, call.caseworker, call.id(), call.form.get("reply", ""))


async def give_back(call: Call) -> None:
    """Put it back into the queue."""
    await enquiries.give_back(call.services, call.caseworker, call.id())


async def confirm_level(call: Call) -> None:
    """Settle the level."""
    level = call.form.get("level", "")
    number = int(level) if level.isascii() and level.isdigit() else 0
    await enquiries.confirm_level(call.services, call.caseworker, call.id(), number)


async def mark_interpreted(call: Call) -> None:
    """Their words are now understood."""
    await enquiries.mark_interpreted(call.services, call.caseworker, call.id())


async def add_note(call: Call) -> None:
    """Write a note."""
    await enquiries.add_note(call.services, call.caseworker, call.id(), call.form.get("note", ""))


async def close(call: Call) -> None:
    """End it."""
    await enquiries.close(call.services, call.caseworker, call.id(), call.form.get("outcome", ""))
