"""Small pages for tests: a document, an Easy Read page, a worksheet, words and signposts, and a translation of each."""

from pathlib import Path

DOCUMENT = """\
---
id: impartiality
locale: en
title: How we stay impartial
kind: policy
version: "1.0"
created: 2026-11-20
amended: 2026-11-24
review_by: 2027-11-24
---
{service} takes no side.

## What we do
We tell you what the law says.

- We set out every option.
- See [our privacy notice](/policies/privacy).
"""
DOCUMENT_IN_URDU = """\
---
id: impartiality
locale: ur
title: ہم غیر جانبدار کیسے رہتے ہیں
status: unchecked_translation
translates:
---
{service} کسی کا ساتھ نہیں دیتی۔

## ہم کیا کرتے ہیں
ہم بتاتے ہیں کہ قانون کیا کہتا ہے۔
"""
_FIELDS = """\
version: "1.0"
created: 2026-11-20
amended: 2026-11-24
review_by: 2027-11-24
"""
EASY_READ = f"""\
id: draft-plan
locale: en
title: Your draft plan
{_FIELDS}topic: draft-ehcp
sources:
  act:
    name: Children and Families Act 2014, section 38
    url: https://www.legislation.gov.uk/ukpga/2014/6/section/38
parts:
  - heading: What it is
    lines:
      - {{picture: letter, source: act, line: "The council sends you a plan."}}
"""
EASY_READ_IN_URDU = """\
id: draft-plan
locale: ur
title: آپ کا مسودہ
status: unchecked_translation
translates:
parts:
  - heading: یہ کیا ہے
    lines:
      - {picture: letter, source: act, line: "کونسل آپ کو منصوبہ بھیجتی ہے۔"}
"""
WORKSHEET = f"""\
id: my-views
locale: en
title: My views
{_FIELDS}reader: young_person
intro: This sheet is about you.
sources:
  act:
    name: Children and Families Act 2014, section 19
    url: https://www.legislation.gov.uk/ukpga/2014/6/section/19
steps:
  - id: like
    prompt: What do you like?
    hint: Write or draw.
    lines: 4
    source: act
"""
WORKSHEET_IN_URDU = """\
id: my-views
locale: ur
title: میری رائے
status: unchecked_translation
translates:
intro: یہ شیٹ آپ کے بارے میں ہے۔
steps:
  - id: like
    prompt: آپ کو کیا پسند ہے؟
"""
GLOSSARY = f"""\
id: glossary
locale: en
title: What the words mean
{_FIELDS}terms:
  - id: senco
    term: SENCO
    meaning: The teacher who plans help.
    topic: senco-role
"""
GLOSSARY_IN_URDU = """\
id: glossary
locale: ur
title: لفظوں کا مطلب
status: unchecked_translation
translates:
terms:
  - id: senco
    term: سینکو
    meaning: وہ استاد جو مدد کا منصوبہ بناتا ہے۔
"""
SIGNPOSTS = f"""\
id: signposts
locale: en
title: Who else can help
{_FIELDS}entries:
  - id: ico
    name: Information Commissioner
    group: complaints
    what_for: Your data.
    who_for: anyone
    url: https://ico.org.uk
    phone: "0300 000 0000"
    checked: null
"""
WHO_IS_WHO = f"""\
id: who_is_who
locale: en
title: Who is who
{_FIELDS}lead: Job titles differ.
groups:
  - id: school
    name: At school
    roles:
      - {{id: senco, name: SENCO, does: Plans help., limit: Does not decide about plans.}}
"""


def place(text: str, folder: str = "pages", *, single: bool = False, suffix: str = "yml") -> Path:
    """Where a page of this text has to be."""
    locale = text.split("locale: ")[1].split()[0]
    id_ = text.split("id: ")[1].split()[0]
    return Path(id_) / f"{locale}.{suffix}" if single else Path(folder) / locale / f"{id_}.{suffix}"
