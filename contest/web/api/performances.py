"""The secretary's part: open, close, lock, reopen a performance; points, adjustments, absences."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response

from contest.db.models import Performance
from contest.services import board, performances
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.web.api.body import Body
from contest.web.guard import needs, perform

blueprint = Blueprint("api_performances", __name__, url_prefix="/api/v1/performances/<int:performance_id>")


def _changed(act: Callable[[Work], Performance], status: int = 200) -> tuple[Response, int]:
    """The performance as the desk sees it after the act."""

    def run(work: Work) -> dict[str, Any]:
        row = act(work)
        work.session.refresh(row)
        return board.performance_topic(work.session, row.id)

    return perform(run, status)


@blueprint.post("/open")
@needs(Permission.PERFORMANCE_RUN)
def open_performance(performance_id: int) -> tuple[Response, int]:
    """Opens it: every judge of the panel has a sheet."""
    return _changed(lambda work: performances.open_performance(work, performance_id))


@blueprint.post("/close")
@needs(Permission.PERFORMANCE_RUN)
def close_performance(performance_id: int) -> tuple[Response, int]:
    """Closes it: drafts no longer change."""
    return _changed(lambda work: performances.close_performance(work, performance_id))


@blueprint.post("/lock")
@needs(Permission.PERFORMANCE_RUN)
def lock_performance(performance_id: int) -> tuple[Response, int]:
    """Locks it: its figures stand and may be shown."""
    return _changed(lambda work: performances.lock_performance(work, performance_id))


@blueprint.post("/reopen")
@needs(Permission.PERFORMANCE_RUN)
def reopen_performance(performance_id: int) -> tuple[Response, int]:
    """Opens it again for corrections, with a reason."""
    body = Body()
    reason = body.text("reason", "")
    body.check()
    return _changed(lambda work: performances.reopen_performance(work, performance_id, reason))


@blueprint.put("/points")
@needs(Permission.POINTS_ENTER)
def enter_points(performance_id: int) -> tuple[Response, int]:
    """Enters the one figure of a points section."""
    body = Body()
    points, based_on = body.text("points"), body.whole("based_on", 0)
    body.check()
    return _changed(lambda work: performances.enter_points(work, performance_id, points, based_on))


@blueprint.post("/adjustments")
@needs(Permission.ADJUSTMENT_ENTER)
def adjust(performance_id: int) -> tuple[Response, int]:
    """Adds a signed change with its reason."""
    body = Body()
    points, reason = body.text("points"), body.text("reason", "")
    body.check()

    def act(work: Work) -> Performance:
        performances.adjust(work, performance_id, points, reason)
        return performances.get(work.session, performance_id)

    return _changed(act, 201)


@blueprint.delete("/adjustments/<int:adjustment_id>")
@needs(Permission.ADJUSTMENT_ENTER)
def withdraw_adjustment(performance_id: int, adjustment_id: int) -> tuple[Response, int]:
    """Withdraws a change; it stays on record."""
    return _changed(lambda work: performances.withdraw_adjustment(work, performance_id, adjustment_id))


@blueprint.delete("/proposal")
@needs(Permission.ADJUSTMENT_ENTER)
def drop_proposal(performance_id: int) -> tuple[Response, int]:
    """Drops what the clock proposed."""
    return _changed(lambda work: performances.drop_proposal(work, performance_id))


@blueprint.post("/absences")
@needs(Permission.ABSENCE_ENTER)
def record_absence(performance_id: int) -> tuple[Response, int]:
    """Records a judge as absent or recused."""
    body = Body()
    judge, why, reason = body.text("judge"), body.text("why"), body.text("reason", "")
    body.check()
    return _changed(lambda work: performances.record_absence(work, performance_id, judge, why, reason), 201)


@blueprint.delete("/absences/<judge>")
@needs(Permission.ABSENCE_ENTER)
def withdraw_absence(performance_id: int, judge: str) -> tuple[Response, int]:
    """Takes an absence back: the judge owes a sheet again."""
    return _changed(lambda work: performances.withdraw_absence(work, performance_id, judge))
