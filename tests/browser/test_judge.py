"""A judge at the tablet: nothing counted twice, nothing overwritten unseen, zero is a mark, all of it by keyboard."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Crew, Turn
from tests.browser.watching import OFFLINE, TABLET, People

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def round_is_open(crew: Crew) -> None:
    crew.organiser.post("/rounds/vong-loai/open")


@pytest.fixture
def turn(crew: Crew) -> Turn:
    """A performance of three criteria that has just been opened; those before it are closed."""
    for each in crew.turns("vong-loai", "chao-hoi"):
        if crew.performance(each)["state"] == "open":
            crew.secretary.post(f"/performances/{each.id}/close")
    return crew.fresh_turn("chao-hoi")


@pytest.fixture
def tablet(people: People, crew: Crew, turn: Turn) -> Page:
    """The first judge's tablet, with that performance's sheet before it."""
    return at_sheet(people.open("j1", size=TABLET), crew, "j1", turn)


def at_sheet(page: Page, crew: Crew, judge: str, turn: Turn) -> Page:
    expect(page.get_by_test_id("pad")).to_have_attribute("data-sheet", str(crew.sheet(judge, turn)["id"]))
    expect(page.get_by_test_id("net")).to_contain_text("Có mạng")
    return page


def by_pin(people: People, judge: str, name: str) -> Page:
    """Another tablet, on which that judge has come in with the PIN of the card."""
    page = people.browser_of(name, TABLET).new_page()
    page.goto(f"{people.server.base}/judge/login")
    page.get_by_label("Giám khảo").select_option(judge)
    page.get_by_label("Mã PIN").fill(pin_of(people, judge))
    page.get_by_test_id("enter").click()
    expect(page.get_by_test_id("pad")).to_be_visible()
    return page


def pin_of(people: People, judge: str) -> str:
    pin: str = next(each["pin"] for each in people.server.links["judges"] if each["key"] == judge)
    return pin


def type_marks(page: Page, *figures: str) -> None:
    """Marks criterion after criterion by keyboard, from where the pad stands."""
    for figure in figures:
        page.keyboard.type(figure)
        page.keyboard.press("Enter")


def test_ten_fast_presses_hand_in_one_version(tablet: Page, crew: Crew, turn: Turn) -> None:
    type_marks(tablet, "7,25", "6", "3,5")
    expect(tablet.get_by_test_id("state-server")).to_have_attribute("data-on", "true")
    version = crew.sheet("j1", turn)["version"]
    press_ten_times(tablet, "submit")
    expect(tablet.get_by_test_id("confirm-submit")).to_be_enabled()
    press_ten_times(tablet, "confirm-submit")
    expect(tablet.get_by_test_id("receipt")).to_be_visible()
    sheet = crew.sheet("j1", turn)
    assert (sheet["state"], sheet["version"], sheet["total"]) == ("submitted", version + 1, "16.75")
    assert tablet.get_by_test_id("receipt").inner_text() == sheet["receipt"]
    again = crew.submit("j1", turn, "7.25", "6", "3.5")
    assert (again["version"], again["receipt"]) == (sheet["version"], sheet["receipt"])


def press_ten_times(page: Page, testid: str) -> None:
    """As fast as a finger that got no answer, at the same spot, whatever is there by then."""
    box = page.get_by_test_id(testid).bounding_box()
    assert box is not None
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2, click_count=10)


def test_the_tablet_with_the_older_sheet_is_told_and_chooses(
    people: People, tablet: Page, crew: Crew, turn: Turn
) -> None:
    people.watch.allow(OFFLINE, r"answer 409 PUT /api/v1/judge/sheets/")
    other = at_sheet(by_pin(people, "j1", "second tablet"), crew, "j1", turn)
    type_marks(other, "7,25")
    expect(tablet.get_by_test_id("value-noi-dung")).to_have_text("7,25")
    expect(tablet.get_by_test_id("notice-changed")).to_contain_text("máy khác")

    people.context("j1").set_offline(True)
    expect(tablet.get_by_test_id("net")).to_contain_text("Mất mạng")
    tablet.get_by_test_id("value-sang-tao").click()
    tablet.keyboard.type("5,5")
    other.get_by_test_id("value-sang-tao").click()
    other.keyboard.type("6,75")
    expect(other.get_by_test_id("state-server")).to_have_attribute("data-on", "true")
    people.context("j1").set_offline(False)
    conflict = tablet.get_by_test_id("conflict")
    expect(conflict).to_be_visible()
    expect(tablet.get_by_test_id("mine-sang-tao")).to_have_text("5,50")
    expect(tablet.get_by_test_id("theirs-sang-tao")).to_have_text("6,75")
    assert crew.sheet("j1", turn)["marks"] == {"noi-dung": "7.25", "sang-tao": "6.75"}

    tablet.get_by_test_id("keep-mine").click()
    expect(conflict).to_be_hidden()
    expect(other.get_by_test_id("value-sang-tao")).to_have_text("5,50")
    assert crew.sheet("j1", turn)["marks"] == {"noi-dung": "7.25", "sang-tao": "5.5"}


def test_two_tablets_of_one_judge_are_both_told_until_one_closes(
    people: People, tablet: Page, crew: Crew, turn: Turn
) -> None:
    expect(tablet.get_by_test_id("notice-two-pads")).to_have_count(0)
    other = at_sheet(by_pin(people, "j1", "second tablet"), crew, "j1", turn)
    for page in (tablet, other):
        expect(page.get_by_test_id("notice-two-pads")).to_contain_text("đang mở trên 2 máy")
    wait_for(lambda: [(d["page"], d["outbox"], d["worker"]) for d in devices(crew)] == [("marking", 0, True)] * 2)
    assert all("Chrome" in device["device"] for device in devices(crew))
    other.close()
    expect(tablet.get_by_test_id("notice-two-pads")).to_have_count(0)


def devices(crew: Crew) -> list[dict[str, Any]]:
    """The first judge's tablets as the desk sees them."""
    judges = crew.secretary.snapshot("contest")["judges"]
    found: list[dict[str, Any]] = next(judge["devices"] for judge in judges if judge["key"] == "j1")
    return found


def wait_for(holds: Callable[[], bool]) -> None:
    """Until that holds; fails when it has not for long."""
    end = time.monotonic() + 20
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.1)


def test_zero_is_a_mark_and_not_marked_is_none(people: People, tablet: Page, crew: Crew, turn: Turn) -> None:
    tablet.get_by_test_id("value-noi-dung").click()
    tablet.get_by_test_id("key-0").click()
    expect(tablet.get_by_test_id("value-noi-dung")).to_have_text("0")
    expect(tablet.get_by_test_id("value-sang-tao")).to_have_text("Chưa chấm")
    expect(tablet.get_by_test_id("left")).to_have_text("còn 2 tiêu chí")
    expect(tablet.get_by_test_id("state-server")).to_have_attribute("data-on", "true")
    assert crew.sheet("j1", turn)["marks"] == {"noi-dung": "0"}

    tablet.get_by_test_id("submit").click(force=True)  # dimmed, but it answers
    expect(tablet.get_by_test_id("hint")).to_contain_text("còn 2 tiêu chí chưa chấm")
    expect(tablet.get_by_test_id("review")).to_be_hidden()
    for criterion in ("sang-tao", "phong-cach"):
        tablet.get_by_test_id(f"value-{criterion}").click()
        tablet.get_by_test_id("key-0").click()
    tablet.get_by_test_id("submit").click()
    expect(tablet.get_by_test_id("review-total")).to_have_text("0,00")
    tablet.get_by_test_id("confirm-submit").click()
    expect(tablet.get_by_test_id("receipt")).to_be_visible()
    assert crew.sheet("j1", turn)["total"] == "0"
    assert crew.performance(turn)["sheets"]["j1"]["total"] == "0"


def test_a_wrong_pin_is_said_beside_the_field_and_the_name_stays(people: People, crew: Crew) -> None:
    people.watch.allow(r"answer 422 POST /judge/login")
    page = people.browser_of("stranger", TABLET).new_page()
    page.goto(f"{people.server.base}/judge/")
    assert page.url.endswith("/judge/login")
    right = pin_of(people, "j3")
    page.get_by_label("Mã PIN").fill(right)
    page.get_by_test_id("enter").click()
    expect(page.get_by_test_id("login-form")).to_contain_text("Xin chọn tên của mình")
    page.get_by_label("Giám khảo").select_option("j3")
    page.get_by_label("Mã PIN").fill(f"{(int(right) + 1) % 1_000_000:06d}")
    page.get_by_test_id("enter").click()
    expect(page.get_by_test_id("login-form")).to_contain_text("Mã PIN không đúng")
    expect(page.get_by_label("Giám khảo")).to_have_value("j3")
    page.get_by_label("Mã PIN").fill("12 34")
    page.get_by_test_id("enter").click()
    expect(page.get_by_test_id("login-form")).to_contain_text("Mã PIN gồm sáu chữ số")
    page.get_by_label("Mã PIN").fill(right)
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("judge")).to_have_text("Giám khảo 3")


def test_a_whole_sheet_without_a_finger(people: People, crew: Crew, turn: Turn) -> None:
    page = people.browser_of("keyboard", TABLET).new_page()
    page.goto(f"{people.server.base}/judge/login")
    tab_to(page, "select[name=judge]")
    for _name in range(4):
        page.keyboard.press("ArrowDown")
    tab_to(page, "input[name=pin]")
    page.keyboard.type(pin_of(people, "j4"))
    page.keyboard.press("Enter")
    at_sheet(page, crew, "j4", turn)
    type_marks(page, "7,25", "6.5")
    page.keyboard.type("3")
    page.keyboard.press("+")
    expect(page.get_by_test_id("total")).to_have_text("17,00")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("-")
    expect(page.get_by_test_id("value-sang-tao")).to_have_text("6,25")
    tab_to(page, "#submit")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("review-total")).to_have_text("16,75")
    expect(page.get_by_test_id("confirm-submit")).to_be_enabled()
    tab_to(page, "#confirm")
    page.keyboard.press("Enter")
    expect(page.get_by_test_id("receipt")).to_be_visible()
    assert crew.sheet("j4", turn)["marks"] == {"noi-dung": "7.25", "sang-tao": "6.25", "phong-cach": "3.25"}


def tab_to(page: Page, selector: str) -> None:
    """Walks by Tab alone until that is in focus; fails when it can't be reached, or can't be seen to be."""
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("wanted => document.activeElement.matches(wanted)", selector):
            style = page.evaluate(
                "() => { const s = getComputedStyle(document.activeElement); return [s.outlineStyle, s.boxShadow]; }"
            )
            assert style != ["none", "none"], f"{selector} shows no focus"
            return
    raise AssertionError(f"{selector} can't be reached by Tab")


def test_who_asks_not_to_judge_is_left_out_and_never_zero(tablet: Page, crew: Crew, turn: Turn) -> None:
    crew.take("scoring", turn)
    tablet.get_by_test_id("recuse").click()
    expect(tablet.get_by_test_id("confirm-recusal")).to_be_enabled()
    tablet.get_by_test_id("confirm-recusal").click()
    expect(tablet.get_by_test_id("recusal")).to_contain_text("Xin chọn hoặc ghi một lý do")
    tablet.get_by_test_id("reason-unit").check()
    tablet.get_by_test_id("confirm-recusal").click()
    expect(tablet.get_by_test_id("pad")).to_contain_text("Không chấm lượt thi này")
    expect(tablet.get_by_test_id("sheet-state")).to_have_text("Không chấm")
    sheet = crew.performance(turn)["sheets"]["j1"]
    assert (sheet["state"], sheet["total"]) == ("recused", None)
    assert crew.director.snapshot("stage")["sheets"] == {"in": 0, "of": 6}


def test_a_judge_can_do_nothing_in_anothers_name_nor_at_the_desk(crew: Crew, turn: Turn) -> None:
    theirs = crew.sheet("j2", turn)
    judge = crew.judges["j1"]
    marks = {"noi-dung": "1"}
    status, problem = judge.refused("PUT", f"/judge/sheets/{theirs['id']}", marks=marks, based_on=theirs["version"])
    assert (status, problem["type"]) == (403, "/problems/forbidden")
    for path in (f"/performances/{turn.id}/lock", "/rounds/vong-loai/publish", "/show/take"):
        assert judge.refused("POST", path)[0] == 403


def test_a_sheet_opened_again_is_handed_in_anew_and_both_versions_stay(
    people: People, tablet: Page, crew: Crew, turn: Turn
) -> None:
    type_marks(tablet, "7,25", "6", "3,5")
    tablet.get_by_test_id("submit").click()
    tablet.get_by_test_id("confirm-submit").click()
    first = tablet.get_by_test_id("receipt").inner_text()
    crew.secretary.post(f"/performances/{turn.id}/close")

    desk = people.open("secretary")
    desk.get_by_test_id(f"perf-{turn.id}").click()
    desk.get_by_test_id(f"reopen-{turn.id}").click()
    desk.get_by_test_id("ask-yes").click()
    expect(desk.locator("#ask-reason")).to_be_focused()  # not without a reason
    desk.locator("#ask-reason").fill("Giám khảo 1 ghi nhầm điểm nội dung")
    desk.get_by_test_id("ask-yes").click()
    expect(desk.locator("#turn-state")).to_have_text("Đang mở")

    tablet.get_by_test_id("amend").click()
    expect(tablet.get_by_test_id("notice-amending")).to_be_visible()
    assert crew.sheet("j1", turn)["receipt"] == first  # until the next one stands, the first does
    tablet.get_by_test_id("minus-noi-dung").click()
    expect(tablet.get_by_test_id("total")).to_have_text("16,50")
    tablet.get_by_test_id("submit").click()
    tablet.get_by_test_id("confirm-submit").click()
    expect(tablet.get_by_test_id("receipt")).not_to_have_text(first)
    kept = people.server.on_disk(
        "SELECT v.receipt, v.marks FROM sheet_version v JOIN sheet s ON s.id = v.sheet_id"
        f" WHERE s.id = {crew.sheet('j1', turn)['id']} ORDER BY v.version"
    )
    assert [receipt for receipt, _marks in kept] == [first, tablet.get_by_test_id("receipt").inner_text()]
    assert [json.loads(str(marks))["noi-dung"] for _receipt, marks in kept] == ["7.25", "7"]
