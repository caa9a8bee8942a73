"""Files of registrations over the wire: handed in from a step, and given out to who may have them.

An upload is a form of its own, so whatever becomes of it, nothing else that was typed is lost.
"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, abort, g, jsonify, make_response, redirect, request, send_file, url_for
from werkzeug.exceptions import RequestEntityTooLarge

from contest.db.models import Registration
from contest.domain.errors import Invalid
from contest.domain.registration import FileKind
from contest.domain.said import say
from contest.services.files import handed_in
from contest.services.files.kinds import MEGABYTE
from contest.services.files.receiving import received
from contest.services.permissions import Permission, may
from contest.services.refusals import WrongState
from contest.services.registration.rules import rules_of
from contest.web.errors import page, problem, wants_json
from contest.web.guard import actor_with, actors_of_request, house, needs, takes_body
from contest.web.pages.register_steps import with_file_fault
from contest.web.pages.register_view import file_facts, wants_words_only, who_opens

blueprint = Blueprint("unit_files", __name__)

KINDS = "any(photo, logo, music, clip, script)"
ROOM_FOR_FORM = 64 * 1024
ONE_DAY_S = 24 * 3600
POLICY = "default-src 'none'; sandbox"
INLINE = ("image/", "audio/", "video/")


def _most_bytes(values: dict[str, Any]) -> int:
    """What a body with a file of that kind may have; more is refused by its stated length, before a byte of it."""
    with house().reading() as rows:
        rule = rules_of(rows).taking_part.files[FileKind(values["kind"])]
    return rule.most_mb * MEGABYTE + ROOM_FOR_FORM


@blueprint.post(f"/register/<int:number>/files/<{KINDS}:kind>")
@takes_body(_most_bytes)
@needs(Permission.REGISTRATION_OWN)
def hand_in(number: int, kind: str) -> Response:
    """Takes a file in; an earlier one of its kind at its place goes."""
    sent, section = request.files.get("file"), request.form.get("section", type=int)
    if sent is None or not sent.filename:
        return _refused(number, kind, section, say("Xin chọn một tệp."), 422)
    actor = who_opens(number)
    try:
        with (
            received(house(), sent.stream, sent.filename, FileKind(kind)) as got,
            house().act(actor) as work,
        ):
            file = handed_in.keep(work, number, FileKind(kind), got, section)
            facts = file_facts(file) | {"version": work.session.get_one(Registration, number).version}
    except Invalid as refusal:
        return _refused(number, kind, section, refusal.faults[0].message, 422)
    except WrongState as refusal:
        return _refused(number, kind, section, refusal.message, 409)
    return jsonify(facts) if wants_words_only() else _back(number, kind)


@blueprint.post("/register/<int:number>/files/<int:file_id>/remove")
@needs(Permission.REGISTRATION_OWN)
def remove(number: int, file_id: int) -> Response:
    """Takes a file out."""
    try:
        with house().act(who_opens(number)) as work:
            kind = handed_in.remove(work, number, file_id)
    except WrongState as refusal:
        return _refused(number, "photo", None, refusal.message, 409)
    return jsonify({}) if wants_words_only() else _back(number, kind)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> Response:
    """A body beyond the limit of its kind: said beside the field it was sent from, with the limit."""
    g.actor = actor_with(Permission.REGISTRATION_OWN)
    values = request.view_args or {}
    with house().reading() as rows:
        most = rules_of(rows).taking_part.files[FileKind(values["kind"])].most_mb
    words = say("Tệp quá lớn: chỉ nhận tệp đến %(most)s MB. Xin chọn tệp nhỏ hơn hoặc nén lại.", most=most)
    actor = who_opens(values["number"])
    if actor.registration_id != values["number"] and not may(actor, Permission.REGISTRATION_REVIEW):
        answer = problem(413, "too-large", words) if wants_json() else make_response(page(413, words))
    else:
        answer = _refused(values["number"], values["kind"], request.args.get("section", type=int), words, 413)
    answer.headers["Connection"] = "close"  # what is still on its way is not waited for
    return answer


@blueprint.get("/files/<int:file_id>")
@needs(Permission.PUBLIC_READ)
def file(file_id: int) -> Response:
    """The file, also a part of it."""
    return _given_out(file_id, small=False)


@blueprint.get("/files/<int:file_id>/small")
@needs(Permission.PUBLIC_READ)
def small(file_id: int) -> Response:
    """A picture at the size of a list."""
    return _given_out(file_id, small=True)


def _given_out(file_id: int, *, small: bool) -> Response:
    with house().reading() as rows:
        row = handed_in.open_file(rows, actors_of_request(), file_id)
        digest = row.thumb_sha256 if small else row.sha256
    path = handed_in.path_of(house(), digest) if digest else None
    if path is None or digest is None or not path.is_file():
        abort(404)
    attached = not row.media_type.startswith(INLINE) or "download" in request.args
    answer = send_file(
        path, mimetype=row.media_type, as_attachment=attached, download_name=row.name, conditional=True,
        etag=digest[:32], max_age=ONE_DAY_S,
    )  # fmt: skip
    answer.headers["Cache-Control"] = "private, no-cache"
    answer.headers["Content-Security-Policy"] = POLICY
    return answer


def _refused(number: int, kind: str, section: int | None, message: str, status: int) -> Response:
    if wants_words_only():
        return make_response(jsonify({"fault": message}), status)
    field = kind if section is None else f"{kind}-{section}"
    return with_file_fault(number, _step(kind), field, message, status)


def _back(number: int, kind: str) -> Response:
    return make_response(redirect(url_for("steps.step", number=number, step=_step(kind)), 303))


def _step(kind: str) -> str:
    return "team" if FileKind(kind) in handed_in.TEAM_WIDE else "performances"
