"""What could still happen in a round, for those who run it: who is sure, who can't any more, what a team still needs.

Responsible for saying plainly when nothing can be said, and why. Every bound and every verdict comes from
`contest.domain.outlook`; nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from sqlalchemy.orm import Session

from contest.db.queries.contest_file import contest_file
from contest.domain.contestfile_values import ContestFile
from contest.domain.outlook import Prospect, TeamOutlook, outlook
from contest.domain.points import vietnamese
from contest.domain.results import Results
from contest.domain.rules_words import advance_sentence
from contest.domain.standings import compute
from contest.live.words import shown_name
from contest.services import rounds

NOBODY_BELOW = Fraction(0)


class Clarity(StrEnum):
    """How much can be said of a round: it sends nobody on, has no teams yet, waits for an earlier round to name its
    teams, is under way with bounds that can't be given, is under way, waits for a decision at the line, or is over."""

    NO_RULE = "no_rule"
    NO_TEAMS = "no_teams"
    FIELD_OPEN = "field_open"
    NO_BOUNDS = "no_bounds"
    UNDER_WAY = "under_way"
    ON_THE_LINE = "on_the_line"
    COMPLETE = "complete"


@dataclass(frozen=True, slots=True)
class Line:
    """A team: figures as people read them (`None` where no bound can be given), places of a bar from 0 to 100.

    `needs` is the total to beat; `in_hand` whether the team can still get above it by itself.
    """

    key: str
    title: str
    lowest: str | None
    highest: str | None
    needs: str | None
    in_hand: bool
    bar_from: int
    bar_to: int
    bar_needs: int | None


@dataclass(frozen=True, slots=True)
class RoundOutlook:
    """A round's outlook: what is clear, the rule of advancing in words, and the teams by what can be said of them.

    `locked` of `performances` are locked. Sure and open teams stand by their greatest possible total.
    """

    key: str
    title: str
    clarity: Clarity
    rule: str
    to: str | None
    locked: int
    performances: int
    through: tuple[Line, ...]
    open: tuple[Line, ...]
    out: tuple[Line, ...]


def round_outlook(session: Session, round_key: str) -> RoundOutlook:
    """The outlook of a round, from the sheets that are submitted now. Raises `NotFound`."""
    row = rounds.get(session, round_key)
    counted = rounds.counted(session, row)
    contest = contest_file(session)
    results = compute(contest)
    lines = outlook(contest, round_key, results)
    rules = contest.round(round_key)
    titles = {each.key: each.title for each in contest.rounds}
    by_prospect = {prospect: _lines(contest, lines, prospect) for prospect in Prospect}
    return RoundOutlook(
        key=row.key,
        title=row.title,
        clarity=_clarity(contest, round_key, results, lines),
        rule=advance_sentence(rules.advance, rules.rank_within, titles),
        to=titles[rules.advance.to] if rules.advance else None,
        locked=sum(each.state == "locked" for each in counted),
        performances=len(counted),
        through=by_prospect[Prospect.THROUGH],
        open=by_prospect[Prospect.OPEN],
        out=by_prospect[Prospect.OUT],
    )


def _clarity(contest: ContestFile, round_key: str, results: Results, lines: Sequence[TeamOutlook]) -> Clarity:
    result = results.rounds[round_key]
    feeders = [each for each in contest.rounds if each.advance is not None and each.advance.to == round_key]
    if contest.round(round_key).advance is None:
        return Clarity.NO_RULE
    if not all(results.rounds[each.key].complete for each in feeders):
        return Clarity.FIELD_OPEN
    if not lines:
        return Clarity.NO_TEAMS
    if result.complete:
        return Clarity.COMPLETE
    if result.on_the_line:
        return Clarity.ON_THE_LINE
    bounded = all(each.lowest is not None and each.highest is not None for each in lines)
    return Clarity.UNDER_WAY if bounded else Clarity.NO_BOUNDS


def _lines(contest: ContestFile, every: Sequence[TeamOutlook], prospect: Prospect) -> tuple[Line, ...]:
    """The teams of that prospect, those that can get furthest first."""
    titles = {team.key: shown_name(team.title) for team in contest.teams}
    most = max((each.highest for each in every if each.highest is not None), default=NOBODY_BELOW)
    wanted = [each for each in every if each.prospect is prospect]
    wanted.sort(key=lambda each: (-(each.highest or 0), -(each.lowest or 0), each.team))
    return tuple(_line(each, titles[each.team], most) for each in wanted)


def _line(team: TeamOutlook, title: str, most: Fraction) -> Line:
    def place(figure: Fraction | None) -> int:
        if figure is None or most <= 0:
            return 0
        return max(0, min(100, round(figure * 100 / most)))

    return Line(
        key=team.team,
        title=title,
        lowest=_shown(team.lowest),
        highest=_shown(team.highest),
        needs=_shown(team.needs),
        in_hand=team.needs is not None and team.highest is not None and team.highest > team.needs,
        bar_from=place(team.lowest),
        bar_to=place(team.highest),
        bar_needs=None if team.needs is None else place(team.needs),
    )


def _shown(figure: Fraction | None) -> str | None:
    return None if figure is None else vietnamese(figure)
