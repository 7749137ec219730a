"""Tells people how training goes: one plain line on standard error, which the app passes on."""

import sys


def say(line: str) -> None:
    """Say where training is. Never while serving: nothing of what people write may leave by this way."""
    print(f"alongside: {line}", file=sys.stderr, flush=True)
