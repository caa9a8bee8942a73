"""A registered team that will not take part after all: it leaves the running order of every round that has not begun.

Responsible for the entries of a registration that is withdrawn or refused. Once a round has begun its running order
belongs to the desk, so a team leaves it there, at check-in, by somebody who sees the stage.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from contest.db.models import Entry, Registration, Round
from contest.domain.said import say
from contest.services import rounds
from contest.services.house import Work
from contest.services.refusals import WrongState
from contest.services.rules.field import all_rounds, has_begun


def leave(work: Work, row: Registration, reason: str) -> None:
    """Marks the registration's team as withdrawn in each of its rounds. Raises `WrongState`, and changes nothing, where
    one of them has begun with it."""
    places = _places(work.session, row)
    for each, _entry in places:
        if has_begun(work.session, each):
            raise WrongState(
                say(
                    "%(round)s đã bắt đầu, nên đội chỉ rút được ở bàn điểm danh. Xin báo Ban tổ chức.", round=each.title
                )
            )
    for each, entry in places:
        rounds.put_status(work, each, entry, "withdrawn", reason)


def _places(session: Session, row: Registration) -> list[tuple[Round, Entry]]:
    return [
        (each, entry)
        for each in all_rounds(session)
        for entry in rounds.entries(session, each)
        if entry.team_id == row.team_id and entry.status == "present"
    ]
