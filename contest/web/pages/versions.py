"""All versions of a sheet side by side."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, g, render_template

from contest.live.words import zone
from contest.services import board, versions
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("versions", __name__, url_prefix="/sheets")


@blueprint.get("/<int:sheet_id>")
@needs(Permission.CONTEST_READ)
def of_sheet(sheet_id: int) -> str:
    """Who handed in what, when, on what device and why; what differs stands out."""
    with house().reading() as rows:
        page = versions.versions_json(rows, sheet_id)
        here = zone(board.contest_json(rows)["timezone"])
    for one in (*page["versions"], *page["papers"]):
        one["when"] = datetime.fromtimestamp(one["at"] / 1000, here).strftime("%H:%M:%S, %d/%m/%Y")
    return render_template("secretary/versions.html", page=page, boot=boot(g.actor, "/organiser", []))
