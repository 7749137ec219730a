"""What an editor ought to mend in the pages beside the articles: too hard, overdue, translated from an old text."""

import re
from collections.abc import Iterable, Iterator
from datetime import date, timedelta

from knowledge_base.documents import Document
from knowledge_base.easy_read import EasyRead
from knowledge_base.imprint import Imprint
from knowledge_base.lint import REVIEW_SOON, Finding
from knowledge_base.page_content import PageContent
from knowledge_base.page_file import Page, Shelf
from knowledge_base.readability import reading_grade
from knowledge_base.schema import ENGLISH
from knowledge_base.worksheets import Worksheet

NUMBERS_HOLD_FOR = timedelta(days=92)
HIGHEST_DOCUMENT, HIGHEST_YOUNG, HIGHEST_EASY_READ = 8.0, 5.0, 4.0
FOR_CHILDREN = frozenset({"privacy-children"})
_Measured = Document | EasyRead | Worksheet
_FIXED = re.compile(r"\{\w+\}|\]\([^)]+\)|(?<![\w.])\d+(?:\.\d+)?")


def lint_pages(content: PageContent, today: date) -> list[Finding]:
    """Return what is to be mended, in the order of files. A `fail` stops `make check`, a `warn` does not."""
    found = [*_grades(content), *_reviews(content, today), *_numbers(content, today)]
    for shelf in content.shelves():
        for page in shelf.stale():
            message = "The English has changed since this was translated. Compare them, then mend it."
            found.append(Finding(page.imprint.path, 1, "stale", message, "warn"))
        found += [finding for page in shelf if page.imprint.is_translation for finding in _differences(page, shelf)]
    return sorted(found)


def _differences(page: Page, shelf: Shelf[Page]) -> Iterator[Finding]:
    """What stands on one side only: placeholders, addresses and numbers, which no language changes."""
    english = shelf.find(page.imprint.id, ENGLISH)
    if not isinstance(page, _Measured) or not isinstance(english, _Measured):
        return
    ours, theirs = (set(_FIXED.findall(" ".join(one.passages()))) for one in (page, english))
    for thing in sorted(ours ^ theirs):
        side = "the translation" if thing in ours else "the English"
        yield Finding(page.imprint.path, 1, "translation", f"Only {side} has {thing}.")


def grades(content: PageContent) -> Iterator[tuple[Imprint, float, float]]:
    """Yield every English page that is measured: whose it is, its reading grade, and the highest it may have."""
    for document in content.documents:
        highest = HIGHEST_YOUNG if document.imprint.id in FOR_CHILDREN else HIGHEST_DOCUMENT
        yield from _measured(document.imprint, document.passages(), highest)
    for page in content.easy_read:
        yield from _measured(page.imprint, page.passages(), HIGHEST_EASY_READ)
    for sheet in content.worksheets:
        highest = HIGHEST_YOUNG if sheet.reader == "young_person" else HIGHEST_DOCUMENT
        yield from _measured(sheet.imprint, sheet.passages(), highest)
    for words in content.glossary:
        yield from _measured(words.imprint, (term.meaning for term in words.terms), HIGHEST_DOCUMENT)
    for who in content.who_is_who:
        texts = (text for group in who.groups for role in group.roles for text in (role.does, role.limit or ""))
        yield from _measured(who.imprint, texts, HIGHEST_DOCUMENT)


def _measured(imprint: Imprint, texts: Iterable[str], highest: float) -> Iterator[tuple[Imprint, float, float]]:
    if not imprint.is_translation:
        yield imprint, reading_grade(texts), highest


def _grades(content: PageContent) -> Iterator[Finding]:
    for imprint, grade, highest in grades(content):
        if grade > highest:
            message = f"Reading grade {grade:.1f}; it may be {highest:.0f}."
            yield Finding(imprint.path, 1, "grade", message)


def _numbers(content: PageContent, today: date) -> Iterator[Finding]:
    """Numbers of others that somebody called once, longer than a quarter ago."""
    for page in content.signposts:
        for entry in () if page.imprint.is_translation else page.entries:
            if entry.checked_on and entry.checked_on + NUMBERS_HOLD_FOR < today:
                message = f"The number of {entry.name} was checked on {entry.checked_on}. Call it again."
                yield Finding(page.imprint.path, 1, "number", message, "warn")


def _reviews(content: PageContent, today: date) -> Iterator[Finding]:
    for page in content.pages():
        imprint = page.imprint
        if imprint.is_translation or imprint.review_by > today + REVIEW_SOON:
            continue
        is_overdue = imprint.review_by < today
        message = (
            f"The review is overdue since {imprint.review_by}."
            if is_overdue
            else (f"The review is due by {imprint.review_by}.")
        )
        yield Finding(imprint.path, imprint.review_line, "review", message, "warn")
