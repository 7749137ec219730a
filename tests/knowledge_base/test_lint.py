"""The linter stops what is not plain, not impartial or not the same in translation, and lets the rest through."""

from datetime import date

import pytest

from knowledge_base.lint import Finding, lint
from knowledge_base.readability import reading_grade, sentences_of, syllables_of
from tests.factories_kb import ENGLISH_TEXT, TODAY, URDU_TEXT, make_article, make_translation

URDU_STAMPED = URDU_TEXT.replace("translates:", f"translates: {make_article().sha256}")
PARTIAL = {
    "predicts": [
        "You will probably win.",
        "Parents are likely to succeed.",
        "Your appeal has a good chance.",
        "Most appeals are won by parents.",
        "The council is bound to agree.",
        "We guarantee a place.",
        "If you appeal, you will win.",
    ],
    "recommends": [
        "You should appeal.",
        "We recommend mediation.",
        "The best option is an appeal.",
        "It is usually better to complain.",
        "Don't accept the draft.",
        "You can go straight to the tribunal.",
        "Ask first, and do not sign anything.",
    ],
    "takes a side": [
        "The council is wrong.",
        "Your school has failed him.",
        "The local authority just wants to save money.",
        "Parents can be difficult.",
        "You may have to fight for it.",
        "This is unfair.",
    ],
}
IMPARTIAL = [
    "Nobody can say whether you will win.",
    "We do not say what is the best option.",
    "Some families want to go straight to appeal. Others do not.",
    "Some families may hope that we will fight for them.",
    "If you do not agree, you can ask for a meeting.",
    'The letter may say "you should appeal".',
    "The council has to consider what you say. The school may see it in another way.",
    "You can ask the council to look again.",
]


def findings(text: str = ENGLISH_TEXT, today: date = TODAY) -> list[Finding]:
    """Lint one English article."""
    article = make_article(text)
    found = lint({(article.topic, article.locale): article}, today)
    return [one for one in found if one.rule != "link"]  # it stands alone here, so every link is dead


def findings_in_urdu(text: str) -> list[Finding]:
    """Lint an Urdu translation of the small article."""
    article, english = make_translation(text), make_article()
    return [
        found
        for found in lint({(article.topic, a.locale): a for a in (english, article)}, TODAY)
        if found.path == article.path and found.rule != "link"
    ]


def with_text(sentence: str) -> str:
    """Return the small article with another text for `nothing`, at line 48."""
    return ENGLISH_TEXT.replace("The council chooses a school.", sentence)


def test_a_good_article_has_no_findings() -> None:
    assert findings() == []


@pytest.mark.parametrize(("rule", "sentence"), [(rule, text) for rule, texts in PARTIAL.items() for text in texts])
def test_a_partial_sentence_is_stopped(rule: str, sentence: str) -> None:
    assert [(found.rule, found.line, found.level) for found in findings(with_text(sentence))] == [(rule, 48, "fail")]


@pytest.mark.parametrize("sentence", IMPARTIAL)
def test_an_impartial_sentence_is_let_through(sentence: str) -> None:
    assert findings(with_text(sentence)) == []


@pytest.mark.parametrize("word", ["always", "never", "must"])
def test_an_absolute_needs_a_source_on_its_line(word: str) -> None:
    assert [found.rule for found in findings(with_text(f"They {word} ask."))] == ["absolute"]
    assert findings(with_text(f"They {word} ask.[^cfa-38]")) == []


def test_the_first_option_is_not_an_appeal() -> None:
    text = ENGLISH_TEXT.replace("1. Ask the council.", "1. Appeal to the Tribunal.")
    assert [(found.rule, found.line) for found in findings(text)] == [("formal first", 42)]


def test_hard_text_is_stopped() -> None:
    hard = "Notwithstanding considerable organisational responsibilities, administrative authorities "
    text = with_text(hard * 8 + "reconsider.")
    assert {found.rule for found in findings(text)} == {"grade", "mean grade"}


def test_texts_that_are_too_long_are_stopped() -> None:
    long_short = ENGLISH_TEXT.replace("fills it in later.", "fills it in." + " It asks." * 32)
    assert [(found.rule, found.line) for found in findings(long_short)] == [("length", 27)]
    assert [found.rule for found in findings(with_text("It asks. " * 280))] == ["length"]
    young = ENGLISH_TEXT.replace("You can say which", "You ask. " * 146 + "You can say which")
    assert [found.message for found in findings(young)] == [
        "The young person's version has 308 words; it may have 300."
    ]


def test_a_review_is_announced_and_then_overdue_but_stops_nobody() -> None:
    assert findings(today=date(2027, 4, 1)) == []
    soon, late = findings(today=date(2027, 5, 24)), findings(today=date(2027, 5, 25))
    assert [(found.line, found.level) for found in soon + late] == [(9, "warn"), (9, "warn")]
    assert "overdue" in late[0].message


def test_the_audience_is_that_of_the_topic() -> None:
    text = ENGLISH_TEXT.replace("[parent, young_person]", "[parent]")
    assert [(found.rule, found.line) for found in findings(text)] == [("audience", 5)]
    without = ENGLISH_TEXT.split("## young_person_short")[0]
    assert [(found.rule, found.level) for found in findings(without)] == [("audience", "warn")]


def test_a_good_translation_has_no_findings() -> None:
    assert findings_in_urdu(URDU_STAMPED) == []


def test_a_stale_translation_is_told_but_stops_nobody() -> None:
    assert [(found.rule, found.line, found.level) for found in findings_in_urdu(URDU_TEXT)] == [("stale", 6, "warn")]


@pytest.mark.parametrize(
    ("old", "new", "rule", "words"),
    [
        ("۱۵ دن", "١٤ دن", "number", "the number 15 here, the translation has not"),
        ("۱۵ دن", "وقت", "number", "the number 15 here, the translation has not"),
        ("کونسل بعد میں", "کونسل 3 ہفتے بعد", "number", "the number 3 here, the English has not"),
        ("۱۵ دن", "15 ہفتے", "date", "15 with days here, the translation weeks"),
        ("{service} سوال", "ہم سوال", "address", "The English has {service}"),
        ("[صفحہ]({web})", "صفحہ", "address", "The English has {web}"),
        ("وجہ لکھیں", "https://gov.uk دیکھیں", "address", "The translation has https://gov.uk"),
    ],
)
def test_what_stands_on_one_side_only_is_stopped(old: str, new: str, rule: str, words: str) -> None:
    found = findings_in_urdu(URDU_STAMPED.replace(old, new))
    assert any(finding.rule == rule and words in finding.message for finding in found), found


@pytest.mark.parametrize("days", ["۱۵ دن", "١٥ دن", "15 دن", "پندرہ دن"])
def test_a_number_may_be_written_in_any_digits_or_in_words(days: str) -> None:
    assert findings_in_urdu(URDU_STAMPED.replace("۱۵ دن", days)) == []


def test_a_number_word_of_the_english_may_be_in_digits() -> None:
    assert findings_in_urdu(URDU_STAMPED.replace("دو اسکول", "2 اسکول")) == []


@pytest.mark.parametrize(
    ("word", "syllables"),
    [("the", 1), ("are", 1), ("any", 2), ("asked", 1), ("wanted", 2), ("changes", 2), ("table", 2)],
)
def test_syllables_are_counted(word: str, syllables: int) -> None:
    assert syllables_of(word) == syllables


def test_legal_names_and_addresses_are_read_as_one_short_word() -> None:
    text = "See the Children and Families Act 2014 at https://www.legislation.gov.uk/x. Or {service}."
    assert sentences_of(text) == [["See", "the", "law", "at", "it"], ["Or", "it"]]
    assert reading_grade([]) == 0.0


def test_a_link_to_a_topic_without_an_article_is_told() -> None:
    article = make_article()
    found = [one for one in lint({(article.topic, "en"): article}, TODAY) if one.rule == "link"]
    assert len(found) == len(article.related)
    assert {one.level for one in found} == {"warn"}


@pytest.mark.parametrize(
    ("rule", "level", "sentence"),
    [
        ("proposal", "fail", "Each school writes an Individual Support Plan."),
        ("undated", "warn", "Individual Support Plans are a proposal."),
        ("local", "fail", "Ring 0121 303 1888."),
        ("local", "fail", "Write to send@council.gov.uk."),
        ("name", "fail", "Ask Alongside for help."),
    ],
)
def test_a_claim_that_cannot_stand_is_stopped(rule: str, level: str, sentence: str) -> None:
    assert [(found.rule, found.level) for found in findings(with_text(sentence))] == [(rule, level)]


def test_a_formal_step_before_the_simple_ones_is_stopped() -> None:
    text = ENGLISH_TEXT.replace("1. Ask the council.", "1. Appeal to the Tribunal.")
    assert {"formal first"} <= {found.rule for found in findings(text)}


def test_a_sentence_left_in_english_is_stopped() -> None:
    text = URDU_STAMPED.replace("کونسل بعد میں", "The council chooses a school for your child. کونسل بعد میں")
    assert "untranslated" in {found.rule for found in findings_in_urdu(text)}
