"""What must be true before others can reach a service (R32b, R48)."""

import ipaddress
from datetime import date, timedelta

from bot.doctor_pages import missing_sentences, unapproved_documents
from bot.settings import EmergencyLine, Settings

NUMBERS_HOLD_FOR = timedelta(days=90)


def reasons_to_refuse(settings: Settings, today: date | None = None) -> list[str]:
    """Why `serve` refuses to run, in plain words; empty where it may."""
    today = today or date.today()  # noqa: DTZ011  # a check's date is a day at the desk
    reasons = []
    if is_public(settings):
        reasons += [
            f"service.yml: emergency: {name}: {why}"
            for name, line in settings.profile.emergency.items()
            if (why := why_unverified(line, today))
        ]
    if not settings.profile.is_demonstration:
        reasons += list(_live_reasons(settings))
    return reasons


def is_public(settings: Settings) -> bool:
    """Whether anyone but this machine can reach the address that is served."""
    if settings.env.public_url:
        return True
    host = settings.env.host
    if host == "localhost":
        return False
    try:
        return not ipaddress.ip_address(host).is_loopback
    except ValueError:
        return True


def why_unverified(line: EmergencyLine, today: date) -> str | None:
    """Why an emergency number may not be shown to the public; None if it may."""
    if line.verified_on is None or not line.verified_by:
        return "nobody has called this number and written down the date"
    if today - line.verified_on > NUMBERS_HOLD_FOR:
        return "the last check is more than 90 days old"
    return None


def _live_reasons(settings: Settings) -> list[str]:
    reasons = []
    if not (settings.env.smtp_host and settings.env.staff_email):
        reasons.append("live mode: no way to tell staff: set ALONGSIDE_SMTP_HOST and ALONGSIDE_STAFF_EMAIL in .env")
    if missing := missing_sentences(settings.profile):
        reasons.append(f"live mode: service.yml: not written yet: {', '.join(missing)}")
    if unapproved := unapproved_documents():
        reasons.append(f"live mode: knowledge_base/documents: nobody approved {', '.join(unapproved)}")
    if not (settings.profile.dpia.signed_by and settings.profile.dpia.signed_on):
        reasons.append("live mode: service.yml: dpia: nobody has signed the data protection impact assessment")
    return reasons
