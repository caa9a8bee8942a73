"""How the marks of a panel become one figure: mean, sum, median, trimmed, outlier.

Responsible for the five methods and for saying which marks each left out. Never rounds, and never takes an absence for
a zero: who did not mark is not in the list at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction

from contest.domain.points import EXACT, total
from contest.domain.rubric import Panel, PanelMethod


class Unresolved(StrEnum):
    """Why there is no figure."""

    MISSING_JUDGES = "missing_judges"
    ABSENCE_IN_SUM = "absence_in_sum"
    TOO_FEW_JUDGES = "too_few_judges"
    NOTHING_LEFT = "nothing_left"
    NO_POINTS = "no_points"
    NO_GROUP = "no_group"
    NO_EARLIER_TOTAL = "no_earlier_total"


@dataclass(frozen=True, slots=True)
class Aggregate:
    """A panel's figure, unrounded, or why there is none; and the places (in the list of marks) that were dropped."""

    figure: Fraction | None
    why: Unresolved | None = None
    high: tuple[int, ...] = ()
    low: tuple[int, ...] = ()
    out: tuple[int, ...] = ()


def aggregate(panel: Panel, marks: Sequence[Decimal], absences: int = 0) -> Aggregate:
    """Return the panel's figure for the marks that count, in judge order; `absences` judges owed none.

    - `mean`; `sum`, which an absence leaves unresolved; `median`, of an even number the mean of the two middle ones.
    - `trimmed`: the highest and the lowest dropped, mean of the rest. Of equal marks it does not matter which; shown
      as dropped are the first in judge order among the high and the last among the low.
    - `outlier`: every mark strictly further than `max_deviation` from the mean of all is dropped, once; mean of the
      rest. Source: QĐ 05/QĐ-BVHTTDL 2016 (there 1.5).

    Fewer marks than `min_judges`, before any dropping, or nothing left: no figure.
    Example: trimmed one and one, 8 9 9 9.5 10 give 55/6.
    """
    why = _why_not(panel, len(marks), absences)
    if why is not None:
        return Aggregate(None, why)
    match panel.method:
        case PanelMethod.MEAN:
            return Aggregate(mean(marks))
        case PanelMethod.SUM:
            return Aggregate(Fraction(total(marks)))
        case PanelMethod.MEDIAN:
            middle = sorted(marks)[(len(marks) - 1) // 2 : len(marks) // 2 + 1]
            return Aggregate(mean(middle))
        case PanelMethod.TRIMMED:
            return _trimmed(panel, marks)
        case PanelMethod.OUTLIER:
            return _without_outliers(panel, marks)


def mean(marks: Sequence[Decimal]) -> Fraction:
    """Return the exact mean; there must be a mark."""
    numerator, denominator = total(marks).as_integer_ratio()
    return Fraction(numerator, denominator * len(marks))


def _why_not(panel: Panel, number: int, absences: int) -> Unresolved | None:
    if panel.method is PanelMethod.SUM and absences:
        return Unresolved.ABSENCE_IN_SUM
    return Unresolved.TOO_FEW_JUDGES if number < panel.judges_needed else None


def _trimmed(panel: Panel, marks: Sequence[Decimal]) -> Aggregate:
    upwards = sorted(range(len(marks)), key=lambda place: (marks[place], -place))
    low, rest = upwards[: panel.drop_low], upwards[panel.drop_low :]
    kept = rest[: len(rest) - panel.drop_high]
    high = rest[len(rest) - panel.drop_high :]
    if not kept:
        return Aggregate(None, Unresolved.NOTHING_LEFT)
    return Aggregate(mean([marks[place] for place in kept]), high=tuple(sorted(high)), low=tuple(sorted(low)))


def _without_outliers(panel: Panel, marks: Sequence[Decimal]) -> Aggregate:
    # |mark − mean| > deviation, times the number of marks: so nothing is divided before it must be.
    number = Decimal(len(marks))
    whole = total(marks)
    limit = EXACT.multiply(panel.max_deviation or Decimal(0), number)
    out = tuple(
        place
        for place, mark in enumerate(marks)
        if EXACT.abs(EXACT.subtract(EXACT.multiply(mark, number), whole)) > limit
    )
    kept = [mark for place, mark in enumerate(marks) if place not in out]
    if not kept:
        return Aggregate(None, Unresolved.NOTHING_LEFT, out=out)
    return Aggregate(mean(kept), out=out)
