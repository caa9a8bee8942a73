"""`python -m contest.services.roster.apart FILE FOUND`: reads the tables of one workbook or CSV file, and ends.

A process of its own: a workbook is a ZIP of XML that somebody sent, and reading it takes a second of processor time
that judges must not wait for. Writes to FOUND the tables as `{"sheets": [...]}`, or `{"refused": reason}`. Declared
sizes are looked at before anything is inflated, rows are read one by one, and reading stops at the first row too many.
"""

from __future__ import annotations

import codecs
import csv
import json
import os
import sys
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

from contest.domain.roster import COLUMNS, MOST_ROWS, cleaned, headings

MOST_PARTS: Final = 200
MOST_INFLATED: Final = 40_000_000
MOST_RATIO: Final = 150
MOST_COLUMNS: Final = 60
MOST_LINES: Final = 20_000  # with the empty ones between
HEADING_WITHIN: Final = 15
CHUNK: Final = 64 * 1024
LONGEST_CELL: Final = 2_000
MOST_MEMORY: Final = 512 * 1024**2
MOST_SECONDS: Final = 20
POLITENESS: Final = 10
Found = dict[str, Any]


class Refused(Exception):  # noqa: N818 - an answer, not an error
    """The file is not taken; the text is the reason's code."""


def read(source: Path) -> list[Found]:
    """The tables of the file: name, table, letter of each column, rows with their number. Raises `Refused`."""
    with source.open("rb") as file:
        head = file.read(8)
    if not head:
        raise Refused("empty")
    if head.startswith(b"PK\x03\x04"):
        return _workbook(source)
    if head.startswith(b"\xd0\xcf\x11\xe0"):
        raise Refused("old-excel")
    return _csv(source)


def _workbook(source: Path) -> list[Found]:
    _look_at_parts(source)
    import openpyxl  # noqa: PLC0415 - for this process alone

    try:
        with source.open("rb") as file:
            book = openpyxl.load_workbook(file, read_only=True, data_only=True, keep_links=False)
            found = [each for sheet in book.worksheets if (each := _table(sheet.title, _lines(sheet)))]
    except Refused:
        raise
    except Exception as fault:  # a broken workbook breaks its reader in a hundred ways; all mean the same to the sender
        raise Refused("broken") from fault
    return found


def _lines(sheet: Any) -> Iterator[Sequence[Any]]:
    sheet.reset_dimensions()  # what a sheet says of its own size is not to be relied on
    yield from sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True)


def _look_at_parts(source: Path) -> None:
    """Refuses by the sizes that the ZIP declares; its reader never inflates more than what is declared."""
    try:
        with zipfile.ZipFile(source) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, OSError, NotImplementedError) as fault:
        raise Refused("broken") from fault
    if not any(part.filename == "xl/workbook.xml" for part in parts):
        raise Refused("kind")
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_INFLATED:
        raise Refused("inflated")
    if any(part.file_size > 1_000_000 and part.file_size > MOST_RATIO * part.compress_size for part in parts):
        raise Refused("inflated")
    if any(part.flag_bits & 1 for part in parts):
        raise Refused("locked")
    with zipfile.ZipFile(source) as archive:
        for part in parts:
            if part.filename.endswith((".xml", ".rels")) and _defines(archive, part):
                raise Refused("broken")


def _defines(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Whether the part defines entities, which no spreadsheet does and which can multiply themselves; or hides it in
    another coding than UTF-8."""
    kept = b""
    try:
        with archive.open(part) as inside:
            while chunk := inside.read(CHUNK):
                if not kept and not chunk.lstrip(b"\xef\xbb\xbf \r\n\t").startswith(b"<"):
                    return True
                if b"<!DOCTYPE" in kept + chunk or b"<!ENTITY" in kept + chunk:
                    return True
                kept = chunk[-16:]
    except (zipfile.BadZipFile, OSError, NotImplementedError, ValueError, EOFError, zlib.error) as fault:
        raise Refused("broken") from fault
    return False


def _csv(source: Path) -> list[Found]:
    with source.open("rb") as file:
        start = file.read(4)
    if start.startswith((b"%PDF", b"\x89PNG", b"\xff\xd8\xff")):
        raise Refused("kind")
    coding = "utf-16" if start[:2] in (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE) else "utf-8-sig"
    csv.field_size_limit(LONGEST_CELL * 4)
    try:
        with source.open(encoding=coding, newline="") as text:
            first = text.readline(20_000)
            while first and not first.strip():
                first = text.readline(20_000)
            if "\0" in first:
                raise Refused("kind")
            text.seek(0)
            found = _table("", csv.reader(text, delimiter=max(";,\t", key=first.count)))
    except UnicodeError as fault:
        raise Refused("coding") from fault
    except csv.Error as fault:
        raise Refused("broken") from fault
    return [found] if found else []


def _table(name: str, lines: Iterable[Sequence[Any]]) -> Found | None:
    """The table of that sheet; None for one without the heading of any."""
    places: dict[int, str] = {}
    table = None
    rows: list[Found] = []
    for number, line in enumerate(lines, 1):
        if number > MOST_LINES:
            raise Refused("rows")
        if not any(cell not in (None, "") for cell in line[:MOST_COLUMNS]):
            continue
        cells = [_text(cell) for cell in line[:MOST_COLUMNS]]
        if table is None:
            known = headings(cells)
            if known is not None:
                table, places = known
            elif number > HEADING_WITHIN:
                return None
            continue
        facts = cleaned({key: cells[place] for place, key in places.items() if place < len(cells)})
        if not any(facts.values()):
            continue
        if len(rows) == MOST_ROWS:
            raise Refused("rows")
        rows.append({"row": number, "cells": facts})
    if table is None:
        return None
    order = [column.key for column in COLUMNS[table]]
    letters = {key: _letter(place) for place, key in sorted(places.items(), key=lambda each: order.index(each[1]))}
    return {"name": name, "table": table.value, "letters": letters, "rows": rows}


def _text(cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, bool):
        return "có" if cell else "không"
    if isinstance(cell, datetime | date):
        return f"{cell:%d/%m/%Y}"
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell)[:LONGEST_CELL]


def _letter(place: int) -> str:
    letters = ""
    place += 1
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _keep_small() -> None:
    """Ends this process, and only it, when a file makes it grow or run without end."""
    if hasattr(os, "nice"):
        os.nice(POLITENESS)
    with suppress(ImportError, ValueError, OSError):  # Windows has no such limits; there the clock alone ends it
        import resource  # noqa: PLC0415

        resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS))


def main(arguments: Sequence[str]) -> int:
    """Return 0 after writing what was found; a file that breaks its reader ends the process otherwise."""
    source, found = arguments
    _keep_small()
    try:
        answer: Found = {"sheets": read(Path(source))}
    except Refused as why:
        answer = {"refused": str(why)}
    Path(found).write_text(json.dumps(answer), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
