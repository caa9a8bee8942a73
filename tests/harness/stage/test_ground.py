"""The ground behind the scenes: the tokens' colours, the land in its strengths, at the wall's own size, never twice."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image
from playwright.sync_api import Route

from tests.harness.stage.screen import Screen

pytestmark = pytest.mark.browser
# shares of the wall's width and height where no line of the drawing runs
EMPTY_SKY = ((0.1, 0.05), (0.5, 0.03), (0.5, 0.3), (0.9, 0.05), (0.98, 0.2))
PAINTED = """() => [...document.querySelectorAll(".lands canvas")].map((c) => [c.width, c.height])"""
LIGHT = """() => {
  const shown = document.querySelector(".lands canvas");
  const copy = new OffscreenCanvas(shown.width, shown.height).getContext("2d");
  copy.drawImage(shown, 0, 0);
  const { data } = copy.getImageData(0, 0, shown.width, shown.height);
  let sum = 0;
  for (let i = 2; i < data.length; i += 4) sum += data[i];
  return sum / (data.length / 4);
}"""
ALONE = "() => document.querySelectorAll('.lands canvas').length === 1"


def sky(screen: Screen) -> list[tuple[int, ...]]:
    picture = Image.open(BytesIO(screen.page.screenshot())).convert("RGB")
    return [picture.getpixel((int(x * picture.width), int(y * picture.height))) for x, y in EMPTY_SKY]


def test_the_land_is_painted_over_the_colours_of_the_tokens(screen: Screen) -> None:
    screen.open("stage", "blank", "still")
    painted = sky(screen)
    screen.page.evaluate("() => document.querySelector('.lands').remove()")
    plain = sky(screen)
    off = [abs(a - b) for ours, css in zip(painted, plain, strict=True) for a, b in zip(ours, css, strict=True)]
    assert max(off) <= 2


def test_it_steps_back_behind_words_and_most_behind_the_clock(screen: Screen) -> None:
    light = {}
    for frame in ("blank", "holding-long", "holding", "standings", "performing"):
        screen.open("stage", frame, "still")
        light[frame] = screen.page.evaluate(LIGHT)
    assert light["blank"] > light["holding"] > light["holding-long"]
    assert light["standings"] > light["performing"]


def test_a_take_fades_from_one_land_to_the_next_and_leaves_one_picture(screen: Screen) -> None:
    screen.open("stage", "blank")
    screen.take("performing", key="other")
    assert screen.page.evaluate(PAINTED) == [[1280, 720]] * 2
    assert screen.until(ALONE)
    assert screen.page.locator(".ground").get_attribute("data-land") == "quiet"


def test_takes_that_overtake_each_other_end_on_the_last_land(screen: Screen) -> None:
    screen.open("stage", "blank")
    for n, frame in enumerate(("performing", "standings", "blank", "standings")):
        screen.take(frame, key=f"k{n}")
    assert screen.until(ALONE)
    shown = screen.page.evaluate(LIGHT)
    screen.open("stage", "standings", "still")
    assert screen.page.evaluate(LIGHT) == shown


def test_a_wall_that_changes_its_size_is_painted_anew(screen: Screen) -> None:
    screen.open("stage", "standings")
    screen.page.set_viewport_size({"width": 1920, "height": 540})
    assert screen.until("() => document.querySelector('.lands canvas').width === 1920")
    assert screen.page.evaluate(PAINTED) == [[1920, 540]]


def test_a_drawing_that_does_not_come_leaves_the_colours(screen: Screen) -> None:
    screen.page.route("**/motif-*.svg", lambda route: route.fulfill(status=404, body=""))
    screen.open("stage", "standings")
    assert screen.page.evaluate(PAINTED) == [[1280, 720]]


def test_a_scene_is_shown_though_a_drawing_never_arrives(screen: Screen) -> None:
    waiting: list[Route] = []

    def leave_it(route: Route) -> None:
        waiting.append(route)

    screen.page.route("**/motif-land.svg", leave_it)
    screen.page.goto(f"{screen.base}/stage/?frame=standings", wait_until="domcontentloaded")
    assert screen.until("() => document.querySelector('main.scene-standings')")
    assert waiting


def test_a_scene_is_shown_though_the_ground_cannot_be_painted(screen: Screen) -> None:
    screen.page.add_init_script("globalThis.createImageBitmap = () => Promise.reject(new Error('no memory'))")
    screen.open("stage", "standings")
    assert screen.count("main.scene-standings") == 1
