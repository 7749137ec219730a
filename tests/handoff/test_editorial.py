"""Editing and signing: nothing is overwritten, nobody signs twice, and families read what two people signed."""

import dataclasses
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy import select

from bot.errors import NotFound
from bot.library_loading import refresh_library
from bot.main import follow_library
from bot.models import ArticleVersion, EditorialEvent, SignOff
from bot.registering import register_articles
from bot.services import Services
from handoff import audit, editorial
from handoff.drafts import Draft, discard_draft, find_draft, save_draft
from handoff.editorial_overview import load_overview
from handoff.editorial_rights import may
from handoff.editorial_text import BadText, compare, with_field
from handoff.errors import Refused
from handoff.models import AuditEvent
from knowledge_base.article_hash import hash_of
from knowledge_base.articles import load_articles
from knowledge_base.schema import Article
from knowledge_base.search import find_topics
from tests.chat import Chat
from tests.conftest import Clock
from tests.handoff.editors import TOPIC, Team, edited, make_team, propose, publish, published, sign, version


@pytest.fixture(autouse=True)
def december(clock: Clock) -> None:
    """A day after the articles were written."""
    clock.time = datetime(2026, 12, 7, 10, tzinfo=UTC)


@pytest.fixture
async def team(services: Services) -> Team:
    return await make_team(services)


def title(services: Services, locale: str = "en") -> str:
    return services.library.title(TOPIC, locale)


def today(services: Services) -> date:
    return services.now().date()


async def test_families_read_the_old_text_until_two_people_have_signed_the_new(services_on_both: Services) -> None:
    services = services_on_both
    team = await make_team(services)
    before, old = title(services), await published(services)
    version_id = await propose(services, team.manager, "New words")
    assert title(services) == before
    assert not await sign(services, team.adviser, version_id, "adviser")
    assert title(services) == before
    assert await sign(services, team.lay_reader, version_id, "lay_reader")
    assert title(services) == "New words"
    edition = services.library.find(TOPIC, "en", today(services))
    assert edition is not None
    assert edition.is_signed
    kept = await version(services, old.id)
    assert (kept.state, kept.text) == ("replaced", old.text)
    async with services.db.read() as session:
        assert await audit.verify(session) is None
        steps = list(await session.scalars(select(AuditEvent.action).order_by(AuditEvent.id)))
    wanted = ["article_submitted", "article_signed", "article_signed", "article_replaced", "article_published"]
    assert [step for step in steps if step.startswith("article_")] == wanted


async def test_the_chat_answers_with_the_new_text_without_a_restart(services: Services, chat: Chat, team: Team) -> None:
    text = (await published(services)).text.replace("## short\n", "## short\nThis is new. ", 1)
    head = await published(services)
    version_id = await editorial.submit(services, team.manager, TOPIC, "en", text, head.id)
    await sign(services, team.adviser, version_id, "adviser")
    await sign(services, team.lay_reader, version_id, "lay_reader")
    await chat.presses(f"topic:{TOPIC}")
    assert "This is new." in await chat.heard()
    part = (await chat.new_replies())[0].parts[0]
    assert part.article_version_id == version_id


async def test_one_person_signs_once_and_in_one_role(services: Services, team: Team) -> None:
    version_id = await propose(services, team.manager, "New words")
    await sign(services, team.adviser, version_id, "adviser")
    with pytest.raises(Refused, match="You have signed this text already"):
        await sign(services, team.adviser, version_id, "adviser")
    with pytest.raises(Refused, match="in that role already"):
        await sign(services, team.translator, version_id, "adviser")


@pytest.mark.parametrize(
    ("who", "role"),
    [
        ("manager", "adviser"),  # not trained
        ("lay_reader", "adviser"),
        ("adviser", "lay_reader"),
        ("volunteer", "adviser"),
        ("administrator", "lay_reader"),
        ("reader", "language_reader"),  # of other languages than English
    ],
)
async def test_nobody_signs_as_what_they_are_not(services: Services, team: Team, who: str, role: str) -> None:
    version_id = await propose(services, team.manager, "New words")
    with pytest.raises(NotFound):
        await sign(services, getattr(team, who), version_id, role)


async def test_a_signature_is_for_the_text_that_was_read(services: Services, team: Team) -> None:
    old = await published(services)
    await publish(services, team, "New words")
    with pytest.raises(Refused, match="has been replaced"):
        await editorial.sign(services, team.adviser, old.id, old.sha256, "adviser")


async def test_a_signature_taken_back_stays_on_record_and_no_longer_counts(services: Services, team: Team) -> None:
    version_id = await publish(services, team, "New words")
    async with services.db.read() as session:
        signature = (await session.scalars(select(SignOff).where(SignOff.role == "lay_reader"))).one()
    with pytest.raises(NotFound):
        await editorial.withdraw_signature(services, team.adviser, signature.id, "not mine to take")
    with pytest.raises(Refused, match="reason"):
        await editorial.withdraw_signature(services, team.lay_reader, signature.id, " ")
    await editorial.withdraw_signature(services, team.lay_reader, signature.id, "I misread one line")
    edition = services.library.find(TOPIC, "en", today(services))
    assert edition is not None
    assert not edition.is_signed
    with pytest.raises(Refused, match="already"):
        await editorial.withdraw_signature(services, team.manager, signature.id, "once more")
    await sign(services, team.lay_reader, version_id, "lay_reader")
    edition = services.library.find(TOPIC, "en", today(services))
    assert edition is not None
    assert edition.is_signed
    async with services.db.read() as session:
        assert len(list(await session.scalars(select(SignOff)))) == 3


@pytest.mark.parametrize("statement", ["UPDATE sign_off SET role = 'adviser'", "DELETE FROM editorial_event"])
async def test_signatures_and_steps_are_append_only(services_on_both: Services, statement: str) -> None:
    team = await make_team(services_on_both)
    await publish(services_on_both, team, "New words")
    with pytest.raises(sa.exc.DBAPIError, match="append-only"):
        async with services_on_both.db.begin() as session:
            await session.execute(sa.text(statement))


async def test_an_edit_withholds_its_translations(services: Services, team: Team) -> None:
    urdu = title(services, "ur")
    await publish(services, team, "New words")
    edition = services.library.find(TOPIC, "ur", today(services))
    assert edition is not None
    assert edition.article.locale == "en"
    version_id = await propose(services, team.translator, "نیا عنوان", locale="ur")
    assert services.library.find(TOPIC, "ur", today(services)) == edition
    with pytest.raises(Refused, match="You wrote this translation"):
        await sign(services, team.translator, version_id, "language_reader")
    assert await sign(services, team.reader, version_id, "language_reader")
    assert title(services, "ur") == "نیا عنوان" != urdu
    edition = services.library.find(TOPIC, "ur", today(services))
    assert edition is not None
    assert edition.is_signed


async def test_a_translation_is_submitted_and_signed_against_the_english_of_today(
    services: Services, team: Team
) -> None:
    version_id = await propose(services, team.translator, "نیا عنوان", locale="ur")
    await publish(services, team, "New words")
    with pytest.raises(Refused, match="The English text has changed"):
        await sign(services, team.reader, version_id, "language_reader")
    head = await version(services, version_id)
    with pytest.raises(Refused, match="tick that you have done so"):
        await editorial.submit(services, team.translator, TOPIC, "ur", edited(head.text, "اور"), head.id)


async def test_a_minor_edit_marks_translations_instead(
    services: Services, chat: Chat, team: Team, clock: Clock
) -> None:
    version_id = await propose(services, team.manager, "New words")
    with pytest.raises(NotFound):
        await editorial.call_minor(services, team.adviser, version_id, "only the title")
    await editorial.call_minor(services, team.manager, version_id, "only the title")
    await sign(services, team.adviser, version_id, "adviser")
    await sign(services, team.lay_reader, version_id, "lay_reader")
    edition = services.library.find(TOPIC, "ur", today(services))
    assert edition is not None
    assert edition.article.locale == "ur"
    assert edition.english_changed_on == date(2026, 12, 7)
    chat.locale = "ur"
    await chat.presses(f"topic:{TOPIC}")
    await chat.hears("answer.english_changed", "ur", date=_long(edition.english_changed_on))
    await publish(services, team, "Newer words")
    edition = services.library.find(TOPIC, "ur", today(services))
    assert edition is not None
    assert edition.article.locale == "en"


def _long(day: date) -> Any:
    from bot.catalogue import LongDay

    return LongDay(day.year, day.month, day.day)


async def test_two_editors_lose_nothing(services: Services, team: Team) -> None:
    head = await published(services)
    mine, theirs = edited(head.text, "Mine"), edited(head.text, "Theirs")
    await save_draft(services, team.adviser, TOPIC, "en", Draft(mine, head.id))
    other = await editorial.submit(services, team.manager, TOPIC, "en", theirs, head.id)
    with pytest.raises(editorial.Overtaken) as overtaken:
        await editorial.submit(services, team.adviser, TOPIC, "en", mine, head.id)
    assert overtaken.value.head_id == other
    async with services.db.read() as session:
        draft = await find_draft(session, team.adviser, TOPIC, "en")
    assert draft is not None
    assert "title: Mine" in draft.text
    both = await editorial.submit(services, team.adviser, TOPIC, "en", edited(theirs, "Both"), other)
    assert (await version(services, other)).state == "replaced"
    assert (await version(services, both)).state == "proposed"


async def test_a_second_window_overwrites_nothing(services: Services, team: Team) -> None:
    head = await published(services)
    first = await save_draft(services, team.adviser, TOPIC, "en", Draft("one", head.id))
    await save_draft(services, team.adviser, TOPIC, "en", Draft("two", head.id, first))
    with pytest.raises(Refused, match="another window"):
        await save_draft(services, team.adviser, TOPIC, "en", Draft("three", head.id, first))
    await discard_draft(services, team.adviser, TOPIC, "en")
    async with services.db.read() as session:
        assert await find_draft(session, team.adviser, TOPIC, "en") is None


async def test_a_bad_text_is_refused_with_line_and_reason(services: Services, team: Team) -> None:
    head = await published(services)
    text = head.text.replace("## nothing\n", "## nothing\nYou will win your appeal.\n\n", 1)
    line = text.splitlines().index("You will win your appeal.") + 1
    with pytest.raises(BadText) as bad:
        await editorial.submit(services, team.manager, TOPIC, "en", text, head.id)
    assert line in {fault.line for fault in bad.value.faults}
    with pytest.raises(BadText):
        await editorial.submit(services, team.manager, TOPIC, "en", "nothing of an article", head.id)
    with pytest.raises(Refused, match="nothing in it has changed"):
        await editorial.submit(services, team.manager, TOPIC, "en", head.text, head.id)


async def test_an_earlier_signed_text_comes_back_as_it_was(services: Services, team: Team) -> None:
    first = await publish(services, team, "First")
    await publish(services, team, "Second")
    head, old = await published(services), await version(services, first)
    assert await editorial.submit(services, team.manager, TOPIC, "en", old.text, head.id) == first
    assert title(services) == "First"


async def test_a_text_that_is_withdrawn_is_being_checked(services: Services, chat: Chat, team: Team) -> None:
    head = await published(services)
    with pytest.raises(NotFound):
        await editorial.withdraw(services, team.adviser, head.id, "a wrong date")
    await editorial.withdraw(services, team.administrator, head.id, "a wrong date")
    assert TOPIC in services.library.being_checked(today(services))
    await chat.says("what is mediation", intent=f"kb_{TOPIC}")
    await chat.hears("answer.being_checked")
    assert await chat.choices() == ["go:person"]
    async with services.db.begin() as session:
        await register_articles(session, load_articles())
    await refresh_library(services)
    assert TOPIC in services.library.being_checked(today(services))


async def test_a_withdrawn_text_that_is_edited_again_is_still_being_checked(services: Services, team: Team) -> None:
    head = await published(services)
    await editorial.withdraw(services, team.manager, head.id, "a wrong date")
    again = await editorial.submit(services, team.manager, TOPIC, "en", head.text, None)
    await editorial.submit(services, team.manager, TOPIC, "en", edited(head.text, "Better"), again)
    assert TOPIC in services.library.being_checked(today(services))
    await register(services, {(TOPIC, "en"): load_articles()[TOPIC, "en"]})
    assert TOPIC in services.library.being_checked(today(services))


async def test_an_overdue_review_withdraws_at_midnight_in_london(services: Services, chat: Chat, clock: Clock) -> None:
    article = services.library.article(TOPIC, "en")
    assert article is not None
    assert article.review_by.month in range(4, 10), "so that London is an hour ahead"
    midnight = datetime.combine(article.review_by + timedelta(days=1), datetime.min.time(), UTC)
    clock.time = midnight - timedelta(hours=1, seconds=1)
    await chat.presses(f"topic:{TOPIC}")
    await chat.hears("answer.did_it_help")
    clock.time = midnight - timedelta(hours=1)
    await chat.presses(f"topic:{TOPIC}")
    await chat.hears("answer.being_checked")


async def test_another_process_notices(services: Services, team: Team) -> None:
    stale = services.library
    await publish(services, team, "New words")
    services.library = stale  # as another process still has it
    assert await refresh_library(services)
    assert title(services) == "New words"
    assert not await refresh_library(services)


FileOf = Callable[[str], dict[tuple[str, str], Article]]


@pytest.fixture
def file_of(tmp_path: Any) -> FileOf:
    """A changed file of the article, under another title."""
    from pathlib import Path

    from knowledge_base.articles import ARTICLES, load_article

    def write(heading: str) -> dict[tuple[str, str], Article]:
        path = Path(tmp_path) / "articles" / "en" / f"{TOPIC}.md"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = (ARTICLES / "en" / f"{TOPIC}.md").read_text(encoding="utf-8")
        path.write_text(edited(text, heading), encoding="utf-8")
        return {(TOPIC, "en"): load_article(path)}

    return write


async def register(services: Services, articles: dict[tuple[str, str], Article]) -> None:
    async with services.db.begin() as session:
        await register_articles(session, articles)
    await refresh_library(services)


async def test_a_changed_file_replaces_an_earlier_file(services_on_both: Services, file_of: FileOf) -> None:
    services = services_on_both
    before = title(services)
    await register(services, file_of("From a file"))
    assert title(services) == "From a file"
    await register(services, {(TOPIC, "en"): load_articles()[TOPIC, "en"]})
    assert title(services) == before
    async with services.db.read() as session:
        published_of = select(ArticleVersion).where(
            ArticleVersion.topic == TOPIC, ArticleVersion.locale == "en", ArticleVersion.state == "published"
        )
        assert len(list(await session.scalars(published_of))) == 1


async def test_a_changed_file_never_overwrites_the_console(services: Services, team: Team, file_of: FileOf) -> None:
    await publish(services, team, "From the console")
    await register(services, file_of("From a file"))
    await register(services, file_of("From a file"))
    assert title(services) == "From the console"
    async with services.db.read() as session:
        waits = (await session.scalars(select(ArticleVersion).where(ArticleVersion.state == "proposed"))).one()
    assert waits.origin == "file"
    await editorial.put_aside(services, team.adviser, waits.id)
    await register(services, file_of("From a file"))
    assert (await version(services, waits.id)).state == "replaced"


async def test_a_file_may_be_signed_and_published_over_the_console(
    services: Services, team: Team, file_of: FileOf
) -> None:
    await publish(services, team, "From the console")
    await register(services, file_of("From a file"))
    async with services.db.read() as session:
        waits = (await session.scalars(select(ArticleVersion).where(ArticleVersion.state == "proposed"))).one()
    await sign(services, team.adviser, waits.id, "adviser")
    assert await sign(services, team.lay_reader, waits.id, "lay_reader")
    assert title(services) == "From a file"


async def test_a_proposal_that_was_overtaken_is_not_signed(services: Services, team: Team) -> None:
    first = await publish(services, team, "First")
    waits = await propose(services, team.manager, "Second")
    old = await version(services, first)
    async with services.db.begin() as session:
        row = await session.get_one(ArticleVersion, old.id)
        row.sha256, row.text = "0" * 64, old.text
    with pytest.raises(Refused, match="Another text has been published"):
        await sign(services, team.adviser, waits, "adviser")


async def test_the_history_names_every_step(services: Services, team: Team) -> None:
    version_id = await publish(services, team, "New words")
    async with services.db.read() as session:
        kinds = list(
            await session.scalars(
                select(EditorialEvent.kind)
                .where(EditorialEvent.article_version_id == version_id)
                .order_by(EditorialEvent.id)
            )
        )
    assert kinds == ["submitted", "signed", "signed", "published"]


def test_a_comparison_shows_what_changed() -> None:
    lines = compare("a\nb\nc\n", "a\nx\nc\n")
    assert [(line.kind, line.text) for line in lines] == [
        ("same", "a"),
        ("removed", "b"),
        ("added", "x"),
        ("same", "c"),
    ]


def test_a_field_is_written_once() -> None:
    text = "---\ntopic: a\namended: 2026-01-01\n---\n## short\namended: not this\n"
    assert with_field(text, "amended", "2026-02-02").count("2026-02-02") == 1
    assert "not this" in with_field(text, "amended", "2026-02-02")
    assert with_field(text, "translates", "x").splitlines()[3] == "translates: x"


async def test_the_hash_of_what_is_stored_is_the_hash_of_what_is_served(services: Services, team: Team) -> None:
    await publish(services, team, "New words")
    for (topic, locale), article in services.library.articles().items():
        assert hash_of(article) == article.sha256, (topic, locale)


@pytest.mark.parametrize("deed", ["edit", "call_minor", "withdraw", "work_list", "put_aside"])
async def test_lay_readers_and_volunteers_only_look_on(team: Team, deed: Any) -> None:
    for who in (team.lay_reader, team.volunteer, team.reader):
        assert may(who, "see")
        assert not may(who, deed)


async def test_a_process_that_only_shows_pages_serves_and_finds_the_new_text(services: Services, team: Team) -> None:
    other = dataclasses.replace(services, searched=services.library)
    await publish(services, team, "Zebra crossing")
    assert title(other) != "Zebra crossing"
    await follow_library(other)
    assert title(other) == "Zebra crossing"
    assert [hit.topic for hit in find_topics(other.search, "zebra crossing", 1)] == [TOPIC]


async def test_a_translation_signed_over_an_unsigned_english_says_so(services: Services, team: Team) -> None:
    version_id = await propose(services, team.translator, "نیا عنوان", locale="ur")
    assert await sign(services, team.reader, version_id, "language_reader")
    states = {}
    for step in ("signed", "withdrawn"):
        async with services.db.read() as session:
            cells = await load_overview(session, services)
        states[step] = next(cell.state for cell in cells if (cell.topic, cell.locale) == (TOPIC, "ur"))
        if step == "signed":
            await editorial.withdraw(services, team.manager, (await published(services)).id, "a wrong date")
    assert states == {"signed": "english_unsigned", "withdrawn": "english_gone"}
