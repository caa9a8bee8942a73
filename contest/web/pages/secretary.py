"""The secretary's desk: one live board of performances and judges."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request
from sqlalchemy import select

from contest.db.models import Performance, Round
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("secretary", __name__, url_prefix="/secretary")


@blueprint.get("/")
@needs(Permission.CONTEST_READ)
def desk() -> str:
    """The board of the round that is under way, or of the one asked for."""
    with house().reading() as rows:
        every = list(rows.scalars(select(Round).order_by(Round.position)))
        asked = next((r.key for r in every if r.key == request.args.get("round")), None)
        under_way = next((r.key for r in every if r.state in ("open", "locked")), None)
        latest = next((r.key for r in reversed(every) if r.state != "planned"), every[0].key if every else None)
        performances = rows.scalars(select(Performance.id).order_by(Performance.round_id, Performance.position))
        names = ["contest", *(f"performance.{key}" for key in performances)]
        names += [f"standings.{row.key}" for row in every]
    page = boot(g.actor, "/organiser", names, round=asked or under_way or latest)
    return render_template("secretary/desk.html", boot=page)
