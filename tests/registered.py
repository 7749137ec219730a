"""Databases for tests start with every article and text registered: 67 topics in ten languages take a second each time.

A test whose database is a copy of the template, and nobody's edit since, gets the library that was made with the
template. Anything else, such as a live profile or an article of the test's own, takes the real way.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession

import bot.main
from bot.catalogue import Catalogue
from bot.db import Database, open_engine
from bot.library import Library
from bot.library_loading import read_stamp
from bot.main import profile_facts
from bot.models import ArticleVersion, TextVersion
from bot.settings import Profile
from knowledge_base.schema import Article

_register_articles, _register_texts = bot.main.register_articles, bot.main.register_texts
_load_library = bot.main.load_library
_FIRST = select(ArticleVersion.id).order_by(ArticleVersion.id).limit(1)


@dataclass(frozen=True)
class Template:
    """What was registered, and what came of it. `first` is an article version's id: copies have the same."""

    articles: Mapping[Any, Article]
    texts: list[tuple[str, str, Any]]
    text_ids: dict[tuple[str, str], UUID]
    library: Library
    zone: ZoneInfo
    first: UUID
    size: tuple[int, int]


_templates: list[Template] = []


def fill_template(database_url: str, profile: Profile) -> None:
    """Register every article and text in a new database, and keep what came of it."""
    _templates.append(asyncio.run(_filled(database_url, profile)))


async def _filled(database_url: str, profile: Profile) -> Template:
    db, articles = Database(open_engine(database_url)), bot.main.load_articles()
    catalogue = bot.main.load_catalogue(profile.languages, profile_facts(profile))
    async with db.begin() as session:
        await _register_articles(session, articles)
        text_ids = await _register_texts(session, catalogue)
        library = await _load_library(session, text_ids, profile.is_demonstration, profile.zone)
        first = await session.scalar(_FIRST)
        size = await _size(session)
    await db.close()
    assert first is not None
    return Template(articles, catalogue.items(), text_ids, library, profile.zone, first, size)


async def _size(session: AsyncSession) -> tuple[int, int]:
    """How many versions there are: none is ever changed or deleted."""
    counts = [await session.scalar(select(func.count()).select_from(t)) for t in (ArticleVersion, TextVersion)]
    return counts[0] or 0, counts[1] or 0


async def _template_of(session: AsyncSession) -> Template | None:
    """The template that this database is a copy of, if no editor has changed anything since."""
    first = await session.scalar(_FIRST)
    template = next((one for one in _templates if one.first == first), None)
    if template is None or await read_stamp(session) != template.library.stamp or await _size(session) != template.size:
        return None
    return template


async def register_articles(session: AsyncSession, articles: Mapping[Any, Article], *rest: Any) -> None:
    """The real one, unless this database has them all."""
    template = await _template_of(session)
    if template is None or template.articles is not articles:
        await _register_articles(session, articles, *rest)


async def register_texts(session: AsyncSession, catalogue: Catalogue) -> dict[tuple[str, str], UUID]:
    """The real one, unless this database has them all."""
    template = await _template_of(session)
    if template is None or template.texts != catalogue.items():
        return await _register_texts(session, catalogue)
    return template.text_ids


async def load_library(
    session: AsyncSession, texts: Mapping[tuple[str, str], UUID], is_demonstration: bool, zone: ZoneInfo
) -> Library:
    """The real one, unless this database would give the same again."""
    template = await _template_of(session)
    if template and template.text_ids is texts and template.zone == zone and is_demonstration:
        return template.library
    return await _load_library(session, texts, is_demonstration, zone)


bot.main.register_articles = register_articles
bot.main.register_texts = register_texts
bot.main.load_library = load_library
