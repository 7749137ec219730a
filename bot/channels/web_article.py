"""An article's sections as safe HTML, every statement with its sources."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup, escape

from knowledge_base.marks import MARK, cited
from knowledge_base.schema import Article

_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_STAYS = "&#8288;"  # word joiner: a mark never begins a line
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}


@dataclass(frozen=True)
class Statement:
    """One line of the law section, and the kinds of source that carry it."""

    text: Markup
    kinds: Sequence[str]


class ArticleText:
    """Writes an article's Markdown. `fill` puts the service's own facts in."""

    def __init__(self, article: Article, fill: Callable[[str], str]) -> None:
        self._article = article
        self._fill = fill
        self._numbers = {source.id: n for n, source in enumerate(article.sources, 1)}

    def paragraphs(self, text: str) -> Markup:
        """Paragraphs and lists."""
        return self._safe(_MARKDOWN.render(self._fill(text)))

    def line(self, text: str) -> Markup:
        """One line, without a paragraph around it."""
        return self._safe(_MARKDOWN.renderInline(self._fill(text)))

    def law(self) -> list[Statement]:
        """Every statement, with what says so: law, guidance or practice (R20)."""
        kinds = {source.id: source.kind for source in self._article.sources}
        return [
            Statement(self.line(text), list(dict.fromkeys(kinds[id_] for id_ in cited(text))))
            for text in self._article.law
        ]

    def _safe(self, html: str) -> Markup:
        cleaned = nh3.clean(html, tags=_TAGS, attributes={"a": {"href"}}, link_rel="noreferrer")
        return Markup(MARK.sub(lambda mark: self._reference(mark[1]), cleaned))  # noqa: S704  # cleaned above

    def _reference(self, source_id: str) -> str:
        number = self._numbers[source_id]
        name = escape(self._article.sources[number - 1].name)
        return f'{_STAYS}<a class="mark" href="#source-{number}" aria-label="{number}: {name}">{number}</a>'
