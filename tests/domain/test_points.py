"""Figures: what is read, how it is written, how it is rounded."""

from decimal import Decimal
from fractions import Fraction

import pytest

from contest.domain.errors import NotANumber
from contest.domain.points import RoundingMode, on_step, parse_entry, parse_points, plain, rounded, vietnamese


@pytest.mark.parametrize("text", ["0", "9.25", "-0.5", "10", "0.000", "-12", "123456789012345678901234567890.123"])
def test_a_plain_decimal_is_read_exactly(text: str) -> None:
    assert parse_points(text) == Decimal(text)


@pytest.mark.parametrize(
    "text",
    ["", " 1", "1 ", "+1", "01", "-01", "1.", ".5", "1e3", "1E3", "1,5", "NaN", "Infinity", "−1", "--1", "1.2.3",
     "٣", "1_000", "0x1", "1\n", "00"],
)  # fmt: skip
def test_anything_else_is_no_plain_decimal(text: str) -> None:
    with pytest.raises(NotANumber) as refusal:
        parse_points(text)
    assert refusal.value.code == "not_a_number"
    assert refusal.value.message


@pytest.mark.parametrize("value", [9, 9.25, None, True, ["9"]])
def test_only_text_is_read(value: object) -> None:
    with pytest.raises(NotANumber):
        parse_points(value)  # type: ignore[arg-type]
    with pytest.raises(NotANumber):
        parse_entry(value)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("typed", "figure"),
    [("9,25", "9.25"), ("9.25", "9.25"), ("  9,25\u00a0", "9.25"), ("-0,5", "-0.5"), ("−0,5", "-0.5"),
     ("–0,5", "-0.5"), ("+0,5", "0.5"), ("- 0,5", "-0.5"), ("09", "9"), ("0", "0"), ("8,50", "8.5")],
)  # fmt: skip
def test_what_people_type_is_understood(typed: str, figure: str) -> None:
    assert parse_entry(typed) == Decimal(figure)


@pytest.mark.parametrize("typed", ["", "  ", "9,", ",5", "1.234,5", "chín", "9 25", "1e3", "NaN", "9;25", "9" * 40])
def test_what_is_unclear_is_not_guessed(typed: str) -> None:
    with pytest.raises(NotANumber):
        parse_entry(typed)


@pytest.mark.parametrize(
    ("points", "step", "on"),
    [("9.25", "0.25", True), ("9.3", "0.25", False), ("0", "0.25", True), ("-0.75", "0.25", True),
     ("0.1", "0.25", False), ("0.3", "0.1", True), ("7", "3", False), ("9", "3", True),
     ("1" + "0" * 60 + ".1", "0.1", True), ("1" + "0" * 60 + ".1", "0.2", False)],
)  # fmt: skip
def test_a_figure_on_the_step_is_a_multiple_of_it(points: str, step: str, on: bool) -> None:
    assert on_step(Decimal(points), Decimal(step)) is on


@pytest.mark.parametrize(
    ("figure", "places", "up", "even"),
    [("7.125", 2, "7.13", "7.12"), ("7.135", 2, "7.14", "7.14"), ("-0.125", 2, "-0.13", "-0.12"),
     ("0.5", 0, "1", "0"), ("1.5", 0, "2", "2"), ("-0.5", 0, "-1", "0"), ("7.1249", 2, "7.12", "7.12"),
     ("7.1251", 2, "7.13", "7.13"), ("7", 2, "7", "7")],
)  # fmt: skip
def test_a_half_goes_away_from_zero_or_to_the_even_neighbour(figure: str, places: int, up: str, even: str) -> None:
    assert rounded(Decimal(figure), places, RoundingMode.HALF_UP) == Fraction(up)
    assert rounded(Fraction(figure), places, RoundingMode.HALF_EVEN) == Fraction(even)


@pytest.mark.parametrize(
    ("figure", "text"),
    [(Decimal("91.250"), "91.25"), (Decimal(27), "27"), (Decimal("27.00"), "27"), (Decimal(100), "100"),
     (Decimal("1E+3"), "1000"), (Decimal(0), "0"), (Decimal("-0"), "0"), (Decimal("-0.50"), "-0.5"),
     (Fraction(55, 6), "9.166667"), (Fraction(-55, 6), "-9.166667"), (Fraction(1, 3_000_000), "0"),
     (Fraction(-1, 3_000_000), "0"), (Fraction(2, 3_000_000), "0.000001"), (Fraction(1, 128), "0.0078125"),
     (Fraction(1, 10**9), "0.000000001"), (Fraction(6), "6"), (Decimal("1" * 5000 + ".5"), "1" * 5000 + ".5")],
    ids=lambda value: str(value)[:20],
)  # fmt: skip
def test_a_figure_is_written_plainly(figure: Decimal | Fraction, text: str) -> None:
    assert plain(figure) == text


@pytest.mark.parametrize(
    ("figure", "places", "signed", "text"),
    [("43.25", 2, False, "43,25"), ("93.4", 2, False, "93,40"), ("-0.25", 2, False, "−0,25"),
     ("1234.5", 2, False, "1.234,50"), ("1234567", None, False, "1.234.567"), ("27", None, False, "27"),
     ("27", 0, False, "27"), ("9.250", None, False, "9,25"), ("0.005", 2, False, "0,01"),
     ("-0.001", 2, False, "0,00"), ("0.5", 2, True, "+0,50"), ("-0.5", None, True, "−0,5"), ("0", 2, True, "0,00"),
     ("0.001", 2, True, "0,00"), ("100", None, False, "100"), ("-1000", None, False, "−1.000")],
)  # fmt: skip
def test_a_figure_is_written_as_people_read_it(figure: str, places: int | None, signed: bool, text: str) -> None:
    assert vietnamese(Decimal(figure), places, signed) == text
    assert vietnamese(Fraction(figure), places, signed) == text


def test_a_figure_without_end_is_cut_for_the_eye_only() -> None:
    assert vietnamese(Fraction(2, 3), None) == "0,666667"
    assert vietnamese(Fraction(2, 3)) == "0,67"
