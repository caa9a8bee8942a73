"""A backup is the contest at one moment: taken while it runs, whole or not at all, put back over nothing."""

from __future__ import annotations

import json
import sqlite3
import stat
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from alembic import command

from contest.db.schema import alembic_config, present_revision
from contest.db.session import Database
from contest.services import results, rounds
from contest.services.actor import HOUSE
from contest.services.backups import Altered, BackupFault, Damaged, make_backup, read_manifest, require_sound, unpack
from contest.services.contest_files import export_text
from contest.services.house import House
from contest.services.record import verify
from contest.services.restoring import restore
from tests.conftest import house_of, url_of
from tests.factories import START_MS, FakeClock, record

SECRET = "s" * 43


@pytest.fixture
def backup(settled: House, tmp_path: Path) -> Path:
    """A backup of the settled contest, with its key."""
    file = tmp_path / "backup.zip"
    make_backup(settled.database, file, secret=SECRET, product="0.1.0", now_ms=START_MS)
    return file


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A data folder in which nothing lies."""
    made = tmp_path / "there"
    made.mkdir()
    return made


@pytest.fixture
def back(backup: Path, folder: Path, clock: FakeClock) -> Iterator[House]:
    """The house of the backup, put back."""
    restore(backup, folder / "contest.db", folder / "secret_key", now=clock)
    house = house_of(folder / "contest.db", clock)
    yield house
    house.database.close()


def members(file: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(file) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def names_in(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir())


def rewritten(file: Path, **changed: bytes | None) -> Path:
    """The backup with other contents: None takes a member out."""
    parts: dict[str, bytes | None] = {**members(file), **changed}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            if content is not None:
                archive.writestr(name, content)
    return file


# ---- made ----------------------------------------------------------------------------------------------------------


def test_a_backup_says_what_it_is(backup: Path) -> None:
    manifest = read_manifest(backup)
    assert (manifest.contest, manifest.made_at, manifest.product) == (
        "Hội thi nhỏ năm 2024", "2024-10-01T00:30:00+00:00", "0.1.0",
    )  # fmt: skip
    assert set(members(backup)) == {"manifest.json", "contest.db", "secret_key"}
    assert json.loads(members(backup)["manifest.json"])["format"] == "contest-backup/1"


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_a_backup_is_for_its_owner_alone(backup: Path) -> None:
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600


def test_nothing_is_left_beside_a_backup(backup: Path) -> None:
    assert [each.name for each in backup.parent.iterdir() if each.name.startswith(".")] == []


def test_a_backup_holds_what_was_committed_and_not_what_is_being_written(settled: House, tmp_path: Path) -> None:
    file = tmp_path / "during.zip"
    with settled.act(HOUSE) as work:
        rounds.publish_round(work, "vong-loai")
        work.session.flush()
        make_backup(settled.database, file, secret=None, product="0.1.0", now_ms=START_MS)
    copy = unpack(file, tmp_path).database
    with sqlite3.connect(copy) as rows:
        assert rows.execute("SELECT state FROM round WHERE key = 'vong-loai'").fetchone() == ("confirmed",)
    rows.close()
    assert record(settled)[-1].act == "publish_round"


def test_without_a_kept_key_the_backup_says_so(settled: House, tmp_path: Path) -> None:
    file = tmp_path / "no-key.zip"
    assert make_backup(settled.database, file, secret=None, product="0.1.0", now_ms=START_MS).has_secret is False
    assert set(members(file)) == {"manifest.json", "contest.db"}


def test_a_newer_backup_takes_the_place_of_an_older_one(settled: House, backup: Path) -> None:
    make_backup(settled.database, backup, secret=SECRET, product="0.1.0", now_ms=START_MS + 60_000)
    assert read_manifest(backup).made_at == "2024-10-01T00:31:00+00:00"


def test_any_other_file_is_never_replaced(settled: House, tmp_path: Path) -> None:
    precious = tmp_path / "precious.db"
    precious.write_bytes(b"figures")
    with pytest.raises(BackupFault, match="không ghi đè"):
        make_backup(settled.database, precious, secret=None, product="0.1.0", now_ms=START_MS)
    assert precious.read_bytes() == b"figures"


def test_a_database_without_a_contest_is_not_backed_up(empty_database: Path, tmp_path: Path) -> None:
    database = Database(url_of(empty_database))
    with pytest.raises(BackupFault, match="Chưa có hội thi"):
        make_backup(database, tmp_path / "none.zip", secret=None, product="0.1.0", now_ms=START_MS)
    database.close()
    assert not (tmp_path / "none.zip").exists()


# ---- put back ------------------------------------------------------------------------------------------------------


def test_what_is_put_back_is_what_was_backed_up(settled: House, back: House, folder: Path) -> None:
    with settled.reading() as here, back.reading() as there:
        assert export_text(there) == export_text(here)
        assert results.digest(there, "vong-loai") == results.digest(here, "vong-loai")
        assert verify(there).is_well
    assert (folder / "secret_key").read_text() == SECRET
    assert [name for name in names_in(folder) if not name.startswith("contest.db-")] == [
        "contest.db", "secret_key",
    ]  # fmt: skip


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_the_key_is_for_its_owner_alone(back: House, folder: Path) -> None:
    assert stat.S_IMODE((folder / "secret_key").stat().st_mode) == 0o600


def test_going_back_is_a_line_of_the_record(back: House, backup: Path) -> None:
    line = record(back)[-1]
    manifest = read_manifest(backup)
    assert (line.act, line.subject) == ("restore_backup", manifest.contest)
    assert line.details == {"made_at": manifest.made_at, "sha256": manifest.sha256}


def test_an_older_schema_is_brought_up_to_date(tmp_path: Path, folder: Path, clock: FakeClock) -> None:
    database = Database(url_of(tmp_path / "old.db"))
    with database.engine.execution_options(writing=True).begin() as connection:
        command.upgrade(alembic_config(connection), "0001")
        connection.exec_driver_sql(
            "INSERT INTO contest (id, title, short_title, organiser, parent_body, venue, theme, timezone, starts_on, "
            "ends_on, streams, buses_linked) VALUES (1, 'Hội thi cũ', '', '', '', '', '', 'UTC', '2024-01-01', "
            "'2024-01-01', '[]', 1)"
        )
    file = tmp_path / "old.zip"
    assert make_backup(database, file, secret=None, product="0.1.0", now_ms=START_MS).revision == "0001"
    database.close()
    restore(file, folder / "contest.db", folder / "secret_key", now=clock)
    restored = Database(url_of(folder / "contest.db"))
    assert present_revision(restored.engine) not in (None, "0001")
    restored.close()


@pytest.mark.parametrize("name", ["contest.db", "contest.db-wal", "contest.db-journal"])
def test_what_lies_there_is_never_overwritten(name: str, backup: Path, folder: Path, clock: FakeClock) -> None:
    (folder / name).write_bytes(b"figures")
    with pytest.raises(BackupFault, match="không bị ghi đè"):
        restore(backup, folder / "contest.db", folder / "secret_key", now=clock)
    assert names_in(folder) == [name]
    assert (folder / name).read_bytes() == b"figures"


def test_another_key_is_never_overwritten(backup: Path, folder: Path, clock: FakeClock) -> None:
    (folder / "secret_key").write_text("t" * 43)
    with pytest.raises(BackupFault, match="khóa bí mật khác"):
        restore(backup, folder / "contest.db", folder / "secret_key", now=clock)
    assert names_in(folder) == ["secret_key"]


def flipped(content: bytes) -> bytes:
    return content[:5000] + bytes([content[5000] ^ 1]) + content[5001:]


@pytest.mark.parametrize(
    ("change", "kind"),
    [
        pytest.param(lambda parts: {"contest.db": flipped(parts["contest.db"])}, Altered, id="one bit"),
        pytest.param(lambda parts: {"contest.db": parts["contest.db"] + b"\0"}, Altered, id="one byte more"),
        pytest.param(lambda _: {"contest.db": None}, Altered, id="no database"),
        pytest.param(lambda _: {"secret_key": None}, Altered, id="no key"),
        pytest.param(lambda _: {"manifest.json": None}, BackupFault, id="no manifest"),
        pytest.param(lambda _: {"manifest.json": b"[]"}, BackupFault, id="another manifest"),
    ],
)
def test_a_backup_that_was_changed_is_refused(
    change: Any, kind: type[BackupFault], backup: Path, folder: Path, clock: FakeClock
) -> None:
    rewritten(backup, **change(members(backup)))
    with pytest.raises(kind):
        restore(backup, folder / "contest.db", folder / "secret_key", now=clock)
    assert names_in(folder) == []


def test_a_backup_cut_short_is_refused(backup: Path, folder: Path, clock: FakeClock) -> None:
    backup.write_bytes(backup.read_bytes()[:-100])
    with pytest.raises(BackupFault):
        restore(backup, folder / "contest.db", folder / "secret_key", now=clock)


def test_a_damaged_database_is_no_backup(tmp_path: Path, database_file: Path) -> None:
    content = database_file.read_bytes()
    broken = tmp_path / "broken.db"
    broken.write_bytes(content[:8192] + b"\xff" * 4096 + content[12288:])
    with pytest.raises(Damaged):
        require_sound(broken)
