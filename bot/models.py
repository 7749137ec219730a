"""Conversations, messages and their parts, and the reviewed texts that parts come from.

Words of or about a person are in encrypted columns. Look-ups go through keyed hashes.
"""

from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from bot.db import AwareUtc, Base, EncryptedJson, EncryptedText


class Conversation(Base):
    """All messages with one address."""

    __tablename__ = "conversation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    channel: Mapped[str]
    address_hash: Mapped[str] = mapped_column(unique=True)
    address: Mapped[str] = mapped_column(EncryptedText)
    locale: Mapped[str]
    locale_chosen: Mapped[bool] = mapped_column(default=False)
    state: Mapped[dict[str, Any]] = mapped_column(EncryptedJson, default=dict)
    held_by: Mapped[str | None] = mapped_column(default=None)  # a caseworker's id: the bot is silent
    stopped_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)
    keeps_record: Mapped[bool] = mapped_column(default=False)  # agreed, so not stripped after 24 hours (R8)
    stripped_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)
    created_at: Mapped[datetime] = mapped_column(AwareUtc)
    last_seen_at: Mapped[datetime] = mapped_column(AwareUtc, index=True)


class Message(Base):
    """One text in or out. `position` orders a conversation; `provider_id` makes a repeated webhook harmless."""

    __tablename__ = "message"
    __table_args__ = (
        UniqueConstraint("channel", "provider_id"),
        UniqueConstraint("conversation_id", "position"),
        CheckConstraint("direction IN ('in', 'out')", name="direction"),
        CheckConstraint("purpose IS NULL OR purpose IN ('reply', 'reminder', 'evaluation')", name="purpose"),
        CheckConstraint("(direction = 'out') = (purpose IS NOT NULL)", name="every_outbound_has_a_purpose"),
        CheckConstraint(
            "status IN ('received', 'answered', 'queued', 'sending', 'sent', 'delivered', 'failed')",
            name="status",
        ),
        Index("ix_message_status_due_at", "status", "due_at"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"))
    position: Mapped[int]
    direction: Mapped[str]
    channel: Mapped[str]
    provider_id: Mapped[str | None] = mapped_column(default=None)
    body: Mapped[str | None] = mapped_column(EncryptedText, default=None)  # inbound: the words
    choice: Mapped[str | None] = mapped_column(default=None)  # inbound: the id of the choice pressed
    choices: Mapped[list[list[Any]] | None] = mapped_column(EncryptedJson, default=None)  # outbound: id, label, number
    status: Mapped[str]
    purpose: Mapped[str | None] = mapped_column(default=None)
    author: Mapped[str | None] = mapped_column(default=None)  # outbound: None is the bot; else a caseworker's id
    created_at: Mapped[datetime] = mapped_column(AwareUtc)
    due_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)
    lease_until: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)
    attempts: Mapped[int] = mapped_column(default=0)
    error_code: Mapped[str | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)
    sent_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)

    conversation: Mapped[Conversation] = relationship(lazy="raise")
    parts: Mapped[list["MessagePart"]] = relationship(
        lazy="raise", order_by="MessagePart.position", cascade="all, delete-orphan", passive_deletes=True
    )


class MessagePart(Base):
    """A piece of an outbound message, from exactly one reviewed source or a caseworker's hand (M1)."""

    __tablename__ = "message_part"
    __table_args__ = (
        CheckConstraint(
            "(CASE WHEN article_version_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN text_version_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN caseworker_id IS NULL THEN 0 ELSE 1 END) = 1",
            name="exactly_one_source",
        ),
    )

    message_id: Mapped[UUID] = mapped_column(ForeignKey("message.id", ondelete="CASCADE"), primary_key=True)
    position: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[str]  # text, short, options, nothing, sources, label, ask, caseworker: how a channel shows it
    text: Mapped[str] = mapped_column(EncryptedText)
    is_stripped: Mapped[bool] = mapped_column(default=False)  # deleted on time: only the source is left
    article_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("article_version.id"), default=None)
    text_version_id: Mapped[UUID | None] = mapped_column(ForeignKey("text_version.id"), default=None)
    caseworker_id: Mapped[str | None] = mapped_column(default=None)


class ArticleVersion(Base):
    """One exact text of an article in one locale. Text shown to families is never changed in place.

    `based_on` is the hash of the text that was published when this one was written; both are of the same locale.
    """

    __tablename__ = "article_version"
    __table_args__ = (
        UniqueConstraint("topic", "locale", "sha256"),
        CheckConstraint("state IN ('published', 'proposed', 'replaced', 'withdrawn')", name="state"),
        CheckConstraint("origin IN ('file', 'console')", name="origin"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    topic: Mapped[str]
    locale: Mapped[str]
    sha256: Mapped[str]
    text: Mapped[str]  # the file as it was read, or as it would be written
    state: Mapped[str]
    review_by: Mapped[date]
    created_at: Mapped[datetime] = mapped_column(AwareUtc)
    origin: Mapped[str] = mapped_column(default="file", server_default="file")
    based_on: Mapped[str | None] = mapped_column(default=None)
    written_by: Mapped[str | None] = mapped_column(default=None)  # a caseworker's id
    published_at: Mapped[datetime | None] = mapped_column(AwareUtc, default=None)


class SignOff(Base):
    """A named person's signature under one exact text; a translation's holds the hash of both sides (R26).

    Append-only: a signature taken back stays, with an event that says so.
    """

    __tablename__ = "sign_off"
    __table_args__ = (CheckConstraint("role IN ('adviser', 'lay_reader', 'language_reader')", name="role"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    article_version_id: Mapped[UUID] = mapped_column(ForeignKey("article_version.id"))
    sha256: Mapped[str]
    english_sha256: Mapped[str | None] = mapped_column(default=None)
    role: Mapped[str]
    signed_by: Mapped[str]  # a caseworker's id
    signed_at: Mapped[datetime] = mapped_column(AwareUtc)


class EditorialEvent(Base):
    """One step of editorial work. Append-only; its number and count tell processes that articles have changed.

    `against` is the text a minor edit was compared with: called minor from there, not from anywhere else.
    """

    __tablename__ = "editorial_event"
    __table_args__ = (
        CheckConstraint(
            "kind IN ('submitted', 'published', 'replaced', 'put_aside', 'withdrawn', 'minor', 'signed', "
            "'signature_withdrawn')",
            name="kind",
        ),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    article_version_id: Mapped[UUID] = mapped_column(ForeignKey("article_version.id"), index=True)
    kind: Mapped[str]
    sign_off_id: Mapped[UUID | None] = mapped_column(ForeignKey("sign_off.id"), default=None)
    against: Mapped[str | None] = mapped_column(default=None)
    reason: Mapped[str | None] = mapped_column(default=None)
    by: Mapped[str | None] = mapped_column(default=None)  # a caseworker's id; None for a file
    at: Mapped[datetime] = mapped_column(AwareUtc)


class TextVersion(Base):
    """One exact fixed text: from the catalogues or the profile, by key and locale."""

    __tablename__ = "text_version"
    __table_args__ = (UniqueConstraint("key", "locale", "sha256"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=uuid4)
    key: Mapped[str]
    locale: Mapped[str]
    sha256: Mapped[str]
    text: Mapped[str]
    created_at: Mapped[datetime] = mapped_column(AwareUtc)


class RuleReview(Base):
    """A named person's review of one exact rule of `deadlines.yml`, until `review_by`; or taking it back.

    Append-only. A rule whose text has changed has another hash, and so no review.
    """

    __tablename__ = "rule_review"
    __table_args__ = (
        CheckConstraint("kind IN ('signed', 'taken_back')", name="kind"),
        CheckConstraint("role IN ('adviser', 'lay_reader')", name="role"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    rule_id: Mapped[str]
    sha256: Mapped[str]
    kind: Mapped[str]
    role: Mapped[str]
    signed_by: Mapped[str]  # a caseworker's id
    name: Mapped[str]  # first name and title, as they were on the day
    review_by: Mapped[date]
    at: Mapped[datetime] = mapped_column(AwareUtc)


class WebSession(Base):
    """A device's way into a conversation. The cookie's token is kept only as a keyed hash.

    The cookie is not the conversation's address: ending a session on one device closes it there and nowhere else.
    """

    __tablename__ = "web_session"

    token_hash: Mapped[str] = mapped_column(primary_key=True)
    conversation_id: Mapped[UUID] = mapped_column(ForeignKey("conversation.id", ondelete="CASCADE"), index=True)
    first_position: Mapped[int] = mapped_column(default=0)  # shown from this message on (R47)
    reference: Mapped[str | None] = mapped_column(EncryptedText, default=None)  # came back with this one
    created_at: Mapped[datetime] = mapped_column(AwareUtc)
    seen_at: Mapped[datetime] = mapped_column(AwareUtc, index=True)

    conversation: Mapped[Conversation] = relationship(lazy="raise")


class Stopped(Base):
    """Addresses that said STOP: a keyed hash only, kept so that nobody writes to them again."""

    __tablename__ = "stopped"

    address_hash: Mapped[str] = mapped_column(primary_key=True)
    stopped_at: Mapped[datetime] = mapped_column(AwareUtc)
