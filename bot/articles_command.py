"""`alongside kb lint` and `kb status`."""

from datetime import date

from rich.console import Console
from rich.table import Table

from knowledge_base.articles import BadArticles, load_articles, stale
from knowledge_base.lint import lint


def lint_articles(out: Console, today: date | None = None) -> int:
    """Print every finding; return 1 if one is a fault."""
    try:
        articles = load_articles()
    except BadArticles as error:
        out.print(str(error), markup=False)
        return 1
    findings = lint(articles, today or date.today())  # noqa: DTZ011  # a review date is a day at the desk
    for finding in findings:
        where = f"{finding.path}:{finding.line}"
        out.print(f"{finding.level}: {where}: {finding.rule}: {finding.message}", markup=False, soft_wrap=True)
    out.print(f"{len(articles)} articles, {len(findings)} findings.")
    return int(any(finding.level == "fail" for finding in findings))


def show_status(out: Console) -> None:
    """One row an article: languages, review date, stale translations."""
    articles = load_articles()
    old = {(article.topic, article.locale) for article in stale(articles)}
    table = Table("topic", "locale", "review by", "status")
    for (topic, locale), article in sorted(articles.items()):
        status = "stale translation" if (topic, locale) in old else article.status or "unsigned"
        table.add_row(topic, locale, str(article.review_by), status)
    out.print(table)
