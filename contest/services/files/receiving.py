"""A file of a registration on its way in: counted while it comes, known by its content, made safe apart.

Responsible for what is wrong with a file, in words for the unit, and for leaving nothing behind of what was refused.
Knows no row; what is received here is kept by `handed_in`.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePath
from tempfile import TemporaryDirectory
from typing import IO, Any

from contest.domain.registration import FileKind, clean
from contest.domain.said import say
from contest.services.files.checking import look_apart, take_in
from contest.services.files.kinds import MEGABYTE, Kind
from contest.services.files.recognising import FileRefused, recognise, suffix_of
from contest.services.house import House
from contest.services.refusals import WrongState
from contest.services.registration.rules import rules_of

ROOT = Path(__file__).resolve().parents[3]
FOLDER = "media"  # beside posters and clips, which are called otherwise: one folder to back up
PATIENCE_S = 60
LONGEST_NAME = 120
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
        raise WrongState(say("Máy chủ này không có thư mục để giữ tệp."))
    return house.folder / FOLDER


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
        raise FileRefused(say("Hội thi này không nhận loại tệp đó."))
    with TemporaryDirectory(dir=folder, prefix=".incoming-") as room_name:
        room = Path(room_name)
        sent = room / "sent"
        take_in(stream, sent, rule.most_mb * MEGABYTE)
        media_type = recognise(sent, kind).media_type
        yield _safe(room, sent, shown_file_name(name, media_type), media_type, kind)


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
            raise FileRefused(say("Tệp nhạc này bị hỏng hoặc không có tiếng. Xin xuất lại từ phần mềm gốc."))
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
    "broken": say("Tệp bị hỏng, không mở được. Xin mở ra, lưu lại rồi gửi."),
    "two-in-one": say("Tệp bị cắt cụt hoặc có dữ liệu lạ nối thêm phía sau. Xin xuất lại từ phần mềm gốc."),
    "pixels": say("Ảnh có quá nhiều điểm ảnh (trên 100 triệu). Xin thu nhỏ rồi gửi lại."),
    "too-long": say("Kiểm tra tệp quá lâu nên đã dừng. Xin thu nhỏ hoặc xuất lại tệp đơn giản hơn."),
    "codec": say("Phim dùng kiểu nén mà màn hình không phát được. Xin xuất lại bằng H.264 (MP4) hoặc VP9 (WebM)."),
    "no-picture": say("Phim không có hình. Xin chọn lại tệp."),
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


def _digest(path: Path) -> str:
    with path.open("rb") as there:
        return hashlib.file_digest(there, "sha256").hexdigest()
