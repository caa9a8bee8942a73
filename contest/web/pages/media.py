"""Posters and clips: handed in by the organiser or the director, put into the holding loop, and served to screens."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Blueprint, Response, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired
from werkzeug.exceptions import RequestEntityTooLarge
from wtforms import BooleanField, StringField
from wtforms.validators import Length

from contest.domain.errors import Invalid
from contest.services.actor import Role
from contest.services.files import checking, posters
from contest.services.files.kinds import FORMATS, MEGABYTE, MOST_BYTES, Kind, Purpose
from contest.services.permissions import Permission, may
from contest.services.refusals import WrongState
from contest.web.boot import boot
from contest.web.guard import actor_with, house, needs, takes_body
from contest.web.sending import send_poster

blueprint = Blueprint("media", __name__, url_prefix="/media")

ROOM_FOR_FORM = MEGABYTE  # the other fields, and what lies between the parts


class FileForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A file to hand in."""

    file = FileField(_l("Tệp"), validators=[FileRequired(_l("Xin chọn một tệp."))])
    title = StringField(_l("Tên"), validators=[Length(max=120, message=_l("Tên dài nhất 120 ký tự."))])
    in_loop = BooleanField(_l("Chiếu ở màn hình chờ, xen giữa các khẩu hiệu"), default=True)


@blueprint.route("/", methods=["GET", "POST"])
@takes_body(MOST_BYTES[Purpose.POSTER] + ROOM_FOR_FORM)
@needs(Permission.MEDIA_EDIT)
def files() -> Response:
    """Takes a file in, and lists those that are there."""
    form = FileForm()
    if form.validate_on_submit():
        sent = form.file.data
        title = (form.title.data or "").strip() or Path(sent.filename or "").stem
        try:
            folder = posters.folder_of(house())
            with checking.received(sent.stream, Purpose.POSTER, folder) as checked, house().act(g.actor) as work:
                key = posters.keep(work, checked, title, in_loop=bool(form.in_loop.data)).key
            return make_response(redirect(url_for("media.files", new=key), 303))
        except Invalid as refusal:
            for fault in refusal.faults:
                form[fault.path].errors = [fault.message]
    return _page(form, 422 if form.errors or form.file.errors or form.title.errors else 200)


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(error: RequestEntityTooLarge) -> Response | RequestEntityTooLarge:
    """A file beyond every limit: said on the page it was sent from, with the limit. To strangers no page is shown."""
    g.actor = actor_with(Permission.MEDIA_EDIT)
    if not may(g.actor, Permission.MEDIA_EDIT):
        return error
    form = FileForm(formdata=None)
    form.file.errors = [checking.too_large(Purpose.POSTER)]
    return _page(form, 413)


@blueprint.post("/<key>/loop")
@needs(Permission.MEDIA_EDIT)
def loop(key: str) -> Response:
    """Into the holding loop, or out of it."""
    return _acted(lambda work: posters.set_in_loop(work, key, request.form.get("in_loop") == "yes"))


@blueprint.post("/<key>/up")
@needs(Permission.MEDIA_EDIT)
def up(key: str) -> Response:
    """One place earlier."""
    return _acted(lambda work: posters.move_up(work, key))


@blueprint.post("/<key>/remove")
@needs(Permission.MEDIA_EDIT)
def remove(key: str) -> Response:
    """Away for good."""
    return _acted(lambda work: posters.remove(work, key))


@blueprint.get("/<key>")
@needs(Permission.MEDIA_READ)
def file(key: str) -> Response:
    """The file itself, also a part of it; its content never changes under its address."""
    return send_poster(key)


def _acted(act: Any) -> Response:
    try:
        with house().act(g.actor) as work:
            act(work)
    except WrongState as refusal:
        return _page(FileForm(formdata=None), 409, notice=refusal.message)
    return make_response(redirect(url_for("media.files"), 303))


def _page(form: FileForm, status: int, notice: str | None = None) -> Response:
    with house().reading() as rows:
        shown = [_facts(row) for row in posters.listed(rows)]
    page = render_template(
        "media/index.html",
        form=form, files=shown, notice=notice, new=request.args.get("new"),
        limits={name: each.most_bytes // MEGABYTE for name, each in FORMATS.items()},
        most=MOST_BYTES[Purpose.POSTER], is_director=g.actor.role is Role.DIRECTOR,
        boot=boot(g.actor, "/organiser", []),
    )  # fmt: skip
    return make_response(page, status)


def _size(size: int) -> str:
    """The size as people read it: `1,4 MB`, a small drawing in kB."""
    if size < MEGABYTE / 10:
        return f"{-(-size // 1024)} kB"
    return f"{size / MEGABYTE:.1f} MB".replace(".", ",")


def _facts(row: Any) -> dict[str, Any]:
    is_film = row.kind == Kind.VIDEO
    about = [_("Đoạn phim") if is_film else _("Ảnh"), f"{row.width} × {row.height}"]
    if row.duration_ms is not None:
        about.append(_("%(n)s giây", n=round(row.duration_ms / 1000)))
    about.append(_size(row.size))
    return {
        "key": row.key,
        "url": posters.address(row.key),
        "title": row.title,
        "kind": row.kind,
        "about": " · ".join(about),
        "in_loop": row.in_loop,
    }
