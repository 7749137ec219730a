"""What pages say of the service: its own sentences in the reader's language, spans of time as people say them."""

import pytest

from bot.catalogue import spell_span
from bot.page_facts import fill_page, page_facts
from bot.services import Services
from knowledge_base.page_words import PAGE_FACTS


@pytest.mark.parametrize(
    ("days", "locale", "words"),
    [
        (2190, "en", "6 years"),
        (2192, "en", "6 years"),
        (365, "pl", "1 rok"),
        (2190, "ur", "6 سال"),
        (90, "en", "90 days"),
        (400, "en", "400 days"),
        (1, "en", "1 day"),
    ],
)
def test_a_span_is_said_as_people_say_it(days: int, locale: str, words: str) -> None:
    assert spell_span(days, locale) == words


@pytest.mark.parametrize("locale", ["en", "ur", "pl"])
async def test_every_placeholder_that_a_page_may_hold_has_a_value(services: Services, locale: str) -> None:
    facts = page_facts(services, locale)
    assert set(facts) == set(PAGE_FACTS)
    assert all(facts.values())
    assert "{" not in fill_page(" ".join(f"{{{name}}}" for name in PAGE_FACTS), facts)


async def test_a_sentence_is_in_the_readers_language_else_in_english(services: Services) -> None:
    profile = services.settings.profile.model_copy(update={"controller": {"en": "A body."}})
    services.settings = services.settings.model_copy(update={"profile": profile})
    assert page_facts(services, "ur")["controller"] == "A body."
    assert page_facts(services, "ur")["lawful_basis"] == profile.lawful_basis["ur"]


async def test_the_promise_is_the_profiles(services: Services) -> None:
    assert page_facts(services, "en")["reply_within"] == "A caseworker replies within 1 working day."
    promise = services.settings.profile.response_promise.model_copy(update={"working_days": 3})
    profile = services.settings.profile.model_copy(update={"response_promise": promise})
    services.settings = services.settings.model_copy(update={"profile": profile})
    assert "3 working days" in page_facts(services, "en")["reply_within"]
