"""Scenes of figures: score, standings, advancing. What of them is not revealed yet is not in them at all."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar

from contest.live.scenes.base import Scene, SceneName, Step, TeamName
from contest.live.words import shown_name

GROUP_OF_ROWS = 5
FEW_ROWS = 8  # so many rows have room for full names on two lines


class Detail(StrEnum):
    """How much of a score is revealed: its total, or each judge's figure too."""

    TOTAL = "total"
    PER_JUDGE = "per_judge"


class JudgeState(StrEnum):
    """What became of a judge's sheet: counted, left out as highest, lowest or too far off, or never given.

    `hidden`: its turn to be revealed has not come; nothing is known of it.
    """

    COUNTED = "counted"
    HIGH = "high"
    LOW = "low"
    OUT = "out"
    ABSENT = "absent"
    RECUSED = "recused"
    HIDDEN = "hidden"


LEFT_OUT = frozenset({JudgeState.HIGH, JudgeState.LOW, JudgeState.OUT})


@dataclass(frozen=True, slots=True)
class JudgeFigure:
    """One judge's plate: `GK 1`, its figure (None for who gave none) and whether it counts."""

    label: str
    figure: str | None
    state: JudgeState

    def to_json(self) -> dict[str, Any]:
        """As drawn."""
        return {"label": self.label, "figure": self.figure, "state": self.state.value}

    def alone(self) -> JudgeFigure:
        """Its figure before the others are known: that it is the highest or the lowest would tell of them."""
        return replace(self, state=JudgeState.COUNTED) if self.state in LEFT_OUT else self

    def hidden(self) -> JudgeFigure:
        """Its plate before its turn."""
        return JudgeFigure(self.label, None, JudgeState.HIDDEN)


class LineKind(StrEnum):
    """Lines between the judges and the total: what was left out, the mean, what was taken off or added."""

    RULE = "rule"
    MEAN = "mean"
    MINUS = "minus"
    PLUS = "plus"


@dataclass(frozen=True, slots=True)
class ScoreLine:
    """A line of the sum, with its figure except for a rule."""

    kind: LineKind
    text: str
    figure: str | None = None

    def to_json(self) -> dict[str, Any]:
        """As drawn."""
        shown: dict[str, Any] = {"kind": self.kind.value, "text": self.text}
        return shown if self.figure is None else shown | {"figure": self.figure}


@dataclass(frozen=True, slots=True)
class Score(Scene):
    """A team's score in a section. With detail `total` judges and mean stay in the house, deductions go out.

    `by_judge`: a step reveals one judge after the other, the last one the way to the total, and the total.
    """

    name: ClassVar[SceneName] = SceneName.SCORE

    team: TeamName
    order: int
    section: str
    detail: Detail
    judges: tuple[JudgeFigure, ...]
    lines: tuple[ScoreLine, ...]
    total: str | None
    caption: str = "Điểm phần thi"
    by_judge: bool = False

    @property
    def steps(self) -> int:
        """One, or one for each judge and one for the total."""
        return len(self.judges) + 1 if self.by_judge and self.detail is Detail.PER_JUDGE else 1

    def at_step(self, step: Step) -> Score:
        """Cut down to its detail, and to the judges whose turn has come."""
        if self.detail is Detail.PER_JUDGE:
            if step >= self.steps:
                return self
            shown = tuple(each.alone() if n <= step else each.hidden() for n, each in enumerate(self.judges, 1))
            return replace(self, judges=shown, lines=(), total=None)
        said = tuple(line for line in self.lines if line.kind in (LineKind.MINUS, LineKind.PLUS))
        return replace(self, judges=(), lines=said)

    def facts(self) -> dict[str, Any]:
        """Team, judges, lines, total."""
        return {
            "team": self.team.to_json(),
            "order": self.order,
            "section": shown_name(self.section),
            "detail": self.detail.value,
            "judges": [judge.to_json() for judge in self.judges],
            "lines": [line.to_json() for line in self.lines],
            "caption": self.caption,
            "total": self.total,
        }


@dataclass(frozen=True, slots=True)
class StandingRow:
    """A row of the standings. `rank` and `points` are None for a team that is not ranked."""

    rank: int | None
    team: TeamName
    points: str | None
    advancing: bool = False
    deduction: bool = False
    tied: bool = False

    def to_json(self) -> dict[str, Any]:
        """As drawn; gold is for the first rank."""
        return {
            "rank": self.rank,
            "team": self.team.to_json(),
            "points": self.points,
            "advancing": self.advancing,
            "deduction": self.deduction,
            "tied": self.tied,
            "first": self.rank == 1,
            "hidden": False,
        }


@dataclass(frozen=True, slots=True)
class Standings(Scene):
    """The standings, whole at once or from the bottom up. Of a row that is None nothing is revealed."""

    name: ClassVar[SceneName] = SceneName.STANDINGS

    title: str
    subtitle: str
    rows: tuple[StandingRow | None, ...]
    advancing_legend: str | None = None
    bottom_up: bool = False
    one_by_one: bool = False
    few: bool = False

    @property
    def steps(self) -> int:
        """One, or as many as the reveal from the bottom has stops."""
        return len(self._stops) if self.bottom_up else 1

    @property
    def _stops(self) -> list[int]:
        return reveal_stops(self.rows, one_by_one=self.one_by_one)

    def at_step(self, step: Step) -> Standings:
        """The lowest rows, as many as are revealed at `step`."""
        if not self.bottom_up:
            return self
        shown = self._stops[step - 1]
        hidden = len(self.rows) - shown
        return replace(self, rows=(None,) * hidden + self.rows[hidden:])

    def facts(self) -> dict[str, Any]:
        """Title, rows, and a legend of what the revealed rows need, no more."""
        rows = [row for row in self.rows if row is not None]
        return {
            "title": self.title,
            "subtitle": self.subtitle,
            "layout": "top" if self.few or len(self.rows) <= FEW_ROWS else "all",
            "rows": [row.to_json() if row is not None else {"hidden": True} for row in self.rows],
            "legend": {
                "advancing": self.advancing_legend if any(row.advancing for row in rows) else None,
                "tied": any(row.tied for row in rows),
                "deduction": any(row.deduction for row in rows),
            },
        }


def reveal_stops(rows: tuple[StandingRow | None, ...], *, one_by_one: bool = False) -> list[int]:
    """How many rows, counted from the bottom, each step reveals: by fives, the last five (or all) one by one.

    Teams of one rank come together, for the rank of one gives away the other's; so do teams without a rank.
    Example: 20 rows give `[5, 10, 15, 16, 17, 18, 19, 20]`.
    """
    count = len(rows)
    by_fives = range(GROUP_OF_ROWS, count - GROUP_OF_ROWS, GROUP_OF_ROWS)
    singly = range(1 if one_by_one else max(1, count - GROUP_OF_ROWS), count)
    wanted = {*by_fives, *singly, count}
    return sorted(stop for stop in wanted if stop > 0 and _may_stop(rows, stop)) or [count]


def _may_stop(rows: tuple[StandingRow | None, ...], stop: int) -> bool:
    """Whether the lowest `stop` rows can be shown without splitting a rank or the teams without one."""
    first_shown = len(rows) - stop
    if first_shown == 0:
        return True
    below, above = rows[first_shown], rows[first_shown - 1]
    return below is None or above is None or below.rank != above.rank


@dataclass(frozen=True, slots=True)
class Advancing(Scene):
    """The teams that go on. Says neither rank nor total, and their order tells neither."""

    name: ClassVar[SceneName] = SceneName.ADVANCING

    title: str
    teams: tuple[TeamName, ...]

    def facts(self) -> dict[str, Any]:
        """Title and teams."""
        return {"title": self.title, "teams": [team.to_json() for team in self.teams]}
