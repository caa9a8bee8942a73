"""The organiser's pages: rounds, running order, links."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, Response, g, make_response, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from sqlalchemy import select
from wtforms import SelectField, StringField
from wtforms.validators import DataRequired, Length

from contest.db.models import Credential, Group, Judge, ProgrammeItem, Team
from contest.services import accounts, board, public, rounds
from contest.services.actor import Role
from contest.services.permissions import Permission
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("organiser", __name__, url_prefix="/organiser")

ISSUED_ROLES = (
    Role.ORGANISER, Role.SECRETARY, Role.HEAD_JUDGE, Role.DIRECTOR, Role.MC, Role.STAGE, Role.OVERLAY, Role.AUDITOR,
)  # fmt: skip


class LinkForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """Whom a new link is for."""

    who = SelectField(_l("Cấp cho"), validators=[DataRequired(_l("Xin chọn người nhận."))])
    name = StringField(_l("Tên ghi trên liên kết"), validators=[Length(max=100, message=_l("Tên dài nhất 100 ký tự."))])


@blueprint.get("/")
@needs(Permission.CONTEST_EDIT)
def home() -> str:
    """Rounds, teams, panel, programme."""
    with house().reading() as rows:
        page = {
            "contest": board.contest_json(rows),
            "groups": _teams_by_group(rows),
            "judges": [
                {"key": j.key, "name": j.name, "head": j.head}
                for j in rows.scalars(select(Judge).order_by(Judge.position))
            ],
            "programme": public.public_topic(rows)["programme"],
            "programme_count": len(list(rows.scalars(select(ProgrammeItem.id)))),
        }
    return render_template("organiser/home.html", page=page, boot=boot(g.actor, "/organiser", ["contest"]))


def _teams_by_group(rows: Any) -> list[dict[str, Any]]:
    teams = list(rows.scalars(select(Team).order_by(Team.position)))
    groups = list(rows.scalars(select(Group).order_by(Group.position)))
    shown = [{"title": group.title, "teams": [_team(t) for t in teams if t.group_id == group.id]} for group in groups]
    rest = [_team(t) for t in teams if t.group_id is None]
    return [*shown, {"title": None, "teams": rest}] if rest else shown


def _team(team: Team) -> dict[str, Any]:
    return board.team_json(team) | {"assumed": team.assumed}


@blueprint.get("/rounds/<key>/order")
@needs(Permission.ROUND_ORDER)
def order(key: str) -> str:
    """The running order of a round."""
    with house().reading() as rows:
        row = rounds.get(rows, key)
        entries = [
            {"turn": e.turn, "team": board.team_json(e.team), "status": e.status} for e in rounds.entries(rows, row)
        ]
        frozen = any(p.state != "planned" for p in rounds.performances(rows, row))
        page = {"key": row.key, "title": row.title, "state": row.state, "seed": row.order_seed, "frozen": frozen}
    return render_template(
        "organiser/order.html", round=page, entries=entries, boot=boot(g.actor, "/organiser", ["contest"], round=key)
    )


@blueprint.route("/links", methods=["GET", "POST"])
@needs(Permission.LINK_ISSUE)
def links() -> Response:
    """Issues links and lists those that are out."""
    form = LinkForm()
    with house().reading() as rows:
        judges = list(rows.scalars(select(Judge).order_by(Judge.position)))
    names = {role.value: role_name(role) for role in ISSUED_ROLES}
    form.who.choices = [*names.items(), *((f"judge:{j.key}", j.name) for j in judges)]
    issued = None
    if form.validate_on_submit():
        role, _colon, judge_key = form.who.data.partition(":")
        name = (form.name.data or "").strip() or dict(form.who.choices)[form.who.data]
        with house().act(g.actor) as work:
            made = accounts.issue(work, Role(role), name, judge_key or None)
        url = url_for("auth.enter", token=made.token, _external=True)
        issued = {"url": url, "pin": made.pin, "name": name, "qr_svg_data_uri": segno.make(url).svg_data_uri(scale=4)}
    with house().reading() as rows:
        listed = [_link(row) for row in rows.scalars(select(Credential).order_by(Credential.id.desc()))]
    page = render_template(
        "organiser/links.html",
        form=form,
        links=listed,
        issued=issued,
        judges=[{"key": judge.key, "name": judge.name} for judge in judges],
        boot=boot(g.actor, "/organiser", []),
    )
    return make_response(page, 422 if form.errors else 200)


@blueprint.post("/links/<int:credential_id>/revoke")
@needs(Permission.LINK_ISSUE)
def revoke(credential_id: int) -> Response:
    """Ends a link."""
    with house().act(g.actor) as work:
        accounts.revoke(work, credential_id)
    return make_response(redirect(url_for("organiser.links")))


def _link(row: Credential) -> dict[str, Any]:
    return {
        "id": row.id,
        "role": row.role,
        "role_name": role_name(Role(row.role)),
        "name": row.name,
        "issued": row.issued_at,
        "last_seen": row.last_seen_at or row.entered_at,
        "revoked": row.revoked_at is not None,
    }


def role_name(role: Role) -> str:
    """The role in people's words."""
    names: dict[Role, str] = {
        Role.ORGANISER: _("Ban tổ chức"),
        Role.SECRETARY: _("Thư ký"),
        Role.HEAD_JUDGE: _("Trưởng ban giám khảo"),
        Role.DIRECTOR: _("Đạo diễn"),
        Role.MC: _("MC"),
        Role.STAGE: _("Màn hình sân khấu"),
        Role.OVERLAY: _("Lớp phủ truyền hình"),
        Role.AUDITOR: _("Giám sát"),
        Role.JUDGE: _("Giám khảo"),
        Role.FEED: _("Nguồn dữ liệu"),
    }
    return names[role]
