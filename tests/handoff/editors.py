"""People who work on articles, and small edits of a real one."""

import re
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from bot.models import ArticleVersion
from bot.services import Services
from handoff import editorial
from handoff.models import Caseworker
from tests.factories import make_caseworker

TOPIC = "mediation"


@dataclass(frozen=True)
class Team:
    """One of each."""

    manager: Caseworker
    adviser: Caseworker
    lay_reader: Caseworker
    reader: Caseworker  # of Urdu and Polish
    translator: Caseworker
    volunteer: Caseworker
    administrator: Caseworker


async def make_team(services: Services) -> Team:
    """Everybody who may or may not touch an article."""
    return Team(
        manager=await make_caseworker(services, first_name="Mo", role="manager"),
        adviser=await make_caseworker(services, first_name="Ada", is_adviser=True),
        lay_reader=await make_caseworker(services, first_name="Lee", role="lay_reader", highest_level=0),
        reader=await make_caseworker(services, first_name="Rana", role="volunteer", reads_locales="ur pl"),
        translator=await make_caseworker(services, first_name="Tara", is_adviser=True, reads_locales="ur pl"),
        volunteer=await make_caseworker(services, first_name="Val", role="volunteer"),
        administrator=await make_caseworker(services, first_name="Ash", role="administrator", highest_level=0),
    )


async def published(services: Services, topic: str = TOPIC, locale: str = "en") -> ArticleVersion:
    """What is published."""
    async with services.db.read() as session:
        return (
            await session.scalars(
                select(ArticleVersion).where(
                    ArticleVersion.topic == topic,
                    ArticleVersion.locale == locale,
                    ArticleVersion.state == "published",
                )
            )
        ).one()


async def version(services: Services, version_id: UUID) -> ArticleVersion:
    """One version as it is stored now."""
    async with services.db.read() as session:
        return await session.get_one(ArticleVersion, version_id)


def edited(text: str, title: str) -> str:
    """The same text under another title."""
    return re.sub(r"(?m)^title:.*$", f"title: {title}", text, count=1)


async def propose(
    services: Services, editor: Caseworker, title: str, *, locale: str = "en", is_compared: bool = True
) -> UUID:
    """Submit the published text under another title."""
    before = await published(services, locale=locale)
    text = edited(before.text, title)
    return await editorial.submit(services, editor, TOPIC, locale, text, before.id, is_compared=is_compared)


async def sign(services: Services, who: Caseworker, version_id: UUID, role: str) -> bool:
    """Sign the text as it is."""
    found = await version(services, version_id)
    return await editorial.sign(services, who, version_id, found.sha256, role)


async def publish(services: Services, team: Team, title: str) -> UUID:
    """Edit, and have both sign."""
    version_id = await propose(services, team.manager, title)
    await sign(services, team.adviser, version_id, "adviser")
    assert await sign(services, team.lay_reader, version_id, "lay_reader")
    return version_id
