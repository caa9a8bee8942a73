"""What can't work is refused at once: one clear line, exit code 2, nothing half done."""

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from contest.cli.addresses import check_port_is_free
from contest.config import SettingsError

from .running import ROOT, complaint, run


@pytest.fixture
def taken_port() -> Iterator[int]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def test_a_taken_port_is_said_before_anything_is_built(taken_port: int, tmp_path: Path) -> None:
    ended = run("serve", "--host", "127.0.0.1", "--port", str(taken_port), "--data", str(tmp_path))
    assert f"Cổng {taken_port} đang được dùng" in complaint(ended)
    assert not (tmp_path / "contest.db").exists()
    assert not (tmp_path / "server.json").exists()


def test_a_port_taken_on_one_address_is_taken_for_all(taken_port: int) -> None:
    with pytest.raises(SettingsError, match="đang được dùng"):
        check_port_is_free("0.0.0.0", taken_port)


def test_an_address_of_nobody_is_refused() -> None:
    with pytest.raises(SettingsError, match=r"256\.256\.256\.256"):
        check_port_is_free("256.256.256.256", 5000)


def test_a_port_just_left_is_free() -> None:
    with socket.socket() as listener:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        with socket.create_connection(("127.0.0.1", port)):
            served, _ = listener.accept()
            served.close()
    check_port_is_free("127.0.0.1", port)


def test_the_data_folder_must_be_writable(tmp_path: Path) -> None:
    file = tmp_path / "file"
    file.write_text("not a folder", encoding="utf-8")
    ended = run("serve", "--data", str(file / "var"))
    line = complaint(ended)
    assert "Không ghi được vào thư mục dữ liệu" in line
    assert str(file / "var") in line


@pytest.mark.parametrize(
    ("arguments", "environ", "said"),
    [
        pytest.param(["sever"], {}, "Không có lệnh “sever”", id="unknown command"),
        pytest.param(["serve", "--prot", "5000"], {}, "--prot", id="unknown option"),
        pytest.param(["--port", "lots"], {}, "lots", id="port that is no number, of the default command"),
        pytest.param(["--port", "0"], {}, "Cổng 0 không hợp lệ", id="port 0"),
        pytest.param(
            ["serve", "--port", "5659"], {"CONTEST_DATABASE_URL": "sqlite:////no/such/folder/a.db"}, "cơ sở dữ liệu",
            id="database that can't be opened",
        ),
        pytest.param(["rank", "/no/such/file.json"], {}, "/no/such/file.json", id="rank of a missing file"),
    ],
)  # fmt: skip
def test_what_can_not_be_used_is_named(
    arguments: list[str], environ: dict[str, str], said: str, tmp_path: Path
) -> None:
    assert said in complaint(run(*arguments, environ={"CONTEST_DATA": str(tmp_path), **environ}))


def test_rank_runs_in_a_bare_interpreter() -> None:
    code = "import sys; from contest.cli.main import main; main(['rank', '--help']); print(sorted(sys.modules))"
    ended = subprocess.run(
        [sys.executable, "-S", "-c", code], cwd=ROOT, capture_output=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 0, ended.stderr
    assert "flask" not in ended.stdout
