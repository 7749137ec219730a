"""The vectors of the training examples as they are shipped, so that a fresh clone need not compute them for minutes.

Written by `alongside engine vectors`; whatever is missing or of another embedding model is computed as ever.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import numpy.typing as npt

FILE = Path(__file__).parents[1] / "vectors.npz"
_KEY_BYTES = 8  # of 30,000 texts no two share them
_SCALE = 127.0 / 0.35  # no part of a vector of length 1 is larger than 0.35 in practice; larger ones are cut

Vectors = npt.NDArray[np.float32]


def text_key(model: str, text: str) -> bytes:
    """What a text is known by: a hash of it and of the embedding model, never the text."""
    return hashlib.sha256(f"{model}\0{text}".encode()).digest()


def shipped(keys: Iterable[bytes], path: Path = FILE) -> dict[bytes, bytes]:
    """The shipped vectors among the keys, as float32 bytes."""
    rows, vectors = _read(path)
    known = {key: rows[key[:_KEY_BYTES]] for key in keys if key[:_KEY_BYTES] in rows}
    return {key: (vectors[row] / _SCALE).astype("<f4").tobytes() for key, row in known.items()}


def ship(vectors: Mapping[bytes, Vectors], path: Path = FILE) -> None:
    """Write all vectors (384) by their keys, in eight bits a number, the same file for the same vectors."""
    keys = sorted(vectors)
    short = np.frombuffer(b"".join(key[:_KEY_BYTES] for key in keys), dtype=np.uint8).reshape(-1, _KEY_BYTES)
    whole = np.vstack([vectors[key] for key in keys])
    eighth = np.clip(np.rint(whole * _SCALE), -127, 127).astype(np.int8)
    unfinished = path.with_suffix(".new.npz")
    np.savez_compressed(unfinished, keys=short, vectors=eighth)
    unfinished.replace(path)


@lru_cache(maxsize=2)
def _read(path: Path) -> tuple[dict[bytes, int], npt.NDArray[np.int8]]:
    """(row by short key, vectors); empty where there is no file."""
    if not path.exists():
        return {}, np.zeros((0, 0), dtype=np.int8)
    with np.load(path, allow_pickle=False) as kept:
        keys, vectors = kept["keys"], kept["vectors"]
    return {key.tobytes(): row for row, key in enumerate(keys)}, vectors
