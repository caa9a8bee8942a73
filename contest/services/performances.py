"""The secretary's acts on a performance: open, close, lock, reopen; points, adjustments, absences.

A performance is locked only when nothing is missing; after that its figures may be shown.
"""

from __future__ import annotations

from sqlalchemy.orm import Session

from contest.db.models import Absence, Adjustment, Judge, Performance, PointsEntry, Sheet
from contest.db.queries.panels import panel_of
from contest.domain.errors import Fault, Invalid
from contest.domain.points import plain
from contest.domain.said import say
from contest.domain.timing import Proposal, parse_time_rule, propose
from contest.services import discrepancies, results
from contest.services.entered import adjustment_figure, points_figure
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import Locked, NotFound, Stale, WrongState
from contest.services.rules import freezing
from contest.services.show.on_air import on_air_topics

LARGEST_ID = 2**63 - 1  # what the database can look for


def get(session: Session, performance_id: int) -> Performance:
    """The performance; raises `NotFound`."""
    row = session.get(Performance, performance_id) if performance_id <= LARGEST_ID else None
    if row is None:
        raise NotFound(say("Không có lượt thi này."))
    return row


def panel(_session: Session, performance: Performance) -> list[Judge]:
    """The judges who owe this performance a sheet or an absence: the section's own, else the round's."""
    return panel_of(performance)


def missing_judges(session: Session, performance: Performance) -> list[Judge]:
    """Judges with neither a submitted sheet nor an absence."""
    done = {s.judge_id for s in performance.sheets if s.state == "submitted"}
    done |= {a.judge_id for a in performance.absences}
    return [judge for judge in panel(session, performance) if judge.id not in done]


def time_proposal(performance: Performance) -> Proposal | None:
    """What the time rule proposes for the measured duration; None when there is none or it was dealt with.

    A section's own rule goes before the round's.
    """
    rule = performance.section.time_rule or performance.round.time_rule
    allowed = performance.section.duration_s
    if rule is None or allowed is None or performance.measured_s is None or performance.proposal_settled:
        return None
    return propose(parse_time_rule(rule), performance.measured_s, allowed)


def open_performance(work: Work, performance_id: int) -> Performance:
    """The performance, open: every judge of the panel has a sheet for it."""
    work.require(Permission.PERFORMANCE_RUN)
    row = get(work.session, performance_id)
    if row.state == "open":
        return row
    if row.round.state != "open":
        raise WrongState(say("%(round)s chưa mở hoặc đã khóa, nên chưa thể mở lượt thi.", round=row.round.title))
    if row.state == "locked":
        raise WrongState(say("Lượt thi này đã khóa. Muốn chấm lại, xin dùng “Mở lại” và ghi lý do."))
    _give_sheets(work, row)
    row.state = "open"
    _keep_time(work, row, "begun_at")
    _changed(work, "open_performance", row)
    return row


def close_performance(work: Work, performance_id: int) -> Performance:
    """The performance, closed: drafts no longer change."""
    work.require(Permission.PERFORMANCE_RUN)
    row = get(work.session, performance_id)
    if row.state == "closed":
        return row
    if row.state != "open":
        raise WrongState(say("Chỉ đóng được lượt thi đang mở."))
    row.state = "closed"
    _keep_time(work, row, "ended_at")
    _changed(work, "close_performance", row)
    return row


def lock_performance(work: Work, performance_id: int) -> Performance:
    """The performance, locked: its figures stand and may be shown. Raises `WrongState` naming what is missing."""
    work.require(Permission.PERFORMANCE_RUN)
    row = get(work.session, performance_id)
    if row.state == "locked":
        return row
    if row.state == "planned":
        raise WrongState(say("Lượt thi này chưa mở, nên chưa có gì để khóa."))
    missing = missing_judges(work.session, row)
    if missing:
        names = ", ".join(judge.name for judge in missing)
        raise WrongState(say("Chưa khóa được: còn thiếu phiếu của %(names)s.", names=names))
    if row.section.kind == "points" and row.points is None:
        raise WrongState(say("Chưa khóa được: chưa nhập điểm phần thi này."))
    if results.breakdown(work.session, row).result is None:
        raise WrongState(say("Chưa khóa được: chưa đủ số phiếu mà cách tính điểm của phần thi này cần."))
    conferring = discrepancies.why_not_lock(work.session, row)
    if conferring is not None:
        raise WrongState(say("Chưa khóa được: %(conferring)s.", conferring=conferring))
    proposal = time_proposal(row)
    if proposal is not None:
        raise WrongState(
            say("Chưa khóa được: đề nghị “%(reason)s” chưa được xác nhận hoặc bỏ qua.", reason=proposal.reason)
        )
    row.state = "locked"
    _keep_time(work, row, "ended_at")
    _changed(work, "lock_performance", row, round_figures=True)
    return row


def reopen_performance(work: Work, performance_id: int, reason: str) -> Performance:
    """The performance, open again for corrections; submitted sheets stay until their judge submits another version."""
    work.require(Permission.PERFORMANCE_RUN)
    row = get(work.session, performance_id)
    _reason_needed(reason)
    if row.state not in ("locked", "closed"):
        raise WrongState(say("Chỉ mở lại được lượt thi đã đóng hoặc đã khóa."))
    if row.round.state != "open":
        raise Locked(say("%(round)s đã khóa. Xin mở lại vòng thi trước.", round=row.round.title))
    _give_sheets(work, row)
    row.state = "open"
    for sheet in row.sheets:
        sheet.reopened = sheet.state == "submitted"
        sheet.reopen_reason = reason.strip() if sheet.reopened else sheet.reopen_reason
    _changed(work, "reopen_performance", row, round_figures=True, reason=reason.strip())
    return row


def enter_points(work: Work, performance_id: int, points: str, based_on: int) -> Performance:
    """The performance with its one figure (a `points` section). `based_on` is 0 the first time."""
    work.require(Permission.POINTS_ENTER)
    row = get(work.session, performance_id)
    section = row.section
    if section.kind != "points":
        raise WrongState(say("Phần thi này do Ban giám khảo chấm bằng phiếu, không nhập điểm trực tiếp."))
    figure = points_figure(section, points)
    _must_take_figures(row)
    version = row.points.version if row.points else 0
    if row.points is not None and row.points.points == figure:
        return row
    if based_on != version:
        raise Stale(
            say(
                "Điểm trên máy chủ đã là bản %(version)s, thay đổi này dựa trên bản %(based_on)s.",
                version=version,
                based_on=based_on,
            ),
            {"points": plain(row.points.points) if row.points else None, "version": version},
        )
    before = plain(row.points.points) if row.points else None
    if row.points is None:
        row.points = PointsEntry(performance_id=row.id, points=figure)
    else:
        row.points.points = figure
        row.points.version += 1
    freezing.keep_first_version(work, row.round)
    _changed(work, "enter_points", row, round_figures=True, points=plain(figure), before=before)
    return row


def adjust(work: Work, performance_id: int, points: str, reason: str) -> Adjustment:
    """A new signed change of this performance's result, with its reason. Settles the clock's proposal."""
    work.require(Permission.ADJUSTMENT_ENTER)
    row = get(work.session, performance_id)
    _must_take_figures(row)
    figure, faults = adjustment_figure(points)
    if not reason.strip():
        faults.append(Fault("reason", "missing", say("Xin ghi lý do cộng, trừ điểm.")))
    if faults:
        raise Invalid(faults)
    adjustment = Adjustment(
        round_id=row.round_id,
        team_id=row.team_id,
        performance_id=row.id,
        points=figure,
        reason=reason.strip(),
        by=work.actor.name,
        at=work.now,
    )
    work.session.add(adjustment)
    row.proposal_settled = True
    work.session.flush()
    _changed(work, "adjust", row, round_figures=True, points=plain(figure), reason=reason.strip())
    return adjustment


def withdraw_adjustment(work: Work, performance_id: int, adjustment_id: int) -> Performance:
    """The performance without that adjustment; it stays on record as withdrawn."""
    work.require(Permission.ADJUSTMENT_ENTER)
    row = get(work.session, performance_id)
    _must_take_figures(row)
    adjustment = work.session.get(Adjustment, adjustment_id)
    if adjustment is None or adjustment.performance_id != row.id:
        raise NotFound(say("Không có khoản cộng, trừ này trong lượt thi."))
    if adjustment.counts:
        adjustment.withdrawn_at = work.now
        _changed(work, "withdraw_adjustment", row, round_figures=True, points=plain(adjustment.points))
    return row


def drop_proposal(work: Work, performance_id: int) -> Performance:
    """The performance without the clock's proposal: the secretary decided that nothing is to be deducted."""
    work.require(Permission.ADJUSTMENT_ENTER)
    row = get(work.session, performance_id)
    proposal = time_proposal(row)
    if proposal is not None:
        row.proposal_settled = True
        _changed(work, "drop_proposal", row, points=plain(proposal.points), reason=proposal.reason)
    return row


def record_absence(work: Work, performance_id: int, judge_key: str, why: str, reason: str) -> Performance:
    """The performance with that judge absent or recused: left out of the figures, never zero."""
    work.require(Permission.ABSENCE_ENTER)
    row = get(work.session, performance_id)
    faults = []
    if why not in ("absent", "recused"):
        faults.append(Fault("why", "unknown", say("Lý do phải là “absent” (vắng) hoặc “recused” (xin không chấm).")))
    judge = next((j for j in panel(work.session, row) if j.key == judge_key), None)
    if judge is None:
        faults.append(Fault("judge", "unknown", say("Người này không có trong Ban giám khảo của phần thi.")))
    if faults or judge is None:
        raise Invalid(faults)
    if row.state == "locked":
        raise Locked(say("Lượt thi này đã khóa. Muốn sửa, xin mở lại trước."))
    if any(a.judge_id == judge.id for a in row.absences):
        return row
    if any(s.judge_id == judge.id and s.state == "submitted" for s in row.sheets):
        raise WrongState(say("%(judge)s đã nộp phiếu cho lượt thi này.", judge=judge.name))
    row.absences.append(Absence(judge_id=judge.id, judge=judge, why=why, reason=reason.strip() or None))
    _changed(work, "record_absence", row, round_figures=True, judge=judge_key, why=why, reason=reason.strip())
    work.touch(f"judge.{judge_key}")
    return row


def withdraw_absence(work: Work, performance_id: int, judge_key: str) -> Performance:
    """The performance with that judge owing a sheet again."""
    work.require(Permission.ABSENCE_ENTER)
    row = get(work.session, performance_id)
    if row.state == "locked":
        raise Locked(say("Lượt thi này đã khóa. Muốn sửa, xin mở lại trước."))
    found = next((a for a in row.absences if a.judge.key == judge_key), None)
    if found is None:
        raise NotFound(say("Giám khảo này không có ghi nhận vắng ở lượt thi này."))
    if found.replacement_id is not None:
        name = found.judge.name
        raise WrongState(say("%(judge)s vắng vì thay giám khảo. Muốn đổi lại, xin thay lần nữa.", judge=name))
    work.session.delete(found)
    work.session.flush()
    work.session.refresh(row, ["absences"])
    if row.state == "open":
        _give_sheets(work, row)
    _changed(work, "withdraw_absence", row, round_figures=True, judge=judge_key)
    work.touch(f"judge.{judge_key}")
    return row


def _give_sheets(work: Work, row: Performance) -> None:
    have = {s.judge_id for s in row.sheets} | {a.judge_id for a in row.absences if a.replacement_id is not None}
    for judge in panel(work.session, row):
        if judge.id not in have:
            row.sheets.append(Sheet(judge_id=judge.id, judge=judge))
    work.session.flush()


def _must_take_figures(row: Performance) -> None:
    if row.state == "locked":
        raise Locked(say("Lượt thi này đã khóa. Muốn sửa, xin mở lại trước."))
    if row.state == "planned":
        raise WrongState(say("Lượt thi này chưa mở."))


def _reason_needed(reason: str) -> None:
    if not reason.strip():
        raise Invalid([Fault("reason", "missing", say("Xin ghi lý do."))])


def _keep_time(work: Work, row: Performance, which: str) -> None:
    if getattr(row, which) is None:  # opened or closed again, it keeps its first time
        setattr(row, which, work.now)
        work.touch("public")  # everybody's timetable moves


def _changed(work: Work, act: str, row: Performance, *, round_figures: bool = False, **details: str | None) -> None:
    row.version += 1
    work.session.flush()
    work.record(act, f"{row.round.key}/{row.team.key}/{row.section.key}", **details)
    work.touch(f"performance.{row.id}", "contest", "cues", "show", "mc", *on_air_topics(work.session, row.id))
    work.touch(*(f"judge.{judge.key}" for judge in panel(work.session, row)))
    if round_figures:
        work.touch(f"standings.{row.round.key}")
