"""A receipt is short and can be checked: typed by ear it still finds its sheet, mistyped it finds none and says why."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import update

from contest.db.models import SheetVersion
from contest.domain.sheet import receipt_is_wellformed
from contest.services import performances, receipts
from contest.services.house import House
from tests.cast import Cast
from tests.factories import FULL, act, opened, submit


@pytest.fixture
def performance(house: House, cast: Cast) -> int:
    return opened(house, cast)


@pytest.fixture
def code(house: House, cast: Cast, performance: int) -> str:
    """The receipt that judge 1 was given."""
    return str(submit(house, cast, performance, "j1").receipt)


def asked(house: House, text: str) -> dict[str, Any]:
    with house.reading() as rows:
        return receipts.find_receipt(rows, text)


def test_it_finds_the_sheet_and_says_that_it_counts(house: House, code: str, performance: int) -> None:
    found = asked(house, code)
    assert (found["code"], found["wellformed"]) == (code, True)
    (sheet,) = found["sheets"]
    assert (sheet["judge"]["key"], sheet["performance"]["id"], sheet["version"]) == ("j1", performance, 1)
    assert sheet["marks"] == FULL
    assert (sheet["counts"], sheet["genuine"]) == (True, True)


@pytest.mark.parametrize(
    "typed", [str.lower, lambda code: code.replace("-", ""), lambda code: f"  {code.replace('-', ' ')} "],
    ids=["small letters", "no hyphen", "with spaces"],
)  # fmt: skip
def test_it_is_read_as_people_type_it(house: House, code: str, typed: Any) -> None:
    assert len(asked(house, typed(code))["sheets"]) == 1


def test_letters_that_no_receipt_has_are_the_figures_they_look_like() -> None:
    assert receipts.tidy("k7qo li") == "K7Q0-11"


def test_every_single_mistyped_character_is_told(house: House, code: str) -> None:
    for place, sign in enumerate(code):
        if sign == "-":
            continue
        wrong = code[:place] + ("0" if sign != "0" else "1") + code[place + 1 :]
        found = asked(house, wrong)
        assert (found["wellformed"], found["sheets"]) == (False, [])


def test_a_good_code_that_was_never_given_is_no_sheet(house: House, code: str) -> None:
    other = next(c for c in (f"{n:04d}-{m}" for n in range(10_000) for m in ("00", "1A")) if receipt_is_wellformed(c))
    assert other != code
    assert asked(house, other) == {"code": other, "wellformed": True, "sheets": []}


def test_after_a_correction_the_old_receipt_is_known_as_old(
    house: House, cast: Cast, performance: int, code: str
) -> None:
    act(house, cast.secretary, performances.close_performance, performance)
    act(house, cast.secretary, performances.reopen_performance, performance, "Ghi nhầm")
    first = next(iter(FULL))
    changed = FULL | {first: str(Decimal(FULL[first]) - 1)}
    new = str(submit(house, cast, performance, "j1", changed).receipt)
    assert new != code
    assert [sheet["counts"] for sheet in asked(house, code)["sheets"]] == [False]
    assert [sheet["counts"] for sheet in asked(house, new)["sheets"]] == [True]


def test_marks_changed_behind_its_back_are_found(house: House, code: str) -> None:
    with house.database.writing() as rows:
        first = next(iter(FULL))
        rows.execute(update(SheetVersion).values(marks=FULL | {first: "0"}))
        rows.commit()
    assert [sheet["genuine"] for sheet in asked(house, code)["sheets"]] == [False]
