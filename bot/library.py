"""The articles that may be served now, and the version each outbound part points to.

Built from the database (`library_loading.py`); the rules of what is served are here. In a live service only signed,
current texts are served; the demonstration serves unsigned ones under a label (R20, R24, R29).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from knowledge_base.schema import ENGLISH, Article


@dataclass(frozen=True)
class Edition:
    """A published article: its version, and whether people have signed it.

    A translation is stale once its English has changed, unless a manager called the edit minor: then it goes on
    with the day of that change on it (M5).
    """

    article: Article
    version_id: UUID
    is_signed: bool
    is_stale: bool = False
    english_changed_on: date | None = None


class Library:
    """Editions by (topic, locale), and the ids of the fixed texts' versions by (key, locale).

    `withheld` are topics whose English was withdrawn or cannot be read. `stamp` changes with every editorial step.
    """

    def __init__(
        self,
        editions: Mapping[tuple[str, str], Edition],
        texts: Mapping[tuple[str, str], UUID],
        is_demonstration: bool,
        *,
        withheld: Iterable[str] = (),
        stamp: tuple[int, int] = (0, 0),
    ) -> None:
        self._editions = editions
        self.texts = texts
        self.is_demonstration = is_demonstration
        self._withheld = frozenset(withheld)
        self.stamp = stamp
        self._served: dict[tuple[date, bool], frozenset[tuple[str, str]]] = {}  # asked for in every turn

    def find(self, topic: str, locale: str, today: date) -> Edition | None:
        """The edition in `locale`, else the English one; None if neither may be served today."""
        return self._serving(topic, locale, today) or self._serving(topic, ENGLISH, today)

    def _serving(self, topic: str, locale: str, today: date) -> Edition | None:
        """A translation never outlives its English. After the day of review both go at midnight."""
        edition = self._editions.get((topic, locale))
        if edition is None or edition.is_stale or edition.article.review_by < today:
            return None
        if locale != ENGLISH and self._serving(topic, ENGLISH, today) is None:
            return None
        return edition if edition.is_signed or self.is_demonstration else None

    def served(self, today: date) -> frozenset[tuple[str, str]]:
        """(topic, locale) of all that may be served today."""
        asked = (today, self.is_demonstration)
        if asked not in self._served:
            self._served = {asked: frozenset(key for key in self._editions if self._serving(*key, today))}
        return self._served[asked]

    def being_checked(self, today: date) -> frozenset[str]:
        """Topics that we have a page on, which may not be served today."""
        known = {topic for topic, locale in self._editions if locale == ENGLISH} | self._withheld
        return frozenset(known - {topic for topic, locale in self.served(today) if locale == ENGLISH})

    def young_versions(self) -> frozenset[tuple[str, str]]:
        """(topic, locale) of those with a young person's version."""
        return frozenset(key for key, e in self._editions.items() if e.article.young_person_short)

    def title(self, topic: str, locale: str) -> str:
        """The title in `locale`, else in English, else the topic's id."""
        edition = self._editions.get((topic, locale)) or self._editions.get((topic, ENGLISH))
        return edition.article.title if edition else topic

    def article(self, topic: str, locale: str) -> Article | None:
        """The article itself, in exactly this locale."""
        edition = self._editions.get((topic, locale))
        return edition.article if edition else None

    def edition(self, topic: str, locale: str) -> Edition | None:
        """The published edition in exactly this locale, served or not."""
        return self._editions.get((topic, locale))

    def articles(self) -> dict[tuple[str, str], Article]:
        """Every published article."""
        return {key: edition.article for key, edition in self._editions.items()}

    def showing(self, edition: Edition) -> "Library":
        """The same library with one edition in place of what is published, for a preview."""
        key = (edition.article.topic, edition.article.locale)
        return Library({**self._editions, key: edition}, self.texts, is_demonstration=True)

    def topics(self) -> tuple[str, ...]:
        """Every topic with an English article."""
        return tuple(sorted(topic for topic, locale in self._editions if locale == ENGLISH))

    def text_id(self, key: str, locale: str) -> UUID:
        """The version of a fixed text."""
        return self.texts[key, locale]
