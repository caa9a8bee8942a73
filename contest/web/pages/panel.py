"""The panel's page: how each judge of a round marked, as a chart with its table beside it."""

from __future__ import annotations

from flask import Blueprint, g, render_template, request

from contest.services import panel_figures
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("panel", __name__, url_prefix="/panel")


@blueprint.get("/<round_key>")
@needs(Permission.STANDINGS_READ)
def of_round(round_key: str) -> str:
    """The figures of a round's panel, over all its judged sections or over the one asked for."""
    with house().reading() as rows:
        page = panel_figures.panel_figures(rows, round_key, request.args.get("section") or None)
    return render_template("panel/round.html", page=page, boot=boot(g.actor, "/organiser", [], judges=page["judges"]))
