"""`alongside kb lint` and `kb status`."""

from dataclasses import dataclass
from datetime import date

from rich.console import Console

from knowledge_base.articles import BadArticles, load_articles
from knowledge_base.compared import load_compared
from knowledge_base.lint import grade_of, lint
from knowledge_base.page_content import load_page_content
from knowledge_base.page_lint import lint_pages
from knowledge_base.schema import ENGLISH


def lint_articles(out: Console, today: date | None = None) -> int:
    """Print every finding; return 1 if one is a fault."""
    try:
        articles = load_articles()
    except BadArticles as error:
        out.print(str(error), markup=False)
        return 1
    day = today or date.today()  # noqa: DTZ011  # a review date is a day at the desk
    findings = [*lint(articles, day, load_compared()), *lint_pages(load_page_content(), day)]
    for finding in findings:
        where = f"{finding.path}:{finding.line}"
        out.print(f"{finding.level}: {where}: {finding.rule}: {finding.message}", markup=False, soft_wrap=True)
    grades = [grade_of(article) for (_, locale), article in articles.items() if locale == ENGLISH]
    out.print(f"{len(articles)} articles, {len(findings)} findings.")
    out.print(f"Reading grade of the English: mean {sum(grades) / len(grades):.1f}, highest {max(grades):.1f}.")
    return int(any(finding.level == "fail" for finding in findings))


@dataclass(frozen=True)
class Status:
    """What `kb status` prints: a line a topic with a word for each language, and every hole."""

    locales: tuple[str, ...]
    lines: list[tuple[str, ...]]
    holes: list[str]


def show_status(status: Status, out: Console) -> None:
    """A line a topic, with the languages that stand alike side by side; then what is missing."""
    for topic, *words in status.lines:
        alike: dict[str, list[str]] = {}
        for locale, word in zip(status.locales, words, strict=True):
            alike.setdefault(word, []).append(locale)
        told = "; ".join(f"{word}: {' '.join(locales)}" for word, locales in alike.items())
        out.print(f"{topic:<26}{told}", markup=False, highlight=False, soft_wrap=True)
    for hole in status.holes:
        out.print(hole, markup=False, highlight=False, soft_wrap=True)
    if not status.holes:
        out.print("Nothing is missing.")
