"""One performance from the opening of its round to its score on the wall, everybody at their own page.

Two judges mark on tablets, five by the interface. The server is killed twice on the way: while a tablet holds marks
that it could not send, and while the score is on air. Nobody touches a page for that, and nothing is lost.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Page, expect

from contest.domain.points import parse_points, vietnamese
from tests.browser.people import Crew, Turn
from tests.browser.server import Server
from tests.browser.watching import OUTAGE, PHONE, SCREEN, TABLET, People

pytestmark = pytest.mark.browser

TEAM = "Thành phố Quảng Ngãi"
BY_INTERFACE = {
    "j3": ("8", "6.75", "3.5"),  # 18,25
    "j4": ("6.25", "6", "3.5"),  # 15,75
    "j5": ("7.25", "7", "3.5"),  # 17,75
    "j6": ("5.5", "5.75", "3"),  # 14,25: the lowest, left out
    "j7": ("7.75", "7.5", "3.5"),  # 18,75: the highest, left out
}
TOTAL = "17,15"  # of 17,25 · 16,75 · 18,25 · 15,75 · 17,75


@dataclass(frozen=True, slots=True)
class Evening:
    """Everybody's page, open all evening, and the same people at the interface."""

    server: Server
    crew: Crew
    people: People
    organiser: Page
    secretary: Page
    director: Page
    stage: Page
    overlay: Page
    public: Page
    first: Page
    second: Page

    @property
    def pages(self) -> tuple[Page, ...]:
        desks = (self.organiser, self.secretary, self.director)
        return (*desks, self.stage, self.overlay, self.public, self.first, self.second)


@pytest.fixture
def evening(server: Server, crew: Crew, people: People) -> Iterator[Evening]:
    people.watch.allow(OUTAGE)
    made = Evening(
        server,
        crew,
        people,
        organiser=people.open("organiser"),
        secretary=people.open("secretary"),
        director=people.open("director"),
        stage=people.open("stage", size=SCREEN),
        overlay=people.open("overlay", size=SCREEN),
        public=people.open("public", size=PHONE),
        first=people.open("j1", size=TABLET),
        second=people.open("j2", size=(768, 1024)),
    )
    for page in made.pages:
        page.evaluate("() => { window.sinceTheStart = true; }")
    yield made
    for page in made.pages:
        assert page.evaluate("() => window.sinceTheStart"), f"{page.url} was loaded again"


def says(page: Page, what: str) -> None:
    """Waits until Space would take that cue."""
    expect(page.get_by_test_id("take-what")).to_have_text(what)


def enter(tablet: Page, criterion: str, figure: str) -> None:
    """Marks a criterion on the number pad, as a finger does."""
    tablet.get_by_test_id(f"value-{criterion}").click()
    for sign in figure:
        tablet.get_by_test_id("key-comma" if sign == "," else f"key-{sign}").click()


def connected(evening: Evening) -> None:
    """Waits until every page that says whether it is connected says so."""
    expect(evening.director.get_by_test_id("net")).to_contain_text("Đã nối máy chủ")
    expect(evening.secretary.locator("#net")).to_have_text("Trực tiếp")
    expect(evening.organiser.locator("#net")).to_have_text("Trực tiếp")
    for tablet in (evening.first, evening.second):
        expect(tablet.get_by_test_id("net")).to_contain_text("Có mạng")


def test_one_performance_with_the_server_killed_twice(evening: Evening) -> None:
    connected(evening)
    opens(evening)
    turn = evening.crew.turns("vong-loai")[0]
    performs(evening)
    marks_with_the_server_killed(evening, turn)
    the_rest_of_the_panel_hands_in(evening, turn)
    locks(evening, turn)
    the_score_goes_on_air(evening, turn)
    the_score_outlives_the_server(evening, turn)
    nothing_is_lost_or_doubled(evening, turn)


def opens(evening: Evening) -> None:
    """The organiser opens the round, the secretary its first performance; the tablets turn to it by themselves."""
    for tablet in (evening.first, evening.second):
        expect(tablet.get_by_test_id("waiting-page")).to_be_visible()
    evening.organiser.locator("[data-round=vong-loai]").get_by_test_id("round-open").click()
    evening.organiser.get_by_test_id("ask-yes").click()
    expect(evening.organiser.locator("[data-round=vong-loai] [data-part=state]")).to_have_text("Đang thi")
    next_one = evening.secretary.get_by_test_id("open-next")
    expect(next_one).to_contain_text("TP Quảng Ngãi · Màn chào hỏi")
    next_one.click()
    expect(evening.secretary.locator("#turn-state")).to_have_text("Đang mở")
    for tablet in (evening.first, evening.second):
        expect(tablet.get_by_test_id("team")).to_have_text(TEAM)


def performs(evening: Evening) -> None:
    """The director goes by Space from the waiting picture past programme and panel to the clock, run by its keys."""
    director, stage = evening.director, evening.stage
    says(director, "1 · Màn hình chờ")
    way = (
        ("holding", "2 · Chương trình"),
        ("programme", "3 · Ban giám khảo"),
        ("jury", "4 · Giới thiệu đội"),
        ("team", "5 · Đang thi"),
        ("performing", "6 · Chấm điểm"),
    )
    for scene, following in way:
        director.keyboard.press("Space")
        expect(stage.locator(f".scene-{scene}:not([inert])")).to_be_visible()
        says(director, following)
    expect(stage.locator(".scene-performing .name")).to_have_text(TEAM)
    expect(evening.overlay.locator(".bug-clock")).to_be_visible()
    expect(evening.public.locator("#now-team")).to_have_text(TEAM)
    director.keyboard.press("c")
    expect(director.get_by_test_id("clock")).to_have_attribute("data-state", "running")
    expect(stage.locator(".scene-performing .state .on")).to_have_text("Còn lại")
    expect(stage.locator(".scene-performing .clock .fig .cool")).to_have_text(re.compile(r"^0[0-4]:\d\d$"))
    director.keyboard.press("x")
    expect(director.get_by_test_id("clock")).to_have_attribute("data-state", "stopped")
    expect(stage.locator(".scene-performing .state .on")).to_have_text("Kết thúc")
    director.keyboard.press("Space")
    expect(stage.locator(".scene-scoring .sum .fig")).to_have_text("0/7")
    expect(evening.overlay.locator(".lower .how")).to_have_text("0/7")


def marks_with_the_server_killed(evening: Evening, turn: Turn) -> None:
    """The first judge has handed in, the second is marking: neither can send, both see that, nothing is redone."""
    first, second = evening.first, evening.second
    enter(first, "noi-dung", "7,25")
    first.get_by_test_id("value-sang-tao").click()
    first.get_by_test_id("key-6").click()
    first.get_by_test_id("quick-75").click()
    expect(first.get_by_test_id("state-server")).to_have_attribute("data-on", "true")
    enter(second, "noi-dung", "7")
    expect(second.get_by_test_id("state-server")).to_have_attribute("data-on", "true")
    before = evening.crew.sheet("j1", turn)
    assert before["marks"] == {"noi-dung": "7.25", "sang-tao": "6.75"}

    evening.server.kill()
    expect(evening.director.get_by_test_id("net")).to_contain_text("Mất máy chủ")
    enter(first, "phong-cach", "3")
    first.get_by_test_id("plus-phong-cach").click()
    expect(first.get_by_test_id("value-phong-cach")).to_have_text("3,25")
    expect(first.get_by_test_id("total")).to_have_text("17,25")
    expect(first.get_by_test_id("state-local")).to_have_attribute("data-on", "true")
    expect(first.get_by_test_id("net")).to_contain_text("Mất mạng")
    first.get_by_test_id("submit").click()
    expect(first.get_by_test_id("review-total")).to_have_text("17,25")
    expect(first.get_by_test_id("review")).to_contain_text("Đang mất mạng")
    first.get_by_test_id("confirm-submit").click()
    expect(first.get_by_test_id("pad")).to_contain_text("Phiếu đã nộp trên máy này")
    expect(first.get_by_test_id("state-server")).to_have_attribute("data-on", "false")
    expect(first.get_by_test_id("receipt")).to_have_count(0)
    enter(second, "sang-tao", "6,5")
    expect(second.get_by_test_id("state-server")).to_have_attribute("data-on", "false")
    expect(evening.stage.locator(".scene-scoring .sum .fig")).to_have_text("0/7")

    evening.server.restart()
    connected(evening)
    expect(first.get_by_test_id("receipt")).to_be_visible()
    expect(second.get_by_test_id("state-server")).to_have_attribute("data-on", "true")
    expect(evening.stage.locator(".scene-scoring .sum .fig")).to_have_text("1/7")
    expect(evening.overlay.locator(".lower .how")).to_have_text("1/7")
    sheet = evening.crew.sheet("j1", turn)
    assert sheet["receipt"] == first.get_by_test_id("receipt").inner_text()
    assert sheet["marks"] == {"noi-dung": "7.25", "sang-tao": "6.75", "phong-cach": "3.25"}
    assert evening.crew.sheet("j2", turn)["marks"] == {"noi-dung": "7", "sang-tao": "6.5"}


def the_rest_of_the_panel_hands_in(evening: Evening, turn: Turn) -> None:
    """The second tablet goes on where it was; the wall counts every sheet that comes in."""
    second = evening.second
    enter(second, "phong-cach", "3,25")
    second.get_by_test_id("submit").click()
    second.get_by_test_id("confirm-submit").click()
    expect(second.get_by_test_id("receipt")).to_be_visible()
    expect(evening.stage.locator(".scene-scoring .sum .fig")).to_have_text("2/7")
    for arrived, (judge, marks) in enumerate(BY_INTERFACE.items(), 3):
        evening.crew.submit(judge, turn, *marks)
        expect(evening.stage.locator(".scene-scoring .sum .fig")).to_have_text(f"{arrived}/7")
        expect(evening.overlay.locator(".lower .how")).to_have_text(f"{arrived}/7")


def locks(evening: Evening, turn: Turn) -> None:
    """The score can't be taken before it is locked; the secretary locks, and the tablets know."""
    director, secretary = evening.director, evening.secretary
    says(director, "7 · Công bố điểm")
    expect(director.get_by_test_id("next-stage")).to_have_attribute("data-wait", "true")
    expect(secretary.locator("#sheets-count")).to_have_text("7/7 phiếu")
    expect(secretary.get_by_test_id("result")).to_have_text(TOTAL)
    lock = secretary.get_by_test_id(f"lock-{turn.id}")
    expect(lock).to_have_class(re.compile("btn-primary"))  # nothing is missing: this is what comes now
    lock.click()
    expect(secretary.locator("#turn-state")).to_have_text("Đã khóa")
    expect(director.get_by_test_id("next-stage")).not_to_have_attribute("data-wait", "true")
    counts = '[data-testid="state-recorded"][data-on="true"], .past-state[data-phase="recorded"]'
    for tablet in (evening.first, evening.second):  # while its receipt is fresh on the sheet, later in the list
        expect(tablet.locator(counts).locator("visible=true").first).to_be_visible()


def the_score_goes_on_air(evening: Evening, turn: Turn) -> None:
    """Wall and stream show the figure of the interface, and no other."""
    evening.director.keyboard.press("Space")
    expect(evening.stage.locator(".scene-score .total .fig")).to_have_text(TOTAL)
    expect(evening.overlay.locator(".bug-score .fig").last).to_have_text(TOTAL)
    figure = evening.crew.performance(turn)["result"]
    assert vietnamese(parse_points(figure)) == TOTAL
    assert evening.crew.director.snapshot("stage")["total"] == TOTAL
    assert evening.crew.director.snapshot("overlay")["total"] == TOTAL


def the_score_outlives_the_server(evening: Evening, turn: Turn) -> None:
    """While the server is gone the last picture stays, without a word of it; when it is back the evening goes on."""
    stage, overlay, director = evening.stage, evening.overlay, evening.director
    evening.server.kill()
    expect(director.get_by_test_id("net")).to_contain_text("Mất máy chủ")
    expect(director.get_by_test_id("screens")).to_have_css("opacity", "0.4")  # how they are is not known now
    expect(stage.locator(".scene-score .total .fig")).to_have_text(TOTAL)
    expect(overlay.locator(".bug-score .fig").last).to_have_text(TOTAL)
    assert stage.locator("body").inner_text().count(TOTAL) == 1
    evening.server.restart()
    connected(evening)
    expect(stage.locator(".scene-score .total .fig")).to_have_text(TOTAL)
    expect(overlay.locator(".bug-score .fig").last).to_have_text(TOTAL)
    assert evening.crew.performance(turn)["state"] == "locked"
    for tablet in (evening.first, evening.second):
        expect(tablet.get_by_test_id("state-recorded")).to_have_attribute("data-on", "true")
    says(director, "8 · Giới thiệu đội")
    director.keyboard.press("Space")
    expect(stage.locator(".scene-team:not([inert]) .name")).to_have_text("Thị xã Đức Phổ")
    expect(overlay.locator(".lower .name")).to_have_text("Thị xã Đức Phổ")
    director.keyboard.press("u")
    expect(stage.locator(".scene-score .total .fig")).to_have_text(TOTAL)


def nothing_is_lost_or_doubled(evening: Evening, turn: Turn) -> None:
    """One sheet a judge, each handed in once, whatever was sent twice."""
    performance = evening.crew.performance(turn)
    totals = {judge: sheet["total"] for judge, sheet in performance["sheets"].items()}
    assert totals == {
        "j1": "17.25", "j2": "16.75", "j3": "18.25", "j4": "15.75", "j5": "17.75", "j6": "14.25", "j7": "18.75",
    }  # fmt: skip
    assert evening.server.on_disk("SELECT count(*) FROM sheet") == [(7,)]
    assert evening.server.on_disk("SELECT sheet_id, count(*) FROM sheet_version GROUP BY 1 HAVING count(*) <> 1") == []
    receipts = {sheet["receipt"] for sheet in performance["sheets"].values()}
    assert len(receipts) == 7
    assert evening.first.get_by_test_id("receipt").inner_text() in receipts
