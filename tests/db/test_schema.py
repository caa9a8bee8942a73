"""The migrations give exactly the tables that the models describe, and nothing gives them twice."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, inspect

from contest.db.base import Base
from contest.db.schema import alembic_config, present_revision, upgrade
from contest.db.session import Database, make_engine
from tests.conftest import url_of


@pytest.fixture
def migrated(empty_database: Path) -> Iterator[Engine]:
    engine = make_engine(url_of(empty_database))
    yield engine
    engine.dispose()


@pytest.fixture
def fresh(tmp_path: Path) -> Iterator[Engine]:
    engine = make_engine(url_of(tmp_path / "fresh.db"))
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def described(engine: Engine) -> dict[str, Any]:
    """Every table with its columns and named constraints, in an order of its own."""
    found = inspect(engine)
    tables = {}
    for table in sorted(set(found.get_table_names()) - {"alembic_version"}):
        tables[table] = {
            "columns": {
                c["name"]: (str(c["type"]), c["nullable"], c["default"], c["primary_key"])
                for c in found.get_columns(table)
            },
            "checks": {c["name"]: " ".join(c["sqltext"].split()) for c in found.get_check_constraints(table)},
            "uniques": {c["name"]: c["column_names"] for c in found.get_unique_constraints(table)},
            "foreign": {
                c["name"]: (c["constrained_columns"], c["referred_table"], c["options"])
                for c in found.get_foreign_keys(table)
            },
            "primary": found.get_pk_constraint(table),
            "indexes": {i["name"]: (i["column_names"], i["unique"]) for i in found.get_indexes(table)},
        }
    return tables


def test_a_migrated_schema_is_a_fresh_schema(migrated: Engine, fresh: Engine) -> None:
    assert described(migrated) == described(fresh)


def test_a_migration_generated_now_would_be_empty(migrated: Engine) -> None:
    with migrated.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_every_constraint_has_a_name(migrated: Engine) -> None:
    nameless = [
        (table, kind)
        for table, facts in described(migrated).items()
        for kind in ("checks", "uniques", "foreign")
        if None in facts[kind]
    ]
    assert nameless == []


def test_upgrading_again_changes_nothing(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "twice.db"))
    assert present_revision(database.engine) is None
    upgrade(database.engine)
    first = present_revision(database.engine), described(database.engine)
    upgrade(database.engine)
    assert (present_revision(database.engine), described(database.engine)) == first
    assert first[0] is not None
    database.close()


def test_a_sheet_opened_again_before_the_upgrade_stays_so(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "old.db"))
    with database.engine.execution_options(writing=True).begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        connection.exec_driver_sql("PRAGMA defer_foreign_keys = ON")
        connection.exec_driver_sql(
            "INSERT INTO performance (id, round_id, team_id, section_id, position, turn, state, version, "
            "proposal_settled, reopened_at) VALUES (1, 1, 1, 1, 1, 1, 'open', 3, 0, 500)"
        )
        for judge, at in ((1, 400), (2, 600)):
            connection.exec_driver_sql(
                "INSERT INTO sheet (id, performance_id, judge_id, state, version, receipt, submitted_at) "
                f"VALUES ({judge}, 1, {judge}, 'submitted', 1, 'K7Q4-M2', {at})"
            )
        command.upgrade(alembic_config(connection), "head")
        found = connection.exec_driver_sql("SELECT judge_id, reopened FROM sheet ORDER BY judge_id").all()
        assert found == [(1, 1), (2, 0)]
        connection.rollback()
    database.close()
