"""Articles load whole, their hash follows what families see, and translations follow their English."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge_base.articles import (
    ARTICLES,
    BadArticles,
    Option,
    Source,
    cited,
    load_article,
    load_articles,
    plain,
    stale,
    stamp,
)
from tests.factories_kb import ENGLISH_TEXT, TODAY, URDU_TEXT, make_article, make_translation, write_article

VISIBLE = (
    *("Why Section", "A *draft*", "must send", "15 days", "Most families", "write down", "Ask the council"),
    *(
        "list questions",
        "chooses a school",
        "part of a draft",
        "can say which",
        "section 38",
        "has given notice",
    ),
    *("in_force", "2027-05-24", "kind: law", "draft-ehcp", "[parent,", "notice + place"),
)

LAYOUTS = {
    " It must leave": "\n  It must leave",
    "later.": "\tlater.  ",
    "You have 15": "You   have 15",
    "\n\n## options": "\n\n\n\n## options",
    "\n- write": "\n\n- write",
    "\n2. Look": "\n1. Look",
    "cafés": "cafe\u0301s",
    "locale: en": 'locale:  "en"  # a remark',
    "legal_status: in_force\ncreated: 2026-11-20": "created: 2026-11-20\nlegal_status: in_force",
    "  cfa-38:\n    kind: law\n": "  cfa-38:\n    # from the fact pack\n    kind:   law\n",
    '["notice + place", "place + ending"]': "[place + ending, 'notice + place']",
    '    name: The page of {council}\n    url: "{web}"': "    url: '{web}'\n    name: The page of {council}",
}


def test_an_article_is_read_with_its_markdown_and_marks() -> None:
    article = make_article()
    assert article.short == "A *draft* leaves Section I blank.[^cfa-38] The council fills it in later."
    assert article.law[1] == "You have 15 days to say which school you would like.[^cfa-38]"
    assert article.usually.endswith("It may help to:\n\n- look at two schools\n- write down why")
    assert article.options[0] == Option("Ask the council.", "{service} can help you list questions.")
    assert article.sources[1] == Source("page", "local_policy", "The page of {council}", "{web}")
    assert (article.created_on, article.review_by) == (date(2026, 11, 20), date(2027, 5, 24))
    assert (article.status, article.translates) == (None, None)
    assert article.passages[1].line == article.lines["hand_over"] + 10


def test_an_article_need_not_have_a_young_persons_version() -> None:
    article = make_article(ENGLISH_TEXT.split("## young_person_short")[0])
    assert article.young_person_short is article.young_person is None


def test_plain_text_has_no_marks_and_no_markdown() -> None:
    article = make_article()
    assert plain(article.short) == "A draft leaves Section I blank. The council fills it in later."
    assert plain(article.usually).startswith("Most families ask for a school. See the page ({web}).\n\nIt may")
    assert plain(r"Ask **now**, \*not\* later_on. [^a][^b]") == "Ask now, *not* later_on."
    assert plain("[gov.uk](gov.uk) or [us](mailto:us@example.org)") == "gov.uk or us (us@example.org)"


def test_cited_names_each_source_once_and_in_order() -> None:
    assert cited("One.[^b][^a] Two.[^b]") == ("b", "a")


def test_a_byte_order_mark_and_windows_line_ends_are_accepted(tmp_path: Path) -> None:
    path = write_article(tmp_path)
    path.write_bytes(b"\xef\xbb\xbf" + ENGLISH_TEXT.replace("\n", "\r\n").encode())
    assert load_article(path).sha256 == make_article().sha256


def test_a_file_that_is_not_utf_8_is_refused_at_its_line(tmp_path: Path) -> None:
    path = write_article(tmp_path)
    path.write_bytes(ENGLISH_TEXT.replace("Most", "Möst").encode("latin-1"))
    with pytest.raises(BadArticles, match=r"section-i-blank\.md:34: .*UTF-8"):
        load_article(path)


def test_a_file_in_no_locale_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "section-i-blank.md").write_text(ENGLISH_TEXT)
    with pytest.raises(BadArticles, match="folder named after its locale"):
        load_articles(tmp_path)


def test_problems_of_all_files_come_together(tmp_path: Path) -> None:
    write_article(tmp_path, ENGLISH_TEXT.replace("in_force", "old"))
    draft = ENGLISH_TEXT.replace("topic: section-i-blank", "topic: draft-ehcp").replace("[draft-ehcp, ", "[")
    write_article(tmp_path, draft.replace("kind: law", "kind: blog"))
    with pytest.raises(BadArticles) as refusal:
        load_articles(tmp_path)
    assert [problem.path.stem for problem in refusal.value.problems] == ["draft-ehcp", "section-i-blank"]


def test_a_translation_inherits_what_is_the_same_in_every_language() -> None:
    english, urdu = make_article(), make_translation()
    inherited = ("audience", "legal_status", "created_on", "amended_on", "review_by", "sources", "related")
    assert [getattr(urdu, name) for name in inherited] == [getattr(english, name) for name in inherited]
    assert urdu.status == "unchecked_translation"
    assert urdu.hand_over[0].english_cues == english.hand_over[0].cues


def test_a_translation_is_loaded_with_its_english(tmp_path: Path) -> None:
    write_article(tmp_path)
    path = write_article(tmp_path, URDU_TEXT)
    assert load_article(path, TODAY) == load_articles(tmp_path, TODAY)["section-i-blank", "ur"]


def test_a_stamp_makes_a_translation_follow_its_english(tmp_path: Path) -> None:
    write_article(tmp_path)
    path = write_article(tmp_path, URDU_TEXT)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    before = load_articles(tmp_path)
    assert [article.locale for article in stale(before)] == ["ur"]

    assert stamp(tmp_path) == (path,)

    after = load_articles(tmp_path)
    assert stale(after) == ()
    assert after["section-i-blank", "ur"].translates == after["section-i-blank", "en"].sha256
    assert path.read_bytes().count(b"\n") == path.read_bytes().count(b"\r\n") == URDU_TEXT.count("\n")
    assert stamp(tmp_path) == ()


def test_a_changed_english_word_makes_its_translations_stale(tmp_path: Path) -> None:
    write_article(tmp_path)
    write_article(tmp_path, URDU_TEXT)
    stamp(tmp_path)
    write_article(tmp_path, ENGLISH_TEXT.replace("15 days", "16 days"))
    assert len(stale(load_articles(tmp_path))) == 1


def test_the_hash_of_a_translation_covers_its_text_and_its_english() -> None:
    english = make_article()
    hashes = {
        make_translation(URDU_TEXT, english).sha256,
        make_translation(URDU_TEXT.replace("بعد میں", "پھر"), english).sha256,
        make_translation(URDU_TEXT.replace("translates:", "translates: " + english.sha256), english).sha256,
    }
    assert len(hashes) == 3


@given(st.sampled_from(VISIBLE), st.sampled_from(("x", "ż", "٣", "ک")))
def test_a_visible_change_changes_the_hash(words: str, letter: str) -> None:
    changes = {"in_force": "guidance", "2027-05-24": "2027-06-24", "kind: law": "kind: good_practice"}
    changes |= {"draft-ehcp": "final-ehcp", "[parent,": "[professional,"}
    new = changes.get(words, words + letter)
    assert make_article(ENGLISH_TEXT.replace(words, new)).sha256 != make_article().sha256


@given(st.lists(st.sampled_from(sorted(LAYOUTS)), unique=True))
def test_the_layout_of_a_file_does_not_change_the_hash(layouts: list[str]) -> None:
    text = ENGLISH_TEXT.replace("look at two", "visit cafés and two")
    expected = make_article(text).sha256
    for old in layouts:
        assert old in text
        text = text.replace(old, LAYOUTS[old])
    assert make_article(text).sha256 == expected
    assert make_article("\ufeff" + text.replace("\n", "\r\n")).sha256 == expected


@pytest.mark.parametrize("path", sorted(ARTICLES.rglob("*.md")), ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_every_article_of_ours_loads(path: Path) -> None:
    article = load_article(path)
    assert (article.locale, article.topic) == (path.parent.name, path.stem)
    assert len(article.sha256) == 64
