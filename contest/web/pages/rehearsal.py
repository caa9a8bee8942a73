"""The organiser's page of the rehearsal: opens it beside the contest, shows its addresses, ends it."""

from __future__ import annotations

import segno
from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template
from flask import url_for as url
from flask_babel import gettext as _

from contest.config import Settings
from contest.services import rehearsal_desk
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import needs

blueprint = Blueprint("rehearsal", __name__, url_prefix="/organiser/rehearsal")


@blueprint.get("")
@needs(Permission.CONTEST_EDIT)
def desk() -> str:
    """Whether a rehearsal is open, and who opens what there."""
    found = rehearsal_desk.state_of(_settings())
    names = {
        "director": _("Đạo diễn"),
        "mc": _("MC"),
        "stage": _("Màn hình sân khấu"),
        "overlay": _("Lớp phủ truyền hình"),
        "organiser": _("Ban tổ chức"),
        "secretary": _("Thư ký"),
    }
    links = [
        {"name": name, "url": found.links[key], "qr": segno.make(found.links[key]).svg_data_uri(scale=3)}
        for key, name in names.items()
        if found.links and key in found.links
    ]
    page = {"state": found.state, "links": links, "inside": _settings().rehearsal}
    return render_template("organiser/rehearsal.html", page=page, boot=boot(g.actor, "/organiser", []))


@blueprint.post("/start")
@needs(Permission.CONTEST_EDIT)
def start() -> Response:
    """Opens it."""
    rehearsal_desk.start(_settings())
    return make_response(redirect(url("rehearsal.desk"), 303))


@blueprint.post("/stop")
@needs(Permission.CONTEST_EDIT)
def stop() -> Response:
    """Ends it."""
    rehearsal_desk.stop(_settings())
    return make_response(redirect(url("rehearsal.desk"), 303))


def _settings() -> Settings:
    found: Settings = current_app.extensions["settings"]
    return found
