"""Whether the house stands: pages can be served, the database takes writes."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from contest.db.faults import storage_fault
from contest.services.permissions import Permission
from contest.web.errors import problem
from contest.web.guard import house, needs

PATIENCE_S = 1.0
"""Who asks wants to know how it is now, not how it will be when somebody else has done writing."""

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@needs(Permission.PUBLIC_READ)
def healthz() -> Response:
    """200 as soon as pages can be served; a rehearsal says that it is one."""
    found = {"status": "ok", "time": house().now()}
    return jsonify(found | {"rehearsal": True} if house().rehearsal else found)


@blueprint.get("/readyz")
@needs(Permission.PUBLIC_READ)
def readyz() -> Response:
    """200 only if the database takes writes: a row is written, taken back, and both go to the disk.

    Without the commit nothing would leave memory, and a full disk would not be noticed.
    """
    try:
        with house().database.writing(PATIENCE_S) as session:
            session.execute(text("INSERT INTO topic_rev (topic, rev) VALUES (' ready', 0)"))
            session.execute(text("DELETE FROM topic_rev WHERE topic = ' ready'"))
            session.commit()
    except SQLAlchemyError as fault:
        why = storage_fault(fault) or type(fault).__name__
        return problem(503, "not-ready", f"Cơ sở dữ liệu chưa nhận ghi: {why}.", fault=why)
    return jsonify({"status": "ok"})
