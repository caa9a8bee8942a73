"""The rules of a contest as data: rounds, sections, criteria, panels, rounding, ladders, advancing.

Responsible for the words and the shape of rules. Never computes with them: `section`, `ranking` and `advancement` do.
Every default is the contest file's; what has none is required.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from contest.domain.points import RoundingMode

__all__ = [
    "Adjust",
    "Advance",
    "AtLine",
    "CarryOver",
    "Criterion",
    "JudgedSection",
    "Panel",
    "PanelMethod",
    "PanelOver",
    "PointsSection",
    "RankStyle",
    "RankWithin",
    "Round",
    "Rounding",
    "RoundingMode",
    "Rung",
    "RungKind",
    "Section",
    "SectionKind",
    "Stage",
]

ONE = Decimal(1)


class SectionKind(StrEnum):
    """Who gives the points: each judge a mark for each criterion, or the secretary one figure."""

    JUDGED = "judged"
    POINTS = "points"


class Adjust(StrEnum):
    """When a section's adjustments are added: after its weight was applied, or before."""

    AFTER_WEIGHT = "after_weight"
    BEFORE_WEIGHT = "before_weight"


class PanelOver(StrEnum):
    """What the panel method is applied to: each judge's sheet total, or each criterion by itself."""

    SHEET = "sheet"
    CRITERION = "criterion"


class PanelMethod(StrEnum):
    """How the marks of a panel become one figure."""

    MEAN = "mean"
    SUM = "sum"
    MEDIAN = "median"
    TRIMMED = "trimmed"
    OUTLIER = "outlier"


class Stage(StrEnum):
    """Where figures are rounded, in the order of the pipeline."""

    AGGREGATE = "aggregate"
    WEIGHTED = "weighted"
    SECTION = "section"
    TOTAL = "total"


class RankStyle(StrEnum):
    """The rank after a shared one: 1 + the teams above (1, 2, 2, 4), or 1 + the ranks above (1, 2, 2, 3)."""

    SKIPPING = "1224"
    DENSE = "1223"


class RankWithin(StrEnum):
    """What has standings of its own: the round, or each group."""

    ROUND = "round"
    GROUP = "group"


class AtLine(StrEnum):
    """What happens to teams that share the rank of the last place: all of them, none of them, or people are asked."""

    ALL = "all"
    NONE = "none"
    ASK = "ask"


class RungKind(StrEnum):
    """What a rung of the tie-break ladder looks at."""

    SECTION = "section"
    CRITERION = "criterion"
    DEDUCTIONS = "deductions"
    FULL_MEAN = "full_mean"
    MAJORITY = "majority"
    ROUND = "round"
    DECISION = "decision"


@dataclass(frozen=True, slots=True)
class Criterion:
    """A line of the score sheet: marks from `min` to `max` in multiples of `step`, times `weight`."""

    key: str
    title: str
    min: Decimal
    max: Decimal
    step: Decimal
    weight: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Panel:
    """How a section's marks become one figure.

    `drop_high` and `drop_low` go with `trimmed`, `max_deviation` with `outlier`. `min_judges` left out (`None`) means
    1, and with `trimmed` one more than are dropped.
    """

    method: PanelMethod
    over: PanelOver = PanelOver.SHEET
    drop_high: int = 0
    drop_low: int = 0
    max_deviation: Decimal | None = None
    min_judges: int | None = None

    @property
    def judges_needed(self) -> int:
        """The smallest number of counted marks that resolves a section."""
        if self.min_judges is not None:
            return self.min_judges
        return self.drop_high + self.drop_low + 1 if self.method is PanelMethod.TRIMMED else 1


@dataclass(frozen=True, slots=True)
class JudgedSection:
    """A section that judges mark. `judges` is its own panel; empty: the round's."""

    key: str
    title: str
    panel: Panel
    criteria: tuple[Criterion, ...]
    weight: Decimal = ONE
    adjust: Adjust = Adjust.AFTER_WEIGHT
    floor: Decimal | None = None
    judges: tuple[str, ...] = ()

    @property
    def kind(self) -> SectionKind:
        """What kind of section it is."""
        return SectionKind.JUDGED


@dataclass(frozen=True, slots=True)
class PointsSection:
    """A section with one figure from the secretary, from `min` to `max` in multiples of `step`."""

    key: str
    title: str
    min: Decimal
    max: Decimal
    step: Decimal
    weight: Decimal = ONE
    adjust: Adjust = Adjust.AFTER_WEIGHT
    floor: Decimal | None = None

    @property
    def kind(self) -> SectionKind:
        """What kind of section it is."""
        return SectionKind.POINTS


Section: TypeAlias = JudgedSection | PointsSection


@dataclass(frozen=True, slots=True)
class Rounding:
    """Which stages round, to how many places, and where a half goes."""

    mode: RoundingMode
    places: int
    at: frozenset[Stage]


@dataclass(frozen=True, slots=True)
class CarryOver:
    """An earlier round whose total counts in this one, times `weight`."""

    round: str
    weight: Decimal = ONE


@dataclass(frozen=True, slots=True)
class Rung:
    """A rung of the ladder. `key` names a section, criterion or round; `section` is the criterion's section."""

    by: RungKind
    key: str | None = None
    section: str | None = None

    @property
    def label(self) -> str:
        """The rung as `decided_by` writes it: `section:skit`, `criterion:skit/content`, `majority`, `round:heat`."""
        if self.by is RungKind.CRITERION:
            return f"{self.by}:{self.section}/{self.key}"
        return f"{self.by}:{self.key}" if self.key is not None else str(self.by)


@dataclass(frozen=True, slots=True)
class Advance:
    """Who goes on: the first `top`, of them the best `per_group` of every group, and what a tie at the line does."""

    to: str
    top: int
    per_group: int = 0
    at_line: AtLine = AtLine.ALL


@dataclass(frozen=True, slots=True)
class Round:
    """A round and all its rules. `rounding=None` rounds nowhere; `judges` empty names no panel."""

    key: str
    title: str
    sections: tuple[Section, ...]
    rank_style: RankStyle = RankStyle.SKIPPING
    rank_within: RankWithin = RankWithin.ROUND
    rounding: Rounding | None = None
    carry_over: tuple[CarryOver, ...] = ()
    judges: tuple[str, ...] = ()
    tie_break: tuple[Rung, ...] = ()
    advance: Advance | None = None

    @property
    def needs_groups(self) -> bool:
        """Whether a present team without a group can't be resolved here."""
        return self.rank_within is RankWithin.GROUP or (self.advance is not None and self.advance.per_group > 0)

    def section(self, key: str) -> Section:
        """Return the section of that key; `KeyError` if there is none."""
        for section in self.sections:
            if section.key == key:
                return section
        raise KeyError(key)

    def judges_named_for(self, section: JudgedSection) -> tuple[str, ...]:
        """Return the panel by name: the section's own, else the round's; empty when neither is given."""
        return section.judges or self.judges
