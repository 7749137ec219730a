"""M5: over any history of edits, signatures, translations and days, exactly what the rules say is served."""

import dataclasses
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from itertools import count, pairwise
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from bot.db import Database, open_engine
from bot.errors import NotFound
from bot.library_loading import load_library, refresh_library
from bot.models import ArticleVersion, SignOff
from bot.registering import register_articles
from bot.services import Services
from handoff import editorial
from handoff.editorial_text import with_field
from handoff.errors import Refused
from knowledge_base.articles import ARTICLES, load_article
from tests.conftest import Clock, _on_postgres
from tests.handoff.editors import TOPIC, Team, edited, make_team

START = date(2026, 12, 7)
DATABASE_NUMBERS = count()
TO_SIGN = {"adviser", "lay_reader"}


@dataclass
class Rules:
    """What ought to be served, told by what happened. English texts are numbers, translations (number, English)."""

    day: date = START
    review: dict[int, date] = field(default_factory=dict)
    path: list[int] = field(default_factory=list)  # English texts in the order they were published
    minor: set[tuple[int, int]] = field(default_factory=set)  # (the new, the old)
    signed: dict[int, set[str]] = field(default_factory=dict)
    english: int | None = None
    is_consoles: bool = False
    waiting: int | None = None
    urdu: tuple[int, int] | None = None
    urdu_waiting: tuple[int, int] | None = None
    urdu_signed: set[tuple[int, int]] = field(default_factory=set)

    def publish(self, number: int) -> None:
        self.path.append(number)
        self.english = number
        self.waiting = None

    def goes_on(self, made_from: int) -> bool:
        """Whether a translation of that text still holds."""
        newer = list(reversed(self.path))
        for new, old in pairwise(newer):
            if new == made_from:
                return True
            if (new, old) not in self.minor:
                return False
        return newer[-1:] == [made_from]

    def served(self, *, is_live: bool) -> set[str]:
        if self.english is None or self.review[self.english] < self.day:
            return set()
        if is_live and self.signed.get(self.english, set()) != TO_SIGN:
            return set()
        has_urdu = self.urdu is not None and self.goes_on(self.urdu[1])
        return {"en", "ur"} if has_urdu and not (is_live and self.urdu not in self.urdu_signed) else {"en"}


class Stage:
    """Where histories are played. No dataclass: hypothesis would print all that the service holds."""

    def __init__(self, services: Services, clock: Clock, folder: Path) -> None:
        self.services = services
        self.clock = clock
        self.folder = folder


@pytest.fixture
def stage(services: Services, clock: Clock, tmp_path: Path) -> Stage:
    return Stage(services, clock, tmp_path)


@dataclass
class History:
    """One history, told to the service and to the rules."""

    services: Services
    clock: Clock
    team: Team
    folder: Path
    rules: Rules = field(default_factory=Rules)

    async def begin(self) -> None:
        self.rules.review[0] = START + timedelta(days=90)
        english = load_article(self._file("en", self._english(0)))
        urdu = with_field((ARTICLES / "ur" / f"{TOPIC}.md").read_text("utf-8"), "translates", english.sha256)
        path = self._file("ur", edited(urdu, "عنوان 0"))
        await self._register({("en"): english, "ur": load_article(path)})
        self.rules.publish(0)
        self.rules.urdu = (0, 0)

    def _english(self, number: int) -> str:
        text = (ARTICLES / "en" / f"{TOPIC}.md").read_text("utf-8")
        return edited(with_field(text, "review_by", self.rules.review[number].isoformat()), f"Words {number}")

    def _file(self, locale: str, text: str) -> Path:
        path = self.folder / locale / f"{TOPIC}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        path.write_text(text, "utf-8")
        return path

    async def _register(self, articles: dict[str, Any]) -> None:
        async with self.services.db.begin() as session:
            await register_articles(session, {(TOPIC, locale): a for locale, a in articles.items()})
        await refresh_library(self.services)

    async def _find(self, locale: str, state: str, origin: str | None = None) -> ArticleVersion | None:
        async with self.services.db.read() as session:
            found = await session.scalars(
                select(ArticleVersion).where(ArticleVersion.locale == locale, ArticleVersion.state == state)
            )
            return next((one for one in found if origin in {None, one.origin}), None)

    def _number(self, number: int, days: int) -> int:
        """An earlier text again, or a new one with a review so many days from now."""
        if number not in self.rules.review:
            number = len(self.rules.review)
            self.rules.review[number] = self.rules.day + timedelta(days=days)
        return number

    async def file_edit(self, number: int, days: int) -> None:
        number = self._number(number, days)
        await self._register({"en": load_article(self._file("en", self._english(number)))})
        if not self.rules.is_consoles and number != self.rules.english:
            waiting = self.rules.waiting
            self.rules.publish(number)
            self.rules.waiting = waiting

    async def edit(self, number: int, days: int) -> None:
        number = self._number(number, days)
        head = await self._find("en", "proposed", "console") or await self._find("en", "published")
        text = self._english(number)
        await editorial.submit(self.services, self.team.manager, TOPIC, "en", text, head.id if head else None)
        self.rules.waiting = number
        if self.rules.signed.get(number) == TO_SIGN:
            self.rules.publish(number)
            self.rules.is_consoles = True

    async def _at_hand(self, locale: str) -> ArticleVersion:
        found = await self._find(locale, "proposed", "console") or await self._find(locale, "published")
        if found is None:
            raise NotFound("nothing")
        return found

    def _told(self, version: ArticleVersion) -> int:
        return int(version.text.split("title: ")[1].split("\n")[0].split()[1])

    async def call_minor(self, *_: int) -> None:
        version = await self._at_hand("en")
        await editorial.call_minor(self.services, self.team.manager, version.id, "a comma")
        numbers = await self._numbers()
        self.rules.minor.add((self._told(version), numbers[version.based_on or ""]))

    async def _numbers(self) -> dict[str, int]:
        async with self.services.db.read() as session:
            found = await session.scalars(select(ArticleVersion).where(ArticleVersion.locale == "en"))
            return {one.sha256: self._told(one) for one in found}

    async def sign(self, choice: int, _: int) -> None:
        role, who = (("adviser", self.team.adviser), ("lay_reader", self.team.lay_reader))[choice % 2]
        version = await self._at_hand("en")
        is_out = await editorial.sign(self.services, who, version.id, version.sha256, role)
        self.rules.signed.setdefault(self._told(version), set()).add(role)
        if is_out:
            self.rules.publish(self._told(version))
            self.rules.is_consoles = True

    async def publish(self, number: int, days: int) -> None:
        """Edit, and have both sign."""
        await self.edit(number, days)
        await self.sign(0, 0)
        await self.sign(1, 0)

    async def take_back(self, choice: int, _: int) -> None:
        role, who = (("adviser", self.team.adviser), ("lay_reader", self.team.lay_reader))[choice % 2]
        version = await self._at_hand("en")
        signature = await self._signature(version.id, role)
        await editorial.withdraw_signature(self.services, who, signature, "a slip")
        self.rules.signed[self._told(version)].discard(role)

    async def _signature(self, version_id: UUID, role: str) -> UUID:
        async with self.services.db.read() as session:
            found = await session.scalars(
                select(SignOff)
                .where(SignOff.article_version_id == version_id, SignOff.role == role)
                .order_by(SignOff.signed_at.desc())
            )
            newest = list(found)
        if not newest:
            raise NotFound("no signature")
        return newest[0].id

    async def translate(self, number: int, _: int) -> None:
        head = await self._at_hand("ur")
        text = edited(head.text, f"عنوان {number}")
        english = self.rules.english
        assert english is not None or (await self._find("en", "published")) is None
        await editorial.submit(self.services, self.team.translator, TOPIC, "ur", text, head.id, is_compared=True)
        self.rules.urdu_waiting = (number, english or 0)
        if self.rules.urdu_waiting in self.rules.urdu_signed:
            self.rules.urdu, self.rules.urdu_waiting = self.rules.urdu_waiting, None

    async def sign_translation(self, *_: int) -> None:
        version = await self._at_hand("ur")
        reader = self.team.reader
        is_out = await editorial.sign(self.services, reader, version.id, version.sha256, "language_reader")
        now = self.rules.urdu_waiting or self.rules.urdu
        assert now is not None
        self.rules.urdu_signed.add(now)
        if is_out:
            self.rules.urdu, self.rules.urdu_waiting = now, None

    async def wait(self, _: int, days: int) -> None:
        self.clock.time += timedelta(days=days)
        self.rules.day += timedelta(days=days)

    async def withdraw(self, *_: int) -> None:
        version = await self._find("en", "published")
        if version is None:
            raise NotFound("nothing is published")
        await editorial.withdraw(self.services, self.team.manager, version.id, "a wrong date")
        self.rules.english, self.rules.is_consoles = None, True

    async def holds(self) -> None:
        """The service serves what the rules say, in either profile; and so does one that starts now."""
        for is_live in (False, True):
            async with self.services.db.read() as session:
                zone = self.services.settings.profile.zone
                fresh = await load_library(session, {}, not is_live, zone)
            running = self.services.library
            running.is_demonstration = not is_live
            for library in (fresh, running):
                served = {locale for topic, locale in library.served(self.rules.day) if topic == TOPIC}
                assert served == self.rules.served(is_live=is_live), (is_live, self.rules)
                is_checked = TOPIC in library.being_checked(self.rules.day)
                assert is_checked == ("en" not in served)
            running.is_demonstration = True


DEEDS = (
    *("publish", "publish", "edit", "file_edit", "file_edit", "call_minor", "call_minor", "sign", "sign", "take_back"),
    *("translate", "translate", "translate", "sign_translation", "sign_translation", "wait", "withdraw"),
)
STEPS = st.lists(
    st.tuples(st.sampled_from(DEEDS), st.integers(0, 5), st.sampled_from([1, 20, 45, 89, 90, 91, 200])), max_size=16
)


@asynccontextmanager
async def history(stage: Stage, url: str) -> AsyncIterator[History]:
    """A database of its own with one article and its translation."""
    stage.clock.time = datetime(START.year, START.month, START.day, 10, tzinfo=UTC)
    own = dataclasses.replace(stage.services, db=Database(open_engine(url)))
    try:
        async with own.db.read() as session:
            own.library = await load_library(session, {}, True, own.settings.profile.zone)
        told = History(own, stage.clock, await make_team(own), stage.folder / "articles")
        await told.begin()
        yield told
    finally:
        await own.db.close()


def new_file(stage: Stage, template: Path) -> str:
    """A fresh SQLite database's address."""
    path = stage.folder / f"{next(DATABASE_NUMBERS)}.db"
    shutil.copy(template, path)
    return f"sqlite+aiosqlite:///{path}"


async def tell(told: History, steps: list[tuple[str, int, int]]) -> None:
    """Do every step that is allowed, and look at what is served after each."""
    await told.holds()
    for name, number, days in steps:
        deed: Callable[[int, int], Awaitable[None]] = getattr(told, name)
        with suppress(Refused, NotFound):
            await deed(number, days)
        await told.holds()


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_exactly_what_is_fresh_and_signed_is_served(
    stage: Stage, sqlite_bare: Path, steps: list[tuple[str, int, int]]
) -> None:
    async with history(stage, new_file(stage, sqlite_bare)) as told:
        await tell(told, steps)


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
async def test_the_same_on_postgres(stage: Stage, postgres_server: str, steps: list[tuple[str, int, int]]) -> None:
    name = f"fresh_{next(DATABASE_NUMBERS)}"
    _on_postgres(postgres_server, f"CREATE DATABASE {name} TEMPLATE template_bare")
    async with history(stage, postgres_server.format(name)) as told:
        await tell(told, steps)


@pytest.mark.parametrize("is_minor", [True, False])
async def test_a_chain_of_edits_is_as_strong_as_its_weakest(stage: Stage, sqlite_bare: Path, is_minor: bool) -> None:
    async with history(stage, new_file(stage, sqlite_bare)) as told:
        for minor in (True, is_minor, True):
            await told.file_edit(99, 90)
            if minor:
                await told.call_minor()
        await told.holds()
        assert told.rules.served(is_live=False) == ({"en", "ur"} if is_minor else {"en"})
