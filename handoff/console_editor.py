"""The editor: a plain box for the text, what is wrong with it, and what families would get. Works without script."""

import asyncio
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import UUID

from starlette.responses import HTMLResponse, RedirectResponse, Response

from bot.compose import today
from bot.errors import NotFound
from bot.models import ArticleVersion
from handoff import editorial
from handoff.article_page import load_version
from handoff.console_articles import place
from handoff.console_call import Call
from handoff.drafts import Draft, discard_draft, find_draft, save_draft
from handoff.editorial_desk import Desk
from handoff.editorial_preview import CHANNELS, preview
from handoff.editorial_rights import may
from handoff.editorial_text import LONGEST, BadText, DiffLine, check, compare, read_stored, tidy
from handoff.errors import Refused
from handoff.sessions import PATH
from knowledge_base.schema import ENGLISH
from knowledge_base.topics import load_topics


@dataclass(frozen=True)
class Around:
    """What stands around a draft: the text to go on from, what is published, and the English."""

    head: ArticleVersion | None
    published: ArticleVersion | None
    english: ArticleVersion | None


@dataclass(frozen=True)
class Trouble:
    """Why something was not done."""

    reason: str = ""
    is_overtaken: bool = False


async def show_editor(call: Call) -> Response:
    """The editor with one's own draft, else with the text to go on from."""
    topic, locale = _editable_place(call)
    around = await _around(call, topic, locale)
    async with call.services.db.read() as session:
        stored = await find_draft(session, call.caseworker, topic, locale)
        asked = call.request.query_params.get("from")
        begun = await load_version(session, topic, locale, _uuid(asked)) if asked else None
    if stored and not begun:
        return await _page(call, around, Draft(stored.text, stored.based_on, stored.revision))
    text = begun.text if begun else around.head.text if around.head else _blank(topic, locale, around.english)
    revision = stored.revision if stored else 0
    return await _page(call, around, Draft(text, around.head.id if around.head else None, revision))


def _uuid(typed: str) -> UUID:
    try:
        return UUID(typed)
    except ValueError as error:
        raise NotFound("not an id") from error


def _editable_place(call: Call) -> tuple[str, str]:
    topic, locale = place(call)
    if not may(call.caseworker, "edit", locale=locale):
        raise NotFound("not theirs to edit")
    return topic, locale


async def _around(call: Call, topic: str, locale: str) -> Around:
    async with call.services.db.read() as session:
        desk = Desk(call.services, session, call.caseworker, topic, locale, call.services.now())
        return Around(await desk.head(), await desk.published(), await desk.english())


def _blank(topic: str, locale: str, english: ArticleVersion | None) -> str:
    """A translation begins with the English beneath its own head; an English article with the headings."""
    if locale != ENGLISH and english is not None:
        body = english.text.split("\n---", 1)[-1].partition("\n")[2]
        title = next((line for line in english.text.splitlines() if line.startswith("title:")), "title:")
        return (
            f"---\ntopic: {topic}\nlocale: {locale}\n{title}\nstatus: unchecked_translation\nhand_over: []\n---\n{body}"
        )
    headings = "\n\n".join(f"## {name}\n" for name in ("short", "law", "usually", "options", "nothing"))
    return f"---\ntopic: {topic}\nlocale: {locale}\ntitle: {load_topics()[topic].title}\n---\n{headings}"


async def work(call: Call) -> Response:
    """Save what was typed, then show the preview again, submit, or throw the draft away."""
    topic, locale = _editable_place(call)
    deed = call.form.get("do", "preview")
    if deed == "discard":
        await discard_draft(call.services, call.caseworker, topic, locale)
        return RedirectResponse(f"{PATH}/articles/{topic}/{locale}?done=discarded", 303)
    around = await _around(call, topic, locale)
    draft = _typed(call, around)
    try:
        revision = await save_draft(call.services, call.caseworker, topic, locale, draft)
        draft = Draft(tidy(draft.text), draft.based_on, revision)
        if deed == "submit":
            is_compared = bool(call.form.get("is_compared"))
            await editorial.submit(
                call.services, call.caseworker, topic, locale, draft.text, draft.based_on, is_compared=is_compared
            )
            return RedirectResponse(f"{PATH}/articles/{topic}/{locale}?done=submitted", 303)
    except Refused as refusal:
        trouble = Trouble(refusal.reason, isinstance(refusal, editorial.Overtaken))
        return await _page(call, around, draft, trouble, is_bad=isinstance(refusal, BadText))
    return await _page(call, around, draft)


def _typed(call: Call, around: Around) -> Draft:
    """What the form holds; after a conflict, with the word that both texts have been brought together."""
    form = call.form
    based_on = _uuid(form["based_on"]) if form.get("based_on") else None
    if form.get("is_joined"):
        based_on = around.head.id if around.head else None
    revision = form.get("revision", "0")
    return Draft(form.get("text", ""), based_on, int(revision) if revision.isascii() and revision.isdigit() else 0)


async def _page(
    call: Call, around: Around, draft: Draft, trouble: Trouble = Trouble(), *, is_bad: bool = False
) -> Response:
    theirs = await _theirs(call, around, draft)
    read = partial(_values, call, around, draft, trouble, is_bad=is_bad)
    values = await asyncio.to_thread(read) | {"theirs": theirs}
    status = 409 if trouble.reason else 200
    if call.request.headers.get("x-partial"):
        return HTMLResponse(call.pages.write("_preview.html", **values))
    return call.page("article_edit.html", status, **values)


async def _theirs(call: Call, around: Around, draft: Draft) -> list[DiffLine]:
    """What somebody else changed since this draft was begun."""
    if around.head is None or draft.based_on == around.head.id:
        return []
    async with call.services.db.read() as session:
        base = await session.get(ArticleVersion, draft.based_on) if draft.based_on else None
    return compare(base.text if base else "", around.head.text)


def _values(call: Call, around: Around, draft: Draft, trouble: Trouble, *, is_bad: bool) -> dict[str, Any]:
    topic, locale = place(call)
    first = read_stored(topic, ENGLISH, around.english.text, None) if around.english else None
    text, day = tidy(draft.text), today(call.services)
    checked = check(text, topic, locale, first, call.services.library, day, reads_wording=True)
    is_overtaken = draft.based_on != (around.head.id if around.head else None)
    return {
        "topic": topic,
        "locale": locale,
        "title": checked.article.title if checked.article else load_topics()[topic].title,
        "draft": draft,
        "checked": checked,
        "shown": preview(checked.article, call.services) if checked.article else None,
        "diff": compare(around.published.text, draft.text) if around.published else [],
        "is_overtaken": is_overtaken,
        "trouble": trouble,
        "is_bad": is_bad,
        "english": around.english.text if around.english and locale != ENGLISH else "",
        "is_compared": bool(call.form.get("is_compared")),
        "channel": call.form.get("channel") if call.form.get("channel") in CHANNELS else "web",
        "longest": LONGEST,
    }
