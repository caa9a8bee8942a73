"""What a rehearsal takes over from the official contest: its facts, and nothing that anybody did.

Responsible for reading the official database without opening it for writing, and for filling an empty rehearsal with
teams, panel, rules, awards, programme and posters. Links, marks, results, contacts and the record stay where they are.
"""

from __future__ import annotations

import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from contest.db.base import Base
from contest.db.models import Bus, Contest, Round, StageClock
from contest.db.schema import upgrade
from contest.db.session import Database
from contest.services import setup
from contest.services.backups import MEDIA as FOLDER
from contest.services.house import House, Work
from contest.services.refusals import WrongState
from contest.services.rounds import plan_performances
from contest.services.show.cues import regenerate_round

FACTS = (
    *("contest", "slogan", "programme_item", "poster", "judge", "unit_type", "team_group", "team"),
    *("round", "section", "criterion", "round_judge", "section_judge", "award", "entry"),
)
"""Tables of facts, in the order in which they are filled. A table that is not here stays behind."""

AS_NEW: dict[str, dict[str, Any]] = {
    "round": {"state": "planned", "locked_by_id": None, "confirmed_by_id": None},
    "award": {"winner_id": None, "evidence": None},
    "entry": {"status": "present"},
}
"""Columns that tell of what has happened, and what they say before anything has."""


def take_over(house: House, official: Path) -> None:
    """Fills the empty rehearsal with the facts of the contest in the folder `official`, which is only read.

    Raises `WrongState` when the house is no rehearsal, or holds a contest.
    """
    with house.reading() as rows:
        if not house.rehearsal or not setup.is_empty(rows):
            raise WrongState("Chỉ lấy dữ liệu của hội thi vào một buổi tập dượt còn trống.")
    with _copy_of(official / "contest.db") as copy, copy.reading() as there, house.database.writing() as here:
        _fill(there, here)
        here.commit()
    if (official / FOLDER).is_dir() and house.folder is not None:
        shutil.copytree(official / FOLDER, house.folder / FOLDER, dirs_exist_ok=True)


def plan_anew(work: Work) -> None:
    """Lays out performances and the run of show of every round, as they are before the first evening."""
    session = work.session
    session.add_all([Bus(key="stage"), Bus(key="stream")])
    session.add(StageClock(id=1, state="ready", duration_ms=0, warning_ms=0, left_ms=0))
    session.flush()
    for row in session.scalars(select(Round).order_by(Round.position)).all():
        plan_performances(work, row)
        regenerate_round(work, row.key)
    work.record("set_up_rehearsal", session.get_one(Contest, 1).title)
    work.touch("contest", "public", "cues", "show")


@contextmanager
def _copy_of(file: Path) -> Iterator[Database]:
    """A throw-away copy of an SQLite database, taken through a connection that can't write, and brought up to date."""
    with tempfile.TemporaryDirectory(prefix="rehearsal-") as folder:
        target = Path(folder) / "copy.db"
        only_read = f"{file.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(only_read, uri=True)) as source, closing(sqlite3.connect(target)) as copy:
            source.backup(copy)
        database = Database(f"sqlite:///{target.as_posix()}")
        try:
            upgrade(database.engine)
            yield database
        finally:
            database.close()


def _fill(there: Session, here: Session) -> None:
    advanced = {(each.advance or {}).get("to") for each in there.scalars(select(Round)) if each.advance}
    later = {each.id for each in there.scalars(select(Round)) if each.key in advanced}
    for name in FACTS:
        table = Base.metadata.tables[name]
        fresh = {column: value for column, value in AS_NEW.get(name, {}).items() if column in table.c}
        rows = [dict(row) | fresh for row in there.execute(select(table)).mappings()]
        if name == "entry":
            rows = [row for row in rows if row["round_id"] not in later]  # who goes on is not known yet
        if rows:
            here.execute(insert(table), rows)
