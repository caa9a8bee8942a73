"""Names as they are kept and compared, telephone numbers, durations, and what a list of members needs."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contest.domain.registration import (
    MemberRole,
    Person,
    Range,
    TakingPart,
    clean,
    clean_lines,
    clean_phone,
    duration_text,
    fold,
    is_email,
    member_faults,
    needs_guardian,
    seconds_of,
)

YEAR = 2024
RULES = TakingPart(
    roles={
        MemberRole.HEAD: Range(1, 1),
        MemberRole.CAPTAIN: Range(1, 1),
        MemberRole.FULL: Range(1, 2),
        MemberRole.RESERVE: Range(0, 1),
        MemberRole.SUPPORT: Range(0, 1),
    }
)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Nguyễn   An ", "Nguyễn An"),
        (unicodedata.normalize("NFD", "Trần Thị Đào"), "Trần Thị Đào"),
        ("Lê\u00a0Chi\t", "Lê Chi"),
        ("Võ\u200bEm", "Võ Em"),
        ("An\x00Bình", "An Bình"),
        ("", ""),
    ],
    ids=["spaces", "decomposed", "no-break", "zero-width", "control", "nothing"],
)
def test_a_name_is_kept_clean(typed: str, kept: str) -> None:
    assert clean(typed) == kept


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Đặng Thị Ánh", "dang thi anh"),
        ("SỞ TÀI CHÍNH", "sở tài chính"),
        ("Sở Lao động - Thương binh và Xã hội", "so lao dong thuong binh va xa hoi"),
        (unicodedata.normalize("NFD", "Nguyễn Ước"), "NGUYỄN ƯỚC"),
        ("UBND xã Bình Sơn.", "ubnd  xa binh son"),
    ],
)
def test_names_are_compared_without_marks_case_and_signs(one: str, other: str) -> None:
    assert fold(one) == fold(other)


def test_different_names_stay_different() -> None:
    assert fold("Sở Y tế") != fold("Sở Tư pháp")


@given(st.text(max_size=60))
def test_comparing_twice_is_comparing_once(text: str) -> None:
    assert fold(fold(text)) == fold(text)
    assert clean(clean(text)) == clean(text)


def test_lines_stay_lines() -> None:
    assert clean_lines(" Hai micrô \r\n\r\n\r\n\r\n một  bục\r\n") == "Hai micrô\n\nmột bục"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("0905 123 456", "0905123456"), ("(0255) 3822-123", "02553822123"), ("+84 905.123.456", "+84905123456")]
    + [(wrong, None) for wrong in ("12", "gọi sau", "0905123456789012", "０９０", "")],
)
def test_telephone_numbers(typed: str, kept: str | None) -> None:
    assert clean_phone(typed) == kept


@pytest.mark.parametrize(
    ("text", "well"),
    [
        ("an@example.gov.vn", True),
        ("a b@example.vn", False),
        ("an@example", False),
        ("an@x.vn>", False),
        ("@x.vn", False),
    ],
)
def test_addresses(text: str, well: bool) -> None:
    assert is_email(text) is well


@pytest.mark.parametrize(
    ("typed", "seconds"),
    [
        ("7", 420),
        ("7:30", 450),
        (" 0:45 ", 45),
        ("7:60", None),
        ("bảy", None),
        ("0", None),
        ("-3", None),
        ("7:3", None),
    ],
)
def test_durations(typed: str, seconds: int | None) -> None:
    assert seconds_of(typed) == seconds
    if seconds is not None:
        assert seconds_of(duration_text(seconds)) == seconds


@pytest.mark.parametrize(
    ("born", "below", "asked"),
    [(2009, 16, True), (2008, 16, True), (2007, 16, False), (None, 16, False), (2015, None, False)],
    ids=["15", "16 within the year", "17", "no year", "no rule"],
)
def test_who_needs_a_guardian(born: int | None, below: int | None, asked: bool) -> None:
    assert needs_guardian(born, YEAR, below) is asked


def people(*more: Person) -> list[Person]:
    """A team that is whole, and more."""
    whole = (
        Person("Hậu", MemberRole.HEAD, consented=True),
        Person("Đào", MemberRole.CAPTAIN, consented=True),
        Person("An", MemberRole.FULL, consented=True),
    )
    return [*whole, *more]


@pytest.mark.parametrize(
    ("members", "codes"),
    [
        (people(), []),
        (people()[1:], [("members", "too_few")]),
        (people(*(Person(f"B{n}", MemberRole.FULL, consented=True) for n in range(2))), [("members", "too_many")]),
        (people(Person("Em", MemberRole.RESERVE)), [("members[3].consented", "no_consent")]),
        (people(Person("", MemberRole.RESERVE, consented=True)), [("members[3].name", "empty")]),
        (people(Person("AN", MemberRole.RESERVE, consented=True)), [("members[3].name", "duplicate")]),
        (people(Person("AN", MemberRole.RESERVE, 2000, consented=True)), []),
        (
            people(Person("Em", MemberRole.RESERVE, 2012, consented=True)),
            [("members[3].guardian_consented", "no_guardian")],
        ),
        (people(Person("Em", MemberRole.RESERVE, 2012, consented=True, guardian_consented=True)), []),
    ],
    ids=[
        "whole",
        "no head",
        "too many",
        "not agreed",
        "no name",
        "twice",
        "another year",
        "child",
        "child with guardian",
    ],
)
def test_what_a_list_of_members_lacks(members: list[Person], codes: list[tuple[str, str]]) -> None:
    assert [(fault.path, fault.code) for fault in member_faults(members, RULES, YEAR)] == codes
