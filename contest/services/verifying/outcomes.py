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
from contest.services import publications, results
from contest.services.verifying.findings import Finding

CONFIRMED = ("confirmed", "published")
PUBLISHING = ("publish_round", "open_correction", "publish_correction")


def confirmed_rounds(session: Session) -> list[Round]:
    """The rounds whose result has been confirmed, in the order they are held."""
    return list(session.scalars(select(Round).where(Round.state.in_(CONFIRMED)).order_by(Round.position)))


def outcome_findings(session: Session) -> Iterator[Finding]:
    """A finding for every confirmed round whose standings are not those of the marks, or not those confirmed."""
    yield from _publication_findings(session)
    shaken = publications.unsettled(session)  # wait for the correction of a round that they rest on
    rows = [row for row in confirmed_rounds(session) if row.key not in shaken]
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


def _publication_findings(session: Session) -> Iterator[Finding]:
    """A finding for every published version that its own file does not give, or that the record does not know."""
    lines = session.execute(
        select(AuditEntry.subject, AuditEntry.details).where(AuditEntry.act.in_(PUBLISHING)).order_by(AuditEntry.id)
    )
    recorded: dict[tuple[str, int | None], str | None] = {}
    for subject, details in lines:
        recorded.setdefault((subject, details.get("version")), details.get("digest"))
    for row in session.scalars(select(Round).order_by(Round.position)):
        kept = publications.versions(session, row)
        for version in kept:
            where = f"{row.title}, bản công bố {version.version}"
            try:
                computed = results.digest_of(compute(contestfile.reread(version.file)).rounds[row.key])
            except (Invalid, KeyError):
                yield Finding("publication_changed", where, "không tính lại được từ tệp hội thi đã lưu cùng bản này")
                continue
            if computed != version.digest:
                yield Finding(
                    "publication_changed", where, "tệp hội thi đã lưu cho kết quả khác với kết quả đã công bố"
                )
            if recorded.get((row.key, version.version)) != version.digest:
                yield Finding("publication_not_recorded", where, "khác với kết quả mà biên bản ghi lúc công bố")
        if kept and row.state == "published" and kept[0].digest != results.digest(session, row.key):
            yield Finding(
                "published_differs", row.title, "kết quả công bố sau cùng khác với kết quả tính từ điểm hiện có"
            )
        known = {version.version for version in kept}
        gone = sorted(n for key, n in recorded if key == row.key and n is not None and n not in known)
        for number in gone:
            yield Finding("publication_gone", row.title, f"biên bản ghi bản công bố {number}, nhưng không còn bản đó")


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
