"""`run.py test [pytest arguments]`: everything that has to hold, in one command.

Responsible for the order and for the exit code: a browser first, then the checks that read the code, then the tests,
whose closing line is the last thing to be seen. With arguments only the tests are run. It knows no check from inside.
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from contest.cli.chromium import VARIABLE, NoChromiumError, ensure_chromium
from contest.config import ROOT

FINDING = 1
MEMORY_FOLDER = Path("/dev/shm")  # noqa: S108 - a file system in memory where Linux has one
MEMORY_NEEDED = 4 * 1024**3
# Two at work: whatever plays an evening keeps to one of them (tests/conftest.py), the rest goes on beside it.
ALL_TESTS = ("-n", "2", "--dist", "loadscope")

_PYTHON = (sys.executable, "-m")
_LINT_IMPORTS = "from importlinter.cli import lint_imports_command as check; check()"


@dataclass(frozen=True, slots=True)
class Check:
    """One check that reads the code: what it looks after, and the command; a code other than 0 is a finding."""

    title: str
    command: tuple[str, ...]


CHECKS = (
    Check("ruff: lỗi và thói quen viết mã", (*_PYTHON, "ruff", "check", ".")),
    Check("mypy: kiểu dữ liệu", (*_PYTHON, "mypy", "--no-error-summary")),
    Check("import-linter: các tầng của ngôi nhà", (sys.executable, "-c", _LINT_IMPORTS)),
    Check("djlint: các trang mẫu", (*_PYTHON, "djlint", "templates", "--lint", "--quiet")),
)


def main(arguments: Sequence[str]) -> int:
    """Return 0 when everything held, 1 for a finding; pytest's own code when it could not run the tests."""
    try:
        chromium = ensure_chromium(os.environ)
    except NoChromiumError as fault:
        sys.stderr.write(f"{fault}\n")
        return FINDING
    _say(f"Chromium: {chromium}")
    findings = [] if arguments else [check.title for check in CHECKS if not _holds(check)]
    if findings:
        _say("\nChưa đạt / findings:\n" + "\n".join(f"  ✗ {title}" for title in findings))
    _heading("pytest")
    with _scratch() as environ:
        tests = subprocess.run(  # noqa: S603 - our own interpreter
            [*_PYTHON, "pytest", *(arguments or ALL_TESTS)],
            cwd=ROOT,
            env={**environ, VARIABLE: str(chromium)},
            check=False,
        )
    return tests.returncode or (FINDING if findings else 0)


@contextmanager
def _scratch() -> Iterator[dict[str, str]]:
    """The environment with throw-away files in memory where there is room for them.

    Thousands of databases that live for a second need no disk; a slow one makes the suite wait at each commit.
    """
    environ = dict(os.environ)
    if "TMPDIR" in environ or not _has_room(MEMORY_FOLDER):
        yield environ
        return
    with tempfile.TemporaryDirectory(prefix="contest-tests-", dir=MEMORY_FOLDER, ignore_cleanup_errors=True) as folder:
        yield environ | {"TMPDIR": folder}


def _has_room(folder: Path) -> bool:
    return folder.is_dir() and os.access(folder, os.W_OK) and shutil.disk_usage(folder).free >= MEMORY_NEEDED


def _holds(check: Check) -> bool:
    _heading(check.title)
    began = time.monotonic()
    code = subprocess.run(check.command, cwd=ROOT, check=False).returncode  # noqa: S603 - the commands above
    _say(f"{'✓ đạt' if code == 0 else f'✗ chưa đạt (mã {code})'}, {time.monotonic() - began:.1f} giây")
    return code == 0


def _heading(title: str) -> None:
    _say(f"\n== {title} ==")


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
