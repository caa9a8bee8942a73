"""A contest file's tree, already found good, as values.

Responsible for the defaults of what was left out. Never checks anything: `contestfile_records.faults_of` did.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any, TypeAlias

from contest.domain.contestfile_values import (
    Absence,
    Adjustment,
    ContestFile,
    Decision,
    Entry,
    Group,
    Points,
    Sheet,
    Status,
    Team,
    Why,
)
from contest.domain.rubric import (
    ONE,
    Adjust,
    Advance,
    AtLine,
    CarryOver,
    Criterion,
    JudgedSection,
    Panel,
    PanelMethod,
    PanelOver,
    PointsSection,
    RankStyle,
    RankWithin,
    Round,
    Rounding,
    RoundingMode,
    Rung,
    RungKind,
    Section,
    Stage,
)

# The tree's types were checked one by one before; repeating them here for the type checker would hide the shape.
Tree: TypeAlias = Any


def build(tree: Tree) -> ContestFile:
    """Return the contest file that a faultless tree holds."""
    return ContestFile(
        title=tree["title"],
        rounds=tuple(_round(item) for item in tree["rounds"]),
        teams=tuple(Team(item["key"], item["title"], item.get("group")) for item in tree["teams"]),
        groups=tuple(Group(item["key"], item["title"]) for item in tree.get("groups", ())),
        entries=tuple(
            Entry(item["round"], item["team"], Status(item["status"]), item.get("group"))
            for item in tree.get("entries", ())
        ),
        marks=tuple(
            Sheet(
                item["round"],
                item["team"],
                item["section"],
                item["judge"],
                {key: Decimal(mark) for key, mark in item["marks"].items()},
            )
            for item in tree.get("marks", ())
        ),
        absences=tuple(
            Absence(item["round"], item["team"], item["section"], item["judge"], Why(item["why"]))
            for item in tree.get("absences", ())
        ),
        points=tuple(
            Points(item["round"], item["team"], item["section"], Decimal(item["points"]))
            for item in tree.get("points", ())
        ),
        adjustments=tuple(
            Adjustment(item["round"], item["team"], Decimal(item["points"]), item["reason"], item.get("section"))
            for item in tree.get("adjustments", ())
        ),
        decisions=tuple(_decision(item) for item in tree.get("decisions", ())),
    )


def _round(item: Tree) -> Round:
    rounding, advance = item.get("rounding"), item.get("advance")
    return Round(
        key=item["key"],
        title=item["title"],
        sections=tuple(_section(section) for section in item["sections"]),
        rank_style=RankStyle(item.get("rank_style", RankStyle.SKIPPING)),
        rank_within=RankWithin(item.get("rank_within", RankWithin.ROUND)),
        rounding=rounding
        and Rounding(
            RoundingMode(rounding["mode"]), rounding["places"], frozenset(Stage(stage) for stage in rounding["at"])
        ),
        carry_over=tuple(CarryOver(carried["round"], _weight(carried)) for carried in item.get("carry_over", ())),
        judges=tuple(item.get("judges", ())),
        tie_break=tuple(
            Rung(RungKind(rung["by"]), rung.get("key"), rung.get("section")) for rung in item.get("tie_break", ())
        ),
        advance=advance
        and Advance(
            advance["to"],
            advance["top"],
            advance.get("per_group", 0),
            AtLine(advance.get("at_line", AtLine.ALL)),
        ),
    )


def _section(item: Tree) -> Section:
    weight, floor = _weight(item), _optional(item, "floor")
    adjust = Adjust(item.get("adjust", Adjust.AFTER_WEIGHT))
    if item["kind"] == "points":
        low, high, step = (Decimal(item[name]) for name in ("min", "max", "step"))
        return PointsSection(item["key"], item["title"], low, high, step, weight, adjust, floor)
    panel = item["panel"]
    return JudgedSection(
        key=item["key"],
        title=item["title"],
        panel=Panel(
            method=PanelMethod(panel["method"]),
            over=PanelOver(panel["over"]),
            drop_high=panel.get("drop_high", 0),
            drop_low=panel.get("drop_low", 0),
            max_deviation=_optional(panel, "max_deviation"),
            min_judges=panel.get("min_judges"),
        ),
        criteria=tuple(
            Criterion(
                each["key"],
                each["title"],
                Decimal(each["min"]),
                Decimal(each["max"]),
                Decimal(each["step"]),
                _weight(each),
            )
            for each in item["criteria"]
        ),
        weight=weight,
        adjust=adjust,
        floor=floor,
        judges=tuple(item.get("judges", ())),
    )


def _decision(item: Tree) -> Decision:
    return Decision(
        round=item["round"],
        by=item["by"],
        reason=item["reason"],
        order=tuple(tuple(place) if isinstance(place, list) else (place,) for place in item.get("order", ())),
        through=tuple(item.get("through", ())),
        out=tuple(item.get("out", ())),
    )


def _weight(item: Tree) -> Decimal:
    return Decimal(item["weight"]) if "weight" in item else ONE


def _optional(item: Tree, name: str) -> Decimal | None:
    return Decimal(item[name]) if name in item else None
