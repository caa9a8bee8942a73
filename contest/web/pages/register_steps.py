"""The steps of a registration: each a form that is saved as one goes, and the page from which all of it is sent."""

from __future__ import annotations

from collections.abc import Callable

import segno
from flask import Blueprint, Response, jsonify, make_response, redirect, request, url_for
from sqlalchemy.orm import Session

from contest.db.models import Registration
from contest.domain.errors import Invalid, RuleViolation
from contest.domain.registration import spoken_role
from contest.domain.said import joined
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import Stale, WrongState
from contest.services.registration import codes, filling, finding, submitting
from contest.services.registration.changes import history
from contest.web.guard import house, needs, unit_codes
from contest.web.pages.register_forms import SubmitForm
from contest.web.pages.register_view import (
    EMPTY_MEMBER,
    FORMS,
    Tree,
    drawn,
    field_faults,
    files_of,
    form_of,
    limits_of,
    sections_of,
    step_titles,
    typed_of,
    unit_page,
    wants_words_only,
    who_opens,
)
from contest.web.pages.register_words import by_words, field_words
from contest.web.pages.rules_forms import show_faults, tree

blueprint = Blueprint("steps", __name__, url_prefix="/register")


@blueprint.get("/<int:number>")
@needs(Permission.REGISTRATION_OWN)
def overview(number: int) -> Response:
    """Where the registration stands, what the organisers say, what is missing, and the way to send it."""
    return _overview(number, SubmitForm(formdata=None), 200)


@blueprint.post("/<int:number>/submit")
@needs(Permission.REGISTRATION_OWN)
def submit(number: int) -> Response:
    """Hands it in."""
    form = SubmitForm()
    try:
        with house().act(who_opens(number)) as work:
            submitting.submit(work, number, confirmed=bool(form.confirmed.data), link=_link_of(work.session, number))
    except Invalid as refusal:
        form.confirmed.errors = [fault.message for fault in refusal.faults if fault.path == "confirmed"]
        return _overview(number, form, 422)
    except WrongState as refusal:
        return _overview(number, form, 409, refusal.message)
    return make_response(redirect(url_for("steps.overview", number=number, sent=1), 303))


@blueprint.post("/<int:number>/take-back")
@needs(Permission.REGISTRATION_OWN)
def take_back(number: int) -> Response:
    """A draft again, to be corrected."""
    return _moved(number, submitting.take_back)


@blueprint.post("/<int:number>/withdraw")
@needs(Permission.REGISTRATION_OWN)
def withdraw(number: int) -> Response:
    """Withdrawn for good."""
    return _moved(number, submitting.withdraw)


@blueprint.route("/<int:number>/<any(unit, team, members, contact, performances):step>", methods=["GET", "POST"])
@needs(Permission.REGISTRATION_OWN)
def step(number: int, step: str) -> Response:
    """A step: shown, saved, gone on from. `do` names the key that was pressed; the page's module saves with `keep`."""
    if request.method == "GET":
        with house().reading() as rows:
            row = finding.find(rows, who_opens(number), number)
            return _page(rows, number, step, typed_of(rows, row, step))
    sent, act = tree(FORMS[step]()), request.form.get("do", "next")
    _take_out(sent, act)
    try:
        with house().act(who_opens(number)) as work:
            version = _SAVE[step](work, number, sent, int(sent["based_on"]) if sent["based_on"].isdigit() else None)
    except (Invalid, Stale, WrongState) as refusal:
        return _refused(number, step, sent, refusal)
    if wants_words_only():
        return jsonify({"version": version})
    return _after(number, step, act)


def _take_out(sent: Tree, act: str) -> None:
    """Without the member whose key was pressed, `remove.2`."""
    name, _dot, told = act.partition(".")
    if name == "remove" and told.isdigit() and int(told) < len(sent.get("members", [])):
        del sent["members"][int(told)]


def _save_members(work: Work, number: int, sent: Tree, based_on: int | None) -> int:
    return filling.save_members(work, number, sent["members"], based_on).version


def _save_performances(work: Work, number: int, sent: Tree, based_on: int | None) -> int:
    lines = [
        line | {"section": int(line["section"]) if line["section"].isdigit() else 0} for line in sent["performances"]
    ]
    return filling.save_performances(work, number, lines, based_on).version


_SAVE: dict[str, Callable[[Work, int, Tree, int | None], int]] = {
    "unit": lambda work, number, sent, based_on: filling.save_unit(work, number, sent, based_on).version,
    "team": lambda work, number, sent, based_on: filling.save_team(work, number, sent, based_on).version,
    "members": _save_members,
    "contact": lambda work, number, sent, based_on: filling.save_contact(work, number, sent, based_on).version,
    "performances": _save_performances,
}


def _after(number: int, step: str, act: str) -> Response:
    """Where the pressed key leads: the same step with a row more or less, the next step, or the whole."""
    name = act.partition(".")[0] if step == "members" else act
    if name in ("add", "remove"):
        with house().reading() as rows:
            typed = typed_of(rows, finding.find(rows, who_opens(number), number), step)
            if name == "add":
                typed["members"].append(EMPTY_MEMBER)
            return _page(rows, number, step, typed)
    names = list(step_titles())
    later = names[names.index(step) + 1 :]
    if act == "next" and later:
        return make_response(redirect(url_for("steps.step", number=number, step=later[0]), 303))
    return make_response(redirect(url_for("steps.overview", number=number), 303))


def _refused(number: int, step: str, sent: Tree, refusal: RuleViolation) -> Response:
    """The step again with all that was typed, each fault beside its field; for the module, the faults alone."""
    faults = field_faults(refusal.faults) if isinstance(refusal, Invalid) else {}
    status = 422 if isinstance(refusal, Invalid) else 409
    notice = None if faults else refusal.message
    if wants_words_only():
        answer = {"faults": {name: joined(" ", words) for name, words in faults.items()}, "notice": notice}
        return make_response(jsonify(answer), status)
    with house().reading() as rows:
        if isinstance(refusal, Stale):
            sent["based_on"] = str(finding.find(rows, who_opens(number), number).version)
        return _page(rows, number, step, sent, faults=faults, notice=notice, status=status)


def _page(
    rows: Session,
    number: int,
    step: str,
    typed: Tree,
    *,
    faults: dict[str, list[str]] | None = None,
    file_faults: dict[str, str] | None = None,
    notice: str | None = None,
    status: int = 200,
) -> Response:
    page = unit_page(rows, number)
    row = rows.get_one(Registration, number)
    form = form_of(rows, step, typed)
    show_faults(form, faults or {})
    shown = drawn(
        f"register/{step}.html",
        page=page, here=step, form=form, notice=notice, faulty=bool(faults),
        list_faults=(faults or {}).get("members", []), file_faults=file_faults or {},
        sections=sections_of(rows, row), files=files_of(row), limits=limits_of(rows),
    )  # fmt: skip
    return make_response(shown, status)


def with_file_fault(number: int, step: str, field: str, message: str, status: int) -> Response:
    """The step from which a file was sent, with what is wrong with it beside its field. All else is saved already."""
    with house().reading() as rows:
        row = finding.find(rows, who_opens(number), number)
        typed = typed_of(rows, row, step)
        return _page(rows, number, step, typed, file_faults={field: message}, status=status)


def _overview(number: int, form: SubmitForm, status: int, notice: str | None = None) -> Response:
    with house().reading() as rows:
        page = unit_page(rows, number)
        row = rows.get_one(Registration, number)
        facts = {
            "members": [{"name": m.name, "role": spoken_role(m.role)} for m in row.members],
            "sections": sections_of(rows, row),
            "titles": {entry.section_id: entry.title for entry in row.performances},
            "contact": {"name": row.contact.name, "phone": row.contact.phone} if row.contact else None,
            "history": [
                {"at": c.at, "by": by_words(c.by), "field": field_words(c.field)} for c in history(rows, number)[:12]
            ],
        }
        files = files_of(row)
        arrival = _arrival(number) if row.state == "approved" else None
    has_code = _link_of_known(number)
    shown = drawn(
        "register/overview.html",
        page=page, here="overview", form=form, notice=notice, facts=facts, files=files, has_code=has_code,
        sent="sent" in request.args, arrival=arrival,
    )  # fmt: skip
    return make_response(shown, status)


def _arrival(number: int) -> dict[str, str]:
    """What the unit shows at the door of the hall, also from its phone: the code and its picture."""
    code = codes.arrival_code(house().secret, number)
    address = url_for("check_in.scanned", code=code, _external=True)
    return {"code": code, "qr": segno.make(address, micro=False, error="m").svg_data_uri(scale=5, border=4)}


def _moved(number: int, act: Callable[[Work, int], Registration]) -> Response:
    try:
        with house().act(who_opens(number)) as work:
            act(work, number)
    except WrongState as refusal:
        return _overview(number, SubmitForm(formdata=None), 409, refusal.message)
    return make_response(redirect(url_for("steps.overview", number=number), 303))


def _link_of(rows: Session, number: int) -> str | None:
    """The private link, for the unit's own letter; None where it is not its browser that asks."""
    for code in unit_codes():
        actor = codes.actor_for_code(rows, house().secret, code)
        if actor is not None and actor.registration_id == number:
            return url_for("register.link", code=codes.shown_code(code).lower(), _external=True)
    return None


def _link_of_known(number: int) -> bool:
    with house().reading() as rows:
        return _link_of(rows, number) is not None
