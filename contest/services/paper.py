"""Sheets from paper (phiếu giấy): entered twice, blind, by two people; when both read the same it is submitted.

Responsible for the entries and for what each person may see of them. Nobody sees the other's figures before having
entered their own; what differs is read again from the paper, never settled on the screen.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import Judge, PaperEntry, Performance, Sheet, SheetVersion
from contest.domain import sheet as sheet_rules
from contest.domain.paper import paper_code, parse_paper_code
from contest.domain.points import plain
from contest.domain.said import say
from contest.services import performances, sheets
from contest.services.actor import Actor
from contest.services.house import Work
from contest.services.permissions import Forbidden, Permission
from contest.services.refusals import Locked, NotFound, WrongState

TAKES = ("open", "closed")


def code_of(sheet: Sheet) -> str:
    """The code on the paper of that sheet."""
    return paper_code(sheet.performance_id, sheet.judge_id)


def find(session: Session, code: str) -> Sheet:
    """The sheet that a code on paper stands for. Raises `NotFound`; `WrongState` before its performance is opened."""
    meant = parse_paper_code(code)
    performance = session.get(Performance, meant[0]) if meant else None
    judge = session.get(Judge, meant[1]) if meant else None
    if performance is None or judge is None:
        raise NotFound(
            say(
                "“%(value)s” không phải là mã của một phiếu giấy. Xin đối chiếu mã in trên phiếu.",
                value=code.strip()[:40],
            )
        )
    sheet = next((each for each in performance.sheets if each.judge_id == judge.id), None)
    if sheet is None and judge.id not in [seat.id for seat in performances.panel(session, performance)]:
        raise NotFound(say("%(judge)s không chấm phần thi này.", judge=judge.name))
    if sheet is None:
        raise WrongState(say("Lượt thi của %(team)s chưa mở, nên chưa nhập phiếu được.", team=performance.team.title))
    return sheet


def enter(work: Work, code: str, marks: Mapping[str, str]) -> Sheet:
    """The sheet after what one person read off the paper; submitted once two people have read the same.

    The same figures again by the same person change nothing. Raises `Invalid` with every fault, `Locked`,
    `WrongState`.
    """
    work.require(Permission.PAPER_ENTER)
    if work.actor.credential_id is None:
        raise Forbidden(say("Phiếu giấy do hai thư ký nhập, mỗi người bằng đường dẫn của mình."))
    sheet = find(work.session, code)
    _must_take(work.session, sheet)
    figures = sheets.check_whole(sheet, marks)
    texts = {key: plain(figure) for key, figure in figures.items()}
    latest = entries_of(work.session, sheet)
    mine = latest.get(work.actor.credential_id)
    if mine is None or mine.marks != texts:
        entry = PaperEntry(
            sheet_id=sheet.id,
            after_version=_after(work.session, sheet),
            credential_id=work.actor.credential_id,
            by=work.actor.name,
            device=work.actor.device,
            marks=texts,
            at=work.now,
        )
        work.session.add(entry)
        work.session.flush()
        work.record("enter_paper", sheets.name_of(sheet), marks=texts, entry=entry.id, again=mine is not None)
        work.touch(f"performance.{sheet.performance_id}")
    same = next(
        (other for who, other in latest.items() if who != work.actor.credential_id and other.marks == texts), None
    )
    if same is not None:
        _submit_as_read(work, sheet, figures, [same.by, work.actor.name])
    return sheet


def _submit_as_read(work: Work, sheet: Sheet, figures: Mapping[str, Decimal], read_by: list[str]) -> None:
    """Submits the sheet as two people read it; a draft of the judge's that it takes the place of stays with it."""
    draft = sheets.figures_of(sheet) if sheet.state == "draft" else {}
    over = sheets.texts_of(draft) if draft and draft != figures else None
    sheet.paper = True
    sheets.hand_in(work, sheet, figures, act=sheets.FROM_PAPER, over_draft=over, read_by=read_by)


def entries_of(session: Session, sheet: Sheet) -> dict[int, PaperEntry]:
    """The last entry of each person for the paper that is being entered, first come first, by their link."""
    query = select(PaperEntry).where(
        PaperEntry.sheet_id == sheet.id, PaperEntry.after_version == _after(session, sheet)
    )
    latest: dict[int, PaperEntry] = {}
    for entry in session.scalars(query.order_by(PaperEntry.id)):
        latest[entry.credential_id] = entry
    return latest


def why_not(session: Session, sheet: Sheet) -> str | None:
    """Why the sheet takes nothing from paper now, in words; None when it does."""
    if sheets.absence_of(session, sheet.performance_id, sheet.judge_id) is not None:
        return f"{sheet.judge.name} đã được ghi nhận không chấm lượt này."
    if sheet.performance.state == "planned":
        return "Lượt thi này chưa mở."
    if sheet.performance.state not in TAKES:
        return "Lượt thi này đã khóa. Muốn sửa, xin mở lại trước."
    if sheet.state == "submitted" and not sheet.reopened:
        return f"Phiếu này đã nộp, mã biên nhận {sheet.receipt}. Muốn sửa, xin mở lại phiếu trước."
    return None


def state_of(session: Session, sheet: Sheet, actor: Actor) -> dict[str, Any]:
    """How far the paper is, as that person may know it.

    `state`: `empty`, `waits_for_other` (mine is in), `waits_for_me` (somebody else's is in), `differs`, `closed`. The
    figures of others (`entries`, with the `differing` criteria) are told only where both have been entered.
    """
    latest, closed = entries_of(session, sheet), why_not(session, sheet)
    mine = latest.get(actor.credential_id or 0)
    others = [entry for who, entry in latest.items() if who != actor.credential_id]
    found: dict[str, Any] = {"state": "empty", "by": [entry.by for entry in others], "entries": [], "differing": []}
    if closed is not None:
        return found | {"state": "closed", "why": closed}
    if mine is not None and others:
        both = [mine, *others]
        keys = [criterion.key for criterion in sheet.performance.section.criteria]
        return found | {
            "state": "differs",
            "entries": [
                {"by": entry.by, "mine": entry is mine, "marks": entry.marks, "at": entry.at} for entry in both
            ],
            "differing": [key for key in keys if len({entry.marks.get(key) for entry in both}) > 1],
        }
    return found | {"state": "waits_for_other" if mine else "waits_for_me" if others else "empty"}


def form_json(session: Session, sheet: Sheet, actor: Actor) -> dict[str, Any]:
    """What the person needs to enter the paper: whose sheet, its criteria, how far it is. Never a draft's marks."""
    whole = sheets.sheet_json(sheet)
    rules = [sheets.as_rule(criterion) for criterion in sheet.performance.section.criteria]
    return {
        "code": code_of(sheet),
        "sheet": sheet.id,
        "judge": {"key": sheet.judge.key, "name": sheet.judge.name},
        "performance": whole["performance"],
        "criteria": whole["criteria"],
        "most": plain(sheet_rules.sheet_total(rules, {rule.key: rule.max for rule in rules})),
        "submitted": sheet.state == "submitted",
        "receipt": sheet.receipt,
        "total": whole["total"] if sheet.state == "submitted" else None,
    } | state_of(session, sheet, actor)


def in_progress(session: Session, round_key: str | None, actor: Actor) -> list[dict[str, Any]]:
    """Papers that one person has entered and another has not, or that differ; in the order of the performances."""
    query = select(Sheet).where(Sheet.id.in_(select(PaperEntry.sheet_id))).join(Performance)
    found = []
    for sheet in session.scalars(query.order_by(Performance.round_id, Performance.position, Sheet.judge_id)):
        if round_key not in (None, sheet.performance.round.key) or not entries_of(session, sheet):
            continue
        form = form_json(session, sheet, actor)
        if form["state"] != "closed":
            found.append(form)
    return found


def _after(session: Session, sheet: Sheet) -> int:
    """The sheet's last submitted version: what a paper comes after."""
    return session.scalar(select(func.max(SheetVersion.version)).where(SheetVersion.sheet_id == sheet.id)) or 0


def _must_take(session: Session, sheet: Sheet) -> None:
    reason = why_not(session, sheet)
    if reason is not None:
        raise Locked(reason)
