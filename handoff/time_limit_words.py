"""A time limit in plain words, for staff."""

from collections.abc import Mapping
from datetime import date

from babel.dates import format_date

from bot.compose import today
from bot.services import Services
from knowledge_base.deadlines import Rule, TimeLimits, load_time_limits

_UNITS: Mapping[str, tuple[str, str]] = {
    "days": ("day", "days"),
    "weeks": ("week", "weeks"),
    "months": ("month", "months"),
    "working_days": ("working day", "working days"),
    "school_days": ("school day", "school days"),
}
WHO: Mapping[str, str] = {
    "family": "The family has to act.",
    "council": "The council has to act.",
    "school": "The school has to act.",
}
STATUSES: Mapping[str, str] = {
    "primary": "Wording seen in the law or an official source",
    "secondary": "Seen in a reputable source that cites the law",
    "unverified": "Not found in a source: shows no date, whoever signs",
}


def rule_in_words(rule: Rule) -> str:
    """How a rule counts: how long, from when, whether the first day counts, and who has to act."""
    return " ".join(filter(None, (_length(rule), _certificate(rule), _extension(rule), WHO[rule.who])))


def _length(rule: Rule) -> str:
    if rule.unit == "before_date":
        day = format_date(date.fromisoformat(f"2025-{rule.before}"), "d MMMM", locale="en_GB")
        return f"Before {day} of the year in which the new place begins."
    one, several = _UNITS[rule.unit]
    first = "that day counts as the first" if rule.first_day_counts else "that day does not count"
    school = " School days need the school's term dates: the earliest possible day is shown."
    length = f"{rule.amount} {one if rule.amount == 1 else several} from the start; {first}."
    return length + (school if rule.unit == "school_days" else "")


def _certificate(rule: Rule) -> str:
    if rule.unless_certificate:
        return "Done once there is a mediation certificate."
    months = rule.certificate_months
    unit = "month" if months == 1 else "months"
    return f"Or {months} {unit} from the mediation certificate, if that is later." if months else ""


def _extension(rule: Rule) -> str:
    if not rule.is_extended:
        return ""
    return (
        "Ending in August it runs on to the first working day of September; ending from 25 December to 1 January, to"
        " the next working day. The date without this is shown first."
    )


def limits_in_lines(services: Services) -> list[str]:
    """Every rule in a line: its id, whether it shows dates, and who signed it until when."""
    day = today(services)
    lines = []
    for rule in load_time_limits().rules:
        state = "shows dates" if services.reviews.may_show(rule, day) else "no date"
        signed = "; ".join(f"{one.name}, until {one.review_by}" for one in services.reviews.of(rule))
        lines.append(f"{rule.id:<22}{state:<13}{signed or STATUSES[rule.status].lower()}")
    return lines


def starts_in_words(rule: Rule, table: TimeLimits) -> list[str]:
    """What a rule counts from."""
    return [kind.when for kind in table.kinds if kind.id in rule.starts]
