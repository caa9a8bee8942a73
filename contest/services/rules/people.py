"""Rows of teams, groups and judges as they are typed: what is wrong with them, and their order.

Responsible for what the lists of a contest share. Knows no table by name.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from contest.domain.errors import Fault
from contest.domain.said import say

Row = dict[str, Any]
LONGEST = 300
MOST = 1_000


def faults_of_rows(rows: Sequence[Row], name: str, column: str, what: str) -> list[Fault]:
    """Return what is wrong with the titles of rows: none, too long, one that comes twice."""
    faults: list[Fault] = []
    seen: set[str] = set()
    for n, row in enumerate(rows):
        path, title = f"{name}[{n}].{column}", row[column].strip()
        if not title:
            faults.append(Fault(path, "empty", say("Xin ghi tên %(what)s.", what=what)))
        elif len(title) > LONGEST:
            faults.append(Fault(path, "too_long", say("Tên dài nhất %(longest)s ký tự.", longest=LONGEST)))
        elif title.casefold() in seen:
            faults.append(Fault(path, "duplicate", say("Tên này đã có ở trên.")))
        seen.add(title.casefold())
    if len(rows) > MOST:
        faults.append(Fault(f"{name}[{MOST}].{column}", "too_many", say("Nhiều nhất %(most)s dòng.", most=MOST)))
    return faults


def reorder(session: Session, have: Sequence[Any], wanted: Sequence[Any]) -> None:
    """Gives rows their places in the order wanted, new ones added; no two hold one place, not even meanwhile."""
    for number, row in enumerate(have, 1):
        row.position = -number
    session.flush()
    for number, row in enumerate(wanted, 1):
        row.position = number
        session.add(row)
    session.flush()
