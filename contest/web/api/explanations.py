"""Why a team has its rank, as JSON: for the desk at any time, for everybody once the round is published."""

from __future__ import annotations

from flask import Blueprint, Response, jsonify

from contest.services.explanations import tell
from contest.services.permissions import Permission
from contest.web.guard import actor_with, house, needs

blueprint = Blueprint("api_explanations", __name__, url_prefix="/api/v1/rounds/<key>/explanations")


@blueprint.get("/<team>")
@needs(Permission.PUBLIC_READ)
def explanation(key: str, team: str) -> Response:
    """Every step from marks to rank of a team, with the same figures as the standings."""
    with house().reading() as rows:
        told = tell(rows, actor_with(Permission.STANDINGS_READ), key)
    return jsonify(told.to_json(team))
