"""The words that letters and meetings use, each in plain words. Files are `glossary/<locale>.yml`."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from knowledge_base.front_matter import check_ids, read_id
from knowledge_base.imprint import Imprint, read_imprint
from knowledge_base.page_file import Shelf, check_place, load_single, open_yaml
from knowledge_base.page_words import check_words
from knowledge_base.yaml_table import Table

GLOSSARY = Path(__file__).with_name("glossary")
MOST_WORDS = 25


@dataclass(frozen=True)
class Term:
    """One word and what it means; `english` is how letters write it."""

    id: str
    term: str
    meaning: str
    english: str
    topic: str | None


@dataclass(frozen=True)
class Glossary:
    """Every term, in the order of the alphabet."""

    imprint: Imprint
    terms: tuple[Term, ...]

    def by_letter(self) -> list[tuple[str, list[Term]]]:
        """The terms under their first letters."""
        ordered = sorted(self.terms, key=lambda term: term.term.casefold())
        return [(letter, list(terms)) for letter, terms in groupby(ordered, key=lambda t: t.term[:1].upper())]


def load_glossary(root: Path = GLOSSARY) -> Shelf[Glossary]:
    """Load the glossary in every language.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    return load_single(root, read_glossary)


def read_glossary(text: str, path: Path, english: Glossary | None = None) -> Glossary:
    """Read the glossary from its text.

    Raises:
        BadArticles: with everything that is wrong.
    """
    file = open_yaml(text, path)
    check_place(file.table, path.parent.name, path.stem)
    imprint = read_imprint(file.table, file.sha256, english.imprint if english else None, ("terms",))
    originals = {term.id: term for term in english.terms} if english and imprint.is_translation else None
    rows = file.table.tables("terms")
    check_ids(rows)
    terms = tuple(_term(row, originals) for row in rows)
    if originals is not None and {term.id for term in terms} != originals.keys():
        file.table.note("terms", '"terms" has to have the ids of the English.')
    file.refuse()
    return Glossary(imprint, terms)


def _term(row: Table, originals: Mapping[str, Term] | None) -> Term:
    row.only(("id", "term", "meaning", *(() if originals is not None else ("topic",))))
    id_, word, meaning = read_id(row), row.text("term"), row.text("meaning")
    check_words(meaning, row.lines.get("meaning", row.line), row.problems)
    if originals is None and len(meaning.split()) > MOST_WORDS:
        row.note("meaning", f'"{word}" is explained in {len(meaning.split())} words; it may be {MOST_WORDS}.')
    term = Term(id_, word, meaning, word, row.optional_text("topic"))
    original = (originals or {}).get(id_)
    return replace(term, english=original.term, topic=original.topic) if original else term
