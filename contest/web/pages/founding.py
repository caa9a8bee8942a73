"""The organiser's pages that set up a contest by hand: its facts, its teams, its judges."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, current_app, g, make_response, redirect, render_template, request, url_for
from sqlalchemy import select

from contest.db.models import Contest, Round
from contest.domain.errors import Invalid
from contest.services import setup
from contest.services.permissions import Permission
from contest.services.refusals import WrongState
from contest.services.rules import editing, founding
from contest.web.boot import boot
from contest.web.guard import house, needs
from contest.web.pages.rules_forms import FactsForm, PanelForm, TeamsForm, options, show_faults, tree

blueprint = Blueprint("founding", __name__, url_prefix="/organiser")

Tree = dict[str, Any]


@blueprint.before_app_request
def found_first() -> Response | None:
    """Sends the organiser of an empty data folder to where a contest begins; tells others that there is none yet."""
    pages = ("/", "/organiser/", "/secretary/", "/director/", "/mc/")
    if request.path not in pages and not request.path.startswith(("/organiser/rules", "/organiser/rounds")):
        return None
    if current_app.extensions.get("contest_founded"):
        return None  # a contest never goes away again
    with house().reading() as rows:
        empty = setup.is_empty(rows)
    if not empty:
        current_app.extensions["contest_founded"] = True
        return None
    if request.path.startswith("/organiser/"):
        return make_response(redirect(url_for("founding.contest")))
    return make_response(render_template("organiser/rules/empty.html"))


@blueprint.route("/contest", methods=["GET", "POST"])
@needs(Permission.CONTEST_EDIT)
def contest() -> Response:
    """What the contest is called, who holds it, where and when; the contest begins here."""
    with house().reading() as rows:
        row = rows.get(Contest, 1)
    form = FactsForm(obj=row)
    if request.method == "POST":
        sent = tree(form)
        try:
            with house().act(g.actor) as work:
                founding.set_facts(work, sent, form.starts_on.data, form.ends_on.data)
            following = "founding.teams" if row is None else "founding.contest"
            return make_response(redirect(url_for(following, saved=1), 303))
        except Invalid as refusal:
            for fault in refusal.faults:
                form[fault.path].errors = [fault.message]
    faulty = any(field.errors for field in form)
    page = render_template(
        "organiser/rules/contest.html",
        form=form, new=row is None, saved="saved" in request.args, faulty=faulty, boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(page, 422 if faulty else 200)


@blueprint.route("/teams", methods=["GET", "POST"])
@needs(Permission.CONTEST_EDIT)
def teams() -> Response:
    """Groups and teams."""
    return _listing(
        TeamsForm,
        "organiser/rules/teams.html",
        founding.listed_teams,
        lambda work, sent: founding.set_teams(work, sent["groups"], sent["teams"]),
    )


@blueprint.route("/panel", methods=["GET", "POST"])
@needs(Permission.CONTEST_EDIT)
def panel() -> Response:
    """Everybody who may judge."""
    return _listing(
        PanelForm,
        "organiser/rules/panel.html",
        founding.listed_people,
        lambda work, sent: founding.set_panel(work, sent["people"]),
    )


def _listing(kind: Any, template: str, listed: Callable[[Any], Tree], act: Callable[[Any, Tree], None]) -> Response:
    """A page of rows: shown, edited row by row, saved. What was typed comes back with every refusal."""
    with house().reading() as rows:
        if setup.is_empty(rows):
            return make_response(redirect(url_for("founding.contest")))
        shown, first_round = listed(rows), rows.scalar(select(Round.id).limit(1))
    faults: dict[str, list[str]] = {}
    notice, status = None, 200
    if request.method == "POST":
        shown, step = tree(kind()), request.form.get("do", "save")
        if step != "save":
            shown = editing.edit(shown, step)
        else:
            try:
                with house().act(g.actor) as work:
                    act(work, editing.name_new(shown))
                return make_response(redirect(f"{request.path}?saved=1", 303))
            except Invalid as refusal:
                status = 422
                for fault in refusal.faults:
                    name = fault.path.replace("[", "-").replace("].", "-")
                    faults.setdefault(name, []).append(fault.message)
            except WrongState as refusal:
                notice, status = refusal.message, 409
    form = kind(formdata=None, data=shown)
    if "groups" in shown:
        choices = options([("", "—"), *((row["key"], row["title"] or "…") for row in shown["groups"])])
        for entry in form.teams:
            entry.form.group.choices = choices
    show_faults(form, faults)
    page = render_template(
        template,
        form=form, notice=notice, faulty=bool(faults), saved="saved" in request.args and request.method == "GET",
        has_rounds=first_round is not None, boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(page, status)
