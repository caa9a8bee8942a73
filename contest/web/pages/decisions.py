"""The head judge's page: what the rules leave equal, decided with a reason, and what was decided before."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import TextAreaField
from wtforms.validators import InputRequired, Length

from contest.domain.errors import Invalid
from contest.services import decisions
from contest.services.permissions import Permission, may, require
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("decisions", __name__, url_prefix="/decisions")


class DecisionForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The reason; places and answers are read by the teams that are asked about."""

    reason = TextAreaField(
        _l("Lý do"),
        validators=[InputRequired(_l("Xin ghi lý do của quyết định.")), Length(max=1000)],
        render_kw={"rows": 3},
    )


@blueprint.route("/<key>", methods=["GET", "POST"])
@needs(Permission.STANDINGS_READ)
def of_round(key: str) -> Response:
    """Shows the open questions of a round; a POST records the head judge's answer to one of them."""
    form = DecisionForm()
    with house().reading() as rows:
        page = decisions.open_questions(rows, key)
    page["typed"], page["faults"] = {}, []
    if request.method == "POST":
        require(g.actor, Permission.DECISION_RECORD)
        asked = request.form.getlist("team")
        page["typed"] = {team: request.form.get(f"place-{team}", "").strip() for team in asked}
        if form.validate():
            try:
                answer = _answer(page["typed"], request.form.get("kind", ""))
                with house().act(g.actor) as work:
                    decisions.record_decision(work, key, reason=form.reason.data, **answer)
                return make_response(redirect(url_for("decisions.of_round", key=key)))
            except (Invalid, UnansweredError) as refusal:
                page["faults"] = [f.message for f in refusal.faults] if isinstance(refusal, Invalid) else [str(refusal)]
    page["decides"] = may(g.actor, Permission.DECISION_RECORD) and page["round"]["takes"]
    status = 422 if page["faults"] or form.errors else 200
    shown = render_template("decisions/round.html", page=page, form=form, boot=boot(g.actor, "/organiser", []))
    return make_response(shown, status)


class UnansweredError(ValueError):
    """A team was left without an answer."""


def _answer(typed: dict[str, str], kind: str) -> dict[str, Any]:
    """The decision that was typed: places (equal ones stay equal), or who goes through."""
    if kind == "line":
        if not all(value in ("through", "out") for value in typed.values()):
            raise UnansweredError(_("Xin chọn “vào” hoặc “không vào” cho từng đội."))
        return {side: [team for team, value in typed.items() if value == side] for side in ("through", "out")}
    if not all(value.isascii() and value.isdigit() and 0 < int(value) <= len(typed) for value in typed.values()):
        raise UnansweredError(_("Xin ghi thứ tự của từng đội bằng số, từ 1 đến %(n)s.", n=len(typed)))
    places = sorted({int(value) for value in typed.values()})
    order = [[team for team, value in typed.items() if int(value) == place] for place in places]
    return {"order": [teams[0] if len(teams) == 1 else teams for teams in order]}
