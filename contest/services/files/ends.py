"""Where a file of each form ends by its own account, and whether something else hangs on it.

Responsible for finding out the form from the first bytes and for refusing what is two files in one. Reads only heads
and lengths, so a clip of hundreds of megabytes costs a few kilobytes of memory.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import BinaryIO

HEAD_BYTES = 4096
TAIL_BYTES = 65_536
PNG_HEAD = b"\x89PNG\r\n\x1a\n"
EBML_HEAD = b"\x1a\x45\xdf\xa3"
SEGMENT = 0x18538067
VOID = 0xEC
BOXES = frozenset(
    {
        *(b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"udta", b"meta", b"uuid", b"pdin"),
        *(b"moof", b"mfra", b"sidx", b"styp", b"emsg", b"prft"),
    }
)
FOREIGN = re.compile(rb"PK\x03\x04|PK\x05\x06|%PDF-|<script|<html|<!doctype|<\?php|MZ\x90\x00|\x7fELF", re.IGNORECASE)


def form_of(head: bytes) -> str | None:
    """The form by its first bytes: a name of `kinds.FORMATS`, None for anything else."""
    text = head.lstrip(b"\xef\xbb\xbf \t\r\n")
    found = None
    if head.startswith(PNG_HEAD):
        found = "png"
    elif head.startswith(b"\xff\xd8\xff"):
        found = "jpeg"
    elif head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        found = "webp"
    elif head[4:8] == b"ftyp":
        found = "mp4"
    elif head.startswith(EBML_HEAD):
        found = "webm"
    elif text.startswith((b"<?xml", b"<svg", b"<!--", b"<!DOCTYPE svg")) and b"<svg" in head:
        found = "svg"
    return found


def is_alone(path: Path, form: str) -> bool:
    """Whether the file is whole and nothing else than its form.

    Cameras leave private data behind a JPEG; that is cut off later and refused only when it is a file of its own.
    """
    size = path.stat().st_size
    with path.open("rb") as file:
        if form == "mp4":
            return _mp4_fills(file, size)
        if form == "webm":
            return _webm_fills(file, size)
        if form == "png":
            file.seek(max(0, size - 12))
            return file.read(12) == b"\x00\x00\x00\x00IEND\xaeB`\x82"
        if form == "webp":
            stated = int.from_bytes(file.read(8)[4:], "little") + 8
            return size in (stated, stated + stated % 2)
        if form == "jpeg":
            file.seek(max(0, size - TAIL_BYTES))
            tail = file.read()
            return FOREIGN.search(tail[tail.rfind(b"\xff\xd9") + 2 :] if b"\xff\xd9" in tail else tail) is None and (
                not _has_zip_end(tail)
            )
    return True


def _has_zip_end(tail: bytes) -> bool:
    """Whether a ZIP could be read from the end of the file."""
    return b"PK\x05\x06" in tail


def _mp4_fills(file: BinaryIO, size: int) -> bool:
    """Whether boxes that films have, `ftyp` first and `moov` among them, reach exactly to the end."""
    at = 0
    seen: list[bytes] = []
    while at < size:
        file.seek(at)
        head = file.read(16)
        length, name = int.from_bytes(head[:4]), head[4:8]
        if length == 1:
            length = int.from_bytes(head[8:16])
        elif length == 0:
            length = size - at
        if name not in BOXES or length < 8 or len(seen) > 100_000:
            return False
        seen.append(name)
        at += length
    return at == size and seen[:1] == [b"ftyp"] and b"moov" in seen


def _webm_fills(file: BinaryIO, size: int) -> bool:
    """Whether a head and one segment reach exactly to the end."""
    at, segments = 0, 0
    while at < size:
        file.seek(at)
        head = file.read(16)
        identity, used = _vint(head, keep_marker=True)
        length, more = _vint(head[used:])
        if not used or not more or identity not in (int.from_bytes(EBML_HEAD), SEGMENT, VOID):
            return False
        segments += identity == SEGMENT
        unknown = length == (1 << 7 * more) - 1
        at = size if unknown and identity == SEGMENT else at + used + more + length
    return at == size and segments == 1


def _vint(data: bytes, *, keep_marker: bool = False) -> tuple[int, int]:
    """A number of variable length as EBML writes it, and how many bytes it took; 0 bytes: it is none."""
    if not data or not data[0]:
        return 0, 0
    used = 9 - data[0].bit_length()
    if len(data) < used:
        return 0, 0
    value = int.from_bytes(data[:used])
    return (value if keep_marker else value & ((1 << 7 * used) - 1)), used
