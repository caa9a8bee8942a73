"""The rounds: order, open, lock, confirm, publish, advance; a team's status; the standings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, jsonify

from contest.db.models import Round
from contest.services import board, corrections, decisions, draws, publications, rounds, running_order
from contest.services.house import Work
from contest.services.permissions import Permission, may, require
from contest.web.api.body import Body
from contest.web.guard import actor_with, house, needs, perform

blueprint = Blueprint("api_rounds", __name__, url_prefix="/api/v1/rounds/<key>")


def _changed(act: Callable[[Work], Round]) -> tuple[Response, int]:
    """The round as the desk sees it after the act."""

    def run(work: Work) -> dict[str, Any]:
        row = act(work)
        found = board.contest_topic(work.session)["rounds"]
        shown: dict[str, Any] = next(r for r in found if r["key"] == row.key)
        return shown

    return perform(run)


@blueprint.post("/open")
@needs(Permission.ROUND_OPEN)
def open_round(key: str) -> tuple[Response, int]:
    """Opens the round."""
    return _changed(lambda work: rounds.open_round(work, key))


@blueprint.post("/lock")
@needs(Permission.ROUND_LOCK)
def lock_round(key: str) -> tuple[Response, int]:
    """Locks the round."""
    return _changed(lambda work: rounds.lock_round(work, key))


@blueprint.post("/confirm")
@needs(Permission.ROUND_CONFIRM)
def confirm_round(key: str) -> tuple[Response, int]:
    """Confirms the round, by a second person."""
    return _changed(lambda work: rounds.confirm_round(work, key))


@blueprint.post("/publish")
@needs(Permission.ROUND_PUBLISH)
def publish_round(key: str) -> tuple[Response, int]:
    """Publishes the round's standings, or their correction."""
    return _changed(lambda work: corrections.publish(work, key))


@blueprint.post("/correction")
@needs(Permission.ROUND_CORRECT)
def open_correction(key: str) -> tuple[Response, int]:
    """Opens a published round to be corrected, with a reason; what is public stays until it is published anew."""
    body = Body()
    reason = body.text("reason", "")
    body.check()
    return _changed(lambda work: corrections.open_correction(work, key, reason))


@blueprint.get("/publications")
@needs(Permission.STANDINGS_READ)
def publications_of(key: str) -> Response:
    """Every published version of the round's result, newest first, and the correction under way."""
    with house().reading() as rows:
        return jsonify(corrections.history(rows, key, house().now()))


@blueprint.post("/advance")
@needs(Permission.ROUND_ADVANCE)
def advance(key: str) -> tuple[Response, int]:
    """Sends the best on to the next round; the answer is that round."""
    return _changed(lambda work: rounds.advance(work, key))


@blueprint.post("/reopen")
@needs(Permission.ROUND_LOCK)
def reopen_round(key: str) -> tuple[Response, int]:
    """Opens a locked round again, with a reason."""
    body = Body()
    reason = body.text("reason", "")
    body.check()
    return _changed(lambda work: rounds.reopen_round(work, key, reason))


@blueprint.put("/order")
@needs(Permission.ROUND_ORDER)
def set_order(key: str) -> tuple[Response, int]:
    """Sets the running order, or draws it from a seed."""
    body = Body()
    teams, seed = body.texts("teams"), body.optional_text("seed")
    body.check()
    if seed:
        return _changed(lambda work: draws.draw_now(work, key, teams, seed))
    return _changed(lambda work: running_order.set_order(work, key, teams))


@blueprint.post("/decisions")
@needs(Permission.DECISION_RECORD)
def record_decision(key: str) -> tuple[Response, int]:
    """Records a decision of the head judge on equal teams or on the line."""
    body = Body()
    order, through, out = body.order("order"), body.texts("through", ()), body.texts("out", ())
    reason = body.text("reason", "")
    body.check()

    def act(work: Work) -> Round:
        decisions.record_decision(work, key, order=order, through=through, out=out, reason=reason)
        return rounds.get(work.session, key)

    return _changed(act)


@blueprint.put("/entries/<team>")
@needs(Permission.ENTRY_EDIT)
def set_status(key: str, team: str) -> tuple[Response, int]:
    """Sets a team's status in the round."""
    body = Body()
    status, reason = body.text("status"), body.text("reason", "")
    body.check()

    def act(work: Work) -> Round:
        rounds.set_status(work, key, team, status, reason)
        return rounds.get(work.session, key)

    return _changed(act)


@blueprint.get("/standings")
@needs(Permission.PUBLIC_READ)
def standings(key: str) -> Response:
    """The standings object of one round: for the desk at any time, for the public once published."""
    g.actor = actor_with(Permission.STANDINGS_READ)
    with house().reading() as rows:
        row = rounds.get(rows, key)
        if may(g.actor, Permission.STANDINGS_READ):
            return jsonify(board.standings_topic(rows, key))
        published = publications.published(rows, row)
        if published is None:
            require(g.actor, Permission.STANDINGS_READ)
            return jsonify({})  # pragma: no cover - the line above has refused
        return jsonify(published.result.to_json())
