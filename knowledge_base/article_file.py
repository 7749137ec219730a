"""One article's file: its text into an Article, or everything that is wrong with it."""

import re
from collections.abc import Container, Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path

from knowledge_base import article_rules as rules
from knowledge_base.article_hash import hash_of
from knowledge_base.body import Section, as_markdown, read_body
from knowledge_base.front_matter import (
    Facts,
    TranslationMark,
    facts_of,
    read_facts,
    read_hand_over,
    read_translation_mark,
)
from knowledge_base.problems import BadArticles, Problems
from knowledge_base.schema import ENGLISH, SECTIONS, Article, HandOver, Option, Passage
from knowledge_base.topics import load_topics
from knowledge_base.yaml_table import Table, read_yaml

_LOCALE = re.compile(r"[a-z]{2,3}(-[A-Z][a-z]{3})?(-[A-Z]{2})?")


def read_article(
    text: str,
    path: Path,
    english: Article | None = None,
    *,
    topics: Container[str] | None = None,
    today: date | None = None,
) -> Article:
    """Read one article from its text. `path` ends in `<locale>/<topic>.md`.

    A translation needs its English article.

    Raises:
        BadArticles: with everything that is wrong.
    """
    problems = Problems(path)
    text = text.removeprefix("\ufeff").replace("\r\n", "\n")
    rules.check_hidden(text, problems)
    article = _article(text, english, load_topics() if topics is None else topics, today, problems)
    if article is None or problems.found:
        raise BadArticles(problems.found)
    return replace(article, sha256=hash_of(article))


def _article(
    text: str, english: Article | None, topics: Container[str], today: date | None, problems: Problems
) -> Article | None:
    front, body, body_line = _split(text, problems)
    table = read_yaml(front, problems) if front else None
    if table is None:
        return None
    _check_place(table, topics, problems)
    is_english = table.peek("locale") == ENGLISH
    if not is_english and english is None:
        problems.add(1, "There is no English article of this topic to translate.")
        return None
    facts = facts_of(english) if english and not is_english else read_facts(table, topics, today)
    mark = TranslationMark() if is_english else read_translation_mark(table)
    hand_over = read_hand_over(table)
    sections = read_body(body, problems)
    if mark.is_partial:
        rules.check_partial(sections, problems)
    else:
        rules.check_sections(sections, body_line, problems)
    _check_text(sections, facts, table, problems)
    if problems.found:
        return None
    article = _assemble(table, facts, mark, hand_over, sections)
    return _translated(article, english, problems) if english and not is_english else article


def _split(text: str, problems: Problems) -> tuple[str, str, int]:
    """Return fields, body and the line the body starts at; blank lines above keep line numbers."""
    lines = text.split("\n")
    ends = [number for number, line in enumerate(lines) if line.rstrip() == "---"]
    if len(ends) < 2 or ends[0] != 0:
        problems.add(1, "The file has to start with a line ---, then the fields, then another line ---.")
        return "", "", 1
    end = ends[1]
    front, body = ["", *lines[1:end]], [""] * (end + 1) + lines[end + 1 :]
    return "\n".join(front) + "\n", "\n".join(body), end + 1


def _check_place(table: Table, topics: Container[str], problems: Problems) -> None:
    path = problems.path
    topic, locale, title = table.text("topic"), table.text("locale"), table.text("title")
    if topic and topic not in topics:
        table.note("topic", f'There is no topic "{topic}" in topics.csv.')
    if topic and path.name != f"{topic}.md":
        table.note("topic", f'This article is about "{topic}", so its file has to be named {topic}.md.')
    if locale and not _LOCALE.fullmatch(locale):
        table.note("locale", f'"{locale}" is no locale. Use one like en, ur or ur-Latn.')
    if locale and path.parent.name != locale:
        table.note("locale", f'This article is in "{locale}", so its file has to be in the folder {locale}.')
    rules.check_words([Passage("title", table.lines.get("title", table.line), title)], problems)


def _check_text(sections: Mapping[str, Section], facts: Facts, table: Table, problems: Problems) -> None:
    passages = _passages(sections)
    rules.check_marks(passages, facts.sources, problems)
    rules.check_sources_used(passages, facts.source_lines, problems)
    rules.check_words(passages, problems)
    if "options" in sections:
        rules.check_options(sections["options"], problems)
    if table.peek("topic") in facts.related:
        table.note("related", '"related" names this topic itself.')


def _assemble(
    table: Table,
    facts: Facts,
    mark: TranslationMark,
    hand_over: tuple[HandOver, ...],
    sections: Mapping[str, Section],
) -> Article:
    texts = {name: as_markdown(section.blocks) for name, section in sections.items()}
    return Article(
        topic=table.text("topic"),
        locale=table.text("locale"),
        title=table.text("title"),
        audience=facts.audience,
        legal_status=facts.legal_status,
        created_on=facts.created_on,
        amended_on=facts.amended_on,
        review_by=facts.review_by,
        sources=facts.sources,
        related=facts.related,
        hand_over=hand_over,
        short=texts["short"],
        law=() if mark.is_partial else tuple(block.text for block in sections["law"].blocks),
        usually=texts.get("usually", ""),
        options=tuple(Option(block.text, block.nested[0].text) for block in sections["options"].blocks),
        nothing=texts.get("nothing", ""),
        young_person_short=texts.get("young_person_short"),
        young_person=texts.get("young_person"),
        status=mark.status,
        translates=mark.translates,
        sha256="",
        is_partial=mark.is_partial,
        path=table.problems.path,
        lines=table.lines,
        passages=_passages(sections),
    )


def _translated(article: Article, english: Article, problems: Problems) -> Article:
    rules.check_translation(article, english, problems)
    cues = {trigger.id: trigger.cues for trigger in english.hand_over}
    merged = (replace(trigger, english_cues=cues.get(trigger.id, ())) for trigger in article.hand_over)
    return replace(article, hand_over=tuple(merged))


def _passages(sections: Mapping[str, Section]) -> tuple[Passage, ...]:
    return tuple(
        Passage(name, piece.line, piece.text)
        for name in SECTIONS
        if name in sections
        for block in sections[name].blocks
        for piece in (block, *block.nested)
    )
