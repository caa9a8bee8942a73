"""Receipts: which sheet, and which version of it, a code was given for; for whoever has a code and a question.

Reads only. Tells a mistyped code from one that was never given, and checks each find against the marks on disk.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import SheetVersion
from contest.domain import sheet as sheet_rules
from contest.services import versions

READ_AS = str.maketrans({"O": "0", "I": "1", "L": "1", " ": "", "-": "", "\u2013": "", "\u2212": ""})
CODE_LENGTH = 6
HEAD_LENGTH = 4


def tidy(text: str) -> str:
    """The code as receipts are written: capitals, one hyphen, the letters that are not in it read as the figures they
    were taken for. Example: `k7qo m2` is `K7Q0-M2`."""
    code = text.strip().upper().translate(READ_AS)
    return f"{code[:HEAD_LENGTH]}-{code[HEAD_LENGTH:]}" if len(code) == CODE_LENGTH else code


def find_receipt(session: Session, text: str) -> dict[str, Any]:
    """What is known of a code: `{"code", "wellformed", "sheets"}`.

    `wellformed` is False when the check character is wrong, so it was mistyped. `sheets` are the versions it was given
    for, newest first (five characters can meet twice): each as in `versions_json`, with its sheet, performance and
    judge; `genuine` says whether the code is that of the marks on disk. False is a finding; `verify` tells more of it.
    """
    code = tidy(text)
    rows = session.scalars(select(SheetVersion).where(SheetVersion.receipt == code).order_by(SheetVersion.at.desc()))
    return {
        "code": code,
        "wellformed": sheet_rules.receipt_is_wellformed(code),
        "sheets": [_found(session, row) for row in rows],
    }


def _found(session: Session, row: SheetVersion) -> dict[str, Any]:
    sheet = versions.versions_json(session, row.sheet_id)
    version = next(each for each in sheet["versions"] if each["version"] == row.version)
    whole: dict[str, Any] = {name: sheet[name] for name in ("sheet", "judge", "performance", "criteria")}
    return {**whole, **version, "genuine": _is_genuine(sheet, row)}


def _is_genuine(sheet: dict[str, Any], row: SheetVersion) -> bool:
    marks = {key: Decimal(mark) for key, mark in row.marks.items()}
    given = sheet_rules.receipt(sheet["performance"]["id"], sheet["judge"]["key"], row.version, marks)
    return given == row.receipt
