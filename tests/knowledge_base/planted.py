"""Faults planted into real articles, for measuring what the linter stops (M15).

Each planter takes an article's file as text and returns it with one fault, or None where the article has no place
for it. The sentences of `planted_sentences.yml` were written apart from the linter's phrases, by somebody who had
not read them.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from random import Random

import yaml

SENTENCES = yaml.safe_load(Path(__file__).with_name("planted_sentences.yml").read_text(encoding="utf-8"))
Planter = Callable[[str, Random], str | None]
_PARTED = re.compile(r"^---$", re.MULTILINE)


@dataclass(frozen=True)
class Planted:
    """One fault: of which kind, and the file's text with it."""

    kind: str
    text: str


def section_of(text: str, name: str) -> str | None:
    """The body of a section, with its line ends."""
    found = re.search(rf"^## {name}\n(.*?)(?=^## |\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1] if found else None


def with_section(text: str, name: str, body: str) -> str:
    """The text with another body for a section."""
    old = section_of(text, name)
    assert old is not None
    return text.replace(f"## {name}\n{old}", f"## {name}\n{body}")


def add_sentence(sentence: str) -> Planter:
    """A sentence more at the end of `usually` or `nothing`."""

    def plant(text: str, random: Random) -> str:
        name = random.choice(("usually", "nothing"))
        return with_section(text, name, (section_of(text, name) or "").rstrip() + f" {sentence}\n\n")

    return plant


def drop_source_of_a_law(text: str, random: Random) -> str | None:
    """A statement of the law that cites nothing."""
    lines = [line for line in (section_of(text, "law") or "").splitlines() if line.startswith("- ")]
    line = random.choice(lines)
    return text.replace(line, re.sub(r"\[\^[\w-]+\]", "", line))


def name_no_such_source(text: str, random: Random) -> str | None:
    """A mark that names nothing."""
    marks = re.findall(r"\[\^[\w-]+\]", text)
    return text.replace(random.choice(marks), "[^no-such-source]", 1)


def _options(text: str) -> list[str]:
    return re.findall(r"(?ms)^\d+\. .*?\n   - .*?\n", section_of(text, "options") or "")


def _numbered(options: list[str]) -> str:
    return "".join(re.sub(r"^\d+", str(n), option) for n, option in enumerate(options, 1)) + "\n"


def leave_one_option(text: str, random: Random) -> str | None:
    """One way only."""
    return with_section(text, "options", _numbered([random.choice(_options(text))]))


def leave_out_the_help(text: str, random: Random) -> str | None:
    """A step without what the service can do."""
    option = random.choice(_options(text))
    return text.replace(option, option.split("\n   - ")[0] + "\n")


def put_the_appeal_first(text: str, random: Random) -> str | None:
    """The most formal step where the least formal belongs."""
    options = _options(text)
    formal = [option for option in options if re.search(r"\bappeal|tribunal", option.split("\n")[0], re.IGNORECASE)]
    if not formal or options[0] in formal:
        return None
    options.remove(formal[-1])
    return with_section(text, "options", _numbered([formal[-1], *options]))


def put_the_appeal_second(text: str, random: Random) -> str | None:
    """An appeal before what a family could simply ask."""
    first = put_the_appeal_first(text, random)
    options = _options(first or "")
    if first is None or len(options) < 5:
        return None
    return with_section(first, "options", _numbered([options[1], options[0], *options[2:]]))


def leave_out_a_section(text: str, random: Random) -> str | None:
    """A part of the article is missing."""
    name = random.choice(("law", "usually", "options", "nothing"))
    return text.replace(f"## {name}\n{section_of(text, name)}", "")


def write_it_hard(text: str, random: Random) -> str | None:
    """Officials' language."""
    return add_sentence(" ".join(random.sample(SENTENCES["officialese"], 6)))(text, random)


def write_too_much(text: str, random: Random) -> str | None:
    """Far more than a phone can hold."""
    return add_sentence("You can ask what that means for you. " * 60)(text, random)


def lengthen_the_short_answer(text: str, random: Random) -> str | None:
    """A short answer that is long."""
    return with_section(text, "short", (section_of(text, "short") or "").rstrip() + " You can ask us." * 22 + "\n\n")


def break_an_address(text: str, random: Random) -> str | None:
    """A source that cannot be opened."""
    addresses = re.findall(r"url: (https://\S+)", text)
    if not addresses:
        return None
    address = random.choice(addresses)
    return text.replace(address, address.replace("https://", "htp:/"))


def mistype_a_kind(text: str, random: Random) -> str | None:
    """A source of no known kind."""
    return re.sub(r"kind: \w+", "kind: opinion", text, count=1)


def name_a_place(text: str, random: Random) -> str | None:
    """A number that nobody will keep up to date."""
    return add_sentence("You can ring the team on 0121 303 1888.")(text, random)


def make_guidance_a_duty(text: str, random: Random) -> str | None:
    """ "Must" where there is only guidance."""
    named = re.findall(r"^  ([\w-]+):\n    kind: statutory_guidance", text, re.MULTILINE)
    if not named:
        return None
    return with_section(
        text, "law", (section_of(text, "law") or "").rstrip() + f"\n- The school must do so.[^{named[0]}]\n\n"
    )


def claim_a_duty(text: str, random: Random) -> str | None:
    """ "Must" without a source."""
    return add_sentence(random.choice(SENTENCES["unsourced"]))(text, random)


def pass_a_plan_off_as_law(text: str, random: Random) -> str | None:
    """A reform as if it were law."""
    return add_sentence(random.choice(SENTENCES["reform_as_law"]))(text, random)


ENGLISH_FAULTS: tuple[Planter, ...] = (
    *(drop_source_of_a_law, name_no_such_source, leave_one_option, leave_out_the_help, put_the_appeal_first),
    *(put_the_appeal_second, leave_out_a_section, write_it_hard, write_too_much, lengthen_the_short_answer),
    *(break_an_address, mistype_a_kind, name_a_place, make_guidance_a_duty, claim_a_duty, pass_a_plan_off_as_law),
)


def body_of(text: str) -> tuple[str, str]:
    """Fields with their lines of dashes, and the body."""
    end = list(_PARTED.finditer(text))[1].end()
    return text[:end], text[end:]


def change_a_number(text: str, random: Random) -> str | None:
    """15 days become 14."""
    fields, body = body_of(text)
    found = [m for m in re.finditer(r"(?<![\w\[^/-])\d{1,3}(?![\w\].:/-])", body) if int(m[0]) > 1]
    numbers = [m for m in found if not re.match(r"\d+\. ", body[m.start() :])]
    if not numbers:
        return None
    chosen = random.choice(numbers)
    return fields + body[: chosen.start()] + str(int(chosen[0]) + 11) + body[chosen.end() :]


def drop_a_mark(text: str, random: Random) -> str | None:
    """A source lost in translation."""
    fields, body = body_of(text)
    return fields + body.replace(random.choice(re.findall(r"\[\^[\w-]+\]", body)), "", 1)


def drop_an_option(text: str, random: Random) -> str | None:
    """A choice lost in translation."""
    options = _options(text)
    options.remove(random.choice(options))
    return with_section(text, "options", _numbered(options))


def add_an_address(text: str, random: Random) -> str | None:
    """An address that the English has not."""
    return with_section(text, "nothing", (section_of(text, "nothing") or "").rstrip() + " https://example.com/x\n\n")


def leave_it_in_english(english: str) -> Planter:
    """A sentence that nobody translated."""

    def plant(text: str, random: Random) -> str | None:
        mark = re.compile(r"\[\^[\w-]+\]")
        name = random.choice(("usually", "nothing"))
        theirs, ours = section_of(english, name) or "", section_of(text, name) or ""
        left = mark.sub("", theirs).strip().split(". ")[0].strip().split("\n")[0]
        if len(left.split()) < 5:
            return None
        return with_section(text, name, f"{left.rstrip('.')}. {ours}")

    return plant


def say_something_else(other: str) -> Planter:
    """A sentence of another article where one of this belongs: fluent, well formed, and wrong."""

    def plant(text: str, random: Random) -> str | None:
        lines = [line for line in (section_of(text, "law") or "").splitlines() if line.startswith("- ")]
        wrong = [line for line in (section_of(other, "law") or "").splitlines() if line.startswith("- ")]
        line, mark = random.choice(lines), re.compile(r"(?:\[\^[\w-]+\])+")
        numbers = re.compile(r"\d")
        wrong = [one for one in wrong if not numbers.search(mark.sub("", one))] or wrong
        marks = "".join(mark.findall(line))
        return text.replace(line, mark.sub("", random.choice(wrong)).rstrip() + marks)

    return plant


TRANSLATION_FAULTS: tuple[Planter, ...] = (change_a_number, drop_a_mark, drop_an_option, add_an_address)
