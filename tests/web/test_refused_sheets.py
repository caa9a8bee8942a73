"""A submission that the house refused shows on the board until one is taken."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from contest.services.house import House
from tests.cast import Cast, Person
from tests.factories import FULL, opened, record, sheet_id
from tests.web.conftest import Api


def test_the_board_shows_a_refused_sheet_until_one_is_taken(
    house: House, cast: Cast, api: Callable[[Person | None], Api], judge_api: Api
) -> None:
    performance = opened(house, cast)
    sheet, desk = sheet_id(house, performance, "j1"), api(cast.secretary)

    def cell() -> dict[str, Any]:
        found: dict[str, Any] = desk.get(f"/snapshot/performance.{performance}")["data"]["sheets"]["j1"]
        return found

    wrong = {"marks": {"noi-dung": "99"}, "based_on": 0}
    for _ in range(3):
        judge_api.expect(422, "POST", f"/judge/sheets/{sheet}/submission", wrong)
    assert cell()["state"] == "refused"
    assert "nằm ngoài khoảng" in cell()["refused"]["detail"]
    assert [line.act for line in record(house)].count("refuse_submission") == 1, "said once"
    judge_api.expect(200, "POST", f"/judge/sheets/{sheet}/submission", {"marks": FULL, "based_on": 0})
    assert (cell()["state"], cell()["refused"]) == ("submitted", None)


def test_what_somebody_else_tries_is_not_on_the_board(
    house: House, cast: Cast, api: Callable[[Person | None], Api]
) -> None:
    performance = opened(house, cast)
    sheet = sheet_id(house, performance, "j1")
    api(cast.judge(2)).expect(403, "POST", f"/judge/sheets/{sheet}/submission", {"marks": FULL, "based_on": 0})
    found = api(cast.secretary).get(f"/snapshot/performance.{performance}")["data"]["sheets"]["j1"]
    assert found["state"] == "none"
