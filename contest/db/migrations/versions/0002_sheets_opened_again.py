"""Sheets opened again: a sheet says so itself, whatever the clock said meanwhile"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # Plain ALTER TABLE: rebuilding a table in a batch would drop the old one, and its children with it.
    op.add_column("sheet", sa.Column("reopened", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.execute(
        "UPDATE sheet SET reopened = 1 WHERE state = 'submitted' AND EXISTS (SELECT 1 FROM performance "
        "WHERE performance.id = sheet.performance_id AND sheet.submitted_at <= performance.reopened_at)"
    )
    op.drop_column("performance", "reopened_at")


def downgrade() -> None:
    op.add_column("performance", sa.Column("reopened_at", sa.BigInteger(), nullable=True))
    op.execute(
        "UPDATE performance SET reopened_at = (SELECT max(submitted_at) FROM sheet "
        "WHERE sheet.performance_id = performance.id AND sheet.reopened)"
    )
    op.drop_column("sheet", "reopened")
