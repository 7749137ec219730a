"""What `doctor` looks at in the database: its tables, and which articles are signed and in date."""

from datetime import date
from pathlib import Path

from sqlalchemy import make_url
from sqlalchemy.exc import SQLAlchemyError

from bot.db import Database, open_engine
from bot.finding import Finding
from bot.library_loading import load_library
from bot.migrated import newest_revision, stored_revision
from bot.rule_reviews import load_reviews
from bot.settings import Settings
from knowledge_base.articles import load_articles
from knowledge_base.deadlines import load_time_limits
from knowledge_base.schema import Article

SHOWN = 5
MIGRATE = "Run `.venv/bin/alongside db upgrade`; `make run` does it too."


async def database(settings: Settings) -> Finding:
    """Whether it can be reached and has today's tables. A file that is not there yet is not made."""
    if _has_no_file(settings):
        return Finding("database", False, "there is none yet", MIGRATE)
    engine = open_engine(settings.env.database_url)
    try:
        stored = await stored_revision(engine)
    except (SQLAlchemyError, OSError) as error:
        advice = "See that it runs and that ALONGSIDE_DATABASE_URL names it."
        return Finding("database", False, f"cannot be reached ({type(error).__name__})", advice)
    finally:
        await engine.dispose()
    if stored != newest_revision():
        message = f"its tables stand at {stored or 'nothing'}, the newest are {newest_revision()}"
        return Finding("database", False, message, MIGRATE)
    return Finding("database", True, f"{engine.dialect.name}, its tables up to date")


async def articles(settings: Settings, today: date) -> list[Finding]:
    """Articles past their review date, and those that nobody signed: a live service serves neither (R20, R24)."""
    every = load_articles()
    overdue = [_name(article) for article in every.values() if article.review_by < today]
    live = not settings.profile.is_demonstration
    found = [
        Finding(
            "review dates",
            not overdue,
            f"past: {_some(overdue)}" if overdue else f"all {len(every)} articles are in date",
            "Review each and set a new review_by; until then it is not served.",
            required=False,
        )
    ]
    signed = await _signed(settings, today)
    if signed is not None:
        unsigned = sorted(_name(every[key]) for key in every.keys() - signed)
        message = f"missing under: {_some(unsigned)}" if unsigned else "under every article"
        advice = "An adviser and a lay reader sign each in the console. A live service serves signed articles only."
        found.append(Finding("signatures", not unsigned, message, advice, required=live and not signed))
    return found


async def time_limits(settings: Settings, today: date) -> list[Finding]:
    """Rules of time limits that nobody has reviewed: they show no date (R55). Empty where the database cannot say."""
    if _has_no_file(settings):
        return []
    engine = open_engine(settings.env.database_url)
    try:
        async with Database(engine).read() as session:
            shown = (await load_reviews(session)).shown(today)
    except (SQLAlchemyError, OSError):
        return []
    finally:
        await engine.dispose()
    unsigned = [rule.id for rule in load_time_limits().rules if rule.id not in shown]
    message = f"show no date: {_some(unsigned)}" if unsigned else "every rule is reviewed"
    advice = "A trained adviser signs each rule in the console, under Time limits. Until then it shows no date."
    return [Finding("time limits", not unsigned, message, advice, required=False)]


async def _signed(settings: Settings, today: date) -> frozenset[tuple[str, str]] | None:
    """What a live service could serve today; None where the database cannot say."""
    if _has_no_file(settings):
        return None
    engine = open_engine(settings.env.database_url)
    try:
        async with Database(engine).read() as session:
            library = await load_library(session, {}, is_demonstration=False, zone=settings.profile.zone)
    except (SQLAlchemyError, OSError):
        return None
    finally:
        await engine.dispose()
    return library.served(today)


def _has_no_file(settings: Settings) -> bool:
    """SQLite would make an empty file where there is none."""
    url = make_url(settings.env.database_url)
    return url.get_backend_name() == "sqlite" and not Path(url.database or "").exists()


def _name(article: Article) -> str:
    return f"{article.topic} ({article.locale})"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more
