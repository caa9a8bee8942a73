"""The director's keys over the real house: each does one thing, on the bus that it names, and screens follow."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.people import Crew, Turn
from tests.browser.server import Server
from tests.browser.watching import SCREEN, People

pytestmark = pytest.mark.browser

FULL = ("7.25", "6.75", "3.25")


@pytest.fixture(scope="module", autouse=True)
def round_is_open(crew: Crew) -> None:
    crew.organiser.post("/rounds/vong-loai/open")


@pytest.fixture
def turn(crew: Crew) -> Turn:
    """A performance that has just been opened."""
    return crew.fresh_turn("chao-hoi")


@dataclass(frozen=True, slots=True)
class Gallery:
    """The director's console with a wall and an overlay, on both of which a team is being introduced."""

    console: Page
    stage: Page
    overlay: Page

    def at(self, testid: str) -> Locator:
        return self.console.get_by_test_id(testid)

    def press(self, key: str) -> None:
        self.console.keyboard.press(key)

    def stage_shows(self, scene: str) -> None:
        expect(self.stage.locator(".scene:not([inert])")).to_have_class(re.compile(rf"\bscene-{scene}\b"))
        expect(self.stage.locator(".scene:not([inert])")).to_have_count(1)

    def overlay_shows(self, piece: str | None) -> None:
        expect(self.overlay.locator(".piece")).to_have_count(1 if piece else 0)
        if piece:
            expect(self.overlay.locator(f".piece.{piece}")).to_be_visible()


@pytest.fixture
def gallery(people: People, crew: Crew, turn: Turn) -> Iterator[Gallery]:
    crew.director.put("/show/linked", linked=True)
    crew.take("team", turn)
    made = Gallery(
        people.open("director"),
        people.open("stage", size=SCREEN),
        people.open("overlay", size=SCREEN, path="/overlay/?still"),
    )
    expect(made.at("net")).to_contain_text("Đã nối máy chủ")
    made.stage_shows("team")
    made.overlay_shows("lower")
    yield made
    crew.director.put("/show/linked", linked=True)


def number_of(crew: Crew, scene: str, turn: Turn) -> str:
    cue = crew.cue(scene, turn)
    return f"{cue['number']} · {cue['title']}"


def test_space_twice_takes_what_its_label_says_each_time(gallery: Gallery, crew: Crew, turn: Turn) -> None:
    expect(gallery.at("take-what")).to_have_text(number_of(crew, "performing", turn))
    gallery.press("Space")
    gallery.stage_shows("performing")
    expect(gallery.at("take-what")).to_have_text(number_of(crew, "scoring", turn))
    gallery.press("Space")
    gallery.stage_shows("scoring")
    expect(gallery.overlay.locator(".lower .how")).to_have_text("0/7")
    buses = crew.director.snapshot("show")["buses"]
    assert {bus["cue"] for bus in buses.values()} == {crew.cue("scoring", turn)["id"]}


def test_two_presses_in_one_breath_never_skip_a_picture(gallery: Gallery, crew: Crew, turn: Turn) -> None:
    """Whichever label the second press met, what went on air went there in order, each picture once."""
    gallery.press("Space")
    gallery.press("Space")
    expect(gallery.at("take")).not_to_have_attribute("aria-busy", "true")
    scenes = [scene for (scene,) in takes(gallery, crew)]
    assert scenes in (["team", "performing"], ["team", "performing", "scoring"])


def takes(gallery: Gallery, crew: Crew) -> list[tuple[str]]:
    """The scenes on the way back from what is on the wall now to the introduction of this team."""
    take, way = crew.director.snapshot("show")["buses"]["stage"], []
    while True:
        way.append((take["scene"],))
        if take["scene"] == "team":
            return way[::-1]
        crew.director.post("/show/undo", bus="both")
        take = crew.director.snapshot("show")["buses"]["stage"]


def test_black_is_both_by_key_and_one_by_its_button(gallery: Gallery) -> None:
    gallery.press("b")
    gallery.stage_shows("blank")
    gallery.overlay_shows(None)
    expect(gallery.at("onair-stage")).to_have_attribute("data-kind", "black")
    gallery.press("b")
    gallery.stage_shows("blank")
    gallery.press("u")
    gallery.stage_shows("team")
    gallery.overlay_shows("lower")
    gallery.at("black-stream").click()
    gallery.overlay_shows(None)
    gallery.stage_shows("team")
    expect(gallery.at("undo")).to_contain_text("truyền hình")
    gallery.press("u")
    gallery.overlay_shows("lower")


def test_hold_stands_still_while_time_goes_on(gallery: Gallery, crew: Crew, turn: Turn) -> None:
    gallery.press("Space")
    gallery.stage_shows("performing")
    gallery.press("c")
    digits = gallery.stage.locator(".scene-performing .clock .cool")
    expect(digits).to_have_text(re.compile(r"^0[0-4]:\d\d$"))
    gallery.press("h")
    expect(gallery.at("onair-stage")).to_have_attribute("data-kind", "hold")
    expect(gallery.at("caution-stage")).to_contain_text("Đang giữ hình")
    frame = crew.director.snapshot("stage")
    assert (frame["held"], frame["clock"]["state"], frame["clock"]["ends_at"]) == (True, "paused", None)
    seconds = -(-frame["clock"]["left_ms"] // 1000)  # a second begun counts whole
    held = f"{seconds // 60:02d}:{seconds % 60:02d}"
    expect(digits).to_have_text(held)
    shown = gallery.at("clock-time").inner_text()
    expect(gallery.at("clock-time")).not_to_have_text(shown)  # at least a second goes by on the console
    assert digits.inner_text() == held
    gallery.press("x")
    gallery.press("u")
    expect(gallery.at("onair-stage")).to_have_attribute("data-kind", "take")
    expect(gallery.stage.locator(".scene-performing .state .on")).to_have_text("Kết thúc")


def test_a_score_that_is_not_locked_asks_for_a_reason_that_is_kept(
    gallery: Gallery, people: People, server: Server, crew: Crew, turn: Turn
) -> None:
    people.watch.allow(r"answer 422 POST /api/v1/show/take")
    for judge in crew.judges:
        crew.submit(judge, turn, *FULL)
    for scene in ("performing", "scoring"):
        gallery.press("Space")
        gallery.stage_shows(scene)
    expect(gallery.at("next-stage")).to_contain_text("chờ khóa phiếu")
    gallery.press("Space")
    dialog = gallery.at("override")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("chưa khóa phiếu")
    gallery.press("Escape")
    expect(dialog).to_be_hidden()
    gallery.stage_shows("scoring")
    gallery.press("Space")
    gallery.at("override-take").click()
    expect(dialog).to_contain_text("Hãy ghi lý do")
    gallery.console.keyboard.type("Trưởng ban giám khảo đã công bố tại chỗ")
    gallery.at("override-take").click()
    gallery.stage_shows("score")
    expect(gallery.stage.locator(".scene-score .total .fig")).to_have_text("17,25")
    assert crew.director.snapshot("show")["buses"]["stage"]["override"] == "Trưởng ban giám khảo đã công bố tại chỗ"
    kept = audited(server, "take_cue")[-1]
    assert (kept["scene"], kept["override"]) == ("score", "Trưởng ban giám khảo đã công bố tại chỗ")
    expect(gallery.at("caution-stage")).to_contain_text("Số liệu đã đổi")


def audited(server: Server, act: str) -> list[dict[str, object]]:
    """What the log of acts holds on disk for one kind of them."""
    found = server.on_disk(f"SELECT details FROM audit_entry WHERE act = '{act}' ORDER BY id")
    return [json.loads(str(details)) for (details,) in found]


def test_a_score_with_a_sheet_missing_is_not_shown_for_any_reason(
    gallery: Gallery, people: People, crew: Crew, turn: Turn
) -> None:
    people.watch.allow(r"answer (409|422) POST /api/v1/show/take")
    crew.submit("j1", turn, *FULL)
    crew.take("scoring", turn)
    expect(gallery.at("take-what")).to_have_text(number_of(crew, "score", turn))
    gallery.press("Space")
    expect(gallery.at("override-reason")).to_be_focused()
    gallery.console.keyboard.type("Xin phát ngay")
    gallery.at("override-take").click()
    expect(gallery.at("refusal")).to_contain_text("Chưa có đủ phiếu để tính điểm")
    gallery.stage_shows("scoring")


def test_apart_each_bus_goes_its_own_way_and_together_again(gallery: Gallery, crew: Crew, turn: Turn) -> None:
    gallery.at("linked").click()
    expect(gallery.at("linked")).to_have_text("Hai kênh đi riêng")
    gallery.press("2")
    expect(gallery.at("take-what")).to_contain_text("Truyền hình: ")
    gallery.press("Space")
    expect(gallery.overlay.locator(".bug-clock")).to_be_visible()
    gallery.stage_shows("team")
    gallery.press("1")
    gallery.press("b")
    gallery.stage_shows("blank")
    expect(gallery.overlay.locator(".bug-clock")).to_be_visible()
    gallery.at("linked").click()
    expect(gallery.at("linked")).to_have_text("Hai kênh đi cùng nhau")
    gallery.stage_shows("blank")  # linking alone changes no picture
    gallery.press("Space")
    gallery.stage_shows("performing")
    expect(gallery.overlay.locator(".bug-clock")).to_be_visible()


def test_the_console_sees_every_screen_paint_and_one_go(gallery: Gallery, people: People) -> None:
    expect(gallery.at("painted-stage")).to_have_text("Đã hiện 1 / 1")
    expect(gallery.at("screens").locator("li")).to_have_count(2)
    second = people.open("stage", "/stage/?screen=left")
    expect(gallery.at("painted-stage")).to_have_text("Đã hiện 2 / 2")
    gallery.press("Space")
    gallery.stage_shows("performing")
    expect(second.locator(".scene-performing")).to_be_visible()
    expect(gallery.at("painted-stage")).to_have_text("Đã hiện 2 / 2")
    second.close()
    expect(gallery.at("screens-sum")).to_contain_text("1 mất")
    gallery.stage_shows("performing")
