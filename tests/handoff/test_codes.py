"""Every code that the chat writes into a record has a meaning for staff."""

import pytest

from bot.flows.enquiry import ENQUIRY, PARTIES, STAGES, SUPPORT
from bot.flows.welcome import SPEAKERS
from bot.settings import ROOT, load_profile
from handoff.codes import CODES, consent_in_words, in_words, language_in_words
from handoff.triage import CRITERIA
from knowledge_base.hand_over import load_general_triggers


def values(step: str) -> tuple[str, ...]:
    found = next(s for s in ENQUIRY.steps if s.name == step)
    assert isinstance(found.choices, tuple)
    return found.choices


@pytest.mark.parametrize(
    ("field", "codes"),
    [
        ("speaker", SPEAKERS),
        ("school_year", values("school_year")),
        ("young_person_agreement", values("young_person_agreement")),
        ("sen_stage", STAGES),
        ("phone_seen", values("phone_seen")),
        ("contact_how", values("contact_how")),
        ("support", SUPPORT),
        ("party", PARTIES),
        ("priority_reason", (*CRITERIA, *load_profile(ROOT / "service.yml").triage)),
    ],
)
def test_no_code_is_left_without_words(field: str, codes: tuple[str, ...]) -> None:
    assert [code for code in codes if code not in CODES[field]] == []


def test_hand_over_rules_say_themselves_what_they_mean() -> None:
    assert all(general.trigger.when for general in load_general_triggers())


def test_an_unknown_code_is_shown_as_it_is() -> None:
    assert in_words("speaker", "grandparent") == "grandparent"
    assert in_words("nothing", None) == "Not asked"


def test_consents_and_languages_are_named() -> None:
    assert consent_in_words("permission:senco") == "Speaking to: SENCO"
    assert consent_in_words("record") == "Keeping a record"
    assert language_in_words("ur-Latn") == "Urdu (Latin)"
    assert language_in_words("?") == "?"
