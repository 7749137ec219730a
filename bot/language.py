"""Which language a text is in, and which choice it names. Deterministic; no network.

The script decides first. Languages that share one are told apart by their words (`word_model`), and in Latin and
Cyrillic letters by lingua as well; langdetect, the wider net, helps to name the languages that we do not offer. Tags
are BCP 47: `ur-Latn` is Urdu, or Hindi, in Latin letters.
"""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

import langdetect  # type: ignore[import-untyped]  # no stubs exist
from langdetect.lang_detect_exception import LangDetectException  # type: ignore[import-untyped]  # no stubs exist
from lingua import Language, LanguageDetector, LanguageDetectorBuilder

from bot.scripts import count_words, language_of, main_words, words_of
from bot.word_model import ARABIC, LATIN, UNKNOWN, WordModel, load_model
from knowledge_base.cues import fold

langdetect.DetectorFactory.seed = 0  # else two runs may differ
SURE = 0.90
_WORDS_FOR_SURE = 3
_LATIN_WORDS_FOR_SURE = 4  # three words in Latin letters may be a name
_LONGEST_NAME = 5
_CLOSE = 0.05  # a second language that is at least so likely is offered too
_LINGUA_WEIGHT = 0.7
_LINGUA_DOUBT = 0.01
_UNKNOWN_TO_WIDER_NET = frozenset({"yo"})
_WIDER_NET_FROM = 0.3
_LINGUA_SILENT = 0.2  # what lingua would say of a language that it does not know
# How much rarer in messages than English, as a logarithm; the others are at 0.
_RARER = {UNKNOWN: -2.5, "ku": -3.5, "om": -3.5, "ckb": -2.5, "pa-Arab": -2.5, "pa-Latn": -0.3}
# Letters that only some of the languages in Arabic script have. A name may bring one of them into another language.
_LETTERS = (
    (frozenset("ٹڈڑںےہۓ"), {"ur", "pa-Arab"}),
    (frozenset("ټډړږښګڼېۍځڅ"), {"ps"}),
    (frozenset("ێۆڵڕڤە"), {"ckb"}),
)
_FOREIGN_LETTER = 3.0
_CYRILLIC = ("uk", "ru", "bg")
_OTHER_LATIN = (
    "sq",
    "cs",
    "sk",
    "nl",
    "fr",
    "de",
    "hu",
    "it",
    "lv",
    "lt",
    "pt",
    "es",
    "sw",
    "tl",
    "tr",
    "vi",
    "yo",
    "hr",
)
_LINGUA_LATIN = ("en", "pl", "ro", "so", *_OTHER_LATIN)


@dataclass(frozen=True)
class Guess:
    """A BCP 47 tag, and whether it is sure enough to answer in. None: too little to tell.

    `second` is the next likeliest where the two are close. `is_short`: a word or two, or a name, which call for no
    change of language at all.
    """

    locale: str | None
    is_sure: bool
    second: str | None = None
    is_short: bool = True


@lru_cache(maxsize=2)
def _lingua(languages: tuple[str, ...]) -> LanguageDetector:
    wanted = [lang for lang in Language.all() if lang.iso_code_639_1.name.lower() in languages]
    builder = LanguageDetectorBuilder.from_languages(*wanted).with_low_accuracy_mode()  # a tenth of the memory
    return builder.with_preloaded_language_models().build()


@lru_cache(maxsize=2)
def _model(tags: tuple[str, ...]) -> WordModel:
    return load_model(tags)


def warm_up() -> None:
    """Load the models, so that the first family does not wait for them."""
    for text in ("Hello, my son is at school", "میرا بیٹا اسکول میں ہے", "Мій син у школі", "Où est mon fils"):
        detect(text)


def detect(text: str) -> Guess:
    """Guess the language of a text.

    One or two words are never sure: "hi", "EHCP" and names belong to no language.
    """
    words = words_of(text)
    script, own = main_words(words)
    is_name = _is_name(text, script)
    if not own or (script == "Latn" and len(words) < 2) or (is_name and not _is_known(own)):
        return Guess(None, False)
    ranked = rank(script, own)
    if not ranked:
        return Guess(None, False)
    (best, likely), *rest = ranked
    second = next((tag for tag, share in rest[:1] if share >= _CLOSE), None)
    is_short = is_name or count_words(words) < _WORDS_FOR_SURE
    needed = _LATIN_WORDS_FOR_SURE if script == "Latn" else _WORDS_FOR_SURE
    is_sure = likely >= SURE and count_words(words) >= needed and not is_name
    return Guess(best, is_sure, second, is_short)


def rank(script: str, words: list[str]) -> list[tuple[str, float]]:
    """The languages that words of one script may be in, with their probabilities, likeliest first."""
    if script == "Latn":
        return _latin(words)
    if script == "Arab":
        return _arabic(words)
    only = language_of(script, words)
    if only is None and script == "Cyrl":
        return list(_ask_lingua(words, _CYRILLIC).items())
    return [(only, 1.0)] if only else []


def _is_name(text: str, script: str) -> bool:
    """Whether every word has a capital, as in a full name."""
    found = re.findall(r"[^\W\d_]+", text)
    return script == "Latn" and len(found) <= _LONGEST_NAME and all(word[0].isupper() for word in found)


def _is_known(words: list[str]) -> bool:
    """Whether a word is one that our lists have, so that it may be more than a name."""
    return any(_model(LATIN).knows(word) for word in words)


def _with_rarity(scores: Mapping[str, float]) -> dict[str, float]:
    return {tag: score + _RARER.get(tag, 0.0) for tag, score in scores.items()}


def _arabic(words: list[str]) -> list[tuple[str, float]]:
    scores = _with_rarity(_model(ARABIC).scores(words))
    written = set("".join(words))
    for letters, tags in _LETTERS:
        if written & letters:
            scores.update({tag: score - _FOREIGN_LETTER for tag, score in scores.items() if tag not in tags})
    return _shares(scores)


def _latin(words: list[str]) -> list[tuple[str, float]]:
    """Our own languages by words and by lingua; the others, which our lists hold together, by lingua."""
    scores = _with_rarity(_model(LATIN).scores(words))
    heard = _ask_lingua(words, _LINGUA_LATIN)
    unknown = scores.pop(UNKNOWN)
    scores.update(dict.fromkeys(_OTHER_LATIN, unknown))
    weighed = {tag: score + _weigh(heard.get(tag, _LINGUA_SILENT)) for tag, score in scores.items()}
    return _named_by_wider_net(words, _shares(weighed))


def _named_by_wider_net(words: list[str], ranked: list[tuple[str, float]]) -> list[tuple[str, float]]:
    """The same, but which of the languages that we do not offer it is, the wider net says best."""
    others = sum(share for tag, share in ranked if tag not in LATIN)
    if len(words) < _WORDS_FOR_SURE or others < _WIDER_NET_FROM:
        return ranked
    votes = {tag: share / others for tag, share in ranked if tag not in LATIN}
    if max(votes, key=lambda tag: votes[tag]) in _UNKNOWN_TO_WIDER_NET:
        return ranked
    for tag, share in _widest(" ".join(words)).items():
        if tag not in LATIN:
            votes[tag] = votes.get(tag, 0.0) + share
    found = max(sorted(votes), key=lambda tag: votes[tag])
    own = [(tag, share) for tag, share in ranked if tag in LATIN]
    return sorted([(found, others), *own], key=lambda item: (-item[1], item[0]))


def _widest(text: str) -> dict[str, float]:
    try:
        return {str(found.lang): float(found.prob) for found in langdetect.detect_langs(text)}
    except LangDetectException:
        return {}


def _weigh(share: float) -> float:
    return _LINGUA_WEIGHT * math.log(share + _LINGUA_DOUBT)


def _shares(scores: Mapping[str, float]) -> list[tuple[str, float]]:
    """Logarithms → probabilities, the highest first; a tie by name, so that two runs agree."""
    top = max(scores.values())
    raised = {tag: math.exp(score - top) for tag, score in scores.items()}
    total = sum(raised.values())
    return sorted(((tag, share / total) for tag, share in raised.items()), key=lambda item: (-item[1], item[0]))


def _ask_lingua(words: list[str], languages: tuple[str, ...]) -> dict[str, float]:
    values = _lingua(languages).compute_language_confidence_values(" ".join(words))
    return {value.language.iso_code_639_1.name.lower(): value.value for value in values}


def supported(tag: str | None, languages: tuple[str, ...]) -> str | None:
    """The offered locale for a tag: `ur` for ur-Latn; None where we have none."""
    if tag is None:
        return None
    return tag if tag in languages else next((offered for offered in languages if offered == tag.split("-")[0]), None)


def folded(text: str) -> str:
    """For comparing what people type with a word of ours: a label, a keyword, a command.

    Vowel signs stay, since they alone tell many words of Gurmukhi, Bengali and Devanagari apart.
    """
    return fold(text)


def match_label(text: str, choices: list[tuple[str, str]], *, has_numbers: bool = True) -> str | None:
    """The id of the choice that a text names: by number from 1, in any script's digits, or by its label."""
    wanted = folded(text)
    if not wanted:
        return None
    if has_numbers and wanted.isdecimal() and len(wanted) <= 2:
        return choices[int(wanted) - 1][0] if 1 <= int(wanted) <= len(choices) else None
    return next((id_ for id_, label in choices if label and folded(label) == wanted), None)
