"""The show by hand: cues made, moved and noted by the director, a delay of the stream, screens with settings"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "screen_setting",
        sa.Column("kind", sa.String(length=120), nullable=False),
        sa.Column("id", sa.String(length=120), nullable=False),
        sa.Column("name", sa.String(length=300), nullable=True),
        sa.Column("shows", sa.String(length=120), nullable=True),
        sa.Column("sound", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.PrimaryKeyConstraint("kind", "id", name=op.f("pk_screen_setting")),
    )
    # Plain ALTER TABLE: rebuilding a table in a batch would drop the old one, and its children with it.
    op.add_column("cue", sa.Column("mc_note", sa.String(length=2000), nullable=True))
    op.add_column("cue", sa.Column("planned_s", sa.Integer(), nullable=True))
    op.add_column("cue", sa.Column("own", sa.JSON(), server_default="{}", nullable=False))
    op.add_column("cue", sa.Column("made_by_hand", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("cue", sa.Column("deleted_at", sa.BigInteger(), nullable=True))
    op.add_column("cue", sa.Column("part", sa.String(length=120), nullable=True))
    op.execute("UPDATE cue SET part = (SELECT round.key FROM round WHERE round.id = cue.round_id)")
    op.add_column("take", sa.Column("airs_at", sa.BigInteger(), nullable=True))
    op.add_column("take", sa.Column("aired", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.add_column("stage_clock", sa.Column("auto_bell", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.execute(
        "ALTER TABLE bus ADD COLUMN delay_ms INTEGER DEFAULT '0' NOT NULL "
        "CONSTRAINT ck_bus_delay_in_range CHECK (delay_ms BETWEEN 0 AND 120000)"
    )


def downgrade() -> None:
    op.drop_column("bus", "delay_ms")
    op.drop_column("stage_clock", "auto_bell")
    op.drop_column("take", "aired")
    op.drop_column("take", "airs_at")
    for name in ("part", "deleted_at", "made_by_hand", "own", "planned_s", "mc_note"):
        op.drop_column("cue", name)
    op.drop_table("screen_setting")
