"""What could still happen: who is sure to go on, who can't any more, and what a team still needs.

Responsible for the bounds of every total while sheets are missing, and for asking the very rules that rank and advance
what follows from them; there is no second formula. Says nothing it is not sure of: what depends on a ladder, a decision
or a line still to be drawn is open. Adjustments and statuses still to come are not foreseen.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from contest.domain.advancement import advance
from contest.domain.contestfile_values import ContestFile, Points, Sheet
from contest.domain.ranking import Tier, rank
from contest.domain.results import Results, RoundResult
from contest.domain.rubric import (
    Advance,
    AtLine,
    Criterion,
    JudgedSection,
    PanelMethod,
    PointsSection,
    RankStyle,
    RankWithin,
    Round,
)
from contest.domain.section import SectionBreakdown
from contest.domain.standings import compute, evidence_of

Totals = dict[str, Fraction]


class Prospect(StrEnum):
    """What can be said of a team before the last sheets are in."""

    THROUGH = "through"
    OUT = "out"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class TeamOutlook:
    """A present team's prospect and the bounds of its total; `None` where no bound can be given.

    `needs` is the total it has to beat to be sure of going on whatever the others still get; above `highest` it is no
    longer in its own hands. `None` when it needs no more, can't go on any more, or nothing can be said.
    """

    team: str
    prospect: Prospect
    lowest: Fraction | None
    highest: Fraction | None
    needs: Fraction | None


def outlook(contest: ContestFile, round_key: str, results: Results | None = None) -> tuple[TeamOutlook, ...]:
    """Return the outlook of every present team of a round, by key; empty for a round that sends nobody on.

    A complete round is not foreseen but read. Otherwise every missing sheet and figure is once taken as the lowest
    there can be and once as the highest, and the round is ranked on both. A team is sure when it goes on with its
    lowest total against the highest of all others, every tie counting against it; it is out when it does not go on
    with its highest against their lowest, every tie counting for it.
    Example: two places, a 27, b 20, c still to come (0 to 30): a is sure of one of them, b and c are open.
    """
    contest_round = contest.round(round_key)
    known = results or compute(contest)
    result = known.rounds[round_key]
    if contest_round.advance is None:
        return ()
    if result.complete:
        return tuple(_as_it_is(result, team) for team in sorted(result.workings))
    low, high = (
        _totals(contest, contest_round, result, bound) for bound in (lambda scale: scale.min, lambda scale: scale.max)
    )
    foreseeable = _field_is_known(contest, round_key, known) and low.keys() == high.keys() == result.workings.keys()
    if not foreseeable:
        return tuple(
            TeamOutlook(team, Prospect.OPEN, low.get(team), high.get(team), None) for team in sorted(result.workings)
        )
    return tuple(_Foresight(contest, contest_round, known, low, high).of(team) for team in sorted(low))


def _as_it_is(result: RoundResult, team: str) -> TeamOutlook:
    standing = result.standing(team)
    total = standing.total if standing else None
    return TeamOutlook(team, Prospect.THROUGH if team in result.advancing else Prospect.OUT, total, total, None)


def _field_is_known(contest: ContestFile, round_key: str, results: Results) -> bool:
    """Return whether every round that advances to this one is complete, so that nobody can still join it."""
    return all(
        results.rounds[each.key].complete
        for each in contest.rounds
        if each.advance is not None and each.advance.to == round_key
    )


Scale = Criterion | PointsSection
Bound = Callable[[Scale], Decimal]


def _totals(contest: ContestFile, contest_round: Round, result: RoundResult, bound: Bound) -> Totals:
    """Return every team's total when what is missing is taken at its bound; without those that stay unresolved."""
    filled = list(_filled(contest_round, result, bound))
    sheets = [record for record in filled if isinstance(record, Sheet)]
    places = {(sheet.team, sheet.section, sheet.judge) for sheet in sheets}
    kept = [
        sheet
        for sheet in contest.marks
        if sheet.round != contest_round.key or (sheet.team, sheet.section, sheet.judge) not in places
    ]
    points = [record for record in filled if isinstance(record, Points)]
    supposed = replace(contest, marks=(*kept, *sheets), points=(*contest.points, *points))
    workings = compute(supposed).rounds[contest_round.key].workings
    return {team: working.total for team, working in workings.items() if working.total is not None}


def _filled(contest_round: Round, result: RoundResult, bound: Bound) -> Iterator[Sheet | Points]:
    """Yield a sheet for every missing judge, and a figure for every section of points that has none."""
    for team, working in result.workings.items():
        for section in contest_round.sections:
            broken = working.sections[section.key]
            if isinstance(section, JudgedSection):
                marks = {criterion.key: bound(criterion) for criterion in section.criteria}
                for judge in _to_suppose(section, broken):
                    yield Sheet(contest_round.key, team, section.key, judge, marks)
            elif broken.aggregate is None:
                yield Points(contest_round.key, team, section.key, bound(section))


def _to_suppose(section: JudgedSection, broken: SectionBreakdown) -> tuple[str, ...]:
    """Return the judges whose sheets are taken at their bound: the missing ones.

    Under `outlier` a higher mark may drop out and lower the mean, so there all sheets are taken at the bound.
    """
    if broken.missing and section.panel.method is PanelMethod.OUTLIER:
        return (*broken.missing, *(line.judge for line in broken.judges if line.total is not None))
    return broken.missing


class _Foresight:
    """A round with the bounds of all its totals."""

    def __init__(self, contest: ContestFile, contest_round: Round, results: Results, low: Totals, high: Totals) -> None:
        self.round, self.low, self.high = contest_round, low, high
        self.groups = [group.key for group in contest.groups]
        self.group_of = {team: working.group for team, working in results.rounds[contest_round.key].workings.items()}
        self.evidence = evidence_of(contest, contest_round.key, results)

    def of(self, team: str) -> TeamOutlook:
        """Return the team's outlook."""
        at_worst = {**self.high, team: self.low[team]}
        at_best = {**self.low, team: self.high[team]}
        if any(team in self._through(rule, within, at_worst) for rule, within in self._lines(AtLine.NONE)[:1]):
            prospect = Prospect.THROUGH
        elif not any(team in self._through(rule, within, at_best) for rule, within in self._lines(AtLine.ALL)):
            prospect = Prospect.OUT
        else:
            prospect = Prospect.OPEN
        needs = self._to_beat(team) if prospect is Prospect.OPEN else None
        return TeamOutlook(team, prospect, self.low[team], self.high[team], needs)

    def _lines(self, at_line: AtLine) -> list[tuple[Advance, RankWithin]]:
        """Return the lines that a team can come in by; the first is one that it can't lose by what others do.

        Best of a group and best others: who is among the first of the group is in; who is neither among those nor
        among the first `top` of all can't be.
        """
        rule = self.round.advance
        if rule is None:
            return []
        if rule.per_group == 0:
            return [(replace(rule, at_line=at_line), self.round.rank_within)]
        of_group = replace(rule, top=rule.per_group, per_group=0, at_line=at_line)
        return [(of_group, RankWithin.GROUP), (replace(rule, per_group=0, at_line=at_line), RankWithin.ROUND)]

    def _through(self, rule: Advance, within: RankWithin, totals: Totals) -> frozenset[str]:
        """Return who goes on by these totals; equals are left to the line, whatever the ladder."""
        by_group = {
            group: self._rank({team: totals[team] for team in totals if self.group_of[team] == group})
            for group in self.groups
        }
        return advance(rule, within, self._rank(totals), by_group, ()).through

    def _rank(self, totals: Mapping[str, Fraction]) -> tuple[Tier, ...]:
        return rank(totals, (), RankStyle.SKIPPING, self.evidence)

    def _to_beat(self, team: str) -> Fraction | None:
        """Return the highest total that the last place of the team's line can still take."""
        (rule, within), *_ = self._lines(AtLine.NONE)
        rivals: Iterable[str] = (other for other in self.high if other != team)
        if within is RankWithin.GROUP:
            rivals = (other for other in rivals if self.group_of[other] == self.group_of[team])
        tiers = self._rank({other: self.high[other] for other in rivals})
        order = [other for tier in tiers for other in tier.teams]
        return self.high[order[rule.top - 1]] if len(order) >= rule.top else None
