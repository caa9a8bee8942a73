"""The MC's card."""

from __future__ import annotations

from flask import Blueprint, g, render_template

from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import needs

blueprint = Blueprint("mc", __name__, url_prefix="/mc")


@blueprint.get("/")
@needs(Permission.MC_READ)
def card() -> str:
    """What to say now and next."""
    return render_template("mc/card.html", boot=boot(g.actor, "/director", ["mc"]))
