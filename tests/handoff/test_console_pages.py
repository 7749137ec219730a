"""What the pages show: everything a caseworker needs, exactly as it was written, and harmless."""

import re
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest
from fastapi import FastAPI
from sqlalchemy import select

from bot import outbox
from bot.compose import compose
from bot.models import Conversation
from bot.services import Services
from bot.state import ArticlePart, Choice, Reply, TextPart
from handoff.models import AuditEvent, Caseworker, ConsentEvent, Enquiry, Permission, StaffNotice
from tests.conftest import Clock
from tests.factories import make_alert, make_caseworker, make_conversation, make_enquiry, make_message
from tests.handoff.conftest import Browser, browser_of, make_console

SCRIPT = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'{{ 7 * 7 }}"


@pytest.fixture
async def sam(services: Services) -> Caseworker:
    return await make_caseworker(services)


@pytest.fixture
async def desk(services: Services, app: FastAPI, sam: Caseworker) -> AsyncIterator[Browser]:
    """Sam's browser."""
    async with browser_of(app, services, sam) as browser:
        yield browser


async def add(services: Services, *records: Any) -> None:
    async with services.db.begin() as session:
        session.add_all(records)


async def bot_says(services: Services, conversation: Conversation, reply: Reply) -> None:
    async with services.db.begin() as session:
        position = await outbox.next_position(session, conversation.id)
        composed = compose(reply, conversation.locale, services)
        session.add(outbox.queued(conversation, composed, position, services.now()))


def record_of(html: str) -> dict[str, str]:
    """The record's lines: label → value."""
    found = re.findall(r"<dt>(.*?)</dt><dd[^>]*>(.*?)</dd>", html, re.DOTALL)
    return {label: re.sub(r"<[^>]+>", " ", value).strip() for label, value in found}


async def test_every_field_has_its_value(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(
        services,
        speaker="carer",
        wish="to stay where she is",
        school_year="year_4",
        young_person_agreement="does_not_know",
        sen_stage="draft_plan",
        letter_on="2026-11-18",
        phone_seen="not_sure",
        contact_how="call_morning",
        contact_value="+447700900123",
        contact_name="Amina",
        support="bsl",
        route="friend_family",
        area="B14",
        passphrase_hash="x",
    )
    page = (await desk.opens(f"/enquiries/{enquiry.id}")).text
    record = record_of(page)
    assert record["Who is writing"] == "Carer: foster, kinship or guardian"
    assert record["School year or age"] == "Year 4"
    assert record["Young person&#39;s agreement"] == "The young person does not know"
    assert record["Stage"] == "Draft plan"
    assert record["Date of the letter"] == "Wed 18 Nov 2026"
    assert record["Could others see this phone"] == "Not sure"
    assert record["How to reach them"] == "Call, in the morning"
    assert record["Number or address"] == "+447700900123"
    assert record["Name to ask for"] == "Amina"
    assert record["Support they need"] == "British Sign Language"
    assert record["How they found the service"] == "Friend or family"
    assert record["Area"] == "B14"
    assert record["Passphrase for coming back"] == "Set"
    assert "to stay where she is" in page
    assert "they sent the plan and the school bit is empty" in page


@pytest.mark.parametrize(
    ("value", "shown"), [(None, "Not asked"), ("declined", "Asked and declined"), ("not_known", "Not known")]
)
async def test_what_is_not_there_says_why(services: Services, desk: Browser, value: str | None, shown: str) -> None:
    asked = "speaker words wish school_year young_person_agreement sen_stage letter_on phone_seen contact_how".split()
    asked += "contact_value contact_name support route area letter_kind certificate_on".split()
    enquiry = await make_enquiry(services, **dict.fromkeys(asked, value))
    page = (await desk.opens(f"/enquiries/{enquiry.id}")).text
    assert list(record_of(page).values()).count(shown) == len(asked) - 2
    assert page.count(f"<p>{shown}</p>") == (2 if value != "not_known" else 0)


async def test_a_code_of_another_release_is_shown_as_it_is(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(services, speaker="grandparent", level_reasons=["new-rule"])
    page = (await desk.opens(f"/enquiries/{enquiry.id}")).text
    assert record_of(page)["Who is writing"] == "grandparent"
    assert "<li>new-rule</li>" in page


async def test_the_proposal_shows_its_reasons_in_words(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(
        services,
        level_reasons=["permanent-exclusion", "asked_for_a_person"],
        priority=40,
        priority_reasons=["permanent_exclusion"],
    )
    page = (await desk.opens(f"/enquiries/{enquiry.id}")).text
    assert "A child or young person has been permanently excluded, or is about to be." in page
    assert "Asked for a person about their own case" in page
    assert re.search(r"Priority <strong>40</strong>, because:</p>\s*<ul><li>Permanent exclusion</li></ul>", page)


@pytest.mark.parametrize(
    ("seen", "warns"), [("no", False), ("yes", True), ("not_sure", True), ("declined", True), (None, True)]
)
async def test_a_phone_that_others_may_see_is_warned_of(
    services: Services, desk: Browser, seen: str | None, warns: bool
) -> None:
    enquiry = await make_enquiry(services, phone_seen=seen)
    page = (await desk.opens(f"/enquiries/{enquiry.id}")).text
    assert ("Somebody else may see this phone" in page) == warns
    assert "belongs to the person who made it" in page


async def test_permissions_say_who_and_when_they_end(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(services)
    at, today = services.now(), services.now().date()
    await add(
        services,
        Permission(enquiry_id=enquiry.id, party="school", decision="allowed", decided_at=at, review_on=today),
        Permission(
            enquiry_id=enquiry.id,
            party="health",
            named="Dr Invented",
            decision="allowed",
            decided_at=at,
            review_on=today - timedelta(days=1),
        ),
        Permission(enquiry_id=enquiry.id, party="council", decision="refused", decided_at=at),
        Permission(enquiry_id=enquiry.id, party="senco", decision="withdrawn", decided_at=at),
    )
    page = (await desk.opens(f"/enquiries/{enquiry.id}")).text
    assert "<strong>School:</strong> May speak to" in page
    assert "<strong>Health, Dr Invented:</strong> May speak to" in page
    assert "<strong>Council:</strong> Do not speak to" in page
    assert "<strong>SENCO:</strong> Withdrawn: do not speak to" in page
    assert page.count("review overdue") == 1


async def test_without_permissions_nobody_is_spoken_to(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(services)
    assert "Nobody. The family has named no one." in (await desk.opens(f"/enquiries/{enquiry.id}")).text


async def test_a_consent_shows_the_wording_they_saw(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(services)
    other = await make_enquiry(services)
    text_id = services.library.text_id("enquiry.consent", "en")
    values: dict[str, Any] = {
        "conversation_id": enquiry.conversation_id,
        "decided_by": "contact",
        "locale": "en",
        "channel": "web",
        "at": services.now(),
    }
    await add(
        services,
        ConsentEvent(about="record", decision="granted", text_version_id=text_id, **values),
        ConsentEvent(about="permission:school", decision="withdrawn", enquiry_id=enquiry.id, **values),
        ConsentEvent(about="permission:health", decision="granted", enquiry_id=other.id, **values),
    )
    page = (await desk.opens(f"/enquiries/{enquiry.id}")).text
    assert "<strong>Keeping a record:</strong> Agreed" in page
    assert "May we keep a record?" in page
    assert "<strong>Speaking to: School:</strong> Withdrawn" in page
    assert "Speaking to: Health" not in page


async def test_the_conversation_begins_with_the_enquiry(services: Services, desk: Browser) -> None:
    conversation = await make_conversation(services)
    await make_message(services, conversation.id, "said by somebody before")
    await make_message(services, conversation.id, "i want a person")
    enquiry = await make_enquiry(services, conversation=conversation, first_position=2)
    page = (await desk.opens(f"/enquiries/{enquiry.id}")).text
    assert "said by somebody before" not in page
    assert "i want a person" in page


async def test_original_words_keep_their_language_and_direction(services: Services, desk: Browser) -> None:
    conversation = await make_conversation(services, locale="ur")
    await make_message(services, conversation.id, "مجھے فون کریں")
    await bot_says(
        services,
        conversation,
        Reply((TextPart("enquiry.wish"),), (Choice("wish:skip", "choice.skip"),)),
    )
    enquiry = await make_enquiry(services, conversation=conversation, locale="ur", words="مجھے فون کریں")
    page = (await desk.opens(f"/enquiries/{enquiry.id}")).text
    assert '<blockquote class="words" lang="ur" dir="auto">مجھے فون کریں</blockquote>' in page
    assert '<p class="said" lang="ur" dir="auto">مجھے فون کریں</p>' in page
    fixed, shown_in = services.catalogue.find("enquiry.wish", "ur")
    direction = "rtl" if shown_in == "ur" else "ltr"
    assert f'<p class="said" lang="{shown_in}" dir="{direction}">{fixed.text}</p>' in page


async def test_articles_already_shown_are_named(services: Services, desk: Browser, clock: Clock) -> None:
    conversation = await make_conversation(services)
    clock.time -= timedelta(days=9)
    await bot_says(services, conversation, Reply((ArticlePart("mediation", "short"),)))
    clock.time += timedelta(days=9)
    await bot_says(services, conversation, Reply((ArticlePart("draft-ehcp", "short"),)))
    enquiry = await make_enquiry(services, conversation=conversation, first_position=9, topic=None)
    page = (await desk.opens(f"/enquiries/{enquiry.id}")).text
    assert services.library.title("draft-ehcp", "en") in page
    assert services.library.title("mediation", "en") not in page, "shown long before, perhaps to somebody else"


async def test_whatever_a_family_writes_is_only_text(services: Services, desk: Browser, sam: Caseworker) -> None:
    conversation = await make_conversation(services)
    await make_message(services, conversation.id, SCRIPT)
    texts = ("words", "wish", "contact_value", "contact_name", "letter_on", "area", "speaker", "topic", "support")
    enquiry = await make_enquiry(services, conversation=conversation, **dict.fromkeys(texts, SCRIPT))
    alert = await make_alert(services, conversation.id, words=SCRIPT, contact_value=SCRIPT, speaker=SCRIPT)
    await add(
        services,
        Permission(enquiry_id=enquiry.id, party=SCRIPT, named=SCRIPT, decision="allowed", decided_at=services.now()),
    )
    page = f"/enquiries/{enquiry.id}"
    await desk.submits(f"{page}/take", page=page, seen_holder="")
    await desk.submits(f"{page}/reply", page=page, reply=SCRIPT)
    await desk.submits(f"{page}/note", page=page, note=SCRIPT)
    refused = await desk.submits(f"{page}/reply", page=page, reply=SCRIPT * 90)
    shown = [(await desk.opens(path)).text for path in (page, "/", f"/alerts/{alert.id}")]
    for html in (*shown, refused.text):
        assert "&lt;script&gt;" in html
        assert "<script>" not in html
        assert "<img src=x" not in html
        assert "{{ 7 * 7 }}" in html
    names = await make_caseworker(services, first_name=SCRIPT, title=SCRIPT)
    async with browser_of(desk.app, services, names) as browser:
        assert "<script>" not in (await browser.opens("/")).text


async def test_every_view_is_in_the_audit_log(services: Services, desk: Browser, sam: Caseworker) -> None:
    enquiry, alert = await make_enquiry(services), await make_alert(services)
    hidden = await make_enquiry(services, proposed_level=4)
    async with services.db.begin() as session:
        (await session.get_one(Caseworker, sam.id)).highest_level = 3
    for path in ("/", "/mine", f"/enquiries/{enquiry.id}", f"/alerts/{alert.id}", f"/enquiries/{hidden.id}"):
        await desk.opens(path)
    async with services.db.read() as session:
        events = list(await session.scalars(select(AuditEvent).order_by(AuditEvent.id)))
    assert [(event.action, event.about, event.detail) for event in events] == [
        ("queue_viewed", None, {"list": "triage"}),
        ("queue_viewed", None, {"list": "mine"}),
        ("enquiry_viewed", f"enquiry:{enquiry.id}", {}),
        ("alert_viewed", f"alert:{alert.id}", {}),
        ("not_found", f"asked:{hidden.id}", {}),
    ]
    assert {event.caseworker_id for event in events} == {sam.id}


async def test_a_refused_reply_is_not_lost(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(services)
    page = f"/enquiries/{enquiry.id}"
    await desk.submits(f"{page}/take", page=page, seen_holder="")
    async with services.db.begin() as session:
        (await session.get_one(Conversation, enquiry.conversation_id)).held_by = None
    response = await desk.submits(f"{page}/reply", page=page, reply="an hour of work")
    assert response.status_code == 409
    assert 'role="alert"' in response.text
    assert "Take this enquiry first" in response.text


async def test_a_long_note_comes_back_into_its_box(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(services)
    page = f"/enquiries/{enquiry.id}"
    response = await desk.submits(f"{page}/note", page=page, note="a long story " * 400)
    assert "a long story a long story" in response.text
    assert "That is too long" in response.text


async def test_what_was_done_is_said_on_the_next_page(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(services)
    page = f"/enquiries/{enquiry.id}"
    response = await desk.submits(f"{page}/note", page=page, note="Rang.")
    shown = (await desk.opens(response.headers["location"].removeprefix("/console"))).text
    assert '<div class="notice" role="status" tabindex="-1" data-focus><p>The note is added.</p></div>' in shown
    assert "Rang." in shown


class TestQueue:
    """Which enquiry first, and in which list."""

    async def references(self, desk: Browser, path: str = "/") -> list[str]:
        return re.findall(r'class="reference">(.*?)<', (await desk.opens(path)).text)

    async def test_the_most_urgent_is_first(self, services: Services, desk: Browser) -> None:
        now, today = services.now(), services.now().date()
        await make_enquiry(services, reference="third", promised_on=today + timedelta(days=1))
        await make_enquiry(services, reference="second", promised_on=today, waiting_since=now)
        await make_enquiry(services, reference="first", promised_on=today, waiting_since=now - timedelta(hours=1))
        await make_enquiry(services, reference="urgent", priority=40, promised_on=today + timedelta(days=5))
        await make_enquiry(services, reference="last", promised_on=today + timedelta(days=1), waiting_since=None)
        assert await self.references(desk) == ["urgent", "first", "second", "third", "last"]

    async def test_each_list_has_its_own(self, services: Services, desk: Browser, sam: Caseworker) -> None:
        await make_enquiry(services, reference="mine", assignee_id=sam.id, waiting_since=None)
        await make_enquiry(services, reference="waits")
        await make_enquiry(services, reference="over", status="closed", closed_at=services.now(), waiting_since=None)
        assert set(await self.references(desk)) == {"mine", "waits"}
        assert await self.references(desk, "/mine") == ["mine"]
        assert await self.references(desk, "/waiting") == ["waits"]
        assert await self.references(desk, "/closed") == ["over"]

    async def test_a_row_says_who_and_by_when(self, services: Services, desk: Browser) -> None:
        await make_enquiry(
            services,
            locale="ur",
            interpretation="needs_interpreter",
            priority_reasons=["deadline_near"],
            promised_on=date(2026, 11, 18),
            waiting_since=services.now() - timedelta(days=6),
        )
        row = (await desk.opens("/")).text.partition("<tbody")[2]
        for words in ("Parent", "Urdu", "needs interpreter", "2 proposed", "Deadline near", "overdue", "Nobody"):
            assert words in row

    async def test_alerts_come_before_everything(self, services: Services, desk: Browser) -> None:
        await make_enquiry(services)
        await make_alert(services)
        page = (await desk.opens("/")).text
        assert page.index("Risk of harm: 1 not acknowledged") < page.index("<table")
        assert "cannot keep her safe" not in page, "words are read on the alert's own page"

    async def test_it_says_when_no_e_mail_goes_out(self, services: Services, desk: Browser) -> None:
        assert "no mail server is set up" in (await desk.opens("/")).text
        env = services.settings.env.model_copy(update={"smtp_host": "x", "staff_email": "x@example.org"})
        services.settings = services.settings.model_copy(update={"env": env})
        assert "e-mail" not in (await desk.opens("/")).text
        now = services.now()
        await add(services, StaffNotice(kind="breach", created_at=now, due_at=now, failed_at=now))
        assert "could not be sent" in (await desk.opens("/")).text


async def test_an_enquiry_without_its_conversation_still_opens(services: Services, desk: Browser) -> None:
    enquiry = await make_enquiry(services, conversation_id=None)
    assert "The conversation has been deleted." in (await desk.opens(f"/enquiries/{enquiry.id}")).text


async def test_after_stop_the_page_offers_no_reply(services: Services, desk: Browser) -> None:
    conversation = await make_conversation(services, stopped_at=services.now())
    enquiry: Enquiry = await make_enquiry(services, conversation=conversation)
    page = f"/enquiries/{enquiry.id}"
    await desk.submits(f"{page}/take", page=page, seen_holder="")
    shown = (await desk.opens(page)).text
    assert "STOP received" in shown
    assert '<textarea id="reply"' not in shown


async def test_pages_are_the_same_on_both_databases(services_on_both: Services) -> None:
    services = services_on_both
    enquiry = await make_enquiry(services)
    await make_alert(services, enquiry.conversation_id)
    caseworker = await make_caseworker(services)
    async with browser_of(make_console(services), services, caseworker) as browser:
        for path in ("/", "/mine", "/waiting", "/closed", f"/enquiries/{enquiry.id}"):
            assert (await browser.opens(path)).status_code == 200
        page = f"/enquiries/{enquiry.id}"
        assert (await browser.submits(f"{page}/take", page=page, seen_holder="")).status_code == 303
        assert (await browser.submits(f"{page}/reply", page=page, reply="hello")).status_code == 303
        assert "hello" in (await browser.opens(page)).text
    volunteer = await make_caseworker(services, role="volunteer", highest_level=2)
    async with browser_of(make_console(services), services, volunteer) as browser:
        assert (await browser.opens(f"/enquiries/{enquiry.id}")).status_code == 404
