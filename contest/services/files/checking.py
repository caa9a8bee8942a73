"""A file that somebody sent, taken in piece by piece, looked into apart, and made safe, or refused with its reason.

Responsible for what the sender reads and for leaving nothing behind of what was refused. Memory stays flat: a file goes
from the wire to the disk a megabyte at a time.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services.files.kinds import (
    ACCEPTED,
    FORMATS,
    LEAST_FREE_BYTES,
    MEGABYTE,
    MOST_BYTES,
    Format,
    Kind,
    Purpose,
)

ROOT = Path(__file__).resolve().parents[3]
LONGEST_S = 90
CHUNK = MEGABYTE
TAKEN = {
    frozenset({Kind.IMAGE}): say("ảnh PNG, JPEG, WebP hoặc SVG"),
    frozenset(Kind): say("ảnh PNG, JPEG, WebP, SVG hoặc clip MP4, WebM"),
}
REASONS = {
    "empty": say("Tệp rỗng. Xin chọn lại tệp."),
    "two-in-one": say("Tệp bị cắt cụt hoặc có dữ liệu lạ nối thêm phía sau. Xin xuất lại tệp từ phần mềm gốc."),
    "pixels": say("Ảnh có quá nhiều điểm ảnh (hơn 100 triệu). Xin thu nhỏ ảnh trước khi gửi."),
    "links": say("Tệp SVG trỏ đến ảnh nằm ở tệp khác. Xin nhúng ảnh vào trong tệp SVG, hoặc xuất thành PNG."),
    "broken": say("Tệp bị hỏng, không mở được. Xin xuất lại tệp từ phần mềm gốc."),
    "no-picture": say("Clip không có hình. Xin chọn lại tệp."),
    "codec": say("Clip dùng kiểu nén mà màn hình không phát được. Xin xuất lại bằng H.264 (MP4) hoặc VP9 (WebM)."),
    "too-long": say("Kiểm tra tệp quá lâu nên đã dừng. Xin xuất lại tệp đơn giản hoặc nhỏ hơn."),
    "full": say("Ổ đĩa của máy chủ sắp đầy, không nhận thêm tệp. Xin xóa bớt tệp không dùng."),
}


@dataclass(frozen=True, slots=True)
class Checked:
    """A file that is safe to keep: where it lies now, its form, its size on screen and its digest."""

    path: Path
    form: Format
    width: int
    height: int
    duration_ms: int | None
    size: int
    sha256: str


@contextmanager
def received(stream: IO[bytes], purpose: Purpose, folder: Path) -> Iterator[Checked]:
    """The file of the stream, made safe, in a room of its own that goes away with the block.

    Raises `Invalid` with a fault at `file` for what is too large, of another kind, or not whole.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if shutil.disk_usage(folder).free < MOST_BYTES[purpose] + LEAST_FREE_BYTES:
        raise _refusal("full")
    with tempfile.TemporaryDirectory(dir=folder, prefix=".incoming-") as name:
        room = Path(name)
        sent = room / "sent"
        take_in(stream, sent, MOST_BYTES[purpose])
        facts = look_apart(sent, room, ACCEPTED[purpose])
        refused = facts.get("refused")
        if refused is not None:
            raise _refusal(str(refused), purpose)
        safe = room / "safe"
        digest = _sha256(safe)
        form = FORMATS[facts["format"]]
        yield Checked(safe, form, facts["width"], facts["height"], facts["duration_ms"], safe.stat().st_size, digest)


def too_large(purpose: Purpose) -> str:
    """What the sender of a file beyond every limit reads."""
    return say("Tệp quá lớn: chỉ nhận tệp đến %(mb)s MB.", mb=MOST_BYTES[purpose] // MEGABYTE)


def take_in(stream: IO[bytes], target: Path, most: int) -> None:
    """Writes the stream to a new file, piece by piece. Raises `Invalid` for nothing, and as soon as it is too much."""
    size = 0
    with target.open("xb") as out:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > most:
                raise Invalid(
                    [Fault("file", "large", say("Tệp quá lớn: chỉ nhận tệp đến %(value)s MB.", value=most // MEGABYTE))]
                )
            out.write(chunk)
    if not size:
        raise _refusal("empty")


def look_apart(sent: Path, room: Path, kinds: frozenset[Kind]) -> dict[str, Any]:
    """What the process apart found out, the safe file being `room/safe`; `{"refused": code}` where it is not taken."""
    command = [sys.executable, "-m", "contest.services.files.apart", ",".join(sorted(kinds)), str(sent), str(room)]
    process = subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(LONGEST_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        return {"refused": "too-long"}
    found = room / "found.json"
    if not found.exists():  # the decoder itself was broken by the file, or the file made it grow without end
        return {"refused": "broken"}
    facts: dict[str, Any] = json.loads(found.read_text(encoding="utf-8"))
    return facts


def _refusal(code: str, purpose: Purpose = Purpose.POSTER) -> Invalid:
    if code == "kind":
        text = say("Tệp này không phải %(kind)s, dù tên tệp có thể ghi vậy.", kind=TAKEN[ACCEPTED[purpose]])
    elif code.startswith("large-"):
        form = FORMATS[code.removeprefix("large-")]
        text = say(
            "Tệp %(form)s quá lớn: chỉ nhận đến %(mb)s MB.", form=form.name.upper(), mb=form.most_bytes // MEGABYTE
        )
    else:
        text = REASONS[code]
    return Invalid([Fault("file", code, text)])


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
