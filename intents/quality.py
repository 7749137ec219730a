"""intents/quality.json: what the public page says of understanding. Shares and counts only."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from intents.catalogue import ROOT
from intents.errors import BadIntents
from intents.shares import Difference, Share

QUALITY_JSON = ROOT / "intents" / "quality.json"
ENOUGH = 30  # questions for an article; a language with fewer is not judged
MEASURES = (
    *("right_first", "among_three", "answered", "wrong_answers", "out_of_scope_answered"),
    *("risk_found", "false_alarms_alike", "false_alarms_ordinary"),
)
COMPARED = ("right_first", "answered")


@dataclass(frozen=True)
class Understanding:
    """How well one language is understood. `compared`: right first, less English on the same questions."""

    locale: str
    questions: int
    shares: Mapping[str, Share]
    compared: Difference | None

    @property
    def is_enough(self) -> bool:
        """Whether there are questions enough to judge by."""
        return self.shares["right_first"].of >= ENOUGH


@dataclass(frozen=True)
class Quality:
    """`model`: fingerprint of what was measured. `independent`: wrong answers where the thresholds were chosen on other
    questions. `understanding`: the language that is understood worst comes first; those with too few questions last.
    """

    measured_on: date
    model: str
    questions: int
    understanding: tuple[Understanding, ...]
    independent: Share

    @property
    def worst_first(self) -> tuple[Understanding, ...]:
        """The languages with questions enough."""
        return tuple(found for found in self.understanding if found.is_enough)

    def unjudged(self, offered: tuple[str, ...]) -> tuple[str, ...]:
        """Offered languages with too few questions, or none."""
        judged = {found.locale for found in self.worst_first}
        return tuple(locale for locale in offered if locale not in judged)


def quality_of(report: Mapping[str, Any]) -> dict[str, Any]:
    """What of a report is published, as JSON."""
    return {
        "measured_on": report["measured_on"],
        "model": report["model"],
        "questions": report["all"]["questions"],
        "sets": {name: found["questions"] for name, found in report["sets"].items()},
        "thresholds": report["thresholds"],
        "locales": {name: _published(report, name, found) for name, found in report["locales"].items()},
        "independent": {"wrong_answers": report["independent"]["all"]["wrong_answers"]},
        "calibration": {name: report["calibration"]["all"][name] for name in ("questions", "expected_error", "brier")},
        **({"hint3": report["hint3"]} if "hint3" in report else {}),
    }


def write_quality(report: Mapping[str, Any], path: Path = QUALITY_JSON) -> None:
    """Replace the file in one step."""
    unfinished = path.with_suffix(".new")
    unfinished.write_text(json.dumps(quality_of(report), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    unfinished.replace(path)


def load_quality(path: Path = QUALITY_JSON) -> Quality | None:
    """Read the file; None where there is none. Raises: BadIntents: it is not what the report writes."""
    try:
        return read_quality(json.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError:
        return None
    except (KeyError, TypeError, ValueError) as error:
        raise BadIntents(f"{path.name}: run `alongside engine report` to write it again") from error


def read_quality(found: Mapping[str, Any]) -> Quality:
    """The content of the file. Raises: KeyError, TypeError, ValueError."""
    languages = [_read_language(locale, row) for locale, row in found["locales"].items()]
    return Quality(
        measured_on=date.fromisoformat(found["measured_on"]),
        model=str(found["model"]),
        questions=int(found["questions"]),
        understanding=tuple(sorted(languages, key=_weakness)),
        independent=_read_share(found["independent"]["wrong_answers"]),
    )


def _weakness(found: Understanding) -> tuple[bool, float, str]:
    """Sorts the worst first; a tie by name."""
    return not found.is_enough, found.shares["right_first"].value or 0.0, found.locale


def _published(report: Mapping[str, Any], locale: str, found: Mapping[str, Any]) -> dict[str, Any]:
    compared = report["differences"].get(locale, {})
    return {
        "questions": found["questions"],
        **{measure: found[measure] for measure in MEASURES},
        "less_english": {measure: compared[measure] for measure in COMPARED if measure in compared},
    }


def _read_language(locale: str, row: Mapping[str, Any]) -> Understanding:
    shares = {measure: _read_share(row[measure]) for measure in MEASURES}
    compared = row["less_english"].get("right_first")
    difference = compared and Difference(compared["difference"], compared["low"], compared["high"], compared["items"])
    return Understanding(locale, int(row["questions"]), shares, difference or None)


def _read_share(found: Mapping[str, Any]) -> Share:
    return Share(int(found["count"]), int(found["of"]))
