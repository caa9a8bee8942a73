"""`run.py backup FILE`: the whole contest in one file, also while the server runs.

Responsible for where the secret key comes from and for what the person reads. `contest.services.backups` does the work.
"""

from __future__ import annotations

import argparse
import os
import sys
import tomllib
from pathlib import Path

from contest.cli.data_folder import readable, settings_of_contest, sqlite_file
from contest.cli.main import BAD_INPUT
from contest.config import ROOT
from contest.db.session import Database
from contest.services.backups import NOT_SQLITE, SECRET, BackupFault, make_backup
from contest.services.timekeeping import wall_ms as now_ms


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `backup`."""
    parser.add_argument("file", help="tệp sao lưu sẽ ghi (.zip) · backup to write")
    parser.add_argument("--data", help="thư mục dữ liệu (mặc định var) · data folder")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 once the backup is on disk, 2 after one line on what is in the way."""
    file = Path(arguments.file)
    settings = settings_of_contest(arguments.data)
    if sqlite_file(settings) is None:
        sys.stderr.write(f"{NOT_SQLITE}\n")
        return BAD_INPUT
    secret = None if os.environ.get("CONTEST_SECRET_KEY") else (settings.data_dir / SECRET).read_text("ascii")
    database = Database(settings.database_url)
    try:
        with readable():
            made = make_backup(
                database,
                file,
                secret=secret,
                product=product_version(),
                now_ms=now_ms(),
                folder=settings.data_dir,
            )
    except BackupFault as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return BAD_INPUT
    except OSError as fault:
        sys.stderr.write(f"{file}: không ghi được / can't be written: {fault.strerror or fault}\n")
        return BAD_INPUT
    finally:
        database.close()
    sys.stdout.write(f"Đã sao lưu “{made.contest}” vào {file} ({made.size:,} byte dữ liệu).\n".replace(",", "."))
    if made.has_secret:
        sys.stdout.write("Tệp này có khóa bí mật của hội thi: hãy giữ kín như giữ chìa khóa.\n")
    else:
        sys.stdout.write("Khóa bí mật lấy từ CONTEST_SECRET_KEY, không nằm trong tệp: khi khôi phục phải đặt lại.\n")
    return 0


def product_version() -> str:
    """The version of this product."""
    with (ROOT / "pyproject.toml").open("rb") as there:
        return str(tomllib.load(there)["project"]["version"])
