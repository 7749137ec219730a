"""What the review found wrong, and must not come back: five cases, in the articles' own words."""

import re

import pytest

from bot.segments import count_segments, is_gsm
from knowledge_base.articles import load_articles
from knowledge_base.marks import plain
from knowledge_base.schema import ENGLISH, Article
from knowledge_base.topics import load_topics

ARTICLES = load_articles()
WHOLE = ("ur", "pa", "bn", "ar", "ro", "pl", "so")
IN_PART = ("ps", "fa")
GROUNDS = (
    "age",
    "ability",
    "aptitude",
    "special educational needs",
    "efficient education",
    "efficient use of resources",
)


def english(topic: str) -> Article:
    """An English article."""
    return ARTICLES[topic, ENGLISH]


def body_of(article: Article) -> str:
    """All its words in one line."""
    return " ".join(plain(passage.text) for passage in article.passages)


def test_a_blank_section_i_offers_steps_and_no_appeal() -> None:
    article = english("section-i-blank")
    assert len(article.options) >= 4
    assert not re.search(r"appeal|tribunal", f"{article.short} {article.options}", re.IGNORECASE)


@pytest.mark.parametrize("topic", ["council-complaint", "disagreement-options"])
def test_no_decision_from_the_council_yet_is_helped_and_not_turned_away(topic: str) -> None:
    article = english(topic)
    assert re.search(r"no decision|not decided|decision is late|without a decision", body_of(article), re.IGNORECASE)
    options = " ".join(option.text for option in article.options).lower()
    assert "complain" in options
    assert re.search(r"ask|chase|remind", options)


@pytest.mark.parametrize("topic", ["placement-refused", "choosing-school"])
def test_a_refusal_to_name_a_school_lists_every_statutory_ground(topic: str) -> None:
    law = " ".join(plain(line) for line in english(topic).law).lower()
    law = law.replace("sen", "special educational needs") if "special educational needs" not in law else law
    assert [ground for ground in GROUNDS if ground not in law] == []


@pytest.mark.parametrize("topic", ["home-education", "education-out-of-school"])
def test_elective_home_education_is_kept_apart_from_education_otherwise_than_at_school(topic: str) -> None:
    text = body_of(english(topic))
    assert "EOTAS" in text
    assert re.search(r"home education|home educat", text, re.IGNORECASE)


def test_a_young_persons_rights_are_told_to_them() -> None:
    article = english("yp-rights")
    assert "yours" in (article.young_person_short or "")
    assert article.audience[0] == "young_person"


def test_every_topic_is_there_in_every_language() -> None:
    """Seven languages whole, two at least the answer and the options: no hole."""
    topics = load_topics()
    assert len(topics) == 67
    missing = [
        (topic, locale) for topic in topics for locale in (ENGLISH, *WHOLE, *IN_PART) if (topic, locale) not in ARTICLES
    ]
    assert missing == []
    assert [key for key, article in ARTICLES.items() if article.is_partial and key[1] not in IN_PART] == []


def test_every_young_persons_angle_has_its_version() -> None:
    for (_, locale), article in ARTICLES.items():
        assert ("young_person" in article.audience) == bool(article.young_person_short), (article.topic, locale)


@pytest.mark.parametrize("section", ["short", "young_person_short"])
def test_the_short_answer_fits_the_segments_of_its_language(section: str) -> None:
    """M11: three where GSM-7 serves, five elsewhere."""
    for article in ARTICLES.values():
        text = plain(getattr(article, section) or "")
        assert count_segments(text) <= (3 if is_gsm(text) else 5), (article.topic, article.locale, len(text))


def test_english_needs_no_letters_beyond_a_basic_phones() -> None:
    for (topic, locale), article in ARTICLES.items():
        if locale == ENGLISH:
            assert is_gsm(plain(article.short)), topic


def test_reviews_are_staggered_over_six_months() -> None:
    days = [article.review_by for (_, locale), article in ARTICLES.items() if locale == ENGLISH]
    assert (max(days) - min(days)).days >= 120
    assert max(days.count(day) for day in days) <= 6
