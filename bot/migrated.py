"""Whether the tables are those of the newest migration, without the second that asking Alembic costs."""

from pathlib import Path

from sqlalchemy import inspect, text
from sqlalchemy.ext.asyncio import AsyncEngine

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def newest_revision(folder: Path = VERSIONS) -> str:
    """The highest number among the migrations: they are numbered files with one head."""
    return max(path.name.partition("_")[0] for path in folder.glob("[0-9]*_*.py"))


async def stored_revision(engine: AsyncEngine) -> str | None:
    """The migration a database stands at; None where it was never migrated."""
    async with engine.execution_options(read_only=True).connect() as connection:
        if not await connection.run_sync(lambda sync: inspect(sync).has_table("alembic_version")):
            return None
        stored: str | None = await connection.scalar(text("SELECT version_num FROM alembic_version"))
        return stored


async def is_migrated(engine: AsyncEngine) -> bool:
    """Whether nothing is left to upgrade."""
    return await stored_revision(engine) == newest_revision()
