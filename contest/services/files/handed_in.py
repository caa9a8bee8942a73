"""Files of a registration: photos, logos, music, clips, scripts. Taken in, kept, given out by permission, removed.

Responsible for rows and files going together, and for the one question of who may open a file: the unit its own, the
organisers all, the show those of teams that take part, a screen the photo and logo of such a team and nothing else.
"""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import IO, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from contest.db.models import PerformanceEntry, Registration, StoredFile
from contest.domain.errors import Fault, Invalid
from contest.domain.registration import FileKind, clean
from contest.services.actor import Actor, Role
from contest.services.files.checking import look_apart, take_in
from contest.services.files.kinds import MEGABYTE, Kind
from contest.services.files.recognising import FileRefused, recognise, suffix_of
from contest.services.files.team_pictures import SHOWN
from contest.services.house import House, Work
from contest.services.permissions import Forbidden, NotKnown, Permission, may
from contest.services.refusals import NotFound, WrongState
from contest.services.registration.changes import Changes
from contest.services.registration.finding import to_fill_in
from contest.services.registration.rules import rules_of

ROOT = Path(__file__).resolve().parents[3]
FOLDER = "handed-in"
OWNER_ONLY = 0o600
PATIENCE_S = 60
LEFT_OVER_MS = 24 * 3_600_000
LONGEST_NAME = 120
TEAM_WIDE = (FileKind.PHOTO, FileKind.LOGO)
PICTURES = {FileKind.PHOTO, FileKind.LOGO}


@dataclass(frozen=True, slots=True)
class Received:
    """A file that came in and was found safe, not kept yet: where it lies, what it is."""

    path: Path
    name: str
    media_type: str
    sha256: str
    bytes: int
    width: int | None = None
    height: int | None = None
    duration_ms: int | None = None
    small: Path | None = None
    small_sha256: str | None = None


def folder_of(house: House) -> Path:
    """The folder in which these files lie. Raises `WrongState` for a house without any."""
    if house.folder is None:
        raise WrongState("Máy chủ này không có thư mục để giữ tệp.")
    return house.folder / FOLDER


def path_of(house: House, sha256: str) -> Path:
    """Where the file of that digest lies."""
    return folder_of(house) / sha256


@contextmanager
def received(house: House, stream: IO[bytes], name: str, kind: FileKind) -> Iterator[Received]:
    """The file of the stream, found safe, in a room of its own that goes away with the block.

    Raises `Invalid` with a fault at `file`: too large, of another kind, not whole, or blown up.
    """
    folder = folder_of(house)
    folder.mkdir(parents=True, exist_ok=True)
    with house.reading() as rows:
        rule = rules_of(rows).taking_part.files[kind]
    if not rule.taken:
        raise FileRefused("Hội thi này không nhận loại tệp đó.")
    with TemporaryDirectory(dir=folder, prefix=".incoming-") as room_name:
        room = Path(room_name)
        sent = room / "sent"
        take_in(stream, sent, rule.most_mb * MEGABYTE)
        media_type = recognise(sent, kind).media_type
        yield _safe(room, sent, shown_file_name(name, media_type), media_type, kind)


def keep(work: Work, number: int, kind: FileKind, got: Received, section_id: int | None = None) -> StoredFile:
    """The file, kept in the registration from now on in place of an earlier one of its kind.

    Music, clips and scripts belong to what is shown in a section. A new script waits to be looked at again.
    """
    row = to_fill_in(work, number, None)
    entry = _entry(work, row, kind, section_id)
    old = [file for file in row.files if file.kind == kind and file.entry_id == (entry.id if entry else None)]
    file = StoredFile(
        registration_id=row.id, entry_id=entry.id if entry else None, team_id=row.team_id, kind=kind.value,
        name=got.name, media_type=got.media_type, bytes=got.bytes, sha256=got.sha256, thumb_sha256=got.small_sha256,
        width=got.width, height=got.height, duration_ms=got.duration_ms, stored_at=work.now,
    )  # fmt: skip
    changes = Changes(work, row, "hand_in_file")
    changes.note(_field(kind, entry), old[0].name if old else None, f"{got.name} ({got.sha256[:8]})")
    forget(work, old)
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
        raise NotFound("Không có tệp này.")
    entry = work.session.get(PerformanceEntry, file.entry_id) if file.entry_id else None
    changes = Changes(work, row, "remove_file")
    changes.note(_field(FileKind(file.kind), entry), file.name, None)
    if file.kind == FileKind.SCRIPT and entry is not None:
        entry.script_state = None
    kind = file.kind
    forget(work, [file])
    changes.tell()
    return kind


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


def sweep(house: House) -> int:
    """How many files were removed that no row names and no act under way can still want: left over from a power cut."""
    if house.folder is None or not folder_of(house).is_dir():
        return 0
    with house.reading() as rows:
        named = {digest for pair in rows.execute(select(StoredFile.sha256, StoredFile.thumb_sha256)) for digest in pair}
    gone = 0
    for path in folder_of(house).iterdir():
        if path.is_file() and path.name not in named and path.stat().st_mtime * 1000 < house.now() - LEFT_OVER_MS:
            path.unlink(missing_ok=True)
            gone += 1
    return gone


def open_file(session: Session, actors: Sequence[Actor], file_id: int) -> StoredFile:
    """The file, for somebody who may have it. Raises `NotFound`, `NotKnown` or `Forbidden`."""
    file = session.get(StoredFile, file_id)
    if file is not None and any(may_open(actor, file) for actor in actors):
        return file
    if not actors:
        raise NotKnown("Cần đường dẫn riêng để mở tệp này.")
    if file is None and any(may(actor, Permission.REGISTRATION_REVIEW) for actor in actors):
        raise NotFound("Không có tệp này.")
    raise Forbidden("Đường dẫn này không mở được tệp đó.")


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


def shown_file_name(name: str, media_type: str) -> str:
    """The name as it is kept and handed out: no folder, nothing strange, and the end that its content deserves."""
    stem = clean(PurePath(name.replace("\\", "/")).stem)
    plain = "".join(c for c in stem if c.isalnum() or c in " -_.()").strip(" .") or "tep"
    return plain[:LONGEST_NAME] + suffix_of(media_type)


def _safe(room: Path, sent: Path, name: str, media_type: str, kind: FileKind) -> Received:
    if kind is FileKind.SCRIPT:
        return _as_it_came(sent, name, media_type)
    if kind is FileKind.MUSIC:
        heard = _beside("length", sent)
        if heard is None or not heard["sound"]:
            raise FileRefused("Tệp nhạc này bị hỏng hoặc không có tiếng. Xin xuất lại từ phần mềm gốc.")
        return _as_it_came(sent, name, media_type, heard["duration_ms"])
    facts: Any = look_apart(sent, room, frozenset({Kind.IMAGE if kind in PICTURES else Kind.VIDEO}))
    if facts.get("refused"):
        raise FileRefused(_BROKEN.get(str(facts["refused"]), _BROKEN["broken"]))
    safe, small = room / "safe", room / "small"
    kept = _TYPES[facts["format"]]
    if kind in PICTURES and _beside("small", safe, small) is None:
        raise FileRefused(_BROKEN["broken"])
    has_small = small.exists()
    return Received(
        path=safe, name=shown_file_name(name, kept), media_type=kept, sha256=_digest(safe), bytes=safe.stat().st_size,
        width=facts["width"], height=facts["height"], duration_ms=facts.get("duration_ms"),
        small=small if has_small else None, small_sha256=_digest(small) if has_small else None,
    )  # fmt: skip


_TYPES = {
    "png": "image/png", "jpeg": "image/jpeg", "webp": "image/webp", "mp4": "video/mp4", "webm": "video/webm",
}  # fmt: skip
_BROKEN = {
    "broken": "Tệp bị hỏng, không mở được. Xin mở ra, lưu lại rồi gửi.",
    "two-in-one": "Tệp bị cắt cụt hoặc có dữ liệu lạ nối thêm phía sau. Xin xuất lại từ phần mềm gốc.",
    "pixels": "Ảnh có quá nhiều điểm ảnh (trên 100 triệu). Xin thu nhỏ rồi gửi lại.",
    "too-long": "Kiểm tra tệp quá lâu nên đã dừng. Xin thu nhỏ hoặc xuất lại tệp đơn giản hơn.",
    "codec": "Phim dùng kiểu nén mà màn hình không phát được. Xin xuất lại bằng H.264 (MP4) hoặc VP9 (WebM).",
    "no-picture": "Phim không có hình. Xin chọn lại tệp.",
}


def _as_it_came(sent: Path, name: str, media_type: str, duration_ms: int | None = None) -> Received:
    return Received(sent, name, media_type, _digest(sent), sent.stat().st_size, duration_ms=duration_ms)


def _beside(what: str, source: Path, target: Path | None = None) -> Any:
    """What the process made; None where the file broke it."""
    command = [sys.executable, "-m", "contest.services.files.beside", what, str(source)]
    command += [str(target)] if target else []
    process = subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    try:
        said, _ = process.communicate(timeout=PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.communicate()
        return None
    if process.returncode != 0:
        return None
    return json.loads(said) if said else {}


def _entry(work: Work, row: Registration, kind: FileKind, section_id: int | None) -> PerformanceEntry | None:
    if kind in TEAM_WIDE:
        return None
    if section_id not in rules_of(work.session).sections:
        raise Invalid([Fault("file", "unknown", "Không có phần thi này.")])
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


def _digest(path: Path) -> str:
    with path.open("rb") as there:
        return hashlib.file_digest(there, "sha256").hexdigest()
