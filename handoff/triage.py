"""Which enquiry first, and why: published criteria of the profile, added up (R36). And the level that is proposed (R3).

Reasons are codes. A caseworker confirms the level and may override the priority with a note.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from bot.events import EnquirySent

# Which hand-over triggers mean which criterion of `triage` in service.yml.
CRITERIA: Mapping[str, frozenset[str]] = {
    "permanent_exclusion": frozenset({"permanent-exclusion"}),
    "out_of_education": frozenset({"out-of-education-now"}),
    "deadline_near": frozenset({"deadline-near", "deadline-missed"}),
    "court_or_tribunal": frozenset({"court-or-tribunal"}),
}
_YOUNG = frozenset({"young_person", "child"})


@dataclass(frozen=True)
class Assessment:
    """A proposal with its reasons, as codes."""

    level: int
    level_reasons: tuple[str, ...]
    priority: int
    priority_reasons: tuple[str, ...]


def assess(
    sent: EnquirySent, points: Mapping[str, int], *, needs_interpreter: bool, has_near_limit: bool = False
) -> Assessment:
    """Propose a level and a priority. Asking for a person about one's own case is level 2 at least.

    `has_near_limit`: a time limit of the family's own ends within 15 days or has passed, by the letter's date or by
    what they wrote.
    """
    reasons = tuple(_priority_reasons(sent, needs_interpreter, has_near_limit))
    return Assessment(
        level=max(sent.level, 2),
        level_reasons=tuple(sent.triggers) or ("asked_for_a_person",),
        priority=sum(points.get(reason, 0) for reason in reasons),
        priority_reasons=reasons,
    )


def _priority_reasons(sent: EnquirySent, needs_interpreter: bool, has_near_limit: bool) -> Iterable[str]:
    met = set(sent.triggers)
    for criterion, triggers in CRITERIA.items():
        if met & triggers or (criterion == "deadline_near" and has_near_limit):
            yield criterion
    if sent.speaker in _YOUNG:
        yield "young_person_alone"
    if needs_interpreter:
        yield "needs_interpreter"
