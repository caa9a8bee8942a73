"""A Python that is too old is told so, by a file that it can still parse."""

import ast
import importlib.util
import shutil
import subprocess
from pathlib import Path
from types import ModuleType

import pytest

from .running import RUN

OLD_VERSIONS = ("2.7", "3.6", "3.7", "3.8", "3.9", "3.10")


@pytest.fixture(scope="module")
def launcher() -> ModuleType:
    spec = importlib.util.spec_from_file_location("launcher", RUN)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("version", [(2, 7, 18), (3, 6, 15), (3, 8, 18), (3, 10, 13)], ids=str)
def test_an_old_version_is_named_in_both_languages(launcher: ModuleType, version: tuple[int, int, int]) -> None:
    said = launcher.fault_of_version(version)
    dotted = ".".join(map(str, version))
    assert f"Cần Python 3.11 trở lên, máy này đang chạy Python {dotted}." in said
    assert f"this is Python {dotted}" in said
    assert "\n" not in said


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (4, 0, 0)], ids=str)
def test_a_version_new_enough_is_let_in(launcher: ModuleType, version: tuple[int, int, int]) -> None:
    assert launcher.fault_of_version(version) is None


def test_the_launcher_keeps_to_what_an_old_python_parses() -> None:
    tree = ast.parse(RUN.read_text(encoding="utf-8"))
    newer = (ast.JoinedStr, ast.AnnAssign, ast.NamedExpr, ast.Match, ast.AsyncFunctionDef, ast.Nonlocal, ast.YieldFrom)
    for node in ast.walk(tree):
        assert not isinstance(node, newer), ast.unparse(node)
        if isinstance(node, ast.Raise):
            assert node.cause is None, ast.unparse(node)
        if isinstance(node, ast.FunctionDef):
            given = node.args
            newer_parts = [
                *given.kwonlyargs,
                *given.posonlyargs,
                node.returns,
                *(each.annotation for each in given.args),
            ]
            assert not any(newer_parts), node.name


def test_the_launcher_loads_nothing_of_the_contest_before_it_knows_the_version() -> None:
    tree = ast.parse(RUN.read_text(encoding="utf-8"))
    at_top = {alias.name for node in tree.body if isinstance(node, ast.Import) for alias in node.names}
    assert at_top == {"os", "sys", "warnings"}
    assert not any(isinstance(node, ast.ImportFrom) for node in tree.body)


def test_every_old_interpreter_of_this_machine_is_refused() -> None:
    """Tries whichever there are; a machine without any has the tests above."""
    for python in old_interpreters():
        ended = subprocess.run([python, RUN, "serve"], capture_output=True, timeout=30, check=False)
        said = ended.stderr.decode("utf-8")
        assert ended.returncode == 2, said
        assert said.startswith("Cần Python 3.11 trở lên"), said
        assert said.count("\n") == 1, said


def old_interpreters() -> list[Path]:
    on_path = [Path(found) for version in OLD_VERSIONS if (found := shutil.which(f"python{version}"))]
    pyenv = [path for version in OLD_VERSIONS for path in Path.home().glob(f".pyenv/versions/{version}.*/bin/python")]
    return [path for path in on_path + pyenv if _is_old(path)]


def _is_old(python: Path) -> bool:
    asked = subprocess.run(
        [python, "-c", "import sys; sys.exit(0 if sys.version_info < (3, 11) else 1)"], capture_output=True, check=False
    )
    return asked.returncode == 0
