"""A message's plain text → paragraphs and real lists, with links where a phone can use them."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup, escape

from bot.settings import Profile

_ITEM = re.compile(r"^(?:(?P<number>\d{1,2})[.)]|(?P<bullet>[-•*]))\s+(?P<text>.+)$")
_TEXTED = frozenset({"shout"})  # lines that are written to, not called
_ADDRESS = re.compile(r"https?://[^\s<>()\"']+[^\s<>()\"'.,;:!?،۔]")


@dataclass(frozen=True)
class Block:
    """A paragraph, or a list (kind `number` or `bullet`) with one line an item."""

    kind: str
    lines: tuple[Markup, ...]


def contact_links(profile: Profile) -> dict[str, str]:
    """What a text may name to be reached by, as written → the link that calls or writes."""
    contact = profile.contact
    links = {contact.phone: f"tel:{_digits(contact.phone)}", contact.email: f"mailto:{contact.email}"}
    for name, line in profile.emergency.items():
        scheme = "sms" if name in _TEXTED else "tel"
        links.setdefault(line.number, f"{scheme}:{_digits(line.number)}")
    return links


def _digits(number: str) -> str:
    return "".join(char for char in number if char.isdigit() or char == "+")


def blocks(text: str, links: Mapping[str, str]) -> list[Block]:
    """Split a text. `links` are from `contact_links`."""
    found: list[tuple[str, list[str]]] = []
    for line in text.replace("\r\n", "\n").split("\n"):
        kind, words = _read_line(line)
        if not words:
            found.append(("", []))
        elif found and found[-1][0] == kind:
            found[-1][1].append(words)
        else:
            found.append((kind, [words]))
    return [Block(kind, tuple(linked(line, links) for line in lines)) for kind, lines in found if lines]


def _read_line(line: str) -> tuple[str, str]:
    item = _ITEM.match(line.strip())
    if item is None:
        return "paragraph", line.strip()
    return ("number" if item["number"] else "bullet"), item["text"]


def linked(text: str, links: Mapping[str, str]) -> Markup:
    """Escape a text and make its web addresses and known numbers links.

    A number is a link the first time only: "call 999 … or text 999" must not ring when somebody wants to text.
    """
    names = [re.escape(name) for name in sorted(links, key=len, reverse=True)]
    pattern = re.compile("|".join([_ADDRESS.pattern, *(rf"(?<!\w){name}(?!\w)" for name in names)]))
    pieces: list[Markup] = []
    end, seen = 0, set[str]()
    for match in pattern.finditer(text):
        if match[0] in seen:
            continue
        seen.add(match[0])
        link = Markup('<a href="{}" dir="ltr">{}</a>').format(links.get(match[0], match[0]), match[0])
        pieces += [escape(text[end : match.start()]), link]
        end = match.end()
    return Markup("").join([*pieces, escape(text[end:])])
