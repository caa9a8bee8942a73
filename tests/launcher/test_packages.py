"""When the packages count as there, and when they are installed again. Nothing here installs anything."""

import json
from pathlib import Path

import pytest

from contest.cli.packages import (
    STAMP,
    UNFINISHED,
    State,
    _why_pip_failed,
    ensure_packages,
    is_inside,
    packages_state,
    venv_python,
    wanted_stamp,
    write_stamp,
)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A project whose `.venv` holds what run.py needs, and nothing for the tests."""
    (tmp_path / "run.py").touch()
    (tmp_path / "requirements.txt").write_text("Flask==3.1.3\n", encoding="utf-8")
    (tmp_path / "requirements-dev.txt").write_text("-r requirements.txt\npytest==9.2.0\n", encoding="utf-8")
    venv_python(tmp_path).parent.mkdir(parents=True)
    venv_python(tmp_path).touch()
    write_stamp(tmp_path, wanted_stamp(tmp_path, dev=False))
    return tmp_path


def test_the_second_start_does_nothing(root: Path) -> None:
    before = sorted((path, path.stat().st_mtime_ns) for path in root.rglob("*"))
    assert ensure_packages(root, dev=False) is False
    assert sorted((path, path.stat().st_mtime_ns) for path in root.rglob("*")) == before


def test_what_the_tests_need_is_asked_for_by_the_tests_alone(root: Path) -> None:
    assert packages_state(root, dev=False) is State.READY
    assert packages_state(root, dev=True) is State.CHANGED
    write_stamp(root, wanted_stamp(root, dev=True))
    assert packages_state(root, dev=True) is State.READY
    assert packages_state(root, dev=False) is State.READY


def test_another_requirement_changes_the_stamp(root: Path) -> None:
    before = wanted_stamp(root, dev=True)
    with (root / "requirements.txt").open("a", encoding="utf-8") as file:
        file.write("segno==1.6.6\n")
    assert wanted_stamp(root, dev=True) != before
    assert packages_state(root, dev=False) is State.CHANGED


def test_an_environment_made_by_hand_is_completed_not_thrown_away(root: Path) -> None:
    (root / ".venv" / STAMP).unlink()
    assert packages_state(root, dev=False) is State.CHANGED


@pytest.mark.parametrize("text", [json.dumps(UNFINISHED), "", "{", "[]"], ids=["marked", "empty", "cut off", "a list"])
def test_an_installation_that_was_broken_off_starts_from_nothing(root: Path, text: str) -> None:
    (root / ".venv" / STAMP).write_text(text, encoding="utf-8")
    assert packages_state(root, dev=False) is State.BROKEN_OFF


def test_an_environment_whose_python_is_gone_is_missing(root: Path) -> None:
    venv_python(root).unlink()
    venv_python(root).symlink_to(root / "python-that-was-removed")
    assert packages_state(root, dev=False) is State.MISSING


def test_this_interpreter_is_not_inside_another_project(root: Path) -> None:
    assert not is_inside(root)


@pytest.mark.parametrize(
    ("told", "said"),
    [
        pytest.param(
            "WARNING: Retrying after connection broken by 'NewConnectionError(…): Name or service not known'\n"
            "ERROR: Could not find a version that satisfies the requirement Flask==3.1.3\n",
            "chưa vào được mạng",
            id="no network",
        ),
        pytest.param(
            "Collecting Flask==99\nERROR: No matching distribution found for Flask==99\n\n[notice] A new release\n",
            "No matching distribution found for Flask==99",
            id="no such version",
        ),
        pytest.param("", "?", id="nothing said"),
    ],
)
def test_a_failed_installation_is_said_in_one_line(told: str, said: str) -> None:
    line = _why_pip_failed(told)
    assert said in line
    assert "\n" not in line
