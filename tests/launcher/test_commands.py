"""Which command the arguments ask for, and that each row of the table stands for a module that is there."""

import importlib

import pytest

from contest.cli.commands import COMMANDS, Needs, chosen_command, command_name
from contest.cli.main import main

from .running import run


@pytest.mark.parametrize(
    ("arguments", "name"),
    [
        pytest.param([], "serve", id="nothing: the server"),
        pytest.param(["--port", "5000"], "serve", id="an option: of the server"),
        pytest.param(["serve", "--port", "5000"], "serve", id="the server by name"),
        pytest.param(["rank", "--help"], "rank", id="help of a command is the command's"),
        pytest.param(["--help"], None, id="overview"),
        pytest.param(["-h"], None, id="overview, short"),
        pytest.param(["nonsense"], "nonsense", id="a name that is not in the table"),
    ],
)
def test_the_first_argument_names_the_command(arguments: list[str], name: str | None) -> None:
    assert command_name(arguments) == name
    assert chosen_command(arguments) is COMMANDS.get(name or "")


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_can_say_its_help(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    command = COMMANDS[name]
    module = importlib.import_module(command.module)
    if command.reads_own_arguments:
        assert callable(module.main)
        return
    assert main([name, "--help"]) == 0
    assert f"run.py {name}" in capsys.readouterr().out


def test_only_the_server_is_made_cooperative() -> None:
    assert [name for name, command in COMMANDS.items() if command.cooperative] == ["serve"]


def test_ranking_needs_no_packages() -> None:
    assert [name for name, command in COMMANDS.items() if command.needs is Needs.NOTHING] == ["rank"]


def test_the_overview_names_every_command() -> None:
    ended = run("--help")
    assert ended.returncode == 0, ended.stderr
    for name, command in COMMANDS.items():
        assert name in ended.stdout
        assert command.about in ended.stdout
