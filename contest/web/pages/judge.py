"""The judge's tablet: the score pad, and the way in by PIN."""

from __future__ import annotations

import hashlib
import hmac

from flask import Blueprint, Response, g, make_response, redirect, render_template, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Regexp

from contest.config import ROOT
from contest.db.models import Judge
from contest.extensions import limiter
from contest.services import accounts
from contest.services.actor import Role
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import actors_of_request, house, needs, remember, revoked_roles
from contest.web.pages.devices import device_name

blueprint = Blueprint("judge", __name__, url_prefix="/judge")


class PinForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Which judge, and the PIN of the card."""

    judge = SelectField(_l("Giám khảo"), validators=[DataRequired(_l("Xin chọn tên của mình."))])
    pin = StringField(
        _l("Mã PIN"),
        validators=[
            DataRequired(_l("Xin nhập mã PIN trên thẻ.")),
            Regexp(r"^\s*[0-9]{6}\s*$", message=_l("Mã PIN gồm sáu chữ số.")),
        ],
    )


@blueprint.get("/")
@needs(Permission.PUBLIC_READ)
def pad() -> Response:
    """The score pad, or the way in when nobody is."""
    actor = next((a for a in actors_of_request() if a.judge_key is not None), None)
    if actor is None and Role.JUDGE.value in revoked_roles():
        ended = {"lang": str(get_locale() or "vi"), "revoked": True}
        return make_response(render_template("judge/revoked.html", boot=ended), 401)
    if actor is None:
        return make_response(redirect("/judge/login"))
    g.actor = actor
    page = boot(
        actor,
        "/judge",
        [f"judge.{actor.judge_key}"],
        judge={"key": actor.judge_key, "name": actor.name},
        store=store_name(house().secret),
        worker="/judge/worker.js",
    )
    return make_response(render_template("judge/pad.html", boot=page))


def store_name(secret: bytes) -> str:
    """The name of this contest's store on a tablet: drafts of a rehearsal at the same address stay apart."""
    return hmac.new(secret, b"tablet store", hashlib.sha256).hexdigest()[:16]


@blueprint.get("/worker.js")
@needs(Permission.PUBLIC_READ)
def worker() -> Response:
    """The pad's service worker; it lies here because its scope is where it lies."""
    response = Response((ROOT / "static" / "js" / "judge" / "worker.js").read_bytes(), mimetype="text/javascript")
    response.headers["Cache-Control"] = "no-cache"
    return response


def _was_wrong(answer: Response) -> bool:
    """Whether somebody guessed: the right PIN costs nothing, so a whole panel may come in behind one address."""
    return answer.status_code != 302


def _judge_asked_for() -> str:
    """Whose PIN is tried: guessing from many addresses is as slow as from one. Nobody's own card is kept out."""
    return "judge:" + request.form.get("judge", "")[:120]


@blueprint.route("/login", methods=["GET", "POST"])
@limiter.limit("12/minute", methods=["POST"], deduct_when=_was_wrong)
@limiter.limit("12/minute;60/hour", methods=["POST"], key_func=_judge_asked_for, deduct_when=_was_wrong)
@needs(Permission.PUBLIC_READ)
def login() -> Response:
    """Logs a judge in by PIN."""
    form = PinForm()
    with house().reading() as rows:
        panel = [(judge.key, judge.name) for judge in rows.scalars(select(Judge).order_by(Judge.position))]
    form.judge.choices = [("", _("Chọn tên của mình")), *panel]
    if form.validate_on_submit():
        try:
            actor, cookie = accounts.enter_by_pin(
                house(), form.judge.data, form.pin.data.strip(), device_name(request.user_agent)
            )
        except accounts.LinkRefused as refusal:
            form.pin.errors = [*form.pin.errors, refusal.message]
        else:
            remember(actor, cookie)
            return make_response(redirect("/judge/"))
    status = 422 if form.errors else 200
    return make_response(render_template("judge/login.html", form=form), status)
