"""Brings a database to the present schema. Migrations are the only way tables come to be."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from sqlalchemy import Connection, Engine

from contest.db.session import START_PATIENCE_S

MIGRATIONS = Path(__file__).parent / "migrations"


def alembic_config(connection: Connection) -> Config:
    """Alembic's configuration, bound to an open connection."""
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    config.attributes["connection"] = connection
    return config


def upgrade(engine: Engine) -> None:
    """Runs every migration that the database has not seen yet, in one transaction; waits for who is just doing so."""
    with engine.execution_options(writing=True, patience_s=START_PATIENCE_S).begin() as connection:
        command.upgrade(alembic_config(connection), "head")


def present_revision(engine: Engine) -> str | None:
    """The revision that the database is at; None when it is empty."""
    with engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()
