"""Personal data: what is kept and why, for everybody; a person's own data, given out or erased by the organisers."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for

from contest.db.models import Contest
from contest.domain.errors import Invalid
from contest.services.permissions import Permission
from contest.services.registration import filling, persons, rules
from contest.web.boot import boot
from contest.web.guard import house, needs
from contest.web.pages.register_forms import PersonForm

blueprint = Blueprint("personal_data", __name__)


@blueprint.get("/privacy")
@needs(Permission.PUBLIC_READ)
def notice() -> str:
    """What is kept, why, for how long, who sees it, and what everybody may ask for."""
    with house().reading() as rows:
        contest, current = rows.get(Contest, 1), rules.rules_of(rows)
    facts = {
        "organiser": contest.organiser if contest else "",
        "erase_on": current.erase_on.strftime("%d/%m/%Y") if current.erase_on else None,
        "guardian_below": current.taking_part.guardian_below,
        "version": filling.NOTICE_VERSION,
    }
    return render_template("register/privacy.html", facts=facts, boot=boot(g.actor, "/public", []))


@blueprint.route("/organiser/people", methods=["GET", "POST"])
@needs(Permission.PERSON_ERASE)
def people() -> Response:
    """Finds a person. The words are sent in the body: an address with a name in it would stay in histories and logs."""
    form, found, status = PersonForm(), None, 200
    if request.method == "POST":
        try:
            with house().reading() as rows:
                found = persons.find_person(rows, form.words.data or "")
        except Invalid as refusal:
            form.words.errors, status = [fault.message for fault in refusal.faults], 422
    return _people_page(form, found, status)


@blueprint.post("/organiser/people/<int:number>/data.json")
@needs(Permission.PERSON_ERASE)
def give_out(number: int) -> Response:
    """All that is held about a person in that registration, as a file."""
    with house().act(g.actor) as work:
        held = persons.give_out(work, number, request.form.get("name", ""))
    answer = make_response(json.dumps(held, ensure_ascii=False, indent=1))
    answer.mimetype = "application/json"
    answer.headers["Content-Disposition"] = f'attachment; filename="du-lieu-ca-nhan-{number}.json"'
    return answer


@blueprint.post("/organiser/people/<int:number>/erase")
@needs(Permission.PERSON_ERASE)
def erase(number: int) -> Response:
    """Erases a person from that registration."""
    with house().act(g.actor) as work:
        persons.erase_person(work, number, request.form.get("name", ""), with_photo="photo" in request.form)
    return make_response(redirect(url_for("personal_data.people", erased=1), 303))


def _people_page(form: PersonForm, found: Any, status: int) -> Response:
    with house().reading() as rows:
        day = rules.rules_of(rows).erase_on
    page = render_template(
        "organiser/registrations/people.html",
        form=form, found=found, erased="erased" in request.args, erase_on=day.strftime("%d/%m/%Y") if day else None,
        boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(page, status)
