"""What a page or a PDF shows of one article: its words, labels, dates and sources."""

import re
from collections.abc import Mapping
from datetime import date
from functools import partial
from typing import Any

from sqlalchemy import func, select

from bot.catalogue import LongDay
from bot.channels.web_article import ArticleText
from bot.compose import fill, local_facts
from bot.library import Edition
from bot.models import SignOff
from bot.services import Services
from knowledge_base.marks import cited
from knowledge_base.schema import ENGLISH, Article, Source

_PHONE = re.compile(r"\+?[\d ()-]{7,}")


async def article_values(services: Services, edition: Edition, locale: str) -> dict[str, Any]:
    """Values for a template. `told` says fixed texts in the article's own language, where the page's is another.

    `full` has what a translation in part leaves to the English.
    """
    article = edition.article
    full = _whole(edition, services)
    return {
        "article": article,
        "full": full,
        "full_text": ArticleText(full, partial(fill_with_links, services=services)),
        "text": ArticleText(article, partial(fill_with_links, services=services)),
        "told": partial(services.catalogue.say, locale=article.locale),
        "sources": [(n, _filled(source, services)) for n, source in enumerate(article.sources, 1)],
        "young_sources": frozenset(cited(f"{article.young_person_short} {full.young_person}")),
        "labels": labels(edition, locale),
        "english_changed_on": _long(edition.english_changed_on) if edition.english_changed_on else None,
        "days": await days(services, edition),
    }


def _whole(edition: Edition, services: Services) -> Article:
    """The article itself, or the English one where it is a translation in part."""
    english = services.library.article(edition.article.topic, ENGLISH) if edition.article.is_partial else None
    return english or edition.article


def fill_with_links(text: str, services: Services) -> str:
    """Put the service's own facts in, as Markdown links where they are addresses or numbers."""
    for name, value in local_facts(services).items():
        text = re.sub(rf"(?<![\[(:])\{{{name}\}}", _link(value).replace("\\", ""), text)
    return fill(text, services)


def _link(value: str) -> str:
    if value.startswith(("http://", "https://")) or re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        return f"<{value}>"
    if _PHONE.fullmatch(value):
        return f"[{value}](tel:{re.sub(r'[^0-9+]', '', value)})"
    return value


def _filled(source: Source, services: Services) -> Source:
    return Source(source.id, source.kind, fill(source.name, services), fill(source.url, services))


def labels(edition: Edition, locale: str) -> list[str]:
    """Keys of what a reader must know first: not in their language, not checked, not law yet."""
    found = []
    if edition.article.locale != locale:
        found.append("answer.only_english")
    if edition.article.is_partial:
        found.append("answer.partly_english")
    if not edition.is_signed:
        found.append("answer.unchecked" if edition.article.locale == "en" else "answer.unchecked_translation")
    if edition.article.legal_status != "in_force":
        found.append(f"page.status.{edition.article.legal_status}")
    return found


async def days(services: Services, edition: Edition) -> Mapping[str, date]:
    """Written, changed, review due; and checked, only where named people signed this exact text (R20)."""
    article = edition.article
    found = {"created": article.created_on, "amended": article.amended_on, "review": article.review_by}
    if edition.is_signed:
        async with services.db.read() as session:
            signed_at = await session.scalar(
                select(func.max(SignOff.signed_at)).where(SignOff.article_version_id == edition.version_id)
            )
        found |= {"checked": signed_at.date()} if signed_at else {}
    return {name: _long(day) for name, day in found.items()}


def _long(day: date) -> LongDay:
    return LongDay(day.year, day.month, day.day)
