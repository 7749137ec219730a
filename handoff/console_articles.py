"""The pages of articles: the list of every topic in every language, one article, and one version."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from functools import lru_cache
from uuid import UUID

from starlette.responses import RedirectResponse, Response

from bot.compose import today
from bot.errors import NotFound
from bot.library import Library
from bot.models import ArticleVersion
from handoff import editorial
from handoff.article_page import load_article_page, load_version
from handoff.console_call import Call, Handler
from handoff.editorial_desk import check_place
from handoff.editorial_overview import ROLES, STATES, Cell, load_overview
from handoff.editorial_rights import may
from handoff.editorial_text import compare
from handoff.errors import Refused
from handoff.sessions import PATH
from knowledge_base.lint import lint
from knowledge_base.schema import ENGLISH
from knowledge_base.topics import load_topics

Verb = Callable[[Call], Awaitable[object]]
FILTERS: Mapping[str, str] = {
    **STATES,
    "hole": "Anything that a live service would not serve",
    "due": "Review due within 60 days",
    "waiting": "A text waits for signatures",
    "findings": "The linter has something to say",
}


async def show_articles(call: Call) -> Response:
    """Every topic in every language; fewer by language, state or words."""
    query = call.request.query_params
    locale, state, words = query.get("locale", ""), query.get("state", ""), query.get("words", "").strip()
    findings = await asyncio.to_thread(_findings, call.services.library, today(call.services).isoformat())
    async with call.services.db.read() as session:
        cells = await load_overview(session, call.services, findings)
    shown = [cell for cell in cells if _fits(call, cell, locale, state, words)]
    topics = list(dict.fromkeys(cell.topic for cell in shown))
    locales = [tag for tag in call.services.settings.profile.languages if locale in {"", tag}]
    return call.page(
        "articles.html",
        rows=[(topic, _title(call, topic), [_cell(cells, topic, tag) for tag in locales]) for topic in topics],
        locales=locales,
        every_locale=call.services.settings.profile.languages,
        served={tag: sum(cell.is_served for cell in cells if cell.locale == tag) for tag in locales},
        total=len(load_topics()),
        due=sorted((cell for cell in cells if cell.is_due and cell.locale == ENGLISH), key=lambda c: c.days_left or 0),
        title_of=lambda topic: _title(call, topic),
        states=STATES,
        filters=FILTERS,
        chosen={"locale": locale, "state": state, "words": words},
        may_edit=may(call.caseworker, "edit"),
    )


@lru_cache(maxsize=2)
def _findings(library: Library, day: str) -> Mapping[tuple[str, str], int]:
    """How much the linter has to say about each article. A library is never changed, only replaced."""
    from datetime import date

    counted: dict[tuple[str, str], int] = {}
    for finding in lint(library.articles(), date.fromisoformat(day)):
        key = (finding.path.stem, finding.path.parent.name)
        counted[key] = counted.get(key, 0) + (finding.rule != "mean grade")
    return counted


def _fits(call: Call, cell: Cell, locale: str, state: str, words: str) -> bool:
    """Whether a cell is what was asked for."""
    special = {
        "hole": cell.is_hole,
        "due": cell.is_due,
        "waiting": cell.proposals > 0,
        "findings": cell.findings > 0,
    }
    is_asked = locale in {"", cell.locale} and (special.get(state, cell.state == state) if state else True)
    return is_asked and words.casefold() in f"{cell.topic} {_title(call, cell.topic)}".casefold()


def _cell(cells: Sequence[Cell], topic: str, locale: str) -> Cell:
    return next(cell for cell in cells if (cell.topic, cell.locale) == (topic, locale))


def _title(call: Call, topic: str) -> str:
    article = call.services.library.article(topic, ENGLISH)
    return article.title if article else load_topics()[topic].title


def place(call: Call) -> tuple[str, str]:
    """The topic and language that the address names. Raises NotFound."""
    topic, locale = call.request.path_params["topic"], call.request.path_params["locale"]
    check_place(call.services, topic, locale)
    return topic, locale


async def show_article(call: Call) -> Response:
    """One article in one language."""
    return await _article(call)


async def _article(call: Call, problem: str = "") -> Response:
    topic, locale = place(call)
    async with call.services.db.read() as session:
        page = await load_article_page(session, call.services, call.caseworker, topic, locale)
    return call.page(
        "article.html",
        409 if problem else 200,
        page=page,
        problem=problem,
        typed=call.form if problem else {},
        states=STATES,
        roles=ROLES,
        is_english=locale == ENGLISH,
        may=lambda deed: may(call.caseworker, deed, locale=locale),
    )


async def show_version(call: Call) -> Response:
    """One version as it stands, and how it differs from what is published."""
    topic, locale = place(call)
    async with call.services.db.read() as session:
        version = await load_version(session, topic, locale, call.id())
        page = await load_article_page(session, call.services, call.caseworker, topic, locale)
    published: ArticleVersion | None = page.published.version if page.published else None
    is_other = published is not None and published.id != version.id
    return call.page(
        "article_version.html",
        page=page,
        version=version,
        diff=compare(published.text, version.text) if published and is_other else [],
        is_published=not is_other and published is not None,
    )


def act(verb: Verb, done: str) -> Handler:
    """A form's handler: do it and come back to the article, or say why not."""

    async def answer(call: Call) -> Response:
        topic, locale = place(call)
        try:
            result = await verb(call)
        except Refused as refusal:
            return await _article(call, refusal.reason)
        return RedirectResponse(f"{PATH}/articles/{topic}/{locale}?done={'published' if result is True else done}", 303)

    return answer


def _version_id(call: Call, name: str = "version") -> UUID:
    try:
        return UUID(call.form.get(name, ""))
    except ValueError as error:
        raise NotFound("not an id") from error


async def sign(call: Call) -> bool:
    """Sign the text that was shown."""
    form = call.form
    return await editorial.sign(
        call.services, call.caseworker, _version_id(call), form.get("sha256", ""), form.get("role", "")
    )


async def take_back(call: Call) -> None:
    """Take a signature back."""
    signature = _version_id(call, "signature")
    await editorial.withdraw_signature(call.services, call.caseworker, signature, call.form.get("reason", ""))


async def call_minor(call: Call) -> None:
    """Call an edit minor."""
    await editorial.call_minor(call.services, call.caseworker, _version_id(call), call.form.get("reason", ""))


async def put_aside(call: Call) -> None:
    """Put a proposal aside."""
    await editorial.put_aside(call.services, call.caseworker, _version_id(call))


async def withdraw(call: Call) -> None:
    """Withdraw the published text."""
    await editorial.withdraw(call.services, call.caseworker, _version_id(call), call.form.get("reason", ""))
