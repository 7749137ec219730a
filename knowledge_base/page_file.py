"""Files of pages to read: opened, checked and put on a shelf, where English stands in for what is not translated."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from knowledge_base.article_rules import check_hidden
from knowledge_base.imprint import Imprint, hash_of_text
from knowledge_base.problems import BadArticles, Problem, Problems
from knowledge_base.schema import ENGLISH
from knowledge_base.yaml_table import Table, read_yaml


class Page(Protocol):
    """Anything with an imprint."""

    @property
    def imprint(self) -> Imprint:
        """What it says of itself."""
        ...


P = TypeVar("P", bound=Page)
Read = Callable[[str, Path, P | None], P]
"""Text, path and, for a translation, the English page → the page. Raises BadArticles."""


@dataclass(frozen=True)
class OpenedFile:
    """A file's fields and, below them, its Markdown; blank lines above the body keep line numbers right."""

    table: Table
    problems: Problems
    sha256: str
    body: str

    def refuse(self) -> None:
        """Raise what was noted, if anything was.

        Raises:
            BadArticles: with everything that is wrong.
        """
        if self.problems.found:
            raise BadArticles(self.problems.found)


def open_yaml(text: str, path: Path) -> OpenedFile:
    """Open a file of fields alone.

    Raises:
        BadArticles: it cannot be read.
    """
    return _opened(_tidy(text), "", path, Problems(path))


def open_markdown(text: str, path: Path) -> OpenedFile:
    """Open a file of fields between lines `---`, with Markdown below.

    Raises:
        BadArticles: it cannot be read.
    """
    problems, lines = Problems(path), _tidy(text).split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        message = "The file has to start with a line ---, then the fields, then another line ---."
        raise BadArticles([Problem(path, 1, message)])
    front, body = ["", *lines[1 : ends[1]]], [""] * (ends[1] + 1) + lines[ends[1] + 1 :]
    return _opened("\n".join(front) + "\n", "\n".join(body), path, problems)


def _opened(fields: str, body: str, path: Path, problems: Problems) -> OpenedFile:
    check_hidden(fields, problems)
    check_hidden(body, problems)
    table = read_yaml(fields, problems)
    if table is None:
        raise BadArticles(problems.found)
    return OpenedFile(table, problems, hash_of_text(fields, body), body)


def _tidy(text: str) -> str:
    return text.removeprefix("\ufeff").replace("\r\n", "\n")


class Shelf(Generic[P]):
    """Pages of one sort by id and locale."""

    def __init__(self, pages: Iterable[P]) -> None:
        self._pages = {(page.imprint.id, page.imprint.locale): page for page in pages}

    def __iter__(self) -> Iterator[P]:
        """Every page, in the order of its files."""
        return iter(self._pages.values())

    def find(self, id_: str, locale: str, *, only_approved: bool = False) -> P | None:
        """The page in `locale`, else in English; None where neither may be shown."""
        found = (self._pages.get((id_, tag)) for tag in (locale, ENGLISH))
        return next((page for page in found if page and (page.imprint.is_approved or not only_approved)), None)

    def in_locale(self, locale: str, *, only_approved: bool = False) -> list[P]:
        """Every page that may be shown, each in `locale` where there is one, else in English."""
        ids = [id_ for id_, tag in self._pages if tag == ENGLISH]
        found = (self.find(id_, locale, only_approved=only_approved) for id_ in ids)
        return [page for page in found if page]

    def in_order(self, order: Sequence[str], locale: str, *, only_approved: bool = False) -> list[P]:
        """The same, those that `order` names first."""
        pages = self.in_locale(locale, only_approved=only_approved)
        places = {id_: place for place, id_ in enumerate(order)}
        return sorted(pages, key=lambda page: places.get(page.imprint.id, len(places)))

    def stale(self) -> list[P]:
        """Translations that were made from another English text than today's."""
        return [
            page
            for (id_, _), page in self._pages.items()
            if page.imprint.is_translation and page.imprint.translates != self._pages[id_, ENGLISH].imprint.sha256
        ]

    def overdue(self, today: date) -> list[P]:
        """English pages whose review date is past."""
        return [p for p in self if not p.imprint.is_translation and p.imprint.review_by < today]


def load_shelf(root: Path, suffix: str, read: Read[P]) -> Shelf[P]:
    """Load every `<root>/<locale>/<id>.<suffix>`, English first.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    paths = sorted(root.glob(f"*/*.{suffix}"), key=lambda path: (path.parent.name != ENGLISH, path))
    return _read_all(((path, path.stem) for path in paths), read)


def load_single(root: Path, read: Read[P]) -> Shelf[P]:
    """Load every `<root>/<locale>.yml`: one page, of which the folder's name is the id.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    paths = sorted(root.glob("*.yml"), key=lambda path: (path.stem != ENGLISH, path))
    return _read_all(((path, root.name) for path in paths), read)


def check_place(table: Table, id_: str, locale: str) -> None:
    """The file's name and folder are what its fields say."""
    if table.peek("id") and table.peek("id") != id_:
        table.note("id", f'The id is "{table.peek("id")}", but the file is named after "{id_}".')
    if table.peek("locale") and table.peek("locale") != locale:
        table.note("locale", f'This is in "{table.peek("locale")}", but the file is kept under "{locale}".')


def _read_all(paths: Iterable[tuple[Path, str]], read: Read[P]) -> Shelf[P]:
    pages: list[P] = []
    english: dict[str, P] = {}
    problems: list[Problem] = []
    for path, id_ in paths:
        try:
            page = read(_text_of(path), path, english.get(id_))
            pages.append(page)
            english.setdefault(id_, page)
        except BadArticles as error:
            problems.extend(error.problems)
    if problems:
        raise BadArticles(problems)
    return Shelf(pages)


def _text_of(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadArticles([Problem(path, line, "The file has to be saved as UTF-8.")]) from error
