"""SMS segments as carriers count them: GSM-7 160/153 septets, UCS-2 70/67 units. Source: GSM 03.38, 3GPP TS 23.038."""

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # two septets each


def is_gsm(text: str) -> bool:
    """Whether every character is in the GSM-7 alphabet or its extension."""
    return all(char in _BASIC or char in _EXTENDED for char in text)


def count_segments(text: str) -> int:
    """How many segments a text takes; 1 for an empty one."""
    if is_gsm(text):
        sizes, alone, joined = [2 if char in _EXTENDED else 1 for char in text], 160, 153
    else:
        sizes, alone, joined = [len(char.encode("utf-16-be")) // 2 for char in text], 70, 67
    return 1 if sum(sizes) <= alone else _packed(sizes, joined)


def _packed(sizes: list[int], room: int) -> int:
    """No character is split over two segments."""
    segments, used = 1, 0
    for size in sizes:
        if used + size > room:
            segments, used = segments + 1, 0
        used += size
    return segments
