"""Panel methods: what each makes of the marks that count, and what it leaves out."""

from decimal import Decimal
from fractions import Fraction

import pytest

from contest.domain.aggregate import Unresolved, aggregate
from contest.domain.rubric import Panel, PanelMethod, PanelOver


def panel(method: str, **rules: object) -> Panel:
    return Panel(PanelMethod(method), PanelOver.SHEET, **rules)  # type: ignore[arg-type]


MEAN, SUM, MEDIAN = panel("mean"), panel("sum"), panel("median")
TRIMMED, TRIMMED_HIGH = panel("trimmed", drop_high=1, drop_low=1), panel("trimmed", drop_high=2)
OUTLIER = panel("outlier", max_deviation=Decimal("1.5"))


@pytest.mark.parametrize(
    ("rule", "marks", "figure"),
    [
        pytest.param(MEAN, "8 9 9.5", "53/6", id="mean"),
        pytest.param(MEAN, "7", "7", id="mean of one"),
        pytest.param(SUM, "8 9 9.5", "26.5", id="sum"),
        pytest.param(MEDIAN, "9 7 8", "8", id="median of an odd number"),
        pytest.param(MEDIAN, "9 7 8 8.5", "8.25", id="median of an even number: mean of the two middle ones"),
        pytest.param(TRIMMED, "8 9 9 9.5 10", "55/6", id="trimmed: one high and one low dropped"),
        pytest.param(TRIMMED, "9 9 9", "9", id="trimmed: equal marks"),
        pytest.param(TRIMMED_HIGH, "7 8 9 10", "7.5", id="trimmed: two high, none low"),
        pytest.param(panel("trimmed"), "7 8", "7.5", id="trimmed: nothing is dropped"),
        pytest.param(OUTLIER, "9 9 8.75 9.25 6", "9", id="outlier: one too far from the mean"),
        pytest.param(OUTLIER, "9 9 9 7", "8.5", id="outlier: exactly at the deviation stays"),
        pytest.param(OUTLIER, "4 7 9 9 9 9", "8.6", id="outlier: once, no second pass"),
        pytest.param(OUTLIER, "10 7 4", "7", id="outlier: on both sides"),
        pytest.param(panel("outlier", max_deviation=Decimal(0)), "7 7 7", "7", id="outlier: no deviation"),
    ],
)
def test_a_method_gives_its_figure(rule: Panel, marks: str, figure: str) -> None:
    assert aggregate(rule, [Decimal(mark) for mark in marks.split()]).figure == Fraction(figure)


@pytest.mark.parametrize(
    ("rule", "marks", "absences", "why"),
    [
        pytest.param(MEAN, "", 3, Unresolved.TOO_FEW_JUDGES, id="nobody marked"),
        pytest.param(SUM, "8 9", 1, Unresolved.ABSENCE_IN_SUM, id="a sum can't leave a judge out"),
        pytest.param(panel("mean", min_judges=3), "8 9", 1, Unresolved.TOO_FEW_JUDGES, id="below min_judges"),
        pytest.param(TRIMMED, "8 9", 0, Unresolved.TOO_FEW_JUDGES, id="trimmed needs one more than it drops"),
        pytest.param(OUTLIER, "0 10", 0, Unresolved.NOTHING_LEFT, id="all are too far from the mean"),
        pytest.param(
            panel("outlier", max_deviation=Decimal("1.5"), min_judges=4),
            "9 9 9",
            0,
            Unresolved.TOO_FEW_JUDGES,
            id="min_judges counts before dropping",
        ),
    ],
)
def test_a_method_may_have_no_figure(rule: Panel, marks: str, absences: int, why: Unresolved) -> None:
    found = aggregate(rule, [Decimal(mark) for mark in marks.split()], absences)
    assert (found.figure, found.why) == (None, why)


@pytest.mark.parametrize(
    ("rule", "marks", "high", "low", "out"),
    [
        pytest.param(TRIMMED, "8 9 10", (2,), (0,), (), id="the highest and the lowest"),
        pytest.param(TRIMMED, "9 9 9 9", (0,), (3,), (), id="equal marks: first judge high, last judge low"),
        pytest.param(TRIMMED, "8 10 8 10", (1,), (2,), (), id="equal among the high and among the low"),
        pytest.param(TRIMMED_HIGH, "7 9 9 9", (1, 2), (), (), id="two high"),
        pytest.param(OUTLIER, "9 9 8.75 9.25 6", (), (), (4,), id="an outlier"),
        pytest.param(MEAN, "1 9", (), (), (), id="a mean drops nothing"),
    ],
)
def test_which_marks_are_shown_as_dropped(
    rule: Panel, marks: str, high: tuple[int, ...], low: tuple[int, ...], out: tuple[int, ...]
) -> None:
    found = aggregate(rule, [Decimal(mark) for mark in marks.split()])
    assert (found.high, found.low, found.out) == (high, low, out)


def test_an_absence_is_not_zero() -> None:
    assert aggregate(MEAN, [Decimal(8), Decimal(9)], absences=1).figure == Fraction(17, 2)
