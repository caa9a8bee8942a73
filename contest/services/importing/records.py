"""What happened, from a contest file into rows: entries, performances, sheets with receipts, points, decisions.

Responsible for one round at a time. Every sheet is kept as a submitted one, with its receipt and its first version.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from decimal import Decimal

from sqlalchemy import insert, select

from contest.db.models import (
    Absence,
    Adjustment,
    Decision,
    Entry,
    Mark,
    Performance,
    PointsEntry,
    Round,
    Sheet,
    SheetVersion,
)
from contest.domain import contestfile
from contest.domain.points import plain
from contest.domain.roundbook import Place
from contest.domain.sheet import receipt
from contest.services import rounds
from contest.services.house import Work
from contest.services.importing.rules import Cast
from contest.services.importing.states import RoundReading
from contest.services.show.cues import regenerate_round

FIRST_VERSION = 1

Marks = dict[str, Decimal]


def add_round(work: Work, cast: Cast, reading: RoundReading) -> None:
    """Everything recorded for the round, flushed, and the round in the state that it leaves."""
    row = cast.rounds[reading.rule.key]
    row.state = reading.state
    _add_entries(work, cast, row, reading)
    performances = _add_performances(work, cast, row, reading)
    _add_sheets(work, cast, reading, performances)
    _add_absences(work, cast, reading, performances)
    for place, figure in reading.book.points.items():
        work.session.add(PointsEntry(performance_id=performances[place].id, points=figure))
    _add_adjustments(work, cast, row, reading, performances)
    work.session.flush()
    regenerate_round(work, row.key)
    work.touch(f"standings.{row.key}", *(f"performance.{each.id}" for each in performances.values()))


def add_decisions(work: Work, cast: Cast, contest: contestfile.ContestFile) -> None:
    """The decisions in the order of the file: of several on the same teams the last one holds."""
    for document in json.loads(contestfile.dump(contest)).get("decisions", []):
        of_round = cast.rounds[document.pop("round")]
        work.session.add(Decision(round_id=of_round.id, document=document, at=work.now))
        work.session.flush()


def _add_entries(work: Work, cast: Cast, row: Round, reading: RoundReading) -> None:
    turn = 0
    for key, team in cast.teams.items():
        if key not in reading.teams:
            continue
        turn += 1
        entry = Entry(round_id=row.id, team_id=team.id, turn=turn)
        named = reading.book.entries.get(key)
        if named is not None:
            entry.status = str(named.status)
            entry.group_id = cast.groups[named.group].id if named.group else None
            entry.admitted = reading.is_sent_to  # the file names it: it stays, whoever is sent
        work.session.add(entry)
    work.session.flush()


def _add_performances(work: Work, cast: Cast, row: Round, reading: RoundReading) -> dict[Place, Performance]:
    """The round's performances by section and team; those with a record also where the team is not in the round."""
    session = work.session
    sections = {section.key: section for section in row.sections}
    for place in sorted(reading.recorded):
        section, team = sections[place[0]], cast.teams[place[1]]
        performance = Performance(round=row, team=team, section=section, position=0, turn=0)
        performance.state = reading.performance_state(place)
        session.add(performance)
    session.flush()
    rounds.plan_performances(work, row)
    found = list(session.scalars(select(Performance).where(Performance.round_id == row.id)))
    _place_the_rest(found)
    return {(each.section.key, each.team.key): each for each in found}


def _place_the_rest(performances: list[Performance]) -> None:
    """Puts those of teams that have no turn here after all others: what is recorded for them counts for nothing."""
    position, turn = max((p.position for p in performances), default=0), max((p.turn for p in performances), default=0)
    rest = [each for each in performances if each.position == 0]
    turns = {team: turn + n for n, team in enumerate(sorted({(p.team.position, p.team_id) for p in rest}), 1)}
    for each in sorted(rest, key=lambda p: (p.section.position, p.team.position)):
        position += 1
        each.position = position
        each.turn = turns[each.team.position, each.team_id]


def _add_sheets(work: Work, cast: Cast, reading: RoundReading, performances: dict[Place, Performance]) -> None:
    """Submitted sheets with their marks and version; drafts for judges who still owe one to an open performance."""
    session = work.session
    made: list[tuple[Sheet, Performance, Marks]] = []
    for place, performance in performances.items():
        for judge, sheet in sorted(reading.book.sheets.get(place, {}).items()):
            marks = dict(sheet.marks)
            row = Sheet(
                performance_id=performance.id,
                judge_id=cast.judges[judge].id,
                state="submitted",
                version=FIRST_VERSION,
                receipt=receipt(performance.id, judge, FIRST_VERSION, marks),
                submitted_at=work.now,
            )
            made.append((row, performance, marks))
        if performance.state == "open":
            session.add_all(
                Sheet(performance_id=performance.id, judge_id=cast.judges[judge].id) for judge in reading.owing(place)
            )
    session.add_all(row for row, _, _ in made)
    session.flush()
    if made:
        session.execute(insert(Mark), [each for one in made for each in _mark_rows(*one)])
        session.execute(insert(SheetVersion), [_version_row(work, row, marks) for row, _, marks in made])


def _mark_rows(sheet: Sheet, performance: Performance, marks: Marks) -> Iterator[dict[str, object]]:
    for criterion in performance.section.criteria:
        yield {"sheet_id": sheet.id, "criterion_id": criterion.id, "points": marks[criterion.key]}


def _version_row(work: Work, sheet: Sheet, marks: Marks) -> dict[str, object]:
    return {
        "sheet_id": sheet.id,
        "version": sheet.version,
        "marks": {key: plain(mark) for key, mark in marks.items()},
        "receipt": sheet.receipt,
        "at": work.now,
        "source": "file",
    }


def _add_absences(work: Work, cast: Cast, reading: RoundReading, performances: dict[Place, Performance]) -> None:
    work.session.add_all(
        Absence(performance_id=performances[place].id, judge_id=cast.judges[judge].id, why=str(why))
        for place, absent in reading.book.absences.items()
        for judge, why in absent.items()
    )


def _add_adjustments(
    work: Work, cast: Cast, row: Round, reading: RoundReading, performances: dict[Place, Performance]
) -> None:
    for team, adjustments in reading.book.adjustments.items():
        for each in adjustments:
            performance = performances[each.section, team] if each.section is not None else None
            work.session.add(
                Adjustment(
                    round_id=row.id,
                    team_id=cast.teams[team].id,
                    performance_id=performance.id if performance else None,
                    points=each.points,
                    reason=each.reason,
                    by=work.actor.name,
                    at=work.now,
                )
            )
