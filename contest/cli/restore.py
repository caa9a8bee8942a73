"""`run.py restore FILE --data DIR`: a backup becomes the contest of a folder that holds none.

Responsible for looking at the folder before anything is made in it. The steps: `contest.services.restoring`.
"""

from __future__ import annotations

import argparse
import os
import sys
from pathlib import Path

from sqlalchemy import make_url

from contest.cli.data_folder import readable
from contest.cli.main import BAD_INPUT
from contest.config import writable_folder
from contest.services.backups import DATABASE, NOT_SQLITE, SECRET, BackupFault, read_manifest
from contest.services.restoring import restore
from contest.services.timekeeping import wall_ms as now_ms


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `restore`."""
    parser.add_argument("file", help="tệp sao lưu · backup")
    parser.add_argument("--data", required=True, help="thư mục dữ liệu còn trống · data folder without a contest")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 once the contest is back, 2 after one line on what is in the way."""
    file = Path(arguments.file)
    try:
        read_manifest(file)
        folder = writable_folder(Path(arguments.data).expanduser())
        with readable():
            target = database_file(folder)
            made = restore(file, target, folder / SECRET, now=now_ms)
    except BackupFault as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return BAD_INPUT
    except OSError as fault:
        sys.stderr.write(f"{arguments.data}: không ghi được / can't be written: {fault.strerror or fault}\n")
        return BAD_INPUT
    sys.stdout.write(f"Đã khôi phục “{made.contest}” (sao lưu lúc {made.made_at}) vào {folder}.\n")
    if not made.has_secret:
        sys.stdout.write("Hãy đặt CONTEST_SECRET_KEY như cũ: không có nó, mã PIN và địa chỉ nguồn dữ liệu sẽ khác.\n")
    return 0


def database_file(folder: Path) -> Path:
    """Where the database goes: into the folder, or where `CONTEST_DATABASE_URL` says. Raises `BackupFault` for a
    database server."""
    url = make_url(os.environ.get("CONTEST_DATABASE_URL") or f"sqlite:///{(folder / DATABASE).as_posix()}")
    if url.get_backend_name() != "sqlite" or not url.database:
        raise BackupFault(NOT_SQLITE)
    return Path(url.database).absolute()
