"""The contest as a whole: rounds, sections, teams, performances. Without a token only what is public."""

from __future__ import annotations

from flask import Blueprint, Response, g, jsonify

from contest.services import public
from contest.services.permissions import Permission, may
from contest.web.guard import actors_of_request, house, needs

blueprint = Blueprint("api_contest", __name__, url_prefix="/api/v1")


@blueprint.get("/contest")
@needs(Permission.PUBLIC_READ)
def contest() -> Response:
    """Rounds with their sections and performances, and the teams."""
    everything = any(may(actor, Permission.CONTEST_READ) for actor in actors_of_request())
    with house().reading() as rows:
        return jsonify(public.contest_document(rows, everything=everything or may(g.actor, Permission.SHOW_READ)))
