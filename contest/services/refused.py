"""Submissions that the house refused: the desk sees them on its board until one is taken.

Responsible for remembering the last refusal of each sheet. The refused entry itself stays on the judge's tablet.
"""

from __future__ import annotations

from contest.db.models import Sheet, SheetRefusal
from contest.domain.errors import Invalid, RuleViolation
from contest.services.actor import Actor
from contest.services.house import House, Work

TOLD = frozenset({"invalid", "stale", "locked", "wrong-state"})
LONGEST = 1_000


def note(house: House, actor: Actor, sheet_id: int, refusal: RuleViolation) -> None:
    """Remembers that a judge's own submission was refused, in an act of its own: the refused one left nothing.

    Being refused again for the same reason says nothing new. Other people's tries are none of the board's business.
    """
    if refusal.code not in TOLD or actor.judge_key is None:
        return
    words = [refusal.message]
    if isinstance(refusal, Invalid):
        words = [fault.message for fault in refusal.faults]
    detail = " ".join(words)[:LONGEST]
    with house.act(actor) as work:
        sheet = work.session.get(Sheet, sheet_id)
        if sheet is None or sheet.judge.key != actor.judge_key:
            return
        row = work.session.get(SheetRefusal, sheet_id)
        if row is not None and (row.code, row.detail) == (refusal.code, detail):
            return
        if row is None:
            row = SheetRefusal(sheet_id=sheet_id)
            work.session.add(row)
        row.code, row.detail, row.device, row.at = refusal.code, detail, actor.device, work.now
        performance = sheet.performance
        subject = f"{performance.round.key}/{performance.team.key}/{performance.section.key}/{sheet.judge.key}"
        work.record("refuse_submission", subject, code=refusal.code, detail=detail)
        work.touch(f"performance.{performance.id}")


def forget(work: Work, sheet: Sheet) -> None:
    """The sheet has been taken: what was refused before is history."""
    row = work.session.get(SheetRefusal, sheet.id)
    if row is not None:
        work.session.delete(row)
