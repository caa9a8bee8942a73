"""The judge's own sheets: read, save a draft, submit, ask not to score."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify

from contest.domain.errors import RuleViolation
from contest.domain.said import say
from contest.services import board, refused, sheets
from contest.services.house import Work
from contest.services.permissions import Forbidden, Permission
from contest.web.api.body import Body
from contest.web.guard import house, needs, perform

blueprint = Blueprint("api_judge", __name__, url_prefix="/api/v1/judge")


@blueprint.get("/sheets")
@needs(Permission.SHEET_OWN)
def own_sheets() -> Response:
    """All sheets of the judge who asks."""
    with house().reading() as rows:
        own = sheets.own_sheets(rows, _judge_key())
        return jsonify({"sheets": [board.sheet_with_absence(sheet) for sheet in own]})


@blueprint.put("/sheets/<int:sheet_id>")
@needs(Permission.SHEET_OWN)
def save_draft(sheet_id: int) -> tuple[Response, int]:
    """Saves a draft; marks may be incomplete."""
    body = Body()
    marks, based_on = body.marks(), body.whole("based_on")
    body.check()

    def act(work: Work) -> dict[str, Any]:
        return board.sheet_with_absence(sheets.save_draft(work, sheet_id, marks, based_on))

    return perform(act)


@blueprint.post("/sheets/<int:sheet_id>/submission")
@needs(Permission.SHEET_OWN)
def submit(sheet_id: int) -> tuple[Response, int]:
    """Submits the sheet; 200 means that it is on disk."""
    body = Body()
    marks, based_on = body.marks(), body.whole("based_on")
    body.check()

    def act(work: Work) -> dict[str, Any]:
        return board.sheet_with_absence(sheets.submit_sheet(work, sheet_id, marks, based_on))

    try:
        return perform(act)
    except RuleViolation as refusal:
        refused.note(house(), g.actor, sheet_id, refusal)
        raise


@blueprint.post("/sheets/<int:sheet_id>/recusal")
@needs(Permission.SHEET_OWN)
def recuse(sheet_id: int) -> tuple[Response, int]:
    """Records that the judge asks not to score this performance."""
    body = Body()
    reason = body.text("reason", "")
    body.check()

    def act(work: Work) -> dict[str, Any]:
        sheet = sheets.recuse(work, sheet_id, reason)
        work.session.refresh(sheet.performance, ["absences"])
        return board.sheet_with_absence(sheet)

    return perform(act)


def _judge_key() -> str:
    key: str | None = g.actor.judge_key
    if key is None:
        raise Forbidden(say("Chỉ giám khảo mới có phiếu chấm của mình."))
    return key
