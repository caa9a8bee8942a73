"""Brings the packages into `.venv` beside run.py and goes on inside it.

Responsible for deciding, from files alone, whether the packages are there; for installing them once, also after an
installation that was broken off; and for saying in one line why it can't. Standard library only: it runs before
anything else can. It never decides what a command is, and never touches a package outside of `.venv`.
"""

import contextlib
import hashlib
import importlib.util
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from enum import StrEnum
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
STAMP = "contest-packages.json"
UNFINISHED = {"unfinished": "yes"}


class PackagesError(Exception):
    """Why the packages can't be had, in one line; the exit code is 2."""


class State(StrEnum):
    """How `.venv` stands to the requirements."""

    READY = "ready"
    CHANGED = "changed"  # usable, but the requirements are others now
    BROKEN_OFF = "broken off"  # an installation did not come to its end: start from nothing
    MISSING = "missing"


def go_inside(arguments: Sequence[str], *, dev: bool) -> int | None:
    """Return None when this interpreter is the one of `.venv` and the packages are there; otherwise start it.

    `dev` adds what the tests need. Returns an exit code when there is nothing to go on with.
    """
    try:
        ensure_packages(ROOT, dev=dev)
        return None if is_inside(ROOT) else _restart(ROOT, arguments)
    except PackagesError as fault:
        _say(str(fault))
        return 2
    except OSError as fault:  # a file of the project that can't be read, an interpreter that can't be started
        _say(f"Không khởi động được: {fault}. Hãy thử xóa thư mục .venv rồi chạy lại. / Can't start.")
        return 2
    except KeyboardInterrupt:
        _say("")
        return 130


def ensure_packages(root: Path, *, dev: bool) -> bool:
    """Return whether anything had to be installed. Raises PackagesError when the packages can't be had."""
    if packages_state(root, dev=dev) is State.READY:
        return False
    with _alone(root):
        if packages_state(root, dev=dev) is State.READY:  # another start did it while this one waited
            return False
        began = time.monotonic()
        _say("Đang cài các gói cần thiết vào .venv, chỉ lần đầu mới cần … / Installing packages, first start only …")
        try:
            _install(root, dev=dev)
        except OSError as fault:
            raise PackagesError(f"Không ghi được vào {root / '.venv'}: {fault}.") from fault
        _say(f"Đã cài xong sau {time.monotonic() - began:.0f} giây. / Packages are in place.")
    return True


def packages_state(root: Path, *, dev: bool) -> State:
    """Return how `.venv` stands to the requirements; reads three small files, so that a start costs nothing."""
    if not venv_python(root).exists():
        return State.MISSING
    stamp = _read_stamp(root)
    if UNFINISHED.items() <= stamp.items():
        return State.BROKEN_OFF
    return State.READY if wanted_stamp(root, dev=dev).items() <= stamp.items() else State.CHANGED


def wanted_stamp(root: Path, *, dev: bool) -> dict[str, str]:
    """Return {requirements file: sha256 of its text} of what has to be installed."""
    names = ["requirements.txt", "requirements-dev.txt"] if dev else ["requirements.txt"]
    return {name: hashlib.sha256((root / name).read_bytes()).hexdigest() for name in names}


def _read_stamp(root: Path) -> dict[str, str]:
    """Return the stamp, empty when somebody else made `.venv`, unfinished when it can't be read."""
    try:
        stamp = json.loads((root / ".venv" / STAMP).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except ValueError:
        return UNFINISHED
    return stamp if isinstance(stamp, dict) else UNFINISHED


def write_stamp(root: Path, stamp: dict[str, str]) -> None:
    """Keep in `.venv` what is installed there, whole or not at all."""
    draft = root / ".venv" / f"{STAMP}.new"
    draft.write_text(json.dumps(stamp), encoding="utf-8")
    draft.replace(root / ".venv" / STAMP)


def venv_python(root: Path) -> Path:
    """Return the path of the interpreter of `.venv`, there or not."""
    return root / ".venv" / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def is_inside(root: Path) -> bool:
    """Return whether this interpreter is the one of `.venv`."""
    return Path(sys.prefix).resolve() == (root / ".venv").resolve()


def _install(root: Path, *, dev: bool) -> None:
    # An interpreter can't take its own floor away: inside `.venv` it only adds what is missing.
    usable = packages_state(root, dev=dev) is State.CHANGED and _has_pip(root)
    afresh = not usable and not is_inside(root)
    if afresh:
        _make_venv(root)
    stamp_before = _read_stamp(root)
    write_stamp(root, UNFINISHED)
    try:
        _pip_install(root, "requirements-dev.txt" if dev else "requirements.txt")
    except PackagesError:
        # pip looks for everything before it touches anything: what worked without the network goes on working.
        if not afresh:
            write_stamp(root, stamp_before)
        raise
    write_stamp(root, wanted_stamp(root, dev=dev))


def _has_pip(root: Path) -> bool:
    try:
        asked = subprocess.run([venv_python(root), "-m", "pip", "--version"], capture_output=True, check=False)  # noqa: S603 - our own interpreter
    except OSError:
        return False
    return asked.returncode == 0


def _make_venv(root: Path) -> None:
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:  # Debian and Ubuntu keep them in a package of their own
            package = f"python{sys.version_info.major}.{sys.version_info.minor}-venv"
            raise PackagesError(
                f"Python trên máy này thiếu mô-đun {module}: hãy chạy “sudo apt-get install {package}” rồi thử lại. / "
                f"Python lacks {module}: install the Debian package {package}."
            )
    folder = root / ".venv"
    if folder.is_dir() and not folder.is_symlink():
        shutil.rmtree(folder)
    folder.mkdir()
    write_stamp(root, UNFINISHED)
    made = subprocess.run(  # noqa: S603 - our own interpreter
        [sys.executable, "-m", "venv", folder], capture_output=True, encoding="utf-8", errors="replace", check=False
    )
    if made.returncode:
        raise PackagesError(f"Không tạo được .venv: {_main_line(made.stdout + made.stderr)}")


NETWORK_WORDS = (
    "NewConnectionError",
    "ConnectTimeoutError",
    "NameResolutionError",
    "name resolution",
    "getaddrinfo failed",
    "Network is unreachable",
    "Connection refused",
    "Max retries exceeded",
    "ProxyError",
    "Read timed out",
)


def _pip_install(root: Path, requirements: str) -> None:
    """Let pip install the file, showing at which package it is. The person's own PIP_* settings hold."""
    command = [str(venv_python(root)), "-m", "pip", "install", "--no-input", "--disable-pip-version-check"]
    command += ["--progress-bar", "off", "-r", str(root / requirements)]
    env = {"PIP_RETRIES": "2", **os.environ, "PIP_USER": "0", "PYTHONUNBUFFERED": "1"}  # --user can't go into a venv
    told: list[str] = []
    with subprocess.Popen(  # noqa: S603 - our own interpreter
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=env, encoding="utf-8", errors="replace"
    ) as pip:
        for line in pip.stdout or ():
            told.append(line)
            if line.startswith(("Collecting ", "Installing ")):
                _show_progress(line.strip()[:70])
    _show_progress("")
    if pip.returncode:
        raise PackagesError(_why_pip_failed("".join(told)))


def _why_pip_failed(told: str) -> str:
    if any(word in told for word in NETWORK_WORDS):
        return (
            "Không tải được các gói cần thiết: máy chưa vào được mạng, hãy kiểm tra kết nối rồi chạy lại. / "
            "The packages can't be downloaded: no network."
        )
    return f"Cài gói không thành công: {_main_line(told)} / pip failed."


def _main_line(told: str) -> str:
    lines = [line.strip() for line in told.splitlines() if line.strip() and not line.startswith("[notice]")]
    errors = [line for line in lines if line.upper().startswith("ERROR")]
    return (errors or lines or ["?"])[-1]


@contextlib.contextmanager
def _alone(root: Path) -> Iterator[None]:
    """Let one installation run at a time: a lock on run.py itself, which the system frees however we end."""
    with (root / "run.py").open("rb") as file:
        waiting = False
        while not _lock(file.fileno()):
            if not waiting:
                _say("Đang đợi một lần cài đặt khác … / Waiting for another installation …")
            waiting = True
            time.sleep(0.5)
        yield


def _lock(handle: int) -> bool:
    """Return whether this process holds the lock now; where the file system knows no locks, it always does."""
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - exists on Windows alone

            os.lseek(handle, 1 << 30, os.SEEK_SET)  # past the end: nobody can read a locked range there
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415 - exists on POSIX alone

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    except OSError:
        return True
    return True


def _restart(root: Path, arguments: Sequence[str]) -> int:
    """Go on as the interpreter of `.venv` with the same arguments."""
    command = [str(venv_python(root)), str(root / "run.py"), *arguments]
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name != "nt":
        os.execv(command[0], command)  # noqa: S606 - our own interpreter
    # Windows' exec gives the prompt back at once and loses the exit code.
    with subprocess.Popen(command) as child:  # noqa: S603 - our own interpreter
        while True:
            try:
                return child.wait()
            except KeyboardInterrupt:  # the child gets it too and ends in its own way
                continue


def _show_progress(text: str) -> None:
    if sys.stderr.isatty():
        sys.stderr.write(f"\r\033[K{text and '  '}{text}")
        sys.stderr.flush()


def _say(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()
