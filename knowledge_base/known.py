"""Articles that were read before: reading one takes milliseconds, all of them seconds, and they hardly change."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from knowledge_base.article_file import read_article
from knowledge_base.schema import Article

_known: dict[str, Article] = {}


def read_known(text: str, path: Path, english: Article | None = None) -> Article:
    """`read_article`, or what it returned before for exactly this text and this English.

    Raises:
        BadArticles: with everything that is wrong.
    """
    place = f"{path.parent.name}/{path.stem}"
    key = hashlib.sha256("\0".join((place, english.sha256 if english else "", text)).encode()).hexdigest()
    article = _known.get(key)
    if article is None:
        article = _known[key] = read_article(text, path, english)
    return replace(article, path=path)


def known_articles() -> Mapping[str, Article]:
    """What has been read in this process, by a hash of what it was read from."""
    return _known


def remember(articles: Mapping[str, Article]) -> None:
    """Take over what an earlier process read with the same code."""
    _known.update(articles)
