"""The contest as a whole: rounds, sections, teams, performances. Without a token only what is public."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, jsonify

from contest.services import prizes, public
from contest.services.house import Work
from contest.services.permissions import Permission, may
from contest.web.api.body import Body
from contest.web.guard import actors_of_request, house, needs, perform

blueprint = Blueprint("api_contest", __name__, url_prefix="/api/v1")


@blueprint.get("/contest")
@needs(Permission.PUBLIC_READ)
def contest() -> Response:
    """Rounds with their sections and performances, and the teams."""
    everything = any(may(actor, Permission.CONTEST_READ) for actor in actors_of_request())
    with house().reading() as rows:
        return jsonify(public.contest_document(rows, everything=everything or may(g.actor, Permission.SHOW_READ)))


@blueprint.get("/awards")
@needs(Permission.CONTEST_READ)
def awards() -> Response:
    """The awards and who was named for those that no rule decides."""
    with house().reading() as rows:
        return jsonify(prizes.awards_document(rows))


@blueprint.put("/awards/<key>")
@needs(Permission.CONTEST_EDIT)
def name_winner(key: str) -> tuple[Response, int]:
    """Names the winner of an award that no rule decides."""
    body = Body()
    team, evidence = body.optional_text("team"), body.text("evidence", "")
    body.check()

    def act(work: Work) -> dict[str, Any]:
        prizes.name_winner(work, key, team, evidence)
        return prizes.awards_document(work.session)

    return perform(act)
