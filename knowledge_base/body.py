"""The body of an article: Markdown into sections and blocks, with line numbers."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from knowledge_base.problems import Problems
from knowledge_base.schema import SECTIONS

_MARKDOWN = MarkdownIt("commonmark").enable("table")
_KINDS = {"paragraph": "paragraph", "bullet_list": "bullet", "ordered_list": "number"}
_LAYOUTS = {
    "short": ({"paragraph"}, "plain text without a list"),
    "law": ({"bullet"}, 'a list with one statement a line, each starting with "- "'),
    "options": ({"number"}, 'a numbered list, starting with "1. "'),
    "young_person_short": ({"paragraph"}, "plain text without a list"),
}
_REFUSED = {
    "html_block": "HTML",
    "html_inline": "HTML",
    "table": "a table",
    "fence": "a block of code",
    "code_block": "a text moved in by four spaces or more",
    "code_inline": "a text in backticks",
    "blockquote": 'a line that starts with ">"',
    "hr": "a line across the page",
    "image": "a picture",
    "autolink": "an address in angle brackets",
    "hardbreak": "a forced line break (a backslash or two spaces at the end of the line)",
}


@dataclass(frozen=True)
class Block:
    """A paragraph, or an item of a list (kind `bullet` or `number`) with what is nested in it."""

    kind: str
    line: int
    text: str
    nested: tuple["Block", ...] = ()


@dataclass(frozen=True)
class Section:
    """A part of the body under its heading."""

    name: str
    line: int
    blocks: tuple[Block, ...]


def read_body(text: str, problems: Problems) -> dict[str, Section]:
    """Split Markdown at its headings. Blank lines above it keep line numbers right."""
    environment: dict[str, dict[str, dict[str, list[int]]]] = {}
    root = SyntaxTreeNode(_MARKDOWN.parse(text, environment))
    for reference in environment.get("references", {}).values():
        problems.add(reference["map"][0] + 1, "Sources are described in the fields at the top, not in the text.")
    refuse_strange(root, problems)
    sections = _sections(root, problems)
    _check_order(sections, problems)
    return {section.name: section for section in reversed(sections)}


def as_markdown(blocks: tuple[Block, ...]) -> str:
    """Write blocks as Markdown again: blank lines between paragraphs and around lists, none between items."""
    pieces: list[str] = []
    number = 0
    for before, block in zip((None, *blocks), blocks, strict=False):
        goes_on = before is not None and before.kind == block.kind != "paragraph"
        number = number + 1 if goes_on else 1
        sign = {"paragraph": "", "bullet": "- ", "number": f"{number}. "}[block.kind]
        pieces.append(("" if before is None else "\n" if goes_on else "\n\n") + sign + block.text)
    return "".join(pieces)


def refuse_strange(root: SyntaxTreeNode, problems: Problems) -> None:
    """Note every kind of Markdown that our pages do not use."""
    for node in root.walk(include_self=False):
        kind = "autolink" if node.markup == "autolink" else node.type
        if kind in _REFUSED:
            problems.add(line_of(node), f"There is {_REFUSED[kind]} here. Use plain paragraphs and lists.")


def _sections(root: SyntaxTreeNode, problems: Problems) -> list[Section]:
    found: list[tuple[SyntaxTreeNode, list[Block]]] = []
    for node in root.children:
        if node.type == "heading":
            found.append((node, []))
        elif not found:
            problems.add(line_of(node), 'There is text before the first heading. Start with "## short".')
        else:
            found[-1][1].extend(blocks_of(node, problems))
    return [_section(heading, blocks, problems) for heading, blocks in found]


def _section(heading: SyntaxTreeNode, blocks: list[Block], problems: Problems) -> Section:
    name = heading.children[0].content.strip() if heading.children else ""
    section = Section(name, line_of(heading), tuple(blocks))
    if name not in SECTIONS or heading.tag != "h2" or heading.markup != "##":
        problems.add(section.line, f'"{name}" cannot be a heading. The headings are ## {", ## ".join(SECTIONS)}.')
    elif not blocks:
        problems.add(section.line, f'The section "{name}" is empty.')
    allowed, words = _LAYOUTS.get(name, (set(_KINDS.values()), ""))
    strange = next((block for block in blocks if block.kind not in allowed), None)
    if strange:
        problems.add(strange.line, f'The section "{name}" has to be {words}.')
    return section


def blocks_of(node: SyntaxTreeNode, problems: Problems) -> Iterator[Block]:
    """Yield a node's paragraphs and list items."""
    if node.type == "paragraph":
        yield Block("paragraph", line_of(node), _tidy(node.children[0].content))
    elif node.type in _KINDS:
        for item in node.children:
            yield _item(item, _KINDS[node.type], problems)


def _item(item: SyntaxTreeNode, kind: str, problems: Problems) -> Block:
    inside = [block for child in item.children for block in blocks_of(child, problems)]
    if not inside or inside[0].kind != "paragraph":
        problems.add(line_of(item), "This item of a list is empty.")
        return Block(kind, line_of(item), "", tuple(inside))
    nested = [block for block in inside if block.kind != "paragraph"]
    if len(inside) - len(nested) > 1:
        problems.add(
            line_of(item),
            "This item of a list holds more than one paragraph. Take out the blank line or make two items.",
        )
    return Block(kind, inside[0].line, inside[0].text, tuple(nested))


def _check_order(sections: list[Section], problems: Problems) -> None:
    known = [section for section in sections if section.name in SECTIONS]
    for before, section in pairwise(known):
        if SECTIONS.index(section.name) <= SECTIONS.index(before.name):
            twice = section.name in [other.name for other in known[: known.index(section)]]
            reason = "stands here a second time" if twice else f'has to stand before "{before.name}"'
            problems.add(section.line, f'The section "{section.name}" {reason}.')


def _tidy(text: str) -> str:
    return " ".join(text.split())


def line_of(node: SyntaxTreeNode) -> int:
    """Return where a node starts, 1-based."""
    while node.map is None and node.parent is not None:
        node = node.parent
    return node.map[0] + 1 if node.map else 1
