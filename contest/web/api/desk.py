"""The desk beside the performances: devices, calls, sheets opened again, versions, paper, replaced judges."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify

from contest.services import board, calls, devices, paper, reopening, replacements, versions
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.web.api.body import Body
from contest.web.guard import house, needs, perform

blueprint = Blueprint("api_desk", __name__, url_prefix="/api/v1")


@blueprint.put("/devices/<int:device_id>")
@needs(Permission.DEVICE_MANAGE)
def name_device(device_id: int) -> tuple[Response, int]:
    """Names a judge's device; an empty name takes it away."""
    body = Body()
    name = body.text("name", "")
    body.check()
    return perform(lambda work: _device(devices.name_device(work, device_id, name)))


@blueprint.post("/devices/<int:device_id>/revoke")
@needs(Permission.DEVICE_MANAGE)
def revoke_device(device_id: int) -> tuple[Response, int]:
    """Ends a judge's device's session at once, with a reason."""
    body = Body()
    reason = body.text("reason", "")
    body.check()
    return perform(lambda work: _device(devices.revoke_device(work, device_id, reason)))


@blueprint.post("/judges/<judge>/calls")
@needs(Permission.JUDGE_CALL)
def call_judge(judge: str) -> tuple[Response, int]:
    """Shows words on a judge's tablets until the judge has seen them."""
    body = Body()
    words = body.text("words")
    body.check()

    def act(work: Work) -> dict[str, Any]:
        call = calls.call_judge(work, judge, words)
        return {"id": call.id, "words": call.words, "at": call.at}

    return perform(act, 201)


@blueprint.delete("/judges/<judge>/calls")
@needs(Permission.JUDGE_CALL)
def withdraw_call(judge: str) -> tuple[Response, int]:
    """Takes the judge's open call back."""

    def act(work: Work) -> dict[str, Any]:
        calls.withdraw_call(work, judge)
        return {}

    return perform(act)


@blueprint.post("/judge/calls/<int:call_id>/seen")
@needs(Permission.SHEET_OWN)
def see_call(call_id: int) -> tuple[Response, int]:
    """The judge has seen the desk's words."""

    def act(work: Work) -> dict[str, Any]:
        call = calls.see_call(work, call_id)
        return {"id": call.id, "seen_at": call.seen_at}

    return perform(act)


@blueprint.post("/sheets/<int:sheet_id>/reopen")
@needs(Permission.PERFORMANCE_RUN)
def reopen_sheet(sheet_id: int) -> tuple[Response, int]:
    """Opens one submitted sheet again for a correction that its judge asked for, with a reason."""
    body = Body()
    reason = body.text("reason", "")
    body.check()

    def act(work: Work) -> dict[str, Any]:
        row = reopening.reopen_sheet(work, sheet_id, reason)
        return board.performance_topic(work.session, row.performance_id)

    return perform(act)


@blueprint.get("/sheets/<int:sheet_id>/versions")
@needs(Permission.CONTEST_READ)
def sheet_versions(sheet_id: int) -> Response:
    """Every version of a sheet with who, when, on what device and why."""
    with house().reading() as rows:
        return jsonify(versions.versions_json(rows, sheet_id))


@blueprint.get("/paper/<code>")
@needs(Permission.PAPER_ENTER)
def paper_form(code: str) -> Response:
    """The sheet that the code on paper stands for, and how far its entry is; others' figures only after one's own."""
    with house().reading() as rows:
        return jsonify(paper.form_json(rows, paper.find(rows, code), g.actor))


@blueprint.post("/paper/<code>/entries")
@needs(Permission.PAPER_ENTER)
def enter_paper(code: str) -> tuple[Response, int]:
    """Enters what is on the paper; two people who read the same submit the sheet."""
    body = Body()
    marks = body.marks()
    body.check()

    def act(work: Work) -> dict[str, Any]:
        return paper.form_json(work.session, paper.enter(work, code, marks), work.actor)

    return perform(act, 201)


@blueprint.post("/rounds/<key>/replacements")
@needs(Permission.PANEL_REPLACE)
def replace_judge(key: str) -> tuple[Response, int]:
    """Has a substitute take over from a judge, from a performance on."""
    body = Body()
    judge, performance, reason = body.text("judge"), body.whole("performance"), body.text("reason", "")
    substitute, name = body.optional_text("substitute") or "", body.optional_text("name") or ""
    body.check()

    def act(work: Work) -> dict[str, Any]:
        made = replacements.replace_judge(
            work, key, judge, performance, reason=reason, substitute=substitute, name=name
        )
        return {"judge": made.judge.key, "substitute": made.substitute.key, "name": made.substitute.name}

    return perform(act, 201)


def _device(row: Any) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "device": row.device, "revoked": row.revoked_at is not None}
