"""`verify`, `backup` and `restore` as a person types them, beside a running server too."""

from __future__ import annotations

import json
import shutil
import sqlite3
import stat
import sys
import zipfile
from contextlib import closing
from pathlib import Path

import pytest

from contest.cli.backup import product_version
from contest.cli.main import main
from tests.conftest import Template
from tests.launcher.running import complaint, run
from tests.launcher.test_serve import free_port, serving

POSTGRES = {"CONTEST_DATABASE_URL": "postgresql+psycopg://nobody@localhost/none"}


@pytest.fixture(autouse=True)
def _no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("CONTEST_DATA", "CONTEST_DATABASE_URL", "CONTEST_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def data(tmp_path: Path, played_template: Template) -> Path:
    """A data folder with a played contest and a key of its own."""
    folder = tmp_path / "data"
    folder.mkdir()
    shutil.copyfile(played_template.file, folder / "contest.db")
    (folder / "secret_key").write_text("k" * 43)
    return folder


def tamper(data: Path) -> None:
    with closing(sqlite3.connect(data / "contest.db")) as rows, rows:
        rows.execute("UPDATE mark SET points = points + 250000 WHERE sheet_id = 1 AND criterion_id = 1")


def test_a_running_contest_is_backed_up_verified_and_put_back(tmp_path: Path) -> None:
    data, file, back = tmp_path / "data", tmp_path / "backup.zip", tmp_path / "back"
    with serving(data, free_port(), "threading"):
        made = run("backup", str(file), "--data", str(data))
        assert (made.returncode, made.stderr) == (0, "")
        here = run("verify", "--data", str(data), "--json")
    assert here.returncode == 0, here.stdout
    archived = run("verify", str(file), "--json")
    assert json.loads(archived.stdout) == json.loads(here.stdout)
    assert json.loads(here.stdout)["ok"] is True
    restored = run("restore", str(file), "--data", str(back))
    assert (restored.returncode, restored.stderr) == (0, "")
    assert (back / "secret_key").read_text() == (data / "secret_key").read_text()
    assert run("verify", "--data", str(back)).returncode == 0
    assert "không bị ghi đè" in complaint(run("restore", str(file), "--data", str(back)))


def test_a_verification_is_for_people_too(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", "--data", str(data)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "Không phát hiện sai lệch."
    assert lines[-1].startswith("Mã cuối biên bản: ")


def test_verifying_changes_nothing(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {file.name: file.read_bytes() for file in data.iterdir()}
    assert main(["verify", "--data", str(data)]) == 0
    assert {file.name: file.read_bytes() for file in data.iterdir()} == before


def test_a_finding_is_told_and_ends_with_one(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(data)
    assert main(["verify", "--data", str(data)]) == 1
    printed = capsys.readouterr().out.splitlines()
    assert printed[0] == "Phát hiện 1 điểm sai lệch:"
    assert printed[1].startswith("- Vòng loại · Đội số 1 · Màn chào hỏi · Giám khảo 1: ")
    file = tmp_path / "backup.zip"
    assert main(["backup", str(file), "--data", str(data)]) == 0
    capsys.readouterr()
    assert main(["verify", str(file), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [finding["code"] for finding in document["findings"]] == ["sheet_changed"]


def test_a_damaged_database_is_a_finding(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = data / "contest.db"
    content = file.read_bytes()
    file.write_bytes(content[:8192] + b"\xff" * 4096 + content[12288:])
    assert main(["verify", "--data", str(data), "--json"]) == 1
    assert [finding["code"] for finding in json.loads(capsys.readouterr().out)["findings"]] == ["database_damaged"]


@pytest.mark.parametrize("command", ["verify", "backup"])
def test_a_file_that_is_no_database_is_one_line(command: str, data: Path, tmp_path: Path) -> None:
    (data / "contest.db").write_bytes(b"figures, but of no database " * 100)
    arguments = [str(tmp_path / "backup.zip")] if command == "backup" else []
    assert "cơ sở dữ liệu" in complaint(run(command, *arguments, "--data", str(data)))


def test_a_backup_that_was_changed_is_a_finding(data: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "backup.zip"
    assert main(["backup", str(file), "--data", str(data)]) == 0
    with zipfile.ZipFile(file) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(file, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content[:-1] + b"\1" if name == "contest.db" else content)
    capsys.readouterr()
    assert main(["verify", str(file), "--json"]) == 1
    document = json.loads(capsys.readouterr().out)
    assert [finding["code"] for finding in document["findings"]] == ["backup_altered"]


@pytest.mark.parametrize(
    "arguments",
    [["no-such-file.zip"], [__file__], ["--data", "no-such-folder"], ["a.zip", "--data", "b"], ["--jsn"]],
    ids=["no file", "no backup", "no folder", "both", "unknown option"],
)
def test_nothing_to_verify_is_one_line(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", *arguments]) == 2
    printed = capsys.readouterr()
    assert (printed.out, len(printed.err.splitlines())) == ("", 1)


@pytest.mark.skipif(sys.platform == "win32", reason="modes are POSIX's")
def test_a_backup_is_for_its_owner_alone_and_holds_the_key(data: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    assert main(["backup", str(file), "--data", str(data)]) == 0
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    with zipfile.ZipFile(file) as archive:
        assert archive.read("secret_key") == b"k" * 43
        assert json.loads(archive.read("manifest.json"))["product"] == product_version()


def test_a_key_from_the_environment_is_not_in_the_backup(
    data: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CONTEST_SECRET_KEY", "e" * 43)
    file = tmp_path / "backup.zip"
    assert main(["backup", str(file), "--data", str(data)]) == 0
    with zipfile.ZipFile(file) as archive:
        assert archive.namelist() == ["manifest.json", "contest.db"]
    assert main(["restore", str(file), "--data", str(tmp_path / "back")]) == 0
    assert capsys.readouterr().out.count("CONTEST_SECRET_KEY") == 2
    assert not (tmp_path / "back" / "secret_key").exists()


@pytest.mark.parametrize("name", ["backup", "restore"])
def test_postgresql_has_its_own_tool(name: str, data: Path, tmp_path: Path) -> None:
    file = tmp_path / "backup.zip"
    if name == "restore":
        assert main(["backup", str(file), "--data", str(data)]) == 0
    assert "pg_dump" in complaint(run(name, str(file), "--data", str(data), environ=POSTGRES))


@pytest.mark.parametrize("where", ["export", "verify"])
def test_a_database_that_cannot_be_reached_is_one_line(where: str, data: Path, tmp_path: Path) -> None:
    arguments = [str(tmp_path / "x.json")] if where == "export" else []
    complaint(run(where, *arguments, "--data", str(data), environ=POSTGRES))


def test_a_file_that_is_no_backup_is_not_put_back(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["restore", __file__, "--data", str(tmp_path / "back")]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
    assert not (tmp_path / "back").exists()
