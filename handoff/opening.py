"""What an enquiry from the chat becomes: the record, its permissions, and the consent events behind them."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from bot import db
from bot.compose import today
from bot.events import EnquirySent
from bot.models import Conversation
from bot.services import Services
from bot.state import DECLINED, FlowState
from handoff.models import ConsentEvent, Enquiry, Permission
from handoff.time_limits import has_near_limit
from handoff.triage import assess

REVIEW_PERMISSIONS_AFTER = timedelta(weeks=12)  # R9: a placeholder of the requirements
_CODED = (
    "school_year",
    "young_person_agreement",
    "sen_stage",
    "letter_kind",
    "letter_on",
    "certificate_on",
    "phone_seen",
    "contact_how",
    "contact_value",
    "contact_name",
    "support",
    "wish",
)


def make_enquiry(services: Services, conversation: Conversation, event: EnquirySent) -> Enquiry:
    """The structured record. What was not asked stays None; what was skipped says so (R6)."""
    needs_interpreter = conversation.locale != "en" or event.slots.get("support") == "interpreter"
    points, is_near = services.settings.profile.triage, has_near_limit(event, today(services), conversation.locale)
    assessed = assess(event, points, needs_interpreter=needs_interpreter, has_near_limit=is_near)
    value = event.slots.get("contact_value")
    words = event.words or (DECLINED if event.slots.get("words") == DECLINED else None)
    return Enquiry(
        reference=event.reference,
        conversation_id=conversation.id,
        channel=conversation.channel,
        locale=conversation.locale,
        speaker=event.speaker,
        topic=event.topic,
        words=words,
        **{name: event.slots.get(name) for name in _CODED},
        contact_hash=db.vault().hash("contact", value) if value and value != DECLINED else None,
        route=event.route,
        proposed_level=assessed.level,
        level_reasons=list(assessed.level_reasons),
        priority=assessed.priority,
        priority_reasons=list(assessed.priority_reasons),
        interpretation="understood" if conversation.locale == "en" else "needs_interpreter",
        promised_on=event.promised_on,
        waiting_since=services.now(),
        opened_at=services.now(),
        first_position=FlowState.from_json(conversation.state).opened_position or 1,
    )


def permit(
    services: Services, session: AsyncSession, conversation: Conversation, enquiry: Enquiry, party: str, decision: str
) -> None:
    """Whether we may speak to one party, and the consent event of it."""
    review_on = today(services) + REVIEW_PERMISSIONS_AFTER if decision == "allowed" else None
    session.add(
        Permission(
            enquiry_id=enquiry.id,
            party=party,
            decision=decision,
            decided_at=services.now(),
            review_on=review_on,
        )
    )
    granted = "granted" if decision == "allowed" else "refused"
    session.add(
        consent_event(
            services, conversation, f"permission:{party}", granted, key="enquiry.permissions", enquiry_id=enquiry.id
        )
    )


def reported_consents(
    services: Services, conversation: Conversation, enquiry: Enquiry, event: EnquirySent
) -> Iterator[ConsentEvent]:
    """What the person writing says that somebody else agreed to. It is a report, not yet their own word (R10, R13)."""
    said = {
        "young_person": event.slots.get("young_person_agreement", "").startswith("agrees"),
        "family_agreement": event.slots.get("family_agrees") == "yes",
    }
    keys = {"young_person": "enquiry.young_person_agreement", "family_agreement": "enquiry.family_agrees"}
    for about in (name for name, is_said in said.items() if is_said):
        yield consent_event(services, conversation, about, "reported", key=keys[about], enquiry_id=enquiry.id)


def consent_event(
    services: Services,
    conversation: Conversation,
    about: str,
    decision: str,
    *,
    key: str,
    enquiry_id: UUID | None = None,
) -> ConsentEvent:
    """A decision with the exact wording they saw, to be kept for ever (R8, R9)."""
    _, shown_in = services.catalogue.find(key, conversation.locale)
    return ConsentEvent(
        conversation_id=conversation.id,
        enquiry_id=enquiry_id,
        about=about,
        decision=decision,
        decided_by="contact",
        text_version_id=services.library.text_id(key, shown_in),
        locale=conversation.locale,
        channel=conversation.channel,
        at=services.now(),
    )
