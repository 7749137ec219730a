"""A turn's replies as text messages, every piece with its source: some are sent now, the rest waits for MORE.

What a person has to read at once, such as help in danger, never waits. Of several questions only the last is asked,
since a typed number can answer one only; choices that act at any point are numbered after its own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any
from uuid import UUID

from bot.compose import Composed, ComposedPart, compose
from bot.services import Services
from bot.sms_steps import Piece, joined, split_pieces
from bot.state import FlowState, Outcome, Reply, TextPart

SPLIT_CHANNELS = frozenset({"sms"})
MORE = Reply((TextPart("sms.more", role="more"),))
MOST_SEGMENTS_OF_A_PERSON = 10  # Twilio takes 1,600 characters: https://www.twilio.com/docs/api/errors/21617
_AT_ANY_POINT = ("go:", "topic:", "locale:")


@dataclass(frozen=True)
class SmsText:
    """One text message. Choices are (id, label), numbered from `first_number`."""

    parts: tuple[ComposedPart, ...]
    choices: tuple[tuple[str, str], ...] = ()
    first_number: int = 1

    @property
    def text(self) -> str:
        """As it is sent."""
        return sms_text(((part.role, part.text) for part in self.parts), self.choices, self.first_number)

    @property
    def composed(self) -> Composed:
        """As it is stored."""
        return Composed(self.parts, self.choices)


def sms_text(parts: Iterable[tuple[str, str]], choices: Sequence[tuple[str, str]], first_number: int = 1) -> str:
    """Lines in the order of the parts, then the choices with their numbers; the word that brings more comes last."""
    found = list(parts)
    lines = [text for role, text in found if role != "more"]
    numbered = [f"{number}. {label}" for number, (_, label) in enumerate(choices, first_number)]
    return "\n".join([*lines, *numbered, *(text for role, text in found if role == "more")])


def next_texts(
    outcome: Outcome, before: FlowState, locale: str, services: Services
) -> tuple[list[SmsText], tuple[Mapping[str, Any], ...], tuple[str, ...]]:
    """What is sent after a turn, what then waits for MORE, and the choices that a number names."""
    if outcome.brings_more:
        return [_from_json(before.rest[0])], before.rest[1:], before.choices
    said = [(compose(reply, reply.locale or locale, services), reply.at_once) for reply in outcome.replies]
    if not said:
        return [], (), before.choices
    now, rest = lay_out(said, compose(MORE, locale, services).parts[0])
    return now, tuple(map(_to_json, rest)), tuple(id_ for text in (*now, *rest) for id_, _ in text.choices)


def lay_out(said: Sequence[tuple[Composed, bool]], more: ComposedPart) -> tuple[list[SmsText], list[SmsText]]:
    """Replies, each with whether it is sent at once, as what is sent now and what waits."""
    choices = _choices([composed for composed, _ in said])
    shown = [(_shown(composed, is_last=n == len(said)), at_once) for n, (composed, at_once) in enumerate(said, 1)]
    now: list[SmsText] = []
    rest: list[SmsText] = []
    groups = [(at_once, list(group)) for at_once, group in groupby(shown, key=lambda one: one[1])]
    for number, (at_once, group) in enumerate(groups, 1):
        parts = [part for those, _ in group for part in those]
        texts = _texts(parts, choices if number == len(groups) else (), None if at_once else more)
        now += texts if at_once else texts[:1]
        rest += [] if at_once else texts[1:]
    return now, rest


def split_words(text: str) -> list[str]:
    """A person's own words as few text messages as their carrier takes, none of which waits for MORE."""
    return [joined(step) for step in split_pieces([text], most=lambda _text: MOST_SEGMENTS_OF_A_PERSON)]


def _choices(said: Sequence[Composed]) -> tuple[tuple[str, str], ...]:
    """The last reply's, then those of earlier ones that act at any point."""
    found = dict(said[-1].choices)
    for composed in said[:-1]:
        for id_, label in composed.choices:
            if id_.startswith(_AT_ANY_POINT):
                found.setdefault(id_, label)
    return tuple(found.items())


def _shown(composed: Composed, *, is_last: bool) -> list[ComposedPart]:
    """Without links, and without a question whose own choices are not shown."""
    is_moot = not is_last and any(not id_.startswith(_AT_ANY_POINT) for id_, _ in composed.choices)
    return [p for p in composed.parts if not p.role.startswith("link") and not (is_moot and p.role == "ask")]


def _texts(
    parts: Sequence[ComposedPart], choices: Sequence[tuple[str, str]], more: ComposedPart | None
) -> list[SmsText]:
    """Split between sentences; the last part, the question, stays with its choices."""
    alone = max(0, len(parts) - 1) if choices else len(parts)
    tail = [*(part.text for part in parts[alone:]), *(f"{n}. {label}" for n, (_, label) in enumerate(choices, 1))]
    steps = split_pieces([part.text for part in parts[:alone]], tail, more.text if more else "")
    texts = [_text(step, parts, choices) for step in steps]
    if more is None:
        return texts
    return [*(replace(text, parts=(*text.parts, more)) for text in texts[:-1]), *texts[-1:]]


def _text(step: Sequence[Piece], parts: Sequence[ComposedPart], choices: Sequence[tuple[str, str]]) -> SmsText:
    written: list[ComposedPart] = []
    numbers: list[int] = []
    for source, group in groupby(step, key=lambda piece: piece.source):
        if source < len(parts):
            written.append(replace(parts[source], text=joined(list(group))))
        else:
            numbers.append(source - len(parts))
    return SmsText(tuple(written), tuple(choices[n] for n in numbers), numbers[0] + 1 if numbers else 1)


def _to_json(text: SmsText) -> dict[str, Any]:
    """For the state, until MORE."""
    parts = [[p.role, p.text, _id(p.text_version_id), _id(p.article_version_id)] for p in text.parts]
    return {"parts": parts, "choices": [list(choice) for choice in text.choices], "first_number": text.first_number}


def _id(version_id: UUID | None) -> str | None:
    return str(version_id) if version_id else None


def _from_json(kept: Mapping[str, Any]) -> SmsText:
    parts = tuple(
        ComposedPart(role, text, UUID(text_id) if text_id else None, UUID(article_id) if article_id else None)
        for role, text, text_id, article_id in kept["parts"]
    )
    return SmsText(parts, tuple((id_, label) for id_, label in kept["choices"]), kept["first_number"])
