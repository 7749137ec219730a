"""A text that is being written, as families would get it: in the web chat, as a page, and as text messages."""

import dataclasses
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

import nh3
from markdown_it import MarkdownIt
from markupsafe import Markup

from bot.catalogue import direction
from bot.compose import Composed, compose, fill
from bot.flows.answer import answer_replies
from bot.library import Edition
from bot.segments import count_segments, is_gsm
from bot.services import Services
from bot.sms_layout import MORE, lay_out
from bot.sms_steps import most_segments
from bot.state import FlowState
from bot.world import make_world
from knowledge_base.marks import MARK
from knowledge_base.schema import Article

CHANNELS = ("web", "page", "sms")
_MARKDOWN = MarkdownIt("commonmark", {"html": False})
_TAGS = {"p", "ul", "ol", "li", "strong", "em", "a", "br"}
_NOBODY = UUID(int=0)


@dataclass(frozen=True)
class TextMessage:
    """One step by SMS, with its true size."""

    text: str
    segments: int
    most: int
    alphabet: str


@dataclass(frozen=True)
class Shown:
    """One reader's answer: paragraphs by role, and the same as text messages."""

    reader: str
    parts: Sequence[tuple[str, str]]
    steps: Sequence[TextMessage]


@dataclass(frozen=True)
class Preview:
    """What each channel shows. `sections` is the page: heading and HTML."""

    locale: str
    direction: str
    answers: Sequence[Shown]
    sections: Sequence[tuple[str, Markup]]

    @property
    def is_too_long(self) -> bool:
        """Whether a text message needs more segments than it may."""
        return any(step.segments > step.most for shown in self.answers for step in shown.steps)


def preview(article: Article, services: Services) -> Preview:
    """Everything that families would get of this article, once it is signed."""
    edition = Edition(article, _NOBODY, is_signed=True)
    staged = dataclasses.replace(services, library=services.library.showing(edition))
    readers = [("Parents", "parent"), *([("Young people", "young_person")] if article.young_person_short else [])]
    return Preview(
        article.locale,
        direction(article.locale),
        [_shown(name, speaker, article, staged) for name, speaker in readers],
        [(heading, _html(text, staged)) for heading, text in _sections(article)],
    )


def _shown(reader: str, speaker: str, article: Article, staged: Services) -> Shown:
    world = make_world(staged, article.locale)
    replies = answer_replies(article.topic, FlowState(speaker=speaker), world)
    composed = [compose(reply, article.locale, staged) for reply in replies]
    *answers, (question, choices) = [_said(one) for one in composed]
    parts = [part for said, _ in answers for part in said] + question
    now, rest = lay_out([(one, False) for one in composed], compose(MORE, article.locale, staged).parts[0])
    return Shown(reader, [*parts, ("choices", " · ".join(choices))], [_step(one.text) for one in (*now, *rest)])


def _said(composed: Composed) -> tuple[list[tuple[str, str]], list[str]]:
    """Paragraphs with their roles, and the labels of the choices; a link is no paragraph."""
    parts = [(part.role, part.text) for part in composed.parts if not part.role.startswith("link")]
    return parts, [label for _, label in composed.choices]


def _step(text: str) -> TextMessage:
    return TextMessage(text, count_segments(text), most_segments(text), "GSM-7" if is_gsm(text) else "UCS-2")


def _sections(article: Article) -> list[tuple[str, str]]:
    options = "\n".join(f"{n}. {one.text}\n   - {one.help}" for n, one in enumerate(article.options, 1))
    found = [
        ("In short", article.short),
        ("What the law and guidance say", "\n".join(f"- {line}" for line in article.law)),
        ("What usually happens", article.usually),
        ("What you could do", options),
        ("If you do nothing", article.nothing),
        ("For young people, in short", article.young_person_short or ""),
        ("For young people", article.young_person or ""),
    ]
    return [(heading, text) for heading, text in found if text]


def _html(text: str, services: Services) -> Markup:
    marked = MARK.sub(lambda mark: f" ({mark[1]})", fill(text, services))
    return Markup(nh3.clean(_MARKDOWN.render(marked), tags=_TAGS, attributes={"a": {"href"}}, link_rel="noreferrer"))  # noqa: S704  # cleaned here
