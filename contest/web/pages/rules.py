"""The organiser's pages of rules: the graph of rounds, and everything that one round is ranked by.

Each button is a form's, so that all of it works without JavaScript; modules only spare the reloading.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, g, jsonify, make_response, redirect, render_template, request, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Contest, Judge, Round
from contest.domain.errors import Invalid, RuleViolation
from contest.services import rounds
from contest.services.permissions import Permission
from contest.services.refusals import Locked, Stale, WrongState
from contest.services.rules import catalogue, changing, editing, example, freezing, graph, typed
from contest.services.rules.document import rules_of
from contest.services.rules.field import all_rounds, has_begun
from contest.web.boot import boot
from contest.web.guard import house, needs
from contest.web.pages.rules_forms import RoundForm, RulesForm, options, show_faults, tree
from contest.web.pages.rules_view import judge_choices, moved_rows, round_choices, rung_choices, titles_of, version_rows

blueprint = Blueprint("rules", __name__, url_prefix="/organiser")

Tree = dict[str, Any]


@dataclass(slots=True)
class Shown:
    """What a page of rules is drawn from: the tree that is typed, its faults by field, what else to say."""

    tree: Tree
    faults: dict[str, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    status: int = 200


@blueprint.route("/rounds/<key>/rules", methods=["GET", "POST"])
@needs(Permission.CONTEST_EDIT)
def round_rules(key: str) -> Response:
    """The rules of a round: shown, edited row by row, saved; once judging has begun, after a page that asks why."""
    if request.method == "GET":
        with house().reading() as rows:
            return _page(rows, key, Shown(_stored(rows, key)))
    sent, act = tree(RulesForm()), request.form.get("do", "save")
    if act not in ("save", "confirm"):
        with house().reading() as rows:
            return _page(rows, key, Shown(sent if act == "back" else editing.edit(sent, act)))
    return _save(key, sent, confirmed=act == "confirm")


def _save(key: str, sent: Tree, *, confirmed: bool) -> Response:
    with house().reading() as rows:
        document = typed.read(editing.settle_keys(sent), key, _zone(rows))
        try:
            effect = changing.preview(rows, document.rules, sent["based_on"])
        except (Invalid, Stale, WrongState, Locked) as refusal:
            return _page(rows, key, _refused(Shown(sent), document, refusal))
        if effect.frozen and effect.changes and not confirmed:
            return _confirm(rows, key, effect)
    try:
        with house().act(g.actor) as work:
            changing.change_rules(work, document.rules, sent["based_on"], sent["reason"])
    except (Invalid, Stale, WrongState, Locked) as refusal:
        with house().reading() as rows:
            if isinstance(refusal, Invalid) and all(each.path == "reason" for each in refusal.faults):
                return _confirm(rows, key, effect, [each.message for each in refusal.faults])
            return _page(rows, key, _refused(Shown(sent), document, refusal))
    return make_response(redirect(url_for("rules.round_rules", key=key, saved=1), 303))


def _refused(shown: Shown, document: typed.Typed, refusal: RuleViolation) -> Shown:
    """The page again with nothing lost: each fault beside its field, the rest above."""
    if not isinstance(refusal, Invalid):
        shown.notices.append(refusal.message)
        shown.status = 423 if isinstance(refusal, Locked) else 409
        return shown
    shown.status = 422
    for fault in refusal.faults:
        name = None if fault.path == changing.SPOILED else document.field_of(fault.path)
        if name in (None, "sections"):
            shown.notices.append(fault.message)
        else:
            shown.faults.setdefault(str(name), []).append(fault.message)
    return shown


def _page(rows: Session, key: str, shown: Shown) -> Response:
    row = rounds.get(rows, key)
    stored = rules_of(row)
    shown.tree["based_on"] = shown.tree.get("based_on") or stored.digest
    document = typed.read(shown.tree, key, _zone(rows))
    every = all_rounds(rows)
    titles = titles_of(every, shown.tree["title"], row)
    form = RulesForm(formdata=None, data=shown.tree)
    form.judges.choices = options(judge_choices(rows))
    form.advance_to.choices = options(round_choices(every, row))
    rungs = options(rung_choices(shown.tree, every, row))
    for entry in form.ladder:
        entry.form.rung.choices = rungs
    for entry in form.sections:
        entry.form.judges.choices = form.judges.choices
    show_faults(form, shown.faults)
    page = render_template(
        "organiser/rules/round.html",
        form=form,
        round={"key": row.key, "title": row.title, "state": row.state, "version": row.rules_version},
        earlier={each.key: each.title for each in every if each.position < row.position},
        said=example.said(document.rules, titles),
        notices=shown.notices,
        faulty=bool(shown.faults) or bool(shown.notices),
        saved=request.args.get("saved") == "1" and request.method == "GET",
        frozen=freezing.is_frozen(rows, row),
        closed=row.state not in ("planned", "open"),
        versions=version_rows(rows, freezing.versions(rows, row)),
        templates=() if has_begun(rows, row) and _any_open(rows, row) else catalogue.templates(),
        boot=boot(g.actor, "/organiser", [], example=url_for("rules.try_rules", key=key)),
    )
    return make_response(page, shown.status)


def _any_open(rows: Session, row: Round) -> bool:
    return any(each.state != "planned" for each in rounds.performances(rows, row))


def _confirm(rows: Session, key: str, effect: changing.Effect, faults: list[str] | None = None) -> Response:
    """The page between a change of frozen rules and its act: what it moves, and why it is made."""
    row = rounds.get(rows, key)
    sent = [
        (name, value) for name, value in request.form.items(multi=True) if name not in ("csrf_token", "do", "reason")
    ]
    page = render_template(
        "organiser/rules/confirm.html",
        round={"key": row.key, "title": row.title, "version": row.rules_version},
        moved=moved_rows(rows, effect.moved),
        sent=sent,
        reason=request.form.get("reason", ""),
        faults=faults or [],
        boot=boot(g.actor, "/organiser", []),
    )
    return make_response(page, 422 if faults else 200)


@blueprint.post("/rounds/<key>/rules/example")
@needs(Permission.CONTEST_EDIT)
def try_rules(key: str) -> Response:
    """Every rule in a sentence with its worked example, for what is typed right now. Changes nothing."""
    sent = editing.name_new(tree(RulesForm()))
    with house().reading() as rows:
        row = rounds.get(rows, key)
        document = typed.read(sent, key, _zone(rows))
        titles = titles_of(all_rounds(rows), sent["title"], row)
    said = example.said(document.rules, titles)
    return jsonify({"said": {name: each.to_json() for name, each in said.items()}})


@blueprint.route("/rounds/<key>/rules/templates/<name>", methods=["GET", "POST"])
@needs(Permission.CONTEST_EDIT)
def use_template(key: str, name: str) -> Response:
    """What a template would make of the round; then the act."""
    chosen, refusal = catalogue.template(name), None
    if request.method == "POST":
        try:
            with house().act(g.actor) as work:
                catalogue.apply_template(work, key, name)
            return make_response(redirect(url_for("rules.round_rules", key=key, saved=1), 303))
        except (Invalid, WrongState) as said:
            refusal = said.message
    with house().reading() as rows:
        row = rounds.get(rows, key)
        rules = chosen.rules_for(rules_of(row))
        page = render_template(
            "organiser/rules/template.html",
            round={"key": row.key, "title": row.title, "sections": [each.title for each in row.sections]},
            template=chosen,
            sections=rules.round["sections"],
            said=example.said(rules, titles_of(all_rounds(rows), row.title, row)),
            refusal=refusal,
            boot=boot(g.actor, "/organiser", []),
        )
    return make_response(page, 409 if refusal else 200)


@blueprint.route("/rules", methods=["GET", "POST"])
@needs(Permission.CONTEST_EDIT)
def round_graph() -> Response:
    """All rounds with what each sends to the next; a new one."""
    form = RoundForm()
    if request.method == "POST":
        try:
            with house().act(g.actor) as work:
                row = graph.add_round(work, form.title.data or "")
            return make_response(redirect(url_for("rules.round_rules", key=row.key), 303))
        except Invalid as refusal:
            form.title.errors = [fault.message for fault in refusal.faults]
    return _graph_page(form, 422 if form.title.errors else 200)


@blueprint.post("/rules/<key>/move")
@needs(Permission.CONTEST_EDIT)
def move(key: str) -> Response:
    """A round one place up or down."""
    by = -1 if request.form.get("way") == "up" else 1
    return _on_graph(lambda work: graph.move_round(work, key, by))


@blueprint.post("/rules/<key>/remove")
@needs(Permission.CONTEST_EDIT)
def remove(key: str) -> Response:
    """A round less."""
    return _on_graph(lambda work: graph.remove_round(work, key))


def _on_graph(act: Any) -> Response:
    try:
        with house().act(g.actor) as work:
            act(work)
    except WrongState as refusal:
        return _graph_page(RoundForm(formdata=None), 409, refusal.message)
    return make_response(redirect(url_for("rules.round_graph"), 303))


def _graph_page(form: RoundForm, status: int, notice: str | None = None) -> Response:
    with house().reading() as rows:
        every = all_rounds(rows)
        titles = {row.key: row.title for row in every}
        listed = [
            {
                "key": row.key,
                "title": row.title,
                "state": row.state,
                "begun": has_begun(rows, row),
                "sections": [each.title for each in row.sections],
                "said": example.said(rules_of(row), titles),
                "to": (row.advance or {}).get("to"),
                "from": [each.title for each in every if (each.advance or {}).get("to") == row.key],
                "teams": len(rounds.entries(rows, row)),
            }
            for row in every
        ]
        ready = rows.get(Contest, 1) is not None and rows.scalar(select(Judge.id).limit(1)) is not None
    page = render_template(
        "organiser/rules/graph.html",
        form=form, rounds=listed, titles=titles, notice=notice, ready=ready, boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(page, status)


def _stored(rows: Session, key: str) -> Tree:
    row = rounds.get(rows, key)
    earlier = [each.key for each in all_rounds(rows) if each.position < row.position]
    return typed.tree_of(rules_of(row), earlier, _zone(rows)) | {"reason": ""}


def _zone(rows: Session) -> ZoneInfo:
    return ZoneInfo(rows.get_one(Contest, 1).timezone)
