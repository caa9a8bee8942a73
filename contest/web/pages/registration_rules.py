"""The organisers' page of the registration rules: who may take part, when, with which files, how long data is kept."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session

from contest.db.models import Contest
from contest.domain.errors import Fault, Invalid
from contest.domain.registration import FileKind, MemberRole
from contest.domain.said import say
from contest.live.words import zone
from contest.services.permissions import Permission
from contest.services.registration import rules
from contest.web.boot import boot
from contest.web.guard import house, needs
from contest.web.pages.register_forms import RegistrationRulesForm
from contest.web.pages.register_view import field_faults
from contest.web.pages.register_words import role_choices
from contest.web.pages.rules_forms import show_faults, tree

blueprint = Blueprint("registration_rules", __name__, url_prefix="/organiser")

Tree = dict[str, Any]


@blueprint.route("/registration-rules", methods=["GET", "POST"])
@needs(Permission.CONTEST_EDIT)
def page() -> Response:
    """The registration rules: window, members, files, guardians, erasing, kinds of units."""
    with house().reading() as rows:
        shown = _typed_rules(rows)
    faults: dict[str, list[str]] = {}
    if request.method == "POST":
        shown |= tree(RegistrationRulesForm())
        try:
            with house().act(g.actor) as work:
                rules.set_rules(work, _rules_of_form(shown))
            return make_response(redirect(url_for("registration_rules.page", saved=1), 303))
        except Invalid as refusal:
            faults = _rules_faults(refusal)
    return _page(shown, faults)


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
        raise Invalid([Fault("erase_on", "no_day", say("Xin chọn ngày."))]) from None


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


def _page(shown: Tree, faults: dict[str, list[str]]) -> Response:
    form = RegistrationRulesForm(formdata=None, data=shown)
    show_faults(form, faults)
    with house().reading() as rows:
        offered = [
            {"id": str(s.id), "title": s.title, "round": s.round.title, "on": str(s.id) in shown["sections"]}
            for s in rules.sections_offered(rows)
        ]
        window = rules.rules_of(rows).window(house().now())
    drawn = render_template(
        "organiser/registrations/rules.html",
        form=form, roles=dict(role_choices()), sections=offered, window=window, faulty=bool(faults),
        saved="saved" in request.args, boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(drawn, 422 if faults else 200)
