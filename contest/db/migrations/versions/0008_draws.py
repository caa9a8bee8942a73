"""Draws: seeds announced before, outcomes, real lots typed in"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "draw",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("section_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("method", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("seed", sa.String(length=300), nullable=True),
        sa.Column("sealed", sa.Boolean(), nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=True),
        sa.Column("spoken", sa.String(length=300), nullable=True),
        sa.Column("rules", sa.JSON(), nullable=False),
        sa.Column("lots", sa.JSON(), nullable=False),
        sa.Column("packets", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("note", sa.String(length=2000), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.Column("announced_at", sa.BigInteger(), nullable=False),
        sa.Column("drawn_at", sa.BigInteger(), nullable=True),
        sa.Column("applied_at", sa.BigInteger(), nullable=True),
        sa.CheckConstraint("state IN ('announced', 'drawn', 'applied', 'void')", name=op.f("ck_draw_state_known")),
        sa.CheckConstraint("kind IN ('order', 'packets')", name=op.f("ck_draw_kind_known")),
        sa.CheckConstraint("method IN ('seed', 'hand')", name=op.f("ck_draw_method_known")),
        sa.CheckConstraint("(method = 'seed') = (seed IS NOT NULL)", name=op.f("ck_draw_seed_where_drawn_by_it")),
        sa.CheckConstraint("(kind = 'packets') = (section_id IS NOT NULL)", name=op.f("ck_draw_section_where_packets")),
        sa.CheckConstraint(
            "state NOT IN ('drawn', 'applied') OR drawn_at IS NOT NULL", name=op.f("ck_draw_drawn_when")
        ),
        sa.CheckConstraint("method <> 'hand' OR note <> ''", name=op.f("ck_draw_note_where_by_hand")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_draw_round_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["section_id"], ["section.id"], name=op.f("fk_draw_section_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draw")),
    )
    op.create_index(op.f("ix_draw_round_id"), "draw", ["round_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_draw_round_id"), table_name="draw")
    op.drop_table("draw")
