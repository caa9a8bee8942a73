"""Confirmed results against the raw marks and against what the record says was confirmed.

Responsible for computing anew, by the one function that all rankings come from, out of the contest file alone.
"""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import AuditEntry, Round
from contest.db.queries.contest_file import contest_file
from contest.domain import contestfile
from contest.domain.errors import Invalid
from contest.domain.standings import compute
from contest.services import results
from contest.services.verifying.findings import Finding

CONFIRMED = ("confirmed", "published")


def confirmed_rounds(session: Session) -> list[Round]:
    """The rounds whose result has been confirmed, in the order they are held."""
    return list(session.scalars(select(Round).where(Round.state.in_(CONFIRMED)).order_by(Round.position)))


def outcome_findings(session: Session) -> Iterator[Finding]:
    """A finding for every confirmed round whose standings are not those of the marks, or not those confirmed."""
    rows = confirmed_rounds(session)
    if not rows:
        return
    try:
        anew = compute(contestfile.parse(contestfile.dump(contest_file(session))))
    except Invalid as refusal:
        for fault in refusal.faults:
            yield Finding("not_computable", f"tệp hội thi, {fault.path}", fault.message)
        return
    for row in rows:
        if anew.rounds[row.key].to_json() != results.round_result(session, row.key).to_json():
            yield Finding("standings_differ", row.title, "bảng xếp hạng không tính lại được từ điểm gốc")
        yield from _confirmation(session, row)


def _confirmation(session: Session, row: Round) -> Iterator[Finding]:
    last = session.scalar(
        select(AuditEntry)
        .where(AuditEntry.act == "confirm_round", AuditEntry.subject == row.key)
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    if last is None:
        yield Finding("not_confirmed", row.title, "được ghi là đã xác nhận, nhưng biên bản không có dòng xác nhận nào")
    elif last.details.get("digest") != results.digest(session, row.key):
        yield Finding(
            "result_changed", row.title, "kết quả tính từ điểm hiện có khác với kết quả đã được xác nhận trong biên bản"
        )
    if row.locked_by_id is not None and row.locked_by_id == row.confirmed_by_id:
        yield Finding("same_person", row.title, "cùng một người vừa khóa vừa xác nhận")
