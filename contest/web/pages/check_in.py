"""Check-in on the day: the board of a round, a team found by its code, the sheet of codes to print."""

from __future__ import annotations

import segno
from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import StringField

from contest.db.models import Round
from contest.domain.errors import Invalid, RuleViolation
from contest.services import arrivals, rounds
from contest.services.permissions import Permission
from contest.services.refusals import NotFound
from contest.web.boot import boot
from contest.web.guard import house, needs
from contest.web.headers import may_use_the_camera

blueprint = Blueprint("check_in", __name__, url_prefix="/check-in")


class CodeForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A code, typed or read off a QR code."""

    code = StringField(
        "",
        render_kw={"maxlength": 200, "autocapitalize": "characters", "autocomplete": "off", "spellcheck": "false"},
    )


@blueprint.get("/")
@needs(Permission.ENTRY_EDIT)
def board() -> Response:
    """The board of a round: the one asked for, else the one under way, else the next."""
    return _page(CodeForm(formdata=None), 200)


@blueprint.post("/typed")
@needs(Permission.ENTRY_EDIT)
def typed() -> Response:
    """The team of a typed code."""
    form = CodeForm()
    code = (form.code.data or "").strip().rsplit("/", 1)[-1]
    return _found(form, code)


@blueprint.get("/code/<code>")
@needs(Permission.ENTRY_EDIT)
def scanned(code: str) -> Response:
    """The team of a code that the phone's own camera has read; looking checks nobody in."""
    return _found(CodeForm(formdata=None), code)


@blueprint.post("/<key>/<team>")
@needs(Permission.ENTRY_EDIT)
def mark(key: str, team: str) -> Response:
    """Marks a team, or undoes that."""
    try:
        with house().act(g.actor) as work:
            arrivals.mark(work, key, team, request.form.get("state", ""))
    except NotFound:
        raise
    except RuleViolation as refusal:
        return _page(CodeForm(formdata=None), 409, notice=refusal.message, key=key)
    return make_response(redirect(url_for("check_in.board", round=key, done=team), 303))


@blueprint.get("/<key>/codes")
@needs(Permission.ENTRY_EDIT)
def codes(key: str) -> Response:
    """The codes of a round's teams, to print and cut; each QR code opens this house's page of that team."""
    with house().reading() as rows:
        row = rounds.get(rows, key)
        listed = [
            {"team": each.title, "code": each.code, "qr": _qr_of(each.code)}
            for each in arrivals.board(rows, house().secret, row)
        ]
        page = boot(g.actor, "/organiser", [])
        shown = render_template("check_in/codes.html", title=row.title, teams=listed, boot=page)
    return make_response(shown)


def _found(form: CodeForm, code: str) -> Response:
    try:
        with house().reading() as rows:
            team = arrivals.team_of(rows, house().secret, code).key
    except Invalid as refusal:
        form.code.errors = [fault.message for fault in refusal.faults]
        return _page(form, 422)
    return _page(CodeForm(formdata=None), 200, found=team)


def _page(
    form: CodeForm, status: int, *, found: str | None = None, notice: str | None = None, key: str | None = None
) -> Response:
    with house().reading() as rows:
        every = list(rows.scalars(select(Round).order_by(Round.position)))
        asked = next((row for row in every if row.key == (key or request.args.get("round"))), None)
        current = asked or next((row for row in every if row.state in ("open", "planned")), every[0] if every else None)
        teams = arrivals.board(rows, house().secret, current) if current else []
        here = sum(each.state in arrivals.HERE for each in teams)
        page = render_template(
            "check_in/board.html",
            form=form, rounds=[(row.key, row.title) for row in every], current=current, teams=teams, count=here,
            found=next((each for each in teams if each.key == found), None), missing=bool(found), notice=notice,
            done=next((each for each in teams if each.key == request.args.get("done")), None),
            boot=boot(g.actor, "/organiser", ["contest"] if status == 200 and not found else []),
        )  # fmt: skip
    return may_use_the_camera(make_response(page, status))


def _qr_of(code: str) -> str:
    address = url_for("check_in.scanned", code=code, _external=True)
    drawn: str = segno.make(address, micro=False, error="m").svg_data_uri(scale=4, border=2)
    return drawn
