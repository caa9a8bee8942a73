"""The tests find a browser by themselves, or fail and say so: a missing browser is never a skip."""

from pathlib import Path

import pytest

from contest.cli.chromium import NoChromiumError, ensure_chromium, installed_chromium, starts

from .running import run


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder to be searched for programs."""
    folder = tmp_path / "bin"
    folder.mkdir()
    return folder


def program(folder: Path, name: str, script: str) -> Path:
    path = folder / name
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    path.chmod(0o755)
    return path


def test_the_named_browser_goes_before_the_system_s(programs: Path) -> None:
    named = program(programs, "my-browser", "echo Chromium 127.0")
    program(programs, "chromium", "echo Chromium 150.0")
    assert ensure_chromium({"CONTEST_CHROMIUM": str(named), "PATH": str(programs)}) == named


def test_a_wrapper_that_starts_no_browser_is_passed_over(programs: Path) -> None:
    wrapper = program(programs, "chromium-browser", "echo 'requires the chromium snap to be installed'; exit 1")
    chrome = program(programs, "google-chrome", "echo Google Chrome 127.0")
    assert not starts(wrapper)
    assert installed_chromium({"PATH": str(programs)}) == chrome


def test_a_named_browser_that_does_not_start_is_a_failure(programs: Path) -> None:
    program(programs, "chromium", "echo Chromium 150.0")
    with pytest.raises(NoChromiumError, match="/no/such/browser"):
        ensure_chromium({"CONTEST_CHROMIUM": "/no/such/browser", "PATH": str(programs)})


def test_the_test_command_fails_without_a_browser() -> None:
    ended = run("test", environ={"CONTEST_CHROMIUM": "/no/such/browser"})
    assert ended.returncode == 1
    assert "/no/such/browser" in ended.stderr
    assert "pytest" not in ended.stdout


def test_with_arguments_only_the_tests_are_run_and_they_close_the_talk(programs: Path) -> None:
    chromium = program(programs, "chromium", "echo Chromium 127.0")
    ended = run(
        "test", "tests/launcher/test_config.py", "-k", "two_folders", environ={"CONTEST_CHROMIUM": str(chromium)}
    )
    assert ended.returncode == 0, ended.stdout
    assert f"Chromium: {chromium}" in ended.stdout
    assert "ruff" not in ended.stdout
    assert "1 passed" in ended.stdout.splitlines()[-1]


def test_what_the_tests_find_is_the_exit_code(programs: Path) -> None:
    chromium = program(programs, "chromium", "echo Chromium 127.0")
    ended = run("test", "no/such/test.py", environ={"CONTEST_CHROMIUM": str(chromium)})
    assert ended.returncode not in (0, None)
