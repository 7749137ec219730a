"""What the chat's events make of a conversation: consent, enquiries, permissions, alerts, complaints.

Every handler runs in the turn's own transaction, so that an answer and its record are kept together or not at all.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from argon2 import PasswordHasher
from sqlalchemy import select, update
from sqlalchemy.ext.asyncio import AsyncSession

from bot.clock import promised_on
from bot.compose import today
from bot.events import (
    AnswerRated,
    ComplaintMade,
    DeficitNoted,
    DeletionAsked,
    EnquiryAmended,
    EnquirySent,
    Event,
    LocaleChosen,
    OptedOut,
    QuestionLeftOpen,
    RecordDecided,
    RiskSeen,
    SharingStopped,
    WroteToCaseworker,
)
from bot.models import Conversation, Message
from bot.services import Handler, Services
from bot.state import DECLINED
from handoff import worklist
from handoff.models import (
    AnswerRating,
    Deficit,
    Enquiry,
    Permission,
    RiskAlert,
    ServiceComplaint,
    TimelineEntry,
)
from handoff.notify import queue_notice
from handoff.opening import consent_event, make_enquiry, permit, reported_consents
from handoff.retention import strip_conversation

_passwords = PasswordHasher()


@dataclass(frozen=True)
class Intake:
    """The handlers, with what they need besides the turn's session."""

    services: Services

    def handlers(self) -> Mapping[type[Event], tuple[Handler, ...]]:
        """Every event and what is done about it, written out once."""
        return {
            RiskSeen: (self.raise_alert,),
            RecordDecided: (self.record_consent,),
            EnquirySent: (self.open_enquiry,),
            EnquiryAmended: (self.amend,),
            SharingStopped: (self.stop_sharing,),
            OptedOut: (self.tell_staff_of_stop,),
            LocaleChosen: (choose_locale,),
            AnswerRated: (self.rate,),
            QuestionLeftOpen: (self.keep_question,),
            ComplaintMade: (self.complain,),
            DeletionAsked: (self.ask_deletion,),
            DeficitNoted: (self.note_deficit,),
            WroteToCaseworker: (self.owe_answer,),
        }

    async def raise_alert(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: RiskSeen
    ) -> None:
        """One open alert a conversation; later messages join it (R32, R32b)."""
        now = self.services.now()
        alert = await session.scalar(
            select(RiskAlert)
            .where(RiskAlert.conversation_id == conversation.id, RiskAlert.acknowledged_at.is_(None))
            .order_by(RiskAlert.raised_at.desc())
            .limit(1)
        )
        if alert:
            alert.words, alert.updated_at = f"{alert.words}\n{message.body or ''}", now
            return
        alert = RiskAlert(
            conversation_id=conversation.id,
            channel=conversation.channel,
            locale=conversation.locale,
            speaker=event.speaker,
            words=message.body or "",
            raised_at=now,
            updated_at=now,
        )
        session.add(alert)
        await session.flush()
        await queue_notice(session, "risk_alert", alert.id, now)
        await self._raise_priority(session, conversation)

    async def _raise_priority(self, session: AsyncSession, conversation: Conversation) -> None:
        points = self.services.settings.profile.triage.get("risk_of_harm", 0)
        for enquiry in await _open_enquiries(session, conversation.id):
            if "risk_of_harm" not in enquiry.priority_reasons:
                enquiry.priority += points
                enquiry.priority_reasons = [*enquiry.priority_reasons, "risk_of_harm"]

    async def record_consent(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: RecordDecided
    ) -> None:
        """The agreement to keep a record, or the refusal, with the wording they saw (R8)."""
        conversation.keeps_record = event.agreed
        decision = "granted" if event.agreed else "refused"
        session.add(consent_event(self.services, conversation, "record", decision, key=event.key))

    async def open_enquiry(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: EnquirySent
    ) -> None:
        """The structured record, its permissions and consents, and a word to staff that something waits."""
        now = self.services.now()
        enquiry = make_enquiry(self.services, conversation, event)
        session.add(enquiry)
        await session.flush()
        for decision, name in (("allowed", "allowed"), ("refused", "refused")):
            for party in event.slots.get(name, "").split():
                permit(self.services, session, conversation, enquiry, party, decision)
        session.add_all(reported_consents(self.services, conversation, enquiry, event))
        session.add(TimelineEntry(enquiry_id=enquiry.id, kind="opened", at=now))
        await queue_notice(session, "new_enquiry", enquiry.id, now)

    async def amend(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: EnquiryAmended
    ) -> None:
        """Passphrase, route and area after the reference; or a safe number after a risk of harm."""
        if "safe_number" in event.slots:
            await session.execute(
                update(RiskAlert)
                .where(RiskAlert.conversation_id == conversation.id, RiskAlert.acknowledged_at.is_(None))
                .values(contact_value=event.slots["safe_number"])
            )
            return
        enquiry = await session.scalar(select(Enquiry).where(Enquiry.reference == event.reference))
        if enquiry is None:
            return
        for name in ("route", "area"):
            if name in event.slots:
                setattr(enquiry, name, event.slots[name])
        phrase = event.slots.get("passphrase")
        if phrase and phrase != DECLINED:
            enquiry.passphrase_hash = _passwords.hash(folded_passphrase(phrase))

    async def stop_sharing(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: SharingStopped
    ) -> None:
        """Every live permission ends in this transaction (R9, R47)."""
        for enquiry in await _open_enquiries(session, conversation.id):
            allowed = await session.scalars(
                select(Permission).where(Permission.enquiry_id == enquiry.id, Permission.decision == "allowed")
            )
            for permission in allowed:
                permission.decision, permission.decided_at = "withdrawn", self.services.now()
                session.add(
                    consent_event(
                        self.services,
                        conversation,
                        f"permission:{permission.party}",
                        "withdrawn",
                        key="sharing.stopped",
                        enquiry_id=enquiry.id,
                    )
                )
            self._note(session, enquiry, "sharing_stopped")

    async def tell_staff_of_stop(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: OptedOut
    ) -> None:
        """Staff with an open enquiry see that the number takes no more messages (R43)."""
        for enquiry in await _open_enquiries(session, conversation.id):
            self._note(session, enquiry, "stop_received")

    def _note(self, session: AsyncSession, enquiry: Enquiry, kind: str) -> None:
        session.add(TimelineEntry(enquiry_id=enquiry.id, kind=kind, at=self.services.now()))

    async def rate(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: AnswerRated
    ) -> None:
        """Counted by topic and language, with nothing that leads back to the person."""
        session.add(
            AnswerRating(topic=event.topic, locale=conversation.locale, rating=event.rating, on=today(self.services))
        )

    async def keep_question(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: QuestionLeftOpen
    ) -> None:
        """For editors, without identifying anyone (R26a)."""
        await worklist.keep_question(session, conversation, event, self.services)

    async def complain(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: ComplaintMade
    ) -> None:
        """A complaint about this service, apart from enquiries (R39)."""
        conversation.keeps_record = True
        session.add(
            ServiceComplaint(
                reference=event.reference,
                conversation_id=conversation.id,
                words=event.words,
                locale=conversation.locale,
                received_at=self.services.now(),
            )
        )

    async def ask_deletion(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: DeletionAsked
    ) -> None:
        """Without a record the words go at once. With one a caseworker first checks who asks (R47)."""
        if event.reference is None:
            await session.flush()
            await strip_conversation(session, conversation, self.services.now())
            return
        for enquiry in await _open_enquiries(session, conversation.id):
            self._note(session, enquiry, "deletion_asked")
            enquiry.waiting_since = enquiry.waiting_since or self.services.now()
            enquiry.promised_on = min(
                enquiry.promised_on, promised_on(self.services.settings.profile, self.services.now())
            )

    async def owe_answer(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: WroteToCaseworker
    ) -> None:
        """The reply clock runs from the first words that nobody has answered (R34)."""
        for enquiry in await _open_enquiries(session, conversation.id):
            enquiry.waiting_since = enquiry.waiting_since or self.services.now()

    async def note_deficit(
        self, session: AsyncSession, conversation: Conversation, message: Message, event: DeficitNoted
    ) -> None:
        """Demand we could not meet, without words (R35)."""
        session.add(
            Deficit(
                reason=event.reason,
                locale=conversation.locale,
                channel=conversation.channel,
                at=self.services.now(),
            )
        )


async def choose_locale(
    session: AsyncSession, conversation: Conversation, message: Message, event: LocaleChosen
) -> None:
    """Their own choice settles the language."""
    conversation.locale, conversation.locale_chosen = event.locale, True


async def _open_enquiries(session: AsyncSession, conversation_id: UUID) -> list[Enquiry]:
    found = await session.scalars(
        select(Enquiry).where(Enquiry.conversation_id == conversation_id, Enquiry.status == "open")
    )
    return list(found)


def folded_passphrase(phrase: str) -> str:
    """So that a capital or a double space does not lock anyone out."""
    return " ".join(phrase.casefold().split())
