"""Reviewed documents: the service's policies, its privacy notices, its accessibility statement, how to reach it.

Files are `documents/<locale>/<id>.md`; the format is in this folder's README.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from knowledge_base.body import Block, as_markdown, blocks_of, line_of, refuse_strange
from knowledge_base.imprint import Imprint, read_imprint
from knowledge_base.page_file import OpenedFile, Shelf, check_place, load_shelf, open_markdown
from knowledge_base.page_words import check_words
from knowledge_base.problems import Problems

DOCUMENTS = Path(__file__).with_name("documents")
KINDS = ("policy", "privacy", "statement")
ORDER = ("contact", "impartiality", "confidentiality", "privacy", "privacy-children", "complaints", "accessibility")
"""Those that have to be there, in the order in which they are listed (R38)."""
_ITEM = re.compile(r"^(?:-|\d+\.) ")
_MARKDOWN = MarkdownIt("commonmark").enable("table")


@dataclass(frozen=True)
class Section:
    """A part of a document under its heading; `text` is Markdown: paragraphs and lists."""

    heading: str
    text: str


@dataclass(frozen=True)
class Document:
    """A document in one locale. `lead` stands above the first heading."""

    imprint: Imprint
    kind: str
    lead: str
    sections: tuple[Section, ...]

    def passages(self) -> Iterator[str]:
        """Every text of it, for measuring how hard it is to read."""
        for text in (self.lead, *(section.text for section in self.sections)):
            yield from (_ITEM.sub("", line) for line in text.split("\n") if line)


def load_documents(root: Path = DOCUMENTS) -> Shelf[Document]:
    """Load every document.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    return load_shelf(root, "md", read_document)


def read_document(text: str, path: Path, english: Document | None = None) -> Document:
    """Read one document from its text.

    Raises:
        BadArticles: with everything that is wrong.
    """
    file = open_markdown(text, path)
    check_place(file.table, path.stem, path.parent.name)
    own = () if english and file.table.peek("locale") != "en" else ("kind",)
    imprint = read_imprint(file.table, file.sha256, english.imprint if english else None, own)
    kind = file.table.one_of("kind", KINDS) if own else english.kind if english else ""
    lead, sections = _read_body(file)
    if english and imprint.is_translation and len(sections) != len(english.sections):
        message = f"There are {len(sections)} headings, but the English has {len(english.sections)}."
        file.problems.add(1, message)
    file.refuse()
    return Document(imprint, kind, lead, sections)


def _read_body(file: OpenedFile) -> tuple[str, tuple[Section, ...]]:
    root = SyntaxTreeNode(_MARKDOWN.parse(file.body))
    refuse_strange(root, file.problems)
    lead: list[Block] = []
    parts: list[tuple[str, int, list[Block]]] = []
    for node in root.children:
        if node.type == "heading":
            parts.append((_heading(node, file.problems), line_of(node), []))
        else:
            (parts[-1][2] if parts else lead).extend(blocks_of(node, file.problems))
    _check_parts(lead, parts, file.problems)
    sections = (Section(heading, as_markdown(tuple(blocks))) for heading, _, blocks in parts)
    return as_markdown(tuple(lead)), tuple(sections)


def _heading(node: SyntaxTreeNode, problems: Problems) -> str:
    words = node.children[0].content.strip() if node.children else ""
    if node.tag != "h2" or node.markup != "##":
        problems.add(line_of(node), f'"{words}" has to be a heading of the second level: "## {words}".')
    return words


def _check_parts(lead: list[Block], parts: list[tuple[str, int, list[Block]]], problems: Problems) -> None:
    if [block.kind for block in lead] != ["paragraph"]:
        problems.add(1, "Above the first heading there has to be one paragraph: the document in brief.")
    if not parts:
        problems.add(1, "There has to be at least one heading, such as: ## What we do")
    for heading, line, blocks in parts:
        check_words(heading, line, problems)
        if not heading or not blocks:
            problems.add(line, f'The section "{heading}" is empty.')
    for block in (*lead, *(block for _, _, blocks in parts for block in blocks)):
        check_words(block.text, block.line, problems)
        if block.nested:
            problems.add(block.nested[0].line, "A document cannot hold a list inside a list.")
