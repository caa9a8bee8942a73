"""What the unit's pages are drawn from: where the registration stands, its steps, and what is typed in each.

Responsible for whose registration a request may open and for turning rows into what the forms hold, and faults of the
house into words beside the fields.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from flask import g, render_template, request
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Contest, Group, Registration, Section, StoredFile
from contest.domain.errors import Fault
from contest.domain.registration import duration_text
from contest.live.words import when_text
from contest.services.actor import Actor, Role
from contest.services.files.kinds import MEGABYTE
from contest.services.files.recognising import TAKEN
from contest.services.permissions import Permission, may
from contest.services.registration import finding, rules, submitting
from contest.web.boot import boot
from contest.web.guard import actors_of_request, house
from contest.web.pages.register_forms import ContactForm, MembersForm, PerformancesForm, TeamForm, UnitForm
from contest.web.pages.register_words import role_choices, state_words
from contest.web.pages.rules_forms import options

Tree = dict[str, Any]
FORMS: dict[str, Any] = {
    "unit": UnitForm,
    "team": TeamForm,
    "members": MembersForm,
    "contact": ContactForm,
    "performances": PerformancesForm,
}
EMPTY_MEMBER: Tree = {
    "id": "", "name": "", "role": "chính thức", "birth_year": "", "consented": False, "guardian_consented": False,
}  # fmt: skip
FIRST_ROLES = ("trưởng đoàn", "đội trưởng", "chính thức", "chính thức")


def who_opens(number: int) -> Actor:
    """Of those this request can speak as, who may open that registration: its unit first, then the organisers."""
    actors = actors_of_request()
    own = (actor for actor in actors if actor.registration_id == number)
    reviewers = (actor for actor in actors if may(actor, Permission.REGISTRATION_REVIEW))
    return next(own, None) or next(reviewers, None) or g.actor


def step_titles() -> dict[str, str]:
    """The steps in their order, in people's words."""
    return {
        "unit": _("Đơn vị"),
        "team": _("Đội thi"),
        "members": _("Thành viên"),
        "contact": _("Liên hệ"),
        "performances": _("Tiết mục"),
    }


def unit_page(rows: Session, number: int) -> dict[str, Any]:
    """Where a registration stands, for the head and the way of every one of its pages."""
    actor = who_opens(number)
    row = finding.find(rows, actor, number)
    current = rules.rules_of(rows)
    lacking = submitting.missing(rows, row)
    contest = rows.get(Contest, 1)
    return {
        "number": row.id,
        "state": row.state,
        "state_words": state_words()[row.state],
        "unit": row.unit_name,
        "team": row.team_name,
        "version": row.version,
        "fills_in": finding.may_fill_in(rows, actor, row, house().now()),
        "closed": finding.closed_words(row),
        "window": current.window(house().now()),
        "closes": when_text(current.closes_at, contest.timezone) if current.closes_at and contest else None,
        "by_organiser": actor.role is not Role.TEAM,
        "steps": [
            {"key": key, "title": title, "missing": [each.message for each in lacking if each.step == key]}
            for key, title in step_titles().items()
        ],
        "remarks": [{"at": r.at, "by": r.by, "act": r.act, "text": r.text} for r in reversed(row.remarks)],
        "erased": row.erased_at is not None,
    }


def typed_of(rows: Session, row: Registration, step: str) -> Tree:
    """What the registration holds, as the form of that step shows it."""
    based_on: Tree = {"based_on": str(row.version)}
    return based_on | _TYPED[step](rows, row)


def _unit(_rows: Session, row: Registration) -> Tree:
    return {
        "unit_type": row.unit_type.key if row.unit_type else "",
        "unit_name": row.unit_name,
        "group": row.group.key if row.group else "",
    }


def _members(_rows: Session, row: Registration) -> Tree:
    listed = [
        {
            "id": str(member.id), "name": member.name, "role": member.role, "birth_year": str(member.birth_year or ""),
            "consented": member.consented, "guardian_consented": member.guardian_consented,
        }
        for member in row.members
    ]  # fmt: skip
    return {"members": listed or [EMPTY_MEMBER | {"role": role} for role in FIRST_ROLES]}


def _performances(rows: Session, row: Registration) -> Tree:
    told = {entry.section_id: entry for entry in row.performances}
    lines = []
    for section_id in rules.rules_of(rows).sections:
        entry = told.get(section_id)
        lines.append(
            {
                "section": str(section_id),
                "title": entry.title if entry else "",
                "duration": duration_text(entry.duration_s) if entry else "",
                "needs": entry.needs if entry else "",
            }
        )
    return {"performances": lines}


_TYPED: dict[str, Callable[[Session, Registration], Tree]] = {
    "unit": _unit,
    "team": lambda _rows, row: {"team_name": row.team_name, "short_name": row.short_name},
    "members": _members,
    "contact": lambda _rows, row: {
        "name": row.contact.name if row.contact else "",
        "phone": row.contact.phone if row.contact else "",
        "email": row.contact.email if row.contact else "",
    },
    "performances": _performances,
}


def form_of(rows: Session, step: str, tree: Tree) -> Any:
    """The form of that step, filled with what is typed, with the choices of this contest."""
    form = FORMS[step](formdata=None, data=tree)
    if step == "unit":
        form.unit_type.choices = options([("", "—"), *((t.key, t.title) for t in rules.unit_types(rows))])
        groups = rows.scalars(select(Group).order_by(Group.position))
        form.group.choices = options([("", "—"), *((each.key, each.title) for each in groups)])
    if step == "members":
        for entry in form.members:
            entry.form.role.choices = options(role_choices())
    return form


def field_faults(faults: tuple[Fault, ...]) -> dict[str, list[str]]:
    """Messages by the name of the field: `members[2].name` is that of `members-2-name`."""
    found: dict[str, list[str]] = {}
    for fault in faults:
        name = re.sub(r"\[(\d+)\]", r"-\1", fault.path).replace(".", "-")
        found.setdefault(name, []).append(fault.message)
    return found


def sections_of(rows: Session, row: Registration) -> list[dict[str, Any]]:
    """The sections that are asked for, each with its place, length, script and files, in the order of the form."""
    shown = []
    for section_id in rules.rules_of(rows).sections:
        section = rows.get_one(Section, section_id)
        entry = next((each for each in row.performances if each.section_id == section_id), None)
        shown.append(
            {
                "id": section_id,
                "title": section.title,
                "round": section.round.title,
                "duration": duration_text(section.duration_s),
                "script_state": entry.script_state if entry else None,
                "script_remark": entry.script_remark if entry else "",
                "entry": entry.id if entry else None,
            }
        )
    return shown


def files_of(row: Registration) -> list[dict[str, Any]]:
    """The registration's files as its pages show them; `section` is None for the team's own."""
    section_of = {entry.id: entry.section_id for entry in row.performances}
    return [file_facts(file) | {"section": section_of.get(file.entry_id or 0)} for file in row.files]


def file_facts(file: StoredFile) -> dict[str, Any]:
    """A file as pages show it."""
    return {
        "id": file.id,
        "kind": file.kind,
        "name": file.name,
        "size": size_text(file.bytes),
        "length": duration_text(round(file.duration_ms / 1000)) if file.duration_ms else None,
        "small": file.thumb_sha256 is not None,
        "width": file.width,
        "height": file.height,
    }


def size_text(count: int) -> str:
    """A number of bytes in people's words: `"15 MB"`, `"1,5 MB"`, `"340 KB"`."""
    if count < MEGABYTE:
        return f"{max(1, round(count / 1000))} KB"
    whole, rest = divmod(round(count * 10 / MEGABYTE), 10)
    return f"{whole},{rest} MB" if rest and whole < 100 else f"{whole} MB"


def limits_of(rows: Session) -> dict[str, dict[str, Any]]:
    """For each kind of file whether it is taken, must be there, how large it may be, and what browsers may offer."""
    return {
        kind.value: {
            "taken": rule.taken,
            "needed": rule.needed,
            "most": rule.most_mb * MEGABYTE,
            "mb": rule.most_mb,
            "accept": ",".join(t for each in TAKEN[kind] for t in (each.media_type, each.suffix)),
        }
        for kind, rule in rules.rules_of(rows).taking_part.files.items()
    }


def drawn(template: str, **more: Any) -> str:
    """A page of registration; it has no live topics."""
    return render_template(template, boot=boot(g.actor, "/public", []), **more)


def wants_words_only() -> bool:
    """Whether it is the page's own module that asks, to save as one goes: it wants an answer and no page."""
    return request.accept_mimetypes.best_match(["text/html", "application/json"]) == "application/json"
