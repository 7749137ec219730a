"""The pages of articles as the right person sees them, the wrong one, and nobody."""

import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from html import unescape
from pathlib import Path
from uuid import UUID

import pytest
from fastapi import FastAPI
from sqlalchemy import select, update

from bot.library_loading import load_library
from bot.models import ArticleVersion
from bot.services import Services
from handoff import editorial
from handoff.editorial_export import export_articles
from handoff.editorial_models import ArticleDraft, ReviewWarning
from handoff.editorial_overview import load_overview
from handoff.editorial_status import load_status
from handoff.editorial_warnings import warn_of_reviews
from handoff.models import AuditEvent, Caseworker, StaffNotice
from knowledge_base.articles import ARTICLES
from knowledge_base.topics import load_topics
from tests.conftest import Clock
from tests.handoff.conftest import Browser, browser_of
from tests.handoff.editors import TOPIC, Team, edited, make_team, propose, publish, published, sign, version

HERE = f"/articles/{TOPIC}/en"


@pytest.fixture(autouse=True)
def december(clock: Clock) -> None:
    """A day after the articles were written."""
    clock.time = datetime(2026, 12, 7, 10, tzinfo=UTC)


@pytest.fixture
async def team(services: Services) -> Team:
    return await make_team(services)


@pytest.fixture
async def desk(services: Services, app: FastAPI, team: Team) -> AsyncIterator[Browser]:
    """The manager's browser."""
    async with browser_of(app, services, team.manager) as browser:
        yield browser


def words_of(html: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", html)).split())


async def test_the_list_shows_every_topic_in_every_language(services: Services, desk: Browser) -> None:
    page = (await desk.opens("/articles")).text
    for topic in load_topics():
        assert f">{topic}</code>" in page
    assert page.count('class="state ') == len(load_topics()) * len(services.settings.profile.languages)


async def test_filters_leave_what_was_asked_for(services: Services, desk: Browser, team: Team) -> None:
    await propose(services, team.manager, "New words")
    page = (await desk.opens("/articles?state=waiting&locale=en")).text
    assert re.findall(r"<code class=\"quiet\">([^<]+)", page) == [TOPIC]
    assert "1 waiting" in page
    assert "No article is like that" in (await desk.opens("/articles?words=zzzz")).text
    assert TOPIC in (await desk.opens("/articles?words=MEDIATION")).text


async def test_days_left_are_on_the_list(services: Services, desk: Browser, clock: Clock) -> None:
    article = services.library.article(TOPIC, "en")
    assert article is not None
    clock.time = datetime.combine(article.review_by - timedelta(days=5), clock.time.timetz())
    async with browser_of(desk.app, services, await _somebody(services)) as browser:
        assert "5 days left" in (await browser.opens("/articles")).text
    clock.time += timedelta(days=6)
    async with browser_of(desk.app, services, await _somebody(services)) as browser:
        assert "withdrawn until it is reviewed" in (await browser.opens("/articles")).text
        page = words_of((await browser.opens(HERE)).text)
        assert "Review overdue: withdrawn" in page
        assert "Not shown to families" in page


async def _somebody(services: Services) -> Caseworker:
    return (await make_team(services)).adviser


PAGES = ("/articles", HERE, f"{HERE}/edit", "/worklist")


@pytest.mark.parametrize(
    ("who", "may_open"),
    [
        ("manager", PAGES),
        ("adviser", PAGES),
        ("administrator", ("/articles", HERE, "/worklist")),
        ("lay_reader", ("/articles", HERE)),
        ("volunteer", ("/articles", HERE)),
        ("reader", ("/articles", HERE)),
    ],
)
async def test_everyone_opens_what_is_theirs(
    services: Services, app: FastAPI, team: Team, who: str, may_open: tuple[str, ...]
) -> None:
    async with browser_of(app, services, getattr(team, who)) as browser:
        for path in PAGES:
            assert (await browser.opens(path)).status_code == (200 if path in may_open else 404), path


@pytest.mark.parametrize("path", PAGES)
async def test_nobody_opens_anything(browser: Browser, path: str) -> None:
    answer = await browser.opens(path)
    assert answer.status_code == 303
    assert "/sign-in" in answer.headers["location"]


@pytest.mark.parametrize("verb", ["edit", "sign", "take-back", "minor", "put-aside", "withdraw"])
async def test_a_lay_reader_cannot_post_what_is_not_theirs(
    services: Services, app: FastAPI, team: Team, verb: str
) -> None:
    head = await published(services)
    async with browser_of(app, services, team.lay_reader) as browser:
        answer = await browser.submits(
            f"{HERE}/{verb}", page="/articles", version=str(head.id), role="adviser", sha256=head.sha256, reason="why"
        )
    assert answer.status_code == 404
    assert (await published(services)).sha256 == head.sha256


async def test_a_form_without_its_token_does_nothing(services: Services, desk: Browser) -> None:
    answer = await desk.client.post(f"/console{HERE}/edit", data={"do": "submit", "text": "x"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    "path", ["/articles/nope/en", f"/articles/{TOPIC}/xx", f"{HERE}/versions/00000000-0000-4000-8000-000000000000"]
)
async def test_what_is_not_there_is_not_found(desk: Browser, path: str) -> None:
    assert (await desk.opens(path)).status_code == 404


async def submit(desk: Browser, text: str, based_on: UUID | str, **fields: str) -> str:
    answer = await desk.submits(
        f"{HERE}/edit", page=f"{HERE}/edit", text=text, based_on=str(based_on), do="submit", **fields
    )
    return str(answer.headers.get("location", "")) or answer.text


async def test_from_the_editor_to_families(services: Services, desk: Browser, app: FastAPI, team: Team) -> None:
    head = await published(services)
    assert "done=submitted" in await submit(desk, edited(head.text, "New words").replace("\n", "\r\n"), head.id)
    for who, role in ((team.adviser, "adviser"), (team.lay_reader, "lay_reader")):
        async with browser_of(app, services, who) as browser:
            page = (await browser.opens(HERE)).text
            assert "<ins>title: New words</ins>" in page
            waiting = page[page.index("Waits for signatures") : page.index('id="published-heading"')]
            signing = dict(re.findall(r'<input type="hidden" name="(version|sha256|role)" value="([^"]+)">', waiting))
            assert signing["role"] == role
            answer = await browser.submits(f"{HERE}/sign", page="/articles", **signing)
            assert answer.status_code == 303
    assert "done=published" in answer.headers["location"]
    assert services.library.title(TOPIC, "en") == "New words"
    page = words_of((await desk.opens(HERE)).text)
    for words in (
        "Ada, SENDIASS adviser, trained adviser",
        "Lee, SENDIASS adviser, lay reader",
        "Published",
        "Submitted",
    ):
        assert words in page


async def test_a_bad_text_comes_back_as_it_was_typed_with_lines_and_reasons(services: Services, desk: Browser) -> None:
    head = await published(services)
    text = head.text.replace("## nothing\n", "## nothing\nYou will win your appeal. <b>\n\n", 1)
    page = await submit(desk, text, head.id)
    line = text.splitlines().index("You will win your appeal. <b>") + 1
    assert f'data-line="{line}"' in page
    assert "You will win your appeal. &lt;b&gt;" in page
    assert "your text is saved" in page
    assert "You will win your appeal" in (await desk.opens(f"{HERE}/edit")).text


async def test_the_preview_shows_each_channel_and_keeps_the_draft(services: Services, desk: Browser) -> None:
    head = await published(services)
    text = head.text.replace("## short\n", "## short\nA new first line. ", 1)
    token = await desk.form_token(HERE + "/edit")
    fields = {"form_token": token, "text": text, "based_on": str(head.id), "do": "preview"}
    shown = {}
    for channel in ("web", "page", "sms"):
        answer = await desk.client.post(
            f"/console{HERE}/edit", data={**fields, "channel": channel, "revision": "1"}, headers={"x-partial": "1"}
        )
        shown[channel] = words_of(answer.text)
        assert answer.text.lstrip().startswith('<div id="shown" data-revision="1"')
        assert "A new first line." in shown[channel]
    assert "Young people" in shown["web"]
    assert "What the law and guidance say" in shown["page"]
    assert "GSM-7" in shown["sms"]
    assert "at most 3 segments" in shown["sms"]
    assert "too long" not in shown["sms"]
    async with services.db.read() as session:
        draft = (await session.scalars(select(ArticleDraft))).one()
    assert "A new first line." in draft.text


async def test_an_overtaken_editor_sees_both_and_decides(services: Services, desk: Browser, team: Team) -> None:
    head = await published(services)
    await editorial.submit(services, team.adviser, TOPIC, "en", edited(head.text, "Theirs"), head.id)
    page = await submit(desk, edited(head.text, "Mine"), head.id)
    assert "Somebody else changed this article" in page
    assert "<ins>title: Theirs</ins>" in page
    assert "title: Mine" in page
    assert "done=submitted" in await submit(desk, edited(head.text, "Both"), head.id, is_joined="yes", revision="1")


async def test_a_draft_is_thrown_away_only_when_asked(services: Services, desk: Browser) -> None:
    head = await published(services)
    await desk.submits(f"{HERE}/edit", page=HERE, text=edited(head.text, "Mine"), based_on=str(head.id), do="preview")
    assert "title: Mine" in (await desk.opens(f"{HERE}/edit")).text
    await desk.submits(f"{HERE}/edit", page=HERE, do="discard")
    assert "title: Mine" not in (await desk.opens(f"{HERE}/edit")).text


async def test_a_missing_translation_can_be_begun(desk: Browser, services: Services) -> None:
    async with services.db.begin() as session:
        of_polish = (ArticleVersion.topic == TOPIC, ArticleVersion.locale == "pl")
        await session.execute(update(ArticleVersion).where(*of_polish).values(locale="cy"))
    async with services.db.read() as session:
        services.library = await load_library(session, services.library.texts, True, services.settings.profile.zone)
        cells = await load_overview(session, services)
    cell = next(cell for cell in cells if cell.state == "missing" and cell.locale == "pl")
    page = (await desk.opens(f"/articles/{cell.topic}/pl/edit")).text
    assert f"topic: {cell.topic}" in page
    assert "## short" in page


async def test_a_manager_calls_minor_withdraws_and_takes_back(services: Services, desk: Browser, team: Team) -> None:
    version_id = await publish(services, team, "New words")
    page = (await desk.opens(HERE)).text
    signature = re.search(r'name="signature" value="([^"]+)"', page)
    assert signature
    for verb, fields in (
        ("minor", {"version": str(version_id)}),
        ("take-back", {"signature": signature[1]}),
        ("withdraw", {"version": str(version_id)}),
    ):
        refused = await desk.submits(f"{HERE}/{verb}", page=HERE, reason=" ", **fields)
        assert refused.status_code == 409
        assert "Write the reason" in refused.text
        assert (await desk.submits(f"{HERE}/{verb}", page=HERE, reason="a wrong date", **fields)).status_code == 303
    page = words_of((await desk.opens(HERE)).text)
    assert "It was withdrawn." in page
    assert page.count(": a wrong date") == 3
    assert TOPIC in services.library.being_checked(services.now().date())


async def test_an_old_version_can_be_read_and_compared(services: Services, desk: Browser, team: Team) -> None:
    old = await published(services)
    await publish(services, team, "New words")
    page = (await desk.opens(f"{HERE}/versions/{old.id}")).text
    assert old.sha256 in page
    assert "<del>title: New words</del>" in page


async def test_every_step_is_in_the_audit_log(services: Services, desk: Browser, team: Team) -> None:
    version_id = await publish(services, team, "New words")
    async with services.db.read() as session:
        events = list(
            await session.scalars(select(AuditEvent).where(AuditEvent.about == f"article_version:{version_id}"))
        )
    assert [event.action for event in events] == [
        "article_submitted",
        "article_signed",
        "article_signed",
        "article_published",
    ]
    assert {event.detail["topic"] for event in events} == {TOPIC}


async def test_staff_are_warned_once_a_step(services: Services, clock: Clock) -> None:
    article = services.library.article(TOPIC, "en")
    assert article is not None
    told = []
    for days in (61, 60, 59, 30, 8, 7, 0, -1, -2):
        clock.time = datetime.combine(article.review_by - timedelta(days=days), clock.time.timetz())
        for _ in range(2):
            await warn_of_reviews(services)
        async with services.db.read() as session:
            steps = await session.scalars(select(ReviewWarning.step).where(ReviewWarning.topic == TOPIC))
            told.append(sorted(steps, reverse=True))
    assert told == [[], [60], [60], [60, 30], [60, 30], [60, 30, 7], [60, 30, 7], [60, 30, 7, 0], [60, 30, 7, 0]]
    async with services.db.read() as session:
        notices = list(await session.scalars(select(StaffNotice).where(StaffNotice.kind == "review_due")))
    assert all(notice.about_id is None for notice in notices)


async def test_the_export_is_what_came_in_and_what_was_signed(services: Services, team: Team, tmp_path: Path) -> None:
    version_id = await publish(services, team, "New words")
    paths = await export_articles(services, tmp_path)
    for path in paths:
        if path.suffix == ".md" and not path.match(f"en/{TOPIC}.md"):
            assert path.read_bytes() == (ARTICLES / path.relative_to(tmp_path / "articles")).read_bytes()
    assert (tmp_path / "articles" / "en" / f"{TOPIC}.md").read_text("utf-8") == (
        await version(services, version_id)
    ).text
    rows = (tmp_path / "sign-offs.csv").read_text("utf-8").splitlines()
    assert [row.split(",")[5:9] for row in rows[1:]] == [
        ["adviser", '"Ada', ' SENDIASS adviser"', "2026-12-07"],
        ["lay_reader", '"Lee', ' SENDIASS adviser"', "2026-12-07"],
    ]
    assert await export_articles(services, tmp_path) == []


async def test_status_names_every_hole(services: Services, team: Team) -> None:
    version_id = await propose(services, team.manager, "New words")
    await sign(services, team.adviser, version_id, "adviser")
    await sign(services, team.lay_reader, version_id, "lay_reader")
    status = await load_status(services)
    assert len(status.lines) == len(load_topics())
    named = " ".join(status.holes)
    for line in status.lines:
        assert line[0] in named or all(word.startswith("signed") for word in line[1:]), line
    assert "Ada" in next(line[1] for line in status.lines if line[0] == TOPIC)
    english = next(hole for hole in status.holes if hole.startswith("en: not signed"))
    assert TOPIC not in english.replace(f"{TOPIC}-", "")


async def test_no_version_is_ever_removed(services: Services, team: Team) -> None:
    async with services.db.read() as session:
        before = set(await session.scalars(select(ArticleVersion.id)))
    await publish(services, team, "New words")
    async with services.db.read() as session:
        assert before < set(await session.scalars(select(ArticleVersion.id)))
