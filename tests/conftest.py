"""The world of a test: a real database built by the migrations, a real clock that can be moved, a fake engine."""

import os
import shutil
import tempfile
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

import bot.catalogue
import bot.main
import bot.settings
from bot.main import make_services
from bot.services import Nlu, Services
from bot.settings import ROOT, Environment, Settings
from bot.vault import make_key_file
from tests.chat import Chat, FakeNlu
from tests.registered import fill_template

MONDAY_MORNING = datetime(2026, 11, 23, 10, 0, tzinfo=UTC)
# Files are read once a session: articles, texts, the profile, and what is made of them.
bot.main.load_articles = cache(bot.main.load_articles)  # type: ignore[assignment]
bot.main.make_search = cache(bot.main.make_search)
bot.main.recall = cache(bot.main.recall)
bot.main.keep = cache(bot.main.keep)
bot.catalogue.load_locale = cache(bot.catalogue.load_locale)
load_profile = cache(bot.settings.load_profile)


class Clock:
    """A time that stands still until a test moves it."""

    def __init__(self) -> None:
        self.time = MONDAY_MORNING

    def __call__(self) -> datetime:
        return self.time


def make_settings(tmp: Path, database_url: str, **env: Any) -> Settings:
    """Settings of the demonstration profile, with keys and database of the test's own."""
    key_file = tmp / "keys" / "alongside.keys"
    if not key_file.exists():
        make_key_file(key_file)
    environment = Environment(database_url=database_url, key_file=key_file, _env_file=None, **env)  # type: ignore[call-arg]  # pydantic-settings' own
    return Settings(profile=load_profile(ROOT / "service.yml"), env=environment)


def upgrade(database_url: str) -> None:
    """Build the tables by the migrations."""
    config = Config(str(ROOT / "alembic.ini"))
    config.set_main_option("sqlalchemy.url", database_url.replace("%", "%%"))
    command.upgrade(config, "head")


@pytest.fixture(scope="session")
def sqlite_bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated SQLite file to copy, with nothing in it."""
    path = tmp_path_factory.mktemp("sqlite") / "bare.db"
    upgrade(f"sqlite+aiosqlite:///{path}")
    return _folded(path)


@pytest.fixture(scope="session")
def sqlite_template(sqlite_bare: Path) -> Path:
    """The same with every article and text registered."""
    path = sqlite_bare.with_name("template.db")
    shutil.copy(sqlite_bare, path)
    fill_template(f"sqlite+aiosqlite:///{path}", load_profile(ROOT / "service.yml"))
    return _folded(path)


def _folded(path: Path) -> Path:
    """One file that can be copied."""
    with sa.create_engine(f"sqlite:///{path}").connect() as connection:
        connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")
    return path


@pytest.fixture(scope="session")
def postgres_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A real PostgreSQL; yields an address with {} for the database's name.

    `template_bare` is migrated and empty; `template_alongside` has every article and text.
    """
    os.environ.setdefault("XDG_RUNTIME_DIR", str(tmp_path_factory.mktemp("run")))  # pgserver looks there for locks
    import pgserver

    folder = Path(tempfile.mkdtemp(prefix="alongside-pg-"))
    folder.chmod(0o755)  # as root it runs as a user of its own, who cannot enter pytest's folders
    server = pgserver.get_server(folder / "data", cleanup_mode="stop")
    address = server.get_uri("{}").replace("postgresql://", "postgresql+psycopg://")
    _on_postgres(address, "CREATE DATABASE template_bare")
    upgrade(address.format("template_bare"))
    _on_postgres(address, "CREATE DATABASE template_alongside TEMPLATE template_bare")
    fill_template(address.format("template_alongside"), load_profile(ROOT / "service.yml"))
    yield address
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _on_postgres(address: str, statement: str) -> None:
    engine = sa.create_engine(address.format("postgres"), isolation_level="AUTOCOMMIT", poolclass=sa.pool.NullPool)
    with engine.connect() as connection:
        connection.exec_driver_sql(statement)


@pytest.fixture(params=["sqlite", "postgres"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A fresh migrated database, on both engines."""
    if request.param == "sqlite":
        yield _copy(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    address, name = request.getfixturevalue("postgres_server"), f"test_{uuid4().hex}"
    _on_postgres(address, f"CREATE DATABASE {name} TEMPLATE template_alongside")
    yield address.format(name)  # goes with its server at the end


@pytest.fixture
def sqlite_url(sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh migrated SQLite database, where the engine does not matter."""
    return _copy(sqlite_template, tmp_path)


def _copy(template: Path, tmp_path: Path) -> str:
    shutil.copy(template, tmp_path / "test.db")
    return f"sqlite+aiosqlite:///{tmp_path / 'test.db'}"


@pytest.fixture
def clock() -> Clock:
    """Monday morning, office open."""
    return Clock()


@pytest.fixture
def nlu() -> FakeNlu:
    """An engine that understands what the test says."""
    return FakeNlu()


async def connected_services(url: str, tmp_path: Path, nlu: Nlu, clock: Clock) -> AsyncIterator[Services]:
    """The whole service but its pages, with a clock that stands still."""
    services = await make_services(make_settings(tmp_path, url), nlu)
    services.now, services.search = clock, bot.main.make_search()
    yield services
    await services.db.close()


@pytest.fixture
async def services(sqlite_url: str, tmp_path: Path, nlu: FakeNlu, clock: Clock) -> AsyncIterator[Services]:
    """The whole service but its pages, on SQLite."""
    async for made in connected_services(sqlite_url, tmp_path, nlu, clock):
        yield made


@pytest.fixture
async def services_on_both(database_url: str, tmp_path: Path, nlu: FakeNlu, clock: Clock) -> AsyncIterator[Services]:
    """The same, on SQLite and on PostgreSQL."""
    async for made in connected_services(database_url, tmp_path, nlu, clock):
        yield made


@pytest.fixture
def chat(services: Services, nlu: FakeNlu) -> Chat:
    """A person on the web."""
    return Chat(services, nlu)
