"""What an editor ought to mend before an article is signed off. Returned as data; the command line prints it.

The loader refuses what cannot be served; this tells what should not be. A `fail` stops `make check`, a `warn`
does not: time alone, or an English article that moved on, must not stop everybody else's work.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Literal

from knowledge_base.articles import stale
from knowledge_base.compared import Compared
from knowledge_base.lint_claims import HIGHEST_YOUNG_GRADE, claims, dead_links, out_of_order, young_grade
from knowledge_base.lint_phrases import banned_turns, formal_first, unsourced_absolutes
from knowledge_base.lint_translation import differences
from knowledge_base.marks import plain
from knowledge_base.readability import reading_grade
from knowledge_base.schema import ENGLISH, YOUNG_PERSON_SECTIONS, Article
from knowledge_base.topics import load_topics

MOST_WORDS, MOST_YOUNG_PERSON_WORDS = 600, 300
MOST_SHORT, MOST_SHORT_TRANSLATED = 320, 330  # characters
HIGHEST_GRADE, HIGHEST_MEAN_GRADE = 8.0, 6.5
IS_PARTIAL = 0.6
"""Log odds from which a sentence that a model finds partial stops an article; below, it is only shown."""
REVIEW_SOON = timedelta(days=30)


@dataclass(frozen=True, order=True)
class Finding:
    """Something to mend; `line` is 1-based."""

    path: Path
    line: int
    rule: str
    message: str
    level: Literal["fail", "warn"] = "fail"


def lint(
    articles: Mapping[tuple[str, str], Article],
    today: date,
    compared: Mapping[tuple[str, str], Compared] | None = None,
) -> list[Finding]:
    """Return what is to be mended, in the order of files and lines.

    `compared` holds what a language model found between each translation and its English; without it that is left out.
    """
    old = {(article.topic, article.locale) for article in stale(articles)}
    found: list[Finding] = []
    for key, article in articles.items():
        found += _lengths(article)
        if article.status is None:
            found += [*_english(article), *_audience(article), *_review(article, today), *_links(article, articles)]
            found += [] if compared is None else _partial(article, compared.get(key))
        else:
            english = articles[article.topic, ENGLISH]
            found += _translation(article, english, is_stale=key in old)
            found += [] if compared is None else _doubts(article, english, compared.get(key))
    return sorted([*found, *_mean_grade(articles)])


def grade_of(article: Article) -> float:
    """Return the reading grade of an English article."""
    return reading_grade(passage.text for passage in article.passages)


def _english(article: Article) -> Iterator[Finding]:
    grade = grade_of(article)
    if grade > HIGHEST_GRADE:
        yield _at(article, "short", "grade", f"Reading grade {grade:.1f}; it may be {HIGHEST_GRADE:.0f}.")
    if message := formal_first(article):
        yield _at(article, "options", "formal first", message)
    elif early := out_of_order(article):
        lines = [passage.line for passage in article.passages if passage.section == "options"]
        yield Finding(article.path, lines[2 * early[0]], "order", early[1])
    if (young := young_grade(article)) > HIGHEST_YOUNG_GRADE:
        message = f"The young person's version has grade {young:.1f}; it may be {HIGHEST_YOUNG_GRADE:.0f}."
        yield _at(article, "young_person", "grade", message)
    for passage, rule, message in claims(article):
        yield Finding(article.path, passage.line, rule, message, "warn" if rule == "undated" else "fail")
    for passage in article.passages:
        for rule, message in (*banned_turns(passage), *unsourced_absolutes(passage)):
            yield Finding(article.path, passage.line, rule, message)


def _lengths(article: Article) -> Iterator[Finding]:
    most = MOST_SHORT if article.locale == ENGLISH else MOST_SHORT_TRANSLATED
    for section, text in (("short", article.short), ("young_person_short", article.young_person_short or "")):
        if (length := len(plain(text))) > most:
            yield _at(article, section, "length", f'"{section}" has {length} characters; it may have {most}.')
    if article.locale != ENGLISH:  # languages differ in how many words they need
        return
    if (words := _words(article)) > MOST_WORDS:
        yield _at(article, "short", "length", f"The article has {words} words; it may have {MOST_WORDS}.")
    if (words := _words(article, YOUNG_PERSON_SECTIONS)) > MOST_YOUNG_PERSON_WORDS:
        message = f"The young person's version has {words} words; it may have {MOST_YOUNG_PERSON_WORDS}."
        yield _at(article, "young_person_short", "length", message)


def _audience(article: Article) -> Iterator[Finding]:
    wanted = load_topics()[article.topic].audience
    if set(wanted) != set(article.audience):
        message = f"topics.csv has this topic for {', '.join(wanted)}."
        yield _at(article, "audience", "audience", message)
    if "young_person" in article.audience and article.young_person is None:
        message = "This is for young people too, but there is no version for them."
        yield _at(article, "audience", "audience", message, "warn")


def _review(article: Article, today: date) -> Iterator[Finding]:
    if article.review_by < today:
        yield _at(article, "review_by", "review", f"The review is overdue since {article.review_by}.", "warn")
    elif article.review_by <= today + REVIEW_SOON:
        yield _at(article, "review_by", "review", f"The review is due by {article.review_by}.", "warn")


def _translation(article: Article, english: Article, *, is_stale: bool) -> Iterator[Finding]:
    if is_stale:
        message = 'The English has changed since this was translated. Compare them, then run "alongside kb stamp".'
        yield _at(article, "translates", "stale", message, "warn")
    for section, rule, message in differences(article, english):
        yield _at(article, section, rule, f'In "{section}": {message}')


def _links(article: Article, articles: Mapping[tuple[str, str], Article]) -> Iterator[Finding]:
    for topic in dead_links(article, {topic for topic, locale in articles if locale == ENGLISH}):
        yield _at(article, "related", "link", f'"related" names "{topic}", which has no English article yet.', "warn")


def _partial(article: Article, found: Compared | None) -> Iterator[Finding]:
    if found is None or found.texts != (article.sha256, article.sha256):
        message = 'Nobody has looked for partial sentences here. Run "alongside kb compare".'
        yield Finding(article.path, 1, "compared", message)
        return
    for doubt in found.doubts:
        message = f'This may predict, recommend or take a side ({doubt.margin:+.1f}): "{doubt.sentence}"'
        level: Literal["fail", "warn"] = "fail" if doubt.margin >= IS_PARTIAL else "warn"
        yield Finding(article.path, doubt.line, "partial", message, level)


def _doubts(article: Article, english: Article, found: Compared | None) -> Iterator[Finding]:
    if found is None or found.texts != (english.sha256, article.sha256):
        message = 'This text has not been compared with the English. Run "alongside kb compare".'
        yield Finding(article.path, 1, "compared", message)
        return
    for doubt in found.doubts:
        message = f'This may not say what the English says ({doubt.margin:+.2f}): "{doubt.sentence}"'
        yield Finding(article.path, doubt.line, "meaning", message)


def _mean_grade(articles: Mapping[tuple[str, str], Article]) -> Iterator[Finding]:
    grades = {article.path: grade_of(article) for article in articles.values() if article.status is None}
    mean = sum(grades.values()) / max(len(grades), 1)
    if mean > HIGHEST_MEAN_GRADE:
        hardest = max(grades, key=lambda path: grades[path])
        message = f"The mean reading grade is {mean:.1f}; it may be {HIGHEST_MEAN_GRADE}. This is the hardest."
        yield Finding(hardest, 1, "mean grade", message)


def _words(article: Article, sections: tuple[str, ...] = ()) -> int:
    passages = [passage for passage in article.passages if not sections or passage.section in sections]
    return sum(len(plain(passage.text).split()) for passage in passages)


def _at(article: Article, place: str, rule: str, message: str, level: Literal["fail", "warn"] = "fail") -> Finding:
    lines = [passage.line for passage in article.passages if passage.section == place]
    return Finding(article.path, lines[0] if lines else article.lines.get(place, 1), rule, message, level)
