"""One spelling for text that people type in many ways. Pure, and used on both sides of the engine."""

import unicodedata

# Letters of Arabic, Persian, Pashto and Urdu keyboards that look the same; Latin letters that NFKD does not take apart.
_SAME_LETTER = str.maketrans(
    {
        "ي": "ی",
        "ى": "ی",
        "ې": "ی",
        "ۍ": "ی",
        "ك": "ک",
        "ګ": "گ",
        "ہ": "ه",
        "ۃ": "ه",
        "ة": "ه",
        "ھ": "ه",
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ł": "l",
        "ø": "o",
        "đ": "d",
        "ı": "i",
    }
)
# Signs that people leave out as often as not: Arabic vowels and the dot below Gurmukhi letters.
_LEFT_OUT_SIGNS = {chr(code) for code in (*range(0x064B, 0x0653), 0x0670, 0x0640, 0x0A3C)}
_APOSTROPHES = set("'’‘`´ʼ＇")  # fold: dont, don't and don’t are one word


def fold(text: str) -> str:
    """Lower case without accents, apostrophes, invisible characters or doubled spaces; scripts stay as they are."""
    composed = unicodedata.normalize("NFKC", text).casefold().translate(_SAME_LETTER)
    kept = (char for char in unicodedata.normalize("NFKD", composed) if _is_kept(char))
    return " ".join(unicodedata.normalize("NFC", "".join(kept)).translate(_SAME_LETTER).split())


def fold_to_words(text: str) -> str:
    """Folded words with one space between them; all punctuation and symbols are gone."""
    folded = fold(text)
    return " ".join("".join(char if _is_in_word(char) else " " for char in folded).split())


def _is_kept(char: str) -> bool:
    """Zero-width characters (Cf), Latin accents, signs often left out and apostrophes go."""
    if char in _APOSTROPHES or char in _LEFT_OUT_SIGNS:
        return False
    return unicodedata.category(char) != "Cf" and not 0x0300 <= ord(char) <= 0x036F


def _is_in_word(char: str) -> bool:
    """Letters, marks (vowel signs of Indic scripts) and numbers."""
    return unicodedata.category(char)[0] in "LMN"
