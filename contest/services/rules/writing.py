"""A round's rules onto its rows: sections and criteria keep their rows by key, so what is recorded stays theirs.

Responsible for writing a document that was found good. Never checks it, never decides whether it may change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, Protocol

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from contest.db.models import (
    Criterion,
    Judge,
    Performance,
    Round,
    RoundJudge,
    Section,
    SectionJudge,
    Sheet,
    SheetVersion,
)
from contest.domain.points import parse_points
from contest.services import performances
from contest.services.rules.document import Json, Rules


class _Placed(Protocol):
    position: Any


def write(session: Session, row: Round, rules: Rules) -> None:
    """Makes these rules the round's. Planned performances of sections that are no more go with them."""
    written = rules.round
    row.title = written["title"]
    row.rank_style = written.get("rank_style", "1224")
    row.rank_within = written.get("rank_within", "round")
    row.rounding = written.get("rounding")
    row.carry_over = written.get("carry_over", [])
    row.tie_break = written.get("tie_break", [])
    row.advance = written.get("advance")
    row.time_rule = rules.time_rule
    row.discrepancy = rules.discrepancy
    row.earlier_marks = rules.earlier_marks
    for name in ("order_style", "reveal_when", "reveal_detail", "starts_at"):
        setattr(row, name, rules.stage[name])
    judges = {judge.key: judge for judge in session.scalars(select(Judge))}
    _seat(session, row.panel, RoundJudge, [judges[key] for key in written.get("judges", ())])
    _sections(session, row, rules, judges)
    session.flush()
    session.refresh(row)
    _sheets(session, row)


def _sections(session: Session, row: Round, rules: Rules, judges: Mapping[str, Judge]) -> None:
    have = {section.key: section for section in row.sections}
    wanted = [section["key"] for section in rules.round["sections"]]
    for key, section in have.items():
        if key not in wanted:
            session.execute(delete(Performance).where(Performance.section_id == section.id))
            row.sections.remove(section)
    _step_aside(session, row.sections)
    for position, (facts, times) in enumerate(zip(rules.round["sections"], rules.times, strict=True), 1):
        found = have.get(facts["key"])
        if found is None:
            found = Section(key=facts["key"], kind=facts["kind"], title=facts["title"], position=position)
            row.sections.append(found)
        _section(found, facts, times)
        found.position = position
        session.flush()
        _criteria(session, found, facts.get("criteria", []))
        _seat(session, found.panel_judges, SectionJudge, [judges[key] for key in facts.get("judges", ())])


def _section(section: Section, facts: Json, times: Json) -> None:
    section.title, section.kind = facts["title"], facts["kind"]
    section.weight = parse_points(facts.get("weight", "1"))
    section.adjust = facts.get("adjust", "after_weight")
    section.floor = _figure(facts, "floor")
    section.panel = facts.get("panel")
    section.min, section.max, section.step = (_figure(facts, name) for name in ("min", "max", "step"))
    section.duration_s, section.warning_s = times["duration_s"], times["warning_s"]
    section.time_rule = times["time_rule"]


def _criteria(session: Session, section: Section, wanted: Sequence[Json]) -> None:
    have = {criterion.key: criterion for criterion in section.criteria}
    keys = {facts["key"] for facts in wanted}
    for key, criterion in have.items():
        if key not in keys:
            section.criteria.remove(criterion)
    _step_aside(session, section.criteria)
    for position, facts in enumerate(wanted, 1):
        figures = {name: parse_points(facts.get(name, "1")) for name in ("min", "max", "step", "weight")}
        found = have.get(facts["key"])
        if found is None:
            section.criteria.append(Criterion(key=facts["key"], title=facts["title"], position=position, **figures))
            continue
        found.title, found.position = facts["title"], position
        for name, figure in figures.items():
            setattr(found, name, figure)
    session.flush()


def _seat(session: Session, seats: list[Any], kind: type[Any], judges: Sequence[Judge]) -> None:
    """Gives the panel these judges in this order; nothing when it has them already."""
    if [seat.judge_id for seat in seats] == [judge.id for judge in judges]:
        return
    seats.clear()
    session.flush()
    seats.extend(kind(judge_id=judge.id, position=position) for position, judge in enumerate(judges, 1))
    session.flush()


def _step_aside(session: Session, rows: Sequence[_Placed]) -> None:
    """Moves rows out of the way: no two may hold one place, not even while they change."""
    for number, each in enumerate(rows, 1):
        each.position = -number
    session.flush()


def _sheets(session: Session, row: Round) -> None:
    """Gives new judges a sheet for what is open, and takes back those of judges who are no longer asked."""
    query = select(Performance).where(Performance.round_id == row.id, Performance.state == "open")
    for performance in session.scalars(query):
        panel = {judge.id: judge for judge in performances.panel(session, performance)}
        have = {sheet.judge_id for sheet in performance.sheets}
        performance.sheets.extend(Sheet(judge_id=key, judge=judge) for key, judge in panel.items() if key not in have)
        for sheet in list(performance.sheets):
            if sheet.judge_id not in panel and sheet.state == "draft" and not sheet.marks:
                session.execute(delete(SheetVersion).where(SheetVersion.sheet_id == sheet.id))
                session.delete(sheet)
    session.flush()


def _figure(facts: Json, name: str) -> Decimal | None:
    return parse_points(facts[name]) if name in facts else None
