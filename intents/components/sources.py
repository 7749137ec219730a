"""What a trained component depends on beyond its own class: Rasa's cache does not look at the rest."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from intents.components.encoder import MODEL


def hash_sources(data: Iterable[Path] = ()) -> str:
    """For `fingerprint_addon`: the code of this package, the embedding model and the files a component reads."""
    digest = hashlib.sha256(MODEL.encode())
    for path in [*sorted(Path(__file__).parent.glob("*.py")), *sorted(data)]:
        digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()
