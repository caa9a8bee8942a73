"""The organisers' pages of registration: the list, and one of them with its history and its decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import segno
from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Group, Registration, RegistrationChange
from contest.domain.errors import Invalid, RuleViolation
from contest.domain.registration import ROLE_WORDS
from contest.services import mail
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState
from contest.services.registration import codes, listing, reviewing, rules
from contest.services.registration.changes import history
from contest.web.boot import boot
from contest.web.guard import house, needs
from contest.web.pages.register_forms import DecisionForm
from contest.web.pages.register_view import files_of, sections_of, unit_page
from contest.web.pages.register_words import by_words, field_words, state_words, value_words
from contest.web.pages.rules_forms import options

blueprint = Blueprint("registrations", __name__, url_prefix="/organiser")


@blueprint.get("/registrations")
@needs(Permission.REGISTRATION_REVIEW)
def listed() -> Response:
    """Registrations, those that wait first; filters and a search that knows no marks."""
    wanted = listing.Filter(
        words=request.args.get("q", "")[:120],
        state=request.args.get("state", ""),
        unit_type=request.args.get("type", ""),
        group=request.args.get("group", ""),
        script=request.args.get("script", ""),
        only_suspected="suspected" in request.args,
    )
    with house().reading() as rows:
        page = {
            "rows": [_line(each) for each in listing.listed(rows, wanted)],
            "counts": listing.counts(rows),
            "types": [(each.key, each.title) for each in rules.unit_types(rows)],
            "groups": [(each.key, each.title) for each in rows.scalars(select(Group).order_by(Group.position))],
            "window": rules.rules_of(rows).window(house().now()),
            "failed": [letter.registration_id for letter in mail.failed(rows)],
            "mail": house().smtp is not None,
        }
    shown = render_template(
        "organiser/registrations/list.html",
        page=page, wanted=wanted, states=state_words(), boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(shown)


@blueprint.get("/registrations/<int:number>")
@needs(Permission.REGISTRATION_REVIEW)
def one(number: int) -> Response:
    """One registration whole: what was registered, what changed, what looks like a duplicate, what to decide."""
    return _one(number, DecisionForm(formdata=None), 200)


@blueprint.post("/registrations/<int:number>/<any(approve, return, refuse):what>")
@needs(Permission.REGISTRATION_REVIEW)
def decide(number: int, what: str) -> Response:
    """A decision, with its words."""
    form = DecisionForm()
    acts: dict[str, Callable[[Work], Any]] = {
        "approve": lambda work: reviewing.approve(work, number, form.team.data or reviewing.NEW_TEAM),
        "return": lambda work: reviewing.return_for_changes(work, number, form.remark.data or ""),
        "refuse": lambda work: reviewing.refuse(work, number, form.remark.data or ""),
    }
    return _decided(number, form, acts[what], what)


@blueprint.post("/registrations/<int:number>/scripts/<int:entry>")
@needs(Permission.REGISTRATION_REVIEW)
def script(number: int, entry: int) -> Response:
    """A script, approved or returned with a remark."""
    form = DecisionForm()
    approved = request.form.get("do") == "approve"
    remark = form.remark.data or ""
    act = lambda work: reviewing.decide_script(work, number, entry, approved=approved, remark=remark)  # noqa: E731
    return _decided(number, form, act, f"script-{entry}")


@blueprint.post("/registrations/<int:number>/code")
@needs(Permission.REGISTRATION_REVIEW)
def replace_code(number: int) -> Response:
    """A new code for a unit that has lost its own; shown once."""
    with house().act(g.actor) as work:
        code = reviewing.replace_code(work, number)
    link = url_for("register.link", code=codes.shown_code(code).lower(), _external=True)
    qr = segno.make(link, micro=False).svg_data_uri(scale=4, border=2)
    issued = {"code": codes.shown_code(code), "link": link, "qr": qr}
    return _one(number, DecisionForm(formdata=None), 200, issued=issued)


def _decided(number: int, form: DecisionForm, act: Callable[[Work], Any], what: str) -> Response:
    try:
        with house().act(g.actor) as work:
            act(work)
    except Invalid as refusal:
        form.remark.errors = [fault.message for fault in refusal.faults if fault.path == "remark"]
        form.team.errors = [fault.message for fault in refusal.faults if fault.path == "team"]
        return _one(number, form, 422, tried=what)
    except (WrongState, NotFound) as refusal:
        return _refused(number, form, refusal)
    return make_response(redirect(url_for("registrations.one", number=number, done=what), 303))


def _refused(number: int, form: DecisionForm, refusal: RuleViolation) -> Response:
    if isinstance(refusal, NotFound):
        raise refusal
    return _one(number, form, 409, notice=refusal.message)


def _one(
    number: int,
    form: DecisionForm,
    status: int,
    *,
    notice: str | None = None,
    tried: str = "",
    issued: dict[str, str] | None = None,
) -> Response:
    with house().reading() as rows:
        page = unit_page(rows, number)
        row = rows.get_one(Registration, number)
        free = reviewing.teams_to_take_over(rows)
        form.team.choices = options([(reviewing.NEW_TEAM, ""), *((team.key, team.title) for team in free)])
        if not form.is_submitted():
            form.team.data = reviewing.likely_team(row, free)
        facts = _facts(rows, row) | {
            "suspicions": listing.suspicions(rows).get(number, ()),
            "history": [_change(each) for each in history(rows, number)],
            "files": files_of(row),
            "sections": sections_of(rows, row),
        }
        shown = render_template(
            "organiser/registrations/one.html",
            page=page, facts=facts, form=form, notice=notice, tried=tried, issued=issued,
            done=request.args.get("done", ""), boot=boot(g.actor, "/organiser", []),
        )  # fmt: skip
    return make_response(shown, status)


def _facts(rows: Session, row: Registration) -> dict[str, Any]:
    return {
        "unit_type": row.unit_type.title if row.unit_type else None,
        "group": row.group.title if row.group else None,
        "short": row.short_name,
        "members": row.members,
        "roles": ROLE_WORDS,
        "contact": row.contact,
        "entries": {entry.section_id: entry for entry in row.performances},
        "team": {"key": row.team.key, "title": row.team.title} if row.team else None,
        "submitted_at": row.submitted_at,
        "consented_at": row.consented_at,
        "consent_version": row.consent_version,
        "year": rules.rules_of(rows).year,
    }


def _change(row: RegistrationChange) -> dict[str, Any]:
    return {
        "at": row.at,
        "by": by_words(row.by),
        "field": field_words(row.field),
        "old": value_words(row.field, row.old),
        "new": value_words(row.field, row.new),
    }


def _line(each: listing.Listed) -> dict[str, Any]:
    row = each.row
    return {
        "number": row.id,
        "state": row.state,
        "unit": row.unit_name,
        "team": row.team_name,
        "type": row.unit_type.title if row.unit_type else None,
        "group": row.group.title if row.group else None,
        "members": len(row.members),
        "at": row.submitted_at or row.created_at,
        "suspicions": each.suspicions,
        "scripts": each.scripts_pending,
    }
