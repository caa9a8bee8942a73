"""Posters and clips: files that were found safe are kept, listed, put into the holding loop, and taken away again.

Responsible for rows and files going together: a row without its file, or a file without its row, is never left by an
act. What is on air is not taken away.
"""

from __future__ import annotations

import json
import os
import secrets
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import Bus, Poster
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.live.scenes import MediaFile
from contest.services.backups import MEDIA as FOLDER
from contest.services.files.checking import Checked
from contest.services.files.kinds import MOST_FILES
from contest.services.house import House, Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState

OWNER_ONLY = 0o600
CHANGED_TOPICS = ("cues", "show", "stage.next", "overlay.next")


class NoRoom(WrongState):
    """This house has no folder to keep files in."""


def folder_of(house: House) -> Path:
    """The folder in which the files of this house lie. Raises `NoRoom` for a house that was given none."""
    if house.folder is None:
        raise NoRoom(say("Máy chủ này không có thư mục để giữ tệp."))
    return house.folder / FOLDER


def path_of(house: House, row: Poster) -> Path:
    """Where the file lies."""
    return folder_of(house) / row.file_name


def get(session: Session, key: str) -> Poster:
    """The file of that key. Raises `NotFound`."""
    row = session.scalar(select(Poster).where(Poster.key == key))
    if row is None:
        raise NotFound(say("Không có tệp này."))
    return row


def listed(session: Session) -> list[Poster]:
    """Every poster and clip in its order."""
    return list(session.scalars(select(Poster).order_by(Poster.position, Poster.id)))


def address(key: str) -> str:
    """Where screens load the file from."""
    return f"/media/{key}"


def shown(row: Poster) -> MediaFile:
    """The file as scenes hold it."""
    return MediaFile(address(row.key), row.kind, row.title, row.width, row.height, row.duration_ms)


def keep(work: Work, checked: Checked, title: str, *, in_loop: bool = False) -> Poster:
    """The file, kept from now on. Raises `Invalid` without a title or when there are too many."""
    work.require(Permission.MEDIA_EDIT)
    name = " ".join(title.split())
    if not name:
        raise Invalid([Fault("title", "missing", say("Xin ghi tên để nhận ra tệp này trong danh sách."))])
    if (work.session.scalar(select(func.count()).select_from(Poster)) or 0) >= MOST_FILES:
        raise Invalid(
            [Fault("file", "many", say("Đã có %(most_files)s tệp. Xin xóa bớt tệp không dùng.", most_files=MOST_FILES))]
        )
    last = work.session.scalar(select(func.max(Poster.position)))
    row = Poster(
        key=secrets.token_urlsafe(16),
        title=name,
        kind=checked.form.kind.value,
        mime=checked.form.mime,
        size=checked.size,
        sha256=checked.sha256,
        width=checked.width,
        height=checked.height,
        duration_ms=checked.duration_ms,
        position=(last or 0) + 1,
        in_loop=in_loop,
        added_at=work.now,
        added_by=work.actor.name,
    )
    work.session.add(row)
    work.session.flush()
    target = path_of(work.house, row)
    with checked.path.open("rb") as there:
        os.fsync(there.fileno())
    checked.path.chmod(OWNER_ONLY)
    checked.path.replace(target)
    work.undo_by(lambda: target.unlink(missing_ok=True))
    work.record("keep_poster", name, sha256=checked.sha256, size=checked.size)
    work.touch(*CHANGED_TOPICS)
    return row


def rename(work: Work, key: str, title: str) -> Poster:
    """The file with another name."""
    work.require(Permission.MEDIA_EDIT)
    row = get(work.session, key)
    name = " ".join(title.split())
    if not name:
        raise Invalid([Fault("title", "missing", say("Xin ghi tên để nhận ra tệp này trong danh sách."))])
    if name != row.title:
        work.record("rename_poster", name, was=row.title)
        row.title = name
        work.touch(*CHANGED_TOPICS)
    return row


def set_in_loop(work: Work, key: str, in_loop: bool) -> Poster:
    """The file, from now on in the holding loop or out of it."""
    work.require(Permission.MEDIA_EDIT)
    row = get(work.session, key)
    if row.in_loop != in_loop:
        row.in_loop = in_loop
        work.session.flush()
        work.record("loop_poster" if in_loop else "unloop_poster", row.title)
        work.touch(*CHANGED_TOPICS)
    return row


def move_up(work: Work, key: str) -> None:
    """The file, one place earlier."""
    work.require(Permission.MEDIA_EDIT)
    row = get(work.session, key)
    rows = listed(work.session)
    at = rows.index(row)
    if at == 0:
        return
    before = rows[at - 1]
    row.position, before.position = before.position, row.position
    work.session.flush()
    work.record("move_poster", row.title)
    work.touch(*CHANGED_TOPICS)


def remove(work: Work, key: str) -> None:
    """Takes the file away for good. Refused while a bus shows it."""
    work.require(Permission.MEDIA_EDIT)
    row = get(work.session, key)
    for bus in work.session.scalars(select(Bus)):
        if bus.take is not None and address(key) in json.dumps(bus.take.frame):
            raise WrongState(say("“%(row)s” đang phát. Xin chuyển cảnh trước khi xóa.", row=row.title))
    path = path_of(work.house, row)
    work.session.delete(row)
    work.session.flush()
    work.record("remove_poster", row.title, sha256=row.sha256)
    work.touch(*CHANGED_TOPICS)
    work.after_commit(lambda: path.unlink(missing_ok=True))
