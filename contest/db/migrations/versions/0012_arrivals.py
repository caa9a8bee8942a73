"""Arrivals: teams checked in on the day"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "arrival",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=120), nullable=False),
        sa.Column("at", sa.BigInteger(), nullable=False),
        sa.Column("by", sa.String(length=300), nullable=False),
        sa.CheckConstraint("state IN ('present', 'late', 'no_show', 'withdrawn')", name=op.f("ck_arrival_state_known")),
        sa.ForeignKeyConstraint(["round_id"], ["round.id"], name=op.f("fk_arrival_round_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["team_id"], ["team.id"], name=op.f("fk_arrival_team_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_arrival")),
        sa.UniqueConstraint("round_id", "team_id", name=op.f("uq_arrival_round_id_team_id")),
    )
    op.create_index(op.f("ix_arrival_team_id"), "arrival", ["team_id"])


def downgrade() -> None:
    op.drop_table("arrival")
