"""Alembic's environment: migrations run on the connection the house already holds, never on a file of their own."""

from __future__ import annotations

from alembic import context

import contest.db.models  # noqa: F401  tables register themselves
from contest.db.base import Base


def run() -> None:
    """Runs the migrations on `config.attributes["connection"]`."""
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        render_as_batch=connection.dialect.name == "sqlite",
        user_module_prefix="types.",
    )
    with context.begin_transaction():
        context.run_migrations()


run()
