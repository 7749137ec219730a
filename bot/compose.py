"""A reply's keys → the exact texts that are sent, each with its one source (M1)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from bot.catalogue import LongDay, language_name
from bot.library import Edition
from bot.services import Services
from bot.state import ArticlePart, Choice, Reply, TextPart
from knowledge_base.articles import cited, plain
from knowledge_base.schema import ENGLISH, PARTIAL_SECTIONS, Article

_KINDS = ("law", "statutory_guidance", "good_practice", "local_policy")


@dataclass(frozen=True)
class ComposedPart:
    """One piece of a message as it is sent, and the version it came from."""

    role: str
    text: str
    text_version_id: UUID | None = None
    article_version_id: UUID | None = None


@dataclass(frozen=True)
class Composed:
    """One message as it is sent. Choices are (id, label)."""

    parts: tuple[ComposedPart, ...]
    choices: tuple[tuple[str, str], ...]


def compose(reply: Reply, locale: str, services: Services) -> Composed:
    """Write a reply out in `locale`, or in English where a text has no translation."""
    parts: list[ComposedPart] = []
    for part in reply.parts:
        if isinstance(part, TextPart):
            parts.append(_text(part, locale, services))
        else:
            parts.extend(_article(part, locale, services))
    return Composed(tuple(parts), tuple((c.id, label(c, locale, services)) for c in reply.choices))


def label(choice: Choice, locale: str, services: Services) -> str:
    """What a choice's button says."""
    if choice.topic:
        return services.library.title(choice.topic, locale)
    return services.catalogue.say(choice.key, locale)


def _text(part: TextPart, locale: str, services: Services) -> ComposedPart:
    values = _titles(part, locale, services)  # as the buttons below it are labelled
    _, shown_in = services.catalogue.find(part.key, part.locale or locale)
    return ComposedPart(
        part.role,
        services.catalogue.say(part.key, shown_in, **values),
        text_version_id=services.library.text_id(part.key, shown_in),
    )


def _titles(part: TextPart, locale: str, services: Services) -> dict[str, object]:
    """Values; codes that stand for a text (`@key`), a topic (`#id`) or a language (`~tag`) are written out."""
    return {name: _value(value, locale, services) for name, value in part.values.items()}


def _value(value: object, locale: str, services: Services) -> object:
    if isinstance(value, str) and value.startswith("@"):
        return services.catalogue.say(value[1:], locale)
    if isinstance(value, str) and value.startswith("#"):
        return services.library.title(value[1:], locale)
    if isinstance(value, str) and value.startswith("~"):
        return language_name(value[1:], locale)
    return value


def _article(part: ArticlePart, locale: str, services: Services) -> Iterable[ComposedPart]:
    edition = services.library.find(part.topic, locale, today(services))
    if edition is None:
        return
    shown = _holding(edition, part.section, services)
    text = section_text(shown.article, part.section)
    if text:
        yield ComposedPart(part.role, fill(text, services), article_version_id=shown.version_id)
    if part.section in {"short", "young_person_short"}:
        return
    if part.section == "nothing":
        yield from _sources(edition, locale, services)
        yield from _labels(edition, locale, services)


def _holding(edition: Edition, section: str, services: Services) -> Edition:
    """The edition that has this section: the English one where a translation in part leaves it out."""
    if not edition.article.is_partial or section in PARTIAL_SECTIONS:
        return edition
    return services.library.find(edition.article.topic, ENGLISH, today(services)) or edition


def section_text(article: Article, section: str) -> str:
    """One section as plain text; options numbered, one a line."""
    if section == "options":
        return "\n".join(f"{n}. {plain(option.text)}" for n, option in enumerate(article.options, 1))
    return plain(getattr(article, section) or "")


def fill(text: str, services: Services) -> str:
    """Put the service's own facts in place of `{service}` and the like."""
    for name, value in local_facts(services).items():
        text = text.replace("{" + name + "}", value)
    return text


def local_facts(services: Services) -> dict[str, str]:
    """The placeholders an article may use."""
    profile = services.settings.profile
    contact = profile.contact
    return {
        "service": profile.short_name,
        "phone": contact.phone,
        "email": contact.email,
        "web": contact.web,
        "council": profile.council,
        "hours": hours_in_words(services),
        **profile.local,
    }


def hours_in_words(services: Services) -> str:
    """Office hours, such as 09:00-16:30."""
    opening = min(start for start, _ in services.settings.profile.hours.values())
    closing = max(end for _, end in services.settings.profile.hours.values())
    return f"{opening:%H:%M}-{closing:%H:%M}"


def _sources(edition: Edition, locale: str, services: Services) -> Iterable[ComposedPart]:
    """One line for each kind of source that the answer shown cites: law, guidance, practice (R20)."""
    article = edition.article
    nothing = _holding(edition, "nothing", services).article.nothing
    shown = " ".join([article.short, *(o.text for o in article.options), nothing])
    ids = set(cited(shown)) or {source.id for source in article.sources}
    for kind in _KINDS:
        names = [source.name for source in article.sources if source.kind == kind and source.id in ids]
        if names:
            part = TextPart(f"sources.{kind}", {"names": "; ".join(names)}, role="sources")
            yield _text(part, locale, services)


def _labels(edition: Edition, locale: str, services: Services) -> Iterable[ComposedPart]:
    """What is not checked says so, and so does a text that could only be had in English."""
    if edition.article.locale != locale:
        yield _text(TextPart("answer.only_english", role="label"), locale, services)
    if edition.article.is_partial:
        yield _text(TextPart("answer.partly_english", role="label"), locale, services)
    if edition.english_changed_on:
        day = edition.english_changed_on
        values = {"date": LongDay(day.year, day.month, day.day)}
        yield _text(TextPart("answer.english_changed", values, role="label"), locale, services)
    if not edition.is_signed:
        key = "answer.unchecked" if edition.article.locale == "en" else "answer.unchecked_translation"
        yield _text(TextPart(key, role="label"), locale, services)


def today(services: Services) -> date:
    """The date where the service is."""
    return services.now().astimezone(services.settings.profile.zone).date()
