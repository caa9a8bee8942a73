"""The page that checks a receipt: somebody at the desk types the code that a judge reads from the tablet."""

from __future__ import annotations

from datetime import datetime

from flask import Blueprint, g, render_template, request

from contest.db.models import Contest
from contest.live.words import zone
from contest.services import receipts
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("receipts", __name__, url_prefix="/receipts")
LONGEST = 40


@blueprint.get("/")
@needs(Permission.CONTEST_READ)
def check() -> str:
    """A field for the code, and what it was given for."""
    asked = request.args.get("code", "").strip()[:LONGEST]
    with house().reading() as rows:
        found = receipts.find_receipt(rows, asked) if asked else None
        here = zone(rows.get_one(Contest, 1).timezone)
    for sheet in found["sheets"] if found else ():
        sheet["when"] = datetime.fromtimestamp(sheet["at"] / 1000, here).strftime("%H:%M:%S, %d/%m/%Y")
    return render_template("secretary/receipt.html", asked=asked, found=found, boot=boot(g.actor, "/organiser", []))
