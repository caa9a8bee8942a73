"""The timetable: the organiser's page of pause and breaks, everybody's page of times, and the sheet for the wall."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, url_for
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import StringField, TextAreaField

from contest.db.models import Contest, Round
from contest.domain.errors import Invalid, RuleViolation
from contest.domain.said import say
from contest.exports.timetable import timetable_file_name, timetable_pdf
from contest.services import public, rounds, timetables
from contest.services.permissions import Permission
from contest.services.refusals import NotFound
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("timetable", __name__)


class TimetableForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The pause between two performances, and the breaks of the day."""

    pause = StringField(_("Giờ nghỉ giữa hai lượt thi, phút"), render_kw={"inputmode": "numeric"})
    breaks = TextAreaField(_("Các giờ nghỉ, mỗi dòng một giờ"), render_kw={"rows": 4})


@blueprint.route("/organiser/rounds/<key>/timetable", methods=["GET", "POST"])
@needs(Permission.ROUND_ORDER)
def of_round(key: str) -> Response:
    """Shows the timetable of a round; a POST sets pause and breaks."""
    form = TimetableForm()
    if form.validate_on_submit():
        try:
            with house().act(g.actor) as work:
                timetables.set_timetable(work, key, form.pause.data or "", form.breaks.data or "")
            return make_response(redirect(url_for("timetable.of_round", key=key)))
        except Invalid as refusal:
            for fault in refusal.faults:
                form[fault.path].errors = [*form[fault.path].errors, fault.message]
        except RuleViolation as refusal:
            form.pause.errors = [*form.pause.errors, refusal.message]
    with house().reading() as rows:
        row = rounds.get(rows, key)
        if not form.is_submitted():
            rules = row.timetable or {}
            form.pause.data = str(rules.get("pause_s", timetables.USUAL_PAUSE_S) // 60)
            form.breaks.data = timetables.typed_breaks(rows, row)
        page = timetables.timetable_json(rows, row, house().now())
    shown = render_template("timetable/round.html", round=page, form=form, boot=boot(g.actor, "/organiser", []))
    return make_response(shown, 422 if form.errors else 200)


@blueprint.get("/timetable")
@needs(Permission.PUBLIC_READ)
def everybody() -> str:
    """The times of every round whose teams are known."""
    with house().reading() as rows:
        shown = [timetables.timetable_json(rows, row, house().now()) for row in _known(rows)]
    return render_template("timetable/public.html", rounds=shown, boot=boot(g.actor, "/public", ["public"]))


@blueprint.get("/timetable/<key>.pdf")
@needs(Permission.PUBLIC_READ)
def sheet(key: str) -> Response:
    """The timetable to be printed, as it was planned."""
    with house().reading() as rows:
        row = next((each for each in _known(rows) if each.key == key), None)
        if row is None:
            raise NotFound(say("Chưa có lịch thi của vòng này."))
        facts: dict[str, Any] = timetables.timetable_json(rows, row, None)
        contest = rows.get_one(Contest, 1)
        facts |= {"contest": contest.title, "organiser": contest.organiser, "venue": contest.venue}
    answer = make_response(timetable_pdf(facts, rehearsal=house().rehearsal).content)
    answer.headers["Content-Type"] = "application/pdf"
    answer.headers["Content-Disposition"] = f'inline; filename="{timetable_file_name(key)}"'
    return answer


def _known(rows: Session) -> list[Round]:
    found = rows.scalars(select(Round).order_by(Round.position))
    return [row for row in found if row.starts_at is not None and public.order_is_public(rows, row)]
