"""Seats that somebody has left for good: performances planned later do not wait for who was replaced before."""

from __future__ import annotations

from contest.db.models import Absence, Performance
from contest.db.queries.panels import panel_of
from contest.db.queries.seats import left_their_seats
from contest.services.house import Work


def keep_left_seats(work: Work, performance: Performance) -> None:
    """Marks everybody who was replaced as absent from a performance that has just been planned."""
    seated = {judge.id for judge in panel_of(performance)}
    for judge_id, replacement in left_their_seats(work.session, performance.round_id).items():
        if judge_id in seated:
            work.session.add(
                Absence(
                    performance_id=performance.id,
                    judge_id=judge_id,
                    why="absent",
                    reason=f"Được {replacement.substitute.name} thay: {replacement.reason}"[:2000],
                    replacement_id=replacement.id,
                )
            )
    work.session.flush()
