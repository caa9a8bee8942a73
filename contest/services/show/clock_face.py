"""Reading the stage clock: the row as a value, and the face that a performance shows."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from contest.db.models import Performance, StageClock
from contest.live.clock import Clock, ClockState, ready_clock


def clock_value(row: StageClock) -> Clock:
    """The stage clock as a value."""
    return Clock(row.duration_ms, row.warning_ms, ClockState(row.state), row.ends_at, row.left_ms, row.rate)


def clock_of(session: Session, performance: Performance) -> Clock | None:
    """The clock of a performance: the stage clock if it is set to it, else one that was not started.

    None for a section without a duration.
    """
    row = session.get(StageClock, 1)
    if row is not None and row.performance_id == performance.id:
        return clock_value(row)
    return ready_clock(performance.section.duration_s, performance.section.warning_s)


def clock_json(session: Session, performance_id: int | None) -> dict[str, Any] | None:
    """The clock of that performance as screens are sent it; None without a performance or a duration."""
    performance = session.get(Performance, performance_id) if performance_id is not None else None
    clock = clock_of(session, performance) if performance is not None else None
    return clock.to_json() if clock is not None else None
