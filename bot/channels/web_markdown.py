"""A reviewed page's words as safe HTML: Markdown for documents, plain lines with links for everything else."""

from collections.abc import Mapping

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.channels.web_text import linked
from bot.page_facts import fill_page

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}
_SCHEMES = {"http", "https", "mailto", "tel"}


class PageText:
    """Writes the words of one page, with the service's own facts in them."""

    def __init__(self, facts: dict[str, str], links: Mapping[str, str]) -> None:
        self._facts = facts
        self._links = links

    def paragraphs(self, text: str) -> Markup:
        """Markdown: paragraphs and lists."""
        return self._safe(_MARKDOWN.render(fill_page(self._with_links(text), self._facts)))

    def inline(self, text: str) -> Markup:
        """Markdown on one line, without a paragraph around it."""
        return self._safe(_MARKDOWN.renderInline(fill_page(self._with_links(text), self._facts)))

    def line(self, text: str) -> Markup:
        """Plain words; numbers and addresses become links."""
        return linked(fill_page(text, self._facts), self._links)

    def plain(self, text: str) -> str:
        """Plain words without links, for where none may stand."""
        return fill_page(text, self._facts)

    def _with_links(self, text: str) -> str:
        """Numbers with spaces cannot stand in a Markdown link: put them together first."""
        return text.replace("](tel:{n_emergency})", f"](tel:{_digits(self._facts['n_emergency'])})")

    def _safe(self, html: str) -> Markup:
        attributes = {"a": {"href"}}
        cleaned = nh3.clean(html, tags=_TAGS, attributes=attributes, link_rel="noreferrer", url_schemes=_SCHEMES)
        return Markup(cleaned)  # noqa: S704  # cleaned above


def _digits(number: str) -> str:
    return "".join(char for char in number if char.isdigit() or char == "+")
