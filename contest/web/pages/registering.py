"""The door for units: what registration is, beginning one, and coming back to it by link or code. No account."""

from __future__ import annotations

from dataclasses import asdict
from io import BytesIO
from typing import Any

import segno
from flask import Blueprint, Response, g, make_response, redirect, render_template, request, send_file, url_for

from contest.db.models import Contest, Registration
from contest.domain.errors import Invalid
from contest.domain.said import say
from contest.exports.registration import confirmation_file_name, confirmation_pdf
from contest.extensions import limiter
from contest.live.words import when_text
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState
from contest.services.registration import codes, confirmations, filling, letters, rules
from contest.web.boot import boot
from contest.web.guard import forget_units, house, needs, remember_unit, unit_codes
from contest.web.pages.register_forms import CodeForm, StartForm
from contest.web.pages.register_view import drawn, unit_page, who_opens
from contest.web.pages.register_words import state_words

blueprint = Blueprint("register", __name__, url_prefix="/register")

TRIES = "10 per 10 minutes"
STARTS = "30 per hour"


@blueprint.get("/", strict_slashes=False)
@needs(Permission.PUBLIC_READ)
def door() -> Response:
    """What registration is, what this browser has begun, and how to come back."""
    return _door(StartForm(formdata=None), CodeForm(formdata=None), 200)


@blueprint.post("/start")
@limiter.limit(STARTS)
@needs(Permission.REGISTRATION_START)
def start() -> Response:
    """A new registration, once its unit has agreed."""
    form = StartForm()
    try:
        with house().act(g.actor) as work:
            begun = filling.start(work, consented=bool(form.consent.data))
    except Invalid as refusal:
        form.consent.errors = [fault.message for fault in refusal.faults]
        return _door(form, CodeForm(formdata=None), 422)
    except WrongState as refusal:
        return _door(form, CodeForm(formdata=None), 409, refusal.message)
    remember_unit(begun.code)
    return make_response(redirect(url_for("register.keep", number=begun.number, new=1), 303))


@blueprint.post("/code")
@limiter.limit(TRIES, deduct_when=lambda answer: answer.status_code != 303)
@needs(Permission.PUBLIC_READ)
def come_back() -> Response:
    """Opens a registration by its code. Wrong ones are counted, and stand in the record without the code."""
    form = CodeForm()
    try:
        actor = codes.enter(house(), form.code.data or "")
    except codes.CodeRefused as refusal:
        form.code.errors = [refusal.message]
        return _door(StartForm(formdata=None), form, 422)
    remember_unit(codes.plain_code(form.code.data))
    return make_response(redirect(url_for("steps.overview", number=actor.registration_id), 303))


@blueprint.get("/link/<code>")
@limiter.limit(TRIES, deduct_when=lambda answer: answer.status_code != 303)
@needs(Permission.PUBLIC_READ)
def link(code: str) -> Response:
    """Opens a registration by its private link."""
    try:
        actor = codes.enter(house(), code)
    except codes.CodeRefused as refusal:
        form = CodeForm(formdata=None)
        form.code.errors = [refusal.message]
        return _door(StartForm(formdata=None), form, 401)
    remember_unit(codes.plain_code(code))
    return make_response(redirect(url_for("steps.overview", number=actor.registration_id), 303))


@blueprint.post("/leave")
@needs(Permission.PUBLIC_READ)
def leave() -> Response:
    """Closes every registration in this browser."""
    forget_units()
    return make_response(redirect(url_for("register.door"), 303))


@blueprint.route("/<int:number>/keep", methods=["GET", "POST"])
@needs(Permission.REGISTRATION_OWN)
def keep(number: int) -> Response:
    """The link and the code to be kept: shown, as QR, printed, or sent to the unit's own address."""
    code, posted = _code_of(number), False
    if request.method == "POST":
        with house().act(who_opens(number)) as work:
            letters.link_of(work, work.session.get_one(Registration, number), _link(code))
        posted = True
    with house().reading() as rows:
        page = unit_page(rows, number)
        contact = rows.get_one(Registration, number).contact
    address = _link(code)
    qr = segno.make(address, micro=False).svg_data_uri(scale=5, border=2)
    mail = {"sends": house().smtp is not None, "to": contact.email if contact else "", "posted": posted}
    shown = {"link": address, "code": codes.shown_code(code), "qr": qr, "new": "new" in request.args}
    return make_response(drawn("register/keep.html", page=page, kept=shown, mail=mail))


@blueprint.get("/<int:number>/confirmation.pdf")
@needs(Permission.REGISTRATION_OWN)
def confirmation(number: int) -> Response:
    """The confirmation to print: link and code, what was registered, and the mark for the door of the hall."""
    code = _code_of(number)
    with house().reading() as rows:
        unit_page(rows, number)
        facts = confirmations.confirmation(rows, house().secret, number, link=_link(code), code=codes.shown_code(code))
    name = confirmation_file_name(number)
    paper = BytesIO(confirmation_pdf(asdict(facts), rehearsal=house().rehearsal).content)
    return send_file(paper, mimetype="application/pdf", download_name=name, max_age=0)


def _code_of(number: int) -> str:
    """The code of that registration, if this browser came in with it: the house itself has only its hash."""
    with house().reading() as rows:
        for code in unit_codes():
            actor = codes.actor_for_code(rows, house().secret, code)
            if actor is not None and actor.registration_id == number:
                return code
    raise NotFound(say("Mã của đăng ký này không có trên máy đang dùng. Xin mở lại bằng đường dẫn riêng của đơn vị."))


def _link(code: str) -> str:
    return url_for("register.link", code=codes.shown_code(code).lower(), _external=True)


def _door(start_form: StartForm, code_form: CodeForm, status: int, notice: str | None = None) -> Response:
    with house().reading() as rows:
        contest, current = rows.get(Contest, 1), rules.rules_of(rows)
        zone = contest.timezone if contest else "Asia/Ho_Chi_Minh"
        page: dict[str, Any] = {
            "window": current.window(house().now()),
            "opens": when_text(current.opens_at, zone) if current.opens_at else None,
            "closes": when_text(current.closes_at, zone) if current.closes_at else None,
            "rules": current,
            "organiser": contest.organiser if contest else "",
            "begun": _begun(rows),
        }
    shown = render_template(
        "register/door.html",
        page=page, start=start_form, come_back=code_form, notice=notice, boot=boot(g.actor, "/public", []),
    )  # fmt: skip
    return make_response(shown, status)


def _begun(rows: Any) -> list[dict[str, Any]]:
    found = []
    for code in unit_codes():
        actor = codes.actor_for_code(rows, house().secret, code)
        row = rows.get(Registration, actor.registration_id) if actor else None
        if row is not None:
            words = state_words()[row.state]
            name = row.team_name or row.unit_name
            found.append({"number": row.id, "name": name, "state": row.state, "state_words": words})
    return found
