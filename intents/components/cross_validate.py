"""How the topic classifier does on training examples held out: one JSON line an example on standard output.

Run from the root of the project with the engine's Python: `python -m intents.components.cross_validate`.
A line is {"text", "intent", "ranking": [[name, confidence], …]}; the confidences are calibrated.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from rasa.shared.nlu.training_data.loading import load_data

from intents.components.encoder import encode_many
from intents.components.letters import LetterRuns
from intents.components.sentence_featurizer import centre
from intents.components.softmax_regression import Features
from intents.components.topic_model import fit_topics

ROOT = Path(__file__).parents[2]
_RANKING = 10


def main() -> None:
    """Print every line."""
    for line in cross_validate():
        print(json.dumps(line, ensure_ascii=False))


def cross_validate() -> Iterator[dict[str, Any]]:
    """The lines."""
    settings = load_settings()
    examples = load_data(str(ROOT / "intents/training")).intent_examples
    texts = [example.get("text") for example in examples]
    labels = [example.get("intent") for example in examples]
    model, unseen = fit_topics(_features(texts, settings), labels, settings["strength"])
    for at, row in zip(unseen.rows, unseen.confidences, strict=True):
        ranking = [[str(model.names[best]), float(row[best])] for best in np.argsort(-row)[:_RANKING]]
        yield {"text": texts[at], "intent": labels[at], "ranking": ranking}


def _features(texts: list[str], settings: dict[str, Any]) -> Features:
    vectors = encode_many(texts)
    letters = LetterRuns(settings["max_features"]).fit(texts)
    return Features(centre(vectors, vectors.mean(axis=0)), letters)


def load_settings() -> dict[str, Any]:
    """Everything config.yml sets, under one roof: names of settings differ between components."""
    pipeline = yaml.safe_load((ROOT / "config.yml").read_text(encoding="utf-8"))["pipeline"]
    return {name: value for component in pipeline for name, value in component.items()}


if __name__ == "__main__":
    main()
