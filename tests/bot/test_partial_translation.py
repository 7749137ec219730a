"""A translation in part: the rest is shown in English, marked as English, and says so."""

from pathlib import Path

import pytest

from knowledge_base.article_file import read_article
from knowledge_base.articles import BadArticles
from tests.factories_kb import TODAY, URDU_TEXT, make_article

SECTIONS = URDU_TEXT.split("\n## ")
KEPT = ("short", "options", "young_person_short")
IN_PART = "\n## ".join([SECTIONS[0], *(one for one in SECTIONS[1:] if one.split("\n")[0] in KEPT)]).replace(
    "status: unchecked_translation", "status: unchecked_translation\nextent: short_and_options"
)
PLACE = Path("ur/section-i-blank.md")


def test_a_translation_in_part_holds_the_answer_and_the_options() -> None:
    article = read_article(IN_PART, PLACE, make_article(), today=TODAY)
    assert article.is_partial
    assert len(article.options) == len(make_article().options)
    assert (article.law, article.usually, article.nothing, article.young_person) == ((), "", "", None)


def test_it_differs_from_the_whole_one_in_what_people_sign() -> None:
    whole = read_article(URDU_TEXT, PLACE, make_article(), today=TODAY)
    assert read_article(IN_PART, PLACE, make_article(), today=TODAY).sha256 != whole.sha256


@pytest.mark.parametrize("section", ["short", "options"])
def test_it_is_refused_without_the_answer_or_the_options(section: str) -> None:
    parts = IN_PART.split("\n## ")
    text = "\n## ".join(part for part in parts if not part.startswith(f"{section}\n"))
    with pytest.raises(BadArticles, match=section):
        read_article(text, PLACE, make_article(), today=TODAY)


def test_it_is_refused_with_more_than_it_says() -> None:
    text = URDU_TEXT.replace(
        "status: unchecked_translation", "status: unchecked_translation\nextent: short_and_options"
    )
    with pytest.raises(BadArticles, match="has no section"):
        read_article(text, PLACE, make_article(), today=TODAY)
