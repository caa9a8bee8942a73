"""The desk: named devices, entries from paper, what a version came of, calls, refusals, replacements, minutes"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "paper_entry",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("after_version", sa.Integer(), nullable=False),
        sa.Column("credential_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("device", sa.String(length=300), nullable=True),
        sa.Column("marks", sa.JSON(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("after_version >= 0", name=op.f("ck_paper_entry_after_version_not_negative")),
        sa.ForeignKeyConstraint(["credential_id"], ["credential.id"], name=op.f("fk_paper_entry_credential_id")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_paper_entry_sheet_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_paper_entry")),
    )
    op.create_index(op.f("ix_paper_entry_sheet_id"), "paper_entry", ["sheet_id"])
    op.create_table(
        "judge_call",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=300), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("seen_at", sa.BigInteger(), nullable=True),
        sa.Column("withdrawn_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("words <> ''", name=op.f("ck_judge_call_words_not_empty")),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], name=op.f("fk_judge_call_judge_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_judge_call")),
    )
    op.create_index(op.f("ix_judge_call_judge_id"), "judge_call", ["judge_id"])
    op.create_table(
        "sheet_refusal",
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(length=120), nullable=False),
        sa.Column("detail", sa.String(length=2000), nullable=False),
        sa.Column("device", sa.String(length=300), nullable=True),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_sheet_refusal_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("sheet_id", name=op.f("pk_sheet_refusal")),
    )
    op.create_table(
        "replacement",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("substitute_id", sa.Integer(), nullable=False),
        sa.Column("performance_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(length=2000), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("judge_id <> substitute_id", name=op.f("ck_replacement_two_people")),
        sa.CheckConstraint("reason <> ''", name=op.f("ck_replacement_reason_not_empty")),
        sa.ForeignKeyConstraint(["judge_id"], ["judge.id"], name=op.f("fk_replacement_judge_id"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(
            ["performance_id"], ["performance.id"], name=op.f("fk_replacement_performance_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_replacement_round_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["substitute_id"], ["judge.id"], name=op.f("fk_replacement_substitute_id"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_replacement")),
    )
    op.create_index(op.f("ix_replacement_round_id"), "replacement", ["round_id"])
    # No table points at `absence`, so it can be rebuilt; what a batch does not read from the old one is said again.
    known = sa.CheckConstraint("why IN ('absent', 'recused')", name=op.f("ck_absence_why_known"))
    with op.batch_alter_table("absence", table_args=(known,)) as absence:
        absence.add_column(sa.Column("replacement_id", sa.Integer(), nullable=True))
        absence.create_foreign_key(
            op.f("fk_absence_replacement_id"), "replacement", ["replacement_id"], ["id"], ondelete="CASCADE"
        )
    op.create_table(
        "round_minutes",
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_round_minutes_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("round_id", name=op.f("pk_round_minutes")),
    )
    # Plain ALTER TABLE: rebuilding a table in a batch would drop the old one, and its children with it.
    op.add_column("web_session", sa.Column("name", sa.String(length=300), nullable=True))
    op.add_column("web_session", sa.Column("last_seen_at", sa.BigInteger(), nullable=True))
    op.add_column("sheet", sa.Column("reopen_reason", sa.String(length=2000), nullable=True))
    op.add_column("sheet", sa.Column("paper", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("sheet_version", sa.Column("by", sa.String(length=300), nullable=True))
    op.add_column("sheet_version", sa.Column("device", sa.String(length=300), nullable=True))
    op.add_column("sheet_version", sa.Column("source", sa.String(length=120), server_default="tablet", nullable=False))
    op.add_column("sheet_version", sa.Column("reason", sa.String(length=2000), nullable=True))
    op.add_column("sheet_version", sa.Column("over_draft", sa.JSON(none_as_null=True), nullable=True))
    # Versions of an import have no credential; everybody else who handed one in is known by theirs.
    op.execute(
        'UPDATE sheet_version SET "by" = (SELECT credential.name FROM credential '
        "WHERE credential.id = sheet_version.credential_id)"
    )
    op.execute("UPDATE sheet_version SET source = 'file' WHERE credential_id IS NULL")


def downgrade() -> None:
    for column in ("over_draft", "reason", "source", "device", "by"):
        op.drop_column("sheet_version", column)
    for column in ("paper", "reopen_reason"):
        op.drop_column("sheet", column)
    for column in ("last_seen_at", "name"):
        op.drop_column("web_session", column)
    known = sa.CheckConstraint("why IN ('absent', 'recused')", name=op.f("ck_absence_why_known"))
    with op.batch_alter_table("absence", table_args=(known,)) as absence:
        absence.drop_constraint(op.f("fk_absence_replacement_id"), type_="foreignkey")
        absence.drop_column("replacement_id")
    for table in ("round_minutes", "replacement", "sheet_refusal", "judge_call", "paper_entry"):
        op.drop_table(table)
