"""The panel's conferring (hội ý) as acts: the secretary asks, the judge keeps the sheet with a note.

Changing a sheet after conferring is submitting it again. Nobody but the judge ever touches the marks.
"""

from __future__ import annotations

from sqlalchemy import select

from contest.db.models import Conferral, Performance, Sheet
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import discrepancies, performances, sheets
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import Locked, Stale, WrongState


def ask_to_confer(work: Work, performance_id: int) -> Performance:
    """The performance with every flagged sheet asked about; each may be changed by its judge until it is answered.

    Asking again adds those that are flagged since. Raises `WrongState` where nobody can be asked.
    """
    work.require(Permission.PERFORMANCE_RUN)
    row = performances.get(work.session, performance_id)
    if not discrepancies.thresholds_of(row):
        raise WrongState(say("Thể lệ của vòng thi này không đặt ngưỡng lệch điểm cho phần thi này."))
    state = discrepancies.conferring(work.session, row)
    if row.state in discrepancies.STILL_TO_ANSWER and state.flagged and not state.unasked:
        return row
    reason = discrepancies.why_not_ask(row, state)
    if reason is not None:
        raise WrongState(reason)
    asked = state.unasked
    for judge in asked:
        discrepancies.ask(work, state.sheets[judge])
    row.version += 1
    work.session.flush()
    versions = {judge: state.sheets[judge].version for judge in asked}
    work.record("ask_to_confer", f"{row.round.key}/{row.team.key}/{row.section.key}", versions=versions)
    work.touch(f"performance.{row.id}", *(f"judge.{judge}" for judge in asked))
    return row


def keep_sheet(work: Work, sheet_id: int, note: str, based_on: int) -> Sheet:
    """The judge's own sheet, kept as it is after conferring; `note` says why and can't be empty.

    The same answer again changes nothing. Raises `Invalid`, `Locked`, `Stale`, `WrongState`.
    """
    sheet = sheets.own_sheet(work, sheet_id)
    note = note.strip()
    if not note:
        raise Invalid([Fault("note", "missing", say("Xin ghi lý do giữ nguyên phiếu."))])
    here = select(Conferral).where(Conferral.sheet_id == sheet.id, Conferral.version == sheet.version)
    row = work.session.scalar(here)
    if row is not None and row.verdict == discrepancies.KEPT and row.note == note:
        return sheet
    if sheet.performance.state not in discrepancies.STILL_TO_ANSWER:
        raise Locked(say("Lượt thi này đã khóa, không còn hội ý."), sheets.sheet_json(sheet))
    if based_on != sheet.version:
        raise Stale(
            say(
                "Phiếu trên máy chủ đã là bản %(version)s, câu trả lời này về bản %(based_on)s.",
                version=sheet.version,
                based_on=based_on,
            ),
            sheets.sheet_json(sheet),
        )
    if row is None or row.verdict != discrepancies.ASKED or sheet.state != "submitted":
        raise WrongState(say("Phiếu này không chờ trả lời hội ý."))
    row.verdict, row.note, row.answered_at = discrepancies.KEPT, note, work.now
    sheet.reopened = False
    work.session.flush()
    performance = sheet.performance
    subject = f"{performance.round.key}/{performance.team.key}/{performance.section.key}/{sheet.judge.key}"
    work.record("keep_sheet", subject, note=note, version=sheet.version)
    work.touch(f"performance.{performance.id}", f"judge.{sheet.judge.key}")
    return sheet
