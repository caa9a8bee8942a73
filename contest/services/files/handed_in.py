"""Files of a registration: photos, logos, music, clips, scripts. Taken in, kept, given out by permission, removed.

Responsible for rows and bytes going together, and for the one question of who may open a file: the unit its own, the
organisers all, the show those of teams that take part, a screen the photo and logo of such a team and nothing else.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Sequence
from pathlib import Path

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session

from contest.db.models import PerformanceEntry, Registration, StoredFile
from contest.domain.errors import Fault, Invalid
from contest.domain.registration import FileKind
from contest.domain.said import say
from contest.services.actor import Actor, Role
from contest.services.files.receiving import Received, folder_of
from contest.services.files.team_pictures import SHOWN
from contest.services.house import House, Work
from contest.services.permissions import Forbidden, NotKnown, Permission, may
from contest.services.refusals import NotFound
from contest.services.registration.changes import Changes
from contest.services.registration.finding import to_fill_in
from contest.services.registration.rules import rules_of

NAME = re.compile(r"[0-9a-f]{64}")
OWNER_ONLY = 0o600
LEFT_OVER_MS = 24 * 3_600_000
TEAM_WIDE = (FileKind.PHOTO, FileKind.LOGO)


def path_of(house: House, sha256: str) -> Path:
    """Where the file of that digest lies."""
    return folder_of(house) / sha256


def keep(work: Work, number: int, kind: FileKind, got: Received, section_id: int | None = None) -> StoredFile:
    """The file, kept in the registration from now on in place of an earlier one of its kind.

    Music, clips and scripts belong to what is shown in a section. A new script waits to be looked at again.
    """
    row = to_fill_in(work, number, None)
    entry = _entry(work, row, kind, section_id)
    old = [file for file in row.files if file.kind == kind and file.entry_id == (entry.id if entry else None)]
    file = StoredFile(
        registration_id=row.id, entry_id=entry.id if entry else None, kind=kind.value,
        name=got.name, media_type=got.media_type, bytes=got.bytes, sha256=got.sha256, thumb_sha256=got.small_sha256,
        width=got.width, height=got.height, duration_ms=got.duration_ms, stored_at=work.now,
    )  # fmt: skip
    changes = Changes(work, row, "hand_in_file")
    changes.note(_field(kind, entry), old[0].name if old else None, f"{got.name} ({got.sha256[:8]})")
    _give_up(work, row, old)
    row.files.append(file)
    _put(work, got.path, got.sha256)
    if got.small is not None and got.small_sha256 is not None:
        _put(work, got.small, got.small_sha256)
    if kind is FileKind.SCRIPT and entry is not None:
        entry.script_state = "pending" if rules_of(work.session).taking_part.script_approval else None
        entry.script_remark = ""
    changes.tell(sha256=got.sha256)
    return file


def remove(work: Work, number: int, file_id: int) -> str:
    """The kind of the file that was taken out of the registration."""
    row = to_fill_in(work, number, None)
    file = next((each for each in row.files if each.id == file_id), None)
    if file is None:
        raise NotFound(say("Không có tệp này."))
    entry = work.session.get(PerformanceEntry, file.entry_id) if file.entry_id else None
    changes = Changes(work, row, "remove_file")
    changes.note(_field(FileKind(file.kind), entry), file.name, None)
    if file.kind == FileKind.SCRIPT and entry is not None:
        entry.script_state = None
    kind = file.kind
    _give_up(work, row, [file])
    changes.tell()
    return kind


def take_over(work: Work, row: Registration) -> None:
    """Makes the registration's files those of its team, in place of what the team had from an earlier approval."""
    had = select(StoredFile).where(StoredFile.team_id == row.team_id, StoredFile.registration_id.is_(None))
    forget(work, work.session.scalars(had).all())
    for file in row.files:
        file.team_id = row.team_id


def _give_up(work: Work, row: Registration, files: Sequence[StoredFile]) -> None:
    """Takes files out of a registration. What was approved stays with the team until the next approval: a screen never
    shows what nobody has looked at."""
    approved = [file for file in files if file.team_id is not None]
    forget(work, [file for file in files if file not in approved])
    if approved:
        ids = [file.id for file in approved]
        work.session.execute(update(StoredFile).where(StoredFile.id.in_(ids)).values(registration_id=None))
        work.session.expire(row, ["files"])


def forget(work: Work, files: Iterable[StoredFile]) -> None:
    """Takes rows away, and once that is on disk the bytes that no other row names."""
    gone = list(files)
    digests = {digest for file in gone for digest in (file.sha256, file.thumb_sha256) if digest}
    for file in gone:
        registration = work.session.get(Registration, file.registration_id) if file.registration_id else None
        if registration is not None and file in registration.files:
            registration.files.remove(file)
        else:
            work.session.delete(file)
    work.session.flush()
    work.after_commit(lambda: _unlink(work.house, digests))


def all_of(session: Session, row: Registration) -> list[StoredFile]:
    """The registration's files, and those that its team still has from an earlier approval."""
    left = select(StoredFile).where(StoredFile.team_id == row.team_id, StoredFile.registration_id.is_(None))
    return [*row.files, *(session.scalars(left) if row.team_id is not None else ())]


def sweep(house: House) -> int:
    """How many files were removed that no row names and no act under way can still want: left over from a power cut."""
    if house.folder is None or not folder_of(house).is_dir():
        return 0
    with house.reading() as rows:
        named = {digest for pair in rows.execute(select(StoredFile.sha256, StoredFile.thumb_sha256)) for digest in pair}
    gone = 0
    for path in folder_of(house).iterdir():
        ours = NAME.fullmatch(path.name) is not None and path.name not in named
        if ours and path.stat().st_mtime * 1000 < house.now() - LEFT_OVER_MS:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def open_file(session: Session, actors: Sequence[Actor], file_id: int) -> StoredFile:
    """The file, for somebody who may have it. Raises `NotFound`, `NotKnown` or `Forbidden`."""
    file = session.get(StoredFile, file_id)
    if file is not None and any(may_open(actor, file) for actor in actors):
        return file
    if not actors:
        raise NotKnown(say("Cần đường dẫn riêng để mở tệp này."))
    if file is None and any(may(actor, Permission.REGISTRATION_REVIEW) for actor in actors):
        raise NotFound(say("Không có tệp này."))
    raise Forbidden(say("Đường dẫn này không mở được tệp đó."))


def may_open(actor: Actor, file: StoredFile) -> bool:
    """Whether the actor may have the file."""
    if may(actor, Permission.REGISTRATION_REVIEW):
        return True
    if actor.role is Role.TEAM:
        return actor.registration_id is not None and actor.registration_id == file.registration_id
    if file.team_id is None:
        return False
    if may(actor, Permission.SHOW_READ):
        return True
    return file.kind in SHOWN and (may(actor, Permission.STAGE_READ) or may(actor, Permission.OVERLAY_READ))


def _entry(work: Work, row: Registration, kind: FileKind, section_id: int | None) -> PerformanceEntry | None:
    if kind in TEAM_WIDE:
        return None
    if section_id not in rules_of(work.session).sections:
        raise Invalid([Fault("file", "unknown", say("Không có phần thi này."))])
    entry = next((each for each in row.performances if each.section_id == section_id), None)
    if entry is None:
        entry = PerformanceEntry(section_id=section_id, position=len(row.performances) + 1, title="", needs="")
        row.performances.append(entry)
        work.session.flush()
    return entry


def _field(kind: FileKind, entry: PerformanceEntry | None) -> str:
    return f"files.{kind.value}" if entry is None else f"performances[{entry.position}].{kind.value}"


def _put(work: Work, source: Path, sha256: str) -> None:
    target = path_of(work.house, sha256)
    there = target.exists()
    with source.open("rb") as done:
        os.fsync(done.fileno())
    source.chmod(OWNER_ONLY)
    source.replace(target)
    if not there:
        work.undo_by(lambda: target.unlink(missing_ok=True))


def _unlink(house: House, digests: set[str]) -> None:
    """Removes bytes that no row names any more."""
    with house.reading() as rows:
        wanted = or_(StoredFile.sha256.in_(digests), StoredFile.thumb_sha256.in_(digests))
        still = {d for f in rows.scalars(select(StoredFile).where(wanted)) for d in (f.sha256, f.thumb_sha256)}
    for digest in digests - still:
        path_of(house, digest).unlink(missing_ok=True)
