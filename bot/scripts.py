"""Which script a text is written in, and the languages that their script alone gives away."""

import unicodedata
from collections import Counter

# As Unicode names them → ISO 15924. Those left out keep the first word of Unicode's name.
_ISO = {
    "ARABIC": "Arab",
    "BENGALI": "Beng",
    "CYRILLIC": "Cyrl",
    "DEVANAGARI": "Deva",
    "ETHIOPIC": "Ethi",
    "HEBREW": "Hebr",
    "LATIN": "Latn",
    "CJK": "Hani",
    "HIRAGANA": "Kana",
    "KATAKANA": "Kana",
}
# Scripts that one language in England writes in.
ONE_LANGUAGE = {
    "GURMUKHI": "pa",
    "GUJARATI": "gu",
    "TAMIL": "ta",
    "TELUGU": "te",
    "KANNADA": "kn",
    "MALAYALAM": "ml",
    "SINHALA": "si",
    "ORIYA": "or",
    "THAI": "th",
    "LAO": "lo",
    "KHMER": "km",
    "MYANMAR": "my",
    "TIBETAN": "bo",
    "GEORGIAN": "ka",
    "ARMENIAN": "hy",
    "GREEK": "el",
    "HANGUL": "ko",
    "THAANA": "dv",
    "TIFINAGH": "ber",
    "Kana": "ja",
    "Hebr": "he",
}
# Vowel signs and long strokes that few write in Arabic letters, and one apostrophe for all.
_REWRITTEN = {**dict.fromkeys([0x0640, 0x0670, *range(0x064B, 0x0653)]), **dict.fromkeys(map(ord, "’‘`ʼ"), "'")}
_OTHER_SCRIPT_FROM = 0.2  # of the words: below it, a word of another script is a name or a quotation
_OTHER_SCRIPT_SURELY = 0.5  # of the words, where the English ones make sentences
_ENGLISH_GRAMMAR = frozenset(
    """the a an to my his her our is are was were i we you he she they and of for with at in on not do have has
    it""".split()
)
_RUN_OF_LETTERS_WITHOUT_SPACES = 2  # Chinese, Japanese and Thai leave no spaces: so many letters count as a word
_UNSPACED = frozenset({"Hani", "Kana", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN"})


def words_of(text: str) -> list[str]:
    """The words of a text in small letters, with the signs that belong to letters; no numbers, postcodes or emoji."""
    text = unicodedata.normalize("NFKC", text).casefold().translate(_REWRITTEN)
    kept = "".join(c if c == "'" or unicodedata.category(c)[0] in "LMN" else " " for c in text)
    runs = (run.strip("'") for run in kept.split())
    return [run for run in runs if any(map(str.isalpha, run)) and not any(map(str.isdigit, run))]


def script_of(word: str) -> str:
    """The script of a word's first letter, such as Latn; Kana for any word with Japanese syllables."""
    names = [unicodedata.name(char, "?").split()[0] for char in word if char.isalpha()]
    scripts = [_ISO.get(name, name) for name in names]
    return "Kana" if "Kana" in scripts else next(iter(scripts), "?")


def main_words(words: list[str]) -> tuple[str, list[str]]:
    """The script that a text is written in, and its words in that script.

    A few English words in a text of another script do not change it, nor a few of another script in an English one.
    """
    scripts = [script_of(word) for word in words]
    sizes: Counter[str] = Counter()
    for word, script in zip(words, scripts, strict=True):
        sizes[script] += _size(word, script)
    if "Kana" in sizes:
        scripts = ["Kana" if script == "Hani" else script for script in scripts]
        sizes["Kana"] += sizes.pop("Hani", 0)
    grammar = sum(word in _ENGLISH_GRAMMAR for word in words)
    main = _main(sizes, _OTHER_SCRIPT_SURELY if grammar > 1 else _OTHER_SCRIPT_FROM)
    return main, [word for word, script in zip(words, scripts, strict=True) if script == main]


def count_words(words: list[str]) -> int:
    """How many words these are, also in scripts that leave no spaces between them."""
    return sum(_size(word, script_of(word)) for word in words)


def _size(word: str, script: str) -> int:
    return max(1, len(word) // _RUN_OF_LETTERS_WITHOUT_SPACES) if script in _UNSPACED else 1


def _main(sizes: Counter[str], needed: float) -> str:
    others = {script: size for script, size in sizes.items() if script != "Latn"}
    best = max(others, key=lambda script: others[script], default="Latn")
    return best if others.get(best, 0) >= needed * sizes.total() else "Latn"


# Languages that share a script and are told apart by letters and by their commonest words.

# Cyrillic letters that others leave out, tried in this order.
_CYRILLIC_LETTERS = (
    ("be", "ў"),
    ("mk", "ќѓѕ"),
    ("sr", "ђћљњџј"),
    ("kk", "әқғңұһ"),
    ("mn", "өү"),
    ("uk", "іїєґ"),
    ("ru", "ыэё"),
    ("bg", "ъ"),
)
_HINDI = frozenset("है हैं का की के को में से और नहीं मेरा मेरी मेरे मुझे क्या था थी यह वह हो कर रहा रही ने पर".split())
_NEPALI = frozenset(
    """छ छैन छन् हो होइन मलाई मेरो मेरी उसलाई लाई हाम्रो तपाईं तपाईंको गर्न गर्ने भएको छु भन्ने कहिले कसरी
    चाहिन्छ मान्दैन गाह्रो पनि र हुन्छ थियो विद्यालय अनि के""".split()
)
_MARATHI = frozenset("आहे आहेत नाही माझा माझी माझे मला आणि काय कसे कसा पाहिजे होते तो ती त्याला तिला जात च्या आम्ही".split())
_NEPALI_ENDINGS = ("लाई", "को", "हरू", "मा", "बाट", "छन्", "छ", "न्छ")
_MARATHI_ENDINGS = ("ला", "च्या", "त", "ची", "चा")
_TIGRINYA = frozenset("እዩ እያ ናብ ኣብ ካብ ምስ ኣሎ ኣለኒ ኣይኮነን እየ ከመይ መዓስ ንምንታይ የለን ዘሎ እንታይ ብጣዕሚ ሰላም ወደይ ጓለይ".split())
_AMHARIC = frozenset("ነው ናት አለ የለም ላይ ውስጥ ወደ እንዴት መቼ ለምን እና ግን ልጄ ልጅ አይ እባክዎ ነኝ ናቸው ሰላም አመሰግናለሁ".split())


def language_of(script: str, words: list[str]) -> str | None:
    """The language of words in a script other than Latin and Arabic. None where the letters do not tell."""
    if script in ONE_LANGUAGE:
        return ONE_LANGUAGE[script]
    tell = {"Beng": _bengali, "Cyrl": _cyrillic, "Deva": _devanagari, "Ethi": _ethiopic, "Hani": _chinese}.get(script)
    return tell(words) if tell else None


def _bengali(words: list[str]) -> str:
    return "as" if any(letter in word for word in words for letter in "ৰৱ") else "bn"


def _cyrillic(words: list[str]) -> str | None:
    written = set("".join(words))
    return next((tag for tag, letters in _CYRILLIC_LETTERS if written & set(letters)), None)


def _devanagari(words: list[str]) -> str:
    nepali = _count(words, _NEPALI) + 0.5 * sum(word.endswith(_NEPALI_ENDINGS) for word in words)
    marathi = _count(words, _MARATHI) + 0.5 * sum("ळ" in word or word.endswith(_MARATHI_ENDINGS) for word in words)
    hindi = _count(words, _HINDI)
    return max((hindi, "hi"), (nepali, "ne"), (marathi, "mr"), key=lambda found: found[0])[1]


def _ethiopic(words: list[str]) -> str:
    tigrinya = _count(words, _TIGRINYA) + sum(any(letter in word for letter in "ኣቐኸቕ") for word in words)
    amharic = _count(words, _AMHARIC) + sum("አ" in word for word in words)
    return "ti" if tigrinya > amharic else "am"


def _chinese(words: list[str]) -> str:
    """Simplified characters are those of GB 2312, traditional ones those of Big5; most are in both."""
    text = "".join(words)
    simplified, traditional = _outside(text, "big5"), _outside(text, "gb2312")
    return "zh-Hant" if traditional > simplified else "zh-Hans"


def _outside(text: str, encoding: str) -> int:
    return len(text) - len(text.encode(encoding, "ignore").decode(encoding))


def _count(words: list[str], known: frozenset[str]) -> int:
    return sum(word in known for word in words)
