"""Time rules as data: the shapes they take in these contests, to and from JSON values.

Responsible for the rule as a value and for reading one with all its faults. Never applies one: `timing` does.

    {"shape": "steps", "over": [{"from_s": 1, "points": "-0.25"}, {"from_s": 60, "points": "-0.5"}]}
    {"shape": "units", "over": {"unit_s": 60, "count": "full", "points": "-1", "cap": "-3"}}
    {"shape": "cutoff"}
    {"minimum": {"duration_s": 240, "shape": "steps", "under": [{"from_s": 1, "points": "-0.5"}]}}

`minimum` goes with any of them or alone; `count` is `started` or `full`; `cap` may be left out. Points are plain
decimals below zero, seconds are integers from 1.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from contest.domain.contestfile_checks import Checks, Record
from contest.domain.contestfile_faults import at
from contest.domain.errors import Invalid
from contest.domain.points import plain


class Count(StrEnum):
    """Which units of time are counted: every one that was started, or only full ones."""

    STARTED = "started"
    FULL = "full"


@dataclass(frozen=True, slots=True)
class Step:
    """From so many seconds too many (or too few) on, so many points (signed, below zero)."""

    from_s: int
    points: Decimal


@dataclass(frozen=True, slots=True)
class Steps:
    """A table of steps, rising: the last that was reached holds. Example: from 1 s −0.25, from 60 s −0.5."""

    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class Units:
    """So many points (below zero) for every unit of `unit_s` seconds, started or full, never more than `cap`.

    Example: −1 for every full minute (Vĩnh Phúc 2023): 45 s too long cost nothing, 125 s cost 2.
    """

    unit_s: int
    count: Count
    points: Decimal
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True)
class CutOff:
    """What comes after the time is not scored: no deduction, only a note (Cần Thơ 2023, the situation section)."""


Shape: TypeAlias = Steps | Units | CutOff


@dataclass(frozen=True, slots=True)
class Minimum:
    """A duration that must be reached, and what too little costs."""

    duration_s: int
    shape: Steps | Units


@dataclass(frozen=True, slots=True)
class TimeRule:
    """The time rule of a section: what too long does, what too short does; `None`: nothing."""

    over: Shape | None = None
    minimum: Minimum | None = None


class _Shape(StrEnum):
    STEPS = "steps"
    UNITS = "units"
    CUT_OFF = "cutoff"


class _ShapeUnder(StrEnum):
    STEPS = "steps"
    UNITS = "units"


def parse_time_rule(value: object, path: str = "") -> TimeRule:
    """Return the time rule that a JSON object holds; `None` or an empty object is a rule without effect.

    `assumed` (a mark of facts that were never published) is passed over. Raises `Invalid` with every fault.
    """
    checks = Checks()
    if value is None:
        return TimeRule()
    record = checks.record(value, path, (), ("shape", "over", "minimum", "assumed"))
    over: Shape | None = None
    minimum: Minimum | None = None
    if record is not None:
        over = _over(checks, record, path)
        if "minimum" in record:
            minimum = _minimum(checks, record["minimum"], at(path, "minimum"))
    if checks.faults:
        raise Invalid(checks.faults)
    return TimeRule(over, minimum)


def time_rule_json(rule: TimeRule) -> dict[str, object]:
    """Return the rule as the JSON object that `parse_time_rule` reads."""
    written: dict[str, object] = {}
    if isinstance(rule.over, CutOff):
        written["shape"] = str(_Shape.CUT_OFF)
    elif rule.over is not None:
        written |= _written(rule.over, "over")
    if rule.minimum is not None:
        written["minimum"] = {"duration_s": rule.minimum.duration_s, **_written(rule.minimum.shape, "under")}
    return written


def _over(checks: Checks, record: Record, path: str) -> Shape | None:
    if "shape" not in record:
        if "over" in record:
            checks.note(at(path, "shape"), "missing")
        return None
    shape = checks.option(record, "shape", path, _Shape)
    if shape is _Shape.CUT_OFF:
        if "over" in record:
            checks.note(at(path, "over"), "unknown_key")
        return CutOff()
    if shape is None:
        return None
    return _amounts(checks, record, "over", path, steps=shape is _Shape.STEPS)


def _minimum(checks: Checks, value: object, path: str) -> Minimum | None:
    record = checks.record(value, path, ("duration_s", "shape"), ("under",))
    if record is None:
        return None
    duration_s = checks.count(record, "duration_s", path, least=1)
    shape = checks.option(record, "shape", path, _ShapeUnder)
    if shape is None:
        return None
    amounts = _amounts(checks, record, "under", path, steps=shape is _ShapeUnder.STEPS)
    return None if amounts is None or duration_s is None else Minimum(duration_s, amounts)


def _amounts(checks: Checks, record: Record, name: str, path: str, *, steps: bool) -> Steps | Units | None:
    """Return the table or the units of that name; `None` once a fault is noted."""
    if name not in record:
        checks.note(at(path, name), "missing")
        return None
    return _steps(checks, record, name, path) if steps else _units(checks, record[name], at(path, name))


def _steps(checks: Checks, record: Record, name: str, path: str) -> Steps | None:
    steps: list[Step] = []
    for place, item in checks.items(record, name, path, filled=True):
        step = checks.record(item, place, ("from_s", "points"))
        if step is None:
            continue
        from_s = checks.count(step, "from_s", place, least=1)
        points = _deduction(checks, step, "points", place)
        if from_s is None or points is None:
            continue
        if steps and from_s <= steps[-1].from_s:
            checks.note(at(place, "from_s"), "not_rising")
        steps.append(Step(from_s, points))
    return Steps(tuple(steps))


def _units(checks: Checks, value: object, path: str) -> Units | None:
    record = checks.record(value, path, ("unit_s", "count", "points"), ("cap",))
    if record is None:
        return None
    unit_s = checks.count(record, "unit_s", path, least=1)
    count = checks.option(record, "count", path, Count)
    points, cap = (_deduction(checks, record, name, path) for name in ("points", "cap"))
    return None if unit_s is None or count is None or points is None else Units(unit_s, count, points, cap)


def _deduction(checks: Checks, record: Record, name: str, path: str) -> Decimal | None:
    points = checks.figure(record, name, path)
    if points is not None and points >= 0:
        checks.note(at(path, name), "not_below_zero", value=plain(points))
        return None
    return points


def _written(shape: Steps | Units, name: str) -> dict[str, object]:
    if isinstance(shape, Steps):
        steps = [{"from_s": step.from_s, "points": plain(step.points)} for step in shape.steps]
        return {"shape": str(_Shape.STEPS), name: steps}
    units: dict[str, object] = {
        "unit_s": shape.unit_s,
        "count": str(shape.count),
        "points": plain(shape.points),
    }
    if shape.cap is not None:
        units["cap"] = plain(shape.cap)
    return {"shape": str(_Shape.UNITS), name: units}
