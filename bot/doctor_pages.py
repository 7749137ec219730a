"""What `doctor` looks at in the pages beside the articles: the service's own sentences, approvals, review dates."""

from datetime import date

from bot.finding import Finding
from bot.settings import Profile, Settings
from knowledge_base.documents import ORDER
from knowledge_base.easy_read import CORE
from knowledge_base.imprint import Imprint
from knowledge_base.page_content import load_page_content
from knowledge_base.page_words import SENTENCES
from knowledge_base.schema import ENGLISH

SHOWN = 6
LIST = ".venv/bin/python -m knowledge_base.page_list"


def missing_sentences(profile: Profile) -> list[str]:
    """What only the service can say of itself and has not said in a language it offers, such as `controller (ur)`."""
    return [
        f"{name} ({locale})"
        for name in SENTENCES
        for locale in profile.languages
        if not getattr(profile, name).get(locale, "").strip()
    ]


def sentences(settings: Settings, today: date) -> Finding:
    """Whether the service has said who answers for families' information, on what basis, and how it is independent."""
    missing = missing_sentences(settings.profile)
    message = f"missing: {_some(missing)}" if missing else "all written, in every language offered"
    advice = "Write each in service.yml. The lawful basis is for your data protection officer to confirm."
    return Finding("the service's own sentences", not missing, message, advice, _live(settings))


def unapproved_documents() -> list[str]:
    """The documents that families have a right to, in English, and that nobody at the service approved."""
    found = (load_page_content().documents.find(id_, ENGLISH) for id_ in ORDER)
    return [_name(page.imprint) for page in found if page and not page.imprint.is_approved]


def approvals(settings: Settings, today: date) -> Finding:
    """Whether somebody at the service approved each text: a live service shows approved ones only."""
    unapproved = [page.imprint for page in load_page_content().pages() if not page.imprint.is_approved]
    required = [imprint for imprint in unapproved if imprint.id in (*ORDER, *CORE) and not imprint.is_translation]
    message = f"not approved: {_some(list(map(_name, unapproved)))}" if unapproved else "all pages are approved"
    advice = (
        f"Read each, then write approved_by, approved_on and approved_text into its file. {LIST} shows what to write."
    )
    return Finding("policies and pages", not unapproved, message, advice, _live(settings) and bool(required))


def page_reviews(settings: Settings, today: date) -> Finding:
    """Policies and pages past their review date (R38)."""
    overdue = [_name(page.imprint) for shelf in load_page_content().shelves() for page in shelf.overdue(today)]
    message = f"past: {_some(overdue)}" if overdue else "all policies and pages are in date"
    advice = "Review each and set a new review_by. Easy Read pages are not shown until then."
    return Finding("review dates of pages", not overdue, message, advice, required=False)


def _name(imprint: Imprint) -> str:
    return f"{imprint.id} ({imprint.locale})"


def _some(names: list[str]) -> str:
    more = f" and {len(names) - SHOWN} more" if len(names) > SHOWN else ""
    return ", ".join(names[:SHOWN]) + more


def _live(settings: Settings) -> bool:
    return not settings.profile.is_demonstration


PAGE_CHECKS = (sentences, approvals, page_reviews)
