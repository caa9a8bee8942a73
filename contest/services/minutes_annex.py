"""The annex of a round's minutes: every sheet that counts, with its marks, its total and the receipt of its judge.

Responsible for what stands on the paper of each sheet; ranks and decides nothing.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Absence, Judge, Performance, Round, Section, Sheet, SheetVersion
from contest.db.queries.panels import panel_of
from contest.domain.points import vietnamese
from contest.domain.results import RoundResult
from contest.domain.section import SectionBreakdown
from contest.domain.sheet import Criterion, sheet_total
from contest.exports.values import MinutesPart, MinutesSection, MinutesSheet
from contest.live.words import signed_text
from contest.services import results, rounds, sheets

AWAY = {"no_show": "vắng", "withdrawn": "rút khỏi vòng thi", "disqualified": "bị loại"}
LEFT_OUT = {"high": "cao nhất, không tính", "low": "thấp nhất, không tính", "out": "lệch quá ngưỡng, không tính"}


def annex_sections(
    session: Session, row: Round, result: RoundResult, labels: Mapping[str, str]
) -> tuple[MinutesSection, ...]:
    """Every section with all its performances in the running order; a team that is away stands there as such."""
    status = {entry.team.key: entry.status for entry in rounds.entries(session, row)}
    every = rounds.performances(session, row)
    found = []
    for section in row.sections:
        parts = [
            _part(each, status.get(each.team.key, "present"), _figures(session, result, each), labels)
            for each in every
            if each.section_id == section.id
        ]
        here = {each.team.title for each in every if each.section_id == section.id}
        away = [
            MinutesPart(entry.team.title, AWAY[entry.status], (), ())
            for entry in rounds.entries(session, row)
            if entry.status in AWAY and entry.team.title not in here
        ]
        found.append(MinutesSection(section.title, tuple(c.title for c in section.criteria), (*parts, *away)))
    return tuple(found)


def corrected(session: Session, performance: Performance, place: str) -> Iterator[str]:
    """A line for every sheet of the performance that was submitted more than once, or entered from paper."""
    query = select(SheetVersion).join(Sheet, SheetVersion.sheet_id == Sheet.id)
    query = query.where(Sheet.performance_id == performance.id).order_by(Sheet.judge_id, SheetVersion.version)
    before: dict[int, SheetVersion] = {}
    names = {sheet.id: sheet.judge.name for sheet in performance.sheets}
    for version in session.scalars(query):
        name, last = names[version.sheet_id], before.get(version.sheet_id)
        if version.source == "paper":
            yield f"Phiếu của {name} cho {place} do {version.by} nhập từ phiếu giấy, mã {version.receipt}"
        if last is not None:
            why = f": {version.reason}" if version.reason else ""
            yield f"{name} nộp lại phiếu cho {place}, mã {last.receipt} thành {version.receipt}{why}"
        before[version.sheet_id] = version


def _figures(session: Session, result: RoundResult, performance: Performance) -> SectionBreakdown:
    """The performance's figures, out of the round's own computation where the team is ranked there."""
    working = result.workings.get(performance.team.key)
    return working.sections[performance.section.key] if working else results.breakdown(session, performance)


def _part(performance: Performance, status: str, figures: SectionBreakdown, labels: Mapping[str, str]) -> MinutesPart:
    title = f"{performance.turn}. {performance.team.title}"
    if performance.state == "planned":
        return MinutesPart(title, AWAY.get(status, "chưa thi"), (), ())
    section = performance.section
    if section.kind == "points":
        entered = f"{vietnamese(performance.points.points)} điểm" if performance.points else "chưa có điểm"
        return MinutesPart(title, f"{entered}{_after(figures)}", (), ())
    states = {line.judge: str(line.state) for line in figures.judges}
    mean = f"điểm của ban {vietnamese(figures.aggregate)}" if figures.aggregate is not None else "chưa đủ phiếu"
    lines = tuple(
        _line(performance, judge, labels.get(judge.key, ""), states.get(judge.key, ""))
        for judge in panel_of(performance)
    )
    criteria = tuple(criterion.title for criterion in section.criteria)
    return MinutesPart(title, f"{mean}{_after(figures)}", criteria, lines)


def _after(figures: SectionBreakdown) -> str:
    """What comes after the panel's figure: adjustments and the result of the section."""
    added = "".join(f"; {signed_text(each.points)} ({each.reason})" for each in figures.adjustments)
    return f"{added}; điểm phần thi {vietnamese(figures.result)}" if figures.result is not None else added


def _line(performance: Performance, judge: Judge, label: str, state: str) -> MinutesSheet:
    absence = next((each for each in performance.absences if each.judge_id == judge.id), None)
    sheet = next((each for each in performance.sheets if each.judge_id == judge.id), None)
    if absence is not None:
        return MinutesSheet(label, judge.name, (), "", "", _why(absence))
    if sheet is None or sheet.state != "submitted":
        return MinutesSheet(label, judge.name, (), "", "", "chưa nộp phiếu")
    marks, rules = sheets.figures_of(sheet), _rules(performance.section)
    said = [LEFT_OUT[state]] if state in LEFT_OUT else []
    if sheet.paper:
        said.append("phiếu giấy")
    if sheet.version > 1:
        said.append(f"bản {sheet.version}")
    return MinutesSheet(
        label,
        judge.name,
        tuple(vietnamese(marks[rule.key], None) for rule in rules),
        vietnamese(sheet_total(rules, marks)),
        sheet.receipt or "",
        ", ".join(said),
    )


def _rules(section: Section) -> list[Criterion]:
    return [sheets.as_rule(criterion) for criterion in section.criteria]


def _why(absence: Absence) -> str:
    if absence.replacement_id is not None:
        return absence.reason or "có người thay"
    how = "xin không chấm" if absence.why == "recused" else "vắng"
    return f"{how}: {absence.reason}" if absence.reason else how
