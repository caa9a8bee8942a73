"""Runs the command that the arguments ask for and gives its exit code: 0 well, 1 a finding, 2 bad input or usage.

Responsible for the overview, for loading the one module that is needed and no other, and for turning what can't be
used into one line on standard error. What a command does is in its own module; which there are, in the table.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import NoReturn

from contest.cli.commands import COMMANDS, Command, chosen_command, command_name
from contest.config import SettingsError

BAD_INPUT = 2
INTERRUPTED = 130


class OneLineParser(argparse.ArgumentParser):
    """A parser whose complaint is one line."""

    def error(self, message: str) -> NoReturn:
        """End with code 2 after saying what can't be used and where the help is."""
        self.exit(BAD_INPUT, f"{self.prog}: tham số không hợp lệ: {message} (xem: {self.prog} --help)\n")


def main(arguments: Sequence[str]) -> int:
    """Return the exit code of the command."""
    try:
        return _run(arguments)
    except SettingsError as fault:
        sys.stderr.write(f"{fault}\n")
        return BAD_INPUT
    except SystemExit as end:  # argparse ends this way after --help and after a complaint
        return end.code if isinstance(end.code, int) else 0
    except KeyboardInterrupt:
        return INTERRUPTED


def _run(arguments: Sequence[str]) -> int:
    name = command_name(arguments)
    if name is None:
        sys.stdout.write(overview())
        return 0
    command = chosen_command(arguments)
    if command is None:
        known = ", ".join(COMMANDS)
        sys.stderr.write(f"Không có lệnh “{name}”. / No such command. Các lệnh / commands: {known}\n")
        return BAD_INPUT
    rest = list(arguments[1:] if arguments[:1] == [name] else arguments)
    return _run_command(name, command, rest)


def _run_command(name: str, command: Command, rest: Sequence[str]) -> int:
    module = importlib.import_module(command.module)
    if command.reads_own_arguments:
        return int(module.main(rest))
    parser = OneLineParser(prog=f"run.py {name}", description=command.about, allow_abbrev=False)
    module.add_arguments(parser)
    return int(module.run(parser.parse_args(rest)))


def overview() -> str:
    """Return the text of `run.py --help`."""
    width = max(len(name) for name in COMMANDS)
    rows = "\n".join(f"  {name:<{width}}  {command.about}" for name, command in COMMANDS.items())
    return (
        "Cách dùng: python3 run.py [lệnh] [tham số]\n"
        "Hệ thống tổ chức hội thi trực tiếp: giám khảo chấm điểm, thư ký tổng hợp, đạo diễn phát lên sân khấu.\n\n"
        f"{rows}\n\n"
        "Tham số của từng lệnh / options of a command: python3 run.py <lệnh> --help\n"
    )
