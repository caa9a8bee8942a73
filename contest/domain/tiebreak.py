"""The rungs of the tie-break ladder: how each splits a set of teams that are equal so far.

Responsible for what a rung looks at and for the sets it leaves. Never invents an order: not by name, key, order of
input or chance; what a rung can't part stays together.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from contest.domain.contestfile_values import Decision
from contest.domain.points import EXACT
from contest.domain.rubric import JudgedSection, Round, Rung, RungKind
from contest.domain.working import TeamWorking

Teams = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Teams that a rung left equal; `final` when they go no further down the ladder."""

    teams: Teams
    final: bool = False


@dataclass(frozen=True, slots=True)
class Evidence:
    """What rungs look at: the round, its teams' workings, totals of earlier rounds, decisions of this one."""

    round: Round
    workings: Mapping[str, TeamWorking]
    earlier: Mapping[str, Mapping[str, Fraction]]
    decisions: Sequence[Decision]


def split(rung: Rung, teams: Teams, evidence: Evidence) -> tuple[Part, ...]:
    """Return the parts that a rung splits a set of equal teams into, best first; one part when it does not split.

    A rung for which one team of the set has no figure does not split it. Example: by a section where a and b have 64
    and c has 63, the set a b c becomes (a, b) and (c).
    """
    if rung.by is RungKind.DECISION:
        return _by_decision(teams, evidence.decisions)
    figures = rung_figures(rung, teams, evidence)
    if figures is None:
        return (Part(teams),)
    return tuple(Part(part) for part in by_figure(figures))


def by_figure(figures: Mapping[str, Fraction]) -> tuple[Teams, ...]:
    """Return the teams in sets of equal figures, highest first, each set by key."""
    sets: dict[Fraction, list[str]] = {}
    for team, figure in figures.items():
        sets.setdefault(figure, []).append(team)
    return tuple(tuple(sorted(sets[figure])) for figure in sorted(sets, reverse=True))


def rung_figures(rung: Rung, teams: Teams, evidence: Evidence) -> dict[str, Fraction] | None:
    """Return each team's figure on a rung, higher being better; `None` if a team of the set has none, or the rung has
    no figures (a decision)."""
    if rung.by is RungKind.DECISION:
        return None
    if rung.by is RungKind.MAJORITY:
        return {team: Fraction(wins) for team, wins in majority_wins(teams, evidence).items()}
    figures: dict[str, Fraction] = {}
    for team in teams:
        figure = _figure(rung, team, evidence)
        if figure is None:
            return None
        figures[team] = figure
    return figures


def majority_wins(teams: Teams, evidence: Evidence) -> dict[str, int]:
    """Return each team's pairwise wins against each other team of the set, by sheets.

    Counted over the judges with a sheet for all teams of the set in all judged sections: for each of them, the sum
    over sections of sheet total × section weight, higher wins; equal is nobody's win. Without such a judge nobody has
    a win. Example: judges at 16:15, 16:15 and 13:15 for a and b give a two wins and b one.
    """
    sections = [section for section in evidence.round.sections if isinstance(section, JudgedSection)]
    sums: list[dict[str, Decimal]] = []
    for team in teams:
        of_team: dict[str, Decimal] = {}
        for index, section in enumerate(sections):
            lines = evidence.workings[team].sections[section.key].judges
            totals = {line.judge: line.total for line in lines if line.total is not None}
            of_team = {
                judge: EXACT.add(Decimal(0) if index == 0 else of_team[judge], EXACT.multiply(total, section.weight))
                for judge, total in totals.items()
                if index == 0 or judge in of_team
            }
        sums.append(of_team)
    wins = dict.fromkeys(teams, 0)
    for judge in set.intersection(*(set(of_team) for of_team in sums)):
        ladder = sorted(of_team[judge] for of_team in sums)
        for team, of_team in zip(teams, sums, strict=True):
            wins[team] += bisect_left(ladder, of_team[judge])
    return wins


def last_order_naming(teams: Teams, decisions: Sequence[Decision]) -> Decision | None:
    """Return the last decision with an order that names every team of the set; `None` if there is none."""
    wanted = set(teams)
    return next(
        (decision for decision in reversed(decisions) if decision.order and wanted <= decision.names),
        None,
    )


def ordered(teams: Teams, decision: Decision) -> tuple[Teams, ...]:
    """Return the teams as a decision orders them, those it keeps equal together, by key; others it names left out."""
    wanted = set(teams)
    parts = (tuple(sorted(wanted.intersection(equals))) for equals in decision.order)
    return tuple(part for part in parts if part)


def _by_decision(teams: Teams, decisions: Sequence[Decision]) -> tuple[Part, ...]:
    decision = last_order_naming(teams, decisions)
    if decision is None:
        return (Part(teams),)
    return tuple(Part(part, final=True) for part in ordered(teams, decision))


def _figure(rung: Rung, team: str, evidence: Evidence) -> Fraction | None:
    working = evidence.workings[team]
    match rung.by:
        case RungKind.SECTION:
            return working.sections[rung.key or ""].result
        case RungKind.CRITERION:
            return working.sections[rung.section or ""].criterion(rung.key or "").figure
        case RungKind.DEDUCTIONS:
            return working.deductions
        case RungKind.FULL_MEAN:
            means = [
                working.sections[section.key].full_mean
                for section in evidence.round.sections
                if isinstance(section, JudgedSection)
            ]
            known = [figure for figure in means if figure is not None]
            return sum(known, Fraction(0)) if len(known) == len(means) else None
        case _:
            return evidence.earlier.get(rung.key or "", {}).get(team)
