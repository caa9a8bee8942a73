"""Engine and sessions: one way to open the database, whichever door the caller came through.

SQLite runs in WAL with `synchronous=FULL`: what was acknowledged is on disk. Transactions begin by an explicit BEGIN
(pysqlite's own begins late and leaks savepoints); a writing one takes the write lock at once, so it fails early.

Who finds the database in use waits here, and not inside SQLite: its own waiting holds the thread, and with it everybody
whom one hub of light threads serves. `contest.db.faults` says what a failure means.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session, sessionmaker

from contest.db.faults import is_in_use

PATIENCE_S = 5.0
"""How long an act waits for its turn to write. Less than a tablet waits for an answer: it is told, and sends again."""

START_PATIENCE_S = 60.0
"""How long a start waits for another one that is just making the tables."""

FIRST_PAUSE_S, LONGEST_PAUSE_S = 0.001, 0.025
KEPT_OPEN = 20
WAL_KEPT_BYTES = 32 * 1024 * 1024
"""To what a log that has grown is cut back once it has been brought over."""


def make_engine(url: str) -> Engine:
    """An engine for `url` with the durability the contest needs."""
    if url.startswith("sqlite"):
        # Without a ceiling: those who wait for the write lock hold a connection each, and must not keep readers out.
        connect = {"timeout": 0, "check_same_thread": False}
        engine = create_engine(url, connect_args=connect, pool_size=KEPT_OPEN, max_overflow=-1)
        _prepare_sqlite(engine)
        return engine
    return create_engine(url, pool_pre_ping=True)


def wait_while_in_use(attempt: Callable[[], object], patience_s: float) -> None:
    """Makes the attempt until the database is not in use by somebody else; its own error after `patience_s`.

    Sleeps in between, so that others go on, whether they are threads or share this one.
    """
    end, pause = time.monotonic() + patience_s, FIRST_PAUSE_S
    while True:
        try:
            attempt()
        except Exception as fault:
            if not is_in_use(fault) or time.monotonic() >= end:
                raise
        else:
            return
        time.sleep(pause)
        pause = min(pause * 2, LONGEST_PAUSE_S)


def _prepare_sqlite(engine: Engine) -> None:
    @event.listens_for(engine, "connect")
    def _on_connect(connection: Any, _record: Any) -> None:
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=FULL",
            "fullfsync=ON",  # macOS: an fsync alone leaves the mark in the drive's memory
            f"journal_size_limit={WAL_KEPT_BYTES}",
            "foreign_keys=ON",
        ):
            wait_while_in_use(partial(cursor.execute, f"PRAGMA {pragma}"), START_PATIENCE_S)
        cursor.close()

    @event.listens_for(engine, "begin")
    def _on_begin(connection: Any) -> None:
        options = connection.get_execution_options()
        begin = _begin_writing if options.get("writing", False) else _begin_reading
        wait_while_in_use(lambda: begin(connection), options.get("patience_s", PATIENCE_S))


def _begin_writing(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE")


def _begin_reading(connection: Connection) -> None:
    """Begins and looks once: this is the moment that is read; a log being put in order after a crash is waited for."""
    connection.exec_driver_sql("BEGIN")
    try:
        connection.exec_driver_sql("SELECT 1 FROM sqlite_schema LIMIT 1").close()
    except DBAPIError:
        connection.connection.rollback()
        raise


class Database:
    """The open database: `reading()` and `writing()` give sessions."""

    def __init__(self, url: str) -> None:
        self.engine = make_engine(url)
        self.patience_s = PATIENCE_S
        self._read = sessionmaker(self.engine, expire_on_commit=False)
        self._write = sessionmaker(self.engine.execution_options(writing=True), expire_on_commit=False)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one moment of the database and changes nothing. Rows stay readable after it is closed."""
        with self._read() as session:
            yield session

    @contextmanager
    def writing(self, patience_s: float | None = None) -> Iterator[Session]:
        """A session in one write transaction; leaving without `commit` undoes everything.

        Raises an error that `contest.db.faults` knows as `IN_USE` when others write for longer than `patience_s`
        (None: than the database's own).
        """
        patience = self.patience_s if patience_s is None else patience_s
        with self._write() as session:
            session.connection(execution_options={"patience_s": patience})
            yield session

    def close(self) -> None:
        """Gives all connections back to the system."""
        self.engine.dispose()
