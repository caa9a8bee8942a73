"""Time rules at work: from a measured duration to a proposed deduction with its reason in words.

Responsible for what a rule proposes and for saying it in Vietnamese. Never reads a clock and never deducts: the clock
measures, this proposes, the secretary confirms, changes or drops it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from contest.domain.points import EXACT, vietnamese
from contest.domain.time_rule import (
    Count,
    CutOff,
    Minimum,
    Shape,
    Step,
    Steps,
    TimeRule,
    Units,
    parse_time_rule,
    time_rule_json,
)

__all__ = [
    "Count",
    "CutOff",
    "Minimum",
    "Proposal",
    "Shape",
    "Step",
    "Steps",
    "TimeKind",
    "TimeRule",
    "Units",
    "duration",
    "parse_time_rule",
    "propose",
    "sentence",
    "time_rule_json",
]


class TimeKind(StrEnum):
    """What was wrong with a duration: too long, too short, or so long that the rest was not heard."""

    OVER = "over"
    UNDER = "under"
    CUT_OFF = "cutoff"


@dataclass(frozen=True, slots=True)
class Proposal:
    """A proposed adjustment: signed points and the reason in words. Points of zero are a note without a deduction."""

    kind: TimeKind
    points: Decimal
    reason: str

    @property
    def is_note(self) -> bool:
        """Whether it only says something, and deducts nothing."""
        return not self.points


def propose(rule: TimeRule, measured_s: int, allowed_s: int) -> Proposal | None:
    """Return what the rule proposes for a performance of `measured_s` seconds where `allowed_s` were allowed.

    `None` when the duration is within the rule. Example: with −0.25 from 1 s and −0.5 from 60 s, 345 s of 300 give
    −0.25 “Quá giờ 45 giây”, 365 s give −0.5 “Quá giờ 1 phút 05 giây”.
    """
    over = measured_s - allowed_s
    if over > 0 and rule.over is not None:
        if isinstance(rule.over, CutOff):
            reason = f"Quá giờ {duration(over)}, phần sau giờ không được chấm điểm"
            return Proposal(TimeKind.CUT_OFF, Decimal(0), reason)
        return _proposal(TimeKind.OVER, rule.over, over, f"Quá giờ {duration(over)}")
    if rule.minimum is not None and measured_s < rule.minimum.duration_s:
        under = rule.minimum.duration_s - measured_s
        return _proposal(TimeKind.UNDER, rule.minimum.shape, under, f"Thiếu giờ {duration(under)}")
    return None


def duration(seconds: int) -> str:
    """Return a duration in words: `45 giây`, `1 phút 05 giây`, `12 phút`."""
    minutes, rest = divmod(seconds, 60)
    if not minutes:
        return f"{rest} giây"
    return f"{minutes} phút {rest:02} giây" if rest else f"{minutes} phút"


def sentence(rule: TimeRule) -> str:
    """Return the rule in plain Vietnamese, for the people who set it and those it is applied to."""
    said = []
    if isinstance(rule.over, CutOff):
        said.append("Quá giờ: không trừ điểm, nhưng phần sau giờ không được chấm.")
    elif rule.over is not None:
        said.append(f"Quá giờ: {_said(rule.over)}.")
    if rule.minimum is not None:
        said.append(f"Ngắn hơn {duration(rule.minimum.duration_s)}: {_said(rule.minimum.shape)}.")
    return " ".join(said) or "Không có quy định về thời gian."


def _proposal(kind: TimeKind, shape: Steps | Units, seconds: int, reason: str) -> Proposal | None:
    points = _points(shape, seconds)
    return Proposal(kind, points, reason) if points else None


def _points(shape: Steps | Units, seconds: int) -> Decimal:
    """Return what so many seconds too many (or too few) cost; zero when they cost nothing."""
    if isinstance(shape, Steps):
        reached = [step.points for step in shape.steps if step.from_s <= seconds]
        return reached[-1] if reached else Decimal(0)
    full, rest = divmod(seconds, shape.unit_s)
    number = full + (1 if rest and shape.count is Count.STARTED else 0)
    points = EXACT.multiply(shape.points, Decimal(number))
    return points if shape.cap is None else max(points, shape.cap)


def _said(shape: Steps | Units) -> str:
    if isinstance(shape, Steps):
        return ", ".join(f"từ {duration(step.from_s)} trừ {_positive(step.points)} điểm" for step in shape.steps)
    unit, points = duration(shape.unit_s), _positive(shape.points)
    each = f"cứ mỗi {unit}, kể cả chưa đủ," if shape.count is Count.STARTED else f"cứ đủ {unit}"
    return f"{each} trừ {points} điểm" + ("" if shape.cap is None else f", tối đa {_positive(shape.cap)} điểm")


def _positive(points: Decimal) -> str:
    return vietnamese(points.copy_abs(), None)
