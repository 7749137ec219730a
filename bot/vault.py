"""Encryption at rest and keyed hashes, with keys that can be rotated.

The key file holds one JSON object: `encryption`, a list of Fernet keys (the first encrypts, all decrypt),
and `hashing`, one key that never rotates, since look-ups would stop finding.
"""

import hashlib
import hmac
import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken, MultiFernet

from bot.errors import AlongsideError, BadSettings


class Unreadable(AlongsideError):
    """A stored value cannot be read with the keys at hand."""


@dataclass(frozen=True)
class Vault:
    """Encrypts, decrypts and hashes. Hashes are 32 bytes in hex."""

    fernet: MultiFernet
    hashing_key: bytes

    def encrypt(self, text: str) -> bytes:
        """Text → token; two calls give two tokens."""
        return self.fernet.encrypt(text.encode())

    def decrypt(self, token: bytes) -> str:
        """Token → text. Raises Unreadable if no key fits."""
        try:
            return self.fernet.decrypt(token).decode()
        except InvalidToken as error:
            raise Unreadable("no key reads this value; is this the right key file?") from error

    def hash(self, purpose: str, text: str) -> str:
        """Keyed hash for look-ups; `purpose` keeps equal texts of different kinds apart."""
        return hmac.new(self.hashing_key, f"{purpose}\0{text}".encode(), hashlib.sha256).hexdigest()


def make_key_file(path: Path) -> None:
    """Write a new key file that only its owner can read. Never overwrites."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    keys = {"encryption": [Fernet.generate_key().decode()], "hashing": secrets.token_hex(32)}
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        json.dump(keys, file)


def load_vault(path: Path) -> Vault:
    """Read a key file.

    Raises:
        BadSettings: missing, malformed, or readable by others than its owner.
    """
    try:
        if path.stat().st_mode & 0o077:
            raise BadSettings([f"{path.name}: others can read the keys; run: chmod 600 {path.name}"])
        keys = json.loads(path.read_text(encoding="ascii"))
        fernets = [Fernet(key) for key in keys["encryption"]]
        return Vault(MultiFernet(fernets), bytes.fromhex(keys["hashing"]))
    except FileNotFoundError as error:
        raise BadSettings([f"{path.name}: there are no keys yet; `make run` writes them"]) from error
    except (ValueError, KeyError, TypeError) as error:
        raise BadSettings([f"{path.name}: this is not a key file"]) from error
