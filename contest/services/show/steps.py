"""How many steps a cue has: from its scene once that can be built, before that as many as are expected.

Responsible for the number alone; what a step shows is the scene's own business.
"""

from __future__ import annotations

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from contest.db.models import Cue, Entry
from contest.db.queries.panels import panel_of
from contest.domain.errors import RuleViolation
from contest.live.scenes import SceneName, StandingRow, reveal_stops
from contest.live.scenes.base import TeamName
from contest.services.show import figures, forms, frames, gates

IN_STEPS = frozenset(
    {SceneName.PROGRAMME, SceneName.JURY, SceneName.DRAW, SceneName.AWARD, SceneName.FAVOURITE, SceneName.STANDINGS}
)
PRIZE_THEN_WINNER = 2


def steps_of(session: Session, cue: Cue, now: int) -> int:
    """The number of steps of the cue as the contest stands now."""
    if cue.scene not in IN_STEPS and not figures.by_judge(cue):
        return 1
    if gates.waits_for(cue) is None:
        try:
            return frames.scene_of(session, cue, now).steps
        except RuleViolation:
            pass
    return _expected(session, cue)


def _expected(session: Session, cue: Cue) -> int:
    match SceneName(cue.scene):
        case SceneName.AWARD | SceneName.FAVOURITE:
            return PRIZE_THEN_WINNER
        case SceneName.SCORE if cue.performance is not None:
            return len(panel_of(cue.performance)) + 1
        case SceneName.STANDINGS if cue.params.get("reveal") and cue.round is not None:
            return _rows_expected(session, cue)
        case _:
            return 1


def _rows_expected(session: Session, cue: Cue) -> int:
    """The steps of a table without a tie."""
    query = select(func.count()).where(Entry.round_id == cue.round_id, Entry.status == "present")
    count = min(session.scalar(query) or 0, cue.params.get("top") or forms.MOST_NUMBER)
    rows = tuple(StandingRow(n, TeamName(str(n), str(n)), "") for n in range(1, count + 1))
    return len(reveal_stops(rows, one_by_one=cue.params["reveal"] == forms.ROW_BY_ROW))
