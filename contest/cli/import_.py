"""`run.py import FILE`: a contest file becomes the contest of a data folder, in one act, or nothing changes.

Responsible for the faults, printed as `rank` prints them, and for what the person reads afterwards.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import sys
from pathlib import Path

from contest.cli.data_folder import opened
from contest.cli.main import BAD_INPUT
from contest.config import load_settings
from contest.domain.contestfile import ContestFile
from contest.domain.errors import Invalid, RuleViolation
from contest.services.actor import HOUSE
from contest.services.contest_files import import_contest, parse_for_import
from contest.services.rounds import STATE_WORDS


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the options of `import`."""
    parser.add_argument("file", help="tệp hội thi · contest file")
    parser.add_argument("--data", help="thư mục dữ liệu (mặc định var) · data folder")


def run(arguments: argparse.Namespace) -> int:
    """Return 0 once the contest is in, 2 after one line for every fault; the folder is not even made for a bad file."""
    try:
        data = Path(arguments.file).read_bytes()
        contest = parse_for_import(data)
        settings = load_settings(os.environ, data=arguments.data, demo=False)
        with opened(settings) as house, house.act(HOUSE) as work:
            states = import_contest(work, contest, hashlib.sha256(data).hexdigest())
    except Invalid as refusal:
        sys.stderr.writelines(f"{fault.line}\n" for fault in refusal.faults)
        return BAD_INPUT
    except RuleViolation as refusal:
        sys.stderr.write(f"{refusal.message}\n")
        return BAD_INPUT
    except (OSError, ValueError) as refusal:
        why = getattr(refusal, "strerror", None) or str(refusal)
        sys.stderr.write(f"{arguments.file}: không đọc được tệp / can't be read: {why}\n")
        return BAD_INPUT
    sys.stdout.write(told(contest, states))
    return 0


def told(contest: ContestFile, states: dict[str, str]) -> str:
    """What came in, and what each round waits for."""
    lines = [f"Đã nhập “{contest.title}”: {len(contest.teams)} đội thi, {len(contest.marks)} phiếu chấm."]
    lines += [f"  {each.title}: {STATE_WORDS[states[each.key]]}" for each in contest.rounds]
    return "\n".join(lines) + "\n"
