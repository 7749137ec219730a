"""Writes into translated pages which English text they were made from."""

import re
from pathlib import Path

from knowledge_base.page_content import PageContent

_FIELD = re.compile(r"(?m)^translates:.*$")
_STATUS = re.compile(r"(?m)^status:.*$")


def stamp_pages(content: PageContent) -> tuple[Path, ...]:
    """Write today's English hash into stale translations; return the files changed.

    Only for use when somebody has compared them with the English.
    """
    changed = []
    for shelf in content.shelves():
        english = {page.imprint.id: page.imprint.sha256 for page in shelf if not page.imprint.is_translation}
        for page in shelf.stale():
            path: Path = page.imprint.path
            path.write_bytes(_stamped(path.read_bytes().decode(), english[page.imprint.id]).encode())
            changed.append(path)
    return tuple(changed)


def _stamped(text: str, sha256: str) -> str:
    line = f"translates: {sha256}"
    if _FIELD.search(text):
        return _FIELD.sub(line, text, count=1)
    return _STATUS.sub(lambda status: f"{status[0]}\n{line}", text, count=1)
