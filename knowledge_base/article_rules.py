"""The rules of the README that an article's text has to keep, one function each."""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from knowledge_base.body import Section
from knowledge_base.front_matter import check_address
from knowledge_base.marks import LINK, MARK, cited
from knowledge_base.problems import Problems
from knowledge_base.schema import (
    PARTIAL_SECTIONS,
    PLACEHOLDERS,
    SECTIONS,
    YOUNG_PERSON_SECTIONS,
    Article,
    Passage,
    Source,
)

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_ENDS = ".?!:;…।۔؟؛"
_CLOSING = "\"'”’»)]*_"
_MARKS = re.compile(rf"\s*(?:{MARK.pattern})+")
_HIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f\u200b\u202a-\u202e\ufeff]")
_LOCAL_LINKS = ("mailto:", "tel:", "{web}")


def check_sections(sections: Mapping[str, Section], body_line: int, problems: Problems) -> None:
    """Every section is there; the young person's two come together or not at all."""
    for name in SECTIONS:
        other = {"young_person_short": "young_person", "young_person": "young_person_short"}.get(name)
        if name in sections or (name in YOUNG_PERSON_SECTIONS and other not in sections):
            continue
        partner = f' It has to come with "{other}".' if other else ""
        problems.add(body_line, f'The section "{name}" is missing.{partner}')
    for section in sections.values():
        for block in section.blocks:
            if block.nested and section.name != "options":
                problems.add(block.nested[0].line, f'The section "{section.name}" cannot hold a list inside a list.')


def check_partial(sections: Mapping[str, Section], problems: Problems) -> None:
    """A translation in part holds the short answers and the options, and nothing else."""
    for name in PARTIAL_SECTIONS[:2]:
        if name not in sections:
            problems.add(1, f'The section "{name}" is missing.')
    for section in sections.values():
        if section.name not in PARTIAL_SECTIONS:
            message = f'A translation of "short_and_options" has no section "{section.name}".'
            problems.add(section.line, message)


def check_options(section: Section, problems: Problems) -> None:
    """At least two options; each says on one nested line how the service can help."""
    if len(section.blocks) < 2:
        problems.add(section.line, "There have to be at least two options.")
    for block in section.blocks:
        if [(nested.kind, nested.nested) for nested in block.nested] != [("bullet", ())]:
            message = 'Below this option there has to be one line, "   - ", that says how the service can help.'
            problems.add(block.line, message)


def check_marks(passages: Sequence[Passage], sources: Sequence[Source], problems: Problems) -> None:
    """Each mark is well formed, ends a sentence and names a source; each line of law has one."""
    known = {source.id for source in sources}
    for passage in passages:
        if passage.text.count("[^") != len(MARK.findall(passage.text)):
            problems.add(passage.line, "A source is named in a way that cannot be read. Write it like [^cfa-38].")
        for name in cited(passage.text):
            if name not in known:
                problems.add(passage.line, f"[^{name}] names no source of the fields at the top.")
        for found in _MARKS.finditer(passage.text):
            if not _ends_sentence(passage.text, found):
                problems.add(passage.line, f"{found[0].strip()} has to stand at the end of a sentence.")
        if passage.section == "law" and not cited(passage.text):
            problems.add(passage.line, "This line of the law names no source. End it with a mark like [^cfa-38].")


def check_sources_used(passages: Sequence[Passage], lines: Mapping[str, int], problems: Problems) -> None:
    """Every source is named somewhere; `lines` holds the line of each source."""
    used = {name for passage in passages for name in cited(passage.text)}
    for name in lines.keys() - used:
        problems.add(lines[name], f'The source "{name}" is not used. Name it with [^{name}] or take it out.')


def check_words(passages: Sequence[Passage], problems: Problems) -> None:
    """Only known placeholders, and links that can be opened."""
    for passage in passages:
        for fault in _faults_in_words(passage.text):
            problems.add(passage.line, fault)


def check_hidden(text: str, problems: Problems) -> None:
    """No character that a reviewer could not see."""
    for number, line in enumerate(text.split("\n"), start=1):
        if found := _HIDDEN.search(line):
            problems.add(number, f"There is a hidden character here (U+{ord(found[0]):04X}). Take it out.")


def check_translation(article: Article, english: Article, problems: Problems) -> None:
    """The same sections, options, marks and hand-over ids as the English."""
    lines = {passage.section: passage.line for passage in reversed(article.passages)}
    ours, theirs = _marks_by_section(article), _marks_by_section(english)
    for name in PARTIAL_SECTIONS if article.is_partial else SECTIONS:
        line = lines.get(name, 1)
        if (name in ours) != (name in theirs):
            problems.add(line, f'The section "{name}" stands in only one of this translation and the English.')
        elif ours.get(name) != theirs.get(name):
            wanted = " ".join(f"[^{mark}]" for mark in sorted(theirs[name].elements())) or "none"
            problems.add(line, f'The sources named in "{name}" differ from the English, which names: {wanted}.')
    if len(article.options) != len(english.options):
        message = f"There are {len(article.options)} options, but the English has {len(english.options)}."
        problems.add(lines.get("options", 1), message)
    if {trigger.id for trigger in article.hand_over} != {trigger.id for trigger in english.hand_over}:
        ids = ", ".join(trigger.id for trigger in english.hand_over) or "none"
        problems.add(article.lines["hand_over"], f'"hand_over" has to have the ids of the English: {ids}.')


def _marks_by_section(article: Article) -> dict[str, Counter[str]]:
    marks: dict[str, Counter[str]] = {}
    for passage in article.passages:
        marks.setdefault(passage.section, Counter()).update(MARK.findall(passage.text))
    return marks


def _ends_sentence(text: str, found: re.Match[str]) -> bool:
    before, after = text[: found.start()].rstrip(_CLOSING), text[found.end() :].lstrip(_CLOSING)
    return before[-1:] in tuple(_ENDS) or not after or after[0] in _ENDS


def _faults_in_words(text: str) -> Iterator[str]:
    for name in _PLACEHOLDER.findall(text):
        if name not in PLACEHOLDERS:
            yield f"{{{name}}} is no placeholder. There are {{{'}, {'.join(PLACEHOLDERS)}}}."
    if re.search(r"[{}]", _PLACEHOLDER.sub("", text)):
        yield "A curly bracket stands here without its partner."
    for link in LINK.finditer(text):
        fault = None if link[2].startswith(_LOCAL_LINKS) else check_address(link[2])
        if fault:
            yield fault
