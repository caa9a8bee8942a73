"""The public page: programme, running order, what has been published."""

from __future__ import annotations

from flask import Blueprint, Response, make_response, render_template

from contest.services import public
from contest.services.actor import PUBLIC
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("public", __name__)


@blueprint.get("/")
@needs(Permission.PUBLIC_READ)
def home() -> Response:
    """The public page."""
    with house().reading() as rows:
        page = public.public_topic(rows)
    return make_response(render_template("public/home.html", page=page, boot=boot(PUBLIC, "/public", ["public"])))
