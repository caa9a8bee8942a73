"""Who of a round's panel has left their seat for good, as its replacements tell."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Replacement


def left_their_seats(session: Session, round_id: int) -> dict[int, Replacement]:
    """The judges who are replaced now, by id, each with the last replacement that says so."""
    gone: dict[int, Replacement] = {}
    for each in session.scalars(select(Replacement).where(Replacement.round_id == round_id).order_by(Replacement.id)):
        gone[each.judge_id] = each
        gone.pop(each.substitute_id, None)
    return gone
