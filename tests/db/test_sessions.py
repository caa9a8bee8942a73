"""How the database is opened: what was acknowledged is on disk, and what was not finished never was."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

from contest.db.faults import StorageFault, storage_fault
from contest.db.models import Contest, TopicRev
from contest.db.session import KEPT_OPEN, Database
from tests.conftest import url_of


def listen(engine: Engine) -> list[str]:
    said: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def _heard(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        said.append(statement)

    return said


def fail_half_way(session: Session, topic: str) -> None:
    """Writes a row, then breaks a constraint."""
    session.add(TopicRev(topic=topic, rev=1))
    session.flush()
    session.execute(text("UPDATE contest SET id = 2"))


@pytest.fixture
def database(database_file: Path) -> Iterator[Database]:
    made = Database(url_of(database_file))
    yield made
    made.close()


@pytest.mark.parametrize(
    ("pragma", "value"),
    [("journal_mode", "wal"), ("synchronous", 2), ("fullfsync", 1), ("foreign_keys", 1), ("busy_timeout", 0)],
    ids=str,
)
def test_every_connection_is_durable_and_keeps_its_keys(database: Database, pragma: str, value: object) -> None:
    for opened in (database.reading, database.writing, database.reading):
        with opened() as session:
            assert session.scalar(text(f"PRAGMA {pragma}")) == value


def test_a_writing_transaction_takes_the_lock_at_once(database: Database) -> None:
    said = listen(database.engine)
    with database.writing() as session:
        session.execute(text("SELECT 1"))
    with database.reading() as session:
        session.execute(text("SELECT 1"))
    assert [each for each in said if each.startswith("BEGIN")] == ["BEGIN IMMEDIATE", "BEGIN"]


def test_a_second_writer_waits_instead_of_interleaving(database: Database, database_file: Path) -> None:
    other = sqlite3.connect(database_file, timeout=0, isolation_level=None)
    with database.writing() as session:
        session.execute(text("SELECT 1"))
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
    other.execute("BEGIN IMMEDIATE")
    other.execute("ROLLBACK")
    other.close()


def test_every_connection_of_the_pool_is_as_durable_as_the_first(database: Database) -> None:
    """Those who wait together hold a connection each: more than are kept open, and none of them a weaker one."""
    with ExitStack() as stack:
        sessions = [stack.enter_context(database.reading()) for _ in range(KEPT_OPEN + 5)]
        for session in sessions:
            assert [session.scalar(text(f"PRAGMA {name}")) for name in ("journal_mode", "synchronous")] == ["wal", 2]


@pytest.fixture
def in_use(database_file: Path) -> Iterator[sqlite3.Connection]:
    """Another process's connection that holds the write lock."""
    other = sqlite3.connect(database_file, timeout=5, isolation_level=None, check_same_thread=False)
    other.execute("BEGIN EXCLUSIVE")
    yield other
    other.close()


def test_a_writer_waits_for_its_turn_and_gets_it(database: Database, in_use: sqlite3.Connection) -> None:
    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(write_a_row, database, "waited")
        time.sleep(0.2)
        assert not waiting.done()
        in_use.execute("ROLLBACK")
        waiting.result(10)
    with database.reading() as reader:
        assert reader.get_one(TopicRev, "waited").rev == 1


def write_a_row(database: Database, topic: str) -> None:
    with database.writing() as session:
        session.add(TopicRev(topic=topic, rev=1))
        session.commit()


def test_a_writer_whose_turn_does_not_come_is_told_so(database: Database, in_use: sqlite3.Connection) -> None:
    with pytest.raises(OperationalError) as refused, database.writing(0.1) as session:
        session.scalar(text("SELECT 1"))
    assert storage_fault(refused.value) is StorageFault.IN_USE
    in_use.execute("ROLLBACK")
    write_a_row(database, "after")


def test_readers_go_on_while_many_wait_to_write(database: Database, in_use: sqlite3.Connection) -> None:
    with ThreadPoolExecutor(2 * KEPT_OPEN) as pool:
        waiting = [pool.submit(write_a_row, database, f"row-{n}") for n in range(2 * KEPT_OPEN)]
        for _ in range(5):
            with database.reading() as reader:
                assert reader.scalar(text("SELECT count(*) FROM topic_rev WHERE topic LIKE 'row-%'")) == 0
        in_use.execute("ROLLBACK")
        for each in waiting:
            each.result(30)


def test_a_disk_without_room_is_told_as_such_and_leaves_nothing_half(database: Database) -> None:
    with database.writing() as session:
        session.execute(text(f"PRAGMA max_page_count = {session.scalar(text('PRAGMA page_count'))}"))
        session.add_all(TopicRev(topic=f"{n}-{'x' * 100}", rev=1) for n in range(1000))
        with pytest.raises(OperationalError) as refused:
            session.flush()
    assert storage_fault(refused.value) is StorageFault.FULL
    with database.reading() as reader:
        assert reader.scalar(text("SELECT count(*) FROM topic_rev WHERE topic LIKE '%xxx'")) == 0


def test_a_folder_that_takes_no_writes_is_told_as_such(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "missing" / "contest.db"))
    with pytest.raises(OperationalError) as refused, database.reading() as session:
        session.execute(text("SELECT 1"))
    assert storage_fault(refused.value) is StorageFault.UNAVAILABLE
    database.close()


def test_a_fault_of_the_program_is_no_fault_of_the_storage(database: Database) -> None:
    with pytest.raises(OperationalError) as refused, database.reading() as session:
        session.execute(text("SELECT nothing FROM nowhere"))
    assert storage_fault(refused.value) is None
    with pytest.raises(IntegrityError) as broken, database.writing() as session:
        fail_half_way(session, "broken")
    assert storage_fault(broken.value) is None
    assert storage_fault(ValueError("x")) is None


@pytest.mark.parametrize(
    ("state", "fault"),
    [
        ("53100", StorageFault.FULL),
        ("55P03", StorageFault.IN_USE),
        ("08006", StorageFault.UNAVAILABLE),
        ("22001", None),
    ],
)
def test_postgresqls_own_codes_mean_the_same(state: str, fault: StorageFault | None) -> None:
    raised = Exception("said by the server")
    raised.sqlstate = state  # type: ignore[attr-defined]
    assert storage_fault(DBAPIError("INSERT", {}, raised)) is fault


def test_a_reader_goes_on_while_somebody_writes(database: Database) -> None:
    with database.writing() as writer:
        writer.add(TopicRev(topic="written", rev=1))
        writer.flush()
        with database.reading() as reader:
            assert reader.get(TopicRev, "written") is None
        writer.commit()
    with database.reading() as reader:
        assert reader.get_one(TopicRev, "written").rev == 1


def test_a_reader_sees_one_moment_of_the_database(database: Database) -> None:
    with database.reading() as reader:
        assert reader.scalar(text("SELECT count(*) FROM topic_rev WHERE topic = 'now'")) == 0
        with database.writing() as writer:
            writer.add(TopicRev(topic="now", rev=1))
            writer.commit()
        assert reader.scalar(text("SELECT count(*) FROM topic_rev WHERE topic = 'now'")) == 0


def test_leaving_without_a_commit_undoes_everything(database: Database) -> None:
    with database.writing() as session:
        session.add(TopicRev(topic="left", rev=1))
        session.flush()
    with pytest.raises(IntegrityError), database.writing() as session:
        fail_half_way(session, "broken")
    with database.reading() as session:
        assert session.scalar(text("SELECT count(*) FROM topic_rev WHERE topic IN ('left', 'broken')")) == 0


def test_a_savepoint_that_is_undone_leaves_the_rest(database: Database) -> None:
    with database.writing() as session:
        session.add(TopicRev(topic="kept", rev=1))
        session.flush()
        with pytest.raises(IntegrityError), session.begin_nested():
            fail_half_way(session, "lost")
        session.commit()
    with database.reading() as session:
        found = session.scalars(text("SELECT topic FROM topic_rev WHERE topic IN ('kept', 'lost')")).all()
        assert found == ["kept"]


def test_what_was_read_stays_read_only(database: Database) -> None:
    """A reading session that writes by mistake leaves nothing behind."""
    with database.reading() as session:
        session.add(TopicRev(topic="mistake", rev=1))
        session.flush()
    with database.reading() as session:
        assert session.get(TopicRev, "mistake") is None


def test_rows_that_were_read_stay_readable(database: Database) -> None:
    """A page reads first and writes its answer after: what it has loaded does not fall apart meanwhile."""
    with database.reading() as session:
        contest = session.get_one(Contest, 1)
    assert contest.short_title == "Hội thi nhỏ"


def test_a_folder_that_takes_no_writes_is_an_error_of_its_own(tmp_path: Path) -> None:
    database = Database(url_of(tmp_path / "missing" / "contest.db"))
    with pytest.raises(OperationalError, match="unable to open database file"), database.reading() as session:
        session.execute(text("SELECT 1"))
    database.close()
