"""Every version of a sheet, side by side: who handed it in, when, on what, why, and what became of it.

Reads only. Nothing of a sheet is ever overwritten, so all of it is here: submitted versions, what secretaries read off
paper, and drafts that paper took the place of.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import PaperEntry, Sheet, SheetVersion
from contest.domain import sheet as sheet_rules
from contest.domain.points import plain
from contest.domain.said import say
from contest.services import sheets
from contest.services.refusals import NotFound


def versions_json(session: Session, sheet_id: int) -> dict[str, Any]:
    """The sheet with all that was ever submitted of it, oldest first; `changed` are the criteria that differ from the
    version before. `papers` are the entries from paper, `draft` what its judge has marked since (None: nothing).
    Raises `NotFound`.
    """
    sheet = session.get(Sheet, sheet_id)
    if sheet is None:
        raise NotFound(say("Không có phiếu chấm này."))
    whole = sheets.sheet_json(sheet)
    keys = [criterion["key"] for criterion in whole["criteria"]]
    rows = session.scalars(
        select(SheetVersion).where(SheetVersion.sheet_id == sheet.id).order_by(SheetVersion.version)
    ).all()
    found: list[dict[str, Any]] = []
    for row in rows:
        before = found[-1]["marks"] if found else row.marks
        found.append(
            {
                "version": row.version,
                "marks": row.marks,
                "total": _total(sheet, row.marks),
                "changed": [key for key in keys if row.marks.get(key) != before.get(key)],
                "receipt": row.receipt,
                "at": row.at,
                "by": row.by,
                "device": row.device,
                "source": row.source,
                "reason": row.reason,
                "over_draft": row.over_draft,
                "counts": sheet.state == "submitted" and row.version == sheet.version,
            }
        )
    papers = session.scalars(select(PaperEntry).where(PaperEntry.sheet_id == sheet.id).order_by(PaperEntry.id))
    return {
        "sheet": sheet.id,
        "judge": {"key": sheet.judge.key, "name": sheet.judge.name},
        "performance": whole["performance"],
        "criteria": whole["criteria"],
        "versions": found,
        "papers": [
            {"by": each.by, "at": each.at, "marks": each.marks, "total": _total(sheet, each.marks)} for each in papers
        ],
        "draft": whole["marks"] if sheet.state == "draft" and whole["marks"] else None,
        "reopened": sheet.reopen_reason,
    }


def _total(sheet: Sheet, marks: dict[str, str]) -> str | None:
    """The total of those marks; None where today's rules have a criterion that they do not."""
    rules = [sheets.as_rule(criterion) for criterion in sheet.performance.section.criteria]
    figures = {key: Decimal(mark) for key, mark in marks.items()}
    if any(rule.key not in figures for rule in rules):
        return None
    return plain(sheet_rules.sheet_total(rules, figures))
