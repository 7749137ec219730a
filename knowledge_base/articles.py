"""Articles: loads and checks them. The format is in this folder's README; its parts are in `schema.py`."""

import re
from collections.abc import Mapping
from datetime import date
from itertools import islice
from pathlib import Path

from knowledge_base.article_file import read_article
from knowledge_base.article_hash import hash_of
from knowledge_base.known import read_known
from knowledge_base.marks import cited, plain
from knowledge_base.problems import BadArticles, Problem
from knowledge_base.schema import ENGLISH, SECTIONS, Article, HandOver, Option, Passage, Source

__all__ = [
    "ARTICLES",
    "ENGLISH",
    "SECTIONS",
    "Article",
    "BadArticles",
    "HandOver",
    "Option",
    "Passage",
    "Problem",
    "Source",
    "cited",
    "hash_of",
    "load_article",
    "load_articles",
    "plain",
    "read_article",
    "stale",
    "stamp",
]

ARTICLES = Path(__file__).with_name("articles")


def load_article(path: Path, today: date | None = None) -> Article:
    """Load one article, and for a translation its English one from the folder beside.

    Raises:
        BadArticles: with everything that is wrong.
    """
    english_path = path.parent.parent / ENGLISH / path.name
    is_translation = path.parent.name != ENGLISH and english_path.exists()
    english = load_article(english_path, today) if is_translation else None
    return read_article(_read_text(path), path, english, today=today)


def load_articles(root: Path = ARTICLES, today: date | None = None) -> dict[tuple[str, str], Article]:
    """Load every `<root>/<locale>/<topic>.md`, by topic and locale; English first.

    `today` refuses articles made in the future. A translation is passed over while its English has faults.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    articles: dict[tuple[str, str], Article] = {}
    problems: list[Problem] = []
    for path in _paths(root):
        english_path = root / ENGLISH / path.name
        english = articles.get((path.stem, ENGLISH))
        if path.parent != english_path.parent and english is None and english_path.exists():
            continue
        try:
            _check_depth(path, root)
            article = _read(_read_text(path), path, english, today)
            articles[article.topic, article.locale] = article
        except BadArticles as error:
            problems.extend(error.problems)
    if problems:
        raise BadArticles(problems)
    return articles


def stale(articles: Mapping[tuple[str, str], Article]) -> tuple[Article, ...]:
    """Return the translations that were made from another English text than today's."""
    return tuple(
        article
        for article in articles.values()
        if article.status and article.translates != articles[article.topic, ENGLISH].sha256
    )


def stamp(root: Path = ARTICLES) -> tuple[Path, ...]:
    """Write today's English hash into the `translates` field of stale translations; return the files changed.

    Only for use when somebody has compared them with the English.
    """
    articles = load_articles(root)
    stale_ones = stale(articles)
    for article in stale_ones:
        text = article.path.read_bytes().decode()
        stamped = _stamped(text, articles[article.topic, ENGLISH].sha256)
        article.path.write_bytes(stamped.encode())
    return tuple(article.path for article in stale_ones)


def _read(text: str, path: Path, english: Article | None, today: date | None) -> Article:
    return read_article(text, path, english, today=today) if today else read_known(text, path, english)


def _paths(root: Path) -> list[Path]:
    """English first, since translations are read against it."""
    paths = [path for path in root.rglob("*.md") if not path.name.startswith(".")]
    return sorted(paths, key=lambda path: (path.parent != root / ENGLISH, path))


def _check_depth(path: Path, root: Path) -> None:
    if path.parent.parent != root:
        message = "An article has to be in a folder named after its locale, right below the folder of articles."
        raise BadArticles([Problem(path, 1, message)])


def _read_text(path: Path) -> str:
    try:
        return path.read_bytes().decode()
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        raise BadArticles([Problem(path, line, "The file has to be saved as UTF-8.")]) from error


def _stamped(text: str, sha256: str) -> str:
    """Change the one field, or add it as the last; everything else stays as it is, line ends too."""
    opening, closing = islice(re.finditer(r"(?m)^\ufeff?---[ \t]*(\r?\n)", text), 2)
    fields = re.sub(r"(?m)^translates:.*\r?\n", "", text[opening.end() : closing.start()])
    return f"{opening[0]}{fields}translates: {sha256}{opening[1]}{text[closing.start() :]}"
