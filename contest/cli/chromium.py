"""Finds the Chromium in which screens are tested, or fetches one.

Responsible for the order: the one named by `CONTEST_CHROMIUM`, the system's, Playwright's, then Debian's package. It
says what it does, because a download takes a while, and never gives back a browser that doesn't start.
"""

import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

VARIABLE = "CONTEST_CHROMIUM"

COMMANDS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
PLACES = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
    r"C:\Program Files\Google\Chrome\Application\chrome.exe",
    r"C:\Program Files (x86)\Google\Chrome\Application\chrome.exe",
)
_ASK_PLAYWRIGHT = (
    "from playwright.sync_api import sync_playwright\n"
    "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
)


class NoChromiumError(Exception):
    """No Chromium can be had; the text says what was tried and what to do."""


def ensure_chromium(environ: Mapping[str, str]) -> Path:
    """Return the path of a Chromium that starts, fetching one if there is none. Raises NoChromiumError."""
    named = environ.get(VARIABLE)
    if named:
        if starts(Path(named)):
            return Path(named)
        raise NoChromiumError(f"{VARIABLE}={named} không khởi động được. / That Chromium does not start.")
    found = installed_chromium(environ)
    if found is not None:
        return found
    sys.stdout.write("Chưa có Chromium, đang tải … / No Chromium here, fetching one …\n")
    sys.stdout.flush()
    for fetch in (_fetch_by_playwright, _fetch_by_apt):
        fetch()
        found = installed_chromium(environ)
        if found is not None:
            return found
    raise NoChromiumError(
        "Không tìm thấy và không cài được Chromium, nên không thể kiểm tra các màn hình. Hãy cài Chromium hoặc Chrome, "
        f"hoặc đặt {VARIABLE} là đường dẫn của nó. / No Chromium found and none could be installed."
    )


def installed_chromium(environ: Mapping[str, str]) -> Path | None:
    """Return the first installed Chromium that starts, None if there is none."""
    return next((path for path in _candidates(environ) if starts(path)), None)


def starts(path: Path) -> bool:
    """Return whether this is a browser that can say its version; Ubuntu's wrapper without its snap can't."""
    try:
        asked = subprocess.run([path, "--version"], capture_output=True, text=True, timeout=30, check=False)  # noqa: S603
    except (OSError, subprocess.TimeoutExpired, UnicodeDecodeError):
        return False
    return asked.returncode == 0 and "Chrom" in asked.stdout


def _candidates(environ: Mapping[str, str]) -> Iterator[Path]:
    for command in COMMANDS:
        found = shutil.which(command, path=environ.get("PATH"))
        if found:
            yield Path(found)
    yield from (Path(place) for place in PLACES if Path(place).is_file())
    if importlib.util.find_spec("playwright"):
        asked = subprocess.run([sys.executable, "-c", _ASK_PLAYWRIGHT], capture_output=True, text=True, check=False)  # noqa: S603
        if asked.returncode == 0 and Path(asked.stdout.strip()).is_file():
            yield Path(asked.stdout.strip())


def _fetch_by_playwright() -> None:
    if importlib.util.find_spec("playwright"):
        _try([sys.executable, "-m", "playwright", "install", "chromium"])


def _fetch_by_apt() -> None:
    apt = shutil.which("apt-get")
    is_root = hasattr(os, "geteuid") and os.geteuid() == 0
    if apt and is_root:
        _try([apt, "update", "-qq"])
        _try([apt, "install", "-y", "-qq", "--no-install-recommends", "chromium"])


def _try(command: list[str]) -> None:
    sys.stdout.write(f"  {' '.join(command)}\n")
    sys.stdout.flush()
    env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        faults = [line for line in lines if line.startswith(("E:", "Error", "ERR"))]
        sys.stdout.write(f"  không được: {(faults or lines or [str(done.returncode)])[-1]}\n")
