"""The judge's own acts: save a draft, submit, ask not to score. What is answered well is on disk.

Never overwrites a submitted sheet: each submission stays as a version of its own.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Absence, Criterion, Mark, Performance, Sheet, SheetVersion
from contest.domain import sheet as sheet_rules
from contest.domain.errors import Invalid
from contest.domain.points import plain
from contest.domain.said import joined, say
from contest.services import discrepancies, refused
from contest.services.house import Work
from contest.services.permissions import Forbidden, Permission
from contest.services.refusals import Locked, NotFound, Stale, WrongState
from contest.services.rules import freezing
from contest.services.show.on_air import on_air_topics

FROM_PAPER, AFTER_CONFERRING = "submit_paper_sheet", "Sửa sau hội ý"


def save_draft(work: Work, sheet_id: int, marks: Mapping[str, str], based_on: int) -> Sheet:
    """The sheet with these marks as a draft; marks may be incomplete, one left out is not marked.

    Raises `Invalid` with every fault, `Locked`, `Stale`.
    """
    sheet = own_sheet(work, sheet_id)
    _must_be_editable(work, sheet)
    figures = sheet_rules.check_marks(_criteria(sheet), marks)
    if figures == figures_of(sheet) and sheet.state == "draft":
        return sheet
    _must_be_current(sheet, based_on)
    _write_marks(work, sheet, figures)
    sheet.state = "draft"
    sheet.receipt = None
    sheet.submitted_at = None
    sheet.reopened = False
    work.record("save_draft", name_of(sheet), marks=texts_of(figures), version=sheet.version)
    refused.forget(work, sheet)
    touch(work, sheet)
    return sheet


def submit_sheet(work: Work, sheet_id: int, marks: Mapping[str, str], based_on: int) -> Sheet:
    """The sheet, submitted, with its receipt. The same marks again give the same sheet and the same receipt."""
    sheet = own_sheet(work, sheet_id)
    if sheet.state == "submitted" and _same_marks(sheet, marks):
        return sheet
    _must_be_editable(work, sheet)
    figures = check_whole(sheet, marks)
    _must_be_current(sheet, based_on)
    hand_in(work, sheet, figures)
    return sheet


def hand_in(
    work: Work,
    sheet: Sheet,
    figures: Mapping[str, Decimal],
    *,
    act: str = "submit_sheet",
    over_draft: dict[str, str] | None = None,
    **details: Any,
) -> None:
    """Makes the figures the sheet's next version, whoever hands it in."""
    _write_marks(work, sheet, figures)
    sheet.state = "submitted"
    sheet.submitted_at = work.now
    sheet.reopened = False
    sheet.receipt = sheet_rules.receipt(sheet.performance_id, sheet.judge.key, sheet.version, figures)
    reason, sheet.reopen_reason = sheet.reopen_reason, None
    if discrepancies.open_question(sheet) is not None:
        reason = "; ".join(filter(None, (reason, AFTER_CONFERRING)))
    version = SheetVersion(
        sheet_id=sheet.id,
        version=sheet.version,
        marks=texts_of(figures),
        receipt=sheet.receipt,
        at=work.now,
        credential_id=work.actor.credential_id,
        by=" và ".join(details["read_by"]) if act == FROM_PAPER else work.actor.name,
        device=work.actor.device,
        source="paper" if act == FROM_PAPER else "tablet",
        reason=reason or None,
        over_draft=over_draft,
    )
    work.session.add(version)
    if over_draft is not None:
        details["over_draft"] = over_draft
    if reason:
        details["reason"] = reason
    freezing.keep_first_version(work, sheet.performance.round)
    work.record(
        act,
        name_of(sheet),
        marks=texts_of(figures),
        version=sheet.version,
        receipt=sheet.receipt,
        device=work.actor.device,
        **details,
    )
    refused.forget(work, sheet)
    discrepancies.answer_by_change(work, sheet)
    touch(work, sheet, counted=True)


def recuse(work: Work, sheet_id: int, reason: str) -> Sheet:
    """The sheet of a judge who asks not to score this performance; left out of the figures, never zero."""
    sheet = own_sheet(work, sheet_id)
    if absence_of(work.session, sheet.performance_id, sheet.judge_id) is not None:
        return sheet
    _must_be_editable(work, sheet)
    if sheet.state == "submitted":
        raise Locked(say("Phiếu đã nộp. Muốn xin không chấm, xin báo Ban thư ký."), sheet_json(sheet))
    work.session.add(
        Absence(
            performance_id=sheet.performance_id, judge_id=sheet.judge_id, why="recused", reason=reason.strip() or None
        )
    )
    work.session.flush()
    work.record("recuse", name_of(sheet), reason=reason.strip())
    touch(work, sheet, counted=True)
    return sheet


def own_sheets(session: Session, judge_key: str) -> list[Sheet]:
    """All sheets of a judge, in the order of the performances."""
    query = (
        select(Sheet)
        .join(Performance)
        .where(Sheet.judge.has(key=judge_key))
        .order_by(Performance.round_id, Performance.position)
    )
    return list(session.scalars(query))


def absence_of(session: Session, performance_id: int, judge_id: int) -> Absence | None:
    """The judge's absence from a performance, or None."""
    return session.scalar(select(Absence).where(Absence.performance_id == performance_id, Absence.judge_id == judge_id))


def sheet_json(sheet: Sheet, absence: Absence | None = None) -> dict[str, Any]:
    """The sheet as the API and the tablet know it. `total` is None until every criterion is marked."""
    rules = _criteria(sheet)
    figures = figures_of(sheet)
    complete = not sheet_rules.check_complete(rules, figures)
    performance = sheet.performance
    return {
        "id": sheet.id,
        "performance": {
            "id": performance.id,
            "round": {"key": performance.round.key, "title": performance.round.title},
            "section": {"key": performance.section.key, "title": performance.section.title},
            "team": {
                "key": performance.team.key,
                "name": performance.team.title,
                "short": performance.team.short_name,
            },
            "order": performance.turn,
            "state": performance.state,
        },
        "criteria": [
            {"key": c.key, "title": c.title}
            | {name: plain(getattr(c, name)) for name in ("min", "max", "step", "weight")}
            for c in performance.section.criteria
        ],
        "marks": texts_of(figures),
        "state": absence.why if absence else sheet.state,
        "version": sheet.version,
        "total": plain(sheet_rules.sheet_total(rules, figures)) if complete else None,
        "receipt": sheet.receipt,
        "paper": sheet.paper,
        "recorded": sheet.state == "submitted" and performance.state == "locked",
        "editable": absence is None and is_editable(sheet),
        "asked": None if absence else discrepancies.question_json(sheet),
        "earlier_marks": performance.round.earlier_marks,
    }


def is_editable(sheet: Sheet) -> bool:
    """Whether its judge may still change it: the performance is open, and the sheet a draft or opened again since; or
    its judge was asked to confer and has not answered."""
    if sheet.performance.state == "open" and (sheet.state == "draft" or sheet.reopened):
        return True
    return discrepancies.open_question(sheet) is not None


def own_sheet(work: Work, sheet_id: int) -> Sheet:
    """The sheet, if it is the actor's own to write on; raises `NotFound`, `Forbidden`."""
    work.require(Permission.SHEET_OWN)
    sheet = work.session.get(Sheet, sheet_id)
    if sheet is None:
        raise NotFound(say("Không có phiếu chấm này."))
    if work.actor.judge_key is not None and sheet.judge.key != work.actor.judge_key:
        raise Forbidden(say("Đây là phiếu của giám khảo khác."))
    return sheet


def _must_be_editable(work: Work, sheet: Sheet) -> None:
    absence = absence_of(work.session, sheet.performance_id, sheet.judge_id)
    if absence is not None:
        raise Locked(
            say("Phiếu này đã ghi nhận không chấm. Xin báo Ban thư ký nếu cần thay đổi."), sheet_json(sheet, absence)
        )
    if is_editable(sheet):
        return
    if sheet.performance.state == "planned":
        raise WrongState(say("Lượt thi này chưa mở chấm."))
    if sheet.performance.state == "locked":
        raise Locked(say("Lượt thi này đã khóa. Muốn sửa, xin đề nghị Ban thư ký mở lại."), sheet_json(sheet))
    if sheet.state == "submitted":
        paper = say("Ban thư ký đã nhập phiếu này từ phiếu giấy.") if sheet.paper else say("Phiếu đã nộp.")
        raise Locked(joined(" ", [paper, say("Muốn sửa, xin đề nghị Ban thư ký mở lại.")]), sheet_json(sheet))
    raise Locked(say("Lượt thi này đã đóng chấm. Xin báo Ban thư ký nếu phiếu còn thiếu."), sheet_json(sheet))


def _must_be_current(sheet: Sheet, based_on: int) -> None:
    if based_on != sheet.version:
        now = sheet.version
        said = say("Phiếu trên máy chủ đã là bản %(now)s, thay đổi này dựa trên bản %(on)s.", now=now, on=based_on)
        raise Stale(said, sheet_json(sheet))


def _criteria(sheet: Sheet) -> tuple[sheet_rules.Criterion, ...]:
    return tuple(as_rule(c) for c in sheet.performance.section.criteria)


def as_rule(row: Criterion) -> sheet_rules.Criterion:
    """The criterion as the rules know it."""
    return sheet_rules.Criterion(row.key, row.title, row.min, row.max, row.step, row.weight)


def check_whole(sheet: Sheet, marks: Mapping[str, str]) -> dict[str, Decimal]:
    """The figures of a whole sheet. Raises `Invalid` with what is wrong and what is missing together."""
    return _check_whole(_criteria(sheet), marks)


def _check_whole(rules: Sequence[sheet_rules.Criterion], marks: Mapping[str, str]) -> dict[str, Decimal]:
    """The figures of a whole sheet; what is wrong and what is missing are told together."""
    missing = sheet_rules.check_complete(rules, marks)
    try:
        figures = sheet_rules.check_marks(rules, marks)
    except Invalid as refusal:
        raise Invalid([*refusal.faults, *missing]) from refusal
    if missing:
        raise Invalid(missing)
    return figures


def figures_of(sheet: Sheet) -> dict[str, Decimal]:
    """What is marked on the sheet now."""
    return {mark.criterion.key: mark.points for mark in sheet.marks}


def texts_of(figures: Mapping[str, Decimal]) -> dict[str, str]:
    """The figures as plain decimals."""
    return {key: plain(figure) for key, figure in figures.items()}


def _same_marks(sheet: Sheet, marks: Mapping[str, str]) -> bool:
    try:
        return sheet_rules.check_marks(_criteria(sheet), marks) == figures_of(sheet)
    except Invalid:
        return False


def _write_marks(work: Work, sheet: Sheet, figures: Mapping[str, Decimal]) -> None:
    rows = {mark.criterion.key: mark for mark in sheet.marks}
    for criterion in sheet.performance.section.criteria:
        wanted, present = figures.get(criterion.key), rows.get(criterion.key)
        if wanted is None:
            if present is not None:
                sheet.marks.remove(present)
        elif present is None:
            sheet.marks.append(Mark(criterion_id=criterion.id, criterion=criterion, points=wanted))
        else:
            present.points = wanted
    sheet.version += 1
    work.session.flush()


def name_of(sheet: Sheet) -> str:
    """The sheet as the record names it: round/team/section/judge."""
    performance = sheet.performance
    return f"{performance.round.key}/{performance.team.key}/{performance.section.key}/{sheet.judge.key}"


def touch(work: Work, sheet: Sheet, *, counted: bool = False) -> None:
    """Has the sheet sent anew to desk and judge; where it `counted`, to the stage too."""
    work.touch(f"performance.{sheet.performance_id}", f"judge.{sheet.judge.key}")
    if counted:
        work.touch("mc", *on_air_topics(work.session, sheet.performance_id))
