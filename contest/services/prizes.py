"""Prizes that people name by hand, such as the audience's favourite: who won, and on what evidence."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from contest.db.models import Award, Round, Team
from contest.domain.errors import Fault, Invalid
from contest.domain.said import say
from contest.services import rounds
from contest.services.house import Work
from contest.services.permissions import Permission
from contest.services.refusals import NotFound, WrongState


def name_winner(work: Work, key: str, team_key: str | None, evidence: str) -> Award:
    """The award with its winner, or without one (None). Only for awards that no rule decides."""
    work.require(Permission.CONTEST_EDIT)
    award = work.session.scalar(select(Award).where(Award.key == key))
    if award is None:
        raise NotFound(say("Không có giải này."))
    if award.kind != "hand":
        raise WrongState(say("%(award)s theo điểm của Ban giám khảo, không nhập bằng tay.", award=award.title))
    winner = None
    if team_key is not None:
        here = work.session.get_one(Round, award.round_id)
        winner = next((e.team for e in rounds.entries(work.session, here) if e.team.key == team_key), None)
        faults = []
        if winner is None:
            faults.append(Fault("team", "unknown", say("Đội này không dự vòng thi có giải.")))
        if not evidence.strip():
            faults.append(Fault("evidence", "missing", say("Xin ghi căn cứ, ví dụ biên bản kiểm phiếu bình chọn.")))
        if faults:
            raise Invalid(faults)
    award.winner_id = winner.id if winner else None
    award.evidence = evidence.strip() or None
    work.session.flush()
    work.record("name_winner", key, team=team_key, evidence=award.evidence)
    work.touch("cues", "show", "mc", "contest", "stage.next", "overlay.next")
    return award


def awards_document(session: Session) -> dict[str, Any]:
    """Every award with its kind and, where named by hand, its winner."""
    teams = {team.id: team.key for team in session.scalars(select(Team))}
    rows = session.execute(select(Award, Round.key).join(Round, Award.round_id == Round.id).order_by(Award.position))
    return {
        "awards": [
            {
                "key": award.key,
                "title": award.title,
                "round": round_key,
                "kind": award.kind,
                "count": award.count,
                "winner": teams.get(award.winner_id) if award.winner_id else None,
                "evidence": award.evidence,
            }
            for award, round_key in rows
        ]
    }
