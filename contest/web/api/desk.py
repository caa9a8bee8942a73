"""The desk and judges' tablets: name and end a device, call for a judge's attention; the judge says it was seen."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from contest.services import calls, devices
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.web.api.body import Body
from contest.web.guard import needs, perform

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


def _device(row: Any) -> dict[str, Any]:
    return {"id": row.id, "name": row.name, "device": row.device, "revoked": row.revoked_at is not None}
