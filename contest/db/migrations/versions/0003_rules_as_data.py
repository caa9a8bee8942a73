"""Rules as data: a section's own panel and time rule, versions of rules, conferrals, wild cards"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rules_version",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("reason", sa.String(length=300), nullable=True),
        sa.Column("document", sa.JSON(), nullable=False),
        sa.Column("moved", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_rules_version_round_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rules_version")),
        sa.UniqueConstraint("round_id", "version", name=op.f("uq_rules_version_round_id_version")),
    )
    op.create_table(
        "section_judge",
        sa.Column("section_id", sa.Integer(), nullable=False),
        sa.Column("judge_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["judge_id"], ["judge.id"], name=op.f("fk_section_judge_judge_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["section_id"], ["section.id"], name=op.f("fk_section_judge_section_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("section_id", "judge_id", name=op.f("pk_section_judge")),
        sa.UniqueConstraint("section_id", "position", name=op.f("uq_section_judge_section_id_position")),
    )
    op.create_table(
        "conferral",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sheet_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("verdict", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("asked_at", sa.BigInteger(), nullable=False),
        sa.Column("answered_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("verdict <> 'kept' OR note <> ''", name=op.f("ck_conferral_note_where_kept")),
        sa.CheckConstraint("verdict IN ('asked', 'kept', 'changed')", name=op.f("ck_conferral_verdict_known")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheet.id"], name=op.f("fk_conferral_sheet_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_conferral")),
        sa.UniqueConstraint("sheet_id", "version", name=op.f("uq_conferral_sheet_id_version")),
    )
    # Plain ALTER TABLE: rebuilding a table in a batch would drop the old one, and its children with it.
    op.add_column("entry", sa.Column("admitted", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("round", sa.Column("rules_version", sa.Integer(), server_default="1", nullable=False))
    op.add_column("round", sa.Column("discrepancy", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("section", sa.Column("time_rule", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    op.drop_column("section", "time_rule")
    op.drop_column("round", "discrepancy")
    op.drop_column("round", "rules_version")
    op.drop_column("entry", "admitted")
    op.drop_table("conferral")
    op.drop_table("section_judge")
    op.drop_table("rules_version")
