"""What an English article claims: duties, proposals, local facts, links, and the order of what a family can do."""

import re
from collections.abc import Container, Iterator, Mapping

from knowledge_base.marks import cited, plain
from knowledge_base.readability import reading_grade
from knowledge_base.schema import YOUNG_PERSON_SECTIONS, Article, Passage

HIGHEST_YOUNG_GRADE = 5.0
"""R50: a young person's version is read at grade 5 or below."""
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_MUST = re.compile(r"\bmust\b", re.IGNORECASE)
_PLAN = re.compile(
    r"\b(?:white paper|education for all bill|reforms?|individual support plans?|ISPs?)\b", re.IGNORECASE
)
_SAYS_PLAN = re.compile(r"\bpropos|\bnot (?:yet )?(?:the )?law\b|\bplanned\b|\bmay change\b", re.IGNORECASE)
_YEAR = re.compile(r"\b20\d\d\b")
_PHONE = re.compile(r"(?<![\w£.])(?:\+44|0)\d[\d ]{7,}\d\b|\S+@\S+\.\w+")
_BRAND = re.compile(r"\balongside\b(?! (?:the|a|an|your|other|this|each|any)\b)|\bfront door\b", re.IGNORECASE)
_APPEAL = re.compile(
    r"\b(?:appeal(?:s|ing)?(?! to the governors)|tribunal|court|judicial review|claim)\b", re.IGNORECASE
)
_FORMAL = re.compile(r"\b(?:ombudsman|mediat\w+|disagreement resolution|complain\w*|review panel)\b", re.IGNORECASE)
_TALKS = re.compile(
    r"^(?:ask|talk|speak|call|ring|meet|read|look|check|visit|write|tell|say|keep|note)\b", re.IGNORECASE
)


def claims(article: Article) -> Iterator[tuple[Passage, str, str]]:
    """Yield passage, rule and message for each claim that cannot stand as it is."""
    kinds = {source.id: source.kind for source in article.sources}
    for passage in article.passages:
        text = plain(passage.text)
        if _MUST.search(_QUOTED.sub("", text)) and (message := _duty_without_law(passage, kinds)):
            yield passage, "duty", message
        for rule, message in (*_proposal(text), *_local(passage.text)):
            yield passage, rule, message


def young_grade(article: Article) -> float:
    """The reading grade of the young person's version; 0 where there is none."""
    return reading_grade(passage.text for passage in article.passages if passage.section in YOUNG_PERSON_SECTIONS)


def dead_links(article: Article, topics: Container[str]) -> list[str]:
    """Related topics that have no English article."""
    return [topic for topic in article.related if topic not in topics]


def out_of_order(article: Article) -> tuple[int, str] | None:
    """Return the place, 0-based, of a formal step before most of what a family could simply ask; and a message."""
    if article.topic.startswith("tribunal"):  # there an appeal is the subject
        return None
    texts = [plain(option.text) for option in article.options]
    first = next((place for place, text in enumerate(texts) if _APPEAL.search(text)), None)
    if first is None or _asked(texts[first + 1 :]) <= _asked(texts[:first]):
        return None
    return first, f"Option {first + 1} is already an appeal or a claim; less formal steps stand after it."


def _duty_without_law(passage: Passage, kinds: Mapping[str, str]) -> str | None:
    named = {kinds.get(name, "") for name in cited(passage.text)}
    if named and not named & {"law", "local_policy"}:
        return '"must" is a duty in law, but only guidance is named here. Say "should", or name the law.'
    return None


def _proposal(text: str) -> Iterator[tuple[str, str]]:
    if _PLAN.search(text) and not _SAYS_PLAN.search(text):
        yield "proposal", "A plan for new law has to be called a proposal."
    elif _PLAN.search(text) and not _YEAR.search(text):
        yield "undated", "A proposal needs its date, here or in the sentence before."


def _local(text: str) -> Iterator[tuple[str, str]]:
    if found := _PHONE.search(text):
        yield "local", f'"{found[0]}" belongs in service.yml or among the signposts, where somebody checks it.'
    if found := _BRAND.search(text):
        yield "name", f'"{found[0]}" is no name that families know. Use {{service}}.'


def _asked(texts: list[str]) -> int:
    """How many of them a family could simply do or ask."""
    return sum(bool(_TALKS.search(text)) and not (_APPEAL.search(text) or _FORMAL.search(text)) for text in texts)
