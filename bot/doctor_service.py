"""What `doctor` looks at in the service's own settings: placeholders, emergency numbers, mail, signatures."""

import re
from collections.abc import Iterator
from datetime import date
from typing import Any

from bot.finding import Finding
from bot.readiness import why_unverified
from bot.settings import Settings

# Numbers that Ofcom keeps for drama, digits only.
# Source: https://www.ofcom.org.uk/phones-and-broadband/phone-numbers/numbers-for-drama
DRAMA = re.compile(
    r"0(?:1(?:1[3-8]|[2-6]1)4960|2079460|1914980|2896496|2920180|1632960|7700900|8081570|9098790|3069990)\d{3}"
)
NOBODYS_HOST = re.compile(r"\bexample\.(?:org|com|net)\b|\.example\b", re.IGNORECASE)
PHONE = re.compile(r"\+?\d[\d ()-]{7,}\d")


def emergency_numbers(settings: Settings, today: date) -> Finding:
    """Each number that a frightened person may call, called by us within 90 days (R32b)."""
    names: dict[str, list[str]] = {}
    for name, line in settings.profile.emergency.items():
        if why := why_unverified(line, today):
            names.setdefault(why, []).append(name)
    faults = [f"{', '.join(listed)}: {why}" for why, listed in names.items()]
    message = "; ".join(faults) or "all called and noted within 90 days"
    advice = "Call each number, then write verified_on and verified_by beside it in service.yml."
    return Finding("emergency numbers", not faults, message, advice, _live(settings))


def placeholders(settings: Settings, today: date) -> Finding:
    """Whether service.yml still holds what came with it: numbers for drama, hosts that are nobody's."""
    found = [where for where, text in _texts(settings.profile.model_dump(mode="json")) if _is_ours(text)]
    message = f"still there: {', '.join(found)}" if found else "none left"
    return Finding("placeholders", not found, message, "Put the service's own into service.yml.", _live(settings))


def dpia(settings: Settings, today: date) -> Finding:
    """Whether someone answers for the data protection impact assessment (R48)."""
    signed = settings.profile.dpia
    ok = bool(signed.signed_by and signed.signed_on and signed.signed_on <= today)
    message = f"signed by {signed.signed_by} on {signed.signed_on}" if ok else "not signed"
    advice = "Do the assessment, then write dpia: signed_by and signed_on in service.yml."
    return Finding("data protection impact assessment", ok, message, advice, _live(settings))


def mail(settings: Settings, today: date) -> Finding:
    """Whether staff can be told that something waits."""
    env = settings.env
    unset = [
        name
        for name, value in (
            ("ALONGSIDE_SMTP_HOST", env.smtp_host),
            ("ALONGSIDE_SMTP_FROM", env.smtp_from),
            ("ALONGSIDE_STAFF_EMAIL", env.staff_email),
        )
        if not value
    ]
    message = f"not set: {', '.join(unset)}" if unset else "set; --send-test tries it"
    advice = "Set them in .env, or nobody hears of a risk alert outside the console."
    return Finding("mail to staff", not unset, message, advice, _live(settings))


def public_address(settings: Settings, today: date) -> Finding:
    """Whether families reach the service by https, and cookies go no other way."""
    env = settings.env
    ok = env.public_url.startswith("https://") and env.secure_cookies
    message = env.public_url if ok else "no https address, or cookies that travel without it"
    advice = "Put a web server with a certificate in front, then set ALONGSIDE_PUBLIC_URL and ALONGSIDE_SECURE_COOKIES."
    return Finding("public address", ok, message, advice, _live(settings))


def text_messages(settings: Settings, today: date) -> Finding:
    """Whether families can write by SMS, and where Twilio has to be told to send what they write."""
    env = settings.env
    if not env.has_sms:
        return Finding("text messages", True, "off: no ALONGSIDE_TWILIO_ setting")
    address = f"{env.public_url.rstrip('/')}/twilio/sms"
    sender = "a Messaging Service" if env.twilio_messaging_service_sid else env.twilio_from
    ok = env.public_url.startswith("https://")
    message = f"set up, sent by {sender}; in Twilio's console, incoming messages go to {address} by POST"
    advice = "Twilio sends words and signatures to ALONGSIDE_PUBLIC_URL: it has to begin with https."
    return Finding("text messages", ok, message, advice, _live(settings))


def _is_ours(text: str) -> bool:
    """Whether a setting is one that came with the project."""
    numbers = (re.sub(r"^(?:\+|00)44", "0", re.sub(r"[^\d+]", "", match)) for match in PHONE.findall(text))
    return bool(
        NOBODYS_HOST.search(text)
        or "(demonstration" in text.lower()
        or "invented example" in text.lower()
        or any(DRAMA.fullmatch(number) for number in numbers)
    )


def _texts(value: Any, where: str = "") -> Iterator[tuple[str, str]]:
    """Every text in nested settings, with its dotted name."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _texts(inner, f"{where}.{name}" if where else str(name))
    elif isinstance(value, list):
        for inner in value:
            yield from _texts(inner, where)
    elif isinstance(value, str):
        yield where, value


def _live(settings: Settings) -> bool:
    return not settings.profile.is_demonstration


SERVICE_CHECKS = (emergency_numbers, placeholders, dpia, mail, public_address, text_messages)
