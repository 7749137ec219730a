"""Alembic's entry: the tables of all folders, and the database the settings name."""

import asyncio

from alembic import context
from sqlalchemy import Connection

import bot.models  # noqa: F401  # registers its tables
import handoff.editorial_models  # registers its tables
import handoff.models  # noqa: F401  # registers its tables
from bot.db import Base, open_engine
from bot.settings import load_settings


def _migrate(connection: Connection) -> None:
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


async def _migrate_online() -> None:
    url = context.config.get_main_option("sqlalchemy.url") or load_settings().env.database_url
    engine = open_engine(url)
    async with engine.connect() as connection:
        await connection.run_sync(_migrate)
        await connection.commit()
    await engine.dispose()


given = context.config.attributes.get("connection")
if given is not None:
    _migrate(given)
else:
    asyncio.run(_migrate_online())
