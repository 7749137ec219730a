"""Which language a text is in, and which choice it names. Deterministic; no network.

lingua restricted to the offered languages reads short texts best; langdetect, the wider net, names languages we do not
offer; Urdu in Latin letters is known by its commonest words.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

import langdetect  # type: ignore[import-untyped]  # no stubs exist
from langdetect.lang_detect_exception import LangDetectException  # type: ignore[import-untyped]  # no stubs exist
from lingua import ConfidenceValue, Language, LanguageDetector, LanguageDetectorBuilder

from bot.catalogue import RIGHT_TO_LEFT

langdetect.DetectorFactory.seed = 0  # else two runs may differ
SURE = 0.80
_LATIN_URDU = frozenset(
    """
    hai hain hay ka ki ke ko se mein mai main nahi nai nhi kya kia kyun kyu kaise kaisay kab kahan
    mera meri mere mujhe mujhay hum humein hamari hamara aap ap apko apki apna bacha bachay bachi
    beta beti wo woh ye yeh tha thi raha rahi rahe kar karna karo karein karna diya dia liya gaya
    gayi hua hui aur ya lekin magar bhi sirf abhi phir koi kuch chahiye chahie chahta chahti sakta
    sakti sakte batao batayen bata salam assalam par pe toh agar jab tak wala wali hota hoti kiya
    krna krni krta mjhe bohat bahut acha theek thik shukriya karta karti rahay rha rhi han haan ne
    mil nahin kisi baat karni hun hoon
    """.split()
)
# Short words that English, Polish or a typing error share: they count only beside clearer ones.
_SHARED_WORDS = frozenset(
    """
    main mere par pe hum ap ya se ne ki ke ka ko to tha mil wala bata sure han
    """.split()
)
_SCRIPTS = {"ARABIC": "Arab", "LATIN": "Latn", "GURMUKHI": "Guru", "BENGALI": "Beng", "DEVANAGARI": "Deva"}
_WORD = re.compile(r"[^\W\d_]+")
_URDU_LETTERS = frozenset("ٹڈڑںےہھۓ")
_PASHTO_LETTERS = frozenset("ټډړږښګڼېۍ")
_WORDS_FOR_SURE = 3


@dataclass(frozen=True)
class Guess:
    """A BCP 47 tag and whether it is sure enough to answer in. None: too little to tell."""

    locale: str | None
    is_sure: bool


@lru_cache(maxsize=4)
def _detector(languages: tuple[str, ...]) -> LanguageDetector:
    wanted = [lang for lang in Language.all() if lang.iso_code_639_1.name.lower() in languages]
    return LanguageDetectorBuilder.from_languages(*wanted).with_preloaded_language_models().build()


def warm_up(languages: tuple[str, ...]) -> None:
    """Load the models, so that the first family does not wait for them."""
    detect("Hello, my son is at school", languages)


def detect(text: str, languages: tuple[str, ...]) -> Guess:
    """Guess the language of a text.

    One or two words are never sure: "hi", "EHCP" and names belong to no language.
    """
    words = [word.casefold() for word in _WORD.findall(unicodedata.normalize("NFKC", text))]
    if not words:
        return Guess(None, False)
    script = _main_script(text)
    if script == "Latn" and _is_latin_urdu(words):
        return Guess("ur-Latn", len(words) >= _WORDS_FOR_SURE)
    if script == "Arab":
        return _arabic_script(text, words)
    if script != "Latn":
        return Guess(_widest(text), len(words) >= _WORDS_FOR_SURE)
    return _latin(text, words, languages)


def _main_script(text: str) -> str:
    counts: dict[str, int] = {}
    for char in text:
        if char.isalpha():
            script = unicodedata.name(char, "?").split()[0]
            counts[script] = counts.get(script, 0) + 1
    best = max(counts, key=lambda name: counts[name], default="?")
    # English words such as EHCP inside an Urdu sentence do not make it English
    if best == "LATIN" and counts.get("ARABIC", 0) * 2 >= counts["LATIN"]:
        best = "ARABIC"
    return _SCRIPTS.get(best, best)


def _is_latin_urdu(words: list[str]) -> bool:
    known = [word for word in words if word in _LATIN_URDU]
    clear = [word for word in known if word not in _SHARED_WORDS]
    return len(clear) >= 2 or ((len(clear) == 1 and len(known) * 3 >= len(words)) and len(words) > 1)


def _arabic_script(text: str, words: list[str]) -> Guess:
    letters = set(text)
    if len(letters & _PASHTO_LETTERS) >= 1 and not letters & _URDU_LETTERS:
        return Guess("ps", len(words) >= _WORDS_FOR_SURE)
    if letters & _URDU_LETTERS:
        return Guess("ur", len(words) >= _WORDS_FOR_SURE)
    found = _widest(text)
    locale = found if found in RIGHT_TO_LEFT else "ur"
    return Guess(locale, len(words) >= _WORDS_FOR_SURE + 1)


def _latin(text: str, words: list[str], languages: tuple[str, ...]) -> Guess:
    values = _detector(_latin_candidates(languages)).compute_language_confidence_values(text)
    best: ConfidenceValue = values[0]
    locale = best.language.iso_code_639_1.name.lower()
    is_long = len(words) >= _WORDS_FOR_SURE
    if is_long and len(words) >= 5 and best.value < SURE:
        return Guess(_widest(text), False)
    return Guess(locale, is_long and best.value >= SURE)


@lru_cache(maxsize=4)
def _latin_candidates(languages: tuple[str, ...]) -> tuple[str, ...]:
    """The offered languages in Latin letters and those that our families are likeliest to try besides."""
    return tuple(sorted({*(tag.split("-")[0] for tag in languages), "en", "pl", "ro", "so", "fr", "es", "pt", "sq"}))


def _widest(text: str) -> str | None:
    try:
        return str(langdetect.detect(text)).split("-")[0]
    except LangDetectException:
        return None


def supported(tag: str | None, languages: tuple[str, ...]) -> str | None:
    """The offered locale for a tag: `ur` for ur-Latn; None where we have none."""
    if tag is None:
        return None
    return tag if tag in languages else next((offered for offered in languages if offered == tag.split("-")[0]), None)


def folded(text: str) -> str:
    """For comparing what people type with a word of ours."""
    text = unicodedata.normalize("NFKC", text).casefold().replace("ي", "ی").replace("ك", "ک")
    return " ".join(re.sub(r"[^\w\s]|[\u200b-\u200f]", "", text).split())


_DIGITS = str.maketrans("٠١٢٣٤٥٦٧٨٩۰۱۲۳۴۵۶۷۸۹", "01234567890123456789")


def match_label(text: str, choices: list[tuple[str, str]], *, has_numbers: bool = True) -> str | None:
    """The id of the choice that a text names: by number from 1, or by its label."""
    wanted = folded(text).translate(_DIGITS)
    if not wanted:
        return None
    if has_numbers and wanted.isdecimal() and len(wanted) <= 2:
        return choices[int(wanted) - 1][0] if 1 <= int(wanted) <= len(choices) else None
    return next((id_ for id_, label in choices if label and folded(label) == wanted), None)
