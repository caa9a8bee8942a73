"""Whether the house stands: pages can be served, the database takes writes."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from contest.services.permissions import Permission
from contest.web.errors import problem
from contest.web.guard import house, needs

blueprint = Blueprint("health", __name__)


@blueprint.get("/healthz")
@needs(Permission.PUBLIC_READ)
def healthz() -> Response:
    """200 as soon as pages can be served."""
    return jsonify({"status": "ok", "time": house().now()})


@blueprint.get("/readyz")
@needs(Permission.PUBLIC_READ)
def readyz() -> Response:
    """200 only if the database takes writes: a row is written and taken back."""
    try:
        with house().database.writing() as session:
            session.execute(text("UPDATE topic_rev SET rev = rev WHERE topic = ''"))
            session.execute(text("INSERT INTO topic_rev (topic, rev) VALUES (' ready', 0)"))
            session.rollback()
    except SQLAlchemyError as fault:
        return problem(503, "not-ready", f"Cơ sở dữ liệu chưa nhận ghi: {type(fault).__name__}.")
    return jsonify({"status": "ok"})
