"""`run.py verify [ARCHIVE]`: is the record whole, and does every confirmed result follow from the marks?

Responsible for what is looked at, a data folder or a backup, always a copy of its own, so that nothing is changed or
held up; and for the findings as people or programs read them. The checks: `contest.services.record`.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from pathlib import Path

from contest.cli.data_folder import readable, settings_of_contest, sqlite_file
from contest.cli.main import BAD_INPUT
from contest.db.schema import upgrade
from contest.db.session import Database
from contest.domain.errors import RuleViolation
from contest.services.backups import Altered, Damaged, require_sound, snapshot, unpack
from contest.services.record import Finding, Verification, verify

FINDING = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `verify`."""
    where = parser.add_mutually_exclusive_group()
    where.add_argument("archive", nargs="?", help="bản sao lưu cần kiểm tra · a backup")
    where.add_argument("--data", help="thư mục dữ liệu (mặc định var) · data folder")
    parser.add_argument("--json", action="store_true", help="một tài liệu JSON · one JSON document")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 when all is well, 1 after the findings, 2 after one line when there is nothing to verify."""
    try:
        with readable(), tempfile.TemporaryDirectory(prefix="contest-verify-") as folder:
            found = verified(arguments, Path(folder))
    except (Altered, Damaged) as refusal:
        finding = Finding(refusal.code.replace("-", "_"), arguments.archive or "cơ sở dữ liệu", refusal.message)
        found = Verification("", {}, (finding,))
    except RuleViolation as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return BAD_INPUT
    if arguments.json:
        sys.stdout.write(json.dumps(found.to_json(), ensure_ascii=False, indent=1) + "\n")
    else:
        sys.stdout.write(told(found))
    return 0 if found.is_well else FINDING


def verified(arguments: argparse.Namespace, folder: Path) -> Verification:
    """The verification of the backup or data folder that the arguments name."""
    copy = folder / "contest.db"
    if arguments.archive:
        copy = unpack(Path(arguments.archive), folder).database
        require_sound(copy)
    else:
        settings = settings_of_contest(arguments.data)
        if sqlite_file(settings) is None:
            return _verified(settings.database_url)
        database = Database(settings.database_url)
        try:
            snapshot(database, copy)
        finally:
            database.close()
    return _verified(f"sqlite:///{copy.as_posix()}", migrate=True)


def _verified(url: str, *, migrate: bool = False) -> Verification:
    database = Database(url)
    try:
        if migrate:  # only ever a copy: one made by an earlier version can be read too
            upgrade(database.engine)
        with database.reading() as rows:
            return verify(rows)
    finally:
        database.close()


def told(found: Verification) -> str:
    """The verification for people: what was found, or that nothing was, and the head of the chain to note down."""
    lines = [f"- {finding.line}" for finding in found.findings]
    if lines:
        lines.insert(0, f"Phát hiện {len(lines)} điểm sai lệch:")
    else:
        checked = found.checked
        lines = [
            "Không phát hiện sai lệch.",
            f"Biên bản: {checked['acts']} dòng, chuỗi liền mạch. Phiếu đã nộp: {checked['submissions']} bản, "
            "khớp điểm và mã biên nhận.",
            f"Kết quả đã xác nhận: {checked['confirmed_rounds']} vòng thi, tính lại từ điểm gốc đều khớp.",
        ]
    if found.head:
        lines.append(f"Mã cuối biên bản: {found.head}")
    return "\n".join(lines) + "\n"
