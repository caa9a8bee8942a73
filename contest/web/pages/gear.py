"""The overlay for the station's gear, by a key in its address: mixers, playout servers and frames take no cookie along.

Responsible for what such a machine asks for: the picture, and whether there is one yet. A fault is never drawn: who
comes with a key that opens nothing gets an empty transparent page.
"""

from __future__ import annotations

from flask import Blueprint, Response, abort, make_response, render_template, url_for

from contest.services import broadcast, topics
from contest.services.permissions import Permission
from contest.web import headers
from contest.web.guard import house, needs
from contest.web.sending import send_poster

NOTHING = "<!doctype html><title></title>"  # a browser draws its own page of errors over an answer without a body

blueprint = Blueprint("gear", __name__, url_prefix="/air/<key>")


@blueprint.get("/")
@needs(Permission.PUBLIC_READ)
def overlay(key: str) -> Response:
    """The overlay; what it may be told to do is in static/js/overlay/gear.js."""
    if not _opens(key):
        return _bare(Response(NOTHING, 404, content_type="text/html; charset=utf-8"))
    page = {
        "lang": "vi",
        "live": {"namespace": "/overlay", "topics": ["overlay"], "auth": {"token": key}},
        "snapshots": [topics.envelope(house(), "overlay")],
        "media": url_for("gear.media", key=key, name="x").removesuffix("x"),
    }
    return _bare(make_response(render_template("overlay/index.html", boot=page)))


@blueprint.get("/ready")
@needs(Permission.PUBLIC_READ)
def ready(key: str) -> Response:
    """Whether the picture can be had: 204, also for pages of another origin that wait to frame it."""
    response = Response(status=204 if _opens(key) else 404)
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/media/<path:name>")
@needs(Permission.PUBLIC_READ)
def media(key: str, name: str) -> Response:
    """A poster or clip of the overlay: the machine has no cookie to ask for it elsewhere."""
    return send_poster(name) if _opens(key) else abort(404)


def _opens(key: str) -> bool:
    with house().reading() as rows:
        return broadcast.gear_of(rows, key) is not None


def _bare(response: Response) -> Response:
    return headers.may_be_framed_anywhere(response)
