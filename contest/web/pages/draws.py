"""Drawing lots: the organiser's page of a round's draws, and what everybody may check of them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Contest, Draw, Group, Round, Team
from contest.domain.errors import Invalid, RuleViolation
from contest.domain.lots import DrawRules
from contest.domain.said import say
from contest.live.words import shown_name, when_text
from contest.services import draw_records, draws, public, rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound
from contest.web.boot import boot
from contest.web.guard import house, needs
from contest.web.pages.draws_forms import AnnounceForm, PacketsForm, RealForm

blueprint = Blueprint("draws", __name__)


@blueprint.route("/organiser/rounds/<key>/draws", methods=["GET", "POST"])
@needs(Permission.ROUND_ORDER)
def of_round(key: str) -> Response:
    """Shows the draws of a round; a POST does what its `what` names."""
    with house().reading() as rows:
        page = _page(rows, rounds.get(rows, key))
    forms = _forms(page)
    page["faults"] = []
    act = _ACTS.get(request.form.get("what", ""))
    if request.method == "POST" and act is not None and all(form.validate() for form in forms.values()):
        try:
            with house().act(g.actor) as work:
                act(work, key, forms)
            return make_response(redirect(url_for("draws.of_round", key=key)))
        except Invalid as refusal:
            page["faults"] = _beside_fields(refusal, forms.get(request.form["what"]))
        except RuleViolation as refusal:
            page["faults"] = [refusal.message]
    faulty = bool(page["faults"]) or any(form.errors for form in forms.values())
    page["typed"] = request.form
    shown = render_template("draws/round.html", page=page, forms=forms, boot=boot(g.actor, "/organiser", []))
    return make_response(shown, 422 if faulty else 200)


@blueprint.get("/draws")
@needs(Permission.PUBLIC_READ)
def everybody() -> str:
    """What everybody may know of the draws, and how to check them."""
    with house().reading() as rows:
        shown = [
            {"title": row.title, "draws": [_draw(rows, each) for each in found]}
            for row in rows.scalars(select(Round).order_by(Round.position))
            if public.order_is_public(rows, row) and (found := draws.list_of(rows, row.key))
        ]
    return render_template("draws/public.html", rounds=shown, boot=boot(g.actor, "/public", []))


@blueprint.get("/draws/<int:draw_id>.json")
@needs(Permission.PUBLIC_READ)
def protocol(draw_id: int) -> Response:
    """The draw's record as a file, with no more than is revealed."""
    with house().reading() as rows:
        row = draws.get(rows, draw_id)
        if not public.order_is_public(rows, row.round):
            raise NotFound(say("Không có lần bốc thăm này."))
        answer = jsonify(draw_records.protocol(row))
    answer.headers["Content-Disposition"] = f'inline; filename="boc-tham-{draw_id}.json"'
    return answer


def _beside_fields(refusal: Invalid, form: Any) -> list[str]:
    """Puts each fault beside its field; returns those of no field of that form."""
    left = []
    for fault in refusal.faults:
        if form is not None and fault.path in form:
            form[fault.path].errors = [*form[fault.path].errors, fault.message]
        else:
            left.append(fault.message)
    return left


def _announce(work: Work, key: str, forms: dict[str, Any]) -> None:
    form = forms["order"]
    groups = tuple(work.session.scalars(select(Group.key).order_by(Group.position)))
    rules = DrawRules(
        form.units_apart.data, form.groups_alternate.data, form.first.data or None, form.by_group.data, groups
    )
    draws.announce(work, key, seed=form.seed.data or "", sealed=form.sealed.data, rules=rules)


def _announce_packets(work: Work, key: str, forms: dict[str, Any]) -> None:
    form = forms["packets"]
    packets = [line.strip() for line in (form.packets.data or "").splitlines() if line.strip()]
    draws.announce(
        work,
        key,
        seed=form.seed.data or "",
        sealed=form.sealed.data,
        section_key=form.section.data,
        packets=packets,
    )


def _real(work: Work, key: str, forms: dict[str, Any]) -> None:
    typed = {team: request.form.get(f"place-{team}", "").strip() for team in request.form.getlist("team")}
    wanted = {str(number) for number in range(1, len(typed) + 1)}
    if set(typed.values()) != wanted:
        raise RuleViolation(_("Mỗi đội cần một số thứ tự riêng, từ 1 đến %(n)s.", n=len(typed)))
    draws.by_hand(work, key, sorted(typed, key=lambda team: int(typed[team])), forms["real"].note.data or "")


def _carry_out(work: Work, _key: str, _forms: dict[str, Any]) -> None:
    apply_now = request.form.get("then") != "stage"
    draws.carry_out(work, _draw_id(), spoken=request.form.get("spoken", ""), apply_now=apply_now)


def _apply(work: Work, _key: str, _forms: dict[str, Any]) -> None:
    draws.put_into_force(work, _draw_id())


def _take_back(work: Work, _key: str, _forms: dict[str, Any]) -> None:
    draws.take_back(work, _draw_id(), request.form.get("reason", ""))


_ACTS: dict[str, Callable[[Work, str, dict[str, Any]], None]] = {
    "order": _announce,
    "packets": _announce_packets,
    "real": _real,
    "carry-out": _carry_out,
    "apply": _apply,
    "take-back": _take_back,
}


def _draw_id() -> int:
    number = request.form.get("draw", "")
    return int(number) if number.isascii() and number.isdigit() and len(number) < 16 else 0


def _forms(page: dict[str, Any]) -> dict[str, Any]:
    """The page's forms; only the one that was sent is filled from the request, and all carry the one CSRF token."""
    sent = request.form.get("what")
    forms: dict[str, Any] = {}
    for name, kind in (("order", AnnounceForm), ("packets", PacketsForm), ("real", RealForm)):
        forms[name] = kind() if sent == name else kind(formdata=None, meta={"csrf": False})
    forms["order"].first.choices = [("", _("Không xếp trước")), *((t["key"], t["name"]) for t in page["teams"])]
    forms["packets"].section.choices = [(s["key"], s["title"]) for s in page["sections"]]
    for name, form in forms.items():
        if sent != name:
            form.validate = lambda: True
    return forms


def _page(rows: Session, row: Round) -> dict[str, Any]:
    present = [entry for entry in rounds.entries(rows, row) if entry.status == "present"]
    return {
        "key": row.key,
        "title": row.title,
        "frozen": any(p.state != "planned" for p in rounds.performances(rows, row)),
        "teams": [{"key": e.team.key, "name": shown_name(e.team.title), "turn": e.turn} for e in present],
        "sections": [{"key": s.key, "title": s.title} for s in row.sections],
        "draws": [_draw(rows, each) | {"seed_known_here": each.seed} for each in draws.list_of(rows, row.key)],
    }


def _draw(rows: Session, row: Draw) -> dict[str, Any]:
    """A draw as its protocol says it, with the teams' names beside their keys."""
    names = {team.key: shown_name(team.title) for team in rows.scalars(select(Team))}
    document = draw_records.protocol(row)
    outcome = [
        {"team": names.get(each[0], each[0]), "packet": each[1]}
        if row.kind == "packets"
        else {"team": names.get(each, each)}
        for each in document["outcome"] or []
    ]
    first = document["rules"].get("first")
    return document | {
        "announced": when_text(row.announced_at, rows.get_one(Contest, 1).timezone),
        "names": outcome,
        "first": names.get(first) if first else None,
        "section": row.section.title if row.section else None,
        "count": len(row.lots),
        "drawn_here": [names.get(each, each) for each in row.outcome or []] if row.kind == "order" else [],
    }
