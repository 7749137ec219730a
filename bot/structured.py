"""What a page says about itself to search engines: schema.org, as data that no browser runs."""

from typing import Any

from bot.channels.web_found import address, site_of
from bot.settings import Settings
from knowledge_base.marks import plain
from knowledge_base.schema import Article, Source

_CONTEXT = "https://schema.org"
_AUDIENCE = {"parent": "Parents and carers", "young_person": "Young people", "professional": "Professionals"}


def service_data(settings: Settings, locale: str) -> dict[str, Any]:
    """The service itself, on the first of the help pages."""
    contact, name = settings.profile.contact, settings.profile.short_name
    return {
        "@context": _CONTEXT,
        "@type": "Service",
        "name": name,
        "serviceType": "Special educational needs and disabilities information, advice and support",
        "url": address(settings, "/help", locale),
        "inLanguage": locale,
        "availableLanguage": list(settings.profile.languages),
        "isAccessibleForFree": True,
        "provider": {**_organisation(settings), "telephone": contact.phone, "email": contact.email},
    }


def article_data(settings: Settings, article: Article, short: str, path: str, sources: list[Source]) -> dict[str, Any]:
    """One article. `short` is its short answer with the service's own facts in it."""
    return {
        "@context": _CONTEXT,
        "@type": "Article",
        "headline": article.title,
        "description": plain(short),
        "inLanguage": article.locale,
        "url": address(settings, path, article.locale),
        "dateCreated": article.created_on.isoformat(),
        "dateModified": article.amended_on.isoformat(),
        "isAccessibleForFree": True,
        "audience": [{"@type": "Audience", "audienceType": _AUDIENCE[one]} for one in article.audience],
        "citation": [{"@type": "CreativeWork", "name": source.name, "url": source.url} for source in sources],
        "publisher": _organisation(settings),
    }


def _organisation(settings: Settings) -> dict[str, Any]:
    url = site_of(settings) or settings.profile.contact.web
    return {"@type": "Organization", "name": settings.profile.short_name, "url": url}
