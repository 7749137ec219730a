"""What pages to read may say of this service: its contacts, its own sentences, how long it keeps things."""

from bot.catalogue import spell_span
from bot.compose import local_facts
from bot.services import Services
from knowledge_base.page_words import SENTENCES
from knowledge_base.schema import ENGLISH


def page_facts(services: Services, locale: str) -> dict[str, str]:
    """The placeholders a page may use, in a language."""
    profile = services.settings.profile
    kept = profile.retention
    return {
        **local_facts(services),
        **{name: _sentence(services, name, locale) for name in SENTENCES},
        **{f"n_{name}": line.number for name, line in profile.emergency.items()},
        "address": profile.contact.address,
        "phone_link": "tel:" + "".join(char for char in profile.contact.phone if char.isdigit() or char == "+"),
        "unagreed_hours": str(kept.unagreed_hours),
        "enquiry_kept": spell_span(kept.enquiry_days, locale),
        "risk_alert_kept": spell_span(kept.risk_alert_days, locale),
        "complaint_kept": spell_span(kept.complaint_days, locale),
        "reply_within": _reply_within(services, locale),
    }


def fill_page(text: str, facts: dict[str, str]) -> str:
    """Put facts in place of `{service}` and the like."""
    for name, value in facts.items():
        text = text.replace("{" + name + "}", value)
    return text


def _sentence(services: Services, name: str, locale: str) -> str:
    """The service's own sentence in `locale`, else in English; where there is none, that it is missing."""
    said: dict[str, str] = getattr(services.settings.profile, name)
    return said.get(locale) or said.get(ENGLISH) or services.catalogue.say("page.fact.missing", locale)


def _reply_within(services: Services, locale: str) -> str:
    days = services.settings.profile.response_promise.working_days
    key = "page.contact.reply_one" if days == 1 else "page.contact.reply_more"
    return services.catalogue.say(key, locale, days=days)
