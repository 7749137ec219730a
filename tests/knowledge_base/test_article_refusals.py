"""Each rule of the format refuses an article that breaks it, at the right line, in plain words."""

from pathlib import Path

import pytest

from knowledge_base.articles import BadArticles, read_article
from tests.factories_kb import ENGLISH_TEXT, TODAY, URDU_TEXT, make_article, make_translation

# name: (what is replaced, what stands there instead, line, words of the message)
ENGLISH_FAULTS = {
    "no fields at the top": ("---\ntopic", "topic", 1, "has to start with a line ---"),
    "fields that cannot be read": ("title: Why", "title: Why: no", 4, "cannot be read here"),
    "a field given twice": ("locale: en\n", "locale: en\nlocale: en\n", 4, '"locale" is given twice'),
    "a field that is missing": ("legal_status: in_force\n", "", 2, '"legal_status" is missing'),
    "a field that is empty": (
        "title: Why Section I of a draft plan is blank",
        "title:",
        4,
        '"title" is empty',
    ),
    "a misspelt field": ("amended:", "amendet:", 8, '"amendet" cannot stand here'),
    "a field of a translation": ("locale: en\n", "locale: en\nstatus: x\n", 4, "Only a translation has it"),
    "an unknown topic": ("topic: section-i-blank", "topic: section-j", 2, 'no topic "section-j"'),
    "another file name": ("topic: section-i-blank", "topic: draft-ehcp", 2, "has to be named draft-ehcp.md"),
    "another folder": ("locale: en", "locale: ur", 3, "has to be in the folder ur"),
    "a malformed locale": ("locale: en", "locale: English", 3, "is no locale"),
    "an unknown audience": ("[parent, young_person]", "[parent, pupil]", 5, '"audience" cannot be "pupil"'),
    "nobody as audience": ("[parent, young_person]", "[]", 5, '"audience" is empty'),
    "an unknown legal status": ("in_force", "old", 6, '"legal_status" cannot be "old"'),
    "a day that is no date": ("2026-11-20", "20 Nov 2026", 7, '"created" is not a date'),
    "made in the future": (
        "created: 2026-11-20\namended: 2026-11-24",
        "created: 2026-12-20\namended: 2026-12-24",
        7,
        '"created" is in the future',
    ),
    "amended before it was made": ("amended: 2026-11-24", "amended: 2026-11-19", 8, 'is before "created"'),
    "review before the last change": ("2027-05-24", "2026-11-23", 9, 'is before "amended"'),
    "a list that is none": ("sources:\n", "sources: []\nsource:\n", 10, '"sources" has to hold fields'),
    "an unknown kind of source": ("kind: law", "kind: blog", 12, '"kind" cannot be "blog"'),
    "a source without a name": ("    name: The page of {council}\n", "", 15, '"name" is missing'),
    "a malformed source id": ("  page:\n", "  Page_1:\n", 15, 'The source "Page_1" may hold only'),
    "no address": (
        "https://www.legislation.gov.uk/ukpga",
        "www.legislation.gov.uk/ukpga",
        14,
        "not a web address",
    ),
    "an address without a host": ("https://www.legislation.gov.uk/", "https:///", 14, "not a web address"),
    "an address with a space": ("2014/6/section/38", "2014/6/section 38", 14, "hold no spaces"),
    "an unused source": ("web}).[^page]", "web}).", 15, 'The source "page" is not used'),
    "a related topic that is not there": (
        "choosing-school",
        "choosing-schools",
        19,
        '"choosing-schools", which',
    ),
    "a related topic given twice": ("choosing-school", "draft-ehcp", 19, "names the same thing twice"),
    "itself as related": ("choosing-school", "section-i-blank", 19, "names this topic itself"),
    "hand-over that is no list": ("  - id: place", "    id: place", 20, '"hand_over" has to be a list'),
    "a malformed hand-over id": (
        "id: place-given-notice",
        "id: Place given",
        21,
        "may hold only small letters",
    ),
    "a hand-over without cues": ('["notice + place", "place + ending"]', "[]", 23, '"cues" is empty'),
    "a cue that is half empty": ('"place + ending"', '"place +"', 23, "holds a phrase without a letter"),
    "an example that misses its cues": (
        "and his school has given notice that the place",
        "and his school says that the seat",
        23,
        "does not meet any",
    ),
    "an unknown heading": ("## nothing", "## nought", 47, '"nought" cannot be a heading'),
    "a deeper heading": ("## nothing", "### nothing", 47, "cannot be a heading"),
    "text before the headings": ("## short", "Hello.\n\n## short", 26, "text before the first heading"),
    "a section that is missing": (
        "## nothing\nThe council chooses a school.\n",
        "",
        25,
        'section "nothing" is missing',
    ),
    "half of the young person's version": (
        "## young_person\nYou can say which school you would like.\n",
        "",
        25,
        'has to come with "young_person_short"',
    ),
    "an empty section": ("The council chooses a school.\n", "", 47, 'section "nothing" is empty'),
    "sections out of order": ("## law\n", "## nothing\nX.\n\n## law\n", 32, 'has to stand before "nothing"'),
    "a section given twice": ("## law\n", "## short\nX.\n\n## law\n", 29, "stands here a second time"),
    "a list in the brief answer": (
        "## short\n",
        "## short\n- A.\n\n",
        27,
        "has to be plain text without a list",
    ),
    "law that is no list": ("- You have 15", "\nYou have 15", 32, "one statement a line"),
    "law without a source": ("would like.[^cfa-38]", "would like.", 31, "names no source"),
    "a source that is not described": (
        "would like.[^cfa-38]",
        "would like.[^reg-5]",
        31,
        "[^reg-5] names no source",
    ),
    "a malformed mark": ("would like.[^cfa-38]", "would like.[^cfa 38]", 31, "cannot be read. Write it like"),
    "a mark inside a sentence": ("15 days to", "15 days [^cfa-38] to", 31, "at the end of a sentence"),
    "a source described in the text": (
        "The council chooses a school.",
        "[^x]: https://gov.uk",
        48,
        "fields at the top",
    ),
    "one option": (
        "2. Look at schools.\n   - We can explain the kinds of school.\n",
        "",
        41,
        "at least two options",
    ),
    "options without numbers": ("1. Ask the council.", "- Ask the council.", 42, "has to be a numbered list"),
    "an option without help": (
        "   - We can explain the kinds of school.\n",
        "",
        44,
        "how the service can help",
    ),
    "an option with two helps": (
        "kinds of school.",
        "kinds of school.\n   - And more.",
        44,
        "how the service can help",
    ),
    "a list in a list": (
        "- look at two schools",
        "- look at two schools\n  - near you",
        39,
        "a list inside a list",
    ),
    "an empty item": ("- write down why", "-", 39, "item of a list is empty"),
    "an item of two paragraphs": (
        "- write down why",
        "- write down why\n\n  and when",
        39,
        "more than one paragraph",
    ),
    "HTML": ("Ask the council.", "Ask <b>the</b> council.", 42, "There is HTML here"),
    "a block of HTML": ("The council chooses a school.", "<div>X</div>", 48, "There is HTML here"),
    "a table": (
        "The council chooses a school.",
        "| a | b |\n|---|---|\n| 1 | 2 |",
        48,
        "There is a table here",
    ),
    "a picture": (
        "The council chooses a school.",
        "![x](https://gov.uk/x.png)",
        48,
        "There is a picture here",
    ),
    "code": ("The council chooses a school.", "```\nx\n```", 48, "block of code"),
    "an address in angle brackets": (
        "a school.\n\n## young_person_short",
        "<https://gov.uk>\n\n## young_person_short",
        48,
        "in angle brackets",
    ),
    "an unknown placeholder": ("{service} can help", "{sevrice} can help", 43, "{sevrice} is no placeholder"),
    "an unknown placeholder in the title": ("title: Why", "title: Why {x}", 4, "{x} is no placeholder"),
    "half a placeholder": ("{service} can help", "{service can help", 43, "without its partner"),
    "a link that leads nowhere": ("[the page]({web})", "[the page](page.html)", 34, "not a web address"),
    "a hidden character": (
        "chooses a school",
        "chooses\u202e a school",
        48,
        "hidden character here (U+202E)",
    ),
}
URDU_FAULTS = {
    "a field of the English": (
        "locale: ur\n",
        "locale: ur\naudience: [parent]\n",
        4,
        "takes it from the English",
    ),
    "another status": ("unchecked_translation", "checked", 5, '"status" cannot be "checked"'),
    "a hash that is none": ("translates:", "translates: abc", 6, "is not a hash"),
    "another hand-over id": (
        "id: place-given-notice",
        "id: place",
        7,
        "ids of the English: place-given-notice",
    ),
    "more options": (
        "\n## nothing",
        "3. مزید۔\n   - ہم۔\n\n## nothing",
        27,
        "3 options, but the English has 2",
    ),
    "a lost mark": (
        "ہوتا ہے۔[^cfa-38]\n\n## young_person",
        "ہوتا ہے۔\n\n## young_person",
        36,
        "which names: [^cfa-38]",
    ),
    "a section that only the English has": (
        "\n## young_person_short\nمسودے میں اسکول کا حصہ خالی ہوتا ہے۔[^cfa-38]\n"
        "\n## young_person\nآپ بتا سکتے ہیں کہ آپ کون سا اسکول چاہتے ہیں۔\n",
        "",
        1,
        "stands in only one",
    ),
}


@pytest.mark.parametrize("fault", ENGLISH_FAULTS)
def test_an_english_article_is_refused_for(fault: str) -> None:
    old, new, line, message = ENGLISH_FAULTS[fault]
    assert ENGLISH_TEXT.count(old) == 1
    with pytest.raises(BadArticles) as refusal:
        read_article(ENGLISH_TEXT.replace(old, new), Path("en/section-i-blank.md"), today=TODAY)
    assert_tells(refusal.value, line, message)


@pytest.mark.parametrize("fault", URDU_FAULTS)
def test_a_translation_is_refused_for(fault: str) -> None:
    old, new, line, message = URDU_FAULTS[fault]
    assert URDU_TEXT.count(old) == 1
    with pytest.raises(BadArticles) as refusal:
        make_translation(URDU_TEXT.replace(old, new))
    assert_tells(refusal.value, line, message)


def test_a_translation_of_nothing_is_refused() -> None:
    with pytest.raises(BadArticles, match="no English article of this topic"):
        make_article(URDU_TEXT)


def test_all_faults_are_told_at_once_in_the_order_of_lines() -> None:
    text = ENGLISH_TEXT.replace("in_force", "old").replace("{service}", "{x}").replace("kind: law", "kind: blog")
    with pytest.raises(BadArticles) as refusal:
        make_article(text)
    assert [problem.line for problem in refusal.value.problems] == [6, 12, 43]


def assert_tells(refusal: BadArticles, line: int, message: str) -> None:
    """Assert that one of the problems is this one, and all are in this file."""
    assert any(problem.line == line and message in problem.message for problem in refusal.problems), str(refusal)
    assert len({problem.path for problem in refusal.problems}) == 1
