"""The hash that a sign-off is bound to.

It covers all that families see, plus sources, legal status, hand-over rules and review date, in a canonical
form: the layout of a file, the order of its fields and sources, and the way a character is encoded do not
change it. A translation's covers its own text and which English it was made from.
"""

import hashlib
import json
import re
import unicodedata
from dataclasses import asdict

from knowledge_base.schema import PARTIAL, Article

_SPACES = re.compile(r"[^\S\n]+")


def hash_of(article: Article) -> str:
    """Return the sha256 of an article, as hex."""
    form = _translation(article) if article.status else {**_text(article), **_facts(article)}
    words = json.dumps(_tidy(form), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(words.encode()).hexdigest()


def _translation(article: Article) -> dict[str, object]:
    extent = {"extent": PARTIAL} if article.is_partial else {}
    return {**_text(article), **extent, "status": article.status, "translates": article.translates}


def _text(article: Article) -> dict[str, object]:
    return {
        "topic": article.topic,
        "locale": article.locale,
        "title": article.title,
        "short": article.short,
        "law": article.law,
        "usually": article.usually,
        "options": [asdict(option) for option in article.options],
        "nothing": article.nothing,
        "young_person_short": article.young_person_short,
        "young_person": article.young_person,
        "hand_over": {
            trigger.id: {"when": trigger.when, "cues": sorted(trigger.cues), "example": trigger.example}
            for trigger in article.hand_over
        },
    }


def _facts(article: Article) -> dict[str, object]:
    return {
        "audience": article.audience,
        "legal_status": article.legal_status,
        "review_by": article.review_by.isoformat(),
        "sources": {source.id: asdict(source) for source in article.sources},
        "related": article.related,
    }


def _tidy(value: object) -> object:
    if isinstance(value, str):
        return _SPACES.sub(" ", unicodedata.normalize("NFC", value)).strip()
    if isinstance(value, dict):
        return {key: _tidy(entry) for key, entry in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tidy(entry) for entry in value]
    return value
