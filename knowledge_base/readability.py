"""How hard an English text is to read: the Flesch-Kincaid grade, legal names apart.

No library: textstat fetches a dictionary from the network the first time it counts a syllable. Against that
dictionary (CMU's) the count below was 0.3% off over the words of our articles, wrong for 1% of them.
"""

import re
from collections.abc import Iterable

from knowledge_base.marks import plain

_CAPITALISED = r"[A-Z][\w'’-]*"
_LEGAL_NAMES = re.compile(
    rf"{_CAPITALISED}(?:,? (?:(?:and|of|for|or) )*{_CAPITALISED})*"
    r" (?:Act|Regulations|Code|Code of Practice|Ombudsman|Tribunal|Order|Rules)(?: \d{4})?\b"
    r"|\b[Ee]ducation, [Hh]ealth and [Cc]are\b"
    r"|\b[Ss]pecial [Ee]ducational [Nn]eeds(?: (?:and|or) [Dd]isabilit(?:y|ies))?\b"
)
_ADDRESS = re.compile(r"(?:https?://|www\.)\S*[\w/]|\S+@\S*\w|\{\w+\}")
_SENTENCE_END = re.compile(r"[.!?]+[\"'”’)]*(?:\s+|$)")
_WORD = re.compile(r"[^\W\d_](?:[\w'’]*\w)?|\d[\d.,:]*")
_SOUNDED_END = re.compile(r"(?:[^aeiouy]les?|(?:[cgsxz]|ch|sh)es|[dt]ed)$")
_SILENT_END = re.compile(r"(?<![aeiouy])(?:e|es|ed)$")
_VOWELS = re.compile(r"[aeiouy]+")
_PARTED_VOWELS = re.compile(r"ia(?![ln]$)|io(?!n)|[^cg]eo|ua|[^aeiou]ism$|[aiouy]ing")


def reading_grade(texts: Iterable[str]) -> float:
    """Return the school year in which texts are easily read; each of them ends a sentence."""
    sentences = [words for text in texts for words in sentences_of(text)]
    words = [word for sentence in sentences for word in sentence]
    if not words:
        return 0.0
    syllables = sum(map(syllables_of, words))
    return 0.39 * len(words) / len(sentences) + 11.8 * syllables / len(words) - 15.59


def sentences_of(text: str) -> list[list[str]]:
    """Return the words of each sentence. A legal name or an address is one short word."""
    text = _LEGAL_NAMES.sub("law", _ADDRESS.sub("it", plain(text)))
    found = (_WORD.findall(sentence) for sentence in _SENTENCE_END.split(text))
    return [words for words in found if words]


def syllables_of(word: str) -> int:
    """Estimate the syllables of an English word."""
    letters = re.sub("[^a-z]", "", word.lower())
    if len(letters) > 2 and not _SOUNDED_END.search(letters):
        letters = _SILENT_END.sub("", letters)
    return max(1, len(_VOWELS.findall(letters)) + len(_PARTED_VOWELS.findall(letters)))
