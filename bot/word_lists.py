"""Makes the word lists that languages are told apart by: `alongside language learn`.

They are counted from texts in this repository: what families may write (`intents/training`, `intents/languages`), the
articles, and the fixed texts. The lists are kept in `bot/languages`, to be read by people; nothing is learned at run
time.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from bot.catalogue import LOCALES, load_locale
from bot.romanising import romanised
from bot.scripts import script_of, words_of
from bot.word_model import ARABIC, ENGLISH, LATIN, LISTS
from intents.questions import load_examples
from knowledge_base.articles import ARTICLES

ROOT = Path(__file__).parent.parent
SENTENCES = ROOT / "intents/languages"
TRAINING = ROOT / "intents/training"
MOST_WORDS = 4000
_NO_WORDS = re.compile(r"^##.*$|\[\^[^\]]*\]|https?://\S+|\S+@\S+|\{\w+\}", re.MULTILINE)
_ENGLISH_UNLESS = 10  # times as common as in English: only then is a word that English has in another language's list
_MESSAGE, _PAGE = 8, 1  # a word of a message counts for more: that is how families write


def learn(folder: Path = LISTS) -> dict[str, int]:
    """Write every list anew. Returns how many words each has."""
    folder.mkdir(exist_ok=True)
    lists = make_lists()
    for tag, words in lists.items():
        _write(folder / f"{tag}.txt", tag, words)
    return {tag: len(words) for tag, words in lists.items()}


def make_lists() -> dict[str, Counter[str]]:
    """Every language's commonest words with their counts."""
    counted = {tag: _count(tag) for tag in (*LATIN, *ARABIC)}
    english = counted[ENGLISH]
    kept = {tag: _without_english(words, english) if tag != ENGLISH else words for tag, words in counted.items()}
    return {tag: Counter(dict(_commonest(words))) for tag, words in kept.items()}


def _commonest(words: Counter[str]) -> list[tuple[str, int]]:
    return sorted(words.items(), key=lambda item: (-item[1], item[0]))[:MOST_WORDS]


def _count(tag: str) -> Counter[str]:
    script = "Arab" if tag in ARABIC else "Latn"
    words: Counter[str] = Counter()
    for weight, text in (*((_MESSAGE, one) for one in _messages(tag)), *((_PAGE, one) for one in _pages(tag))):
        for word in words_of(text):
            if script_of(word) == script:
                for spelling in spellings(word, tag):
                    words[spelling] += weight
    return words


def _messages(tag: str) -> Iterator[str]:
    training, sentences = TRAINING / f"{tag}.yml", SENTENCES / f"{tag}.txt"
    if training.exists():
        yield from (question.text for question in load_examples(training))
    if sentences.exists():
        yield from read_sentences(sentences)


def read_sentences(path: Path) -> list[str]:
    """The lines of a file, without those that begin with #."""
    lines = (line.strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def _pages(tag: str) -> Iterator[str]:
    language, _, script = tag.partition("-")
    if script == "Latn":
        yield from (romanised(text) for text in _pages(language)) if language in {"pa", "bn"} else ()
    elif not script:
        yield from (_prose(path) for path in sorted((ARTICLES / language).glob("*.md")))
        path = LOCALES / language / "LC_MESSAGES" / "alongside.po"
        yield from (_NO_WORDS.sub(" ", text.text) for text in load_locale(path).values()) if path.exists() else ()


def _prose(path: Path) -> str:
    """An article without its front matter, headings, marks and addresses."""
    body = path.read_text(encoding="utf-8").split("\n---\n", 1)[-1]
    return _NO_WORDS.sub(" ", body)


def spellings(word: str, tag: str) -> set[str]:
    """A word as it is written with care, and as it is typed in a hurry or on another keyboard."""
    if tag in {"pl", "ro", "ku"}:
        return {word, _without_marks(word)}
    if tag == "ar":
        return {word, _without_marks(word).replace("ى", "ي"), _bare_alef(_without_marks(word))}
    if tag == "fa":
        return {word, word.replace("ی", "ي").replace("ک", "ك")}
    return {word}


def _without_marks(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word).replace("ł", "l")
    return "".join(c for c in decomposed if not unicodedata.combining(c) or c in "ٕٔ").replace("ı", "i")


def _bare_alef(word: str) -> str:
    return "".join("ا" if c in "أإآ" else c for c in unicodedata.normalize("NFC", word))


def _without_english(words: Counter[str], english: Counter[str]) -> Counter[str]:
    """Without the English words that families mix in: those are expected in every language."""
    total, english_total = words.total(), english.total()
    return Counter(
        {
            word: count
            for word, count in words.items()
            if word not in english or count / total > _ENGLISH_UNLESS * english[word] / english_total
        }
    )


def _write(path: Path, tag: str, words: Counter[str]) -> None:
    head = (
        f"# {tag}: words and how often they were seen. Made by `alongside language learn`; not to be written by hand.\n"
    )
    path.write_text(head + "".join(f"{word} {count}\n" for word, count in words.items()), encoding="utf-8")
