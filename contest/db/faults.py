"""What a failure of the database means: in use, full, or not to be had. Knows the drivers' codes, so nobody else must.

Says nothing of how to answer: the doors do. An error that means none of these is a fault of the program.
"""

from __future__ import annotations

import errno
import sqlite3
from enum import StrEnum

from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout


class StorageFault(StrEnum):
    """Why the database did not take or give what was asked. Nothing of what was being written is there."""

    IN_USE = "in-use"
    """Somebody else is writing. It passes by itself."""
    FULL = "full"
    """There is no room on the disk. It passes once somebody makes room."""
    UNAVAILABLE = "unavailable"
    """The disk or the database server can't be reached, or lets nobody write."""


SQLITE = {
    sqlite3.SQLITE_BUSY: StorageFault.IN_USE,
    sqlite3.SQLITE_LOCKED: StorageFault.IN_USE,
    sqlite3.SQLITE_FULL: StorageFault.FULL,
    sqlite3.SQLITE_IOERR: StorageFault.UNAVAILABLE,
    sqlite3.SQLITE_CANTOPEN: StorageFault.UNAVAILABLE,
    sqlite3.SQLITE_READONLY: StorageFault.UNAVAILABLE,
}
"""SQLite's primary result codes."""

POSTGRESQL = {
    "40001": StorageFault.IN_USE,  # serialization_failure
    "40P01": StorageFault.IN_USE,  # deadlock_detected
    "55P03": StorageFault.IN_USE,  # lock_not_available
    "53100": StorageFault.FULL,  # disk_full
    "25006": StorageFault.UNAVAILABLE,  # read_only_sql_transaction
    "53300": StorageFault.UNAVAILABLE,  # too_many_connections
    "57P01": StorageFault.UNAVAILABLE,  # admin_shutdown
    "57P03": StorageFault.UNAVAILABLE,  # cannot_connect_now
}
"""PostgreSQL's SQLSTATEs."""

NO_ROOM = frozenset({errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC)})  # Windows knows no quota


def storage_fault(error: BaseException) -> StorageFault | None:
    """What the error says of the storage; None when it says nothing of it."""
    if isinstance(error, PoolTimeout):
        return StorageFault.IN_USE
    if isinstance(error, OSError):
        return StorageFault.FULL if error.errno in NO_ROOM else None
    raised = error.orig if isinstance(error, DBAPIError) else error
    if isinstance(raised, sqlite3.Error):
        code = getattr(raised, "sqlite_errorcode", None)
        return SQLITE.get(code & 0xFF) if code is not None else None
    state = getattr(raised, "sqlstate", None)
    if state is not None:
        return StorageFault.UNAVAILABLE if str(state).startswith("08") else POSTGRESQL.get(state)
    lost = isinstance(error, DBAPIError) and error.connection_invalidated
    return StorageFault.UNAVAILABLE if lost else None


def is_in_use(error: BaseException) -> bool:
    """Whether the same attempt may succeed in a moment."""
    return storage_fault(error) is StorageFault.IN_USE
