"""A text as it is typed: read, checked by the linter, compared with another, and its fields written."""

import difflib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from bot.library import Library
from bot.library_loading import parse
from handoff.errors import Refused
from handoff.wording import read_wording
from knowledge_base.articles import BadArticles, read_article
from knowledge_base.lint import Finding, lint
from knowledge_base.schema import ENGLISH, Article

LONGEST = 20_000  # characters; the longest article has a third of that
_OF_ALL_ARTICLES = frozenset({"mean grade", "stale"})  # not to be said of one text that is being written


@dataclass(frozen=True, order=True)
class Remark:
    """Something about one line; `level` is fail or warn."""

    line: int
    message: str
    level: str


@dataclass(frozen=True)
class Checked:
    """A typed text: the article, if it can be read, and every remark."""

    article: Article | None
    remarks: tuple[Remark, ...]

    @property
    def faults(self) -> tuple[Remark, ...]:
        """What stops it."""
        return tuple(remark for remark in self.remarks if remark.level == "fail")


class BadText(Refused):
    """A text that cannot be submitted, with every reason and its line."""

    def __init__(self, faults: tuple[Remark, ...]) -> None:
        count = "One thing has" if len(faults) == 1 else f"{len(faults)} things have"
        super().__init__(f"This is not submitted yet. {count} to be mended first; your text is saved.")
        self.faults = faults


@dataclass(frozen=True)
class DiffLine:
    """A line of a comparison: kind is same, added, removed or gap."""

    kind: str
    text: str


def tidy(text: str) -> str:
    """A text area's lines as a file has them."""
    return text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n") + "\n"


def check(
    text: str,
    topic: str,
    locale: str,
    english: Article | None,
    library: Library,
    today: date,
    *,
    reads_wording: bool = False,
) -> Checked:
    """Read a text and lint it. A translation is read against `english`.

    `reads_wording` asks the language model too, which takes a second when it first sees a text. What it finds
    partial stops the text; what may have lost its meaning is only shown, since a person has compared it.
    """
    path = Path(locale) / f"{topic}.md"
    try:
        article = read_article(text, path, None if locale == ENGLISH else english, today=today)
    except BadArticles as error:
        return Checked(None, tuple(Remark(one.line, one.message, "fail") for one in error.problems))
    together = {(topic, locale): article} | ({(topic, ENGLISH): english} if english and locale != ENGLISH else {})
    row = read_wording(article, english) if reads_wording else None
    findings = lint(together, today, {(topic, locale): row} if row else None)
    found = [one for one in findings if one.path == path and one.rule not in _OF_ALL_ARTICLES]
    known = [f'"{name}"' for name in library.topics()]
    told = [one for one in found if one.rule != "link" or not any(name in one.message for name in known)]
    return Checked(article, tuple(Remark(one.line, one.message, _level(one)) for one in told))


def _level(finding: Finding) -> str:
    return "warn" if finding.rule == "meaning" else finding.level


def read_stored(topic: str, locale: str, text: str, english_text: str | None) -> Article | None:
    """A stored version's article; None if today's rules no longer read it."""
    try:
        return parse(topic, locale, text, english_text)
    except BadArticles:
        return None


def with_field(text: str, name: str, value: str) -> str:
    """The text with one field of its head set; put in as the last where it is missing."""
    opening, head, rest = text.partition("---\n")[1], *_split(text)
    line = f"{name}: {value}\n"
    if re.search(rf"(?m)^{name}:.*\n", head):
        return opening + re.sub(rf"(?m)^{name}:.*\n", lambda _: line, head, count=1) + rest
    return opening + head + line + rest


def _split(text: str) -> tuple[str, str]:
    """What stands between the first two lines ---, and the rest from the second on."""
    body = text.partition("---\n")[2]
    end = body.find("\n---") + 1
    return (body[:end], body[end:]) if end else (body, "")


def has_head(text: str) -> bool:
    """Whether there is a head to write fields into."""
    return text.startswith("---\n") and "\n---\n" in text[3:]


def compare(before: str, after: str, around: int = 3) -> list[DiffLine]:
    """Line by line: what was taken out, what was put in, and a little of what stands around it."""
    return list(_lines(tidy(before).splitlines(), tidy(after).splitlines(), around))


def _lines(before: list[str], after: list[str], around: int) -> Iterator[DiffLine]:
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for number, group in enumerate(matcher.get_grouped_opcodes(around)):
        if number:
            yield DiffLine("gap", "…")
        for tag, old_from, old_to, new_from, new_to in group:
            if tag == "equal":
                yield from (DiffLine("same", line) for line in before[old_from:old_to])
                continue
            yield from (DiffLine("removed", line) for line in before[old_from:old_to])
            yield from (DiffLine("added", line) for line in after[new_from:new_to])
