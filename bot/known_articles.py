"""Keeps the articles as they were read, between one start and the next: the page must be there in three seconds.

The file lies in `var/` beside the database, is only ever a copy, and is written anew when code or articles change.
"""

import hashlib
import pickle
from pathlib import Path

import structlog

from bot.settings import ROOT
from knowledge_base.known import known_articles, remember

log = structlog.get_logger()
FILE = ROOT / "var" / "articles.cache"
_MOST = 5_000  # articles kept, the latest read; the rest are texts of long ago
_DAMAGED = (OSError, pickle.PickleError, EOFError, ImportError, LookupError, AttributeError, TypeError, ValueError)


def recall(path: Path = FILE) -> int:
    """Take over what the last process read, if the code that reads is the same; return how many articles.

    A damaged file is passed over.
    """
    try:
        kept = pickle.loads(path.read_bytes())  # noqa: S301  # whoever can write here can write the database too
        if kept["code"] != _code():
            return 0
        remember(kept["articles"])
        return len(kept["articles"])
    except FileNotFoundError:
        return 0
    except _DAMAGED as error:
        log.warning("articles_not_recalled", reason=type(error).__name__)
        return 0


def keep(recalled: int, path: Path = FILE) -> None:
    """Keep what has been read, if it is more than was recalled."""
    articles = dict(known_articles())
    if len(articles) <= recalled:
        return
    content = pickle.dumps({"code": _code(), "articles": dict(list(articles.items())[-_MOST:])})
    try:
        path.parent.mkdir(mode=0o700, exist_ok=True)
        new = path.with_suffix(f".{hashlib.sha256(content).hexdigest()[:8]}")
        new.write_bytes(content)
        new.replace(path)
    except OSError as error:
        log.warning("articles_not_kept", reason=type(error).__name__)


def _code() -> str:
    """A hash of all that decides how a text is read."""
    folder = ROOT / "knowledge_base"
    parts = (path.read_bytes() for path in sorted((*folder.glob("*.py"), folder / "topics.csv")))
    return hashlib.sha256(b"\0".join(parts)).hexdigest()
