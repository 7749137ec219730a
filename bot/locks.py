"""One transaction at a time where order matters, on both databases."""

from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncSession


async def one_at_a_time(session: AsyncSession, name: str) -> None:
    """Wait until no other transaction is past this point; held until the commit. Not needed on SQLite.

    There every writing transaction begins IMMEDIATE and is alone already.
    """
    if session.get_bind().dialect.name == "postgresql":
        await session.execute(select(func.pg_advisory_xact_lock(func.hashtext(f"alongside {name}"))))
