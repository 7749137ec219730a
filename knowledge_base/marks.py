"""Inline Markdown and the `[^id]` marks that name sources."""

import re

MARK = re.compile(r"\[\^([a-z0-9]+(?:-[a-z0-9]+)*)\]")
LINK = re.compile(r"\[([^\[\]]+)\]\(([^()\s]+)\)")
_EMPHASIS = re.compile(r"(?<!\\)(\*\*|__|\*|(?<!\w)_|_(?!\w))")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain(text: str) -> str:
    """Return the text without marks and Markdown, for a text message; a link becomes `words (address)`."""
    text = re.sub(rf"[ \t]*{MARK.pattern}", "", text)
    text = LINK.sub(_spell_out, text)
    return _ESCAPE.sub(r"\1", _EMPHASIS.sub("", text)).strip()


def cited(text: str) -> tuple[str, ...]:
    """Return the ids of the sources a text names, in order, each once."""
    return tuple(dict.fromkeys(MARK.findall(text)))


def _spell_out(link: re.Match[str]) -> str:
    words, address = link[1], link[2].removeprefix("mailto:").removeprefix("tel:")
    return words if words == address else f"{words} ({address})"
