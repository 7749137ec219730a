"""Bringing the tables up to date, and knowing quickly that they are."""

import sqlite3
from pathlib import Path

from bot.settings import ROOT

VERSIONS = Path(__file__).parent / "migrations" / "versions"


def newest_revision() -> str:
    """The number that the newest migration's file begins with."""
    return max(path.name.partition("_")[0] for path in VERSIONS.glob("[0-9]*.py"))


def is_current(database_url: str) -> bool:
    """Whether a SQLite file is at the newest migration. Without Alembic, whose import takes a quarter of a second.

    False wherever that cannot be told so: then Alembic looks itself.
    """
    _, is_sqlite, path = database_url.partition("sqlite+aiosqlite:///")
    if not is_sqlite or not Path(path).is_file():
        return False
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    try:
        return connection.execute("SELECT version_num FROM alembic_version").fetchall() == [(newest_revision(),)]
    except sqlite3.Error:
        return False
    finally:
        connection.close()


def migrate() -> None:
    """Run every migration that is missing. Safe to run twice."""
    from alembic import command
    from alembic.config import Config

    command.upgrade(Config(str(ROOT / "alembic.ini")), "head")
