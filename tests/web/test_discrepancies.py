"""The panel confers, over HTTP: asking, keeping with a note, what a tablet is sent; and the panel's page."""

from __future__ import annotations

import json
from collections.abc import Callable

import pytest

from contest.db.models import Round
from contest.services.actor import HOUSE
from contest.services.house import House
from tests.cast import Cast, Person
from tests.factories import FakeClock, opened, sheet_id, sheet_of, submit
from tests.web.conftest import Api, Browser


@pytest.fixture
def far_off(house: House, cast: Cast, clock: FakeClock) -> int:
    """An open performance with 12, 12.25 and 8 under a threshold of 2 from the mean."""
    with house.act(HOUSE) as work:
        for row in work.session.query(Round):
            row.discrepancy = {"from_mean": "2"}
    found = opened(house, cast)
    for judge, total in zip(cast.judges, ("12", "12.25", "8"), strict=True):
        submit(house, cast, found, judge, sheet_of(total))
        clock.tick()
    return found


@pytest.fixture
def desk(api: Callable[[Person | None], Api], cast: Cast) -> Api:
    """The secretary's desk."""
    return api(cast.secretary)


@pytest.fixture
def third(api: Callable[[Person | None], Api], cast: Cast) -> Api:
    """The tablet of judge 3."""
    return api(cast.judge(3))


def test_the_desk_asks_and_sees_who_has_not_answered(desk: Api, far_off: int) -> None:
    found = desk.expect(200, "POST", f"/performances/{far_off}/conferral")["discrepancy"]
    assert (found["flagged"], found["unanswered"], found["judges"]["j3"]["state"]) == (["j3"], ["j3"], "asked")
    refused = desk.expect(409, "POST", f"/performances/{far_off}/lock")
    assert refused["type"] == "/problems/wrong-state"
    assert "Giám khảo 3 chưa trả lời" in refused["detail"]


@pytest.fixture
def asked(desk: Api, house: House, far_off: int) -> str:
    """The path of the third judge's sheet, once the judge was asked about it."""
    desk.expect(200, "POST", f"/performances/{far_off}/conferral")
    return f"/judge/sheets/{sheet_id(house, far_off, 'j3')}"


def test_a_tablet_is_sent_the_own_distance_only(
    asked: str, third: Api, api: Callable[[Person | None], Api], cast: Cast
) -> None:
    told = [sheet["asked"] for judge in cast.judges.values() for sheet in api(judge).get("/judge/sheets")["sheets"]]
    assert told == [None, None, {"mean_distance": "-2.75", "version": 1}]
    own = json.dumps(third.get("/judge/sheets"))
    assert "12.25" not in own
    assert "10.75" not in own


def test_a_judge_keeps_the_sheet_with_a_note(desk: Api, third: Api, asked: str, far_off: int) -> None:
    sheet = third.expect(200, "POST", f"{asked}/conferral", {"note": "Phần kết chưa đạt", "based_on": 1})
    assert (sheet["asked"], sheet["editable"], sheet["version"]) == (None, False, 1)
    desk.expect(200, "POST", f"/performances/{far_off}/lock")


def test_a_judge_changes_the_sheet_by_submitting_it(desk: Api, third: Api, asked: str, far_off: int) -> None:
    sheet = third.expect(200, "POST", f"{asked}/submission", {"marks": sheet_of("11.5"), "based_on": 1})
    assert (sheet["version"], sheet["asked"]) == (2, None)
    desk.expect(200, "POST", f"/performances/{far_off}/lock")


@pytest.mark.parametrize(
    ("body", "path", "code"),
    [
        pytest.param({"note": "", "based_on": 1}, "note", "missing", id="no note"),
        pytest.param({"note": "Giữ"}, "based_on", "missing", id="no version"),
        pytest.param({"note": 5, "based_on": 1}, "note", "wrong_type", id="no text"),
        pytest.param({"note": "a" * 2001, "based_on": 1}, "note", "wrong_type", id="a novel"),
    ],
)
def test_an_answer_that_is_none_is_refused_with_its_place(
    third: Api, asked: str, body: dict[str, object], path: str, code: str
) -> None:
    refused = third.expect(422, "POST", f"{asked}/conferral", body)
    assert [(fault["path"], fault["code"]) for fault in refused["faults"]] == [(path, code)]


def test_an_answer_about_an_older_version_is_stale(third: Api, asked: str) -> None:
    refused = third.expect(409, "POST", f"{asked}/conferral", {"note": "Giữ", "based_on": 0})
    assert refused["current"]["version"] == 1


class TestThePanelsPage:
    def test_shows_every_judge_in_figures(self, browser: Browser, cast: Cast, far_off: int) -> None:
        browser.enter(cast.head_judge)
        page = browser.open("/panel/vong-loai?section=chao-hoi").get_data(as_text=True)
        row = page.partition('data-testid="figures-j3"')[2].partition("</tr>")[0]
        assert "−2,75" in row
        assert "nghiêm hơn" in row

    def test_says_so_when_there_is_nothing_yet(self, browser: Browser, cast: Cast) -> None:
        browser.enter(cast.auditor)
        answer = browser.open("/panel/vong-loai")
        assert (answer.status_code, "Chưa có lượt thi nào đủ phiếu" in answer.get_data(as_text=True)) == (200, True)

    @pytest.mark.parametrize("path", ["/panel/khong-co", "/panel/vong-loai?section=kien-thuc"])
    def test_of_what_is_not_judged_is_not_found(self, browser: Browser, cast: Cast, path: str) -> None:
        browser.enter(cast.secretary)
        assert browser.open(path).status_code == 404

    @pytest.mark.parametrize("role", ["judge", "mc", "director", "stage"])
    def test_is_for_those_who_read_the_standings(self, browser: Browser, cast: Cast, role: str) -> None:
        browser.enter(cast.by_role()[role])
        assert browser.open("/panel/vong-loai").status_code == 403
