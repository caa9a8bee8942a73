"""The organisers' pages of registration: the list, one of them with its decisions, and the rules of taking part."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime
from typing import Any

import segno
from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Contest, Group, Registration
from contest.domain.errors import Fault, Invalid, RuleViolation
from contest.domain.registration import FileKind, MemberRole
from contest.live.words import zone
from contest.services import mail
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState
from contest.services.registration import codes, listing, reviewing, rules
from contest.services.registration.changes import history
from contest.web.boot import boot
from contest.web.guard import house, needs
from contest.web.pages.register_forms import DecisionForm, RegistrationRulesForm
from contest.web.pages.register_view import field_faults, field_words, files_of, sections_of, state_words, unit_page
from contest.web.pages.rules_forms import options, show_faults, tree

blueprint = Blueprint("registrations", __name__, url_prefix="/organiser")

Tree = dict[str, Any]


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


@blueprint.route("/registration-rules", methods=["GET", "POST"])
@needs(Permission.CONTEST_EDIT)
def rules_page() -> Response:
    """The registration rules: window, members, files, guardians, erasing, kinds of units."""
    with house().reading() as rows:
        shown = _typed_rules(rows)
    faults: dict[str, list[str]] = {}
    if request.method == "POST":
        shown |= tree(RegistrationRulesForm())
        try:
            with house().act(g.actor) as work:
                rules.set_rules(work, _rules_of_form(shown))
            return make_response(redirect(url_for("registrations.rules_page", saved=1), 303))
        except Invalid as refusal:
            faults = _rules_faults(refusal)
    return _rules_page(shown, faults)


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
            "history": [(change, field_words(change.field)) for change in history(rows, number)],
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
        "contact": row.contact,
        "entries": {entry.section_id: entry for entry in row.performances},
        "team": {"key": row.team.key, "title": row.team.title} if row.team else None,
        "submitted_at": row.submitted_at,
        "consented_at": row.consented_at,
        "consent_version": row.consent_version,
        "year": rules.rules_of(rows).year,
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
        "team_stays": row.state == "withdrawn" and row.team_id is not None,
    }


def _typed_rules(rows: Session) -> Tree:
    current = rules.rules_of(rows)
    taking = current.taking_part
    where = zone(rows.get_one(Contest, 1).timezone)
    types = [each.title for each in rules.unit_types(rows)] or list(rules.USUAL_UNIT_TYPES)
    return {
        "opens": _local(current.opens_at, where),
        "closes": _local(current.closes_at, where),
        "erase_on": current.erase_on.isoformat() if current.erase_on else "",
        "teams_per_unit": str(taking.teams_per_unit),
        "roles": [{"key": r.value, "least": str(v.least), "most": str(v.most)} for r, v in taking.roles.items()],
        "files": [
            {"key": k.value, "taken": f.taken, "needed": f.needed, "most_mb": str(f.most_mb)}
            for k, f in taking.files.items()
        ],
        "guardian_below": str(taking.guardian_below or ""),
        "birth_year_needed": taking.birth_year_needed,
        "script_approval": taking.script_approval,
        "sections": [str(i) for i in current.sections],
        "unit_types": "\n".join(types),
    }


def _local(at_ms: int | None, where: Any) -> str:
    if at_ms is None:
        return ""
    return datetime.fromtimestamp(at_ms / 1000, UTC).astimezone(where).strftime("%Y-%m-%dT%H:%M")


def _rules_of_form(sent: Tree) -> rules.Typed:
    roles = {row["key"]: (row["least"], row["most"]) for row in sent["roles"]}
    files = {row["key"]: (bool(row["taken"]), bool(row["needed"]), row["most_mb"]) for row in sent["files"]}
    return rules.Typed(
        opens=sent["opens"],
        closes=sent["closes"],
        erase_on=_day(sent["erase_on"]),
        teams_per_unit=sent["teams_per_unit"],
        roles={role.value: roles.get(role.value, ("", "")) for role in MemberRole},
        files={kind.value: files.get(kind.value, (False, False, "")) for kind in FileKind},
        guardian_below=sent["guardian_below"],
        birth_year_needed=bool(sent["birth_year_needed"]),
        script_approval=bool(sent["script_approval"]),
        sections=[int(i) for i in sent["sections"] if i.isdigit()],
        unit_types=sent["unit_types"],
    )


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text) if text else None
    except ValueError:
        raise Invalid([Fault("erase_on", "no_day", "Xin chọn ngày.")]) from None


def _rules_faults(refusal: Invalid) -> dict[str, list[str]]:
    """Faults by field: `roles.dự bị.least` is the field of that role's row."""
    names: dict[str, str] = {f"roles.{role.value}": f"roles-{n}" for n, role in enumerate(MemberRole)}
    names |= {f"files.{kind.value}": f"files-{n}" for n, kind in enumerate(FileKind)}
    found: dict[str, list[str]] = {}
    for name, words in field_faults(refusal.faults).items():
        found[name] = words
    for fault in refusal.faults:
        row, _dot, column = fault.path.rpartition(".")
        if row in names:
            found.setdefault(f"{names[row]}-{column}", []).append(fault.message)
    return found


def _rules_page(shown: Tree, faults: dict[str, list[str]]) -> Response:
    form = RegistrationRulesForm(formdata=None, data=shown)
    show_faults(form, faults)
    with house().reading() as rows:
        offered = [
            {"id": str(s.id), "title": s.title, "round": s.round.title, "on": str(s.id) in shown["sections"]}
            for s in rules.sections_offered(rows)
        ]
        window = rules.rules_of(rows).window(house().now())
    page = render_template(
        "organiser/registrations/rules.html",
        form=form, sections=offered, window=window, faulty=bool(faults), saved="saved" in request.args,
        boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(page, 422 if faults else 200)
