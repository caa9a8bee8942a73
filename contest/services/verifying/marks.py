"""Marks and points against what was recorded when they were given.

Responsible for every sheet and every version of it: receipt, marks and line of the record have to say the same. Ranks
nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import (
    AuditEntry,
    Criterion,
    Judge,
    Mark,
    Performance,
    PointsEntry,
    Round,
    Section,
    Sheet,
    SheetVersion,
    Team,
)
from contest.domain.errors import NotANumber
from contest.domain.points import parse_points, plain
from contest.domain.sheet import receipt
from contest.services.contest_files import IMPORTED, imported_receipts
from contest.services.sheets import FROM_PAPER
from contest.services.verifying.findings import Finding

SUBMISSIONS = ("submit_sheet", FROM_PAPER)

Version = tuple[str, int, str]
"""A submitted sheet as the record names it: round/team/section/judge, version, receipt."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """A sheet as its row stands."""

    id: int
    performance_id: int
    judge: str
    name: str
    where: str
    state: str
    version: int
    receipt: str | None


def sheet_findings(session: Session) -> Iterator[Finding]:
    """A finding for every sheet, version or line that the others do not bear out."""
    sheets = _sheets(session)
    lines = _submissions(session)
    imported = set(session.scalars(select(AuditEntry.at).where(AuditEntry.act == IMPORTED)))
    current: dict[int, SheetVersion] = {}
    for version in session.scalars(select(SheetVersion).order_by(SheetVersion.id)):
        sheet = sheets.get(version.sheet_id)
        if sheet is None:
            yield Finding("sheet_gone", f"phiếu số {version.sheet_id}", f"không còn, mã biên nhận {version.receipt}")
            continue
        if version.version == sheet.version:
            current[sheet.id] = version
        yield from _version_findings(sheet, version)
        recorded = lines.pop((sheet.name, version.version, version.receipt), None)
        if recorded is None:
            by_import = version.credential_id is None and version.at in imported
            if not by_import:
                yield Finding(
                    "version_not_recorded",
                    sheet.where,
                    f"bản {version.version} của phiếu (mã {version.receipt}) không có trong biên bản",
                )
        elif recorded != version.marks:
            yield Finding(
                "version_changed",
                sheet.where,
                f"điểm của bản {version.version} khác với điểm mà biên bản ghi lúc nộp",
            )
    for name, number, code in lines:
        yield Finding(
            "version_gone", name, f"biên bản ghi phiếu đã nộp (bản {number}, mã {code}), nhưng không còn bản đó"
        )
    yield from _import_findings(session)
    yield from _present_findings(session, sheets, current)


def points_findings(session: Session) -> Iterator[Finding]:
    """A finding for every figure of a `points` section that is not the one last recorded for it."""
    query = (
        select(Performance.id, Round.key, Team.key, Section.key, Round.title, Team.title, Section.title)
        .join(Round, Performance.round_id == Round.id)
        .join(Team, Performance.team_id == Team.id)
        .join(Section, Performance.section_id == Section.id)
        .where(Section.kind == "points")
    )
    entries = session.execute(select(PointsEntry.performance_id, PointsEntry.points))
    present = {performance: points for performance, points in entries}  # noqa: C416 - a result is no mapping to dict()
    entered: dict[str, str] = {}
    for subject, details in session.execute(_acts("enter_points")):
        entered[subject] = details["points"]
    imported = session.scalar(select(AuditEntry.id).where(AuditEntry.act == IMPORTED)) is not None
    for performance, *keys_and_titles in session.execute(query):
        name, where = "/".join(keys_and_titles[:3]), " · ".join(keys_and_titles[3:])
        figure = plain(present[performance]) if performance in present else None
        recorded = entered.get(name)
        if recorded is None and (figure is None or imported):
            continue
        if figure != recorded:
            shown = f"điểm {figure}" if figure is not None else "không có điểm"
            by_record = f"biên bản ghi {recorded}" if recorded is not None else "biên bản không ghi điểm nào"
            yield Finding("points_changed", where, f"{shown}, nhưng {by_record}")


def _sheets(session: Session) -> dict[int, SheetFacts]:
    query = (
        select(Sheet, Judge, Round.key, Team.key, Section.key, Round.title, Team.title, Section.title)
        .join(Judge, Sheet.judge_id == Judge.id)
        .join(Performance, Sheet.performance_id == Performance.id)
        .join(Round, Performance.round_id == Round.id)
        .join(Team, Performance.team_id == Team.id)
        .join(Section, Performance.section_id == Section.id)
        .order_by(Sheet.id)
    )
    found = {}
    for sheet, judge, *places in session.execute(query):
        name, where = "/".join((*places[:3], judge.key)), " · ".join((*places[3:], judge.name))
        found[sheet.id] = SheetFacts(
            sheet.id, sheet.performance_id, judge.key, name, where, sheet.state, sheet.version, sheet.receipt
        )
    return found


def _acts(act: str) -> Any:
    return select(AuditEntry.subject, AuditEntry.details).where(AuditEntry.act == act).order_by(AuditEntry.id)


def _submissions(session: Session) -> dict[Version, Mapping[str, str]]:
    """The marks of every submission that the record knows."""
    return {
        (subject, details["version"], details["receipt"]): details["marks"]
        for act in SUBMISSIONS
        for subject, details in session.execute(_acts(act))
    }


def _version_findings(sheet: SheetFacts, version: SheetVersion) -> Iterator[Finding]:
    try:
        figures = {key: parse_points(mark) for key, mark in version.marks.items()}
    except NotANumber as fault:
        yield Finding("version_changed", sheet.where, f"bản {version.version}: {fault.message}")
        return
    if receipt(sheet.performance_id, sheet.judge, version.version, figures) != version.receipt:
        yield Finding(
            "receipt_wrong",
            sheet.where,
            f"mã biên nhận {version.receipt} không phải của những điểm ở bản {version.version}",
        )


def _import_findings(session: Session) -> Iterator[Finding]:
    for at, subject, details in session.execute(
        select(AuditEntry.at, AuditEntry.subject, AuditEntry.details).where(AuditEntry.act == IMPORTED)
    ):
        if imported_receipts(session, at) != (details["sheets"], details["receipts"]):
            yield Finding("import_changed", subject, "các phiếu đã nhập từ tệp không còn như lúc nhập")


def _present_findings(
    session: Session, sheets: Mapping[int, SheetFacts], current: Mapping[int, SheetVersion]
) -> Iterator[Finding]:
    """What counts now against what was submitted last."""
    marks: dict[int, dict[str, str]] = defaultdict(dict)
    for sheet_id, criterion, points in session.execute(
        select(Mark.sheet_id, Criterion.key, Mark.points).join(Criterion, Mark.criterion_id == Criterion.id)
    ):
        marks[sheet_id][criterion] = plain(points)
    for sheet in sheets.values():
        version = current.get(sheet.id)
        if sheet.state == "draft":
            if version is not None:
                yield Finding("sheet_changed", sheet.where, "phiếu đã nộp mà nay là bản nháp")
        elif version is None:
            yield Finding(
                "sheet_changed", sheet.where, f"phiếu ghi là đã nộp bản {sheet.version}, nhưng không có bản đó"
            )
        elif marks[sheet.id] != version.marks:
            differing = [
                key
                for key in sorted({*marks[sheet.id], *version.marks})
                if marks[sheet.id].get(key) != version.marks.get(key)
            ]
            yield Finding(
                "sheet_changed", sheet.where, f"điểm đang tính khác với điểm đã nộp, ở tiêu chí: {', '.join(differing)}"
            )
        elif sheet.receipt != version.receipt:
            yield Finding(
                "receipt_wrong", sheet.where, f"mã biên nhận trên phiếu không phải mã đã trao {version.receipt}"
            )
