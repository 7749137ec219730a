"""Small articles for tests: one in English, its translations, and a folder that holds them."""

from datetime import date
from pathlib import Path

from knowledge_base.articles import Article, read_article

TODAY = date(2026, 11, 24)

ENGLISH_TEXT = """\
---
topic: section-i-blank
locale: en
title: Why Section I of a draft plan is blank
audience: [parent, young_person]
legal_status: in_force
created: 2026-11-20
amended: 2026-11-24
review_by: 2027-05-24
sources:
  cfa-38:
    kind: law
    name: Children and Families Act 2014, section 38
    url: https://www.legislation.gov.uk/ukpga/2014/6/section/38
  page:
    kind: local_policy
    name: The page of {council}
    url: "{web}"
related: [draft-ehcp, choosing-school]
hand_over:
  - id: place-given-notice
    when: The present school has given notice that the place is ending.
    cues: ["notice + place", "place + ending"]
    example: Section I is blank and his school has given notice that the place is ending
---
## short
A *draft* leaves Section I blank.[^cfa-38] The council fills it in later.

## law
- The council must send a draft. It must leave Section I blank.[^cfa-38]
- You have 15 days to say which school you would like.[^cfa-38]

## usually
Most families ask for a school. See [the page]({web}).[^page]

It may help to:

- look at two schools
- write down why

## options
1. Ask the council.
   - {service} can help you list questions.
2. Look at schools.
   - We can explain the kinds of school.

## nothing
The council chooses a school.

## young_person_short
The school part of a draft is blank.[^cfa-38]

## young_person
You can say which school you would like.
"""

URDU_TEXT = """\
---
topic: section-i-blank
locale: ur
title: مسودے میں سیکشن I خالی کیوں ہے
status: unchecked_translation
translates:
hand_over:
  - id: place-given-notice
    when: موجودہ اسکول نے جگہ ختم کرنے کا نوٹس دیا ہے۔
    cues: ["نوٹس + جگہ"]
    example: اسکول نے نوٹس دیا ہے کہ اس کی جگہ ختم ہو رہی ہے
---
## short
مسودے میں سیکشن I خالی ہوتا ہے۔[^cfa-38] کونسل بعد میں اسے بھرتی ہے۔

## law
- کونسل کو مسودہ بھیجنا ہوتا ہے اور سیکشن I خالی رکھنا ہوتا ہے۔[^cfa-38]
- آپ کے پاس ۱۵ دن ہیں۔[^cfa-38]

## usually
زیادہ تر خاندان اسکول مانگتے ہیں۔ [صفحہ]({web}) دیکھیں۔[^page]

- دو اسکول دیکھیں
- وجہ لکھیں

## options
1. کونسل سے پوچھیں۔
   - {service} سوال لکھنے میں مدد کر سکتی ہے۔
2. اسکول دیکھیں۔
   - ہم اسکولوں کی قسمیں سمجھا سکتے ہیں۔

## nothing
کونسل اسکول چنتی ہے۔

## young_person_short
مسودے میں اسکول کا حصہ خالی ہوتا ہے۔[^cfa-38]

## young_person
آپ بتا سکتے ہیں کہ آپ کون سا اسکول چاہتے ہیں۔
"""


def make_article(text: str = ENGLISH_TEXT, english: Article | None = None) -> Article:
    """Read an article from its text, in the folder of its own locale."""
    return read_article(text, _place(text), english, today=TODAY)


def make_translation(text: str = URDU_TEXT, english: Article | None = None) -> Article:
    """Read a translation of the article above."""
    return make_article(text, english or make_article())


def write_article(root: Path, text: str = ENGLISH_TEXT) -> Path:
    """Write an article into a folder of articles; return its path."""
    path = root / _place(text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    return path


def _place(text: str) -> Path:
    locale = text.split("locale: ")[1].split()[0].strip("'\"")
    topic = text.split("topic: ")[1].split()[0]
    return Path(locale) / f"{topic}.md"
