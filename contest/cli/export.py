"""`run.py export FILE`: the contest of a data folder as a contest file, also while the server runs.

Responsible for the file alone: it appears whole or not at all, and no other kind of file is overwritten.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from contest.cli.data_folder import opened, settings_of_contest
from contest.cli.main import BAD_INPUT
from contest.domain.contestfile import FORMAT
from contest.domain.errors import Invalid, RuleViolation
from contest.services.contest_files import export_text

HEAD_BYTES = 4096


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `export`."""
    parser.add_argument("file", help="tệp hội thi sẽ ghi · contest file to write")
    parser.add_argument("--data", help="thư mục dữ liệu (mặc định var) · data folder")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 once the file is written, 2 after one line for every fault."""
    file = Path(arguments.file)
    settings = settings_of_contest(arguments.data)
    try:
        with opened(settings) as house, house.reading() as rows:
            text = export_text(rows)
        write_contest_file(file, text)
    except Invalid as refusal:
        sys.stderr.writelines(f"{fault.line}\n" for fault in refusal.faults)
        return BAD_INPUT
    except RuleViolation as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return BAD_INPUT
    except OSError as fault:
        sys.stderr.write(f"{file}: không ghi được / can't be written: {fault.strerror or fault}\n")
        return BAD_INPUT
    sys.stdout.write(f"Đã xuất hội thi ra {file}.\n")
    return 0


def write_contest_file(file: Path, text: str) -> None:
    """Write the text in one piece. Raises `FileExistsError` for a file there that is no contest file."""
    if file.exists() and not _is_contest_file(file):
        raise FileExistsError(None, "đã có một tệp khác ở đó, không ghi đè / another file is there")
    with tempfile.TemporaryDirectory(dir=file.absolute().parent, prefix=".export-") as folder:
        draft = Path(folder) / "contest.json"
        with draft.open("w", encoding="utf-8", newline="\n") as out:
            out.write(text)
            out.flush()
            os.fsync(out.fileno())
        draft.replace(file)


def _is_contest_file(file: Path) -> bool:
    with file.open("rb") as there:
        head = there.read(HEAD_BYTES)
    return not head or FORMAT.encode() in head
