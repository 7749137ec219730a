"""first tables"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import bot.db

revision: str = "0001"
down_revision: str | None = None
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


APPEND_ONLY = ("consent_event", "audit_event")


def _forbid_changes(table: str) -> None:
    """Refuse to change or remove rows, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        "CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RAISE EXCEPTION '% is append-only', TG_TABLE_NAME; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    op.create_table(
        "answer_rating",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("rating", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_rating")),
    )
    op.create_table(
        "article_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("created_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "state IN ('published', 'proposed', 'replaced', 'withdrawn')",
            name=op.f("ck_article_version_state"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_version")),
        sa.UniqueConstraint("topic", "locale", "sha256", name=op.f("uq_article_version_topic")),
    )
    op.create_table(
        "audit_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=True),
        sa.Column("action", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=True),
        sa.Column("detail", sa.JSON(), nullable=False),
        sa.Column("chain", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_event")),
    )
    op.create_table(
        "caseworker",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("sign_in_hash", sa.String(), nullable=False),
        sa.Column("email", bot.db.EncryptedText(), nullable=False),
        sa.Column("first_name", sa.String(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("highest_level", sa.Integer(), nullable=False),
        sa.Column("password_hash", sa.String(), nullable=False),
        sa.Column("is_active", sa.Boolean(), nullable=False),
        sa.Column("created_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('manager', 'caseworker', 'volunteer', 'safeguarding_lead', 'administrator', 'lay_reader')",
            name=op.f("ck_caseworker_role"),
        ),
        sa.CheckConstraint("highest_level BETWEEN 0 AND 4", name=op.f("ck_caseworker_highest_level")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_caseworker")),
        sa.UniqueConstraint("sign_in_hash", name=op.f("uq_caseworker_sign_in_hash")),
    )
    op.create_table(
        "conversation",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("address", bot.db.EncryptedText(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("locale_chosen", sa.Boolean(), nullable=False),
        sa.Column("state", bot.db.EncryptedJson(), nullable=False),
        sa.Column("held_by", sa.String(), nullable=True),
        sa.Column("stopped_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.Column("keeps_record", sa.Boolean(), nullable=False),
        sa.Column("stripped_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.Column("created_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("last_seen_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conversation")),
        sa.UniqueConstraint("address_hash", name=op.f("uq_conversation_address_hash")),
    )
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_conversation_last_seen_at"), ["last_seen_at"], unique=False)

    op.create_table(
        "deficit",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deficit")),
    )
    op.create_table(
        "purge_log",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("record_class", sa.String(), nullable=False),
        sa.Column("removed", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_purge_log")),
    )
    op.create_table(
        "sign_in_attempt",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("who", sa.String(), nullable=False),
        sa.Column("at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("succeeded", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_attempt")),
    )
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.create_index("ix_sign_in_attempt_who_at", ["who", "at"], unique=False)

    op.create_table(
        "staff_notice",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("about_id", sa.Uuid(), nullable=True),
        sa.Column("created_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("due_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("sent_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.Column("failed_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('risk_alert', 'risk_escalated', 'new_enquiry', 'breach', 'test')",
            name=op.f("ck_staff_notice_kind"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_staff_notice")),
    )
    with op.batch_alter_table("staff_notice", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_staff_notice_due_at"), ["due_at"], unique=False)

    op.create_table(
        "stopped",
        sa.Column("address_hash", sa.String(), nullable=False),
        sa.Column("stopped_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("address_hash", name=op.f("pk_stopped")),
    )
    op.create_table(
        "text_version",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("created_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_text_version")),
        sa.UniqueConstraint("key", "locale", "sha256", name=op.f("uq_text_version_key")),
    )
    op.create_table(
        "consent_event",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("enquiry_id", sa.Uuid(), nullable=True),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_by", sa.String(), nullable=False),
        sa.Column("text_version_id", sa.Uuid(), nullable=True),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["text_version_id"],
            ["text_version.id"],
            name=op.f("fk_consent_event_text_version_id_text_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_consent_event")),
    )
    with op.batch_alter_table("consent_event", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_consent_event_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_consent_event_enquiry_id"), ["enquiry_id"], unique=False)

    op.create_table(
        "console_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=False),
        sa.Column("form_token", sa.String(), nullable=False),
        sa.Column("created_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("seen_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["caseworker_id"],
            ["caseworker.id"],
            name=op.f("fk_console_session_caseworker_id_caseworker"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_console_session")),
    )
    op.create_table(
        "enquiry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=True),
        sa.Column("topic", sa.String(), nullable=True),
        sa.Column("words", bot.db.EncryptedText(), nullable=True),
        sa.Column("wish", bot.db.EncryptedText(), nullable=True),
        sa.Column("school_year", sa.String(), nullable=True),
        sa.Column("young_person_agreement", sa.String(), nullable=True),
        sa.Column("sen_stage", sa.String(), nullable=True),
        sa.Column("letter_on", sa.String(), nullable=True),
        sa.Column("phone_seen", sa.String(), nullable=True),
        sa.Column("contact_how", sa.String(), nullable=True),
        sa.Column("contact_value", bot.db.EncryptedText(), nullable=True),
        sa.Column("contact_hash", sa.String(), nullable=True),
        sa.Column("contact_name", bot.db.EncryptedText(), nullable=True),
        sa.Column("support", sa.String(), nullable=True),
        sa.Column("route", sa.String(), nullable=True),
        sa.Column("area", sa.String(), nullable=True),
        sa.Column("proposed_level", sa.Integer(), nullable=False),
        sa.Column("level_reasons", sa.JSON(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=True),
        sa.Column("level_by", sa.Uuid(), nullable=True),
        sa.Column("priority", sa.Integer(), nullable=False),
        sa.Column("priority_reasons", sa.JSON(), nullable=False),
        sa.Column("interpretation", sa.String(), nullable=False),
        sa.Column("assignee_id", sa.Uuid(), nullable=True),
        sa.Column("promised_on", sa.Date(), nullable=False),
        sa.Column("waiting_since", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.Column("breached_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.Column("passphrase_hash", sa.String(), nullable=True),
        sa.Column("opened_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("first_position", sa.Integer(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=True),
        sa.Column("closed_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.Column("delete_on", sa.Date(), nullable=True),
        sa.CheckConstraint("status IN ('open', 'inactive', 'closed')", name=op.f("ck_enquiry_status")),
        sa.CheckConstraint("level IS NULL OR level BETWEEN 1 AND 4", name=op.f("ck_enquiry_level")),
        sa.CheckConstraint("proposed_level BETWEEN 1 AND 4", name=op.f("ck_enquiry_proposed_level")),
        sa.ForeignKeyConstraint(["assignee_id"], ["caseworker.id"], name=op.f("fk_enquiry_assignee_id_caseworker")),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_enquiry_conversation_id_conversation"),
            ondelete="SET NULL",
        ),
        sa.ForeignKeyConstraint(["level_by"], ["caseworker.id"], name=op.f("fk_enquiry_level_by_caseworker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_enquiry")),
        sa.UniqueConstraint("reference", name=op.f("uq_enquiry_reference")),
    )
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_enquiry_contact_hash"), ["contact_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_enquiry_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index("ix_enquiry_status_priority", ["status", "priority", "waiting_since"], unique=False)

    op.create_table(
        "message",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("direction", sa.String(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=True),
        sa.Column("body", bot.db.EncryptedText(), nullable=True),
        sa.Column("choice", sa.String(), nullable=True),
        sa.Column("choices", bot.db.EncryptedJson(), nullable=True),
        sa.Column("status", sa.String(), nullable=False),
        sa.Column("purpose", sa.String(), nullable=True),
        sa.Column("author", sa.String(), nullable=True),
        sa.Column("created_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("due_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.Column("lease_until", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("error_code", sa.String(), nullable=True),
        sa.Column("answered_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.Column("sent_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.CheckConstraint(
            "(direction = 'out') = (purpose IS NOT NULL)",
            name=op.f("ck_message_every_outbound_has_a_purpose"),
        ),
        sa.CheckConstraint("direction IN ('in', 'out')", name=op.f("ck_message_direction")),
        sa.CheckConstraint(
            "purpose IS NULL OR purpose IN ('reply', 'reminder', 'evaluation')",
            name=op.f("ck_message_purpose"),
        ),
        sa.CheckConstraint(
            "status IN ('received', 'answered', 'queued', 'sending', 'sent', 'delivered', 'failed')",
            name=op.f("ck_message_status"),
        ),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_message_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_message")),
        sa.UniqueConstraint("channel", "provider_id", name=op.f("uq_message_channel")),
        sa.UniqueConstraint("conversation_id", "position", name=op.f("uq_message_conversation_id")),
    )
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.create_index("ix_message_status_due_at", ["status", "due_at"], unique=False)

    op.create_table(
        "risk_alert",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("channel", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("speaker", sa.String(), nullable=True),
        sa.Column("words", bot.db.EncryptedText(), nullable=False),
        sa.Column("contact_value", bot.db.EncryptedText(), nullable=True),
        sa.Column("raised_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("updated_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("acknowledged_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.Uuid(), nullable=True),
        sa.Column("escalated_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["acknowledged_by"], ["caseworker.id"], name=op.f("fk_risk_alert_acknowledged_by_caseworker")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_risk_alert")),
    )
    with op.batch_alter_table("risk_alert", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_risk_alert_conversation_id"), ["conversation_id"], unique=False)

    op.create_table(
        "service_complaint",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=True),
        sa.Column("words", bot.db.EncryptedText(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("received_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("closed_at", bot.db.AwareUtc(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_service_complaint_conversation_id_conversation"),
            ondelete="SET NULL",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_service_complaint")),
        sa.UniqueConstraint("reference", name=op.f("uq_service_complaint_reference")),
    )
    op.create_table(
        "sign_off",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("article_version_id", sa.Uuid(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("english_sha256", sa.String(), nullable=True),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("signed_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.CheckConstraint("role IN ('adviser', 'lay_reader', 'language_reader')", name=op.f("ck_sign_off_role")),
        sa.ForeignKeyConstraint(
            ["article_version_id"],
            ["article_version.id"],
            name=op.f("fk_sign_off_article_version_id_article_version"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_off")),
    )
    op.create_table(
        "web_session",
        sa.Column("token_hash", sa.String(), nullable=False),
        sa.Column("conversation_id", sa.Uuid(), nullable=False),
        sa.Column("first_position", sa.Integer(), nullable=False),
        sa.Column("reference", bot.db.EncryptedText(), nullable=True),
        sa.Column("created_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("seen_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["conversation_id"],
            ["conversation.id"],
            name=op.f("fk_web_session_conversation_id_conversation"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_web_session")),
    )
    with op.batch_alter_table("web_session", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_web_session_conversation_id"), ["conversation_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_web_session_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "message_part",
        sa.Column("message_id", sa.Uuid(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("text", bot.db.EncryptedText(), nullable=False),
        sa.Column("is_stripped", sa.Boolean(), nullable=False),
        sa.Column("article_version_id", sa.Uuid(), nullable=True),
        sa.Column("text_version_id", sa.Uuid(), nullable=True),
        sa.Column("caseworker_id", sa.String(), nullable=True),
        sa.CheckConstraint(
            "(CASE WHEN article_version_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN text_version_id IS NULL THEN 0 ELSE 1 END)"
            " + (CASE WHEN caseworker_id IS NULL THEN 0 ELSE 1 END) = 1",
            name=op.f("ck_message_part_exactly_one_source"),
        ),
        sa.ForeignKeyConstraint(
            ["article_version_id"],
            ["article_version.id"],
            name=op.f("fk_message_part_article_version_id_article_version"),
        ),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["message.id"],
            name=op.f("fk_message_part_message_id_message"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["text_version_id"],
            ["text_version.id"],
            name=op.f("fk_message_part_text_version_id_text_version"),
        ),
        sa.PrimaryKeyConstraint("message_id", "position", name=op.f("pk_message_part")),
    )
    op.create_table(
        "permission",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        sa.Column("party", sa.String(), nullable=False),
        sa.Column("named", bot.db.EncryptedText(), nullable=True),
        sa.Column("decision", sa.String(), nullable=False),
        sa.Column("decided_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.Column("review_on", sa.Date(), nullable=True),
        sa.CheckConstraint("decision IN ('allowed', 'refused', 'withdrawn')", name=op.f("ck_permission_decision")),
        sa.ForeignKeyConstraint(
            ["enquiry_id"], ["enquiry.id"], name=op.f("fk_permission_enquiry_id_enquiry"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_permission")),
    )
    with op.batch_alter_table("permission", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_permission_enquiry_id"), ["enquiry_id"], unique=False)

    op.create_table(
        "timeline_entry",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("enquiry_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=True),
        sa.Column("text", bot.db.EncryptedText(), nullable=True),
        sa.Column("at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["caseworker_id"], ["caseworker.id"], name=op.f("fk_timeline_entry_caseworker_id_caseworker")
        ),
        sa.ForeignKeyConstraint(
            ["enquiry_id"],
            ["enquiry.id"],
            name=op.f("fk_timeline_entry_enquiry_id_enquiry"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_timeline_entry")),
    )
    with op.batch_alter_table("timeline_entry", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_timeline_entry_enquiry_id"), ["enquiry_id"], unique=False)

    for table in APPEND_ONLY:
        _forbid_changes(table)


def downgrade() -> None:
    op.drop_table("web_session")
    with op.batch_alter_table("timeline_entry", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_timeline_entry_enquiry_id"))

    op.drop_table("timeline_entry")
    with op.batch_alter_table("permission", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_permission_enquiry_id"))

    op.drop_table("permission")
    op.drop_table("message_part")
    op.drop_table("sign_off")
    op.drop_table("service_complaint")
    with op.batch_alter_table("risk_alert", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_risk_alert_conversation_id"))

    op.drop_table("risk_alert")
    with op.batch_alter_table("message", schema=None) as batch_op:
        batch_op.drop_index("ix_message_status_due_at")

    op.drop_table("message")
    with op.batch_alter_table("enquiry", schema=None) as batch_op:
        batch_op.drop_index("ix_enquiry_status_priority")
        batch_op.drop_index(batch_op.f("ix_enquiry_conversation_id"))
        batch_op.drop_index(batch_op.f("ix_enquiry_contact_hash"))

    op.drop_table("enquiry")
    op.drop_table("console_session")
    with op.batch_alter_table("consent_event", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_consent_event_enquiry_id"))
        batch_op.drop_index(batch_op.f("ix_consent_event_conversation_id"))

    op.drop_table("consent_event")
    op.drop_table("text_version")
    op.drop_table("stopped")
    with op.batch_alter_table("staff_notice", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_staff_notice_due_at"))

    op.drop_table("staff_notice")
    with op.batch_alter_table("sign_in_attempt", schema=None) as batch_op:
        batch_op.drop_index("ix_sign_in_attempt_who_at")

    op.drop_table("sign_in_attempt")
    op.drop_table("purge_log")
    op.drop_table("deficit")
    with op.batch_alter_table("conversation", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_conversation_last_seen_at"))

    op.drop_table("conversation")
    op.drop_table("caseworker")
    op.drop_table("audit_event")
    op.drop_table("article_version")
    op.drop_table("answer_rating")
