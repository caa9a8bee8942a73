"""A team goes over its time: the wall says so, the clock proposes what the rule takes off, the secretary decides."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import expect

from tests.browser.people import Crew
from tests.browser.server import Server
from tests.browser.watching import SCREEN, People

pytestmark = pytest.mark.browser

RATE = 100  # a section of five minutes is over in three seconds


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A server whose stage clock runs fast, as in a rehearsal."""
    made = Server(tmp_path_factory.mktemp("contest") / "data", CONTEST_CLOCK_RATE=str(RATE))
    yield made
    made.stop()


def test_overtime_is_seen_proposed_and_taken_off_by_the_secretary(people: People, crew: Crew) -> None:
    crew.organiser.post("/rounds/vong-loai/open")
    turn = crew.fresh_turn("chao-hoi")
    for judge in crew.judges:
        crew.submit(judge, turn, "7.25", "6.75", "3.25")
    crew.take("performing", turn)
    director, stage = people.open("director"), people.open("stage", size=SCREEN)
    desk = people.open("secretary")
    expect(director.get_by_test_id("net")).to_contain_text("Đã nối máy chủ")
    director.keyboard.press("c")
    clock = stage.locator(".scene-performing")
    expect(clock).to_have_class(re.compile("is-over"))
    expect(clock.locator(".state .on")).to_have_text("Quá giờ")
    expect(clock.locator(".plus")).to_be_visible()
    expect(director.get_by_test_id("clock")).to_have_attribute("data-tone", "over")
    director.keyboard.press("x")
    expect(director.get_by_test_id("clock-word")).to_have_text("Đã dừng, quá giờ")

    proposal = desk.locator("#proposal")
    expect(proposal).to_contain_text("Đồng hồ đề xuất, thư ký quyết định")
    offered = crew.performance(turn)["proposal"]
    assert offered["points"] in ("-0.25", "-0.5")
    expect(desk.get_by_test_id("result")).to_have_text("17,25")  # nothing is taken off by a clock
    status, problem = crew.secretary.refused("POST", f"/performances/{turn.id}/lock")
    assert (status, problem["type"]) == (409, "/problems/wrong-state")
    desk.get_by_test_id("proposal-confirm").click()
    expect(proposal).to_be_hidden()
    result = {"-0.25": "17,00", "-0.5": "16,75"}[offered["points"]]
    expect(desk.get_by_test_id("result")).to_have_text(result)
    desk.get_by_test_id(f"lock-{turn.id}").click()
    expect(desk.locator("#turn-state")).to_have_text("Đã khóa")
    crew.take("score", turn)
    expect(stage.locator(".scene-score .total .fig")).to_have_text(result)
    expect(stage.locator(".scene-score .minus .what")).to_have_text(offered["reason"])
    assert crew.performance(turn)["result"] in ("17", "16.75")
