"""A judge's sheet: what may be on it, its total, its receipt."""

from decimal import Decimal
from itertools import pairwise

import pytest

from contest.domain import sheet
from contest.domain.errors import Invalid
from contest.domain.sheet import Criterion

CRITERIA = (
    Criterion("noi-dung", "Nội dung", Decimal(0), Decimal(20), Decimal("0.25")),
    Criterion("dien-xuat", "Diễn xuất", Decimal(1), Decimal(12), Decimal("0.25"), Decimal("1.5")),
)


def faults(marks: dict[str, str]) -> list[tuple[str, str]]:
    with pytest.raises(Invalid) as refusal:
        sheet.check_marks(CRITERIA, marks)
    return [(fault.path, fault.code) for fault in refusal.value.faults]


def test_marks_are_figures_with_a_point_or_a_comma() -> None:
    marks = sheet.check_marks(CRITERIA, {"dien-xuat": "9,25", "noi-dung": "9.25"})
    assert marks == {"noi-dung": Decimal("9.25"), "dien-xuat": Decimal("9.25")}
    assert list(marks) == ["noi-dung", "dien-xuat"]


def test_a_draft_may_be_incomplete() -> None:
    assert sheet.check_marks(CRITERIA, {}) == {}
    assert [(f.path, f.code) for f in sheet.check_complete(CRITERIA, {"noi-dung": "1"})] == [
        ("marks.dien-xuat", "missing")
    ]
    assert sheet.check_complete(CRITERIA, {"noi-dung": "1", "dien-xuat": "0"}) == ()


@pytest.mark.parametrize(
    ("value", "codes"),
    [("abc", ["not_a_number"]), ("", ["not_a_number"]), ("12.25", ["out_of_range"]), ("0.75", ["out_of_range"]),
     ("9.3", ["off_step"]), ("12.3", ["out_of_range", "off_step"]), ("-1", ["out_of_range"])],
)  # fmt: skip
def test_a_mark_is_refused_by_name(value: str, codes: list[str]) -> None:
    assert faults({"dien-xuat": value}) == [("marks.dien-xuat", code) for code in codes]


def test_all_faults_are_told_at_once() -> None:
    assert faults({"dien-xuat": "9.3", "noi-dung": "x", "giong": "1"}) == [
        ("marks.giong", "unknown_criterion"),
        ("marks.noi-dung", "not_a_number"),
        ("marks.dien-xuat", "off_step"),
    ]


def test_a_fault_speaks_to_the_judge() -> None:
    with pytest.raises(Invalid) as refusal:
        sheet.check_marks(CRITERIA, {"dien-xuat": "12.3"})
    assert [fault.message for fault in refusal.value.faults] == [
        "Diễn xuất: 12,3 nằm ngoài khoảng từ 1 đến 12.",
        "Diễn xuất: 12,3 không đúng bước 0,25.",
    ]


def test_the_total_is_mark_times_weight_added_up() -> None:
    assert sheet.sheet_total(CRITERIA, {"noi-dung": Decimal("9.25"), "dien-xuat": Decimal("8.5")}) == Decimal("22")


def test_a_missing_mark_is_not_zero() -> None:
    with pytest.raises(KeyError):
        sheet.sheet_total(CRITERIA, {"noi-dung": Decimal(9)})


MARKS = {"noi-dung": Decimal("9.25"), "dien-xuat": Decimal("8.5")}


def test_the_same_sheet_has_the_same_receipt() -> None:
    same = {"dien-xuat": Decimal("8.50"), "noi-dung": Decimal("9.250")}
    assert sheet.receipt(12, "j1", 3, MARKS) == sheet.receipt("12", "j1", 3, same)
    assert sheet.receipt_is_wellformed(sheet.receipt(12, "j1", 3, MARKS))


def test_another_sheet_has_another_receipt() -> None:
    receipts = {
        sheet.receipt(12, "j1", 3, MARKS),
        sheet.receipt(13, "j1", 3, MARKS),
        sheet.receipt(12, "j2", 3, MARKS),
        sheet.receipt(12, "j1", 4, MARKS),
        sheet.receipt(12, "j1", 3, {**MARKS, "noi-dung": Decimal(9)}),
    }
    assert len(receipts) == 5


def test_a_mistyped_receipt_is_noticed() -> None:
    right = sheet.receipt(12, "j1", 3, MARKS)
    for place, character in enumerate(right):
        for other in "0123456789ABCDEFGHJKMNPQRSTVWXYZ":
            if character not in ("-", other):
                assert not sheet.receipt_is_wellformed(right[:place] + other + right[place + 1 :])
    plain = right.replace("-", "")
    for place, (left, next_one) in enumerate(pairwise(plain)):
        if left != next_one:
            swapped = plain[:place] + next_one + left + plain[place + 2 :]
            assert not sheet.receipt_is_wellformed(f"{swapped[:4]}-{swapped[4:]}")


@pytest.mark.parametrize("text", ["", "K7Q4M2", "k7q4-m2", "K7Q4-M", "ILOU-IL", "K7Q4-M2 "])
def test_what_has_not_the_shape_is_no_receipt(text: str) -> None:
    assert not sheet.receipt_is_wellformed(text)
