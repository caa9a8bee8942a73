"""`run.py test [pytest arguments]`: everything that has to hold, in one command.

Responsible for the order and for the exit code: a browser first, then the checks that read the code, then the tests,
whose closing line is the last thing to be seen. With arguments only the tests are run. It knows no check from inside.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass

from contest.cli.chromium import VARIABLE, NoChromiumError, ensure_chromium
from contest.config import ROOT

FINDING = 1

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
    tests = subprocess.run(  # noqa: S603 - our own interpreter
        [*_PYTHON, "pytest", *arguments], cwd=ROOT, env={**os.environ, VARIABLE: str(chromium)}, check=False
    )
    return tests.returncode or (FINDING if findings else 0)


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
