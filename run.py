# -*- coding: utf-8 -*-
"""Starts the contest: `python3 run.py [command]` needs only Python 3.11 or newer.

Responsible for what must happen before the contest is loaded: refusing a Python that is too old, going on inside
`.venv` (contest.cli.packages), and making the standard library cooperative for the server. It is the only file that
names eventlet. Which commands there are is none of its business: contest.cli.commands.

An old Python has to get as far as the refusal, so this file keeps to what any Python can parse, 2.7 included: no
f-strings, no annotations, and nothing of the contest imported at its top.
"""
# ruff: noqa: UP009, UP031, PLC0415 - the usual spelling would fail exactly where this file has to explain itself

import os
import sys
import warnings

OLDEST = (3, 11)


def fault_of_version(version):
    """Return the line to refuse this Python with, or None when it is new enough."""
    if tuple(version[:2]) >= OLDEST:
        return None
    has = ".".join(str(part) for part in version[:3])
    line = "Cần Python 3.11 trở lên, máy này đang chạy Python %s. / Python 3.11 or newer is needed, this is Python %s."
    return line % (has, has)


def make_cooperative():
    """Let eventlet take over sockets, threads and time; has to come before anything of the server is imported."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # at import it warns of its own age; docs/decisions says how to leave it
        import eventlet
    eventlet.monkey_patch()


def main(arguments):
    """Return the exit code of the command, run with its packages in place."""
    from contest.cli.commands import Needs, chosen_command

    command = chosen_command(arguments)
    own_packages = os.environ.get("CONTEST_NO_VENV") == "1"
    if command and command.needs is not Needs.NOTHING and not own_packages:
        from contest.cli.packages import go_inside

        code = go_inside(arguments, dev=command.needs is Needs.TESTS)
        if code is not None:
            return code
    try:
        if command and command.cooperative and os.environ.get("CONTEST_ASYNC_MODE") in (None, "", "eventlet"):
            make_cooperative()
        from contest.cli.main import main as run_command

        return run_command(arguments)
    except ImportError as fault:
        if not own_packages or (fault.name or "").startswith("contest"):
            raise
        sys.stderr.write("CONTEST_NO_VENV=1: thiếu gói / a package is missing: %s\n" % fault)
        return 2


if __name__ == "__main__":
    too_old = fault_of_version(sys.version_info)
    if too_old:
        too_old = too_old if isinstance(too_old, bytes) else too_old.encode("utf-8")
        getattr(sys.stderr, "buffer", sys.stderr).write(too_old + b"\n")
        sys.exit(2)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # whatever the console's own may be
    sys.exit(main(sys.argv[1:]))
