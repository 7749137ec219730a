"""The drawings of the Easy Read pages: small, safe SVG in one style. Files are `pictures/<name>.svg`."""

import re
import xml.etree.ElementTree as ET
from collections.abc import Iterator, Mapping
from pathlib import Path

from knowledge_base.problems import BadArticles, Problem

PICTURES = Path(__file__).with_name("pictures")
MOST_BYTES = 4000
_SPACE = "{http://www.w3.org/2000/svg}"
_SHAPES = {"svg", "g", "path", "circle", "ellipse", "rect", "line", "polyline", "polygon"}
_PROPERTIES = {
    *("viewBox", "d", "cx", "cy", "r", "rx", "ry", "x", "y", "x1", "x2", "y1", "y2", "width", "height", "points"),
    *("fill", "stroke", "stroke-width", "stroke-linecap", "stroke-linejoin", "stroke-dasharray", "transform"),
}
_PLAIN_VALUE = re.compile(r"[\w#.,() +-]*")


def load_pictures(root: Path = PICTURES) -> Mapping[str, bytes]:
    """Read every picture, by name.

    Raises:
        BadArticles: with everything that is wrong in any file.
    """
    pictures = {path.stem: path.read_bytes() for path in sorted(root.glob("*.svg"))}
    problems = [
        Problem(root / f"{name}.svg", 1, fault) for name, content in pictures.items() for fault in _faults(content)
    ]
    if problems:
        raise BadArticles(problems)
    return pictures


def _faults(content: bytes) -> Iterator[str]:
    """What may not stand in a picture: anything but shapes in a square of 120 by 120."""
    if len(content) > MOST_BYTES:
        yield f"The picture has {len(content)} bytes; it may have {MOST_BYTES}."
    if b"<!" in content or b"<?" in content:
        yield "A picture holds nothing but shapes: no comments, entities or declarations."
        return
    try:
        root = ET.fromstring(content)  # noqa: S314  # our own files, without entities
    except ET.ParseError as error:
        yield f"The picture cannot be read ({error})."
        return
    if root.tag != f"{_SPACE}svg" or root.get("viewBox") != "0 0 120 120":
        yield 'A picture starts with <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 120 120">.'
    for shape in root.iter():
        yield from _faults_of(shape)


def _faults_of(shape: ET.Element) -> Iterator[str]:
    name = shape.tag.removeprefix(_SPACE)
    if name not in _SHAPES:
        yield f"<{name}> has no place in a picture."
    if (shape.text or "").strip() or (shape.tail or "").strip():
        yield "There are words in the picture. The line beside it says it all."
    for key, value in shape.attrib.items():
        if key not in _PROPERTIES or not _PLAIN_VALUE.fullmatch(value):
            yield f'{key}="{value}" has no place in a picture.'
