"""People helping people: enquiries, consent, permissions, alerts, caseworkers and the audit log.

`consent_event` and `audit_event` are append-only (triggers in the migrations) and hold ids, codes and hashes,
so that erasing a person's words never has to change them.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import JSON, CheckConstraint, ForeignKey, Index, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import AwareUtc, Base, EncryptedText


class Caseworker(Base):
    """A member of staff. `highest_level` is the most a person may work at (R3)."""

    __tablename__ = "caseworker"
    __table_args__ = (
        CheckConstraint(
            "role IN ('manager', 'caseworker', 'volunteer', 'safeguarding_lead', 'administrator', 'lay_reader')",
            name="role",
        ),
        CheckConstraint("highest_level BETWEEN 0 AND 4", name="highest_level"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    sign_in_hash: Mapped[str] = mapped_column(unique=True)  # keyed hash of the e-mail address
    email: Mapped[str] = mapped_column(EncryptedText)
    first_name: Mapped[str]
    title: Mapped[str]  # what families see: "SENDIASS adviser"
    role: Mapped[str]
    highest_level: Mapped[int]
    password_hash: Mapped[str]
    is_active: Mapped[bool] = mapped_column(default=True)
    is_adviser: Mapped[bool] = mapped_column(default=False, server_default=false())  # trained: edits and signs texts
    reads_locales: Mapped[str] = mapped_column(default="", server_default="")  # signs translations into: "ur pl"
    created_at: Mapped[datetime] = mapped_column(AwareUtc)

    @property
    def may_read_enquiries(self) -> bool:
        """Administrators and lay readers work with settings and texts, not with families' records."""
        return self.is_active and self.role in {"manager", "caseworker", "volunteer", "safeguarding_lead"}

    @property
    def sees_alerts(self) -> bool:
        """Volunteers do not see risk alerts (R32b)."""
        return self.is_active and self.role in {"manager", "caseworker", "safeguarding_lead"}


class ConsoleSession(Base):
    """A sign-in. The cookie's token is kept only as a keyed hash."""

    __tablename__ = "console_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    caseworker_id: Mapped[UUID] = mapped_column(ForeignKey("caseworker.id", ondelete="CASCADE"))
    form_token: Mapped[str]  # against forged forms
    created_at: Mapped[datetime] = mapped_column(AwareUtc)
    seen_at: Mapped[datetime] = mapped_column(AwareUtc)


class SignInAttempt(Base):
    """A try to sign in or to come back with a passphrase, for rate limits. `who` is a keyed hash."""

    __tablename__ = "sign_in_attempt"
    __table_args__ = (Index("ix_sign_in_attempt_who_at", "who", "at"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    who: Mapped[str]
    at: Mapped[datetime] = mapped_column(AwareUtc)
    succeeded: Mapped[bool]


class Enquiry(Base):
    """The structured record of what a family asked us for.

    Coded fields hold a code, "declined" or "not_known"; None means not asked (R6).
    """

    __tablename__ = "enquiry"
    __table_args__ = (
        CheckConstraint("status IN ('open', 'inactive', 'closed')", name="status"),
        CheckConstraint("level IS NULL OR level BETWEEN 1 AND 4", name="level"),
        CheckConstraint("proposed_level BETWEEN 1 AND 4", name="proposed_level"),
        Index("ix_enquiry_status_priority", "status", "priority", "waiting_since"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reference: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[UUID | None] = mapped_column(ForeignKey("conversation.id", ondelete="SET NULL"), index=True)
    channel: Mapped[str]
    locale: Mapped[str]
    status: Mapped[str] = mapped_column(default="open")
    speaker: Mapped[str | None] = mapped_column(default=None)
    topic: Mapped[str | None] = mapped_column(default=None)
    words: Mapped[str | None] = mapped_column(EncryptedText, default=None)
    wish: Mapped[str | None] = mapped_column(EncryptedText, default=None)
    school_year: Mapped[str | None] = mapped_column(default=None)
    young_person_agreement: Mapped[str | None] = mapped_column(default=None)
    sen_stage: Mapped[str | None] = mapped_column(default=None)
    letter_kind: Mapped[str | None] = mapped_column(default=None)  # of knowledge_base/deadlines.yml, or not_sure
    letter_on: Mapped[str | None] = mapped_column(default=None)  # ISO date, or declined
    certificate_on: Mapped[str | None] = mapped_column(default=None)  # ISO date of the mediation certificate
    phone_seen: Mapped[str | None] = mapped_column(default=None)
    contact_how: Mapped[str | None] = mapped_column(default=None)
    contact_value: Mapped[str | None] = mapped_column(EncryptedText, default=None)
    contact_hash: Mapped[str | None] = mapped_column(index=True, default=None)
    contact_name: Mapped[str | None] = mapped_column(EncryptedText, default=None)
    support: Mapped[str | None] = mapped_column(default=None)
    route: Mapped[str | None] = mapped_column(default=None)
    area: Mapped[str | None] = mapped_column(default=None)  # first half of the postcode
    proposed_level: Mapped[int]
    level_reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    level: Mapped[int | None] = mapped_column(default=None)
    level_by: Mapped[UUID | None] = mapped_column(ForeignKey("caseworker.id"), default=None)
    priority: Mapped[int] = mapped_column(default=0)
    priority_reasons: Mapped[list[str]] = mapped_column(JSON, default=list)
    interpretation: Mapped[str] = mapped_column(default="understood")  # or needs_interpreter, interpreted (R49)
    assignee_id: Mapped[UUID | None] = mapped_column(ForeignKey("caseworker.id"), default=None)
    promised_on: Mapped[date]
    waiting_since: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)
    breached_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)
    passphrase_hash: Mapped[str | None] = mapped_column(default=None)
    opened_at: Mapped[datetime] = mapped_column(AwareUtc)
    first_position: Mapped[int]  # the conversation is shown from this message on (R47)
    outcome: Mapped[str | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)
    delete_on: Mapped[date | None] = mapped_column(default=None)  # the family asked; can be cancelled (R47)

    assignee: Mapped[Caseworker | None] = relationship(lazy="raise", foreign_keys=[assignee_id])
    permissions: Mapped[list["Permission"]] = relationship(lazy="raise", cascade="all, delete-orphan")
    timeline: Mapped[list["TimelineEntry"]] = relationship(
        lazy="raise", order_by="TimelineEntry.at", cascade="all, delete-orphan"
    )


class Permission(Base):
    """Whether we may speak to one person or role about one enquiry (R9). Nobody is the default."""

    __tablename__ = "permission"
    __table_args__ = (CheckConstraint("decision IN ('allowed', 'refused', 'withdrawn')", name="decision"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("enquiry.id", ondelete="CASCADE"), index=True)
    party: Mapped[str]  # school, senco, council, ... the code list of R9
    named: Mapped[str | None] = mapped_column(EncryptedText, default=None)
    decision: Mapped[str]
    decided_at: Mapped[datetime] = mapped_column(AwareUtc)
    review_on: Mapped[date | None] = mapped_column(default=None)


class ConsentEvent(Base):
    """One grant, refusal or withdrawal, with the wording that was shown. Append-only."""

    __tablename__ = "consent_event"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(index=True)  # no foreign key: it outlives the words
    enquiry_id: Mapped[UUID | None] = mapped_column(index=True, default=None)
    about: Mapped[str]  # record, permission:<party>, young_person, family_agreement
    decision: Mapped[str]  # granted, refused, withdrawn
    decided_by: Mapped[str]  # contact, or a caseworker's id
    text_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("text_version.id"), default=None)
    locale: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime] = mapped_column(AwareUtc)


class TimelineEntry(Base):
    """What happened in an enquiry: coded events, and notes that families do not see."""

    __tablename__ = "timeline_entry"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    enquiry_id: Mapped[UUID] = mapped_column(ForeignKey("enquiry.id", ondelete="CASCADE"), index=True)
    kind: Mapped[str]  # opened, taken, returned, replied, level_confirmed, note, closed, stop_received ...
    caseworker_id: Mapped[UUID | None] = mapped_column(ForeignKey("caseworker.id"), default=None)
    text: Mapped[str | None] = mapped_column(EncryptedText, default=None)
    at: Mapped[datetime] = mapped_column(AwareUtc)


class RiskAlert(Base):
    """Somebody may be hurt. A record class of its own, kept apart from consent (R32a)."""

    __tablename__ = "risk_alert"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(index=True)  # no foreign key: it outlives the conversation
    channel: Mapped[str]
    locale: Mapped[str]
    speaker: Mapped[str | None] = mapped_column(default=None)
    words: Mapped[str] = mapped_column(EncryptedText)  # every message of the alert, one a line
    contact_value: Mapped[str | None] = mapped_column(EncryptedText, default=None)
    raised_at: Mapped[datetime] = mapped_column(AwareUtc)
    updated_at: Mapped[datetime] = mapped_column(AwareUtc)
    acknowledged_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)
    acknowledged_by: Mapped[UUID | None] = mapped_column(ForeignKey("caseworker.id"), default=None)
    escalated_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)


class StaffNotice(Base):
    """An e-mail to staff that something waits, never what. An outbox of its own."""

    __tablename__ = "staff_notice"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('risk_alert', 'risk_escalated', 'new_enquiry', 'breach', 'review_due', 'test')", name="kind"
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    kind: Mapped[str]
    about_id: Mapped[UUID | None] = mapped_column(default=None)
    created_at: Mapped[datetime] = mapped_column(AwareUtc)
    due_at: Mapped[datetime] = mapped_column(AwareUtc, index=True)
    attempts: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)
    failed_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)


class ServiceComplaint(Base):
    """A complaint about this service, apart from enquiries (R39)."""

    __tablename__ = "service_complaint"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reference: Mapped[str] = mapped_column(unique=True)
    conversation_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("conversation.id", ondelete="SET NULL"), default=None
    )
    words: Mapped[str] = mapped_column(EncryptedText)
    locale: Mapped[str]
    received_at: Mapped[datetime] = mapped_column(AwareUtc)
    closed_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)


class Deficit(Base):
    """Demand the service could not meet, without words (R35)."""

    __tablename__ = "deficit"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    reason: Mapped[str]  # hours, language, area, remit, capacity, no_record, gave_up
    locale: Mapped[str]
    channel: Mapped[str]
    at: Mapped[datetime] = mapped_column(AwareUtc)


class AnswerRating(Base):
    """Did this answer your question? Without words, and without a way back to the person (R26a)."""

    __tablename__ = "answer_rating"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    topic: Mapped[str]
    locale: Mapped[str]
    rating: Mapped[str]  # yes, no
    on: Mapped[date]


class AuditEvent(Base):
    """Every view, change and failed sign-in. Append-only and chained, so that a removed row shows."""

    __tablename__ = "audit_event"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    at: Mapped[datetime] = mapped_column(AwareUtc)
    caseworker_id: Mapped[UUID | None] = mapped_column(default=None)
    action: Mapped[str]
    about: Mapped[str | None] = mapped_column(default=None)  # "enquiry:<id>"
    detail: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)  # codes and ids only
    chain: Mapped[str]  # sha256 of the row before and this one


class PurgeLog(Base):
    """What retention removed, by class and count (R18)."""

    __tablename__ = "purge_log"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    at: Mapped[datetime] = mapped_column(AwareUtc)
    record_class: Mapped[str]
    removed: Mapped[int]
