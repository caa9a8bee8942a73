"""Sending teams on: who is in the next round because an earlier one says so. Wild cards stay where they are.

Responsible for entries alone. When it may be done, and what follows from it, is decided by `rounds` and `corrections`.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Entry, Round, Team
from contest.services.house import Work


def send(work: Work, target: Round, field: Sequence[Entry], keys: Sequence[str]) -> None:
    """Makes these teams and the admitted ones the field of `target`: a correction may have changed who goes on."""
    have = {entry.team.key: entry for entry in field}
    stay = {*keys, *(key for key, entry in have.items() if entry.admitted)}
    for key in have.keys() - stay:
        work.session.delete(have[key])
    for turn, team in enumerate(_teams(work.session, stay), 1):
        entry = have.get(team.key) or Entry(round_id=target.id, team_id=team.id)
        entry.turn = turn
        work.session.add(entry)
    target.order_seed = None
    work.session.flush()


def bring_after(work: Work, target: Round, field: Sequence[Entry], sent: Sequence[str], gone: Sequence[str]) -> None:
    """Lets `sent` into a round that is under way, last in its order; those `gone` began there and stay, as admitted."""
    have = {entry.team.key: entry for entry in field}
    for key in gone:
        if key in have:
            have[key].admitted = True
    last = max((entry.turn or 0 for entry in field), default=0)
    new = [team for team in _teams(work.session, set(sent)) if team.key not in have]
    work.session.add_all(Entry(round_id=target.id, team_id=team.id, turn=last + n) for n, team in enumerate(new, 1))
    work.session.flush()


def _teams(session: Session, keys: set[str]) -> list[Team]:
    """The teams of these keys, in the order of the teams' list."""
    return list(session.scalars(select(Team).where(Team.key.in_(keys)).order_by(Team.position)))
