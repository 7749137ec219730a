"""One thing that `alongside doctor` looked at."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Finding:
    """What was found, and what to do where that is a fault.

    `required`: `alongside doctor` ends with an error while it is not in order.
    """

    name: str
    ok: bool
    message: str
    advice: str = ""
    required: bool = True
