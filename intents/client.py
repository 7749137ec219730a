"""The app's client to the engine: text in, a Parse out, or NluUnavailable."""

from collections.abc import Callable
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

import httpx

from intents.errors import NluUnavailable
from intents.schema import IntentScore, Parse, Risk
from intents.windows import read_windows

TIMEOUT_S = 3.0
TOPIC_WINDOWS = 3  # people say early what a message is about


@dataclass(frozen=True)
class Address:
    """Where an engine listens, and the token it was started with."""

    url: str
    token: str = field(repr=False)


class EngineClient:
    """Asks an engine over HTTP. `address` returns None while there is none, and may change at every restart."""

    def __init__(
        self,
        address: Callable[[], Address | None],
        *,
        timeout_s: float = TIMEOUT_S,
        transport: httpx.AsyncBaseTransport | None = None,
    ) -> None:
        self._address = address
        # No proxy of the machine may ever see a family's words.
        self._http = httpx.AsyncClient(timeout=timeout_s, transport=transport, trust_env=False)

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.aclose()

    async def aclose(self) -> None:
        """Close its connections."""
        await self._http.aclose()

    async def parse(self, text: str) -> Parse:
        """Read a message of any length. Text without anything to read gives an empty ranking and no risk.

        Raises:
            NluUnavailable: no answer in time to one of its windows, or not a parse with a risk score.
        """
        parses = [await self._parse_window(window) for window in read_windows(text)]
        return _join(parses) if parses else Parse(risk=Risk(score=0.0, is_risk=False))

    async def _parse_window(self, window: str) -> Parse:
        """One call of Rasa's POST /model/parse."""
        address = self._address()
        if address is None:
            raise NluUnavailable("no engine is ready")
        try:
            reply = await self._http.post(
                f"{address.url}/model/parse", params={"token": address.token}, json={"text": window}
            )
            reply.raise_for_status()
            return read_parse(reply.json())
        except httpx.HTTPStatusError as error:
            raise NluUnavailable(f"the engine answered {error.response.status_code}") from None
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise NluUnavailable(f"the engine did not answer: {type(error).__name__}") from None
        except (ValueError, RecursionError):  # from None: a JSON error quotes what it read
            raise NluUnavailable("the engine's reply is not JSON") from None


def read_parse(reply: object) -> Parse:
    """Read the JSON of Rasa's /model/parse: `intent_ranking` [{name, confidence}], `risk` {score, is_risk}.

    Raises:
        NluUnavailable: anything is missing or of another kind; a reply without risk counts as none.
    """
    try:
        return Parse(ranking=_read_ranking(reply), risk=_read_risk(reply))
    except (KeyError, TypeError, ValueError):
        raise NluUnavailable("the engine's reply is not a parse with a risk score") from None


def _read_ranking(reply: object) -> tuple[IntentScore, ...]:
    """Best first, whatever order the engine sent."""
    if not isinstance(reply, dict) or not isinstance(reply["intent_ranking"], list):
        raise TypeError
    scores = [IntentScore(_read_name(row["name"]), _read_share(row["confidence"])) for row in reply["intent_ranking"]]
    if not scores:
        raise ValueError
    return tuple(sorted(scores, key=lambda score: -score.confidence))


def _read_risk(reply: object) -> Risk:
    if not isinstance(reply, dict) or not isinstance(reply["risk"]["is_risk"], bool):
        raise TypeError
    return Risk(score=_read_share(reply["risk"]["score"]), is_risk=reply["risk"]["is_risk"])


def _read_name(value: object) -> str:
    if not isinstance(value, str) or not value:
        raise TypeError
    return value


def _read_share(value: object) -> float:
    """A number from 0 to 1; a little more is rounding."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not -1e-6 <= value <= 1 + 1e-6:
        raise TypeError
    return min(max(float(value), 0.0), 1.0)


def _join(parses: list[Parse]) -> Parse:
    """The surest of the first windows gives the topic; the worst of all windows gives the risk."""
    best = max(
        parses[:TOPIC_WINDOWS],
        key=lambda parse: (not (parse.intent or "").startswith("oos_"), parse.confidence),
    )
    risks = [parse.risk for parse in parses if parse.risk]
    risk = Risk(score=max(risk.score for risk in risks), is_risk=any(risk.is_risk for risk in risks))
    return Parse(ranking=best.ranking, risk=risk)
