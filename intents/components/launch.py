"""Runs `rasa run` so that it never outlives the app, and keeps its token out of the list of processes.

Started by intents/engine_process.py with the engine's Python: `python -m intents.components.launch run …`.
The token comes in the environment; standard input is a pipe from the app that closes when the app ends.
"""

import ctypes
import os
import runpy
import signal
import sys
import threading

TOKEN_VARIABLE = "ALONGSIDE_ENGINE_TOKEN"  # noqa: S105 - the name, not a secret
_PR_SET_PDEATHSIG = 1  # linux/prctl.h


def main() -> None:
    """Tie this process to its parent, then become Rasa's command line."""
    _die_with_parent()
    sys.argv[1:] += ["--auth-token", os.environ.pop(TOKEN_VARIABLE)]
    runpy.run_module("rasa", run_name="__main__", alter_sys=True)


def _die_with_parent() -> None:
    """Two ways: Linux kills us even while we are stopped; the closing pipe works everywhere."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_exit_when_input_ends, daemon=True).start()


def _exit_when_input_ends() -> None:
    while os.read(0, 1024):
        pass
    os._exit(0)


if __name__ == "__main__":
    main()
