"""The timetable: pause and breaks of a round, when a performance really began and ended"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("round", sa.Column("timetable", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("performance", sa.Column("begun_at", sa.BigInteger(), nullable=True))
    op.add_column("performance", sa.Column("ended_at", sa.BigInteger(), nullable=True))


def downgrade() -> None:
    op.drop_column("performance", "ended_at")
    op.drop_column("performance", "begun_at")
    op.drop_column("round", "timetable")
