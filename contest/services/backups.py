"""Backups: one file that holds the whole contest as it was at one moment, taken while it runs, and put back.

Responsible for the file's form and for never overwriting anything with it. A backup is a ZIP of `manifest.json`, the
database (SQLite's own online copy, checked), the posters and clips that it names, under `media/`, and, where the data
folder keeps one, its `secret_key`: without the key PINs and the feeds' addresses would be good no more. So a backup is
to be kept like the key itself; its mode is 600.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, NoReturn

from contest.db.models.posters import SUFFIXES
from contest.db.session import Database
from contest.domain.errors import RuleViolation

FORMAT: Final = "contest-backup/1"
MANIFEST: Final = "manifest.json"
DATABASE: Final = "contest.db"
MEDIA: Final = "media"
SECRET: Final = "secret_key"  # noqa: S105 - the name of a file
MOST_MANIFEST_BYTES: Final = 65_536
CHUNK_BYTES: Final = 1 << 20
OWNER_ONLY: Final = 0o600
NOT_SQLITE: Final = (
    "Cơ sở dữ liệu không phải SQLite: hãy dùng pg_dump và pg_restore của PostgreSQL. "
    "/ Not SQLite: use pg_dump and pg_restore."
)
UNREADABLE: Final = (KeyError, EOFError, RuntimeError, zipfile.BadZipFile, zlib.error)
"""What the ZIP library raises for a member that is missing, cut off, encrypted or changed."""


class BackupFault(RuleViolation):
    """What can't be backed up or put back, in one line."""

    code = "backup"


class Altered(BackupFault):
    """A backup that is not as it was made."""

    code = "backup-altered"


class Damaged(BackupFault):
    """A database that SQLite does not find whole."""

    code = "database-damaged"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup says of itself. `sha256` and `size` are the database's; `made_at` is ISO 8601 in UTC.

    `has_secret` is False where the secret key came from the environment: it then has to come from there again.
    `posters` counts the posters and clips that lie in it.
    """

    contest: str
    made_at: str
    product: str
    revision: str
    sha256: str
    size: int
    has_secret: bool
    posters: int = 0
    format: str = FORMAT

    def text(self) -> str:
        """The manifest as it lies in the file."""
        return json.dumps(asdict(self), ensure_ascii=False, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Unpacked:
    """A backup, taken out and found as it was made: its database file, its secret key, its posters and clips."""

    manifest: Manifest
    database: Path
    secret: str | None
    posters: tuple[Path, ...] = ()


def snapshot(database: Database, target: Path) -> None:
    """Writes the database as it is at one moment to a new file; whoever writes to it meanwhile is not held up.

    Raises `BackupFault` for a database that is no SQLite file, `Damaged` where the copy is not whole.
    """
    if database.engine.dialect.name != "sqlite":
        raise BackupFault(NOT_SQLITE)
    source = database.engine.raw_connection()
    try:
        driver: Any = source.driver_connection
        with closing(sqlite3.connect(target)) as copy:
            driver.backup(copy)
            # Out of WAL: the copy is one file, nothing of it lies beside.
            copy.execute("PRAGMA journal_mode=DELETE")
    finally:
        source.close()
    require_sound(target)


def require_sound(file: Path) -> None:
    """Nothing when SQLite finds the file whole; raises `Damaged` otherwise."""
    try:
        with closing(sqlite3.connect(file)) as connection:
            found = [row[0] for row in connection.execute("PRAGMA integrity_check(3)")]
    except sqlite3.DatabaseError as fault:
        found = [str(fault)]
    if found != ["ok"]:
        raise Damaged(f"Cơ sở dữ liệu bị hỏng: {found[0]}. / The database is damaged.")


def make_backup(
    database: Database, file: Path, *, secret: str | None, product: str, now_ms: int, folder: Path | None = None
) -> Manifest:
    """The manifest of the backup written to `file`: whole, on disk, for its owner alone, or not there at all.

    Posters and clips come from the data folder `folder`; one whose file is missing there is not in it. A backup that
    lies there is replaced; any other file is refused with `BackupFault`.
    """
    if file.exists() and not _is_backup(file):
        raise BackupFault(f"{file}: đã có một tệp khác ở đó, không ghi đè. / Another file is there.")
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".backup-") as name:
        room = Path(name)
        copy, draft = room / DATABASE, room / "backup.zip"
        snapshot(database, copy)
        posters = [folder / MEDIA / each for each in poster_digests(copy)] if folder is not None else []
        posters = [each for each in posters if each.is_file()]
        manifest = _manifest(copy, secret=secret, product=product, now_ms=now_ms, posters=len(posters))
        handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ONLY)
        with os.fdopen(handle, "wb") as out:
            _write(out, manifest, copy, secret, posters)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """What the backup says of itself. Raises `BackupFault` for a file that is none."""
    with _archive(file) as archive:
        return _read_manifest(file, archive)


def unpack(file: Path, folder: Path) -> Unpacked:
    """The backup's parts, taken out into `folder`.

    Raises `BackupFault` for a file that is no backup, `Altered` where the database is not the one that was backed up.
    """
    with _archive(file) as archive:
        manifest = _read_manifest(file, archive)
        target = folder / DATABASE
        try:
            if archive.getinfo(DATABASE).file_size != manifest.size:
                _altered(file)
            with archive.open(DATABASE) as source, target.open("xb") as out:
                shutil.copyfileobj(source, out, CHUNK_BYTES)
            secret = archive.read(SECRET).decode("ascii") if manifest.has_secret else None
        except (*UNREADABLE, UnicodeDecodeError) as fault:
            raise Altered(f"{file}: bản sao lưu thiếu hoặc bị hỏng. / The backup is damaged: {fault}") from fault
        if _sha256(target) != manifest.sha256:
            _altered(file)
        try:
            posters = tuple(_unpack_posters(archive, target, folder))
        except (*UNREADABLE, OSError, sqlite3.Error) as fault:
            raise Altered(f"{file}: bản sao lưu thiếu hoặc bị hỏng. / The backup is damaged: {fault}") from fault
        if len(posters) != manifest.posters:
            raise Altered(f"{file}: bản sao lưu thiếu áp phích hoặc clip. / Posters or clips are missing.")
    return Unpacked(manifest, target, secret, posters)


def _altered(file: Path) -> NoReturn:
    raise Altered(f"{file}: cơ sở dữ liệu không phải bản đã được sao lưu (SHA-256 khác). / SHA-256 differs.")


def poster_digests(copy: Path) -> dict[str, str]:
    """The posters and clips, and what units have handed in: file name → SHA-256. None from before there were any."""
    named: dict[str, str] = {}
    with closing(sqlite3.connect(copy)) as rows:
        tables = {name for (name,) in rows.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        if "poster" in tables:
            found = rows.execute("SELECT key, mime, sha256 FROM poster").fetchall()
            named |= {f"{key}{SUFFIXES[mime]}": digest for key, mime, digest in found}
        if "stored_file" in tables:
            handed_in = rows.execute("SELECT sha256 FROM stored_file UNION SELECT thumb_sha256 FROM stored_file")
            named |= {digest: digest for (digest,) in handed_in if digest}
    return named


def _unpack_posters(archive: zipfile.ZipFile, database: Path, folder: Path) -> Iterator[Path]:
    """The posters and clips of the backup, each found as the database knows it. Raises `KeyError` for a stranger."""
    digests = poster_digests(database)
    for member in archive.namelist():
        place, _, name = member.rpartition("/")
        if place != MEDIA:
            continue
        target = folder / name
        digest = digests[name]  # a name that the database gave: it leads nowhere else
        with archive.open(member) as source, target.open("xb") as out:
            shutil.copyfileobj(source, out, CHUNK_BYTES)
        if _sha256(target) != digest:
            raise Altered(f"{name}: không phải tệp đã được sao lưu (SHA-256 khác). / SHA-256 differs.")
        yield target


def _manifest(copy: Path, *, secret: str | None, product: str, now_ms: int, posters: int) -> Manifest:
    try:
        with closing(sqlite3.connect(copy)) as rows:
            title = rows.execute("SELECT title FROM contest WHERE id = 1").fetchone()
            revision = rows.execute("SELECT version_num FROM alembic_version").fetchone()
    except sqlite3.OperationalError:  # no such table
        title = revision = None
    if revision is None or title is None:
        raise BackupFault("Chưa có hội thi nào để sao lưu. / There is no contest to back up.")
    made_at = datetime.fromtimestamp(now_ms / 1000, UTC).isoformat(timespec="seconds")
    size = copy.stat().st_size
    digest = _sha256(copy)
    return Manifest(title[0], made_at, product, revision[0], digest, size, secret is not None, posters)


def _write(out: Any, manifest: Manifest, copy: Path, secret: str | None, posters: list[Path]) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_member(MANIFEST, manifest), manifest.text())
        with copy.open("rb") as source, archive.open(_member(DATABASE, manifest), "w") as target:
            shutil.copyfileobj(source, target, CHUNK_BYTES)
        if secret is not None:
            archive.writestr(_member(SECRET, manifest), secret)
        for poster in posters:
            member = _member(f"{MEDIA}/{poster.name}", manifest)
            member.compress_type = zipfile.ZIP_STORED  # pictures and films are packed already
            with poster.open("rb") as source, archive.open(member, "w", force_zip64=True) as target:
                shutil.copyfileobj(source, target, CHUNK_BYTES)


def _member(name: str, manifest: Manifest) -> zipfile.ZipInfo:
    made = datetime.fromisoformat(manifest.made_at)
    member = zipfile.ZipInfo(name, (made.year, made.month, made.day, made.hour, made.minute, made.second))
    member.compress_type = zipfile.ZIP_DEFLATED
    member.external_attr = OWNER_ONLY << 16
    return member


@contextmanager
def _archive(file: Path) -> Iterator[zipfile.ZipFile]:
    try:
        with zipfile.ZipFile(file) as archive:
            yield archive
    except OSError as fault:
        raise BackupFault(f"{file}: không đọc được tệp. / Can't be read: {fault.strerror or fault}") from fault
    except zipfile.BadZipFile as fault:
        raise BackupFault(f"{file}: không phải bản sao lưu của hội thi. / Not a backup.") from fault


def _read_manifest(file: Path, archive: zipfile.ZipFile) -> Manifest:
    try:
        small_enough = archive.getinfo(MANIFEST).file_size <= MOST_MANIFEST_BYTES
        facts = json.loads(archive.read(MANIFEST)) if small_enough else {}
        manifest = Manifest(**facts)
    except (*UNREADABLE, TypeError, ValueError) as fault:
        raise BackupFault(f"{file}: không phải bản sao lưu của hội thi. / Not a backup.") from fault
    if manifest.format != FORMAT:
        raise BackupFault(f"{file}: dạng sao lưu không đọc được ở bản này. / Another form of backup: {manifest.format}")
    return manifest


def _is_backup(file: Path) -> bool:
    try:
        read_manifest(file)
    except BackupFault:
        return False
    return True


def _sha256(file: Path) -> str:
    with file.open("rb") as there:
        return hashlib.file_digest(there, "sha256").hexdigest()
