"""time limits: reviews of rules, and which letter an enquiry is about"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

import bot.db

revision: str = "0003"
down_revision: str | None = "0002"
branch_labels: str | Sequence[str] | None = None
depends_on: str | Sequence[str] | None = None


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


def upgrade() -> None:
    op.add_column("enquiry", sa.Column("letter_kind", sa.String(), nullable=True))
    op.add_column("enquiry", sa.Column("certificate_on", sa.String(), nullable=True))
    op.create_table(
        "rule_review",
        sa.Column("id", sa.Integer(), autoincrement=True, nullable=False),
        sa.Column("rule_id", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("role", sa.String(), nullable=False),
        sa.Column("signed_by", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("review_by", sa.Date(), nullable=False),
        sa.Column("at", bot.db.AwareUtc(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('signed', 'taken_back')", name=op.f("ck_rule_review_kind")),
        sa.CheckConstraint("role IN ('adviser', 'lay_reader')", name=op.f("ck_rule_review_role")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_review")),
    )
    _forbid_changes("rule_review")


def downgrade() -> None:
    op.drop_table("rule_review")  # with its triggers
    for column in ("certificate_on", "letter_kind"):
        op.drop_column("enquiry", column)
