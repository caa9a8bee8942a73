"""The director's console."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from contest.services import board
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("director", __name__, url_prefix="/director")

TOPICS = ["show", "cues", "screens"]


@blueprint.get("/")
@needs(Permission.SHOW_READ)
def console() -> str:
    """Run of show, both buses, clock and screens."""
    with house().reading() as rows:
        zone = board.contest_json(rows)["timezone"]
    return render_template("director/console.html", boot=boot(g.actor, "/director", TOPICS, timezone=zone))
