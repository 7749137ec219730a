"""How search engines find a page: its one address, its other languages, and whether they may list it at all.

Only a live service's pages to read may be listed. The demonstration, the chat and what belongs to one person never.
"""

from collections.abc import Iterable
from typing import Any

from bot.settings import Settings


def site_of(settings: Settings) -> str:
    """Where families reach the service, without the last slash; empty where nobody has said."""
    return settings.env.public_url.rstrip("/")


def address(settings: Settings, path: str, tag: str) -> str:
    """A page in one language, in full where the service knows its own address."""
    return f"{site_of(settings)}{path}?lang={tag}"


def found_at(settings: Settings, path: str, tag: str, tags: Iterable[str]) -> dict[str, Any]:
    """The frame's values for a page that may be listed, which is there in `tags`."""
    others = [(other, address(settings, path, other)) for other in tags]
    return {
        "is_listed": not settings.profile.is_demonstration,
        "canonical": address(settings, path, tag),
        "alternates": [*others, ("x-default", f"{site_of(settings)}{path}")] if len(others) > 1 else [],
    }
