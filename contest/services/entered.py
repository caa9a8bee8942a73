"""Figures that the secretary types, read and checked: points of a section, and what is added or taken off.

Responsible for refusing what can't stand, every fault at once. Writes nothing.
"""

from __future__ import annotations

from decimal import Decimal

from contest.db.models import Section
from contest.db.types import POINTS_SCALE
from contest.domain.errors import Fault, Invalid, NotANumber
from contest.domain.points import on_step, parse_entry, vietnamese
from contest.domain.said import say
from contest.services.refusals import WrongState

LARGEST_ADJUSTMENT = Decimal(10_000)
FINEST_ADJUSTMENT = Decimal(1).scaleb(-POINTS_SCALE)


def points_figure(section: Section, text: str) -> Decimal:
    """The one figure of a points section, within its range and on its step. Raises `Invalid` with every fault."""
    try:
        figure = parse_entry(text)
    except NotANumber as error:
        raise Invalid([Fault("points", error.code, error.message)]) from error
    low, high, step = section.min, section.max, section.step
    if low is None or high is None or step is None:
        raise WrongState(say("Phần thi này chưa có thang điểm."))
    shown, faults = vietnamese(figure, None), []
    if not low <= figure <= high:
        text = f"{section.title}: {shown} nằm ngoài thang điểm {vietnamese(low, None)} – {vietnamese(high, None)}."
        faults.append(Fault("points", "out_of_range", text))
    if not on_step(figure, step):
        text = f"{section.title}: {shown} không đúng bước {vietnamese(step, None)}."
        faults.append(Fault("points", "off_step", text))
    if faults:
        raise Invalid(faults)
    return figure


def adjustment_figure(text: str) -> tuple[Decimal, list[Fault]]:
    """The signed figure of an adjustment, with what is wrong with it; no fault when it can stand."""
    try:
        figure = parse_entry(text)
    except NotANumber as error:
        return Decimal(0), [Fault("points", error.code, error.message)]
    if figure == 0:
        return figure, [Fault("points", "zero", say("Điểm cộng, trừ phải khác 0."))]
    if abs(figure) > LARGEST_ADJUSTMENT:
        limit = vietnamese(LARGEST_ADJUSTMENT, None)
        return figure, [Fault("points", "out_of_range", say("Điểm cộng, trừ không quá %(limit)s.", limit=limit))]
    if not on_step(figure, FINEST_ADJUSTMENT):
        return figure, [
            Fault(
                "points",
                "too_fine",
                say("Điểm cộng, trừ có nhiều nhất %(points_scale)s chữ số thập phân.", points_scale=POINTS_SCALE),
            )
        ]
    return figure, []
