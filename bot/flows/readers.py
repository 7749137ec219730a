"""What people type → the value of a slot. Each returns None where the text is no answer at all."""

import re
import unicodedata
from collections.abc import Callable
from datetime import date, datetime

import dateparser
import phonenumbers

from bot.dates import find_days
from bot.errors import BadInput
from bot.state import DECLINED, Turn

MOST_KEPT = 4000  # characters of one free text; the rest stays in the conversation
_SPACES = re.compile(r"\s+")
_POSTCODE = re.compile(r"^([A-Z]{1,2}\d[A-Z\d]?)( ?\d[A-Z]{2})?$")
_EMAIL = re.compile(r"^[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+$")
# Ofcom keeps these for drama, so demonstrations and tests use them. ofcom.org.uk, "numbers for drama use".
_FOR_DRAMA = re.compile(r"\+447700900\d{3}")
_LANGUAGES = ["en", "ur", "pl"]
_MOST_WORDS_OF_A_DATE = 12
AGAIN = ("enquiry.letter_on.again", "enquiry.letter_on.far")  # no such day; far away


def tidy(text: str) -> str:
    """Digits as 0-9, no control characters, single spaces."""
    plain = "".join(
        str(unicodedata.digit(c)) if c.isdigit() and unicodedata.digit(c, None) is not None else c
        for c in unicodedata.normalize("NFKC", text)
        if c.isspace() or unicodedata.category(c) not in {"Cc", "Cf"}
    )
    return _SPACES.sub(" ", plain).strip()


def chosen(turn: Turn, step: str) -> str | None:
    """The value of this step's choice, if one was pressed; DECLINED for skip."""
    name, _, value = (turn.choice or "").partition(":")
    if name != step:
        return None
    return DECLINED if value == "skip" else value


def one_of(step: str, *values: str) -> Callable[[Turn], str | None]:
    """Only the step's own choices."""

    def read(turn: Turn) -> str | None:
        value = chosen(turn, step)
        return value if value in {*values, DECLINED} else None

    return read


def skippable(step: str, read: Callable[[str], str | None]) -> Callable[[Turn], str | None]:
    """A choice of the step, or else its text as `read` understands it."""

    def read_turn(turn: Turn) -> str | None:
        value = chosen(turn, step)
        if value is not None:
            return value
        return read(tidy(turn.text)) if turn.choice is None else None

    return read_turn


def free_text(step: str) -> Callable[[Turn], str | None]:
    """Any words but a question that we can answer: that is answered, and this one asked again."""

    def read_turn(turn: Turn) -> str | None:
        value = chosen(turn, step)
        if value is not None or turn.choice is not None:
            return value
        words = tidy(turn.text)
        if not any(c.isalnum() for c in words):
            raise BadInput("input.no_words")
        return None if _is_question(words, turn) else words[:MOST_KEPT]

    return read_turn


def _is_question(words: str, turn: Turn) -> bool:
    if not words.endswith(("?", "؟")) or turn.parse is None or not turn.parse.topics:
        return False
    return turn.parse.topics[0][1] >= turn.world.thresholds.answer


def read_date(
    text: str, today: date, locale: str = "en", *, keys: tuple[str, str] = AGAIN, of_past: bool = True
) -> str | None:
    """A day, as people write it → ISO date. Only days of the last two years or the next one.

    `of_past`: where the year or the week is left out, the last one is meant. The day may stand in a short sentence.
    A limit, such as "till Friday", is not the day of a letter.

    Raises:
        BadInput: it looks like a date, but there is no such day, or it is far off; with the first or second of `keys`.
    """
    if len(text.split()) > _MOST_WORDS_OF_A_DATE:
        return None
    found = [one for one in find_days(text, today, locale, of_past=of_past) if one.kind != "limit"]
    if len(found) == 1:
        return found[0].day.isoformat()
    if not re.search(r"\d", text) and len(text.split()) > 4:
        return None
    return _read_other_date(text, today, keys)


def _read_other_date(text: str, today: date, keys: tuple[str, str]) -> str | None:
    """What dateparser makes of a text that holds nothing but a date, and why it will not do."""
    parsed = dateparser.parse(
        text,
        languages=_LANGUAGES,
        settings={
            "DATE_ORDER": "DMY",
            "PREFER_DATES_FROM": "past",
            "REQUIRE_PARTS": ["day", "month"],
            "RELATIVE_BASE": _midday(today),
        },
    )
    if parsed is None:
        if re.search(r"\d{1,2}\D{0,4}[\s/.-]?\D*\d{0,4}$", text) and len(text) <= 40:
            raise BadInput(keys[0])
        return None
    if not -366 * 2 <= (parsed.date() - today).days <= 366:
        raise BadInput(keys[1])
    return str(parsed.date().isoformat())


def _midday(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12)  # noqa: DTZ001  # dateparser wants a naive base


def date_of(step: str, *, keys: tuple[str, str] = AGAIN) -> Callable[[Turn], str | None]:
    """The step's skip, or a date; asked again with the texts of `keys`."""

    def read_turn(turn: Turn) -> str | None:
        value = chosen(turn, step)
        if value is not None or turn.choice is not None:
            return value
        return read_date(tidy(turn.text), turn.world.now.date(), turn.locale, keys=keys)

    return read_turn


def read_phone(text: str) -> str | None:
    """A number that can be called from the United Kingdom → E.164.

    Raises:
        BadInput: digits that no telephone answers to.
    """
    digits = re.sub(r"\D", "", text)
    if len(digits) < 3:
        return None
    try:
        number = phonenumbers.parse(text, "GB")
    except phonenumbers.NumberParseException as error:
        raise BadInput("enquiry.contact_value.again_phone") from error
    written = phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
    if not phonenumbers.is_valid_number(number) and not _FOR_DRAMA.fullmatch(written):
        raise BadInput("enquiry.contact_value.again_phone")
    return written


def read_contact_value(turn: Turn) -> str | None:
    """A telephone number or an e-mail address, as the way of contact wants."""
    value = chosen(turn, "contact_value")
    if value is not None or turn.choice is not None:
        return value
    text = tidy(turn.text)
    if turn.state.slots.get("contact_how") == "email":
        if _EMAIL.match(text):
            return text.casefold()
        raise BadInput("enquiry.contact_value.again_email")
    number = read_phone(text)
    if number is None:
        raise BadInput("enquiry.contact_value.again_phone")
    return number


def read_school_year(text: str) -> str | None:
    """ "Year 4", "4", "reception", "nursery", "17 years old" → a code of the list."""
    lowered = text.casefold()
    if re.search(r"nurser|early years|żłobek|przedszkol|نرسری", lowered):
        return "early_years"
    if re.search(r"reception|zerówk|ریسیپشن", lowered):
        return "reception"
    age = re.search(r"(\d{1,2})\s*(years? old|yrs?|y/?o|lat|سال)", lowered)
    if age:
        return _year_of_age(int(age.group(1)))
    year = re.fullmatch(r"(?:year|yr|y|klasa|rok|ایئر|سال)?\s*(\d{1,2})(?:\s*(?:klasa|rok))?\.?", lowered)
    return _year(int(year.group(1))) if year else None


def _year(number: int) -> str | None:
    if 1 <= number <= 11:
        return f"year_{number}"
    return "age_16_18" if number in {12, 13} else _year_of_age(number)


def _year_of_age(age: int) -> str | None:
    bands = ((4, "early_years"), (11, "primary"), (15, "secondary"), (18, "age_16_18"), (25, "age_19_25"))
    return next((code for oldest, code in bands if age <= oldest), None)


def read_area(text: str) -> str | None:
    """The first half of a postcode, in capitals; the second half is dropped if given."""
    match = _POSTCODE.match(text.upper())
    if match:
        return match.group(1)
    if len(text) <= 10 and any(c.isdigit() for c in text):
        raise BadInput("after.area.again")
    return None


def read_passphrase(text: str) -> str | None:
    """At least eight characters that are not all the same.

    Raises:
        BadInput: too short to keep a record safe.
    """
    if len(text) < 8 or len(set(text)) < 4:
        raise BadInput("after.passphrase.again")
    return text[:200]


def read_name(text: str) -> str | None:
    """What to call someone: a few words at most, with a letter in them."""
    if 1 <= len(text) <= 60 and any(c.isalpha() for c in text) and len(text.split()) <= 4 and "?" not in text:
        return text
    return None
