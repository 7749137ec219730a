"""Passwords of staff: which are refused, and how they are kept (argon2id)."""

import asyncio
import unicodedata
from collections.abc import Iterable
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

SHORTEST, LONGEST = 12, 200
# What is left of a password when everything but letters is taken away.
COMMON = frozenset(
    """
    password passwordpassword passw passwort passphrase secret topsecret qwerty qwertyuiop qwertyuiopasdf
    qwertyuiopasdfghjkl asdfghjkl asdfghjklzxc zxcvbnm letmein letmeinletmein letmeinplease welcome welcomehome
    changeme changemenow pleasechangeme admin administrator adminadmin root manager caseworker adviser advisor
    iloveyou iloveyousomuch iloveyouforever football liverpool manchester birmingham birminghamcity sunshine
    princess monkey dragon abcdef abcdefgh abcdefghijkl abcdefghijklm sendiass sendiassadviser alongside
    correcthorsebatterystaple thisismypassword mypassword password test testing testtesttest demo demonstration
    """.split()
)

_hasher = PasswordHasher()


@cache
def _of_nobody() -> str:
    """Verified where there is no such caseworker. Made when first needed: it takes a tenth of a second."""
    return _hasher.hash("no caseworker has this password")


def why_unsuitable(password: str, personal: Iterable[str] = ()) -> str | None:
    """Why a password is refused, in words; None if it may be used. `personal`: the e-mail address, the name."""
    folded = _normal(password).casefold()
    if len(password) < SHORTEST:
        return f"The password is too short: use at least {SHORTEST} characters. Three or four words work well."
    if len(password) > LONGEST:
        return f"The password is too long: use at most {LONGEST} characters."
    if len(set(folded)) < 5 or "".join(c for c in folded if c.isalpha()) in COMMON | {""}:
        return "That password is one of the first that others try. Three or four words of your own work well."
    if any(len(part) > 3 and part in folded for part in (p.casefold() for p in personal)):
        return "The password holds your name or e-mail address. Others would try that."
    return None


async def hash_password(password: str) -> str:
    """For storage. Takes a core for a moment, so it runs beside the loop."""
    return await asyncio.to_thread(_hasher.hash, _normal(password))


async def is_right(stored: str | None, password: str) -> bool:
    """Whether the password fits. Takes as long where nothing is stored."""
    fits = await asyncio.to_thread(_verify, stored or _of_nobody(), _normal(password[: LONGEST + 1]))
    return fits and stored is not None


def is_outdated(stored: str) -> bool:
    """Whether it was hashed with weaker settings than today's."""
    return _hasher.check_needs_rehash(stored)


def _verify(stored: str, password: str) -> bool:
    try:
        return _hasher.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def _normal(password: str) -> str:
    """Two keyboards may write one letter in two ways."""
    return unicodedata.normalize("NFKC", password)
