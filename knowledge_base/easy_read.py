"""Easy Read pages: one idea a line, a picture for each. Files are `easy_read/<locale>/<id>.yml` (R50)."""

from collections.abc import Container, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.imprint import Imprint, read_imprint
from knowledge_base.page_file import Shelf, check_place, load_shelf, open_yaml
from knowledge_base.page_sources import PageSource, check_all_named, read_sources
from knowledge_base.page_words import check_words
from knowledge_base.pictures import PICTURES
from knowledge_base.readability import sentences_of
from knowledge_base.yaml_table import Table

EASY_READ = Path(__file__).with_name("easy_read")
CORE = ("help-now", "what-we-do", "privacy", "rights-at-16", "draft-plan", "annual-review", "complaint")
"""The set that has to be there, in the order in which it is listed (R50)."""
MOST_WORDS = 18  # in an English sentence; languages differ in how many they need
_FIELDS = ("topic", "parts", "sources")


@dataclass(frozen=True)
class Line:
    """One idea: a picture and what it shows in words. `source` is the id of where it comes from."""

    picture: str
    text: str
    source: str


@dataclass(frozen=True)
class Part:
    """Lines under a heading."""

    heading: str
    lines: tuple[Line, ...]


@dataclass(frozen=True)
class EasyRead:
    """A page. `topic` is the article that says more, if there is one."""

    imprint: Imprint
    topic: str | None
    parts: tuple[Part, ...]
    sources: tuple[PageSource, ...]

    def passages(self) -> Iterator[str]:
        """Every line of it, for measuring how hard it is to read."""
        yield from (line.text for part in self.parts for line in part.lines)


def load_easy_read(root: Path = EASY_READ) -> Shelf[EasyRead]:
    """Load every page.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    return load_shelf(root, "yml", read_easy_read)


def read_easy_read(
    text: str, path: Path, english: EasyRead | None = None, *, pictures: Container[str] | None = None
) -> EasyRead:
    """Read one page from its text. A translation has the same pictures and sources, line by line.

    Raises:
        BadArticles: with everything that is wrong.
    """
    file = open_yaml(text, path)
    check_place(file.table, path.stem, path.parent.name)
    is_translation = english is not None and file.table.peek("locale") != "en"
    more = ("parts",) if is_translation else _FIELDS
    imprint = read_imprint(file.table, file.sha256, english.imprint if english else None, more)
    known = {picture.stem for picture in PICTURES.glob("*.svg")} if pictures is None else pictures
    parts = tuple(_part(row, known) for row in file.table.tables("parts"))
    if not is_translation:
        _check_lengths(file.table, parts)
    if english and is_translation:
        if _shape(parts) != _shape(english.parts):
            file.table.note("parts", "Each line needs the picture and the source of its English line.")
        file.refuse()
        return EasyRead(imprint, english.topic, parts, english.sources)
    sources = read_sources(file.table)
    _check_sources(file.table, parts, sources)
    file.refuse()
    return EasyRead(imprint, file.table.optional_text("topic"), parts, sources)


def _part(row: Table, known: Container[str]) -> Part:
    row.only(("heading", "lines"))
    lines = tuple(_line(line, known) for line in row.tables("lines"))
    if "lines" in row.nodes and not lines:
        row.note("lines", '"lines" is empty.')
    return Part(row.text("heading"), lines)


def _line(row: Table, known: Container[str]) -> Line:
    row.only(("picture", "line", "source"))
    line = Line(row.text("picture"), row.text("line"), row.text("source"))
    if line.picture and line.picture not in known:
        row.note("picture", f'There is no picture "{line.picture}".')
    check_words(line.text, row.lines.get("line", row.line), row.problems)
    return line


def _check_lengths(table: Table, parts: tuple[Part, ...]) -> None:
    for line in (line for part in parts for line in part.lines):
        longest = max((len(sentence) for sentence in sentences_of(line.text)), default=0)
        if longest > MOST_WORDS:
            table.note("parts", f'"{line.text}" has {longest} words in a sentence; it may have {MOST_WORDS}.')


def _check_sources(table: Table, parts: tuple[Part, ...], sources: tuple[PageSource, ...]) -> None:
    named = [line.source for part in parts for line in part.lines]
    ids = [source.id for source in sources]
    for name in dict.fromkeys(named):
        if name and name not in ids:
            table.note("parts", f'A line names the source "{name}", which is not among "sources".')
    check_all_named(table, sources, named)


def _shape(parts: tuple[Part, ...]) -> list[list[tuple[str, str]]]:
    return [[(line.picture, line.source) for line in part.lines] for part in parts]
