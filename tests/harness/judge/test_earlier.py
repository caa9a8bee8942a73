"""The judge's own earlier marks beside the criteria, where the rules of the round let them be seen: of the same section
alone, and there without network too."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.harness.judge.poses import GIVEN, earlier, opened
from tests.harness.judge.tablet import FULL, Tablet

pytestmark = pytest.mark.browser

TABLE = """() => [...document.querySelectorAll('#earlier-table tr')].map(row =>
  [...row.children].map(cell => cell.textContent))"""


def test_nothing_of_it_is_there_unless_the_rules_say_so(tablet: Tablet) -> None:
    tablet.fill(FULL)
    tablet.hand_in()
    tablet.receipt(1)
    opened(tablet, 2)
    expect(tablet.at("earlier")).to_be_hidden()
    expect(tablet.page.locator(".before")).to_have_count(0)
    tablet.steer("earlier", shown=True)
    expect(tablet.at("before-noi-dung")).to_contain_text("17,50")


def test_each_criterion_and_the_total_of_the_teams_before(make_tablet: Any) -> None:
    tablet = make_tablet()
    earlier(tablet)
    expect(tablet.at("before-kich-ban")).to_have_text("Tôi đã chấm các đội trước: thứ 5 9,00 thứ 4 8,25")
    expect(tablet.at("value-kich-ban")).to_have_accessible_description(
        "Tôi đã chấm các đội trước: thứ 5 9,00 thứ 4 8,25"
    )
    expect(tablet.at("earlier")).to_contain_text("44,50")
    tablet.at("earlier").click()
    head, first, *_, sums = tablet.page.evaluate(TABLE)
    assert head == ["", "Phiếu này", "thứ 5Huyện Lý Sơn", "thứ 4Huyện Bình Sơn"]
    assert first[1:] == ["16,25", "16,75", "17,50"]
    assert sums == ["Tổng điểm", "16,25", "44,50", "43,00"]
    tablet.page.keyboard.press("Escape")
    expect(tablet.at("earlier")).to_be_focused()


def test_another_section_shows_nothing_of_this_one(make_tablet: Any) -> None:
    tablet = make_tablet()
    earlier(tablet)
    tablet.steer("performance", sheet=6, state="open")
    tablet.go_to(6)
    expect(tablet.at("earlier")).to_be_hidden()
    expect(tablet.page.locator(".before")).to_have_count(0)


def test_what_was_handed_in_without_network_is_there_and_a_draft_is_not(make_tablet: Any) -> None:
    tablet: Tablet = make_tablet()
    tablet.steer("earlier", shown=True)
    for sheet in (1, 2, 3):
        tablet.steer("performance", sheet=sheet, state="open")
    tablet.open()
    tablet.go_to(1)
    tablet.fill(FULL)
    tablet.states("local", "server")
    tablet.offline()
    tablet.go_to(3)
    expect(tablet.at("earlier")).to_be_hidden()  # the first is full, but not handed in
    tablet.go_to(2)
    tablet.fill(GIVEN)
    tablet.hand_in()
    tablet.go_to(3)
    expect(tablet.at("before-dien-xuat")).to_have_text("Tôi đã chấm các đội trước: thứ 5 11,25")
    tablet.page.context.set_offline(False)
    tablet.go_to(1)
    expect(tablet.at("earlier")).to_be_hidden()  # nobody was before the first
