"""Paper at the desk: blank sheets to print, and each sheet entered by two people blind to each other's figures."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, send_file, url_for
from flask_wtf import FlaskForm
from sqlalchemy import select

from contest.db.models import Judge, Round
from contest.domain.errors import Invalid, RuleViolation
from contest.exports.paper import paper_file_name, paper_pdf
from contest.services import blanks, paper
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("paper", __name__, url_prefix="/paper")


@blueprint.get("/")
@needs(Permission.PAPER_ENTER)
def start() -> Response:
    """A code goes to its sheet; without one: what to print, and what still waits for a second person."""
    code, fault = request.args.get("code", "").strip(), ""
    with house().reading() as rows:
        if code:
            try:
                return make_response(redirect(url_for("paper.entry", code=paper.code_of(paper.find(rows, code)))))
            except RuleViolation as refusal:
                fault = refusal.message
        page = {
            "rounds": [_round(row) for row in rows.scalars(select(Round).order_by(Round.position))],
            "judges": [{"key": j.key, "name": j.name} for j in rows.scalars(select(Judge).order_by(Judge.position))],
            "waiting": paper.in_progress(rows, None, g.actor),
            "code": code,
            "fault": fault,
        }
    shown = render_template("secretary/paper.html", page=page, boot=boot(g.actor, "/organiser", []))
    return make_response(shown, 404 if fault else 200)


@blueprint.route("/<code>", methods=["GET", "POST"])
@needs(Permission.PAPER_ENTER)
def entry(code: str) -> Response:
    """The form of one paper sheet; a POST enters what this person read off it."""
    form = FlaskForm()
    faults: dict[str, list[str]] = {}
    typed: dict[str, str] = {}
    if form.validate_on_submit():
        typed = {key[5:]: value.strip() for key, value in request.form.items() if key.startswith("mark-")}
        try:
            with house().act(g.actor) as work:
                paper.enter(work, code, {key: mark for key, mark in typed.items() if mark})
            return make_response(redirect(url_for("paper.entry", code=code)))
        except Invalid as refusal:
            for fault in refusal.faults:
                faults.setdefault(fault.path.removeprefix("marks."), []).append(fault.message)
    with house().reading() as rows:
        page = paper.form_json(rows, paper.find(rows, code), g.actor)
    shown = render_template(
        "secretary/paper-entry.html",
        page=page, form=form, faults=faults, typed=typed, boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(shown, 422 if faults or form.errors else 200)


@blueprint.get("/sheets.pdf")
@needs(Permission.CONTEST_READ)
def blank() -> Response:
    """Blank sheets of a round, of one section or of one judge, all in one file."""
    asked = {name: request.args.get(name, "") for name in ("section", "judge", "team")}
    key = request.args.get("round", "")
    with house().reading() as rows:
        facts = blanks.blank_sheets(rows, key, lambda code: url_for("paper.entry", code=code, _external=True), **asked)
    document = paper_pdf(facts, rehearsal=house().rehearsal)
    name = paper_file_name(key, *asked.values())
    return send_file(BytesIO(document.content), "application/pdf", download_name=name, etag=False)


def _round(row: Round) -> dict[str, Any]:
    sections = [{"key": s.key, "title": s.title} for s in row.sections if s.kind == "judged"]
    return {"key": row.key, "title": row.title, "sections": sections}
