"""Working out dates: from a letter they named and a day they said yes to, in words (R55)."""

from datetime import UTC, date, datetime, timedelta

import pytest

from bot.catalogue import LongDay
from bot.services import Services
from handoff import time_limit_reviews
from knowledge_base.deadlines import load_time_limits
from tests.chat import Chat, FakeNlu
from tests.conftest import Clock
from tests.factories import make_caseworker

REFUSED = {
    "en": ("we got a letter dated 16 November, they will not assess him", "letter of 16 November 2026"),
    "ur": ("ہمیں 16 نومبر کا خط ملا کہ کونسل جانچ نہیں کرے گی", "16 نومبر 2026 کا خط"),
    "pl": ("dostaliśmy pismo z 16 listopada, rada odmówiła oceny syna", "pismo z 16 listopada 2026"),
}


@pytest.fixture
def chat(services_on_both: Services, nlu: FakeNlu) -> Chat:
    """A person on the web, with each database in turn."""
    return Chat(services_on_both, nlu)


async def review(services: Services, *rules: str) -> None:
    """Have an adviser sign these rules; all of them if none is named."""
    adviser = await make_caseworker(services, first_name="Ada", is_adviser=True)
    due = (services.now() + timedelta(days=300)).date().isoformat()
    for rule in load_time_limits().rules:
        if rule.is_verified and (not rules or rule.id in rules):
            await time_limit_reviews.sign(services, adviser, rule.id, rule.sha256, due)


async def ask(chat: Chat, locale: str = "en") -> None:
    """A question about a refusal, its topic confirmed, and then the dates."""
    await chat.says(REFUSED[locale][0], intent="kb_ehcna-refused")
    await chat.presses("right:yes")
    assert "go:dates" in await chat.choices()
    await chat.presses("go:dates")
    await chat.hears("dates.kind", locale)


@pytest.mark.parametrize("locale", REFUSED)
async def test_a_refusal_and_the_day_they_wrote_about(chat: Chat, locale: str) -> None:
    await review(chat.services)
    await ask(chat, locale)
    assert await chat.choices() == ["kind:refused_assess", "kind:none"]
    await chat.presses("kind:refused_assess")
    await chat.hears("dates.found", locale, day=LongDay(2026, 11, 16))  # offered, not assumed
    await chat.presses("found:yes")
    await chat.hears("dates.certificate", locale)
    await chat.presses("certificate:no")
    await chat.hears("dates.head", locale, kind="@dates.kind.refused_assess", day=LongDay(2026, 11, 16))
    await hears_own(chat, locale, "contact_adviser", LongDay(2027, 1, 15))  # the 16th is a Saturday
    await hears_own(chat, locale, "appeal", LongDay(2027, 1, 15))
    for key in ("dates.no_certificate", "dates.more", "dates.next"):
        await chat.hears(key, locale)
    await chat.hears("dates.last_day", locale, day=LongDay(2027, 1, 16))
    assert "section 51" in await chat.heard()
    assert await chat.choices() == ["go:person", "go:dates"]


async def hears_own(chat: Chat, locale: str, rule: str, day: LongDay) -> None:
    """A day by which they have to act."""
    await chat.hears("dates.you", locale, what=f"@dates.rule.{rule}", day=day)


@pytest.mark.parametrize("locale", REFUSED)
async def test_another_day_than_the_one_they_wrote_about_is_typed_and_confirmed(chat: Chat, locale: str) -> None:
    await review(chat.services)
    await ask(chat, locale)
    await chat.presses("kind:refused_assess")
    await chat.presses("found:no")
    await chat.hears("dates.on", locale)
    await chat.says("31/02/2026")
    await chat.hears("dates.on.again", locale)
    await chat.says(REFUSED[locale][1])
    await chat.hears("dates.on_ok", locale, day=LongDay(2026, 11, 16))
    await chat.presses("on_ok:no")
    await chat.hears("dates.on", locale)
    await chat.says("18/11/2026")
    await chat.presses("on_ok:yes")
    await chat.presses("certificate:yes")
    await chat.says("20/11/2026")
    await chat.hears("dates.certificate_on_ok", locale, day=LongDay(2026, 11, 20))
    await chat.presses("certificate_on_ok:yes")
    await hears_own(chat, locale, "appeal", LongDay(2027, 1, 18))
    assert say(chat, locale, "dates.rule.contact_adviser") not in await chat.heard()  # done already


def say(chat: Chat, locale: str, key: str) -> str:
    return chat.services.catalogue.say(key, locale)


async def test_a_rule_that_nobody_reviewed_shows_no_day(chat: Chat) -> None:
    await ask(chat)
    for choice in ("kind:refused_assess", "found:yes", "certificate:not_sure"):
        await chat.presses(choice)
    await chat.hears("dates.not_yet")
    assert "2027" not in await chat.heard()
    assert "go:person" in await chat.choices()


async def test_of_some_reviewed_rules_only_those_show_a_day(chat: Chat) -> None:
    await review(chat.services, "appeal")
    await ask(chat)
    for choice in ("kind:refused_assess", "found:yes", "certificate:not_sure"):
        await chat.presses(choice)
    await hears_own(chat, "en", "appeal", LongDay(2027, 1, 15))
    await chat.hears("dates.some_not_yet")
    assert say(chat, "en", "dates.rule.contact_adviser") not in await chat.heard()


async def test_no_day_without_a_yes(chat: Chat) -> None:
    await review(chat.services)
    await ask(chat)
    await chat.presses("kind:refused_assess")
    await chat.presses("found:no")
    await chat.presses("on:skip")
    await chat.hears("dates.no_day")
    assert (await chat.state()).letter == {}


async def test_a_limit_they_wrote_about_is_not_offered_as_the_letters_date(chat: Chat) -> None:
    await chat.says("they refused to assess, we have till 20 November", intent="kb_ehcna-refused")
    for choice in ("right:yes", "go:dates", "kind:refused_assess"):
        await chat.presses(choice)
    await chat.hears("dates.on")


async def test_a_letter_from_the_future_is_asked_again(chat: Chat) -> None:
    await ask(chat)
    await chat.presses("kind:refused_assess")
    await chat.presses("found:no")
    await chat.says("16 November 2027")
    await chat.hears("dates.on.far")


async def test_a_day_that_has_passed_is_said_gently_with_the_way_to_a_person(chat: Chat) -> None:
    await review(chat.services)
    await chat.says("the draft plan came", intent="kb_draft-ehcp")
    for choice in ("go:dates", "kind:draft_plan"):
        await chat.presses(choice)
    await chat.says("2 November")
    await chat.presses("on_ok:yes")
    await chat.hears("dates.passed_you")
    assert (await chat.choices())[0] == "go:person"
    state = await chat.state()
    assert "deadline-missed" in state.triggers
    assert state.level == 2


async def test_august_comes_second_and_with_its_condition(chat: Chat, clock: Clock) -> None:
    clock.time = datetime(2026, 6, 20, 10, tzinfo=UTC)
    await review(chat.services)
    await chat.says("the final plan came", intent="kb_final-ehcp")
    for choice in ("go:dates", "kind:final_plan"):
        await chat.presses(choice)
    await chat.says("15 June")
    for choice in ("on_ok:yes", "certificate:no"):
        await chat.presses(choice)
    await hears_own(chat, "en", "appeal", LongDay(2026, 8, 14))
    await chat.hears("dates.extended", day=LongDay(2026, 9, 1))
    heard = await chat.heard()
    assert heard.index("14 August") < heard.index("1 September")


async def test_school_days_give_the_earliest_possible_day(chat: Chat) -> None:
    await review(chat.services)
    await chat.says("the governors said no", intent="kb_exclusions")
    for choice in ("right:yes", "go:dates", "kind:governors_decision"):
        await chat.presses(choice)
    await chat.says("18 November")
    await chat.presses("on_ok:yes")
    await hears_own(chat, "en", "panel_request", LongDay(2026, 12, 8))
    await chat.hears("dates.earliest")


async def test_without_a_topic_the_area_is_asked_first(chat: Chat) -> None:
    await chat.says("my dates")
    assert (await chat.choices())[0] == "area:assessment"
    await chat.presses("area:moving")
    assert (await chat.choices())[-2:] == ["kind:new_college", "kind:none"]
    await chat.presses("kind:new_school")
    await chat.says("2 September 2027")
    await chat.hears("dates.on_ok", day=LongDay(2027, 9, 2))


async def test_none_of_these_leads_to_a_person(chat: Chat) -> None:
    await ask(chat)
    await chat.presses("kind:none")
    await chat.hears("dates.none")
    assert "go:person" in await chat.choices()


async def test_a_topic_without_time_limits_offers_none(chat: Chat) -> None:
    await chat.says("what is a senco", intent="kb_senco-role")
    assert "go:dates" not in await chat.choices()


async def test_numbers_choose_on_a_text_message(chat: Chat) -> None:
    chat.channel = "sms"
    services = chat.services
    services.channels["sms"] = services.channels["web"]
    await review(services)
    await chat.says("the draft plan came", intent="kb_draft-ehcp")
    await chat.presses("speaker:parent")
    await chat.says("my dates")
    await chat.says("1")
    await chat.says("18 nov")
    await chat.says("1")
    await hears_own(chat, "en", "draft_reply", LongDay(2026, 12, 2))


async def test_the_enquiry_takes_over_what_they_confirmed_and_asks_it_no_more(chat: Chat) -> None:
    await ask(chat)
    for choice in ("kind:refused_assess", "found:yes", "certificate:yes"):
        await chat.presses(choice)
    await chat.says("20 November")
    for choice in ("certificate_on_ok:yes", "go:person", "consent:yes", "wish:skip", "speaker:parent"):
        await chat.presses(choice)
    await chat.presses("school_year:primary")
    await chat.hears("enquiry.phone_seen")
    await chat.presses("go:send_now")
    enquiry = await chat.enquiry()
    kept = (enquiry.letter_kind, enquiry.letter_on, enquiry.certificate_on)
    assert kept == ("refused_assess", "2026-11-16", "2026-11-20")


@pytest.mark.parametrize(
    ("words", "letter", "is_near"),
    [
        ("the draft plan came", "18 November", True),  # until 2 December, and nobody has reviewed the rule
        ("the draft plan came", "23 November", True),
        ("the draft plan came", "skip", False),
        ("the draft plan came, we have till Friday", "skip", True),
        ("the draft plan came, we have until 20 January", "skip", False),
    ],
)
async def test_a_limit_that_is_near_comes_early_in_the_queue(
    chat: Chat, words: str, letter: str, is_near: bool
) -> None:
    await chat.says(words, intent="kb_draft-ehcp")
    for choice in ("go:person", "consent:yes", "wish:skip", "speaker:parent", "school_year:primary"):
        await chat.presses(choice)
    await chat.presses("letter_kind:draft_plan")
    if letter == "skip":
        await chat.presses("letter_on:skip")
    else:
        await chat.says(letter)
        await chat.presses("letter_ok:yes")
    await chat.presses("go:send_now")
    enquiry = await chat.enquiry()
    assert ("deadline_near" in enquiry.priority_reasons) is is_near
    assert (enquiry.priority >= 40) is is_near


async def test_a_letter_nobody_is_sure_of_counts_by_every_kind_of_its_topic(chat: Chat) -> None:
    await chat.says("section I is empty", intent="kb_section-i-blank")
    for choice in ("go:person", "consent:yes", "wish:skip", "speaker:parent", "school_year:primary"):
        await chat.presses(choice)
    await chat.presses("letter_kind:not_sure")
    await chat.says(f"{date(2026, 11, 18):%d %B}")
    for choice in ("letter_ok:yes", "go:send_now"):
        await chat.presses(choice)
    assert "deadline_near" in (await chat.enquiry()).priority_reasons
