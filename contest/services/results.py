"""Results: the one way from rows to figures. Every screen, document, feed and command takes its standings from here."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Award, Performance, Round, Team
from contest.db.queries.contest_file import contest_file, performance_file
from contest.domain import awards, standings
from contest.domain.section import SectionBreakdown
from contest.domain.standings import RoundResult, section_breakdown


def round_result(session: Session, round_key: str) -> RoundResult:
    """The standings of a round, by its own rules, from the raw marks as they are now."""
    return standings.compute(contest_file(session)).rounds[round_key]


def breakdown(session: Session, performance: Performance) -> SectionBreakdown:
    """How a performance's figure comes about: sheets, what was left out, mean, adjustments, result."""
    return section_breakdown(
        performance_file(session, performance),
        performance.round.key,
        performance.team.key,
        performance.section.key,
    )


def award_results(
    session: Session, round_key: str, result: RoundResult | None = None
) -> tuple[awards.AwardResult, ...]:
    """Who wins what in a round, in the order of its awards: by the marks as they are now, or by another `result`."""
    rows = session.scalars(
        select(Award).join(Round, Award.round_id == Round.id).where(Round.key == round_key).order_by(Award.position)
    )
    rules = []
    for row in rows:
        winner = session.get(Team, row.winner_id) if row.winner_id else None
        rules.append(
            awards.Award(
                key=row.key,
                title=row.title,
                kind=awards.AwardKind(row.kind),
                count=row.count,
                section=row.section_key,
                winner=winner.key if winner else None,
            )
        )
    return awards.allocate(tuple(rules), result if result is not None else round_result(session, round_key))


def team_titles(session: Session, keys: Iterable[str]) -> list[str]:
    """The titles of teams, in the order given."""
    titles = {team.key: team.title for team in session.scalars(select(Team))}
    return [titles[key] for key in keys]


def digest(session: Session, round_key: str) -> str:
    """SHA-256 of the round's standings, as the record keeps it when they are confirmed."""
    return digest_of(round_result(session, round_key))


def digest_of(result: RoundResult) -> str:
    """SHA-256 of standings, over their canonical JSON."""
    text = json.dumps(result.to_json(), ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
