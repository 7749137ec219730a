"""intents/thresholds.yml → Thresholds. Written by calibration; a profile may only make them stricter."""

from pathlib import Path

import yaml

from bot.errors import BadSettings
from bot.settings import ROOT
from bot.state import Thresholds

THRESHOLDS_YML = ROOT / "intents" / "thresholds.yml"


def load_thresholds(path: Path = THRESHOLDS_YML) -> Thresholds:
    """Read the thresholds.

    Raises:
        BadSettings: the file is missing or is not what calibration writes.
    """
    try:
        found = yaml.safe_load(path.read_text(encoding="utf-8"))
        return Thresholds(
            answer=float(found["answer"]), clarify=float(found["clarify"]), margin=float(found.get("margin", 0.0))
        )
    except (OSError, KeyError, TypeError, ValueError, yaml.YAMLError) as error:
        raise BadSettings([f"{path.name}: run `alongside engine calibrate` to write it again"]) from error
