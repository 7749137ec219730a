"""editorial work: where a version came from, its steps, drafts, warnings and the worklist"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import bot.db

revision: str = "0002"
down_revision: str | None = "0001"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None

APPEND_ONLY = ("sign_off", "editorial_event")
NOTICES = "kind IN ('risk_alert', 'risk_escalated', 'new_enquiry', 'breach', 'review_due', 'test')"
NOTICES_BEFORE = "kind IN ('risk_alert', 'risk_escalated', 'new_enquiry', 'breach', 'test')"


def _is_sqlite() -> bool:
    return op.get_bind().dialect.name == "sqlite"


def _forbid_changes(table: str) -> None:
    """Refuse to change or remove rows, whoever asks."""
    if _is_sqlite():
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(  # the function is the first migration's
        f"CREATE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def _set_notices(allowed: str) -> None:
    name = op.f("ck_staff_notice_kind")
    with op.batch_alter_table("staff_notice") as batch_op:
        batch_op.drop_constraint(name, type_="check")
        batch_op.create_check_constraint(name, allowed)


def upgrade() -> None:
    op.execute(  # a table that others refer to cannot be written again on SQLite, so the check comes with its column
        "ALTER TABLE article_version ADD COLUMN origin VARCHAR DEFAULT 'file' NOT NULL "
        "CONSTRAINT ck_article_version_origin CHECK (origin IN ('file', 'console'))"
    )
    op.add_column("article_version", sa.Column("based_on", sa.String(), nullable=True))
    op.add_column("article_version", sa.Column("written_by", sa.String(), nullable=True))
    op.add_column("article_version", sa.Column("published_at", bot.db.AwareUtc(timezone=True), nullable=True))
    op.execute("UPDATE article_version SET published_at = created_at WHERE state = 'published'")
    op.add_column("caseworker", sa.Column("is_adviser", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("caseworker", sa.Column("reads_locales", sa.String(), server_default="", nullable=False))
    op.create_table(
        "editorial_event",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("article_version_id", sa.Uuid(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("sign_off_id", sa.Uuid(), nullable=True),
        sa.Column("against", sa.String(), nullable=True),
        sa.Column("reason", sa.String(), nullable=True),
        sa.Column("by", sa.String(), nullable=True),
        sa.Column("at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('submitted', 'published', 'replaced', 'put_aside', 'withdrawn', 'minor', 'signed', "
            "'signature_withdrawn')",
            name=op.f("ck_editorial_event_kind"),
        ),
        sa.ForeignKeyConstraint(
            ["article_version_id"],
            ["article_version.id"],
            name=op.f("fk_editorial_event_article_version_id_article_version"),
        ),
        sa.ForeignKeyConstraint(["sign_off_id"], ["sign_off.id"], name=op.f("fk_editorial_event_sign_off_id_sign_off")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editorial_event")),
    )
    op.create_index(op.f("ix_editorial_event_article_version_id"), "editorial_event", ["article_version_id"])
    op.create_table(
        "article_draft",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("caseworker_id", sa.Uuid(), nullable=False),
        sa.Column("based_on", sa.Uuid(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("saved_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["caseworker_id"],
            ["caseworker.id"],
            name=op.f("fk_article_draft_caseworker_id_caseworker"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["based_on"], ["article_version.id"], name=op.f("fk_article_draft_based_on_article_version")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_article_draft")),
        sa.UniqueConstraint("topic", "locale", "caseworker_id", name=op.f("uq_article_draft_topic")),
    )
    op.create_table(
        "review_warning",
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("step", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("warned_at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("topic", "review_by", "step", name=op.f("pk_review_warning")),
    )
    op.create_table(
        "worklist_row",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("topic", sa.String(), nullable=False),
        sa.Column("locale", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("question", sa.String(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("done_by", sa.Uuid(), nullable=True),
        sa.Column("note", sa.String(), nullable=True),
        sa.CheckConstraint("kind IN ('unanswered', 'unhelpful', 'clarified')", name=op.f("ck_worklist_row_kind")),
        sa.ForeignKeyConstraint(["done_by"], ["caseworker.id"], name=op.f("fk_worklist_row_done_by_caseworker")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_worklist_row")),
        sa.UniqueConstraint("topic", "locale", "kind", "question", "day", name=op.f("uq_worklist_row_topic")),
    )
    _set_notices(NOTICES)
    for table in APPEND_ONLY:
        _forbid_changes(table)


def downgrade() -> None:
    for table in APPEND_ONLY:
        if _is_sqlite():
            op.execute(f"DROP TRIGGER {table}_no_update")
            op.execute(f"DROP TRIGGER {table}_no_delete")
        else:
            op.execute(f"DROP TRIGGER {table}_append_only ON {table}")
    op.execute("DELETE FROM staff_notice WHERE kind = 'review_due'")
    _set_notices(NOTICES_BEFORE)
    for table in ("worklist_row", "review_warning", "article_draft", "editorial_event"):
        op.drop_table(table)
    with op.batch_alter_table("caseworker") as batch_op:
        batch_op.drop_column("reads_locales")
        batch_op.drop_column("is_adviser")
    for column in ("published_at", "written_by", "based_on", "origin"):
        op.drop_column("article_version", column)
