"""`run.py erase`: personal data whose day has come, erased now; the server also does it by itself once a day.

Responsible for saying what was erased, or how much would be. Results and the record stay as they are.
"""

from __future__ import annotations

import argparse
import sys

from contest.cli.data_folder import opened, settings_of_contest
from contest.services.actor import HOUSE
from contest.services.registration import persons, rules


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `erase`."""
    parser.add_argument("--data", help="thư mục dữ liệu (mặc định var) · data folder")
    parser.add_argument("--dry-run", action="store_true", help="chỉ xem, không xóa · only say what is due")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 after erasing, or when there is nothing to erase. Raises `SettingsError` where there is no contest."""
    with opened(settings_of_contest(arguments.data)) as house:
        with house.reading() as rows:
            day, due = rules.rules_of(rows).erase_on, persons.is_due(rows, house.now())
        if day is None:
            sys.stdout.write("Chưa đặt ngày xóa dữ liệu cá nhân. / No day of erasing is set.\n")
        elif not due:
            sys.stdout.write(f"Không có gì phải xóa (ngày xóa: {day:%d/%m/%Y}). / Nothing is due.\n")
        elif arguments.dry_run:
            sys.stdout.write(f"Đã đến ngày xóa ({day:%d/%m/%Y}). / Personal data is due to be erased.\n")
        else:
            with house.act(HOUSE) as work:
                count = persons.erase_after_the_contest(work)
            sys.stdout.write(f"Đã xóa dữ liệu cá nhân của {count} đăng ký. / Erased for {count} registrations.\n")
    return 0
