"""The panel confers: the secretary asks, a judge keeps the own sheet. Changing it is submitting it again."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from contest.services import board, conferrals
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.web.api.body import Body
from contest.web.guard import needs, perform

blueprint = Blueprint("api_discrepancies", __name__, url_prefix="/api/v1")


@blueprint.post("/performances/<int:performance_id>/conferral")
@needs(Permission.PERFORMANCE_RUN)
def ask_to_confer(performance_id: int) -> tuple[Response, int]:
    """Asks the judges whose sheets lie too far off to change or keep them."""

    def act(work: Work) -> dict[str, Any]:
        row = conferrals.ask_to_confer(work, performance_id)
        return board.performance_topic(work.session, row.id)

    return perform(act)


@blueprint.post("/judge/sheets/<int:sheet_id>/conferral")
@needs(Permission.SHEET_OWN)
def keep_sheet(sheet_id: int) -> tuple[Response, int]:
    """Keeps the sheet as it is after conferring, with a note."""
    body = Body()
    note, based_on = body.text("note", ""), body.whole("based_on")
    body.check()

    def act(work: Work) -> dict[str, Any]:
        return board.sheet_with_absence(conferrals.keep_sheet(work, sheet_id, note, based_on))

    return perform(act)
