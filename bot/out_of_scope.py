"""What we cannot answer, seen by its words alone: the law of other countries, and orders meant for a machine.

The engine learns these too, but a message that also names a topic may look like a question about that topic.
"""

from functools import cache
from pathlib import Path

import yaml

from knowledge_base.cues import fold, is_met

CUES_YML = Path(__file__).with_name("out_of_scope.yml")
Cues = tuple[str, ...]


def kind_by_words(text: str) -> str | None:
    """other_law or spam, if a cue of `out_of_scope.yml` is met."""
    folded = fold(text)
    for kind, (cues, unless) in load_kinds().items():
        if any(is_met(cue, folded) for cue in cues) and not any(is_met(cue, folded) for cue in unless):
            return kind
    return None


@cache
def load_kinds(path: Path = CUES_YML) -> dict[str, tuple[Cues, Cues]]:
    """The cues of each kind, and what they are not shown beside, of all languages together."""
    kinds = yaml.safe_load(path.read_text(encoding="utf-8"))
    return {kind: (_all(content["cues"]), _all(content.get("unless", {}))) for kind, content in kinds.items()}


def _all(languages: dict[str, list[str]]) -> Cues:
    return tuple(dict.fromkeys(cue for cues in languages.values() for cue in cues))
