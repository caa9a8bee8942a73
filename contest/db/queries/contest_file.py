"""The contest as a contest file: rules, teams and raw marks. Only submitted sheets count; a draft is no mark yet."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from decimal import Decimal
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from contest.db.models import (
    Absence,
    Adjustment,
    Contest,
    Criterion,
    Decision,
    Entry,
    Group,
    Judge,
    Mark,
    Performance,
    PointsEntry,
    Round,
    Section,
    Sheet,
    Team,
)
from contest.db.queries.rules import round_rules
from contest.domain import contestfile_values as values
from contest.domain import rubric

Place = tuple[str, str, str]  # keys of round, team and section


def contest_file(session: Session) -> values.ContestFile:
    """The whole contest, in a form that ranks by itself on any machine."""
    return _file(session, None)


def performance_file(session: Session, performance: Performance) -> values.ContestFile:
    """Only this performance's rules and marks: enough for its section's figures, quickly."""
    return _file(session, performance)


def _file(session: Session, only: Performance | None) -> values.ContestFile:
    groups = {g.id: g for g in session.scalars(select(Group).order_by(Group.position))}
    contest = session.get_one(Contest, 1)
    if only is None:
        rules, teams = round_rules(session), list(session.scalars(select(Team).order_by(Team.position)))
    else:
        rules, teams = [_rules_of_one(session, only)], [only.team]
    return values.ContestFile(
        title=contest.title,
        rounds=tuple(rules),
        teams=tuple(values.Team(t.key, t.title, groups[t.group_id].key if t.group_id else None) for t in teams),
        groups=tuple(values.Group(g.key, g.title) for g in groups.values()),
        entries=() if only is not None else _entries(session, groups),
        marks=_marks(session, only),
        absences=_absences(session, only),
        points=_points(session, only),
        adjustments=_adjustments(session, only),
        decisions=() if only is not None else _decisions(session),
    )


def _rules_of_one(session: Session, only: Performance) -> rubric.Round:
    """The round's rules without what speaks of other rounds; where no panel is named for the performance's section,
    with those who scored anybody in it: the marks of one performance can't say who else should have scored it."""
    (whole,) = round_rules(session, [only.round.key])
    rule = replace(whole, carry_over=(), tie_break=(), advance=None)
    wanted = rule.section(only.section.key)
    if not isinstance(wanted, rubric.JudgedSection) or rule.judges_named_for(wanted):
        return rule
    here = (
        select(Performance.id)
        .join(Entry, (Entry.round_id == Performance.round_id) & (Entry.team_id == Performance.team_id))
        .where(Performance.section_id == only.section_id)
    )
    scored = select(Sheet.judge_id).where(Sheet.performance_id.in_(here), Sheet.state == "submitted")
    excused = select(Absence.judge_id).where(Absence.performance_id.in_(here))
    query = select(Judge.key).where(or_(Judge.id.in_(scored), Judge.id.in_(excused)))
    named = replace(wanted, judges=tuple(sorted(session.scalars(query))))
    return replace(rule, sections=tuple(named if each is wanted else each for each in rule.sections))


def _entries(session: Session, groups: dict[int, Group]) -> tuple[values.Entry, ...]:
    """The entries that say something: another status than present, a group of the round's own, or a team not sent.

    A team that is present because a round sent it, or because all are in the first, needs none: the rules say so.
    """
    rows = session.execute(
        select(Round.key, Team.key, Entry.status, Entry.group_id)
        .join_from(Entry, Round)
        .join(Team)
        .where(or_(Entry.status != "present", Entry.group_id.is_not(None), Entry.admitted))
        .order_by(Round.position, Team.position)
    )
    return tuple(
        values.Entry(round_key, team, values.Status(status), groups[group].key if group else None)
        for round_key, team, status, group in rows
    )


def _places(query: Any, only: Performance | None) -> Select[Any]:
    """The query, joined to its round, section and team, in the order of the contest; of one performance if wanted."""
    query = query.join(Round, Performance.round_id == Round.id).join(Section, Performance.section_id == Section.id)
    query = query.join(Team, Performance.team_id == Team.id).order_by(Round.position, Performance.id)
    found: Select[Any] = query if only is None else query.where(Performance.id == only.id)
    return found


def _marks(session: Session, only: Performance | None) -> tuple[values.Sheet, ...]:
    query = (
        select(Round.key, Team.key, Section.key, Judge.key, Criterion.key, Mark.points)
        .select_from(Mark)
        .join(Sheet, Mark.sheet_id == Sheet.id)
        .join(Criterion, Mark.criterion_id == Criterion.id)
        .join(Judge, Sheet.judge_id == Judge.id)
        .join(Performance, Sheet.performance_id == Performance.id)
        .where(Sheet.state == "submitted")
    )
    rows = session.execute(_places(query, only).order_by(Judge.position, Criterion.position))
    sheets: dict[tuple[str, str, str, str], dict[str, Decimal]] = defaultdict(dict)
    for round_key, team, section, judge, criterion, points in rows:
        sheets[round_key, team, section, judge][criterion] = points
    excused = {(a.round, a.team, a.section, a.judge) for a in _absences(session, only)}
    return tuple(values.Sheet(*place, marks) for place, marks in sheets.items() if place not in excused)


def _absences(session: Session, only: Performance | None) -> tuple[values.Absence, ...]:
    query = (
        select(Round.key, Team.key, Section.key, Judge.key, Absence.why)
        .select_from(Absence)
        .join(Judge, Absence.judge_id == Judge.id)
        .join(Performance, Absence.performance_id == Performance.id)
    )
    rows = session.execute(_places(query, only).order_by(Judge.position))
    return tuple(values.Absence(r, t, s, j, values.Why(why)) for r, t, s, j, why in rows)


def _points(session: Session, only: Performance | None) -> tuple[values.Points, ...]:
    query = (
        select(Round.key, Team.key, Section.key, PointsEntry.points)
        .select_from(PointsEntry)
        .join(Performance, PointsEntry.performance_id == Performance.id)
    )
    return tuple(values.Points(*row) for row in session.execute(_places(query, only)))


def _adjustments(session: Session, only: Performance | None) -> tuple[values.Adjustment, ...]:
    query = (
        select(Round.key, Team.key, Adjustment.points, Adjustment.reason, Section.key)
        .select_from(Adjustment)
        .join(Round, Adjustment.round_id == Round.id)
        .join(Team, Adjustment.team_id == Team.id)
        .outerjoin(Performance, Adjustment.performance_id == Performance.id)
        .outerjoin(Section, Performance.section_id == Section.id)
        .where(Adjustment.withdrawn_at.is_(None))
        .order_by(Adjustment.id)
    )
    if only is not None:
        query = query.where(Adjustment.performance_id == only.id)
    return tuple(values.Adjustment(*row) for row in session.execute(query))


def _decisions(session: Session) -> tuple[values.Decision, ...]:
    rows = session.execute(select(Round.key, Decision.document).join_from(Decision, Round).order_by(Decision.id))
    return tuple(_decision(key, document) for key, document in rows)


def _decision(round_key: str, document: dict[str, Any]) -> values.Decision:
    order = tuple((item,) if isinstance(item, str) else tuple(item) for item in document.get("order", []))
    return values.Decision(
        round=round_key,
        by=document["by"],
        reason=document["reason"],
        order=order,
        through=tuple(document.get("through", [])),
        out=tuple(document.get("out", [])),
    )
