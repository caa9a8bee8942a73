"""What the director's keys and buttons do, over a made-up evening of some three hundred cues, in a real browser."""

from __future__ import annotations

import json
import os
import shutil
import threading
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect, sync_playwright

from contest.cli.chromium import VARIABLE
from tests.harness.console.server import serve

pytestmark = pytest.mark.browser
FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-sync", "--no-first-run"]
AFTER = "Số liệu đã đổi sau khi phát"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    server = serve(0)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def tab() -> Iterator[BrowserContext]:
    found = os.environ.get(VARIABLE) or shutil.which("chromium") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        driver = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield driver.new_context(viewport={"width": 1440, "height": 900}, reduced_motion="reduce")
        driver.close()


class Console:
    """The console in the browser, and the harness behind it."""

    def __init__(self, page: Page, base: str) -> None:
        self.page, self.base = page, base
        self.faults: list[str] = []
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda said: self.faults.append(said.text) if "Content Security" in said.text else None)

    def open(self, path: str = "/director/") -> None:
        self.page.goto(self.base + path)
        expect(self.page.get_by_test_id("net")).to_contain_text("Đã nối")

    def tamper(self, what: str, **values: Any) -> None:
        headers = {"Content-Type": "application/json"}
        self.page.request.post(f"{self.base}/harness/{what}", data=json.dumps(values), headers=headers)

    def wrote(self) -> list[tuple[str, dict[str, Any]]]:
        """What the console has asked the server to do, in order."""
        log = self.page.request.get(f"{self.base}/harness/log").json()
        return [(path.removeprefix("/api/v1/"), body) for path, body in log]

    def at(self, testid: str) -> Any:
        return self.page.get_by_test_id(testid)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def on_air(self, bus: str = "stage") -> str | None:
        return self.at(f"onair-{bus}").get_attribute("data-cue")


@pytest.fixture
def console(tab: BrowserContext, base: str) -> Iterator[Console]:
    page = tab.new_page()
    page.route(lambda url: "mini=1" in url, lambda route: route.fulfill(body="", content_type="text/html"))
    made = Console(page, base)
    made.tamper("anew")
    made.open()
    yield made
    page.close()
    assert made.faults == []


def test_space_takes_what_its_label_names(console: Console) -> None:
    expect(console.at("take-what")).to_have_text("16 · Đang chấm")
    console.press("Space")
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1016")
    expect(console.at("onair-stream")).to_have_attribute("data-cue", "1016")
    seen = {"stage": 1, "stream": 2}
    asked = {"bus": "both", "cue": 1016, "step": 1, "override": None, "based_on": seen}
    assert console.wrote() == [("show/take", asked)]


def test_leaning_on_space_takes_once(console: Console) -> None:
    for _repeat in range(8):
        console.page.keyboard.down("Space")
    console.page.keyboard.up("Space")
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1016")
    assert len(console.wrote()) == 1


def test_a_second_press_before_the_state_is_back_sends_nothing(console: Console) -> None:
    console.tamper("delay", ms=500)
    console.press("Space", "Space", "Space")
    expect(console.at("take")).to_have_attribute("aria-busy", "true")
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1016")
    expect(console.at("take")).not_to_have_attribute("aria-busy", "true")
    assert len(console.wrote()) == 1


def test_a_second_press_after_the_label_has_changed_takes_the_next(console: Console) -> None:
    console.tamper("lock", cue=1017)
    console.press("Space")
    expect(console.at("take-what")).to_have_text("17 · Điểm phần thi")
    console.press("Space")
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1017")
    assert [body["cue"] for _path, body in console.wrote()] == [1016, 1017]


def test_arrows_choose_and_the_green_frame_never_shows_another_picture(console: Console) -> None:
    console.press("ArrowDown", "ArrowDown")
    expect(console.at("take-what")).to_have_text("18 · Đang thi")
    expect(console.at("next-stage").locator(".placard")).to_be_visible()
    expect(console.at("next-stage").locator(".placard")).to_contain_text("Huyện Bình Sơn · Kiến thức")
    console.press("ArrowUp", "ArrowUp")
    expect(console.at("next-stage").locator(".placard")).to_be_hidden()
    console.press("ArrowDown", "Escape")
    expect(console.at("take-what")).to_have_text("16 · Đang chấm")
    console.at("cue-1022").click()
    console.press("Space")
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1022")
    expect(console.at("take-what")).to_have_text("23 · Điểm phần thi")


def test_black_keeps_the_choice_and_a_take_drops_it(console: Console) -> None:
    console.press("ArrowDown", "ArrowDown", "b")
    expect(console.at("onair-stage")).to_contain_text("Đã tắt hình")
    expect(console.at("take-what")).to_have_text("18 · Đang thi")


def test_black_and_hold_act_at_once_on_one_bus_alone(console: Console) -> None:
    console.tamper("delay", ms=400)
    console.press("Space")
    console.at("black-stream").click()
    console.at("hold-stage").click()
    expect(console.at("onair-stream")).to_have_attribute("data-kind", "black")
    expect(console.at("onair-stage")).to_have_attribute("data-kind", "hold")
    acts = console.wrote()
    assert ("show/black", {"bus": "stream"}) in acts
    assert ("show/hold", {"bus": "stage"}) in acts


def test_undo_names_the_bus_of_the_last_act_and_undoes_that(console: Console) -> None:
    console.at("black-stage").click()
    expect(console.at("onair-stage")).to_have_attribute("data-kind", "black")
    expect(console.at("undo")).to_contain_text("Hoàn lại lần phát cuối · sân khấu")
    console.press("u")
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1015")
    expect(console.at("onair-stream")).to_have_attribute("data-cue", "1015")
    assert console.wrote()[-1] == ("show/undo", {"bus": "stage", "based_on": {"stage": 3, "stream": 2}})


def test_a_clicked_button_is_not_pressed_again_by_space_or_enter(console: Console) -> None:
    console.at("black-stage").click()
    expect(console.at("onair-stage")).to_have_attribute("data-kind", "black")
    console.press("Enter")
    console.press("Space")
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1016")
    assert [path for path, _body in console.wrote()] == ["show/black", "show/take"]


def test_apart_the_keys_belong_to_one_bus_that_is_named(console: Console) -> None:
    console.at("linked").click()
    expect(console.at("linked")).to_have_text("Hai kênh đi riêng")
    console.press("2")
    expect(console.at("take-what")).to_have_text("Truyền hình: 16 · Đang chấm")
    console.press("Space")
    expect(console.at("onair-stream")).to_have_attribute("data-cue", "1016")
    assert console.on_air("stage") == "1015"
    expect(console.at("cue-1016")).to_contain_text("Đang phát truyền hình")
    console.press("1", "b")
    expect(console.at("onair-stage")).to_have_attribute("data-kind", "black")
    assert console.wrote()[-1] == ("show/black", {"bus": "stage"})


def test_no_key_acts_while_somebody_types(console: Console) -> None:
    console.press("/")
    console.page.keyboard.type("ly son diem b h u")
    console.page.keyboard.press("Control+a")
    console.page.keyboard.type("ly son diem")
    expect(console.at("cue-count")).to_have_text("3 trong 283 lệnh")
    expect(console.at("cue-1049")).to_be_visible()
    console.press("Escape")
    expect(console.at("filter")).not_to_be_focused()
    expect(console.at("cue-count")).to_have_text("lệnh 15 / 283")
    assert console.wrote() == []


def test_an_unconfirmed_score_asks_for_a_reason_and_sends_it(console: Console) -> None:
    console.press("Space")
    expect(console.at("take-what")).to_have_text("17 · Điểm phần thi")
    console.press("Space")
    dialog = console.at("override")
    expect(dialog).to_be_visible()
    expect(dialog).to_contain_text("còn thiếu phiếu của GK 4 và GK 6")
    console.at("override-take").click()
    expect(dialog).to_contain_text("Hãy ghi lý do")
    console.page.keyboard.type("b h u Trưởng ban đã đọc điểm")
    console.at("override-take").click()
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1017")
    reason = {"reason": "b h u Trưởng ban đã đọc điểm"}
    asked = {"bus": "both", "cue": 1017, "step": 1, "override": reason, "based_on": {"stage": 3, "stream": 4}}
    assert console.wrote()[-1] == ("show/take", asked)
    assert len(console.wrote()) == 3


def test_thinking_better_of_it_takes_nothing(console: Console) -> None:
    console.press("Space")
    expect(console.at("take-what")).to_have_text("17 · Điểm phần thi")
    console.press("Space")
    expect(console.at("override")).to_be_visible()
    console.press("Escape")
    expect(console.at("override")).to_be_hidden()
    assert console.on_air() == "1016"


def test_a_refusal_is_said_blocks_no_key_and_goes_with_the_next_success(console: Console) -> None:
    console.tamper("refuse", detail="Lệnh này đã bị xóa khỏi kịch bản.")
    console.press("Space")
    expect(console.at("refusal")).to_contain_text("Lệnh này đã bị xóa khỏi kịch bản.")
    console.press("h")
    expect(console.at("onair-stage")).to_have_attribute("data-kind", "hold")
    expect(console.at("refusal")).to_be_hidden()


def test_clock_keys(console: Console) -> None:
    console.press("p")
    expect(console.at("clock")).to_have_attribute("data-state", "paused")
    expect(console.at("clock-word")).to_have_text("Tạm dừng")
    console.press("c")
    expect(console.at("clock-word")).to_have_text("Sắp hết giờ")
    console.press("x")
    expect(console.at("clock-word")).to_have_text("Đã dừng")
    acts = [path for path, _body in console.wrote()]
    assert acts == ["clock/pause", "clock/start", "clock/stop"]


def test_without_the_socket_the_console_says_so_and_still_takes(console: Console) -> None:
    console.tamper("cut", s=6)
    expect(console.at("net")).to_contain_text("Mất kênh trực tiếp")
    console.press("Space")
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1016")
    expect(console.at("net")).to_contain_text("Đã nối", timeout=15_000)


def test_a_lost_answer_is_asked_for_again_and_the_take_counts_once(console: Console) -> None:
    lost: list[str] = []

    def lose_the_first(route: Route) -> None:
        answer = route.fetch()
        if lost:
            route.fulfill(response=answer)
        else:
            lost.append(route.request.headers["idempotency-key"])
            route.abort()

    console.page.route("**/api/v1/show/take", lose_the_first)
    console.press("Space")
    expect(console.at("take")).not_to_have_attribute("aria-busy", "true")
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1016")
    assert [body["cue"] for _path, body in console.wrote()] == [1016, 1016]
    expect(console.at("take-what")).to_have_text("17 · Điểm phần thi")
    expect(console.at("refusal")).to_be_hidden()


def test_a_picture_that_is_out_of_date_says_so(console: Console) -> None:
    console.tamper("stale")
    expect(console.at("caution-stage")).to_contain_text(AFTER)
    expect(console.at("caution-stream")).to_be_hidden()


def test_a_take_touches_only_the_rows_that_change_and_keeps_them_in_sight(console: Console) -> None:
    console.page.evaluate(
        """() => {
          window.touched = new Set();
          const note = (change) => window.touched.add(change.target.closest?.(".cue")?.id ?? "list");
          const all = {subtree: true, childList: true, attributes: true, characterData: true};
          new MutationObserver((changes) => changes.forEach(note)).observe(document.getElementById("cues"), all);
        }"""
    )
    console.at("cue-1200").scroll_into_view_if_needed()
    console.press("Space")
    expect(console.at("cue-1016")).to_have_attribute("data-state", "live")
    touched = set(console.page.evaluate("[...window.touched]"))
    assert touched <= {"cue-1014", "cue-1015", "cue-1016", "cue-1017", "list"}
    expect(console.at("cue-1016")).to_be_in_viewport()
    expect(console.at("cue-1017")).to_be_in_viewport()


@pytest.mark.parametrize(("width", "height"), [(1280, 800), (1440, 900), (1920, 1080)])
def test_everything_has_room(console: Console, width: int, height: int) -> None:
    console.page.set_viewport_size({"width": width, "height": height})
    out = console.page.evaluate(
        """() => {
          const bad = [];
          const root = document.documentElement;
          if (root.scrollHeight > innerHeight || root.scrollWidth > innerWidth) bad.push("the page scrolls");
          const parts = ".desk-head > *, .desk-keys > *, .note button, .turn > *, .bus, .bus h2";
          for (const el of document.querySelectorAll(parts)) {
            const box = el.getBoundingClientRect();
            const home = el.closest(".desk-head, .desk-keys, .buses").getBoundingClientRect();
            const out = box.left < home.left - 1 || box.right > home.right + 1 || box.bottom > home.bottom + 1;
            if (box.width > 0 && out) bad.push(el.className);
          }
          const [a, clock, b] = document.querySelector(".buses").children;
          if (a.getBoundingClientRect().bottom > clock.getBoundingClientRect().top) bad.push("stage over clock");
          if (clock.getBoundingClientRect().bottom > b.getBoundingClientRect().top) bad.push("clock over stream");
          return bad;
        }"""
    )
    assert out == []


@pytest.mark.parametrize(("width", "height"), [(1024, 768), (768, 1024)])
def test_the_mc_reads_at_arms_length(console: Console, width: int, height: int) -> None:
    console.page.set_viewport_size({"width": width, "height": height})
    console.open("/mc/")
    expect(console.at("now")).to_contain_text("Huyện Bình Sơn")
    expect(console.at("next")).to_contain_text("Đang chấm")
    expect(console.at("card")).to_be_hidden()
    console.tamper("lock", cue=1017)
    smallest = console.page.evaluate(
        """() => Math.min(...[...document.querySelectorAll(".mc *")]
          .filter((el) => el.checkVisibility() && [...el.childNodes].some((n) => n.nodeType === 3 && n.data.trim()))
          .map((el) => parseFloat(getComputedStyle(el).fontSize)))"""
    )
    assert smallest >= 28


def test_the_mcs_card_comes_with_the_score_and_warns_when_it_may_be_old(console: Console) -> None:
    console.tamper("lock", cue=1017)
    console.press("Space")
    expect(console.at("take-what")).to_have_text("17 · Điểm phần thi")
    console.press("Space")
    expect(console.at("onair-stage")).to_have_attribute("data-cue", "1017")
    console.open("/mc/")
    expect(console.at("card")).to_contain_text("43,35")
    expect(console.at("old")).to_be_hidden()
    console.tamper("cut", s=3)
    expect(console.at("old")).to_be_visible()
