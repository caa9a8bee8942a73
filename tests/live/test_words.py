"""The words of the screens: names, numbers, dates, the lines below a score."""

import unicodedata
from decimal import Decimal
from fractions import Fraction

import pytest

from contest.live import words

LONGEST = "Ban Quản lý Khu kinh tế Dung Quất và các Khu công nghiệp Quảng Ngãi"


@pytest.mark.parametrize(
    ("name", "size"),
    [
        ("Huyện Bình Sơn", "s"),
        ("x" * 20, "s"),
        ("x" * 21, "m"),
        ("Sở Lao động - Thương binh và Xã hội", "m"),
        ("x" * 40, "m"),
        ("x" * 41, "l"),
        (LONGEST, "l"),
    ],
)
def test_a_name_has_one_of_three_sizes(name: str, size: str) -> None:
    assert words.length_class(name) == size


def test_marks_over_a_letter_are_no_characters_of_their_own() -> None:
    assert words.length_class(unicodedata.normalize("NFD", "Huyện Nghĩa Hành ơ ơ")) == "s"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Sở Lao động - Thương binh và Xã hội", "Sở Lao động\u00a0- Thương binh và Xã hội"),
        ("Phát thanh – Truyền hình", "Phát thanh\u00a0– Truyền hình"),
        ("kinh tế-xã hội", "kinh tế-xã hội"),
        ("  Huyện   Bình Sơn ", "Huyện Bình Sơn"),
        (unicodedata.normalize("NFD", "Huyện Trà Bồng"), "Huyện Trà Bồng"),
    ],
)
def test_no_line_begins_with_a_dash(text: str, shown: str) -> None:
    assert words.shown_name(text) == shown


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (1, "Một đội"),
        (2, "Hai đội"),
        (6, "Sáu đội"),
        (10, "Mười đội"),
        (15, "Mười lăm đội"),
        (20, "Hai mươi đội"),
        (21, "21 đội"),
    ],
)
def test_teams_are_counted_in_words(number: int, text: str) -> None:
    assert words.counted_teams(number) == text


def test_who_goes_where() -> None:
    assert words.advancing_title(6, "Vòng chung kết") == "Sáu đội vào vòng chung kết"
    assert words.advancing_legend("Vòng chung kết") == "Vào chung kết"
    assert words.advancing_legend("Vòng 2") == "Vào vòng 2"


@pytest.mark.parametrize(
    ("at", "text"),
    [
        (1727870400000, "19 giờ 00, ngày 02/10/2024"),  # 12:00 UTC
        (1727803800000, "00 giờ 30, ngày 02/10/2024"),  # 01/10 by UTC: local time decides the day
    ],
)
def test_times_are_local(at: int, text: str) -> None:
    assert words.when_text(at, "Asia/Ho_Chi_Minh") == text


def test_figures_have_a_comma_and_a_true_minus() -> None:
    assert words.figure_text(Decimal("43.6")) == "43,60"
    assert words.figure_text(Fraction(131, 3)) == "43,67"
    assert words.signed_text(Decimal("-0.25")) == "−0,25"
    assert words.signed_text(Decimal("0.5")) == "+0,50"


@pytest.mark.parametrize(
    ("high", "low", "text"),
    [
        (1, 1, "Bỏ cao nhất và thấp nhất"),
        (1, 0, "Bỏ cao nhất"),
        (0, 1, "Bỏ thấp nhất"),
        (2, 2, "Bỏ 2 phiếu cao nhất và 2 phiếu thấp nhất"),
        (0, 0, None),
    ],
)
def test_what_was_left_out_is_said(high: int, low: int, text: str | None) -> None:
    assert words.trimmed_rule(high, low) == text


@pytest.mark.parametrize(
    ("method", "text"),
    [
        ("mean", "Trung bình 5 phiếu"),
        ("trimmed", "Trung bình 5 phiếu"),
        ("outlier", "Trung bình 5 phiếu"),
        ("median", "Trung vị 5 phiếu"),
        ("sum", "Tổng 5 phiếu"),
    ],
)
def test_the_aggregate_is_named(method: str, text: str) -> None:
    assert words.aggregate_text(method, 5) == text


def test_the_outlier_rule_names_its_limit() -> None:
    assert words.outlier_rule(Decimal("1.5")) == "Bỏ phiếu lệch trung bình quá 1,5 điểm"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        pytest.param("tỉnh Quảng Ngãi năm 2024", "tỉnh Quảng\u00a0Ngãi năm 2024", id="a place's name"),
        pytest.param("Chào mừng Tuần lễ", "Chào\u00a0mừng Tuần\u00a0lễ", id="two words of two syllables"),
        pytest.param("lần thứ XX", "lần thứ XX", id="nothing to keep together"),
    ],
)
def test_words_of_several_syllables_are_not_parted_at_the_end_of_a_line(text: str, shown: str) -> None:
    assert words.kept_together(text) == shown
