"""The director edits the run of show at the console by keys and mouse; it stays after a reload and a new plan."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Crew
from tests.browser.watching import LAPTOP, People

pytestmark = pytest.mark.browser


@pytest.fixture
def console(people: People, crew: Crew) -> Page:
    people.watch.allow(r"answer 422 POST /api/v1/show/cues")  # a form that is not filled in
    crew.director.put("/show/linked", linked=True)
    crew.take("holding")
    page = people.open("director", size=LAPTOP)
    expect(page.get_by_test_id("net")).to_contain_text("Đã nối máy chủ")
    return page


def titles(page: Page, n: int) -> list[str]:
    return page.locator(".cue .cue-title").all_inner_texts()[:n]


def test_an_evening_is_put_together_by_hand(console: Page, crew: Crew) -> None:
    at = console.get_by_test_id
    planned = titles(console, 4)
    assert planned == ["Màn hình chờ", "Chương trình", "Ban giám khảo", "Giới thiệu đội"]

    console.keyboard.press("n")  # a cue of its own, behind the chosen one
    at("edit-scene").select_option("message")
    at("edit-save").click()
    expect(at("edit").locator(".fault")).to_contain_text("Lời thông báo")
    at("param-text").fill("Xin mời quý vị ổn định chỗ ngồi")
    at("edit-note").fill("Giảm đèn khán phòng")
    at("edit-mc-note").fill("Đọc hai lần")
    at("edit-save").click()
    expect(at("edit")).to_be_hidden()
    row = console.locator(".cue", has_text="Thông báo")
    expect(row).to_contain_text("Giảm đèn khán phòng")
    expect(row).to_contain_text("MC: Đọc hai lần")
    expect(row).to_have_attribute("data-next", "picked")
    assert titles(console, 4) == ["Màn hình chờ", "Chương trình", "Thông báo", "Ban giám khảo"]

    for bus, words in (("stage", ".scene-message"), ("stream", ".slogan")):  # the choice is seen as it would be taken
        mini = at(f"next-{bus}")
        shown = mini.frame_locator("iframe").locator(words)
        expect(mini.locator(".placard")).to_be_hidden()
        expect(shown.last).to_contain_text("Xin mời quý vị ổn định chỗ ngồi")
    assert crew.director.snapshot("stage")["scene"] == "holding"
    console.keyboard.press("Escape")
    expect(at("next-stage").frame_locator("iframe").locator(".scene-programme")).to_be_visible()
    expect(at("next-stage").locator(".placard")).to_be_hidden()
    console.keyboard.press("ArrowDown")
    expect(row).to_have_attribute("data-next", "picked")

    console.keyboard.press("Alt+ArrowUp")
    expect(console.locator(".cue .cue-title").nth(1)).to_have_text("Thông báo")
    console.keyboard.press("e")
    at("edit-title").fill("Ổn định chỗ ngồi")
    at("edit-length").fill("2:30")
    at("edit-save").click()
    expect(console.locator(".cue .cue-title").nth(1)).to_have_text("Ổn định chỗ ngồi")
    grip = console.locator(".cue").nth(1).locator(".cue-grip")
    grip.drag_to(console.locator(".cue").nth(2), target_position={"x": 120, "y": 40})
    expect(console.locator(".cue .cue-title").nth(2)).to_have_text("Ổn định chỗ ngồi")

    console.keyboard.press("e")  # a copy, which is deleted and put back
    at("edit-copy").click()
    expect(console.locator(".cue", has_text="Ổn định chỗ ngồi")).to_have_count(2)
    expect(at("edit")).to_be_hidden()  # the list may be here before the answer that closes the form
    console.keyboard.press("e")
    at("edit-delete").click()
    expect(console.locator(".cue", has_text="Ổn định chỗ ngồi")).to_have_count(1)
    at("whole").click()
    at("deleted").locator("button").click()
    expect(console.locator(".cue", has_text="Ổn định chỗ ngồi")).to_have_count(2)
    at("plan-anew").click()
    expect(at("whole-script")).to_be_hidden()
    console.reload()
    expect(console.locator(".cue .cue-title").nth(2)).to_have_text("Ổn định chỗ ngồi")
    assert titles(console, 4) == ["Màn hình chờ", "Chương trình", "Ổn định chỗ ngồi", "Ổn định chỗ ngồi"]

    console.keyboard.press("j")  # the number typed is the cue that is taken
    at("jump-number").fill("3")
    expect(at("jump-what")).to_contain_text("Ổn định chỗ ngồi")
    console.keyboard.press("Enter")
    expect(at("onair-stage")).to_have_attribute("data-scene", "message")
    expect(console.locator(".cue").nth(2)).to_have_attribute("data-state", "live")
    expect(console.locator(".cue").nth(2).locator(".cue-at")).to_have_attribute("data-real", "true")


def test_a_delayed_stream_counts_down_and_undo_calls_it_off(console: Page, crew: Crew) -> None:
    at = console.get_by_test_id
    at("delay").click()
    at("delay-s").fill("30")
    at("delay-save").click()
    expect(at("delay")).to_contain_text("trễ 30,0 s")
    before = at("onair-stream").get_attribute("data-scene")
    console.keyboard.press("j")
    at("jump-number").fill("2")
    console.keyboard.press("Enter")
    expect(at("onair-stage")).to_have_attribute("data-scene", "programme")
    expect(at("caution-stream")).to_have_text(re.compile(r"Lên hình sau 2\d,\d s: Chương trình"))
    expect(at("onair-stream")).to_have_attribute("data-scene", str(before))
    console.keyboard.press("u")
    expect(at("caution-stream")).not_to_contain_text("Lên hình sau")
    assert crew.director.snapshot("show")["buses"]["stream"]["pending"] == []
    crew.director.put("/show/delay", delay_ms=0)
