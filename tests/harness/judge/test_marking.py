"""What keys, fingers and the keyboard make of a sheet: exact figures, faults in words, nothing half accepted."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.harness.judge.tablet import FULL, Tablet

pytestmark = pytest.mark.browser
FIRST = "noi-dung"  # from 0 to 20 in steps of 0.25


@pytest.fixture(scope="module")
def open_sheet(chromium: Browser, stand_in: str) -> Iterator[Tablet]:
    """One tablet for all lines of the tables."""
    made = Tablet(chromium.new_context(locale="vi-VN"), stand_in)
    made.steer("reset")
    made.steer("performance", sheet=1, state="open")
    made.open().at_sheet(1)
    yield made
    assert made.faults == []
    made.context.close()


def test_a_sheet_without_a_mark_has_no_total_and_one_with_a_nought_has(tablet: Tablet) -> None:
    expect(tablet.at("total")).to_have_text("—")
    tablet.at(f"value-{FIRST}").click()
    tablet.keys("0")
    expect(tablet.at("total")).to_have_text("0,00")


def test_a_tab_leads_the_keyboard_to_the_first_row_that_is_to_be_marked(make_tablet: Any) -> None:
    tablet: Tablet = make_tablet()
    for sheet in (1, 2):
        tablet.steer("performance", sheet=sheet, state="open")
    tablet.open()
    tablet.go_to(1)
    tablet.fill({FIRST: "17"})
    tablet.go_to(2)
    expect(tablet.at(f"value-{FIRST}")).to_be_focused()
    tablet.at("tab-1").focus()
    tablet.page.keyboard.press("Enter")
    expect(tablet.at("value-kich-ban")).to_be_focused()
    tablet.page.keyboard.press("8")
    expect(tablet.at("value-kich-ban")).to_have_text("8")


@pytest.fixture
def blank(open_sheet: Tablet) -> Tablet:
    """The first criterion chosen and not marked."""
    open_sheet.at(f"value-{FIRST}").click()
    open_sheet.page.keyboard.press("Delete")
    expect(open_sheet.at("left")).to_have_text("còn 4 tiêu chí")
    return open_sheet


@pytest.mark.parametrize(
    ("keys", "shown", "mark", "says"),
    [
        ("17", "17", "17", None),
        ("17,5", "17,5", "17.5", None),
        ("05", "5", "5", None),
        ("0", "0", "0", None),
        (",25", "0,25", "0.25", None),
        ("20", "20", "20", None),
        ("0,", "0,", "", "0,: chưa ghi xong"),
        ("17,2", "17,2", "", "17,2: chưa ghi xong"),
        ("25", "25", "", "25 quá mức tối đa 20"),
        ("20,2", "20,2", "", "20,2 quá mức tối đa 20"),
        ("17,3", "17,3", "", "17,3 không đúng bước 0,25"),
        ("17,251", "17,251", "", "17,251 không đúng bước 0,25"),
        ("25<", "2", "2", None),
        ("257", "25", "", "25 quá mức tối đa 20"),
        ("17,,5", "17,5", "17.5", None),
        ("8<", "Chưa chấm", "", None),
    ],
)
def test_typed_figures(blank: Tablet, keys: str, shown: str, mark: str, says: str | None) -> None:
    blank.keys(keys)
    value = blank.at(f"value-{FIRST}")
    expect(value).to_have_text(shown)
    expect(value).to_have_attribute("data-mark", mark)
    expect(blank.at(f"criterion-{FIRST}")).to_contain_text(says or "tối đa 20 · bước 0,25")
    expect(blank.at("left")).to_have_text("còn 3 tiêu chí" if mark else "còn 4 tiêu chí")


@pytest.mark.parametrize(
    ("before", "press", "after"),
    [
        ("", "plus", "0,25"),
        ("", "minus", "Chưa chấm"),
        ("0", "minus", "0"),
        ("0", "plus", "0,25"),
        ("20", "plus", "20"),
        ("17,25", "plus", "17,50"),
        ("17,3", "minus", "17,25"),
        ("17,3", "plus", "17,50"),
        ("25", "minus", "20,00"),
        ("17,2", "plus", "17,25"),
    ],
)
def test_less_and_more(blank: Tablet, before: str, press: str, after: str) -> None:
    blank.keys(before)
    blank.at(f"{press}-{FIRST}").click()
    expect(blank.at(f"value-{FIRST}")).to_have_text(after)


def test_zero_is_a_mark_and_not_marked_is_none(tablet: Tablet) -> None:
    tablet.fill({FIRST: "0"})
    tablet.at("value-kich-ban").click()
    expect(tablet.at(f"value-{FIRST}")).to_have_text("0,00")
    expect(tablet.at("value-kich-ban")).to_have_text("Chưa chấm")
    expect(tablet.at("left")).to_have_text("còn 3 tiêu chí")
    tablet.states("local", "server")
    assert tablet.kept(1)["marks"] == {FIRST: "0"}
    tablet.at(f"value-{FIRST}").click()
    tablet.at("key-clear").click()
    expect(tablet.at(f"value-{FIRST}")).to_have_text("Chưa chấm")
    expect(tablet.at("hint")).to_contain_text("Đã xóa 0,00")
    tablet.states("local", "server")
    assert tablet.kept(1)["marks"] == {}


def test_ten_fast_presses_all_count(tablet: Tablet) -> None:
    for _ in range(10):
        tablet.at(f"plus-{FIRST}").click(no_wait_after=True)
    expect(tablet.at(f"value-{FIRST}")).to_have_text("2,50")
    tablet.states("local", "server")
    assert tablet.kept(1)["marks"] == {FIRST: "2.5"}
    assert len(tablet.writes(1)) < 10


def test_two_thumbs_that_overlap_lose_nothing(tablet: Tablet) -> None:
    for sign in "15":
        tablet.at(f"key-{sign}").dispatch_event("pointerdown", {"button": 0, "bubbles": True})
    expect(tablet.at(f"value-{FIRST}")).to_have_text("15")


def test_quick_keys_follow_the_step(make_tablet: Any) -> None:
    tablet = make_tablet()
    tablet.steer("performance", sheet=4, state="open")
    tablet.open().at_sheet(4)
    quick = tablet.page.locator("#quarter button")
    expect(quick).to_have_text([",00", ",25", ",50", ",75"])
    tablet.at("value-lap-luan").click()
    expect(quick).to_have_text([",0", ",5"])
    quick.last.click()
    expect(tablet.at("hint")).to_have_text("Bấm số trước, rồi bấm phần lẻ.")
    tablet.keys("7")
    quick.last.click()
    expect(tablet.at("value-lap-luan")).to_have_text("7,5")
    tablet.at("value-nguyen").click()
    expect(quick).to_have_count(0)
    expect(tablet.at("key-comma")).to_have_attribute("aria-disabled", "true")
    for sign in "7,":
        tablet.page.keyboard.press(sign)
    expect(tablet.at("criterion-nguyen")).to_contain_text("7,: chỉ nhận số nguyên")


def test_total_is_exact_with_weights_and_tenths(make_tablet: Any) -> None:
    tablet = make_tablet()
    tablet.steer("performance", sheet=5, state="open")
    tablet.open().at_sheet(5)
    marks = ("0,1", "0,2", "9,7", "0,1", "0,7", "3,3", "1,1", "2,2", "0,3")
    tablet.fill({f"c{n}": text for n, text in enumerate(marks, 1)})
    expect(tablet.at("total")).to_have_text("35,4")
    tablet.states("local", "server")
    assert tablet.kept(5)["total"] == "35.4"


def test_whole_sheet_by_keyboard(tablet: Tablet) -> None:
    press = tablet.page.keyboard.press
    for line in ("1 7 . 5 Enter", "8 , 2 5 ArrowDown", "1 0 5 Backspace , 5 Enter", "6 Escape 7 - Enter"):
        for sign in line.split():
            press(sign)
    expect(tablet.at("total")).to_have_text("43,00")
    expect(tablet.at("submit")).to_be_focused()
    press("Enter")
    expect(tablet.at("review")).to_be_visible()
    expect(tablet.at("review-total")).to_have_text("43,00")
    expect(tablet.at("confirm-submit")).to_be_enabled()
    press("Tab")
    press("Tab")
    expect(tablet.at("confirm-submit")).to_be_focused()
    press("Enter")
    expect(tablet.at("receipt")).to_be_visible()
    assert tablet.kept(1)["marks"] == {FIRST: "17.5", "kich-ban": "8.25", "dien-xuat": "10.5", "dao-cu": "6.75"}


def test_an_incomplete_sheet_says_what_is_missing(tablet: Tablet) -> None:
    tablet.fill({FIRST: "17", "kich-ban": "12"})
    expect(tablet.at("submit")).to_have_attribute("aria-disabled", "true")
    tablet.at("submit").dispatch_event("click")
    expect(tablet.at("review")).to_be_hidden()
    expect(tablet.at("hint")).to_have_text(
        "Chưa nộp được: còn 3 tiêu chí chưa chấm, bắt đầu từ “Kịch bản, tính sáng tạo”."
    )
    expect(tablet.at("value-kich-ban")).to_have_text("12")


def test_an_unfinished_figure_outlives_a_reload(tablet: Tablet) -> None:
    tablet.fill({FIRST: "17,3"})
    tablet.page.wait_for_timeout(300)
    assert tablet.reload()
    tablet.at_sheet(1)
    expect(tablet.at(f"value-{FIRST}")).to_have_text("17,3")
    expect(tablet.at(f"criterion-{FIRST}")).to_contain_text("không đúng bước")


def test_notes_stay_on_the_tablet(tablet: Tablet) -> None:
    tablet.at("notes").click()
    tablet.at("note-text").fill("Mở đầu tốt, hơi dài ở cảnh 2.")
    expect(tablet.at("note-sheet")).to_contain_text("Đã lưu.")
    tablet.page.keyboard.press("Escape")
    assert tablet.reload()
    tablet.at_sheet(1)
    tablet.at("notes").click()
    expect(tablet.at("note-text")).to_have_value("Mở đầu tốt, hơi dài ở cảnh 2.")
    assert not any("Mở đầu" in str(write) for write in tablet.writes())


def test_the_review_shows_what_is_handed_in(tablet: Tablet) -> None:
    tablet.fill(FULL)
    tablet.at("submit").click()
    for criterion, text in FULL.items():
        expect(tablet.at(f"review-{criterion}")).to_have_text(text)
    expect(tablet.at("review-total")).to_have_text("43,00")
    tablet.at("back-to-marks").click()
    assert tablet.writes(kind="submission") == []
