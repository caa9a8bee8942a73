"""The short forms of the fault scripts: each a process of its own, bounded in time, with its figures printed."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from contest.cli.chromium import ensure_chromium
from contest.config import ROOT

LONGEST_S = 900
"""Many times what it takes on a quiet machine; a script that hangs is a finding."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(sys.platform != "linux", reason="limits of another process and /proc are Linux's"),
]


def told(*command: str, **environ: str) -> str:
    """What the script said; fails with it when it did not end well."""
    ended = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT, env={**os.environ, **environ}, capture_output=True, encoding="utf-8", timeout=LONGEST_S, check=False,
    )  # fmt: skip
    assert ended.returncode == 0, ended.stdout + ended.stderr
    print(ended.stdout)
    return ended.stdout


def test_a_server_killed_at_random_moments_loses_and_doubles_nothing() -> None:
    said = told("tests.load.kills", "--kills", "5", "--signals", "1")
    assert said.startswith("5 kills (-9)")
    assert "1 ends by one signal" in said


def test_a_first_start_that_is_killed_can_be_made_again() -> None:
    assert "2 first starts killed (-9)" in told("tests.load.starts", "--kills", "2")


def test_a_database_in_use_and_a_full_disk_are_told_and_outlived() -> None:
    in_use, full = told("tests.load.storage", "--short").splitlines()
    assert in_use.startswith("In use for ")
    assert full.startswith("Disk full ")


@pytest.mark.browser
def test_a_tablet_on_a_bad_network_gets_every_sheet_through() -> None:
    said = told("tests.load.bad_network", "--sheets", "3", CONTEST_CHROMIUM=str(ensure_chromium(os.environ)))
    assert "3 receipts, none lost, none twice" in said
