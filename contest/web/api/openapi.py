"""`/api/v1/openapi.json`: the interface described in OpenAPI 3.1, made from the routes themselves."""

from __future__ import annotations

import re
from typing import Any

from flask import Blueprint, Response, current_app, jsonify
from werkzeug.routing import Rule

from contest.services.permissions import Permission
from contest.web.guard import needs

blueprint = Blueprint("openapi", __name__, url_prefix="/api/v1")

TEXT = {"type": "string"}
POINTS = {"type": "string", "pattern": r"^-?(0|[1-9][0-9]*)(\.[0-9]+)?$", "examples": ["9.25"]}
WHOLE = {"type": "integer", "minimum": 0}
MARKS = {"type": "object", "additionalProperties": POINTS}
BUS = {"enum": ["stage", "stream", "both"]}
TEXT_OR_NONE = {"type": ["string", "null"]}
CUE: dict[str, Any] = {
    **dict.fromkeys(("title", "subtitle", "note", "mc_note"), TEXT_OR_NONE),
    "planned_s": {"type": ["integer", "null"], "minimum": 0},
}
SEEN = {
    "type": ["object", "null"],
    "description": "The last take that was seen on each bus",
    "properties": {"stage": {"type": ["integer", "null"]}, "stream": {"type": ["integer", "null"]}},
}


def _object(required: list[str], **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": required, "properties": properties}


BODIES: dict[str, dict[str, Any]] = {
    "api_judge.save_draft": _object(["marks", "based_on"], marks=MARKS, based_on=WHOLE),
    "api_judge.submit": _object(["marks", "based_on"], marks=MARKS, based_on=WHOLE),
    "api_judge.recuse": _object([], reason=TEXT),
    "api_desk.name_device": _object([], name=TEXT),
    "api_desk.revoke_device": _object(["reason"], reason=TEXT),
    "api_desk.call_judge": _object(["words"], words=TEXT),
    "api_desk.reopen_sheet": _object(["reason"], reason=TEXT),
    "api_desk.enter_paper": _object(["marks"], marks=MARKS),
    "api_desk.replace_judge": _object(
        ["judge", "performance", "reason"],
        judge=TEXT,
        performance=WHOLE,
        reason=TEXT,
        substitute={"type": ["string", "null"]},
        name={"type": ["string", "null"]},
    ),
    "api_discrepancies.keep_sheet": _object(["note", "based_on"], note=TEXT, based_on=WHOLE),
    "api_performances.reopen_performance": _object(["reason"], reason=TEXT),
    "api_performances.enter_points": _object(["points"], points=POINTS, based_on=WHOLE),
    "api_performances.adjust": _object(["points", "reason"], points=POINTS, reason=TEXT),
    "api_performances.record_absence": _object(
        ["judge", "why"], judge=TEXT, why={"enum": ["absent", "recused"]}, reason=TEXT
    ),
    "api_contest.name_winner": _object([], team={"type": ["string", "null"]}, evidence=TEXT),
    "api_rounds.reopen_round": _object(["reason"], reason=TEXT),
    "api_rounds.open_correction": _object(["reason"], reason=TEXT),
    "api_rounds.set_order": _object(
        ["teams"], teams={"type": "array", "items": TEXT}, seed={"type": ["string", "null"]}
    ),
    "api_rounds.record_decision": _object(
        ["reason"],
        order={"type": "array", "items": {"anyOf": [TEXT, {"type": "array", "items": TEXT}]}},
        through={"type": "array", "items": TEXT},
        out={"type": "array", "items": TEXT},
        reason=TEXT,
    ),
    "api_rounds.set_status": _object(
        ["status"], status={"enum": ["present", "withdrawn", "no_show", "disqualified"]}, reason=TEXT
    ),
    "api_show.take": _object(
        ["bus"],
        bus=BUS,
        cue={"type": ["integer", "null"]},
        step={"type": ["integer", "null"]},
        override={"type": ["object", "null"], "properties": {"reason": TEXT}},
        based_on=SEEN,
    ),
    "api_show.delay": _object(["delay_ms"], delay_ms=WHOLE | {"maximum": 120_000}),
    "api_script.add_cue": _object(
        ["scene"], scene=TEXT, params={"type": "object"}, before={"type": ["integer", "null"]}, **CUE
    ),
    "api_script.change_cue": _object([], params={"type": "object"}, **CUE),
    "api_script.move_cue": _object([], before={"type": ["integer", "null"]}),
    "api_show.undo": _object(["bus"], bus=BUS, based_on=SEEN),
    "api_show.black": _object(["bus"], bus=BUS),
    "api_show.hold": _object(["bus"], bus=BUS),
    "api_show.linked": _object(["linked"], linked={"type": "boolean"}),
    "api_show.clock_time": _object(["ms", "reason"], ms={"type": "integer"}, reason=TEXT),
    "api_show.clock_auto_bell": _object(["on"], on={"type": "boolean"}),
    "api_show.settle_screen": _object(
        [],
        name=TEXT_OR_NONE,
        shows={"enum": ["stage", "stream", "clock", "standings", "programme", "holding", "testcard", None]},
        sound={"type": "boolean"},
    ),
    "api_show.clock_start": _object([], performance={"type": ["integer", "null"]}),
}
CREATES = frozenset(
    {
        "api_desk.call_judge",
        "api_desk.enter_paper",
        "api_desk.replace_judge",
        "api_performances.adjust",
        "api_performances.record_absence",
    }
)
PROBLEM = {
    "type": "object",
    "required": ["type", "title", "status", "detail"],
    "properties": {
        "type": TEXT,
        "title": TEXT,
        "status": {"type": "integer"},
        "detail": TEXT,
        "faults": {
            "type": "array",
            "items": _object(["path", "code", "message"], path=TEXT, code=TEXT, message=TEXT),
        },
        "current": {"type": "object"},
    },
}


@blueprint.get("/openapi.json")
@needs(Permission.PUBLIC_READ)
def document() -> Response:
    """This description."""
    paths: dict[str, dict[str, Any]] = {}
    for rule in current_app.url_map.iter_rules():
        if rule.rule.startswith("/api/v1/"):
            path = re.sub(r"<(?:[^<>:]+:)?([a-z_]+)>", r"{\1}", rule.rule)
            for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
                paths.setdefault(path, {})[method.lower()] = _operation(rule, method)
    return jsonify(
        {
            "openapi": "3.1.0",
            "info": {"title": "Contest", "version": "1", "description": "Tablets, desks and consoles use this too."},
            "paths": dict(sorted(paths.items())),
            "components": {
                "schemas": {"Problem": PROBLEM},
                "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
            },
            "security": [{"token": []}],
        }
    )


def _operation(rule: Rule, method: str) -> dict[str, Any]:
    view = current_app.view_functions[rule.endpoint]
    permission = getattr(view, "permission", None)
    parameters: list[dict[str, Any]] = [
        {"name": name, "in": "path", "required": True, "schema": _kind(rule, name)} for name in sorted(rule.arguments)
    ]
    operation: dict[str, Any] = {
        "operationId": rule.endpoint.replace(".", "_"),
        "summary": (view.__doc__ or "").strip().splitlines()[0],
        "description": f"Permission: {permission}",
        "responses": {
            "201" if rule.endpoint in CREATES else "200": {
                "description": "Done",
                "content": {"application/json": {"schema": {"type": "object"}}},
            },
            "default": {
                "description": "Refused (RFC 9457)",
                "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
            },
        },
    }
    if method != "GET":
        parameters.append({"name": "Idempotency-Key", "in": "header", "required": False, "schema": TEXT})
    body = BODIES.get(rule.endpoint)
    if body is not None:
        operation["requestBody"] = {
            "required": bool(body["required"]),
            "content": {"application/json": {"schema": body}},
        }
    if parameters:
        operation["parameters"] = parameters
    return operation


def _kind(rule: Rule, name: str) -> dict[str, Any]:
    return WHOLE if f"<int:{name}>" in rule.rule else TEXT
