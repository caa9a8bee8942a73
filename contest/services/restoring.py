"""A backup put back into a data folder that holds no contest yet.

Responsible for the order of steps: found whole, brought to the present schema, told in the record, and only then in its
place, in one piece. Never overwrites a database or a key.
"""

from __future__ import annotations

import os
import shutil
import sqlite3
import tempfile
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from contest.db.schema import upgrade
from contest.db.session import Database
from contest.services.actor import HOUSE
from contest.services.backups import MEDIA, OWNER_ONLY, BackupFault, Manifest, Unpacked, require_sound, unpack
from contest.services.house import House

RESTORED = "restore_backup"


def restore(file: Path, target: Path, secret_file: Path, *, now: Callable[[], int]) -> Manifest:
    """The manifest of the backup that is now the database `target`, its key in `secret_file`, its posters beside that.

    Raises `BackupFault` where a database lies there already, or another key, or the backup is not as it was made.
    """
    _require_room(target)
    with tempfile.TemporaryDirectory(dir=target.absolute().parent, prefix=".restore-") as name:
        found = unpack(file, Path(name))
        require_sound(found.database)
        _require_key(found, secret_file)
        _bring_up_to_date(found, now)
        _put_key(found, secret_file)
        _put_posters(found, secret_file.parent)
        _put(found.database, target)
    return found.manifest


def _require_room(target: Path) -> None:
    for there in (target, *(target.with_name(target.name + rest) for rest in ("-wal", "-shm", "-journal"))):
        if there.exists():
            raise BackupFault(
                f"Thư mục {target.parent} đã có dữ liệu ({there.name}) và không bị ghi đè: hãy chọn một thư mục khác. "
                "/ There is a contest already; it is not overwritten."
            )


def _require_key(found: Unpacked, secret_file: Path) -> None:
    if found.secret is None or not secret_file.exists():
        return
    if secret_file.read_text(encoding="ascii", errors="replace").strip() != found.secret.strip():
        raise BackupFault(
            f"{secret_file}: đã có một khóa bí mật khác ở đó, không ghi đè. / Another secret key is there."
        )


def _bring_up_to_date(found: Unpacked, now: Callable[[], int]) -> None:
    """Migrates the database and adds the line that says where it comes from: going back in time is seen for ever."""
    database = Database(f"sqlite:///{found.database.as_posix()}")
    try:
        upgrade(database.engine)
        house = House(database, now=now, secret=b"")
        with house.act(HOUSE) as work:
            work.record(RESTORED, found.manifest.contest, made_at=found.manifest.made_at, sha256=found.manifest.sha256)
    finally:
        database.close()
    with closing(sqlite3.connect(found.database)) as connection:
        connection.execute("PRAGMA journal_mode=DELETE")  # one file again, to be moved in one piece


def _put_key(found: Unpacked, secret_file: Path) -> None:
    if found.secret is None or secret_file.exists():
        return
    handle = os.open(secret_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
    with os.fdopen(handle, "w", encoding="ascii") as out:
        out.write(found.secret)
        out.flush()
        os.fsync(out.fileno())


def _put_posters(found: Unpacked, folder: Path) -> None:
    """Before the database: a poster that no row names does no harm, a row without its poster shows nothing."""
    if not found.posters:
        return
    media = folder / MEDIA
    media.mkdir(exist_ok=True)
    for poster in found.posters:
        shutil.copyfile(poster, media / poster.name)
        (media / poster.name).chmod(OWNER_ONLY)


def _put(database: Path, target: Path) -> None:
    """Links the database into its place, which fails where one has appeared meanwhile."""
    try:
        target.hardlink_to(database)
    except FileExistsError:
        _require_room(target)
        raise
    except OSError:  # a file system without hard links
        _require_room(target)
        database.replace(target)
