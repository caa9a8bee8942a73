"""“Vì sao xếp hạng này?” and “Còn gì có thể xảy ra?”: pages and the annex to the minutes."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, g, render_template, request, send_file

from contest.exports.annex import annex_file_name, annex_pdf
from contest.services import rounds
from contest.services.actor import Actor
from contest.services.annexes import annex, rule_sentences
from contest.services.explanations import tell
from contest.services.outlooks import round_outlook
from contest.services.permissions import Permission, may
from contest.web.boot import boot
from contest.web.guard import actor_with, house, needs

blueprint = Blueprint("explanations", __name__)


@blueprint.get("/explain/<key>")
@needs(Permission.PUBLIC_READ)
def teams(key: str) -> str:
    """All teams of a round, each with the way to its explanation, and the rules that ranked them."""
    actor = actor_with(Permission.STANDINGS_READ)
    with house().reading() as rows:
        told = tell(rows, actor, key)
        page = _round_page(rounds.get(rows, key))
    parts = [told.part(team) for team in told.teams]
    sections = [section.title for section in told.contest.round(key).sections]
    return render_template(
        "explain/round.html", round=page, teams=parts, sections=sections, rules=rule_sentences(told), **_asker(actor)
    )


@blueprint.get("/explain/<key>/<team>")
@needs(Permission.PUBLIC_READ)
def team(key: str, team: str) -> str:
    """Why a team has its rank."""
    actor = actor_with(Permission.STANDINGS_READ)
    with house().reading() as rows:
        told = tell(rows, actor, key)
        page = _round_page(rounds.get(rows, key))
    return render_template("explain/team.html", round=page, team=told.part(team), **_asker(actor))


@blueprint.get("/explain/<key>/annex.pdf")
@needs(Permission.PUBLIC_READ)
def annex_document(key: str) -> Response:
    """All explanations of a round as the annex to its minutes."""
    with house().reading() as rows:
        facts = annex(rows, tell(rows, actor_with(Permission.STANDINGS_READ), key))
    document = annex_pdf(facts, rehearsal=house().rehearsal)
    answer = send_file(BytesIO(document.content), "application/pdf", download_name=annex_file_name(key), etag=False)
    answer.set_etag(document.digest[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer


@blueprint.get("/outlook/<key>")
@needs(Permission.STANDINGS_READ)
def outlook(key: str) -> str:
    """What could still happen in a round."""
    with house().reading() as rows:
        found = round_outlook(rows, key)
        page = _round_page(rounds.get(rows, key))
    return render_template("explain/outlook.html", round=page, outlook=found, **_asker(g.actor))


def _round_page(row: Any) -> dict[str, Any]:
    return {"key": row.key, "title": row.title, "state": row.state}


def _asker(actor: Actor) -> dict[str, Any]:
    """What the frame of these pages needs to know of who asks."""
    return {
        "boot": boot(actor, "/public", []),
        "inside": may(actor, Permission.STANDINGS_READ),
        "desk": may(actor, Permission.CONTEST_READ),
        "organiser": may(actor, Permission.CONTEST_EDIT),
    }
