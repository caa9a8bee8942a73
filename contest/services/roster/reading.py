"""Files of teams and people taken in: written to a room of their own, read apart, gone again.

Responsible for what the sender reads when a file is refused, and for leaving nothing behind. Memory stays flat.
"""

from __future__ import annotations

import hashlib
import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from contest.domain.errors import Fault, Invalid
from contest.domain.roster import MOST_ROWS, Table, without_heading
from contest.domain.said import joined, say
from contest.services.files.kinds import MEGABYTE

ROOT = Path(__file__).resolve().parents[3]
MOST_FILES = 2
MOST_MB = 5
LONGEST_S = 30
CHUNK = 64 * 1024
REASONS = {
    "empty": say("Tệp rỗng. Xin chọn lại tệp."),
    "old-excel": say(
        "Đây là tệp Excel kiểu cũ (.xls) hoặc có mật khẩu. Xin mở ra, lưu lại thành .xlsx không mật khẩu."
    ),
    "kind": say("Tệp này không phải bảng tính .xlsx hoặc .csv, dù tên tệp có thể ghi vậy."),
    "inflated": say(
        "Bên trong tệp lớn bất thường so với một danh sách đội. Xin chép riêng hai bảng vào tệp mẫu rồi gửi."
    ),
    "locked": say("Tệp có mật khẩu. Xin bỏ mật khẩu rồi gửi lại."),
    "broken": say("Tệp bị hỏng, không đọc được. Xin mở bằng Excel hoặc LibreOffice, lưu lại rồi gửi."),
    "coding": say("Tệp CSV không theo mã UTF-8. Trong Excel, chọn “CSV UTF-8” khi lưu."),
    "rows": say(
        "Bảng có quá nhiều dòng: mỗi bảng nhiều nhất %(most_rows)s dòng. Xin chia thành nhiều tệp.", most_rows=MOST_ROWS
    ),
    "too-long": say("Đọc tệp quá lâu nên đã dừng. Xin chép riêng hai bảng vào tệp mẫu rồi gửi."),
}
NO_TABLE = say(
    "Không thấy bảng nào có dòng tiêu đề đã biết. Bảng đội cần cột “Đơn vị” và “Đội thi”; "
    "bảng người cần “Đội thi”, “Họ và tên” và “Vai trò”. Xin dùng tệp mẫu."
)


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of a table, by its number in the sheet; `cells` are texts by column, cleaned."""

    row: int
    cells: dict[str, str]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table as it was sent. `name` is the sheet's, or the file's where it has none; `letters` are of its columns."""

    name: str
    table: Table
    letters: dict[str, str]
    rows: tuple[SheetRow, ...]


@dataclass(frozen=True, slots=True)
class Sent:
    """What was sent: the digest of the files, their names, and the tables in them."""

    digest: str
    names: tuple[str, ...]
    sheets: tuple[Sheet, ...]

    def to_json(self) -> dict[str, Any]:
        """As the preview carries it to the act."""
        sheets = [
            {
                "name": sheet.name, "table": sheet.table.value, "letters": sheet.letters,
                "rows": [{"row": row.row, "cells": row.cells} for row in sheet.rows],
            }
            for sheet in self.sheets
        ]  # fmt: skip
        return {"digest": self.digest, "names": list(self.names), "sheets": sheets}


def sent_of(document: dict[str, Any]) -> Sent:
    """What `Sent.to_json` was made of."""
    return Sent(document["digest"], tuple(document["names"]), tuple(_sheet(each, "") for each in document["sheets"]))


def taken_in(files: Sequence[tuple[IO[bytes], str]]) -> Sent:
    """The tables of the files (stream, name). Raises `Invalid` with a fault at `files` that names the file."""
    if not 0 < len(files) <= MOST_FILES:
        raise _refusal(say("Xin chọn một tệp .xlsx, hoặc nhiều nhất %(most_files)s tệp .csv.", most_files=MOST_FILES))
    digest, sheets = hashlib.sha256(), []
    with tempfile.TemporaryDirectory(prefix="contest-roster-") as name:
        for number, (stream, called) in enumerate(files):
            source = Path(name) / str(number)
            _write(stream, source, called, digest)
            sheets += [_sheet(each, called) for each in _read_apart(source, called)]
    if not sheets:
        raise _refusal(NO_TABLE)
    for table in Table:
        if sum(sheet.table is table for sheet in sheets) > 1:
            raise _refusal(say("Có hai bảng cùng loại trong tệp đã gửi. Xin để mỗi loại một bảng."))
    for sheet in sheets:
        lacking = without_heading(sheet.table, list(sheet.letters))
        if lacking:
            raise _refusal(
                say(
                    "%(sheet)s: thiếu cột %(columns)s.",
                    sheet=sheet.name,
                    columns=", ".join(f"“{each}”" for each in lacking),
                )
            )
    return Sent(digest.hexdigest(), tuple(called for _stream, called in files), tuple(sheets))


def _write(stream: IO[bytes], target: Path, called: str, digest: Any) -> None:
    size = 0
    with target.open("xb") as out:
        while chunk := stream.read(CHUNK):
            size += len(chunk)
            if size > MOST_MB * MEGABYTE:
                raise _refusal(say("%(file)s: tệp quá lớn, chỉ nhận đến %(mb)s MB.", file=called, mb=MOST_MB))
            digest.update(chunk)
            out.write(chunk)


def _read_apart(source: Path, called: str) -> list[dict[str, Any]]:
    found = source.with_suffix(".json")
    command = [sys.executable, "-m", "contest.services.roster.apart", str(source), str(found)]
    process = subprocess.Popen(  # noqa: S603 - our own module
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        process.wait(LONGEST_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
        raise _refusal(_about(called, "too-long")) from None
    if not found.exists():  # the reader itself was broken by the file, or the file made it grow without end
        raise _refusal(_about(called, "broken"))
    answer = json.loads(found.read_text(encoding="utf-8"))
    if "refused" in answer:
        raise _refusal(_about(called, answer["refused"]))
    sheets: list[dict[str, Any]] = answer["sheets"]
    return sheets


def _sheet(found: dict[str, Any], called: str) -> Sheet:
    rows = tuple(SheetRow(each["row"], each["cells"]) for each in found["rows"])
    return Sheet(found["name"] or called, Table(found["table"]), found["letters"], rows)


def _about(called: str, reason: str) -> str:
    return joined(": ", (called, REASONS[reason]))


def _refusal(message: str) -> Invalid:
    return Invalid([Fault("files", "refused", message)])
