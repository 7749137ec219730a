"""The topic classifier on HINT3, public sets of real chatbot queries: one JSON line a query on standard output.

Run from the root of the project with the engine's Python: `python -m intents.components.hint3 FOLDER`, where FOLDER is
the repository hellohaptik/HINT3. A line is {"set", "label", "found", "confidence"}; the query itself is not told.
Source: G. Arora et al., "HINT3: Raising the bar for Intent Detection in the Wild", 2020.
"""

from __future__ import annotations

import csv
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from intents.components.cross_validate import load_settings
from intents.components.encoder import CACHE, encode_many
from intents.components.letters import LetterRuns
from intents.components.sentence_featurizer import centre
from intents.components.softmax_regression import Features
from intents.components.topic_model import fit_topics

SETS = ("curekart", "powerplay11", "sofmattress")


def main() -> None:
    """Print every line."""
    for line in read_sets(Path(sys.argv[1])):
        print(json.dumps(line, ensure_ascii=False))


def read_sets(folder: Path, cache: Path = CACHE) -> Iterator[dict[str, Any]]:
    """The lines: each set, learned from in full and from its subset."""
    settings = load_settings()
    for name in SETS:
        asked = read_examples(folder / "dataset/v1/test" / f"{name}_test.csv")
        for row in (name, f"{name}_subset"):
            learned = read_examples(folder / "dataset/v1/train" / f"{row}_train.csv")
            for label, (found, confidence) in zip(
                [label for _, label in asked], _answers(learned, asked, settings, cache), strict=True
            ):
                yield {"set": row, "label": label, "found": found, "confidence": confidence}


def read_examples(path: Path) -> list[tuple[str, str]]:
    """(sentence, label) of every row."""
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row["sentence"], row["label"]) for row in csv.DictReader(file)]


def _answers(
    learned: list[tuple[str, str]], asked: list[tuple[str, str]], settings: dict[str, Any], cache: Path
) -> Iterator[tuple[str, float]]:
    """The best label of each query and its confidence, by the pipeline of config.yml trained on this set alone."""
    texts, queries = [text for text, _ in learned], [text for text, _ in asked]
    vectors, letters = encode_many(texts, cache), LetterRuns(settings["max_features"])
    mean = vectors.mean(axis=0)
    features = Features(centre(vectors, mean), letters.fit(texts))
    model, _ = fit_topics(features, [label for _, label in learned], settings["strength"])
    unseen = Features(centre(encode_many(queries, cache), mean), letters.transform(queries))
    for row in model.probabilities(unseen):
        yield str(model.names[row.argmax()]), float(row.max())


if __name__ == "__main__":
    main()
