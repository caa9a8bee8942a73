"""How far the sheets of a panel lie apart, and whose lies so far off that the panel confers (hội ý).

Responsible for the thresholds as a value, for who is beyond them and why, and for how strict each judge was over many
performances. Never changes a mark and never leaves one out: the judge alone changes or keeps the sheet, the panel
method alone decides what counts.

    {"from_mean": "2", "spread": "4"}

Either may be missing. Both speak of a sheet's total, before the section's weight; every comparison is exact.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from fractions import Fraction
from typing import Final

from contest.domain.aggregate import mean
from contest.domain.contestfile_checks import Checks
from contest.domain.errors import Invalid
from contest.domain.points import EXACT, plain

LEAST_TO_TELL: Final = 3
"""Sheets that a mean must be made of before a judge is told the distance from it: of two, it would tell the other."""


class Why(StrEnum):
    """Why a sheet is flagged."""

    FROM_MEAN = "from_mean"
    SPREAD = "spread"


@dataclass(frozen=True, slots=True)
class Thresholds:
    """How far is too far, in points; `None`: that is never too far."""

    from_mean: Decimal | None = None
    spread: Decimal | None = None

    def __bool__(self) -> bool:
        """Whether anything can be too far."""
        return self.from_mean is not None or self.spread is not None


@dataclass(frozen=True, slots=True)
class SheetDistance:
    """One judge's sheet among the panel's: total, signed distance from the mean of all, why it is flagged (or not)."""

    judge: str
    total: Decimal
    from_mean: Fraction
    why: tuple[Why, ...]


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """The sheets of one performance side by side, in the order given. `mean` and `spread` are `None` without a sheet.

    `too_wide`: the spread is beyond its threshold.
    """

    mean: Fraction | None
    spread: Decimal | None
    too_wide: bool
    sheets: tuple[SheetDistance, ...]

    @property
    def flagged(self) -> tuple[SheetDistance, ...]:
        """The sheets on which the panel confers."""
        return tuple(sheet for sheet in self.sheets if sheet.why)


@dataclass(frozen=True, slots=True)
class JudgeFigures:
    """One judge over many performances. `number` counts the sheets; all else is `None` without one.

    `spread` is from the judge's lowest sheet to the highest; `strictness` the mean distance from the panel's mean,
    below zero for a strict judge.
    """

    number: int
    mean: Fraction | None = None
    lowest: Decimal | None = None
    highest: Decimal | None = None
    strictness: Fraction | None = None

    @property
    def spread(self) -> Decimal | None:
        """From the lowest sheet to the highest."""
        return None if self.lowest is None or self.highest is None else EXACT.subtract(self.highest, self.lowest)


def parse_thresholds(value: object, path: str = "discrepancy") -> Thresholds:
    """Return the thresholds of a JSON value; `None` and `{}` have none.

    Raises `Invalid` with every fault: not an object, an unknown name, no plain decimal, below zero.
    """
    if value is None:
        return Thresholds()
    checks = Checks()
    record = checks.record(value, path, (), ("from_mean", "spread"))
    figures = {name: checks.amount(record or {}, name, path) for name in ("from_mean", "spread")}
    if checks.faults:
        raise Invalid(checks.faults)
    return Thresholds(**figures)


def thresholds_json(thresholds: Thresholds) -> dict[str, str]:
    """Return the thresholds as the JSON object that `parse_thresholds` reads."""
    named = {"from_mean": thresholds.from_mean, "spread": thresholds.spread}
    return {name: plain(figure) for name, figure in named.items() if figure is not None}


def compare(totals: Mapping[str, Decimal], thresholds: Thresholds) -> Discrepancy:
    """Return how far the sheets of one performance lie apart; `totals` are those handed in, by judge.

    - A sheet is flagged if it lies strictly further than `from_mean` from the mean of all, its own among them.
    - If highest and lowest lie strictly more than `spread` apart, the end that lies further from the mean is flagged,
      with everybody who marked the same; both ends if they are equally far.

    Example: 40 41 41.5 45 with a spread of 4: the mean is 41.875, the end further off is 45.
    Source: the panel confers when marks lie too far apart, and the judge himself changes his sheet (common practice).
    """
    if not totals:
        return Discrepancy(None, None, False, ())
    centre = mean(list(totals.values()))
    low, high = min(totals.values()), max(totals.values())
    spread = EXACT.subtract(high, low)
    too_wide = thresholds.spread is not None and spread > thresholds.spread
    furthest = max(Fraction(high) - centre, centre - Fraction(low))

    def sheet(judge: str, total: Decimal) -> SheetDistance:
        distance = Fraction(total) - centre
        why = []
        if thresholds.from_mean is not None and abs(distance) > Fraction(thresholds.from_mean):
            why.append(Why.FROM_MEAN)
        if too_wide and abs(distance) == furthest:
            why.append(Why.SPREAD)
        return SheetDistance(judge, total, distance, tuple(why))

    return Discrepancy(centre, spread, too_wide, tuple(sheet(judge, total) for judge, total in totals.items()))


def told_distance(totals: Mapping[str, Decimal], judge: str) -> Fraction | None:
    """Return what a judge may be told: the signed distance of the own sheet from the mean of all.

    `None` if there are so few sheets that it would tell another judge's total, or if the judge has none.
    """
    if judge not in totals or len(totals) < LEAST_TO_TELL:
        return None
    return Fraction(totals[judge]) - mean(list(totals.values()))


def judge_figures(performances: Iterable[Mapping[str, Decimal]], judges: Iterable[str]) -> dict[str, JudgeFigures]:
    """Return the figures of each judge over these performances, in the order of `judges`.

    Each performance maps the judges who scored it to their sheets' totals. Example: totals 8 and 10, then 7 and 9:
    the first judge's mean is 7.5 and strictness −1, the second's 9.5 and +1.
    """
    own: dict[str, list[Decimal]] = defaultdict(list)
    distances: dict[str, list[Fraction]] = defaultdict(list)
    for totals in performances:
        for sheet in compare(totals, Thresholds()).sheets:
            own[sheet.judge].append(sheet.total)
            distances[sheet.judge].append(sheet.from_mean)
    return {
        judge: JudgeFigures(
            number=len(own[judge]),
            mean=mean(own[judge]),
            lowest=min(own[judge]),
            highest=max(own[judge]),
            strictness=sum(distances[judge], Fraction(0)) / len(distances[judge]),
        )
        if own[judge]
        else JudgeFigures(0)
        for judge in judges
    }
