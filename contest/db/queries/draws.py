"""Draws of a round as queries need them: all of them, and the one that the running order stands on."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Draw, Entry, Round, Team
from contest.domain.lots import spoken_seed


def draws_of(session: Session, round_id: int) -> list[Draw]:
    """Every draw of the round, the newest first."""
    return list(session.scalars(select(Draw).where(Draw.round_id == round_id).order_by(Draw.id.desc())))


def latest_order_draw(session: Session, round_id: int) -> Draw | None:
    """The newest draw of the running order that was carried out and not taken back; None: there is none."""
    query = select(Draw).where(Draw.round_id == round_id, Draw.kind == "order", Draw.state.in_(("drawn", "applied")))
    return session.scalar(query.order_by(Draw.id.desc()).limit(1))


def draw_in_force(session: Session, row: Round) -> Draw | None:
    """The draw that the running order of the round is; None when it was changed by hand since, or never drawn."""
    drawn = latest_order_draw(session, row.id)
    if drawn is None or drawn.state != "applied":
        return None
    query = select(Team.key).join(Entry, Entry.team_id == Team.id)
    now = list(session.scalars(query.where(Entry.round_id == row.id, Entry.turn.is_not(None)).order_by(Entry.turn)))
    return drawn if now == drawn.outcome else None


def effective_seed(row: Draw) -> str | None:
    """The seed that the outcome follows from: with what was spoken in the hall; None for real lots."""
    return None if row.seed is None else spoken_seed(row.seed, row.spoken or "")
