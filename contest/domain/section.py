"""A team's result in one section, with every figure on the way to it.

Responsible for steps 1 and 2 of the pipeline: sheets to a panel figure, weight, adjustments, floor, rounding. The
standings, the stage's score scene and the explanation all take their figures from here. Never ranks.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from contest.domain.aggregate import Aggregate, Unresolved, aggregate, mean
from contest.domain.contestfile_values import Adjustment
from contest.domain.points import rounded, total
from contest.domain.roundbook import RoundBook
from contest.domain.rubric import (
    Adjust,
    JudgedSection,
    Panel,
    PanelOver,
    PointsSection,
    Rounding,
    Section,
    SectionKind,
    Stage,
)
from contest.domain.sheet import sheet_total


class JudgeState(StrEnum):
    """What became of a judge's sheet: counted, dropped as high, low or out, or why there is none."""

    COUNTED = "counted"
    HIGH = "high"
    LOW = "low"
    OUT = "out"
    ABSENT = "absent"
    RECUSED = "recused"
    MISSING = "missing"


@dataclass(frozen=True, slots=True)
class JudgeLine:
    """A judge of the section: the total of the sheet (`None` without one) and what became of it."""

    judge: str
    total: Decimal | None
    state: JudgeState


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """A criterion under the panel method: its figure unrounded (`None`: it has none), which judges it left out; and
    with `over: criterion` that figure after stage aggregate (`rounded`), times weight, after stage weighted."""

    key: str
    figure: Fraction | None
    why: Unresolved | None
    high: tuple[str, ...]
    low: tuple[str, ...]
    out: tuple[str, ...]
    rounded: Fraction | None = None
    weighted: Fraction | None = None
    weighted_rounded: Fraction | None = None


@dataclass(frozen=True, slots=True)
class SectionBreakdown:
    """Every figure from a team's sheets to its section result; `None` from where it is unresolved.

    `counted` is the number of sheets, before any dropping. `aggregate` is the panel figure (with `over: criterion` the
    sum of the weighted criteria; in a points section the points), `aggregate_rounded` the same after its stage;
    `weighted` after the section's weight, `adjusted` with the adjustments too, `floored` whether the floor lifted it,
    `result` after stage section. `why` is `None` when it is resolved; `missing` names the judges who owe a sheet.
    With `over: criterion` a judge's state is `counted` for the sheet; what was dropped stands with each criterion.
    """

    team: str
    section: str
    kind: SectionKind
    panel: Panel | None
    weight: Decimal
    adjust: Adjust
    floor: Decimal | None
    judges: tuple[JudgeLine, ...]
    criteria: tuple[CriterionLine, ...]
    counted: int
    aggregate: Fraction | None
    aggregate_rounded: Fraction | None
    adjustments: tuple[Adjustment, ...]
    weighted: Fraction | None
    adjusted: Fraction | None
    floored: bool
    result: Fraction | None
    why: Unresolved | None

    @property
    def missing(self) -> tuple[str, ...]:
        """The judges of the section with neither a sheet nor an absence."""
        return tuple(line.judge for line in self.judges if line.state is JudgeState.MISSING)

    @property
    def full_mean(self) -> Fraction | None:
        """The untrimmed mean of all counted sheet totals × section weight; `None` without a sheet."""
        totals = [line.total for line in self.judges if line.total is not None]
        return mean(totals) * Fraction(self.weight) if totals else None

    def criterion(self, key: str) -> CriterionLine:
        """Return the line of that criterion; `KeyError` if there is none."""
        for line in self.criteria:
            if line.key == key:
                return line
        raise KeyError(key)


def break_down(
    section: Section, team: str, book: RoundBook, judges: Sequence[str], rounding: Rounding | None
) -> SectionBreakdown:
    """Return every figure of a team in a section. `judges` are the section's, in order (none in a points section).

    Example: trimmed one and one over 42 43.25 43.5 44 45, weight 1, −0.25 for time: 43.583333, rounded at aggregate to
    43.58, result 43.33.
    """
    lines: tuple[JudgeLine, ...] = ()
    criteria: tuple[CriterionLine, ...] = ()
    if isinstance(section, PointsSection):
        points = book.points.get((section.key, team))
        figure = near = None if points is None else Fraction(points)
        why = Unresolved.NO_POINTS if points is None else None
    else:
        lines, by_sheet = _judge_lines(section, team, book, judges)
        criteria = _criterion_lines(section, team, book, lines, rounding)
        figure, near, why = _panel_figure(criteria, by_sheet, rounding)
        if any(line.state is JudgeState.MISSING for line in lines):
            # Which sheets are dropped is only known once all are in.
            lines = tuple(
                JudgeLine(line.judge, line.total, JudgeState.COUNTED) if line.total is not None else line
                for line in lines
            )
            figure, near, why = None, None, Unresolved.MISSING_JUDGES
    adjustments = book.adjustments_of(team, section.key)
    weighted = adjusted = result = None
    floored = False
    if near is not None:
        weighted, adjusted = _weigh(section, near, adjustments)
        floored = section.floor is not None and adjusted < section.floor
        result = round_at(rounding, Stage.SECTION, Fraction(section.floor or 0) if floored else adjusted)
    return SectionBreakdown(
        team=team,
        section=section.key,
        kind=section.kind,
        panel=section.panel if isinstance(section, JudgedSection) else None,
        weight=section.weight,
        adjust=section.adjust,
        floor=section.floor,
        judges=lines,
        criteria=criteria,
        counted=sum(line.total is not None for line in lines),
        aggregate=figure,
        aggregate_rounded=near,
        adjustments=adjustments,
        weighted=weighted,
        adjusted=adjusted,
        floored=floored,
        result=result,
        why=why,
    )


def round_at(rounding: Rounding | None, stage: Stage, figure: Fraction) -> Fraction:
    """Return the figure rounded, if the rules round at that stage."""
    if rounding is None or stage not in rounding.at:
        return figure
    return rounded(figure, rounding.places, rounding.mode)


def _weigh(section: Section, figure: Fraction, adjustments: Sequence[Adjustment]) -> tuple[Fraction, Fraction]:
    """Return the figure after the weight, and with weight and adjustments."""
    weight = Fraction(section.weight)
    added = Fraction(total(adjustment.points for adjustment in adjustments))
    weighted = figure * weight
    if section.adjust is Adjust.BEFORE_WEIGHT:
        return weighted, (figure + added) * weight
    return weighted, weighted + added


def _judge_lines(
    section: JudgedSection, team: str, book: RoundBook, judges: Sequence[str]
) -> tuple[tuple[JudgeLine, ...], Aggregate | None]:
    """Return a line for every judge, and the panel method over the sheet totals if the section aggregates those."""
    sheets = book.sheets.get((section.key, team), {})
    absences: Mapping[str, str] = book.absences.get((section.key, team), {})
    totals = {judge: sheet_total(section.criteria, sheets[judge].marks) for judge in judges if judge in sheets}
    absent = sum(judge in absences for judge in judges if judge not in sheets)
    state = dict.fromkeys(totals, JudgeState.COUNTED)
    by_sheet = None
    if section.panel.over is PanelOver.SHEET:
        by_sheet = aggregate(section.panel, list(totals.values()), absent)
        marking = list(totals)
        for dropped, places in (
            (JudgeState.HIGH, by_sheet.high),
            (JudgeState.LOW, by_sheet.low),
            (JudgeState.OUT, by_sheet.out),
        ):
            state |= {marking[place]: dropped for place in places}
    return tuple(
        JudgeLine(
            judge,
            totals.get(judge),
            state.get(judge) or (JudgeState(absences[judge]) if judge in absences else JudgeState.MISSING),
        )
        for judge in judges
    ), by_sheet


def _criterion_lines(
    section: JudgedSection, team: str, book: RoundBook, lines: Sequence[JudgeLine], rounding: Rounding | None
) -> tuple[CriterionLine, ...]:
    """Return every criterion under the panel method, whatever the section aggregates over."""
    marking = [line.judge for line in lines if line.total is not None]
    absent = sum(line.state in (JudgeState.ABSENT, JudgeState.RECUSED) for line in lines)
    sheets = [book.sheets[section.key, team][judge].marks for judge in marking]
    result = []
    for criterion in section.criteria:
        found = aggregate(section.panel, [marks[criterion.key] for marks in sheets], absent)
        near = weighted = product = None
        if section.panel.over is PanelOver.CRITERION and found.figure is not None:
            near = round_at(rounding, Stage.AGGREGATE, found.figure)
            weighted = near * Fraction(criterion.weight)
            product = round_at(rounding, Stage.WEIGHTED, weighted)
        high, low, out = (tuple(marking[place] for place in places) for places in (found.high, found.low, found.out))
        result.append(CriterionLine(criterion.key, found.figure, found.why, high, low, out, near, weighted, product))
    return tuple(result)


def _panel_figure(
    criteria: Sequence[CriterionLine], by_sheet: Aggregate | None, rounding: Rounding | None
) -> tuple[Fraction | None, Fraction | None, Unresolved | None]:
    """Return the panel's figure, the same after stage aggregate, and why there is none."""
    if by_sheet is not None:
        figure = by_sheet.figure
        return figure, None if figure is None else round_at(rounding, Stage.AGGREGATE, figure), by_sheet.why
    products = [line.weighted_rounded for line in criteria]
    resolved = [product for product in products if product is not None]
    if len(resolved) < len(products):
        return None, None, next(line.why for line in criteria if line.why is not None)
    figure = sum(resolved, Fraction(0))
    return figure, figure, None
