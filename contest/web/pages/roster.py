"""Teams and people as tables: the template, the import that is looked at before it is done, the exports."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, send_file, url_for
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import MultipleFileField
from itsdangerous import BadData, URLSafeTimedSerializer
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import BooleanField, HiddenField, RadioField

from contest.domain.errors import Invalid, RuleViolation
from contest.domain.roster import MOST_ROWS, Table
from contest.domain.said import say
from contest.exports.workbooks import CSV, XLSX, csv_table, workbook
from contest.services.files.kinds import MEGABYTE
from contest.services.permissions import Permission, may
from contest.services.refusals import Stale
from contest.services.roster import doing, lines, planning, reading, tables
from contest.web.boot import boot
from contest.web.guard import actor_with, house, needs, takes_body
from contest.web.pages.rules_forms import options

blueprint = Blueprint("roster", __name__, url_prefix="/organiser")

SEEN_FOR_S = 2 * 3600
LONGEST_TOKEN = 450_000
MOST_BODY = (reading.MOST_FILES * reading.MOST_MB + 1) * MEGABYTE
TOO_MUCH = say("Các bảng có quá nhiều chữ để xem trước trong một lần. Xin chia thành nhiều tệp.")


class FilesForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The files to look at."""

    files = MultipleFileField(_l("Tệp .xlsx, hoặc một đến hai tệp .csv"))


class ImportForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """The plan that was seen, and how to carry it out. `seen` is signed: it can't be another one."""

    seen = HiddenField()
    state = RadioField(
        _l("Đăng ký mới được ghi là"),
        choices=options(
            [("submitted", _l("Đã gửi, chờ duyệt")), ("approved", _l("Đã duyệt: vào danh sách dự thi ngay"))]
        ),
        default="submitted",
    )
    leave_faulty = BooleanField(_l("Bỏ qua các dòng có lỗi, nhập những dòng còn lại"))


@blueprint.route("/import", methods=["GET", "POST"])
@takes_body(MOST_BODY)
@needs(Permission.REGISTRATION_REVIEW)
def upload() -> Response:
    """Takes files and shows, row by row, what an import would do; nothing is kept of them."""
    form = FilesForm()
    if request.method != "POST":
        return _page(form, 200)
    try:
        chosen = [each for each in form.files.data or [] if each.filename]
        return _preview(reading.taken_in([(each.stream, each.filename) for each in chosen]), 200)
    except Invalid as refusal:
        form.files.errors = [fault.message for fault in refusal.faults]
    return _page(form, 422)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Response | RequestEntityTooLarge:
    """A file beyond every limit: said on the page it was sent from. To strangers no page is shown."""
    g.actor = actor_with(Permission.REGISTRATION_REVIEW)
    if not may(g.actor, Permission.REGISTRATION_REVIEW):
        return error
    form = FilesForm(formdata=None)
    form.files.errors = [say("Tệp quá lớn: chỉ nhận đến %(most_mb)s MB mỗi tệp.", most_mb=reading.MOST_MB)]
    return _page(form, 413)


@blueprint.post("/import/now")
@needs(Permission.REGISTRATION_REVIEW)
def carry_out() -> Response:
    """Does what was shown, whole; if it would do anything else by now it is shown anew instead."""
    form = ImportForm()
    try:
        seen = _signer().loads(form.seen.data or "", max_age=SEEN_FOR_S)
    except BadData:
        again = FilesForm(formdata=None)
        again.files.errors = [say("Bảng xem trước đã quá lâu hoặc không còn nguyên vẹn. Xin chọn tệp lại.")]
        return _page(again, 422)
    sent = reading.sent_of(seen["sent"])
    try:
        with house().act(g.actor) as work:
            done = doing.carry_out(
                work, sent, fingerprint=seen["plan"], state=form.state.data or "", leave_faulty=form.leave_faulty.data
            )
    except Stale as refusal:
        return _preview(sent, 409, notice=refusal.message)
    except RuleViolation as refusal:
        return _preview(sent, 409, notice=refusal.message, form=form)
    told: dict[str, Any] = {
        "new": done.new, "changed": done.changed, "people": done.people_new, "people_changed": done.people_changed,
        "left": done.left_out,
    }  # fmt: skip
    return make_response(redirect(url_for("roster.upload", **told), 303))


@blueprint.get("/import/template.xlsx")
@needs(Permission.REGISTRATION_REVIEW)
def template() -> Response:
    """The workbook to fill in."""
    with house().reading() as rows:
        chosen = tables.lists(rows)
    return _file(workbook(chosen.groups, chosen.kinds), XLSX, "mau-dang-ky.xlsx")


@blueprint.post("/export/<any('dang-ky.xlsx', 'doi-thi.csv', 'thanh-vien.csv'):name>")
@needs(Permission.REGISTRATION_REVIEW)
def export(name: str) -> Response:
    """Everything registered; who took it stands in the record."""
    with house().act(g.actor) as work:
        found, chosen = tables.take_out(work, name), tables.lists(work.session)
    if name == "dang-ky.xlsx":
        more = (found.performances, found.taking_part)
        content = workbook(chosen.groups, chosen.kinds, found.teams, found.people, more)
        return _file(content, XLSX, name)
    table, rows = (Table.TEAMS, found.teams) if name == "doi-thi.csv" else (Table.PEOPLE, found.people)
    delimiter = "," if request.form.get("delimiter") == "," else ";"
    return _file(csv_table(table, rows, delimiter), CSV, name)


def _signer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(house().secret, salt="roster")


def _preview(sent: reading.Sent, status: int, notice: str | None = None, form: ImportForm | None = None) -> Response:
    with house().reading() as rows:
        plan = planning.plan(rows, sent)
    seen = _signer().dumps({"sent": sent.to_json(), "plan": plan.fingerprint})
    if len(seen) > LONGEST_TOKEN:
        again = FilesForm(formdata=None)
        again.files.errors = [TOO_MUCH]
        return _page(again, 422)
    form = form or ImportForm(formdata=None)
    form.seen.data = seen
    page = render_template(
        "organiser/roster/preview.html",
        form=form, plan=plan, parts=_parts(plan), names=sent.names, notice=notice,
        boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(page, status)


def _parts(plan: lines.Plan) -> list[dict[str, Any]]:
    """The two tables, their counts, and their rows: those that need an eye first, those that stay as they are last."""
    order = (lines.What.FAULTY, lines.What.DUPLICATE, lines.What.CHANGED, lines.What.NEW)
    ranks = {what: n for n, what in enumerate(order)}

    def sorted_(found: Iterable[lines.Line]) -> list[lines.Line]:
        return sorted(found, key=lambda line: (ranks.get(line.what, len(order)), not line.notes, line.row))

    return [
        {"table": table.value, "counts": plan.counts[table], "lines": sorted_(found)}
        for table, found in ((Table.TEAMS, plan.teams), (Table.PEOPLE, plan.people))
        if found
    ]


def _page(form: FilesForm, status: int) -> Response:
    told = {key: request.args.get(key, type=int) for key in ("new", "changed", "people", "people_changed", "left")}
    done = told if request.method == "GET" and told["new"] is not None else None
    page = render_template(
        "organiser/roster/import.html",
        form=form, done=done, most_rows=MOST_ROWS, most_mb=reading.MOST_MB, boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(page, status)


def _file(content: bytes, kind: str, name: str) -> Response:
    answer = send_file(BytesIO(content), kind, as_attachment=True, download_name=name, etag=False)
    answer.headers["Cache-Control"] = "no-store"
    return answer
