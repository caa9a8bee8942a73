"""When rules stand still: from the first submitted sheet or entered points on a round's rules are a version.

Responsible for that line, for keeping the version that was in force when it was crossed, and for what a change moves.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import AuditEntry, Performance, PointsEntry, Round, RulesVersion, Sheet, SheetVersion
from contest.domain import contestfile_values as values
from contest.domain import standings
from contest.domain.points import plain
from contest.domain.standings import RoundResult
from contest.services.house import Work
from contest.services.rules.document import round_json, rules_of

FIRST_BY = "Hệ thống"


def is_frozen(session: Session, row: Round) -> bool:
    """Whether a sheet of the round was ever submitted, or points entered."""
    versions = select(SheetVersion.id).join(Sheet, SheetVersion.sheet_id == Sheet.id).join(Performance)
    points = select(PointsEntry.performance_id).join(Performance, PointsEntry.performance_id == Performance.id)
    here = Performance.round_id == row.id
    return any(session.scalar(query.where(here).limit(1)) is not None for query in (versions, points))


def keep_first_version(work: Work, row: Round) -> None:
    """Keeps the rules that judging begins under, once: with the first submitted sheet or the first points.

    Nothing before that. In a contest that began before versions were kept this way, the first change keeps them:
    nothing but that act changes frozen rules, so what stands then is what stood at the beginning.
    """
    session = work.session
    kept = session.scalar(select(RulesVersion.id).where(RulesVersion.round_id == row.id).limit(1))
    if kept is not None or not is_frozen(session, row):
        return
    session.add(
        RulesVersion(
            round_id=row.id,
            version=row.rules_version,
            at=_frozen_at(session, row) or work.now,
            by=FIRST_BY,
            reason=None,
            document=round_json(row),
            moved=[],
        )
    )
    session.flush()
    work.record("freeze_rules", row.key, version=row.rules_version, rules=rules_of(row).to_json())


def versions(session: Session, row: Round) -> list[RulesVersion]:
    """The round's kept versions, newest first."""
    query = select(RulesVersion).where(RulesVersion.round_id == row.id).order_by(RulesVersion.version.desc())
    return list(session.scalars(query))


def moved(before: values.ContestFile, after: values.ContestFile) -> list[dict[str, Any]]:
    """Every team, round by round, whose rank, total or way into the next round is another under the new rules.

    Each is `{"round", "team", "before", "after"}`; a side has `rank` and `total` (None: not ranked) and `advances`.
    """
    old, new = standings.compute(before), standings.compute(after)
    found = []
    for contest_round in after.rounds:
        sides = [_sides(results.rounds[contest_round.key]) for results in (old, new)]
        for team in sorted({*sides[0], *sides[1]}, key=lambda key: _place(sides[1].get(key), key)):
            was, becomes = (side.get(team, _NOWHERE) for side in sides)
            if was != becomes:
                found.append({"round": contest_round.key, "team": team, "before": was, "after": becomes})
    return found


_NOWHERE: dict[str, Any] = {"rank": None, "total": None, "advances": False}


def _sides(result: RoundResult) -> dict[str, dict[str, Any]]:
    ranked = {
        each.team: {"rank": each.rank, "total": plain(each.total), "advances": each.team in result.advancing}
        for each in result.standings
    }
    return {each.team: dict(_NOWHERE) for each in result.unranked} | ranked


def _place(side: dict[str, Any] | None, key: str) -> tuple[int, str]:
    rank = side["rank"] if side else None
    return (10_000 if rank is None else rank, key)


def _frozen_at(session: Session, row: Round) -> int | None:
    sheets = (
        select(func.min(SheetVersion.at))
        .join(Sheet, SheetVersion.sheet_id == Sheet.id)
        .join(Performance)
        .where(Performance.round_id == row.id)
    )
    points = select(func.min(AuditEntry.at)).where(
        AuditEntry.act == "enter_points", AuditEntry.subject.startswith(f"{row.key}/", autoescape=True)
    )
    moments = [at for at in (session.scalar(sheets), session.scalar(points)) if at is not None]
    return min(moments, default=None)
