"""What explains a team's rank in a round: its working, its way down the ladder, its neighbours, what follows.

Responsible for gathering it from the results and from the very rungs that ranked. Never computes a figure by a formula
of its own, and says nothing in words: `explain_lines` does.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from contest.domain.contestfile_values import ContestFile, Decision
from contest.domain.ranking import TOTAL
from contest.domain.results import Reason, Results, RoundResult, Standing
from contest.domain.rubric import RankWithin, Round, Rung, RungKind
from contest.domain.standings import evidence_of
from contest.domain.tiebreak import Evidence, Teams, last_order_naming, rung_figures, split
from contest.domain.working import TeamWorking


class Outcome(StrEnum):
    """What the round's rule about advancing makes of a team."""

    NO_RULE = "no_rule"
    ADVANCES = "advances"
    ON_THE_LINE = "on_the_line"
    NOT_YET = "not_yet"
    STAYS = "stays"


@dataclass(frozen=True, slots=True)
class RungStep:
    """One rung on a team's way down: the set it was given, each team's figure there, the parts it left, best first.

    `figures` is `None` for a decision, and where a team of the set has none; `decision` the one that was used.
    """

    rung: Rung
    teams: Teams
    figures: Mapping[str, Fraction] | None
    parts: tuple[Teams, ...]
    decision: Decision | None

    @property
    def splits(self) -> bool:
        """Whether the rung parted the set."""
        return len(self.parts) > 1


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A team directly above or below, and what separates the two: `total` or a rung's label."""

    team: str
    rank: int
    total: Fraction
    decided_by: str


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything there is to say about a team's rank in a round.

    `working` is `None` for a team that is not present, `standing` for one that is not ranked; `reason` is `None` for
    one that is. `among` is the number of teams ranked together; `equals` share the total, `sharing` also the rank.
    """

    round: Round
    team: str
    standing: Standing | None
    reason: Reason | None
    working: TeamWorking | None
    among: int
    equals: Teams
    sharing: Teams
    ladder: tuple[RungStep, ...]
    above: tuple[Neighbour, ...]
    below: tuple[Neighbour, ...]
    outcome: Outcome
    titles: Mapping[str, str]
    round_titles: Mapping[str, str]


def gather(contest: ContestFile, round_key: str, team: str, results: Results) -> Facts:
    """Return the facts; `KeyError` for a round that is not there and for a team that is not in it."""
    contest_round, result = contest.round(round_key), results.rounds[round_key]
    if team not in result.teams:
        raise KeyError(team)
    standing = result.standing(team)
    together = _ranked_together(contest_round, result, standing)
    equals = tuple(each.team for each in together if standing is not None and each.total == standing.total)
    ladder = _way_down(team, equals, contest_round, evidence_of(contest, round_key, results))
    above, below = _neighbours(standing, together, ladder)
    return Facts(
        round=contest_round,
        team=team,
        standing=standing,
        reason=next((line.reason for line in result.unranked if line.team == team), None),
        working=result.workings.get(team),
        among=len(together),
        equals=tuple(other for other in equals if other != team),
        sharing=tuple(each.team for each in together if standing and each.rank == standing.rank and each.team != team),
        ladder=ladder,
        above=above,
        below=below,
        outcome=_outcome(contest_round, result, team),
        titles={each.key: each.title for each in contest.teams},
        round_titles={each.key: each.title for each in contest.rounds},
    )


def _ranked_together(contest_round: Round, result: RoundResult, standing: Standing | None) -> list[Standing]:
    """Return the standings that the team is in: the round's, or its group's."""
    if standing is None or contest_round.rank_within is RankWithin.ROUND:
        return list(result.standings)
    return [each for each in result.standings if each.group == standing.group]


def _way_down(team: str, equals: Teams, contest_round: Round, evidence: Evidence) -> tuple[RungStep, ...]:
    """Return the rungs that the team went down with those of its total, until it stood alone."""
    steps = []
    teams = equals
    for rung in contest_round.tie_break:
        if len(teams) < 2:
            break
        parts = split(rung, teams, evidence)
        decision = last_order_naming(teams, evidence.decisions) if rung.by is RungKind.DECISION else None
        steps.append(
            RungStep(rung, teams, rung_figures(rung, teams, evidence), tuple(part.teams for part in parts), decision)
        )
        mine = next(part for part in parts if team in part.teams)
        teams = mine.teams
        if mine.final:
            break
    return tuple(steps)


def _neighbours(
    standing: Standing | None, together: Iterable[Standing], ladder: tuple[RungStep, ...]
) -> tuple[tuple[Neighbour, ...], tuple[Neighbour, ...]]:
    """Return the teams of the next rank above and of the next below."""
    if standing is None:
        return (), ()
    ranks = sorted({each.rank for each in together})
    place = ranks.index(standing.rank)
    wanted = {ranks[place - 1] if place else None: 0, ranks[place + 1] if place + 1 < len(ranks) else None: 1}
    sides: tuple[list[Neighbour], list[Neighbour]] = ([], [])
    for each in together:
        if each.rank in wanted:
            separated_by = _separated_by(standing, each, ladder)
            sides[wanted[each.rank]].append(Neighbour(each.team, each.rank, each.total, separated_by))
    return tuple(sides[0]), tuple(sides[1])


def _separated_by(standing: Standing, other: Standing, ladder: tuple[RungStep, ...]) -> str:
    if other.total != standing.total:
        return TOTAL
    for step in ladder:
        if not any({standing.team, other.team} <= set(part) for part in step.parts):
            return step.rung.label
    return TOTAL


def _outcome(contest_round: Round, result: RoundResult, team: str) -> Outcome:
    if contest_round.advance is None:
        return Outcome.NO_RULE
    if team in result.advancing:
        return Outcome.ADVANCES
    if team in result.on_the_line:
        return Outcome.ON_THE_LINE
    return Outcome.STAYS if result.complete else Outcome.NOT_YET
