"""Room for everything: no page scrolls sideways at the sizes it is held in, no scene cuts or covers a name."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.people import Crew, Turn
from tests.browser.watching import LAPTOP, People
from tests.harness.stage.layouts import SIZES, faults

pytestmark = pytest.mark.browser

DESK = [(1280, 720), (1366, 768), (1920, 1080)]
HELD = [(768, 1024), (1024, 768)]
PHONES = [(360, 740), (390, 844)]
PAGES = [
    ("organiser", "/organiser/", [*DESK, *HELD, *PHONES]),
    ("organiser", "/organiser/rounds/vong-loai/order", [*DESK, *HELD, *PHONES]),
    ("organiser", "/organiser/links", [*DESK, *HELD, *PHONES]),
    ("secretary", "/secretary/", [*DESK, *HELD]),
    ("secretary", "/secretary/?round=chung-ket", [*DESK, *HELD]),
    ("director", "/director/", [(1280, 800), (1440, 900), (1920, 1080)]),
    ("mc", "/mc/", [*HELD, *PHONES]),
    ("j1", "/judge/", [*HELD, (1280, 800), *PHONES]),
    ("organiser", "/organiser/registrations", PHONES),
    ("organiser", "/organiser/import", PHONES),
    ("organiser", "/organiser/rounds/vong-loai/draws", PHONES),
    ("secretary", "/check-in/", [*HELD, *PHONES]),
    ("public", "/register", PHONES),
    ("public", "/timetable", PHONES),
    ("public", "/", [*DESK, *HELD, *PHONES]),
    ("public", "/login", [*DESK, *HELD, *PHONES]),
    ("public", "/judge/login", [*HELD, *PHONES]),
    ("public", "/enter/an-unknown-link", [*HELD, *PHONES]),
]

TOO_WIDE = """() => {
  const wide = document.documentElement.scrollWidth - innerWidth;
  if (wide <= 0) return [];
  const out = (el) => el.getBoundingClientRect().right > innerWidth + 1;
  const guilty = [...document.querySelectorAll('body *')].filter(out).slice(-3);
  return [`${wide}px too wide`, ...guilty.map((el) => `${el.tagName} ${el.id || el.className}`)];
}"""

SMALL = """() => [...document.querySelectorAll('button, a.btn, input:not([type=hidden]), select, summary')]
  .filter((el) => el.checkVisibility({visibilityProperty: true, opacityProperty: true}))
  .map((el) => [el, (el.closest('label') ?? el).getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && (box.height < 23.5 || box.width < 23.5))
  .map(([el, box]) => `${el.id || el.className || el.name}: ${Math.round(box.width)}x${Math.round(box.height)}`)"""


@pytest.fixture(scope="module", autouse=True)
def turn(crew: Crew) -> Turn:
    """The team with the longest name is on stage, judged and waiting for its score; another one is open."""
    crew.organiser.post("/rounds/vong-loai/open")
    longest = max(crew.round("vong-loai")["teams"], key=lambda team: len(team["name"]))
    turn = next(each for each in crew.turns("vong-loai", "tieu-pham") if each.team == longest["key"])
    crew.secretary.post(f"/performances/{turn.id}/open")
    for judge in crew.judges:
        crew.submit(judge, turn, "17.25", "8.25", "10.75", "6.75")
    crew.secretary.post(f"/performances/{turn.id}/adjustments", points="-0.25", reason="Quá giờ 45 giây")
    crew.secretary.post(f"/performances/{turn.id}/lock")
    crew.fresh_turn("chao-hoi")
    crew.take("scoring", turn)
    return turn


@pytest.mark.parametrize(("who", "path", "sizes"), PAGES, ids=lambda value: value if isinstance(value, str) else "")
def test_a_page_fits_where_it_is_held(people: People, who: str, path: str, sizes: list[tuple[int, int]]) -> None:
    people.watch.allow(r"answer 401 GET /enter/")
    page = people.open(who, path, size=sizes[0])
    expect(page.locator("h1, h2").first).to_be_visible()
    wrong: dict[str, list[str]] = {}
    for width, height in sizes:
        page.set_viewport_size({"width": width, "height": height})
        wrong[f"{width}x{height}"] = page.evaluate(TOO_WIDE) + page.evaluate(SMALL)
    assert {size: lines for size, lines in wrong.items() if lines} == {}


@pytest.fixture
def screens(people: People) -> dict[str, Page]:
    return {who: people.open(who, f"/{who}/?still", size=LAPTOP) for who in ("stage", "overlay")}


@pytest.mark.parametrize("scene", ["holding", "team", "performing", "scoring", "score"])
def test_a_scene_of_the_longest_name_fits_every_screen(
    screens: dict[str, Page], crew: Crew, turn: Turn, scene: str
) -> None:
    crew.take(scene, None if scene == "holding" else turn)
    wrong: dict[str, object] = {}
    for who, page in screens.items():
        on_air = page.locator(f".scene-{scene}, .piece").first
        for size in SIZES[who]:
            width, height = map(int, size.split("x"))
            page.set_viewport_size({"width": width, "height": height})
            expect(on_air).to_be_visible()
            found = faults(page)
            assert found["texts"] > 0
            wrong[f"{who} {size}"] = found["faults"]
    assert {place: lines for place, lines in wrong.items() if lines} == {}
