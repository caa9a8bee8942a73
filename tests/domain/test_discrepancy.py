"""How far sheets lie apart: who is flagged and why, what a judge may be told, how strict each judge is."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.domain.discrepancy import (
    JudgeFigures,
    Thresholds,
    Why,
    compare,
    judge_figures,
    parse_thresholds,
    thresholds_json,
    told_distance,
)
from contest.domain.errors import Invalid


def totals(text: str) -> dict[str, Decimal]:
    """Judges a, b, c … with these totals."""
    return {chr(ord("a") + n): Decimal(total) for n, total in enumerate(text.split())}


@pytest.mark.parametrize(
    ("marked", "from_mean", "spread", "flagged"),
    [
        pytest.param("8 9 10", None, None, {}, id="no thresholds: nobody"),
        pytest.param("40 41 41.5 45", "2", None, {"d": ["from_mean"]}, id="one above the mean by 3.125"),
        pytest.param("9 9 9 7", "1.5", None, {}, id="exactly at the threshold is not beyond it"),
        pytest.param("9 9 9 6.99", "1.5", None, {"d": ["from_mean"]}, id="a hundredth beyond it is"),
        pytest.param("5 9", "1.5", None, {"a": ["from_mean"], "b": ["from_mean"]}, id="two far apart: both"),
        pytest.param("6 8 10", None, "4", {}, id="a spread at its threshold"),
        pytest.param("6 8 10.25", None, "4", {"c": ["spread"]}, id="the end further from the mean"),
        pytest.param("6 8.25 10.25", None, "4", {"a": ["spread"]}, id="the other end"),
        pytest.param("5 9 9 9 9", None, "3", {"a": ["spread"]}, id="one against four"),
        pytest.param("5 7.5 10", None, "4", {"a": ["spread"], "c": ["spread"]}, id="both ends equally far"),
        pytest.param("4 4 9 9", None, "4", {judge: ["spread"] for judge in "abcd"}, id="two camps: everybody"),
        pytest.param("9 9 9 3", "2", "4", {"d": ["from_mean", "spread"]}, id="for both reasons"),
        pytest.param("10 10 11", "0", None, {judge: ["from_mean"] for judge in "abc"}, id="a threshold of zero"),
        pytest.param("7", "0", "0", {}, id="one sheet alone"),
        pytest.param("", "1", "1", {}, id="no sheet"),
    ],
)
def test_who_is_flagged(marked: str, from_mean: str | None, spread: str | None, flagged: dict[str, list[str]]) -> None:
    thresholds = Thresholds(*(None if each is None else Decimal(each) for each in (from_mean, spread)))
    found = compare(totals(marked), thresholds)
    assert {sheet.judge: [str(why) for why in sheet.why] for sheet in found.flagged} == flagged


def test_figures_are_exact() -> None:
    found = compare(totals("8 8.25 9"), Thresholds(spread=Decimal("0.5")))
    assert found.mean == Fraction(101, 12)
    assert found.spread == 1
    assert found.too_wide
    assert [sheet.from_mean for sheet in found.sheets] == [Fraction(-5, 12), Fraction(-1, 6), Fraction(7, 12)]
    assert found.flagged[0].why == (Why.SPREAD,)


def test_without_a_sheet_there_is_nothing_to_say() -> None:
    found = compare({}, Thresholds(Decimal(1), Decimal(1)))
    assert (found.mean, found.spread, found.too_wide, found.sheets) == (None, None, False, ())


figures = st.lists(st.integers(0, 200).map(lambda n: Decimal(n) / 4), min_size=1, max_size=9)
limits = st.none() | st.integers(0, 40).map(lambda n: Decimal(n) / 4)


@given(figures, limits, limits, st.randoms())
def test_the_order_of_judges_never_matters(marks: list[Decimal], far: Any, wide: Any, chance: Any) -> None:
    named = list(enumerate(marks))
    chance.shuffle(named)
    one = compare({str(n): mark for n, mark in enumerate(marks)}, Thresholds(far, wide))
    other = compare({str(n): mark for n, mark in named}, Thresholds(far, wide))
    assert {sheet.judge: sheet for sheet in one.sheets} == {sheet.judge: sheet for sheet in other.sheets}


@given(figures, limits, limits)
def test_a_panel_that_agrees_never_confers_and_distances_even_out(marks: list[Decimal], far: Any, wide: Any) -> None:
    alike = compare({str(n): marks[0] for n in range(len(marks))}, Thresholds(far, wide))
    assert alike.flagged == ()
    found = compare({str(n): mark for n, mark in enumerate(marks)}, Thresholds(far, wide))
    assert sum(sheet.from_mean for sheet in found.sheets) == 0
    assert bool(found.too_wide) == any(Why.SPREAD in sheet.why for sheet in found.sheets)


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        pytest.param(None, Thresholds(), id="nothing"),
        pytest.param({}, Thresholds(), id="an empty object"),
        pytest.param({"from_mean": "2", "spread": "4"}, Thresholds(Decimal(2), Decimal(4)), id="both"),
        pytest.param({"spread": "0.5"}, Thresholds(None, Decimal("0.5")), id="one alone"),
    ],
)
def test_thresholds_are_read_and_written(value: Any, expected: Thresholds) -> None:
    assert parse_thresholds(value) == expected
    assert thresholds_json(expected) == (value or {})
    assert bool(expected) == bool(value)


@pytest.mark.parametrize(
    ("value", "faults"),
    [
        pytest.param("2", [("discrepancy", "not_an_object")], id="no object"),
        pytest.param({"from_mean": 2}, [("discrepancy.from_mean", "not_a_number")], id="a JSON number"),
        pytest.param({"from_mean": "2,5"}, [("discrepancy.from_mean", "not_a_number")], id="a comma"),
        pytest.param({"spread": "-1"}, [("discrepancy.spread", "negative")], id="below zero"),
        pytest.param({"spred": "1"}, [("discrepancy.spred", "unknown_key")], id="an unknown name"),
        pytest.param(
            {"from_mean": "x", "spread": "-1"},
            [("discrepancy.from_mean", "not_a_number"), ("discrepancy.spread", "negative")],
            id="all faults at once",
        ),
    ],
)
def test_thresholds_that_are_none_are_refused(value: Any, faults: list[tuple[str, str]]) -> None:
    with pytest.raises(Invalid) as refusal:
        parse_thresholds(value)
    assert [(fault.path, fault.code) for fault in refusal.value.faults] == faults


@pytest.mark.parametrize(
    ("marked", "judge", "told"),
    [
        pytest.param("8 9 13", "c", Fraction(3), id="of three"),
        pytest.param("8 9 13", "a", Fraction(-2), id="below the mean"),
        pytest.param("8 13", "b", None, id="of two it would tell the other's total"),
        pytest.param("8 9 13", "z", None, id="without a sheet"),
    ],
)
def test_a_judge_is_told_the_own_distance(marked: str, judge: str, told: Fraction | None) -> None:
    assert told_distance(totals(marked), judge) == told


def test_a_judge_over_a_round() -> None:
    round_of = [totals("8 10 9"), totals("7 9 8"), {"a": Decimal(6), "c": Decimal("6.5")}]
    assert judge_figures(round_of, "abcd") == {
        "a": JudgeFigures(3, Fraction(7), Decimal(6), Decimal(8), Fraction(-3, 4)),
        "b": JudgeFigures(2, Fraction(19, 2), Decimal(9), Decimal(10), Fraction(1)),
        "c": JudgeFigures(3, Fraction(47, 6), Decimal("6.5"), Decimal(9), Fraction(1, 12)),
        "d": JudgeFigures(0),
    }
    assert judge_figures(round_of, "a")["a"].spread == 2
    assert judge_figures(round_of, "d")["d"].spread is None
