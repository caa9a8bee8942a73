"""The server starts healthy, says what to open, tells the other commands where it is, and ends quietly."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from contest.authority import Doors, certificate_files, root_of
from contest.cli.addresses import addresses_of
from contest.cli.serve import WithoutDeflate, banner
from contest.config import ROOT, Settings

from .running import RUN


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@contextmanager
def serving(data: Path, port: int, mode: str) -> Iterator[subprocess.Popen[str]]:
    """Give the server's process once it is healthy."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("CONTEST_")}
    process = subprocess.Popen(
        [sys.executable, RUN, "serve", "--host", "127.0.0.1", "--port", str(port), "--data", data],
        env={**environ, "CONTEST_NO_VENV": "1", "CONTEST_ASYNC_MODE": mode},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )
    try:
        _wait_until_healthy(process, port)
        yield process
    finally:
        process.kill()
        process.communicate()


def _wait_until_healthy(process: subprocess.Popen[str], port: int) -> None:
    for _ in range(300):
        assert process.poll() is None, process.communicate()[1]
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                assert json.load(answer)["status"] == "ok"
                return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("not healthy within 30 seconds")


@pytest.mark.parametrize(
    ("mode", "end"),
    [("eventlet", signal.SIGTERM), ("eventlet", signal.SIGINT), ("threading", signal.SIGTERM)],
    ids=["eventlet, SIGTERM", "eventlet, Ctrl+C", "threading, SIGTERM"],
)
def test_a_server_says_where_it_is_and_ends_quietly(tmp_path: Path, mode: str, end: signal.Signals) -> None:
    port = free_port()
    with serving(tmp_path, port, mode) as process:
        kept = json.loads((tmp_path / "server.json").read_text(encoding="utf-8"))
        assert kept == {"base": f"http://127.0.0.1:{port}", "network": None, "pid": process.pid}
        process.send_signal(end)
        said, complained = process.communicate(timeout=10)
    assert process.returncode == 0, complained
    assert "Traceback" not in complained
    assert f"http://127.0.0.1:{port}/" in said
    assert "run.py links --data" in said


STUBBORN = """
import os, signal, sys, time
from contest.cli import serve
signal.signal(signal.SIGTERM, serve._end)
sys.stdout.write("said before")
try:
    os.kill(os.getpid(), signal.SIGTERM)
    time.sleep(5)
except:
    pass
sys.exit(3)
"""


def test_a_server_ends_though_a_bare_except_stands_around_the_moment_of_the_signal() -> None:
    command = [sys.executable, "-c", STUBBORN]
    ended = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False)
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "said before", "")


def settings(tmp_path: Path, host: str = "127.0.0.1", *, tls: bool = False) -> Settings:
    return Settings(data_dir=tmp_path, database_url="sqlite://", secret_key="s" * 43, host=host, port=5000, tls=tls)


@pytest.mark.parametrize(
    ("host", "base"),
    [
        pytest.param("127.0.0.1", "http://127.0.0.1:5000", id="this machine"),
        pytest.param("localhost", "http://localhost:5000", id="this machine by name"),
        pytest.param("::1", "http://[::1]:5000", id="this machine, IPv6"),
    ],
)
def test_a_server_for_this_machine_hands_out_no_other_address(tmp_path: Path, host: str, base: str) -> None:
    addresses = addresses_of(settings(tmp_path, host))
    assert addresses.base == addresses.for_people == base
    assert addresses.network is None


def test_a_server_for_the_network_is_at_its_own_address(tmp_path: Path) -> None:
    addresses = addresses_of(settings(tmp_path, "10.1.2.3"))
    assert addresses.base == addresses.for_people == "http://10.1.2.3:5000"


def test_a_server_for_every_address_is_reached_here_by_loopback(tmp_path: Path) -> None:
    assert addresses_of(settings(tmp_path, "0.0.0.0", tls=True)).base == "https://127.0.0.1:5000"


def test_the_banner_says_what_to_open_and_for_whom(tmp_path: Path) -> None:
    told = settings(tmp_path)
    said = banner(told, addresses_of(told), Doors("http://192.168.1.20:5000", None))
    links = f"run.py links --data {tmp_path}"
    for part in ("Trang công khai", "Màn hình sân khấu", "run.py rehearse", links, "Ctrl+C"):
        assert part in said


def test_the_banner_says_where_tablets_are_prepared_and_what_they_are_to_trust(tmp_path: Path) -> None:
    told = settings(tmp_path, tls=True)
    certificate_files(tmp_path, "127.0.0.1", [])
    root = root_of(tmp_path)
    assert root is not None
    said = banner(told, addresses_of(told), Doors("https://192.168.1.20:5000", "http://192.168.1.20:5001"))
    assert "http://192.168.1.20:5001/install" in said
    assert root.fingerprint in said


def test_sockets_are_never_compressed() -> None:
    seen: list[dict[str, object]] = []
    app = WithoutDeflate(lambda environ, _start: seen.append(environ) or [])
    app({"HTTP_SEC_WEBSOCKET_EXTENSIONS": "permessage-deflate", "PATH_INFO": "/"}, lambda *_: None)
    assert seen == [{"PATH_INFO": "/"}]
