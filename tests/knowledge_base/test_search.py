"""Keyword search finds the topic in three languages, and nothing where nothing is meant."""

import pytest

from bot.main import make_search
from knowledge_base.articles import load_articles
from knowledge_base.search import SearchIndex, build_index, find_topics
from tests.factories_kb import make_article, make_translation

EXAMPLES = {
    "school-transport": [
        "the bus does not come to our house any more",
        "who pays for the taxi to school",
        "czy gmina zapłaci za dojazd do szkoły",
        "autobus szkolny już nie przyjeżdża",
        "اسکول کی بس اب نہیں آتی",
        "سکول جانے کا کرایہ کون دے گا",
    ],
    "exclusions": [
        "they have permanently excluded my son",
        "she was suspended for three days",
        "syn został wydalony ze szkoły",
        "zawiesili córkę na trzy dni",
        "بیٹے کو سکول سے نکال دیا ہے",
    ],
    "mediation": ["what happens at mediation", "na czym polega mediacja", "ثالثی کیا ہوتی ہے"],
}


@pytest.fixture(scope="module")
def index() -> SearchIndex:
    """An index of two articles and a few examples."""
    return build_index([make_article(), make_translation()], EXAMPLES)


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("will they pay for a taxi for us", "school-transport"),
        ("my son is excluded permanently", "exclusions"),
        ("why is section i blank in the draft", "section-i-blank"),
        ("suspension", "exclusions"),
        ("mediatoin", "mediation"),
        ("kto zaplaci za dojazd", "school-transport"),
        ("wydalili syna ze szkoły", "exclusions"),
        ("na czym polegają mediacje", "mediation"),
        ("بس نہیں آتی", "school-transport"),
        ("بيٹے كو سکول سے نكال ديا", "exclusions"),
        ("مسودے میں سیکشن خالی ہے", "section-i-blank"),
    ],
)
def test_the_topic_is_found_first(index: SearchIndex, text: str, topic: str) -> None:
    assert find_topics(index, text)[0].topic == topic


@pytest.mark.parametrize("text", ["", "   ", "?!", "asdf qwer zxcv", "jhgjhg", "12345", "lorem ipsum dolor", "پبپب"])
def test_nonsense_finds_nothing(index: SearchIndex, text: str) -> None:
    assert find_topics(index, text) == ()


def test_topics_come_best_first_and_each_once(index: SearchIndex) -> None:
    hits = find_topics(index, "my son was excluded, who pays for the taxi to school", limit=2)
    assert len({hit.topic for hit in hits}) == len(hits) == 2
    assert hits[0].score >= hits[1].score > 0


def test_an_empty_index_finds_nothing() -> None:
    assert find_topics(build_index([], {}), "school") == ()


def test_the_title_of_every_real_article_finds_its_topic() -> None:
    articles = load_articles().values()
    index = make_search()  # as the product builds it: articles and examples
    places = []
    for article in articles:
        found = [hit.topic for hit in find_topics(index, article.title)]
        assert article.topic in found[:3], article.title
        places.append(found.index(article.topic))
    assert places.count(0) >= 0.98 * len(places)
