"""What the desk, the judges and the public see of the contest, as the data of their live topics.

Builds from rows and changes nothing. What the public sees here is only what has been published or shown on a bus.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from contest.db.models import Adjustment, Contest, Credential, Judge, Mark, Performance, Round, Sheet, StageClock
from contest.db.queries.draws import draw_in_force
from contest.db.queries.panels import labelled
from contest.db.queries.sheet_facts import SheetFacts, sheet_facts
from contest.domain.points import plain
from contest.domain.said import say
from contest.live.clock import Clock, ClockState
from contest.live.words import length_class, shown_name
from contest.services import (
    calls,
    discrepancies,
    paper,
    performances,
    publications,
    replacements,
    results,
    rounds,
    sheets,
)

RECENT_SHEETS = 12
NO_FACTS = SheetFacts()


def team_json(team: Any) -> dict[str, Any]:
    """The team as pages know it."""
    return {
        "key": team.key,
        "name": shown_name(team.title),
        "short": team.short_name,
        "len": length_class(team.title),
        "group": team.group.title if team.group else None,
    }


def contest_topic(session: Session) -> dict[str, Any]:
    """Data of topic `contest`: every round with its state, panel, performances and what can be done next."""
    every_judge = session.scalars(select(Judge).order_by(Judge.position))
    return {
        "rounds": [_round_json(session, row) for row in session.scalars(select(Round).order_by(Round.position))],
        "judges": [{"key": j.key, "name": j.name} for j in every_judge],
    }


def _is_by_real_lots(session: Session, row: Round) -> bool:
    """Whether the running order is what real lots gave, typed in."""
    drawn = draw_in_force(session, row)
    return drawn is not None and drawn.method == "hand"


def _round_json(session: Session, row: Round) -> dict[str, Any]:
    order = rounds.performances(session, row)
    counted = rounds.counted(session, row)
    field = rounds.entries(session, row)
    advancing = None
    if row.advance and row.state in ("confirmed", "published"):
        by_key = {entry.team.key: entry.team for entry in field}
        advancing = [team_json(by_key[key]) for key in results.round_result(session, row.key).advancing]
    why_not = _why_not(session, row, order)
    return {
        "key": row.key,
        "title": row.title,
        "state": row.state,
        "starts_at": row.starts_at,
        "order_style": row.order_style,
        "seed": row.order_seed,
        "real_lots": _is_by_real_lots(session, row),
        "sections": [{"key": s.key, "title": s.title, "kind": s.kind} for s in row.sections],
        "judges": _judges_json(row),
        "replacements": replacements.replacements_json(session, row),
        "teams": [team_json(e.team) | {"turn": e.turn, "status": e.status} for e in field],
        "performances": [p.id for p in order],
        "counts": {"locked": sum(p.state == "locked" for p in counted), "of": len(counted)},
        "advancing": advancing,
        "advances": bool(row.advance),
        "locked_by": _name_of(session, row.locked_by_id),
        "confirmed_by": _name_of(session, row.confirmed_by_id),
        "correction": _correction_json(session, row),
        "can": {act: reason is None for act, reason in why_not.items()},
        "why_not": {act: reason for act, reason in why_not.items() if reason},
        "order_frozen": any(p.state != "planned" for p in order),
    }


def _correction_json(session: Session, row: Round) -> dict[str, Any] | None:
    """The correction of the published result that is under way; None without one."""
    found = publications.open_correction_of(session, row)
    return None if found is None else {"reason": found.reason, "by": found.by, "at": found.at}


def _judges_json(row: Round) -> list[dict[str, Any]]:
    """Every judge of the round: its panel, then those who sit only on a section's own."""
    return [{"key": key, "name": judge.name, "label": label} for key, (label, judge) in labelled(row).items()]


def _why_not(session: Session, row: Round, order: list[Performance]) -> dict[str, str | None]:
    """For every act on a round: None when it can be done now, else the reason in words."""
    words = rounds.STATE_WORDS[row.state]
    here = say("%(row)s %(state)s.", row=row.title, state=words)
    can_advance = row.advance is not None and row.state in ("confirmed", "published")
    return {
        "open": None
        if row.state == "planned" and order
        else here
        if order
        else say("%(row)s chưa có đội thi.", row=row.title),
        "lock": rounds.why_not_lock(session, row),
        "confirm": None if row.state == "locked" else here,
        "publish": None if row.state == "confirmed" else here,
        "advance": None
        if can_advance
        else here
        if row.advance
        else say("%(row)s không chọn đội vào vòng sau.", row=row.title),
    }


def _name_of(session: Session, credential_id: int | None) -> str | None:
    row = session.get(Credential, credential_id) if credential_id else None
    return row.name if row else None


def performance_topic(session: Session, performance_id: int) -> dict[str, Any]:
    """Data of topic `performance.<id>`: one line of the secretary's board."""
    row = performances.get(session, performance_id)
    section = row.section
    started = row.state != "planned"
    figures = results.breakdown(session, row) if started else None
    absences = {a.judge.key: a for a in row.absences}
    by_judge = {s.judge.key: s for s in row.sheets}
    total = len(section.criteria)
    known = sheet_facts(session, [sheet.id for sheet in row.sheets])
    facts = {sheet.judge.key: known[sheet.id] for sheet in row.sheets}
    proposal = performances.time_proposal(row)
    panel = performances.panel(session, row)
    adjustments = session.scalars(
        select(Adjustment)
        .where(Adjustment.performance_id == row.id, Adjustment.withdrawn_at.is_(None))
        .order_by(Adjustment.id)
    )
    return {
        "id": row.id,
        "round": row.round.key,
        "order": row.position,
        "turn": row.turn,
        "team": team_json(row.team),
        "section": {
            "key": section.key,
            "title": section.title,
            "kind": section.kind,
            **{name: _plain(getattr(section, name)) for name in ("min", "max", "step")},
        },
        "state": row.state,
        "version": row.version,
        "sheets": {
            judge.key: _cell(by_judge.get(judge.key), absences.get(judge.key), total, facts.get(judge.key, NO_FACTS))
            for judge in panel
        },
        "points": _plain(row.points.points) if row.points else None,
        "points_version": row.points.version if row.points else 0,
        "adjustments": [{"id": a.id, "points": plain(a.points), "reason": a.reason, "by": a.by} for a in adjustments],
        "proposal": {"points": plain(proposal.points), "reason": proposal.reason} if proposal else None,
        "result": _plain(figures.result) if figures else None,
        "missing": [j.key for j in performances.missing_judges(session, row)] if started else [],
        "measured_s": row.measured_s,
        "clock": _clock_json(session, row.id),
        "discrepancy": discrepancies.discrepancy_json(session, row, figures.judges, panel) if figures else None,
    }


def _cell(sheet: Sheet | None, absence: Any, of: int, facts: SheetFacts) -> dict[str, Any]:
    known = {"sheet": sheet.id if sheet else None, "paper": sheet is not None and sheet.paper}
    nothing = {"total": None, "receipt": None, "marked": 0, "of": of}
    if absence is not None:
        state = "replaced" if absence.replacement_id is not None else absence.why
        return known | nothing | {"state": state, "reason": absence.reason}
    if sheet is None:
        return known | nothing | {"state": "none"}
    no = facts.refusal
    submitted = sheet.state == "submitted"
    state = "submitted" if submitted else "refused" if no is not None else "marking" if sheet.marks else "none"
    return known | {
        "state": state,
        "total": sheets.sheet_json(sheet)["total"] if submitted else None,
        "receipt": sheet.receipt,
        "marked": len(sheet.marks),
        "of": of,
        "refused": {"code": no.code, "detail": no.detail, "at": no.at} if no is not None else None,
        "reopened": sheet.reopen_reason if sheet.reopened else None,
        "entering": len(facts.entering),
        "code": paper.code_of(sheet),
        "versions": facts.versions,
    }


def _clock_json(session: Session, performance_id: int) -> dict[str, Any] | None:
    row = session.get(StageClock, 1)
    if row is None or row.performance_id != performance_id:
        return None
    clock = Clock(row.duration_ms, row.warning_ms, ClockState(row.state), row.ends_at, row.left_ms, row.rate)
    return clock.to_json()


def _plain(figure: Any) -> str | None:
    return None if figure is None else plain(figure)


def standings_topic(session: Session, round_key: str) -> dict[str, Any]:
    """Data of topic `standings.<round>`: the round's object of the standings format."""
    result: dict[str, Any] = results.round_result(session, round_key).to_json()
    return result


def judge_topic(session: Session, judge_key: str) -> dict[str, Any]:
    """Data of topic `judge.<key>`: the sheets of open performances and the last few before them."""
    judge = session.scalar(select(Judge).where(Judge.key == judge_key))
    if judge is None:
        return {"judge": None, "call": None, "current": None, "sheets": []}
    query = (
        select(Sheet)
        .join(Performance)
        .join(Round)
        .where(Sheet.judge_id == judge.id)
        .options(
            selectinload(Sheet.marks).joinedload(Mark.criterion),
            selectinload(Sheet.performance).joinedload(Performance.round),
            selectinload(Sheet.performance).selectinload(Performance.absences),
        )
        .order_by(Round.position, Performance.position)
    )
    own = list(session.scalars(query))
    asked = [s for s in own if discrepancies.open_question(s) is not None]
    shown = [
        sheet_with_absence(s) for s in own if s.performance.state == "open" or s in own[-RECENT_SHEETS:] or s in asked
    ]
    waiting = [s for s in shown if s["performance"]["state"] == "open" and s["editable"] and s["state"] == "draft"]
    opened = [s for s in shown if s["performance"]["state"] == "open"]
    conferred = [s for s in shown if s["asked"] is not None]
    current = next((some[-1] for some in (waiting, conferred, opened) if some), None)
    return {
        "judge": {"key": judge.key, "name": judge.name},
        "call": calls.told_json(session, judge.id),
        "current": current["id"] if current else None,
        "sheets": shown,
    }


def sheet_with_absence(sheet: Sheet) -> dict[str, Any]:
    """The sheet as its judge sees it, absence included."""
    absence = next((a for a in sheet.performance.absences if a.judge_id == sheet.judge_id), None)
    return sheets.sheet_json(sheet, absence)


def contest_json(session: Session) -> dict[str, Any]:
    """The contest's own facts, for pages and scenes."""
    row = session.get_one(Contest, 1)
    return {
        "title": row.title,
        "short_title": row.short_title,
        "organiser": row.organiser,
        "parent_body": row.parent_body,
        "venue": row.venue,
        "theme": row.theme,
        "starts_on": row.starts_on.isoformat(),
        "ends_on": row.ends_on.isoformat(),
        "timezone": row.timezone,
        "streams": row.streams,
    }
