"""Writes the vectors of all training examples to intents/vectors.npz, to be committed with them.

Run from the root of the project with the engine's Python: `python -m intents.components.ship`.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from rasa.shared.nlu.training_data.loading import load_data

from intents.components.encoder import MODEL, encode_many
from intents.components.progress import say
from intents.components.risk_data import load_risk_data
from intents.components.vectors import FILE, ship, text_key

_TRAINING = Path(__file__).parents[1] / "training"


def main() -> None:
    """Compute what is missing and write the file."""
    texts = training_texts()
    ship({text_key(MODEL, text): np.asarray(row) for text, row in zip(texts, encode_many(texts), strict=True)})
    say(f"{len(texts)} vectors, {FILE.stat().st_size / 1e6:.1f} MB: {FILE.name}")


def training_texts() -> list[str]:
    """Every text that the components learn from, each once."""
    examples = load_data(str(_TRAINING)).intent_examples
    risk = [text for part in load_risk_data() for text in (*part.examples, *part.calm)]
    return sorted({*(str(example.get("text")) for example in examples), *risk})


if __name__ == "__main__":
    main()
