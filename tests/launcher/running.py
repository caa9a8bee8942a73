"""Runs `run.py` the way a person does, in an environment of its own."""

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent.parent
RUN = ROOT / "run.py"


def run(
    *arguments: str, python: str = sys.executable, environ: Mapping[str, str] | None = None
) -> subprocess.CompletedProcess[str]:
    """Return how `run.py` ended. It uses the packages of this interpreter and installs nothing."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("CONTEST_")}
    return subprocess.run(
        [python, str(RUN), *arguments],
        env={**kept, "CONTEST_NO_VENV": "1", **(environ or {})},
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=False,
    )


def complaint(ended: subprocess.CompletedProcess[str]) -> str:
    """Return the one line that a refused command says; fails for a trace, for silence and for talk on stdout."""
    assert ended.returncode == 2, ended.stderr
    assert ended.stdout == ""
    lines = ended.stderr.splitlines()
    assert len(lines) == 1, ended.stderr
    return lines[0]
