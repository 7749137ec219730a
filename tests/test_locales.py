"""The texts are complete: no key missing or unused, the same placeholders everywhere."""

import re
from pathlib import Path

import pytest

from bot.catalogue import LOCALES, load_locale, placeholders
from bot.flows import FLOWS, GO_LABELS
from bot.flows.step import Step
from bot.flows.summary import FIELDS
from bot.main import profile_facts
from bot.settings import ROOT, load_profile
from knowledge_base.deadlines import load_time_limits

ENGLISH = load_locale(LOCALES / "en" / "LC_MESSAGES" / "alongside.po")
LANGUAGES = load_profile(ROOT / "service.yml").languages
_SOURCES = [
    p for folder in ("bot", "handoff") for p in sorted((ROOT / folder).rglob("*")) if p.suffix in {".py", ".html"}
]
_CODE = "\n".join(path.read_text(encoding="utf-8") for path in _SOURCES)
# Keys that code puts together from a code list; each prefix is written in the code as an f-string.
RULES = {f"dates.rule.{rule.id}" for rule in load_time_limits().rules}
_BUILT = ("oos.", "sources.", "welcome.to.", "language.name.", "choice.", "page.")


def _choices(step: Step) -> tuple[str, ...]:
    return (step.may_be or tuple(FIELDS)) if callable(step.choices) else step.choices


def keys_of_flows() -> set[str]:
    """Every key that a question, a choice or an explanation needs."""
    found = set()
    for flow in FLOWS.values():
        for step in flow.steps:
            found.update(step.label_key(flow.name, value) for value in _choices(step))
            found.add(step.again)
            if step.explain:
                found.update({step.explain, f"{flow.name}.{step.name}.explain_label"})
            found.update(
                key
                for key in ENGLISH
                if re.fullmatch(rf"{flow.name}\.{step.name}(\.(self|more|phone|email|event))?", key)
            )
    return found | set(GO_LABELS.values())


def _is_used(key: str) -> bool:
    return (
        key in keys_of_flows()
        or f'"{key}"' in _CODE
        or f"'{key}'" in _CODE
        or key.startswith(_BUILT)
        or _is_summary(key)
    )


def _is_summary(key: str) -> bool:
    return key.startswith(("summary.", "enquiry.school_year.")) or key in RULES


def test_every_question_and_choice_has_a_text() -> None:
    assert sorted(keys_of_flows() - ENGLISH.keys()) == []


def test_every_time_limit_has_a_text() -> None:
    assert sorted(RULES - ENGLISH.keys()) == []


def test_every_key_that_code_names_exists() -> None:
    named = set(re.findall(r'(?:say|TextPart|Choice|BadInput)\(\s*"([a-z_]+\.[a-z_.]+)"', _CODE))
    assert sorted(named - ENGLISH.keys()) == []


def test_no_text_is_unused() -> None:
    assert sorted(key for key in ENGLISH if not _is_used(key)) == []


@pytest.mark.parametrize("locale", LANGUAGES)
def test_every_language_has_every_text(locale: str) -> None:
    texts = load_locale(LOCALES / locale / "LC_MESSAGES" / "alongside.po")
    assert sorted(ENGLISH.keys() ^ texts.keys()) == []


@pytest.mark.parametrize("locale", LANGUAGES)
def test_placeholders_are_the_same_in_every_language(locale: str) -> None:
    texts = load_locale(LOCALES / locale / "LC_MESSAGES" / "alongside.po")
    different = {key for key, text in ENGLISH.items() if placeholders(text.text) != placeholders(texts[key].text)}
    assert sorted(different) == []


def test_every_placeholder_of_the_service_is_in_its_profile() -> None:
    facts = {*profile_facts(load_profile(ROOT / "service.yml")), "independence"}
    needed = {name for text in ENGLISH.values() for name in placeholders(text.text) if name.startswith("n_")}
    assert needed <= facts


def test_families_never_read_our_own_names() -> None:
    for locale in LANGUAGES:
        for path in [LOCALES / locale / "LC_MESSAGES" / "alongside.po", *_articles(locale)]:
            text = re.sub(r"^#.*$", "", path.read_text(encoding="utf-8"), flags=re.MULTILINE).casefold()
            assert "alongside" not in text
            assert "front door" not in text


def _articles(locale: str) -> list[Path]:
    return sorted((ROOT / "knowledge_base" / "articles" / locale).glob("*.md"))
