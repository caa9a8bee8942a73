"""“Vì sao xếp hạng này?”: every step from marks to rank, for one team in one round.

Responsible for the one object that page, annex and command line show. Its figures are those of the standings
themselves, its rungs those that ranked; there is no second formula.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from contest.domain.contestfile_values import Adjustment, ContestFile
from contest.domain.explain_facts import Facts, Neighbour, RungStep, gather
from contest.domain.explain_lines import lines_of
from contest.domain.points import plain
from contest.domain.rubric import JudgedSection, PanelOver, Section
from contest.domain.section import CriterionLine, SectionBreakdown
from contest.domain.standings import Results, compute
from contest.domain.wording import method

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why a team has its rank in a round, as facts, as lines of plain Vietnamese, and as JSON."""

    facts: Facts

    def lines(self, judge_names: Mapping[str, str] | None = None) -> tuple[str, ...]:
        """Return the explanation line by line; judges by the names given, else by their keys."""
        return lines_of(self.facts, judge_names)

    def to_json(self, judge_names: Mapping[str, str] | None = None) -> Json:
        """Return the explanation as a JSON object; figures are plain decimals, `null` where there is none."""
        facts, standing, working = self.facts, self.facts.standing, self.facts.working
        return {
            "round": facts.round.key,
            "team": facts.team,
            "rank": standing.rank if standing else None,
            "tied": standing.tied if standing else None,
            "among": facts.among,
            "total": _plain(standing.total if standing else None),
            "decided_by": standing.decided_by if standing else None,
            "reason": str(facts.reason) if facts.reason else None,
            "sections": [
                section_json(section, working.sections[section.key]) for section in facts.round.sections if working
            ],
            "adjustments": _adjustments(working.adjustments if working else ()),
            "carried": [
                {
                    "round": carried.round,
                    "total": _plain(carried.total),
                    "weight": plain(carried.weight),
                    "added": _plain(carried.added),
                }
                for carried in (working.carried if working else ())
            ],
            "before_rounding": _plain(working.before_rounding if working else None),
            "why": [{"code": str(why), "about": about or None} for why, about in (working.why if working else ())],
            "equals": list(facts.equals),
            "sharing": list(facts.sharing),
            "ladder": [_rung(step) for step in facts.ladder],
            "above": [_neighbour(each) for each in facts.above],
            "below": [_neighbour(each) for each in facts.below],
            "outcome": str(facts.outcome),
            "lines": list(self.lines(judge_names)),
        }


def explain(contest: ContestFile, round_key: str, team_key: str, results: Results | None = None) -> Explanation:
    """Return why the team has its rank in the round, ranked or not.

    `results`, if they are at hand, must be those of this contest. `KeyError` for an unknown round, and for a team that
    is not in the round.
    """
    return Explanation(gather(contest, round_key, team_key, results or compute(contest)))


def section_json(section: Section, broken: SectionBreakdown) -> Json:
    """Return a section's breakdown as a JSON object."""
    by_criterion = isinstance(section, JudgedSection) and section.panel.over is PanelOver.CRITERION
    return {
        "section": section.key,
        "title": section.title,
        "kind": str(section.kind),
        "method": method(section.panel) if isinstance(section, JudgedSection) else None,
        "judges": [
            {"judge": line.judge, "total": _plain(line.total), "state": str(line.state)} for line in broken.judges
        ],
        "counted": broken.counted,
        "criteria": [_criterion(line) for line in broken.criteria if by_criterion],
        "aggregate": _plain(broken.aggregate),
        "aggregate_rounded": _plain(broken.aggregate_rounded),
        "weight": plain(section.weight),
        "weighted": _plain(broken.weighted),
        "adjust": str(section.adjust),
        "adjustments": _adjustments(broken.adjustments),
        "adjusted": _plain(broken.adjusted),
        "floor": _plain(section.floor),
        "floored": broken.floored,
        "result": _plain(broken.result),
        "why": str(broken.why) if broken.why else None,
    }


def _criterion(line: CriterionLine) -> Json:
    return {
        "criterion": line.key,
        "figure": _plain(line.figure),
        "high": list(line.high),
        "low": list(line.low),
        "out": list(line.out),
        "rounded": _plain(line.rounded),
        "weighted": _plain(line.weighted),
        "weighted_rounded": _plain(line.weighted_rounded),
    }


def _rung(step: RungStep) -> Json:
    return {
        "rung": step.rung.label,
        "teams": list(step.teams),
        "figures": None if step.figures is None else {team: plain(figure) for team, figure in step.figures.items()},
        "parts": [list(part) for part in step.parts],
        "by": step.decision.by if step.decision else None,
        "reason": step.decision.reason if step.decision else None,
    }


def _neighbour(neighbour: Neighbour) -> Json:
    return {
        "team": neighbour.team,
        "rank": neighbour.rank,
        "total": plain(neighbour.total),
        "decided_by": neighbour.decided_by,
    }


def _adjustments(adjustments: Sequence[Adjustment]) -> list[Json]:
    return [{"points": plain(each.points), "reason": each.reason} for each in adjustments]


def _plain(figure: Decimal | Fraction | None) -> str | None:
    return None if figure is None else plain(figure)
