"""Punjabi and Bengali as people type them in Latin letters, roughly: enough to learn how their words are spelt."""

_GURMUKHI = dict(
    zip(
        "ਕਖਗਘਚਛਜਝਟਠਡਢਣਤਥਦਧਨਪਫਬਭਮਯਰਲਵੜਸਹ",
        "k kh g gh ch chh j jh t th d dh n t th d dh n p ph b bh m y r l v r s h".split(),
        strict=True,
    )
)
_GURMUKHI_VOWELS = {
    **dict(zip("ਅਆਇਈਉਊਏਐਓਔ", "a aa i ee u oo e ai o au".split(), strict=True)),
    **dict(zip("ਾਿੀੁੂੇੈੋੌ", "aa i i u u e ai o au".split(), strict=True)),
}
_BENGALI = dict(
    zip(
        "কখগঘঙচছজঝঞটঠডঢণতথদধনপফবভমযরলশষসহৎ",
        "k kh g gh ng ch chh j jh n t th d dh n t th d dh n p f b bh m j r l sh sh s h t".split(),
        strict=True,
    )
)
_BENGALI_VOWELS = {
    **dict(zip("অআইঈউঊঋএঐওঔ", "o a i i u u ri e oi o ou".split(), strict=True)),
    **dict(zip("ািীুূৃেৈোৌ", "a i i u u ri e oi o ou".split(), strict=True)),
}
_LETTERS = {**_GURMUKHI, **_BENGALI}
_VOWELS = {**_GURMUKHI_VOWELS, **_BENGALI_VOWELS}
_NASAL = {"ਂ": "n", "ੰ": "n", "ং": "ng", "ঁ": ""}
_SILENT = "਼়੍্ੱ"
_NO_VOWEL = "੍্"
_COMPOSED = {"ਲ਼": "l", "ਸ਼": "sh", "ਖ਼": "kh", "ਗ਼": "g", "ਜ਼": "z", "ਫ਼": "f", "য়": "y", "ড়": "r", "ঢ়": "rh"}


def romanised(text: str) -> str:
    """The text's words in Latin letters. An inherent vowel is written between two consonants, not at a word's end."""
    for composed, letter in _COMPOSED.items():
        text = text.replace(composed, letter)
    return " ".join(_word(word) for word in text.split())


def _word(word: str) -> str:
    written = ""
    for here, after in zip(word, word[1:] + " ", strict=True):
        if here in _LETTERS:
            written += _LETTERS[here] + (_inherent(here) if after in _LETTERS else "")
        elif here in _VOWELS or here in _NASAL:
            written += _VOWELS.get(here, "") + _NASAL.get(here, "")
        elif here not in _SILENT:
            written += here
    return written


def _inherent(letter: str) -> str:
    return "o" if letter in _BENGALI else "a"
