"""Pages beside the articles: what a good file becomes, and what is wrong with a bad one."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from knowledge_base.documents import ORDER, load_documents, read_document
from knowledge_base.easy_read import CORE, read_easy_read
from knowledge_base.glossary import read_glossary
from knowledge_base.page_content import load_page_content
from knowledge_base.page_file import Shelf, load_shelf
from knowledge_base.page_lint import grades, lint_pages
from knowledge_base.page_stamp import stamp_pages
from knowledge_base.page_words import EMERGENCY_LINES
from knowledge_base.pictures import load_pictures
from knowledge_base.problems import BadArticles
from knowledge_base.signposts import read_signposts
from knowledge_base.who_is_who import read_who_is_who
from knowledge_base.worksheets import read_worksheet
from tests import factories_pages as made
from tests.factories_pages import place

Reads = Callable[..., Any]
FORMATS: dict[str, tuple[Reads, str, bool, str]] = {
    "document": (read_document, made.DOCUMENT, False, "md"),
    "easy": (read_easy_read, made.EASY_READ, False, "yml"),
    "worksheet": (read_worksheet, made.WORKSHEET, False, "yml"),
    "glossary": (read_glossary, made.GLOSSARY, True, "yml"),
    "signposts": (read_signposts, made.SIGNPOSTS, True, "yml"),
    "who": (read_who_is_who, made.WHO_IS_WHO, True, "yml"),
}
# what is wrong: (format, what is replaced, what stands there instead, line, words of the message)
FAULTS = {
    "no fields": ("document", "---\nid", "id", 1, "has to start with a line ---"),
    "a field missing": ("document", "kind: policy\n", "", 2, '"kind" is missing'),
    "an unknown kind": ("document", "kind: policy", "kind: rule", 5, '"kind" cannot be "rule"'),
    "a misspelt field": ("document", "amended:", "ammended:", 8, '"ammended" cannot stand here'),
    "a day that is none": ("document", "2026-11-24\nreview", "soon\nreview", 8, '"amended" is not a date'),
    "review before change": ("document", "2027-11-24", "2026-11-01", 9, 'is before "amended"'),
    "another file name": ("document", "id: impartiality", "id: privacy", 2, "the file is named after"),
    "half an approval": ("document", "kind: policy", "kind: policy\napproved_by: A", 6, '"approved_on" is missing'),
    "an approval without a hash": (
        "document",
        "kind: policy",
        "kind: policy\napproved_by: A\napproved_on: 2026-11-25\napproved_text: yes",
        8,
        "is not a hash",
    ),
    "an unknown placeholder": ("document", "{service}", "{servce}", 11, "{servce} is no placeholder"),
    "no text above": ("document", "{service} takes no side.\n\n", "", 1, "one paragraph: the document in brief"),
    "a deep heading": ("document", "## What", "### What", 13, "second level"),
    "HTML": ("document", "We tell you", "<b>We</b> tell you", 14, "There is HTML here"),
    "a table": ("document", "We tell you what the law says.", "| a |\n| - |\n| b |", 14, "There is a table here"),
    "a link to nowhere": ("document", "(/policies/privacy)", "(policies)", 17, "is not a web address"),
    "a hidden character": ("document", "We tell", "We\u200btell", 14, "hidden character"),
    "no such picture": ("easy", "picture: letter", "picture: dragon", 16, 'no picture "dragon"'),
    "a line without source": ("easy", "source: act, ", "", 16, '"source" is missing'),
    "an unknown source": ("easy", "source: act", "source: law", 13, 'names the source "law"'),
    "a long sentence": ("easy", "you a plan.", "you " + "a long plan " * 9, 13, "it may have 18"),
    "a link that cannot be opened": ("easy", "https://www.leg", "www.leg", 12, "is not a web address"),
    "no room to write": ("worksheet", "lines: 4", "lines: many", 18, "the room to write in"),
    "an unknown reader": ("worksheet", "young_person", "child", 8, '"reader" cannot be "child"'),
    "an unused source": ("worksheet", "    source: act\n", "", 10, "is not used"),
    "a long meaning": ("glossary", "The teacher", "The teacher " * 13, 11, "it may be 25"),
    "a term twice": (
        "glossary",
        "    topic: senco-role\n",
        "  - {id: senco, term: B, meaning: C.}\n",
        12,
        "used twice",
    ),
    "a checked number that is none": (
        "signposts",
        'phone: "0300 000 0000"\n    checked: null',
        "phone: null\n    checked: 2026-11-24",
        16,
        "no number here",
    ),
    "an unknown group": ("signposts", "group: complaints", "group: misc", 11, '"group" cannot be "misc"'),
    "a role without a job": ("who", "does: Plans help., ", "", 13, '"does" is missing'),
}


@pytest.mark.parametrize("name", FORMATS)
def test_a_good_file_is_read(name: str) -> None:
    read, text, single, suffix = FORMATS[name]
    page = read(text, place(text, single=single, suffix=suffix))
    assert page.imprint.version == "1.0"
    assert page.imprint.review_by == date(2027, 11, 24)
    assert not page.imprint.is_approved


@pytest.mark.parametrize("name", FAULTS)
def test_a_bad_file_is_refused_at_its_line(name: str) -> None:
    format_, old, new, line, words = FAULTS[name]
    read, text, single, suffix = FORMATS[format_]
    assert old in text
    with pytest.raises(BadArticles) as refused:
        read(text.replace(old, new, 1), place(text, single=single, suffix=suffix))
    found = [(problem.line, problem.message) for problem in refused.value.problems]
    assert any(at == line and words in message for at, message in found), found


@pytest.mark.parametrize(
    ("name", "translated"),
    [
        ("document", made.DOCUMENT_IN_URDU),
        ("easy", made.EASY_READ_IN_URDU),
        ("worksheet", made.WORKSHEET_IN_URDU),
        ("glossary", made.GLOSSARY_IN_URDU),
    ],
)
def test_a_translation_takes_its_dates_from_the_english(name: str, translated: str) -> None:
    read, text, single, suffix = FORMATS[name]
    english = read(text, place(text, single=single, suffix=suffix))
    page = read(translated, place(translated, single=single, suffix=suffix), english)
    assert page.imprint.review_by == english.imprint.review_by
    with pytest.raises(BadArticles, match="Take this field out"):
        read(
            translated.replace("locale: ur", "locale: ur\nversion: 1"),
            place(translated, single=single, suffix=suffix),
            english,
        )


def test_a_translated_term_keeps_the_english_one() -> None:
    english = read_glossary(made.GLOSSARY, Path("glossary/en.yml"))
    term = read_glossary(made.GLOSSARY_IN_URDU, Path("glossary/ur.yml"), english).terms[0]
    assert (term.term, term.english, term.topic) == ("سینکو", "SENCO", "senco-role")


def test_an_edit_voids_an_approval_and_a_new_review_date_does_not() -> None:
    path = place(made.DOCUMENT, suffix="md")
    sha256 = read_document(made.DOCUMENT, path).imprint.sha256
    approval = f"kind: policy\napproved_by: A. Manager\napproved_on: 2026-11-25\napproved_text: {sha256}"
    approved = made.DOCUMENT.replace("kind: policy", approval)
    assert read_document(approved, path).imprint.is_approved
    assert read_document(approved.replace("2027-11-24", "2028-11-24"), path).imprint.is_approved
    assert not read_document(approved.replace("no side", "a side"), path).imprint.is_approved


def test_every_fault_of_every_file_is_told_at_once(tmp_path: Path) -> None:
    for id_ in ("one", "two"):
        path = tmp_path / "en" / f"{id_}.md"
        path.parent.mkdir(exist_ok=True)
        path.write_text(made.DOCUMENT.replace("{service}", "{x}"), encoding="utf-8")
    with pytest.raises(BadArticles) as refused:
        load_documents(tmp_path)
    assert {problem.path.stem for problem in refused.value.problems} == {"one", "two"}


def test_a_stale_translation_is_found_and_stamped(tmp_path: Path) -> None:
    for text in (made.DOCUMENT, made.DOCUMENT_IN_URDU):
        path = tmp_path / place(text, "documents", suffix="md")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    shelf = load_shelf(tmp_path / "documents", "md", read_document)
    assert [page.imprint.locale for page in shelf.stale()] == ["ur"]

    stamp_pages(_content_of(shelf))
    assert load_shelf(tmp_path / "documents", "md", read_document).stale() == []


def _content_of(shelf: Any) -> Any:
    class Content:
        def shelves(self) -> tuple[Any, ...]:
            return (shelf,)

    return Content()


def test_our_own_pages_are_easy_to_read_and_in_date() -> None:
    content = load_page_content()
    assert [(imprint.id, grade) for imprint, grade, highest in grades(content) if grade > highest] == []
    assert lint_pages(content, date(2026, 11, 26)) == []
    overdue = lint_pages(content, date(2030, 1, 1))
    english = [page for page in content.pages() if not page.imprint.is_translation]
    assert len([finding for finding in overdue if finding.rule == "review"]) == len(english)


def test_a_number_checked_long_ago_is_to_be_called_again() -> None:
    content = load_page_content()
    page = content.signposts.find("signposts", "en")
    assert page
    entry = replace(page.entries[0], checked_on=date(2026, 8, 1))
    changed = replace(content, signposts=Shelf([replace(page, entries=(entry,))]))
    assert [f.rule for f in lint_pages(changed, date(2026, 11, 1))] == []
    assert [f.rule for f in lint_pages(changed, date(2026, 11, 2))] == ["number"]


def test_what_is_promised_is_there() -> None:
    content = load_page_content()
    assert {page.imprint.id for page in content.documents} >= set(ORDER)
    assert {page.imprint.id for page in content.easy_read} >= set(CORE)
    sheets = {sheet.imprint.id: sheet for sheet in content.worksheets}
    assert sheets.keys() >= {"reply-to-draft-plan", "meeting-questions", "my-views", "one-page-profile"}
    for sheet in sheets.values():
        assert sheet.other_wording is None or sheets[sheet.other_wording].other_wording == sheet.imprint.id


def test_every_picture_is_used_and_safe() -> None:
    used = {line.picture for page in load_page_content().easy_read for part in page.parts for line in part.lines}
    assert load_pictures().keys() == used


@pytest.mark.parametrize(
    ("shape", "words"),
    [
        ("<script>1</script>", "<script> has no place"),
        ('<a href="https://x.org"/>', "<a> has no place"),
        ('<path d="M0 0" onclick="x()"/>', "onclick"),
        ('<path d="M0 0" fill="url(https://x.org)"/>', "has no place"),
        ("<text>word</text>", "words in the picture"),
        ("<!-- note -->", "no comments"),
    ],
)
def test_a_picture_holds_shapes_only(tmp_path: Path, shape: str, words: str) -> None:
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120">{shape}</svg>'
    (tmp_path / "bad.svg").write_text(svg, encoding="utf-8")
    with pytest.raises(BadArticles, match=words):
        load_pictures(tmp_path)


def test_the_emergency_lines_are_the_profiles() -> None:
    from bot.settings import ROOT, load_profile

    assert set(EMERGENCY_LINES) == set(load_profile(ROOT / "service.yml").emergency)


def test_families_never_read_our_own_names() -> None:
    folder = Path(load_page_content.__wrapped__.__code__.co_filename).parent
    for sort in ("documents", "glossary", "signposts", "who_is_who", "easy_read", "worksheets"):
        for path in (folder / sort).rglob("*.*"):
            text = path.read_text(encoding="utf-8").casefold()
            assert "alongside" not in text, path
            assert "front door" not in text, path
