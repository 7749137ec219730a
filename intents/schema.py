"""What the app knows of understanding: a ranking of intents and a score for risk of harm."""

from dataclasses import dataclass

TOPIC_PREFIX = "kb_"


@dataclass(frozen=True)
class IntentScore:
    """One intent and how sure the classifier is of it (0 to 1, calibrated)."""

    name: str
    confidence: float


@dataclass(frozen=True)
class Risk:
    """Whether words show a risk of harm. `score` is 0 to 1; the threshold belongs to the trained model."""

    score: float
    is_risk: bool


@dataclass(frozen=True)
class Parse:
    """How the engine read one message. `ranking` is best first; empty if there was nothing to read.

    `risk` is None only where a test leaves it out: the client raises rather than return a parse without it.
    """

    ranking: tuple[IntentScore, ...] = ()
    risk: Risk | None = None

    @property
    def intent(self) -> str | None:
        """The name of the best intent."""
        return self.ranking[0].name if self.ranking else None

    @property
    def confidence(self) -> float:
        """The confidence of the best intent; 0 without one."""
        return self.ranking[0].confidence if self.ranking else 0.0

    @property
    def topics(self) -> tuple[tuple[str, float], ...]:
        """The ranking's topics as (topic id, confidence), best first; flows and out of scope left out."""
        return tuple(
            (score.name.removeprefix(TOPIC_PREFIX), score.confidence)
            for score in self.ranking
            if score.name.startswith(TOPIC_PREFIX)
        )
