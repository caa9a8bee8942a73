"""The minutes of a round at the desk: what people write for them, and the document itself."""

from __future__ import annotations

from io import BytesIO
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import StringField, TextAreaField
from wtforms.validators import Length

from contest.exports.minutes import minutes_file_name, minutes_pdf
from contest.services import minutes, rounds
from contest.services.permissions import Permission, may, require
from contest.web.boot import boot
from contest.web.guard import house, needs

blueprint = Blueprint("minutes", __name__, url_prefix="/minutes")

AS_LONG = [Length(max=minutes.LONGEST, message=_l("Dài nhất 2000 ký tự."))]


class MinutesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """What the record does not know of the minutes."""

    decision = TextAreaField(_l("Căn cứ (quyết định lập Ban giám khảo)"), validators=AS_LONG, render_kw={"rows": 2})
    venue = StringField(_l("Nơi chấm thi"), validators=AS_LONG)
    begins = StringField(_l("Bắt đầu"), validators=AS_LONG)
    ends = StringField(_l("Kết thúc"), validators=AS_LONG)
    secretaries = StringField(_l("Tổ thư ký"), validators=AS_LONG)
    guests = TextAreaField(_l("Khách mời, giám sát"), validators=AS_LONG, render_kw={"rows": 2})
    remarks = TextAreaField(_l("Nhận xét, kiến nghị"), validators=AS_LONG, render_kw={"rows": 3})
    secretary = StringField(_l("Thư ký ký tên"), validators=AS_LONG)
    head = StringField(_l("Trưởng ban ký tên"), validators=AS_LONG)


@blueprint.route("/<key>", methods=["GET", "POST"])
@needs(Permission.STANDINGS_READ)
def of_round(key: str) -> Response:
    """Shows what is known for the minutes; a POST keeps what the secretary wrote."""
    with house().reading() as rows:
        row = rounds.get(rows, key)
        facts = minutes.facts_of(rows, key)
        page: dict[str, Any] = {"key": row.key, "title": row.title, "state": row.state}
    form = MinutesForm(data=facts)
    writes = may(g.actor, Permission.MINUTES_WRITE)
    if request.method == "POST":
        require(g.actor, Permission.MINUTES_WRITE)
        if form.validate():
            with house().act(g.actor) as work:
                minutes.write_minutes(work, key, {name: form[name].data or "" for name in minutes.FIELDS})
            return make_response(redirect(url_for("minutes.of_round", key=key, kept=1)))
    page |= {"writes": writes, "kept": "kept" in request.args, "draft": row.state not in ("confirmed", "published")}
    shown = render_template("secretary/minutes.html", page=page, form=form, boot=boot(g.actor, "/organiser", []))
    return make_response(shown, 422 if form.errors else 200)


@blueprint.get("/<key>/minutes.pdf")
@needs(Permission.STANDINGS_READ)
def document(key: str) -> Response:
    """The minutes with every sheet as annex; marked as a draft until the round is confirmed."""
    with house().reading() as rows:
        facts = minutes.minutes(rows, g.actor, key)
    made = minutes_pdf(facts, rehearsal=house().rehearsal)
    name = minutes_file_name(key, draft=facts.draft)
    answer = send_file(BytesIO(made.content), "application/pdf", download_name=name, etag=False)
    answer.set_etag(made.digest[:32])
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.make_conditional(request)
    return answer
