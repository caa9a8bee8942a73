"""What a file is, by its content: its name and what the browser says of it count for nothing.

Responsible for the list of what is taken and for refusing the rest in words. Reads the first and last bytes and, of a
document that is a ZIP, the list of its parts; never inflates anything, so nothing can blow up here.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from contest.domain.errors import Fault, Invalid
from contest.domain.registration import FileKind
from contest.domain.said import say

HEAD_BYTES: Final = 4_096
TAIL_BYTES: Final = 2_048
MOST_PARTS: Final = 3_000
MOST_INFLATED: Final = 200_000_000
MOST_RATIO: Final = 200
WEB_CODE: Final = (b"<svg", b"<html", b"<!doctype", b"<script", b"<?xml", b"<?php")


class FileRefused(Invalid):
    """A file that is not taken; the message says why and what to do instead."""

    def __init__(self, message: str, kind: str = "refused") -> None:
        super().__init__([Fault("file", kind, message)])


@dataclass(frozen=True, slots=True)
class FileType:
    """A type of file: how browsers call it, and the end of the name it is handed out with."""

    media_type: str
    suffix: str


JPEG = FileType("image/jpeg", ".jpg")
PNG = FileType("image/png", ".png")
WEBP = FileType("image/webp", ".webp")
MP3 = FileType("audio/mpeg", ".mp3")
M4A = FileType("audio/mp4", ".m4a")
WAV = FileType("audio/wav", ".wav")
OGG = FileType("audio/ogg", ".ogg")
FLAC = FileType("audio/flac", ".flac")
MP4 = FileType("video/mp4", ".mp4")
WEBM = FileType("video/webm", ".webm")
PDF = FileType("application/pdf", ".pdf")
DOCX = FileType("application/vnd.openxmlformats-officedocument.wordprocessingml.document", ".docx")
PPTX = FileType("application/vnd.openxmlformats-officedocument.presentationml.presentation", ".pptx")
ODT = FileType("application/vnd.oasis.opendocument.text", ".odt")

TAKEN: Mapping[FileKind, tuple[FileType, ...]] = {
    FileKind.PHOTO: (JPEG, PNG, WEBP),
    FileKind.LOGO: (PNG, JPEG, WEBP),
    FileKind.MUSIC: (MP3, M4A, WAV, OGG, FLAC),
    FileKind.CLIP: (MP4, WEBM),
    FileKind.SCRIPT: (PDF, DOCX, ODT, PPTX),
}
WORDS: Mapping[FileKind, str] = {
    FileKind.PHOTO: say("ảnh JPEG, PNG hoặc WebP"),
    FileKind.LOGO: say("ảnh PNG, JPEG hoặc WebP"),
    FileKind.MUSIC: say("nhạc MP3, M4A, WAV, OGG hoặc FLAC"),
    FileKind.CLIP: say("phim MP4 hoặc WebM"),
    FileKind.SCRIPT: say("văn bản PDF, Word (.docx), .odt hoặc .pptx"),
}
_WORD, _SLIDES, _ODT_TYPE = "word/document.xml", "ppt/presentation.xml", "mimetype"
_AUDIO_BRANDS = (b"M4A ", b"M4B ")
_STILL_BRANDS = (b"heic", b"heix", b"mif1", b"heif", b"avif")


def recognise(path: Path, kind: FileKind) -> FileType:
    """The file's type, one of those that are taken for the kind. Raises `FileRefused` with the reason."""
    with path.open("rb") as there:
        head = there.read(HEAD_BYTES)
        there.seek(0, 2)
        size = there.tell()
        there.seek(max(0, size - TAIL_BYTES))
        tail = there.read()
    if not head:
        raise FileRefused(say("Tệp rỗng: xin kiểm tra lại rồi gửi."))
    found = next((type_ for type_, looks in _LOOKS.items() if looks(head, tail)), None)
    if found is None and head.startswith(b"PK\x03\x04"):
        found = _document_in_zip(path)
    if found in TAKEN[kind] and not _speaks_web(head, found):
        return found
    raise FileRefused(_why(head, kind), "kind")


def suffix_of(media_type: str) -> str:
    """The end of the name of a file of that type; `""` for an unknown one."""
    return next((t.suffix for types in TAKEN.values() for t in types if t.media_type == media_type), "")


def _why(head: bytes, kind: FileKind) -> str:
    start = head[:512].lstrip(b"\xef\xbb\xbf \r\n\t").lower()
    if b"<svg" in head.lower():
        return say("Tệp SVG không được nhận vì có thể chứa mã lệnh. Xin lưu lại thành %(kind)s.", kind=WORDS[kind])
    if start.startswith((b"<", b"#!")):
        return say("Tệp này là mã trang web hoặc mã lệnh. Ở đây chỉ nhận %(kind)s.", kind=WORDS[kind])
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        return say("Tệp Word, PowerPoint kiểu cũ (.doc, .ppt): xin mở ra, lưu lại thành .docx hoặc .pdf rồi gửi.")
    if head[4:8] == b"ftyp" and head[8:12] in _STILL_BRANDS:
        return say("Ảnh HEIC của điện thoại chưa đọc được: xin lưu lại thành JPEG rồi gửi.")
    return say(
        "Tệp này không phải %(kind)s. Hệ thống xem nội dung tệp, nên đổi tên tệp không làm được.", kind=WORDS[kind]
    )


def _speaks_web(head: bytes, found: FileType) -> bool:
    """Whether the file also looks like a page to a careless reader. Pictures are drawn anew, so they can't any more."""
    lowered = head.lower()
    return not found.media_type.startswith("image/") and any(code in lowered for code in WEB_CODE[:4])


def _is_pdf(head: bytes, tail: bytes) -> bool:
    return head.startswith(b"%PDF-") and b"%%EOF" in tail


def _is_mp3(head: bytes, _tail: bytes) -> bool:
    if head.startswith(b"ID3"):
        return True
    # A frame of MPEG audio, layer III: eleven bits of sync, a version, a bit rate and a sampling rate that exist.
    return len(head) > 3 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2 and head[2] >> 4 not in (0, 15)


def _brand(*brands: bytes) -> Callable[[bytes, bytes], bool]:
    return lambda head, _tail: head[4:8] == b"ftyp" and head[8:12] in brands


def _is_mp4(head: bytes, _tail: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] not in (*_AUDIO_BRANDS, *_STILL_BRANDS)


_LOOKS: Mapping[FileType, Callable[[bytes, bytes], bool]] = {
    JPEG: lambda head, _tail: head.startswith(b"\xff\xd8\xff"),
    PNG: lambda head, _tail: head.startswith(b"\x89PNG\r\n\x1a\n"),
    WEBP: lambda head, _tail: head.startswith(b"RIFF") and head[8:12] == b"WEBP",
    WAV: lambda head, _tail: head.startswith(b"RIFF") and head[8:12] == b"WAVE",
    OGG: lambda head, _tail: head.startswith(b"OggS"),
    FLAC: lambda head, _tail: head.startswith(b"fLaC"),
    M4A: _brand(*_AUDIO_BRANDS),
    MP4: _is_mp4,
    WEBM: lambda head, _tail: head.startswith(b"\x1a\x45\xdf\xa3") and b"webm" in head[:64],
    PDF: _is_pdf,
    MP3: _is_mp3,
}


def _document_in_zip(path: Path) -> FileType | None:
    """The type of a document that is a ZIP, by the names of its parts; None when it is none.

    Raises `FileRefused` for one whose parts would be far larger than itself, for macros, and for a locked one.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError):
        return None
    names = {part.filename for part in parts}
    declared = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or declared > MOST_INFLATED or declared > MOST_RATIO * path.stat().st_size:
        raise FileRefused(say("Tệp này phình ra quá lớn khi mở nên không được nhận. Xin xuất văn bản ra PDF rồi gửi."))
    if any(part.flag_bits & 1 for part in parts):
        raise FileRefused(say("Tệp có mật khẩu: xin bỏ mật khẩu rồi gửi lại."))
    if any(name.lower().endswith("vbaproject.bin") for name in names):
        raise FileRefused(say("Tệp có mã lệnh (macro) nên không được nhận. Xin lưu lại thành .docx hoặc PDF."))
    if "[Content_Types].xml" in names:
        return DOCX if _WORD in names else PPTX if _SLIDES in names else None
    return ODT if _ODT_TYPE in names and "content.xml" in names else None
