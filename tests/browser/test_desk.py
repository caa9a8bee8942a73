"""The desk: two people enter a sheet from paper, blind; a lost tablet is cut off with its marks on it."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Crew, Turn
from tests.browser.watching import TABLET, People

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module", autouse=True)
def round_is_open(crew: Crew) -> None:
    crew.organiser.post("/rounds/vong-loai/open")


@pytest.fixture
def turn(crew: Crew) -> Turn:
    """A performance of three criteria that has just been opened."""
    return crew.fresh_turn("chao-hoi")


def enter(page: Page, *figures: str) -> None:
    """One person's reading of the paper, in the order of its criteria."""
    fields = page.get_by_test_id("paper-form").locator("input[inputmode=decimal]")
    for n, figure in enumerate(figures):
        fields.nth(n).fill(figure)
    page.get_by_test_id("paper-save").click()


def test_two_secretaries_enter_a_paper_sheet_blind(people: People, crew: Crew, turn: Turn) -> None:
    code = crew.performance(turn)["sheets"]["j3"]["code"]
    one, other = people.open("secretary"), people.open("second_secretary")
    one.goto(f"{people.server.base}/paper/")
    one.get_by_test_id("paper-code").fill(code.lower().replace("-", " "))
    one.get_by_test_id("paper-open").click()
    enter(one, "7,25", "6", "3,5")
    expect(one.get_by_test_id("paper-waits")).to_be_visible()

    other.goto(f"{people.server.base}/paper/{code}")
    expect(other.get_by_text("đã nhập phiếu này")).to_be_visible()
    assert "7,25" not in other.content()
    enter(other, "7,25", "5", "3,5")
    differing = other.get_by_test_id("paper-differs").locator("[data-differs]")
    expect(differing).to_have_count(1)
    expect(differing.get_by_role("cell")).to_have_text(["5", "6"])

    enter(other, "7,25", "6", "3,5")
    expect(other.get_by_test_id("paper-done")).to_contain_text("16,75")
    one.goto(f"{people.server.base}/secretary/")
    cell = one.get_by_test_id(f"cell-{turn.id}-j3")
    expect(cell).to_contain_text("16,75")
    expect(cell).to_have_attribute("title", "Giám khảo 3: đã nộp, 16,75 điểm, nhập từ phiếu giấy")
    expect(cell.locator("[data-paper]")).to_have_count(1)


def test_a_lost_tablet_is_cut_off_while_its_pad_is_open(people: People, crew: Crew, turn: Turn) -> None:
    people.watch.allow(r"answer 401", "WebSocket")
    tablet = people.open("j1", size=TABLET)
    expect(tablet.get_by_test_id("pad")).to_have_attribute("data-sheet", str(crew.sheet("j1", turn)["id"]))
    desk = people.open("secretary")
    desk.get_by_test_id("tab-devices").click()
    judge = desk.get_by_test_id("judge-j1")
    expect(judge).to_have_attribute("data-online", "yes")
    judge.get_by_test_id("call-j1").click()
    desk.get_by_test_id("ask-yes").click()
    expect(tablet.get_by_test_id("notice-call")).to_contain_text("Ban thư ký nhắn")
    tablet.get_by_test_id("call-seen").click()
    expect(judge).to_contain_text("Đã xem")
    expect(tablet.get_by_test_id("notice-call")).to_have_count(0)

    judge.locator("[data-testid^=revoke-]").click()
    desk.locator("#ask-reason").fill("Để quên ngoài hội trường")
    desk.get_by_test_id("ask-yes").click()
    expect(judge).to_have_attribute("data-online", "no")
    expect(tablet.get_by_test_id("notice-revoked")).to_be_visible()
    tablet.keyboard.type("7,25")
    tablet.keyboard.press("Enter")
    expect(tablet.get_by_test_id("state-local")).to_have_attribute("data-on", "true")
    expect(tablet.get_by_test_id("notice-revoked")).to_contain_text("1 mục chưa gửi")
    assert crew.sheet("j1", turn)["marks"] == {}
