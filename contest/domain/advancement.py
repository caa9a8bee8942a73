"""Who goes on: the first so many, the best of every group, the best others, and ties across the line.

Responsible for places and lines. Never ranks, and never parts teams that share a rank: the rule at the line takes all,
none, or waits for people.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from contest.domain.contestfile_values import Decision
from contest.domain.ranking import Tier
from contest.domain.rubric import Advance, AtLine, RankWithin
from contest.domain.tiebreak import Teams, ordered


@dataclass(frozen=True, slots=True)
class Line:
    """What one line gave: teams `through`, teams `on_the_line` that wait for people, teams people put `out`."""

    through: frozenset[str] = frozenset()
    on_the_line: frozenset[str] = frozenset()
    out: frozenset[str] = frozenset()

    def __or__(self, other: Line) -> Line:
        """Return both lines together."""
        return Line(self.through | other.through, self.on_the_line | other.on_the_line, self.out | other.out)


def advance(
    rule: Advance,
    within: RankWithin,
    whole: Sequence[Tier],
    by_group: Mapping[str, Sequence[Tier]],
    decisions: Sequence[Decision],
) -> Line:
    """Return who advances by the rule.

    `whole` is the ranking over the round, `by_group` that of each group where the round is ranked within groups. With
    `per_group` the best of every group go first (in a round ranked as a whole: those of its standings), then the best
    others by the ranking over the whole round, until `top` is reached. While a group's line is asked, no others go.
    """
    over_round = [tier.teams for tier in whole]
    ranked_apart = within is RankWithin.GROUP
    if rule.per_group == 0:
        orders = [[tier.teams for tier in tiers] for tiers in by_group.values()] if ranked_apart else [over_round]
        return _together(draw_line(order, rule.top, rule.at_line, decisions) for order in orders)
    firsts = _together(
        draw_line([tier.teams for tier in tiers], rule.per_group, rule.at_line, decisions)
        for tiers in by_group.values()
    )
    if firsts.on_the_line:
        return firsts
    others = [tuple(team for team in teams if team not in firsts.through | firsts.out) for teams in over_round]
    places = rule.top - len(firsts.through)
    return firsts | draw_line([teams for teams in others if teams], places, rule.at_line, decisions)


def draw_line(order: Iterable[Teams], places: int, at_line: AtLine, decisions: Sequence[Decision]) -> Line:
    """Return who is through when sets of equals, best first, are given places, counted in teams.

    Example: three places for a, b c d: `all` takes all four, `none` takes a, `ask` takes a and leaves b c d on the
    line until a decision names them all.
    """
    through: set[str] = set()
    for teams in order:
        left = places - len(through)
        if left <= 0:
            break
        if len(teams) <= left:
            through.update(teams)
            continue
        if at_line is AtLine.ALL:
            through.update(teams)
        elif at_line is AtLine.ASK:
            return Line(frozenset(through)) | _asked(teams, left, decisions)
        break
    return Line(frozenset(through))


def _asked(teams: Teams, places: int, decisions: Sequence[Decision]) -> Line:
    """Return what people decided about a tie across the line: the last decision that names them all, if any.

    An order gives the places in that order; one that keeps teams equal across the last place settles nothing.
    """
    wanted = frozenset(teams)
    decision = next((each for each in reversed(decisions) if wanted <= each.names), None)
    if decision is None:
        return Line(on_the_line=wanted)
    if not decision.order:
        through = wanted.intersection(decision.through)
        return Line(through, out=wanted - through)
    through = frozenset()
    for equals in ordered(teams, decision):
        if len(through) == places:
            break
        through = through.union(equals)
    return Line(through) if len(through) == places else Line(on_the_line=wanted)


def _together(lines: Iterable[Line]) -> Line:
    result = Line()
    for line in lines:
        result |= line
    return result
