"""What people say in the bench: 20 messages each, six of them free text of 10 to 40 words, always in this order."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml

FREE = "free"
BETWEEN = (  # after the second question; "choice" is what our pages send, the words are what anybody else gets
    ("choice", "go:person", "Talk to a person"),
    ("choice", "consent:yes", "Yes, keep a record"),
    (FREE, "", ""),
    ("choice", "speaker:parent", "A parent"),
    ("short", "", "Year 4"),
    ("choice", "letter_kind:not_sure", "Not sure"),
    ("date", "", "18 November"),
    ("choice", "letter_ok:yes", "Yes, that is the date"),
    ("choice", "phone_seen:no", "No"),
    ("choice", "contact_how:text", "Send me a text message"),
    ("short", "", "07700 900123"),  # Ofcom keeps 07700 900xxx for drama
    ("choice", "support:none", "Nothing"),
    ("choice", "permissions:not_now", "Not now"),
    ("choice", "summary:send", "Send it"),
    ("choice", "passphrase:skip", "Skip"),
)
SCRIPT = ((FREE, "", ""), (FREE, "", ""), *BETWEEN, (FREE, "", ""), (FREE, "", ""), (FREE, "", ""))


@dataclass(frozen=True)
class Line:
    """One message: free, short, date, or a choice by its id and its words."""

    kind: str
    text: str
    choice: str = ""


@dataclass(frozen=True)
class Person:
    """A locale and six free texts in it, in the order in which they are said."""

    locale: str
    free: Sequence[str]


@cache
def people() -> tuple[Person, ...]:
    """Everyone in mix.yml."""
    written = yaml.safe_load((Path(__file__).parent / "mix.yml").read_text(encoding="utf-8"))
    return tuple(Person(one["locale"], tuple(one["free"])) for one in written)


def conversation(number: int) -> Iterator[Line]:
    """The messages of the conversation with this number."""
    person = people()[number % len(people())]
    free = iter(person.free)
    for kind, choice, words in SCRIPT:
        yield Line(FREE, next(free)) if kind == FREE else Line(kind, words, choice)


def free_texts(number: int) -> Iterator[Line]:
    """Only the free texts of everybody, from another one on for each number."""
    texts = all_free_texts()
    start = number * 7 % len(texts)
    for text in (*texts[start:], *texts[:start]):
        yield Line(FREE, text)


def all_free_texts() -> tuple[str, ...]:
    """Every free text once."""
    return tuple(text for person in people() for text in person.free)


def locale_of(number: int) -> str:
    """The language of the conversation with this number."""
    return people()[number % len(people())].locale
