"""The discrepancy desk: how far the sheets of a performance lie apart, and how the panel's conferring stands.

Reads, and keeps the answers: asked, kept, changed, each for one version of one sheet. A round without thresholds never
asks anybody. What a judge is told holds the own distance only, as it was when the question was put, and never what
others marked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, object_session

from contest.db.models import Conferral, Judge, Performance, Sheet, SheetVersion
from contest.db.queries.rules import section_rule
from contest.domain.discrepancy import (
    Discrepancy,
    Thresholds,
    compare,
    parse_thresholds,
    thresholds_json,
    told_distance,
)
from contest.domain.points import plain, rounded
from contest.domain.rubric import JudgedSection
from contest.domain.said import say
from contest.domain.section import JudgeLine, JudgeState
from contest.domain.sheet import sheet_total
from contest.services import results
from contest.services.house import Work

ASKED, KEPT, CHANGED = "asked", "kept", "changed"
STILL_TO_ANSWER = ("open", "closed")


@dataclass(frozen=True, slots=True)
class Conferring:
    """A performance's sheets side by side. `whole`: no judge owes a sheet; before that nobody is flagged.

    `rows` are the questions and answers of each sheet, oldest first; `unasked` and `unanswered` the flagged sheets
    whose present version nobody asked about, or whose judge has not answered.
    """

    found: Discrepancy
    whole: bool
    sheets: dict[str, Sheet]
    rows: dict[int, list[Conferral]]

    def row(self, judge: str) -> Conferral | None:
        """The question about the present version of the judge's sheet, or None."""
        sheet = self.sheets[judge]
        return next((row for row in self.rows.get(sheet.id, ()) if row.version == sheet.version), None)

    @property
    def flagged(self) -> list[str]:
        """The judges whose sheets lie too far off."""
        return [each.judge for each in self.found.flagged]

    @property
    def unasked(self) -> list[str]:
        """Those of them who have not been asked."""
        return [judge for judge in self.flagged if self.row(judge) is None]

    @property
    def unanswered(self) -> list[str]:
        """Those of them who have been asked and have not answered."""
        asked = ((judge, self.row(judge)) for judge in self.flagged)
        return [judge for judge, row in asked if row is not None and row.verdict == ASKED]


def thresholds_of(performance: Performance) -> Thresholds:
    """The thresholds of the performance's round; none where it is not judged."""
    return parse_thresholds(performance.round.discrepancy if performance.section.kind == "judged" else None)


def conferring(session: Session, performance: Performance, lines: Sequence[JudgeLine] | None = None) -> Conferring:
    """How the sheets of a performance lie, what was asked and answered. `lines`: its judges, if they are at hand."""
    if lines is None:
        lines = results.breakdown(session, performance).judges
    totals = {line.judge: line.total for line in lines if line.total is not None}
    whole = all(line.state is not JudgeState.MISSING for line in lines)
    query = select(Conferral).join(Sheet, Conferral.sheet_id == Sheet.id).order_by(Conferral.version)
    rows: dict[int, list[Conferral]] = {}
    for row in session.scalars(query.where(Sheet.performance_id == performance.id)):
        rows.setdefault(row.sheet_id, []).append(row)
    return Conferring(
        found=compare(totals, thresholds_of(performance) if whole else Thresholds()),
        whole=whole,
        sheets={sheet.judge.key: sheet for sheet in performance.sheets},
        rows=rows,
    )


def why_not_lock(session: Session, performance: Performance) -> str | None:
    """Why the panel's conferring keeps the performance from being locked, naming the judges; None when it does not."""
    return _why_not_lock(conferring(session, performance)) if thresholds_of(performance) else None


def open_question(sheet: Sheet) -> Conferral | None:
    """The question that the sheet's judge has not answered, while it can be; None where there is none."""
    performance, session = sheet.performance, object_session(sheet)
    if session is None or performance.state not in STILL_TO_ANSWER or not thresholds_of(performance):
        return None
    query = select(Conferral).where(Conferral.sheet_id == sheet.id, Conferral.verdict == ASKED)
    return session.scalar(query.order_by(Conferral.version.desc()).limit(1))


def question_json(sheet: Sheet) -> dict[str, Any] | None:
    """What the judge is told of an open question, or None.

    `mean_distance`: how far the sheet lay from the panel's mean when the question was put, signed, to two decimals;
    None where that would tell another's total. `version`: the sheet's version that it is about.
    """
    row, session = open_question(sheet), object_session(sheet)
    if row is None or session is None:
        return None
    distance = told_distance(_totals_then(session, sheet.performance, row.asked_at), sheet.judge.key)
    return {"mean_distance": None if distance is None else plain(rounded(distance, 2)), "version": row.version}


def ask(work: Work, sheet: Sheet) -> None:
    """Puts the question about the sheet's present version; its judge may change it."""
    work.session.add(Conferral(sheet_id=sheet.id, version=sheet.version, verdict=ASKED, asked_at=work.now))
    sheet.reopened = True
    work.session.flush()


def answer_by_change(work: Work, sheet: Sheet) -> None:
    """Notes that an asked judge has submitted another version. Still too far off: asked again, about that one."""
    row = open_question(sheet)
    if row is None or row.version == sheet.version:
        return
    row.verdict, row.answered_at = CHANGED, work.now
    work.session.flush()
    performance = sheet.performance
    subject = f"{performance.round.key}/{performance.team.key}/{performance.section.key}/{sheet.judge.key}"
    work.record("change_after_conferring", subject, asked_about=row.version, version=sheet.version)
    now = conferring(work.session, performance)
    if sheet.judge.key in now.unasked:
        ask(work, sheet)
        work.record("ask_to_confer_again", subject, version=sheet.version)


def discrepancy_json(
    session: Session, performance: Performance, lines: Sequence[JudgeLine], panel: Sequence[Judge]
) -> dict[str, Any] | None:
    """Part `discrepancy` of topic `performance.<id>`, figures as plain decimals; None where there are no thresholds."""
    thresholds = thresholds_of(performance)
    if not thresholds:
        return None
    state = conferring(session, performance, lines)
    by_judge = {each.judge: each for each in state.found.sheets}
    reason = why_not_ask(performance, state)
    judges = {}
    for judge in panel:
        found, sheet = by_judge.get(judge.key), state.sheets.get(judge.key)
        answers = state.rows.get(sheet.id, []) if sheet is not None else []
        if found is None and not answers:
            continue
        here = state.row(judge.key) if found is not None else None
        judges[judge.key] = {
            "total": None if found is None else plain(found.total),
            "from_mean": None if found is None else plain(rounded(found.from_mean, 2)),
            "why": [] if found is None else [str(why) for why in found.why],
            "state": here.verdict if here is not None else None,
            "answers": [_answer_json(session, performance, row) for row in answers],
        }
    return {
        "thresholds": thresholds_json(thresholds),
        "mean": _figure(state.found.mean),
        "spread": _figure(state.found.spread),
        "too_wide": state.found.too_wide,
        "whole": state.whole,
        "judges": judges,
        "flagged": state.flagged,
        "unasked": state.unasked,
        "unanswered": state.unanswered,
        "can_ask": reason is None,
        "why_not_ask": reason,
        "why_not_lock": _why_not_lock(state),
    }


def why_not_ask(performance: Performance, state: Conferring) -> str | None:
    """Why no judge can be asked to confer now; None when one can."""
    if performance.state not in STILL_TO_ANSWER:
        return say("Chỉ đề nghị hội ý khi lượt thi đang mở hoặc đã đóng.")
    if not state.whole:
        return say("Hội ý khi đã đủ phiếu của lượt thi này.")
    if not state.flagged:
        return "Không có phiếu nào lệch quá ngưỡng."
    return None if state.unasked else say("Mọi phiếu lệch quá ngưỡng đã được đề nghị hội ý.")


def _why_not_lock(state: Conferring) -> str | None:
    if state.unasked:
        return say("phiếu của %(names)s lệch quá ngưỡng, cần đề nghị hội ý", names=_names(state, state.unasked))
    if state.unanswered:
        return say("%(names)s chưa trả lời sau hội ý", names=_names(state, state.unanswered))
    return None


def _names(state: Conferring, judges: Sequence[str]) -> str:
    return ", ".join(state.sheets[judge].judge.name for judge in judges)


def _answer_json(session: Session, performance: Performance, row: Conferral) -> dict[str, Any]:
    """A question with its answer. `total` is of the version it is about, `became` of the one submitted instead."""
    versions = session.scalars(
        select(SheetVersion)
        .where(SheetVersion.sheet_id == row.sheet_id, SheetVersion.version >= row.version)
        .order_by(SheetVersion.version)
        .limit(2)
    ).all()
    about = next((version for version in versions if version.version == row.version), None)
    after = next((version for version in versions if version.version > row.version), None)
    return {
        "version": row.version,
        "verdict": row.verdict,
        "note": row.note,
        "asked_at": row.asked_at,
        "answered_at": row.answered_at,
        "total": _figure(_version_total(performance, about)),
        "became": _figure(_version_total(performance, after)) if row.verdict == CHANGED else None,
    }


def _totals_then(session: Session, performance: Performance, moment: int) -> dict[str, Decimal]:
    """The totals of the sheets that stood at that moment, by judge; without those who do not score."""
    excused = {absence.judge_id for absence in performance.absences}
    query = (
        select(SheetVersion, Sheet)
        .join(Sheet, SheetVersion.sheet_id == Sheet.id)
        .where(Sheet.performance_id == performance.id, SheetVersion.at <= moment)
        .order_by(SheetVersion.version)
    )
    totals = {}
    for version, sheet in session.execute(query):
        total = _version_total(performance, version)
        if total is not None and sheet.judge_id not in excused:
            totals[sheet.judge.key] = total
    return totals


def _version_total(performance: Performance, version: SheetVersion | None) -> Decimal | None:
    """The total of a version; None without one, or where today's rules have a criterion that it does not."""
    section = section_rule(performance.section)
    if version is None or not isinstance(section, JudgedSection):
        return None
    marks = {key: Decimal(mark) for key, mark in version.marks.items()}
    whole = all(criterion.key in marks for criterion in section.criteria)
    return sheet_total(section.criteria, marks) if whole else None


def _figure(figure: Decimal | Fraction | None) -> str | None:
    return None if figure is None else plain(rounded(figure, 2) if isinstance(figure, Fraction) else figure)
