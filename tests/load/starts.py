"""The very first start killed with -9 at a random moment: the next one finds the contest whole, or makes it."""

from __future__ import annotations

import argparse
import random
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import closing
from pathlib import Path

from contest.config import load_settings
from contest.services import record
from contest.services.opening import open_house
from tests.browser.server import Server
from tests.load.hall import QUICK, wait_until

TABLES = ("contest", "team", "judge", "section", "criterion", "performance", "cue")


def contest_in(folder: Path) -> dict[str, int]:
    """How many rows of each kind the contest there has; the record has to bear it out."""
    with closing(sqlite3.connect(folder / "contest.db")) as rows:
        assert rows.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        found = {table: rows.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in TABLES}
    house = open_house(load_settings({}, data=str(folder), demo=False))
    with house.reading() as session:
        verified = record.verify(session)
    house.database.close()
    assert verified.is_well, [each.line for each in verified.findings]
    return found


def left_behind(folder: Path) -> str:
    """How far a killed start had come; read from a copy, so that looking puts nothing in order."""
    if not (folder / "contest.db").exists():
        return "no database"
    with tempfile.TemporaryDirectory() as name:
        for file in folder.glob("contest.db*"):
            (Path(name) / file.name).write_bytes(file.read_bytes())
        with closing(sqlite3.connect(Path(name) / "contest.db")) as rows:
            if not rows.execute("SELECT 1 FROM sqlite_schema WHERE name = 'contest'").fetchall():
                return "no tables"
            return "the contest" if rows.execute("SELECT 1 FROM contest").fetchall() else "tables"


def start(server: Server) -> tuple[float, float]:
    """How long a first start takes until there is a database, and from then until it serves; in seconds."""
    server.begin()
    loading_s = wait_until((server.folder / "contest.db").exists, "a database", 60)
    began = time.monotonic()
    server.wait_until_healthy()
    return loading_s, time.monotonic() - began


def run(kills: int, seed: int) -> str:
    """The line that says what happened; raises `AssertionError` when a start after a kill lacks anything."""
    chance = random.Random(seed)
    left: Counter[str] = Counter()
    with tempfile.TemporaryDirectory(prefix="starts-") as name:
        whole = Server(Path(name) / "whole", started=False, **QUICK)
        loading_s, making_s = start(whole)
        whole.kill()
        wanted = contest_in(whole.folder)
        for number in range(kills):
            server = Server(Path(name) / f"data-{number}", started=False, **QUICK)
            server.begin()
            if number % 4 == 0:
                time.sleep(chance.uniform(0, loading_s))
            else:  # where it hurts: between the first byte of the database and the last row of the contest
                wait_until((server.folder / "contest.db").exists, "a database", 60)
                time.sleep(chance.uniform(0, making_s))
            server.kill()
            left[left_behind(server.folder)] += 1
            server.restart()
            server.kill()
            assert contest_in(server.folder) == wanted
            assert "Traceback" not in server.said, server.said
    found = ", ".join(f"{what} {count} times" for what, count in sorted(left.items()))
    return f"{kills} first starts killed (-9), leaving {found}; each next start had the whole contest."


def main() -> int:
    """The full form; 0 when everything held."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    arguments = parser.parse_args()
    sys.stdout.write(f"{run(arguments.kills, arguments.seed)}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
