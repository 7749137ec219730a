"""Turns of phrase that an impartial service does not use: predicting, recommending, taking a side."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge_base.marks import cited, plain
from knowledge_base.schema import Article, Passage

_BODIES = r"(?:the |your |their )?(?:council|school|college|head ?teacher|senco|la|local authority|tribunal)"
_FAMILY = r"(?:you|parents?|famil(?:y|ies)|mothers?|fathers?|carers?)"


@dataclass(frozen=True)
class Turn:
    """A rule, what shows that it is broken, and what to tell the editor."""

    rule: str
    pattern: re.Pattern[str]
    message: str


def _turn(rule: str, message: str, *patterns: str) -> Turn:
    return Turn(rule, re.compile(rf"\b(?:{'|'.join(patterns)})\b", re.IGNORECASE), message)


TURNS = (
    _turn(
        "predicts",
        "says how something will end",
        rf"{_FAMILY} (?:will|are going to|would|should) (?:\w+ly )?(?:win|lose|succeed|be successful)",
        rf"{_FAMILY} (?:will|are going to) (?:\w+ly )?(?:get|be given) (?:the|a|what|your|more)",
        r"(?:good|strong|fair|high|low|poor|weak|little|better|no|every) (?:chance|prospects?|odds)",
        r"(?:chances|odds) (?:are|of)",
        r"(?:very |more |most |quite )?(?:un)?likely to (?:win|lose|succeed|fail|agree|refuse|say|give|be)",
        r"(?:is|are|be) (?:bound|sure|certain|guaranteed) to",
        r"guarantees?",
        r"(?:most|many|few|nearly all|almost all) (?:appeals|complaints|claims|requests)"
        r"(?: \w+){0,2} (?:win|succeed|fail|lose|are (?:won|lost|upheld|successful|refused|agreed))",
        r"(?:easy|hard|impossible) to win",
        r"\d+(?:%| per ?cent) of",
    ),
    _turn(
        "recommends",
        "says what to choose",
        r"you (?:should|ought to|had better|need to appeal)",
        r"you(?:'d| would) be (?:wise|better|foolish|well advised)",
        r"we (?:strongly )?(?:recommend|advise|suggest|urge|would go)",
        r"(?:the|your) (?:best|better|right|wisest|smartest|safest|quickest|only) "
        r"(?:option|choice|thing|route|way|course|step|move|answer)",
        r"(?:it is|it's|it would be|is) (?:\w+ )?(?:best|better|wiser?|worth it) (?:to|if)",
        r"(?:go|head) (?:straight|directly) to",
        r"(?:^|(?:[,;:]|and|so|then|please) )(?:do not|don't) "
        r"(?:bother|worry|waste|accept|sign|agree|trust|settle|let)",
        r"make sure (?:you|that you) (?:appeal|complain|refuse)",
        r"(?:must|always) (?:appeal|complain)",
    ),
    _turn(
        "takes a side",
        "takes a side",
        rf"{_BODIES}s? (?:is|are|was|were) (?:\w+ly )?(?:wrong|right|failing|lying|unfair|"
        r"unreasonable|to blame|at fault|delaying|stalling|hiding|ignoring|unlawful|breaking|acting|"
        r"trying to (?:avoid|save|get out))",
        rf"{_BODIES}s? (?:has|have) (?:failed|let|broken|ignored|got it wrong|no excuse)",
        rf"{_BODIES}s? (?:often|always|usually|just|only|will|may|simply)? ?"
        r"(?:lies?|stalls?|wants? to save money|breaks? the law|gets? it wrong|"
        r"fobs? \w+ off|does(?:n't| not) care)",
        r"(?:parents|families) (?:are|can be) (?:wrong|right|pushy|difficult|demanding|unreasonable|too \w+)",
        r"(?:fight|fights|fighting|battle|battles) (?:for|with|against|the|your|on)",
        r"(?:unfair|unfairly|disgraceful|appalling|shameful|outrageous|excuses|fob(?:bed)? off|bully you)",
        r"(?:stand up to|win against|hold out against|get away with|take on the)",
    ),
)
_DENIED = re.compile(
    r"\b(?:can(?:not|'t)|no ?(?:one|body) can|do(?:es)? not|don't|doesn't|never|not for us to|without) "
    r"(?:\w+ ){0,2}"
    r"(?:say|tell|predict|promise|know|choose|decide|guess|judge|guarantee|mean|recommend|advise|take)\b",
    re.IGNORECASE,
)
_ATTRIBUTED = re.compile(
    r"\b(?:some|others|many|each side|(?:may|might)(?: also| both)?) (?:\w+ ){0,3}?"
    r"(?:want|hope|feel|think|say|believe|choose|prefer|worry|argue|see)s?\b",
    re.IGNORECASE,
)
_ABSOLUTE = re.compile(r"\b(?:always|never|must)\b", re.IGNORECASE)
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
_FORMAL = re.compile(r"\b(?:tribunal|appeal(?:s|ing)?|judicial review|ombudsman|court)\b", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[.!?])\s+")


def banned_turns(passage: Passage) -> Iterator[tuple[str, str]]:
    """Yield rule and message for each turn of phrase that has no place in a passage.

    Let through is what is quoted, what somebody is said to want or think, and what nobody is said to know.
    """
    for sentence in _SENTENCE.split(_QUOTED.sub("", plain(passage.text))):
        for turn in TURNS:
            found = turn.pattern.search(sentence)
            before = sentence[: found.end()] if found else ""
            if found and not _DENIED.search(before) and not _ATTRIBUTED.search(before):
                yield turn.rule, f'"{found[0]}" {turn.message}.'


def unsourced_absolutes(passage: Passage) -> Iterator[tuple[str, str]]:
    """Yield rule and message for "always", "never" and "must" without a source on the line."""
    found = _ABSOLUTE.search(_QUOTED.sub("", plain(passage.text)))
    if found and not cited(passage.text):
        yield "absolute", f'"{found[0]}" needs a source on its line.'


def formal_first(article: Article) -> str | None:
    """Return a message if the first option is already an appeal, a court or the Ombudsman."""
    found = _FORMAL.search(plain(article.options[0].text))
    return f'The first option is already formal ("{found[0]}"). The least formal comes first.' if found else None
