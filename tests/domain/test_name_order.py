"""The Vietnamese order of names, as class lists and dictionaries have it."""

from __future__ import annotations

import random
import unicodedata

import pytest

from contest.domain.name_order import person_key, text_key, unit_key


@pytest.mark.parametrize(
    "ordered",
    [
        pytest.param(["ma", "mà", "mả", "mã", "má", "mạ", "mă", "mằ", "mâ", "mầ"], id="tones, then the next letter"),
        pytest.param(["an", "ăn", "ân", "bao", "da", "đa", "em", "êm"], id="ă and â after a, đ after d, ê after e"),
        pytest.param(["do", "đo", "no", "nô", "nơ", "nu", "nư"], id="o, ô, ơ and u, ư"),
        pytest.param(["hoa", "hòa", "hoan", "hoàn", "hoang"], id="tones decide only where all letters are equal"),
        pytest.param(["Đội 2", "Đội 3", "Đội 10"], id="numbers are numbers"),
        pytest.param(["an", "An Bình", "anh"], id="a shorter word first, capitals are nothing"),
    ],
)
def test_texts(ordered: list[str]) -> None:
    assert _sorted(ordered, text_key) == ordered


def test_people_stand_under_their_given_name() -> None:
    ordered = [
        "Nguyễn An", "Trần Thị An", "Lê Văn Ân", "Phạm Dũng", "Bùi Đào", "Lê Thị Đào", "Võ Đào", "Lê Hòa",
        "Lê An Hòa", "Ngô Văn Hùng", "Ngô Văn Hưng", "Đỗ Ý",
    ]  # fmt: skip
    assert _sorted(ordered, person_key) == ordered


def test_units_stand_without_their_prefix() -> None:
    ordered = [
        "Huyện Ba Tơ", "Huyện Bình Sơn", "Sở Công Thương", "Thị xã Đức Phổ", "Sở Nội vụ", "Thành phố Quảng Ngãi",
        "UBND huyện Sơn Tây", "Sở Y tế",
    ]  # fmt: skip
    assert _sorted(ordered, unit_key) == ordered


@pytest.mark.parametrize("form", ["NFC", "NFD"])
def test_how_letters_are_composed_does_not_matter(form: str) -> None:
    words = ["đường", "dường", "Ẫ", "ẵ", "Ộ", "ự"]
    assert [text_key(unicodedata.normalize(form, word)) for word in words] == [text_key(word) for word in words]


@pytest.mark.parametrize("odd", ["", " ", "…", "№ 5", "李", "1" * 400])
def test_any_text_has_a_key(odd: str) -> None:
    assert person_key(odd) >= person_key("")
    assert unit_key(odd) >= unit_key("")


def _sorted(ordered: list[str], key: object) -> list[str]:
    shuffled = ordered[:]
    random.Random(1).shuffle(shuffled)
    return sorted(shuffled, key=key)  # type: ignore[arg-type]
