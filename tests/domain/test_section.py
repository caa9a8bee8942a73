"""A team's result in a section, with every figure on the way: what the score scene and the explanation show."""

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest

from contest.domain.aggregate import Unresolved
from contest.domain.contestfile import Absence, Adjustment, ContestFile, Points, Why
from contest.domain.rubric import Adjust, Panel, PanelMethod, PanelOver, Rounding, RoundingMode, Stage
from contest.domain.section import JudgeState, SectionBreakdown
from contest.domain.standings import compute, section_breakdown

from .making import MEAN, by_points, contest_of, criterion, judged, quiz

TRIMMED = Panel(PanelMethod.TRIMMED, drop_high=1, drop_low=1)
OUTLIER = Panel(PanelMethod.OUTLIER, max_deviation=Decimal("1.5"))


def rounding(places: int, *at: Stage, mode: RoundingMode = RoundingMode.HALF_UP) -> Rounding:
    return Rounding(mode, places, frozenset(at))


def breakdown(contest: ContestFile, team: str = "a", section: str = "skit") -> SectionBreakdown:
    return section_breakdown(contest, "r", team, section)


def test_every_figure_is_there() -> None:
    late = Adjustment("r", "a", Decimal("-0.25"), "Quá giờ 45 giây", "skit")
    contest = contest_of(
        judged("skit", TRIMMED, weight=Decimal(2)),
        {"a": ["42", "43.25", "43.5", "44", "45"]},
        [late],
        rounding=rounding(2, Stage.AGGREGATE, Stage.SECTION),
    )
    found = breakdown(contest)
    assert [(line.judge, line.total, line.state) for line in found.judges] == [
        ("g1", Decimal(42), JudgeState.LOW),
        ("g2", Decimal("43.25"), JudgeState.COUNTED),
        ("g3", Decimal("43.5"), JudgeState.COUNTED),
        ("g4", Decimal(44), JudgeState.COUNTED),
        ("g5", Decimal(45), JudgeState.HIGH),
    ]
    assert found.counted == 5
    assert found.aggregate == Fraction("130.75") / 3
    assert found.aggregate_rounded == Fraction("43.58")
    assert found.weighted == Fraction("87.16")
    assert found.adjustments == (late,)
    assert found.adjusted == Fraction("86.91")
    assert not found.floored
    assert found.result == Fraction("86.91")
    assert found.why is None


def test_an_outlier_is_out_and_an_absent_judge_is_not_zero() -> None:
    contest = contest_of(judged("skit", OUTLIER), {"a": ["9", "9", None, "6"], "b": ["9", "9", "9", "9"]})
    contest = replace(contest, absences=(replace(contest.absences[0], why=Why.RECUSED),))
    found = breakdown(contest)
    assert [line.state for line in found.judges] == [
        JudgeState.COUNTED, JudgeState.COUNTED, JudgeState.RECUSED, JudgeState.OUT,
    ]  # fmt: skip
    assert (found.counted, found.result) == (3, Fraction(9))


def test_while_a_sheet_is_missing_nothing_is_said_to_be_dropped() -> None:
    contest = contest_of(judged("skit", TRIMMED), {"a": ["7", "8", "9"], "b": ["7", "8", "9", "9"]})
    found = breakdown(contest)
    assert [line.state for line in found.judges] == [*[JudgeState.COUNTED] * 3, JudgeState.MISSING]
    assert found.missing == ("g4",)
    assert (found.aggregate, found.result, found.why) == (None, None, Unresolved.MISSING_JUDGES)


def test_by_criterion_each_is_rounded_weighted_and_rounded() -> None:
    section = judged("skit", replace(TRIMMED, over=PanelOver.CRITERION), criterion("content", "0.8"), criterion("art"))
    contest = contest_of(
        section,
        {"a": [("1", "4"), ("2", "5"), ("2", "6"), ("3", "9")]},
        rounding=rounding(1, Stage.AGGREGATE, Stage.WEIGHTED),
    )
    content, art = breakdown(contest).criteria
    assert (content.high, content.low) == (("g4",), ("g1",))
    assert (content.figure, content.rounded) == (Fraction(2), Fraction(2))
    assert (content.weighted, content.weighted_rounded) == (Fraction("1.6"), Fraction("1.6"))
    assert (art.figure, art.weighted_rounded) == (Fraction("5.5"), Fraction("5.5"))
    assert breakdown(contest).result == Fraction("7.1")
    assert {line.state for line in breakdown(contest).judges} == {JudgeState.COUNTED}
    assert breakdown(contest).judges[0].total == Decimal("4.8")


def test_a_criterion_keeps_its_own_figure_where_sheets_are_aggregated() -> None:
    section = judged("skit", MEAN, criterion("content"), criterion("art"))
    found = breakdown(contest_of(section, {"a": [("1", "4"), ("2", "5")]}))
    assert [line.figure for line in found.criteria] == [Fraction("1.5"), Fraction("4.5")]
    assert found.criteria[0].rounded is None


@pytest.mark.parametrize(
    ("adjust", "floor", "points", "adjustment", "result", "floored"),
    [
        pytest.param(Adjust.AFTER_WEIGHT, None, "10", "-1", "4", False, id="adjustments after the weight"),
        pytest.param(Adjust.BEFORE_WEIGHT, None, "10", "-1", "4.5", False, id="adjustments before the weight"),
        pytest.param(Adjust.BEFORE_WEIGHT, None, "1", "-3", "-1", False, id="below zero without a floor"),
        pytest.param(Adjust.BEFORE_WEIGHT, "0.25", "1", "-3", "0.25", True, id="lifted to the floor"),
        pytest.param(Adjust.AFTER_WEIGHT, "1.005", "0", "0.5", "1.01", True, id="the floor before rounding"),
        pytest.param(Adjust.AFTER_WEIGHT, "0", "0", "0", "0", False, id="on the floor"),
    ],
)
def test_weight_adjustments_floor_and_rounding(
    adjust: Adjust, floor: str | None, points: str, adjustment: str, result: str, floored: bool
) -> None:
    section = quiz(weight=Decimal("0.5"), adjust=adjust, floor=None if floor is None else Decimal(floor))
    contest = by_points({"a": points})
    contest_round = replace(contest.rounds[0], sections=(section,), rounding=rounding(2, Stage.SECTION))
    extra = (Adjustment("r", "a", Decimal(adjustment), "Lý do", "quiz"),)
    found = breakdown(replace(contest, rounds=(contest_round,), adjustments=extra), section="quiz")
    assert (found.result, found.floored) == (Fraction(result), floored)


def test_a_section_of_points_without_its_figure_is_unresolved() -> None:
    contest = replace(by_points({"a": "5", "b": "6"}), points=(Points("r", "b", "quiz", Decimal(6)),))
    found = breakdown(contest, section="quiz")
    assert (found.judges, found.counted, found.result, found.why) == ((), 0, None, Unresolved.NO_POINTS)


def test_the_panel_named_by_the_section_goes_before_the_rounds() -> None:
    named = contest_of(judged("skit", MEAN, judges=("g2", "g1")), {"a": ["8", "9"]}, judges=("g1", "g2", "g3"))
    assert [line.judge for line in breakdown(named).judges] == ["g2", "g1"]
    of_the_round = contest_of(judged(), {"a": ["8", "9"]}, judges=("g1", "g2", "g3"))
    assert breakdown(of_the_round).missing == ("g3",)


def test_without_a_named_panel_its_judges_are_those_seen_there() -> None:
    contest = contest_of(judged(), {"a": ["8"], "b": ["8", "9"]})
    seen = replace(contest, absences=(Absence("r", "b", "skit", "g0", Why.ABSENT),))
    assert [line.judge for line in breakdown(seen).judges] == ["g0", "g1", "g2"]
    assert breakdown(seen, results := "b").counted == 2
    assert section_breakdown(seen, "r", results, "skit", compute(seen)) == breakdown(seen, "b")


@pytest.mark.parametrize(("round_key", "section"), [("x", "skit"), ("r", "x")])
def test_what_is_not_there_is_a_key_error(round_key: str, section: str) -> None:
    with pytest.raises(KeyError):
        section_breakdown(contest_of(judged(), {"a": ["8"]}), round_key, "a", section)
