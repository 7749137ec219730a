"""The composition root: settings → Services → the FastAPI app. It alone sees all four folders."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from typing import Any

import structlog
from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware

from bot import language
from bot.articles_command import Status
from bot.catalogue import load_catalogue
from bot.channels.sms import SmsChannel
from bot.channels.sms_webhooks import sms_router
from bot.channels.web import WebChannel, web_router
from bot.channels.web_errors import add_error_pages
from bot.channels.web_headers import SecurityHeaders
from bot.db import Database, open_engine, use_vault
from bot.examples import example_questions
from bot.known_articles import keep, recall
from bot.library_loading import load_library, refresh_library
from bot.registering import register_articles, register_texts
from bot.rule_reviews import load_reviews, refresh_reviews
from bot.services import Nlu, Services
from bot.settings import Profile, Settings
from bot.thresholds import load_thresholds
from bot.vault import load_vault
from bot.worker import Job, jobs, run_jobs
from handoff import editorial_export, notify, retention, worklist
from handoff.access import caseworker_name, open_record
from handoff.auth import NewCaseworker, add_user, mark_user
from handoff.console import console_router
from handoff.editorial_status import load_status
from handoff.editorial_warnings import warn_of_reviews
from handoff.intake import Intake
from handoff.time_limit_words import limits_in_lines
from intents import risk
from intents.catalogue import load_catalogue as load_intents
from intents.engine import Engine
from knowledge_base.articles import load_articles
from knowledge_base.search import SearchIndex, build_index

log = structlog.get_logger()


def profile_facts(profile: Profile) -> dict[str, str]:
    """The service's own facts, by the names that fixed texts use for them."""
    opening = min(start for start, _ in profile.hours.values())
    closing = max(end for _, end in profile.hours.values())
    return {
        "service": profile.short_name,
        "council": profile.council,
        "phone": profile.contact.phone,
        "email": profile.contact.email,
        "web": profile.contact.web,
        "hours": f"{opening:%H:%M}-{closing:%H:%M}",
        **{f"n_{name}": line.number for name, line in profile.emergency.items()},
        **{f"independence.{locale}": text for locale, text in profile.independence.items()},
    }


async def make_services(settings: Settings, nlu: Nlu) -> Services:
    """Put a process together: keys, database, texts, articles, and the handlers of every event.

    Raises:
        BadSettings, BadArticles: with everything that is wrong.
    """
    use_vault(load_vault(settings.env.key_file))
    recalled = recall()
    articles = load_articles()
    catalogue = load_catalogue(settings.profile.languages, profile_facts(settings.profile))
    db = Database(open_engine(settings.env.database_url))
    async with db.begin() as session:
        await register_articles(session, articles)
        text_ids = await register_texts(session, catalogue)
        library = await load_library(session, text_ids, settings.profile.is_demonstration, settings.profile.zone)
        reviews = await load_reviews(session)
    keep(recalled)
    services = Services(
        settings=settings,
        db=db,
        catalogue=catalogue,
        library=library,
        thresholds=load_thresholds(),
        nlu=nlu,
        restate=load_intents().restate,
        reviews=reviews,
    )
    connect(services)
    return services


def connect(services: Services) -> None:
    """Connect channels, events and records: the one place where `bot` meets `handoff`."""
    services.channels = {"web": WebChannel(services), "sms": SmsChannel(services)}
    services.handlers = Intake(services).handlers()
    services.open_record = lambda *args: open_record(services, *args)
    services.caseworker_name = lambda caseworker_id: caseworker_name(services, caseworker_id)


async def prepare(services: Services) -> None:
    """What may come a moment after the page: keyword search and the language models, in a thread."""
    services.searched = services.library
    services.search = await asyncio.to_thread(make_search)
    await asyncio.to_thread(language.warm_up)
    await asyncio.to_thread(risk.warm_up)
    await asyncio.to_thread(worklist.warm_up, services)


def make_search() -> SearchIndex:
    """Keyword search, for while the engine is away."""
    return build_index(load_articles().values(), example_questions())


async def follow_library(services: Services) -> None:
    """Serve what people in the console have published since, in this process or another."""
    await refresh_library(services)
    await refresh_reviews(services)
    if services.searched not in {None, services.library}:
        services.searched = services.library
        articles = services.library.articles().values()
        services.search = await asyncio.to_thread(build_index, articles, example_questions())
        await asyncio.to_thread(worklist.warm_up, services)


def all_jobs(services: Services) -> tuple[Job, ...]:
    """Every job of the worker."""
    return (
        *jobs(services),
        follow_job(services),
        Job("send_notices", 2, lambda: notify.send_notices(services)),
        Job("find_breaches", 60, lambda: notify.find_breaches(services)),
        Job("escalate_alerts", 30, lambda: notify.escalate_alerts(services)),
        Job("warn_of_reviews", 3600, lambda: warn_of_reviews(services)),
        Job("strip_unagreed", 300, lambda: retention.strip_unagreed(services)),
        Job("purge_traces", 3600, lambda: retention.purge_traces(services)),
    )


def follow_job(services: Services) -> Job:
    """What every process does, those with pages alone too."""
    return Job("follow_library", 3, lambda: follow_library(services))


def make_app(settings: Settings, *, with_engine: bool = True, with_worker: bool = True) -> FastAPI:
    """The whole service in one process. The page is served while the engine is still starting."""
    engine = Engine(
        port=settings.env.engine_port,
        timeout_s=settings.env.engine_timeout_s,
        on_change=lambda state: log.info("engine", state=state),
    )

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            services = await make_services(settings, engine.client)
            stack.push_async_callback(services.db.close)
            mount(app, services)
            app.state.services, app.state.engine = services, engine
            if with_engine:
                await stack.enter_async_context(engine)
            working = all_jobs(services) if with_worker else (follow_job(services),)
            tasks = [asyncio.create_task(prepare(services)), asyncio.create_task(run_jobs(working))]
            stack.push_async_callback(_end, tasks, services)
            log.info("serving", host=settings.env.host, port=settings.env.port)
            yield

    app = FastAPI(title="Messages", docs_url=None, redoc_url=None, openapi_url=None, lifespan=lifespan)
    app.add_middleware(GZipMiddleware, minimum_size=500)
    app.add_middleware(SecurityHeaders)
    add_error_pages(app)
    return app


def mount(app: FastAPI, services: Services) -> None:
    """The pages of families and of staff, and the addresses of carriers."""
    app.include_router(console_router(services), prefix="/console")
    app.include_router(web_router(services))
    app.include_router(sms_router(services))


async def work_alone(settings: Settings) -> None:
    """The worker without pages: `alongside worker`."""
    async with Engine(timeout_s=settings.env.engine_timeout_s) as engine:
        services = await make_services(settings, engine.client)
        await prepare(services)
        await run_jobs(all_jobs(services))


async def run_retention(settings: Settings) -> int:
    """Strip what no record covers; return how many messages."""
    services = await make_services(settings, Engine().client)
    try:
        return await retention.strip_unagreed(services)
    finally:
        await services.db.close()


async def send_test_mail(settings: Settings) -> str | None:
    """Send staff a test e-mail; return what is wrong, in words, or None."""
    services = await make_services(settings, Engine().client)
    try:
        return await notify.send_test(services)
    finally:
        await services.db.close()


async def add_caseworker(settings: Settings, **details: Any) -> str | None:
    """Add a caseworker; return what is wrong, in words, or None."""
    services = await make_services(settings, Engine().client)
    try:
        return await add_user(services, NewCaseworker(**details))
    finally:
        await services.db.close()


async def mark_caseworker(settings: Settings, *details: Any) -> str | None:
    """Mark somebody as adviser or reader; return what is wrong, in words, or None."""
    services = await make_services(settings, Engine().client)
    try:
        return await mark_user(services, *details)
    finally:
        await services.db.close()


async def article_status(settings: Settings) -> Status:
    """Every topic in every language, for `kb status`."""
    services = await make_services(settings, Engine().client)
    try:
        return await load_status(services)
    finally:
        await services.db.close()


async def time_limit_status(settings: Settings) -> list[str]:
    """A line a rule of time limits, for `kb limits`."""
    services = await make_services(settings, Engine().client)
    try:
        return limits_in_lines(services)
    finally:
        await services.db.close()


async def export_articles(settings: Settings, folder: Path | None) -> list[Path]:
    """Write the published articles back to files."""
    services = await make_services(settings, Engine().client)
    try:
        return await editorial_export.export_articles(services, folder)
    finally:
        await services.db.close()


async def _end(tasks: list["asyncio.Task[None]"], services: Services) -> None:
    services.live.close()
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
