"""The rehearsal's own server: a process of its own, on loopback, in a data folder of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from contest.config import REHEARSAL_MARK, ROOT, SettingsError

START_TIMEOUT_S = 60
MARK_TEXT = "Dữ liệu giả lập của buổi diễn tập. Không phải kết quả của hội thi.\n"
OF_A_CONTEST = ("CONTEST_DATA", "CONTEST_DATABASE_URL", "CONTEST_SECRET_KEY", "CONTEST_REDIS_URL")


def own_folder(folder: Path) -> Path:
    """The folder, marked as a rehearsal's. Raises `SettingsError` for one that holds a real contest."""
    folder.mkdir(parents=True, exist_ok=True)
    if (folder / "contest.db").exists():
        kind = "của buổi diễn tập trước" if (folder / REHEARSAL_MARK).is_file() else "của một hội thi thật"
        raise SettingsError(
            f"Thư mục {folder} đã có dữ liệu {kind}. Diễn tập luôn bắt đầu từ đầu: hãy chọn một thư mục trống."
        )
    (folder / REHEARSAL_MARK).write_text(MARK_TEXT, encoding="utf-8")
    return folder


def own_environ() -> dict[str, str]:
    """The environment without what points at a contest: a rehearsal has all of it in its own folder."""
    return {name: value for name, value in os.environ.items() if name not in OF_A_CONTEST}


@contextmanager
def serving(folder: Path, port: int, speed: int, host: str = "127.0.0.1") -> Iterator[str]:
    """The base address of a running server; it ends with the block."""
    environ = own_environ() | {"CONTEST_CLOCK_RATE": str(speed)}
    command = [sys.executable, str(ROOT / "run.py"), "serve", "--host", host, "--port", str(port)]
    process = subprocess.Popen(  # noqa: S603  our own launcher, with arguments made here
        [*command, "--data", str(folder)], env=environ, stdout=subprocess.DEVNULL
    )
    base = f"http://127.0.0.1:{port}"
    try:
        _wait(process, base)
        yield base
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _wait(process: subprocess.Popen[bytes], base: str) -> None:
    end = time.monotonic() + START_TIMEOUT_S
    while time.monotonic() < end:
        if process.poll() is not None:
            raise SettingsError(f"Máy chủ của buổi diễn tập không khởi động được (mã {process.returncode}).")
        try:
            if httpx.get(f"{base}/healthz", timeout=2, trust_env=False).is_success:
                return
        except httpx.TransportError:
            time.sleep(0.05)
    raise SettingsError("Máy chủ của buổi diễn tập không trả lời.")
