"""Who takes part in a round before anything has begun: everybody where no round sends teams on, else whoever is sent.

Responsible for entries and performances following the graph of rounds and the list of teams. Never touches a round in
which a performance has been opened.
"""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Entry, Performance, Round, Team
from contest.services import rounds
from contest.services.house import Work


def all_rounds(session: Session) -> list[Round]:
    """Every round in the order they are held."""
    return list(session.scalars(select(Round).order_by(Round.position)))


def has_begun(session: Session, row: Round) -> bool:
    """Whether the round has been opened or one of its performances has."""
    begun = select(Performance.id).where(Performance.round_id == row.id, Performance.state != "planned").limit(1)
    return row.state != "planned" or session.scalar(begun) is not None


def senders(session: Session) -> dict[str, frozenset[str]]:
    """For every round the keys of those that advance to it."""
    every = all_rounds(session)
    return {
        row.key: frozenset(each.key for each in every if each.advance and each.advance.get("to") == row.key)
        for row in every
    }


def settle_field(work: Work, before: Mapping[str, frozenset[str]] | None = None) -> None:
    """Brings entries up to date. `before` are the senders as they were: rounds that have the same ones and get their
    teams from them are left alone; without it so are all that anybody sends to."""
    work.session.flush()
    now = senders(work.session)
    for row in all_rounds(work.session):
        if has_begun(work.session, row):
            continue
        if not now[row.key]:
            changed = _everybody(work.session, row)
        elif before is not None and before.get(row.key) != now[row.key]:
            changed = _nobody_yet(work.session, row)
        else:
            changed = False
        if changed:
            work.session.flush()
            rounds.plan_performances(work, row)


def _everybody(session: Session, row: Round) -> bool:
    """Every team has an entry; new ones go last, and no turn is left out."""
    entries = rounds.entries(session, row)
    have = {entry.team_id for entry in entries}
    new = [team for team in session.scalars(select(Team).order_by(Team.position)) if team.id not in have]
    turns = [entry for entry in entries if entry.turn is not None]
    gaps = [entry.turn for entry in turns] != list(range(1, len(turns) + 1))
    for number, entry in enumerate(turns, 1):
        entry.turn = number
    session.add_all(Entry(round_id=row.id, team_id=team.id, turn=len(turns) + n) for n, team in enumerate(new, 1))
    return gaps or bool(new)


def _nobody_yet(session: Session, row: Round) -> bool:
    """Only wild cards stay: the others are sent once the earlier rounds are settled."""
    gone = [entry for entry in rounds.entries(session, row) if not entry.admitted]
    for entry in gone:
        session.delete(entry)
    return bool(gone)
