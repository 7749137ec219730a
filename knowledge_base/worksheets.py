"""Worksheets: questions to think about and fill in, on paper or on the device. `worksheets/<locale>/<id>.yml` (R53)."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge_base.front_matter import check_ids, read_id
from knowledge_base.imprint import Imprint, read_imprint
from knowledge_base.page_file import Shelf, check_place, load_shelf, open_yaml
from knowledge_base.page_sources import PageSource, check_all_named, read_sources
from knowledge_base.page_words import check_words
from knowledge_base.yaml_table import Table

WORKSHEETS = Path(__file__).with_name("worksheets")
READERS = ("parent", "young_person")
MOST_LINES = 12
_FIELDS = ("reader", "other_wording", "topic", "intro", "steps", "sources")


@dataclass(frozen=True)
class Step:
    """One thing to write. `lines` is how much room there is; `source` where a fact in it comes from."""

    id: str
    prompt: str
    hint: str | None
    lines: int
    source: str | None


@dataclass(frozen=True)
class Worksheet:
    """A sheet. `other_wording` is the id of the same sheet for the other reader."""

    imprint: Imprint
    reader: str
    other_wording: str | None
    topic: str | None
    intro: str
    steps: tuple[Step, ...]
    sources: tuple[PageSource, ...]

    def passages(self) -> Iterator[str]:
        """Every text of it, for measuring how hard it is to read."""
        yield self.intro
        for step in self.steps:
            yield from filter(None, (step.prompt, step.hint))


def load_worksheets(root: Path = WORKSHEETS) -> Shelf[Worksheet]:
    """Load every sheet.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    return load_shelf(root, "yml", read_worksheet)


def read_worksheet(text: str, path: Path, english: Worksheet | None = None) -> Worksheet:
    """Read one sheet from its text. A translation has the same steps.

    Raises:
        BadArticles: with everything that is wrong.
    """
    file = open_yaml(text, path)
    check_place(file.table, path.stem, path.parent.name)
    original = english if english and file.table.peek("locale") != "en" else None
    more = ("intro", "steps") if original else _FIELDS
    imprint = read_imprint(file.table, file.sha256, english.imprint if english else None, more)
    intro = file.table.text("intro")
    check_words(intro, file.table.lines.get("intro", 1), file.problems)
    steps = _steps(file.table, original)
    if original:
        file.refuse()
        return Worksheet(
            imprint, original.reader, original.other_wording, original.topic, intro, steps, original.sources
        )
    reader = file.table.one_of("reader", READERS)
    other, topic = file.table.optional_text("other_wording"), file.table.optional_text("topic")
    sources = read_sources(file.table) if "sources" in file.table.nodes else ()
    _check_sources(file.table, steps, sources)
    file.refuse()
    return Worksheet(imprint, reader, other, topic, intro, steps, sources)


def _steps(table: Table, original: Worksheet | None) -> tuple[Step, ...]:
    rows = table.tables("steps")
    check_ids(rows)
    originals = {step.id: step for step in original.steps} if original else {}
    steps = tuple(_step(row, originals.get(row.peek("id"))) for row in rows)
    if original and [step.id for step in steps] != list(originals):
        table.note("steps", '"steps" has to have the ids of the English, in the same order.')
    if "steps" in table.nodes and not steps:
        table.note("steps", '"steps" is empty.')
    return steps


def _step(row: Table, original: Step | None) -> Step:
    row.only(("id", "prompt", "hint") if original else ("id", "prompt", "hint", "lines", "source"))
    id_, prompt, hint = read_id(row), row.text("prompt"), row.optional_text("hint")
    for key, text in (("prompt", prompt), ("hint", hint or "")):
        check_words(text, row.lines.get(key, row.line), row.problems)
    if original:
        return Step(id_, prompt, hint, original.lines, original.source)
    return Step(id_, prompt, hint, _room(row), row.optional_text("source"))


def _room(row: Table) -> int:
    words = row.text("lines")
    lines = int(words) if words.isdecimal() else 0
    if words and not 1 <= lines <= MOST_LINES:
        row.note("lines", f'"lines" is the room to write in: a number from 1 to {MOST_LINES}.')
    return lines


def _check_sources(table: Table, steps: tuple[Step, ...], sources: tuple[PageSource, ...]) -> None:
    named = [step.source for step in steps if step.source]
    ids = [source.id for source in sources]
    for name in named:
        if name not in ids:
            table.note("steps", f'A step names the source "{name}", which is not among "sources".')
    check_all_named(table, sources, named)
