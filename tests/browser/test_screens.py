"""Screens come back by themselves, as they were settled: from the server's death, a line that crawls, sleep."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browser.crawling import Line
from tests.browser.people import Crew, Turn
from tests.browser.server import Server
from tests.browser.watching import OUTAGE, SCREEN, People

pytestmark = pytest.mark.browser


SET_CLOCK = """
import time
day, seconds = time.time_ns, time.time

def by():
    try:
        return int(open({file!r}).read())
    except (OSError, ValueError):
        return 0

time.time_ns = lambda: day() + by() * 1_000_000_000
time.time = lambda: seconds() + by()
"""


@pytest.fixture(scope="module")
def set_by(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """How many seconds the server's clock of day has been set by: a file that the server's Python looks at."""
    return Path(tmp_path_factory.mktemp("clock")) / "set-by.txt"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, set_by: Path) -> Iterator[Server]:
    """The server of this module, whose clock of day can be set under it."""
    (set_by.parent / "sitecustomize.py").write_text(SET_CLOCK.format(file=str(set_by)), encoding="utf-8")
    made = Server(tmp_path_factory.mktemp("contest") / "data", PYTHONPATH=str(set_by.parent))
    yield made
    made.stop()


@pytest.fixture(scope="module", autouse=True)
def round_is_open(crew: Crew) -> None:
    crew.organiser.post("/rounds/vong-loai/open")


@pytest.fixture
def turn(crew: Crew) -> Turn:
    crew.director.put("/show/linked", linked=True)
    return crew.fresh_turn("chao-hoi")


@pytest.fixture
def line(server: Server) -> Iterator[Line]:
    made = Line(server.port)
    yield made
    made.close()


def shows(page: Page, scene: str) -> None:
    expect(page.locator(".scene:not([inert])")).to_have_class(re.compile(rf"\bscene-{scene}\b"))


def screen_named(crew: Crew, name: str) -> dict[str, object]:
    found = crew.director.snapshot("screens")["screens"]
    return next((dict(screen) for screen in found if screen["name"] == name), {})


def test_case_10_every_screen_comes_back_to_its_scene_and_its_own_settings(
    people: People, server: Server, crew: Crew, turn: Turn
) -> None:
    """Case 10 of the threads: the server is killed in mid-round and started again. Nobody touches a screen."""
    people.watch.allow(OUTAGE, r"AudioContext", r"no answer|answer 50")
    crew.take("performing", turn)
    crew.director.post("/clock/start", performance=turn.id)
    console = people.open("director")
    wall = people.open("stage", "/stage/?screen=sanh", size=SCREEN)
    hall = people.open("stage", "/stage/?screen=chinh", size=SCREEN)
    shows(wall, "performing")
    row = console.locator(".screen", has_text="sanh")
    row.click()
    console.get_by_test_id("screen-name").fill("Màn sảnh")
    console.get_by_test_id("screen-shows").select_option("testcard")
    console.get_by_test_id("screen-save").click()
    expect(console.locator(".screen", has_text="Màn sảnh")).to_contain_text("Hình thử màn")
    shows(wall, "testcard")
    crew.take("scoring", turn)
    shows(hall, "scoring")
    server.kill()
    server.restart()
    expect(console.get_by_test_id("net")).to_contain_text("Đã nối máy chủ")
    expect(console.locator(".screen", has_text="Màn sảnh").locator(".dot")).to_be_visible()
    expect(console.locator('.screen[data-state="good"]')).to_have_count(2)
    shows(wall, "testcard")
    shows(hall, "scoring")
    crew.take("team", turn)
    shows(hall, "team")
    shows(wall, "testcard")
    wall.reload()
    shows(wall, "testcard")
    found = screen_named(crew, "Màn sảnh")
    crew.director.http.patch(f"/screens/stage/{found['id']}", json={"shows": None})
    shows(wall, "team")
    crew.director.post("/clock/stop")


def test_case_11_a_screen_whose_line_crawls_is_shown_stale_and_catches_up_exactly(
    people: People, crew: Crew, turn: Turn, line: Line, server: Server
) -> None:
    """Case 11 of the threads: three takes pass it by; when the line is good again it stands at the last of them."""
    people.watch.allow(OUTAGE, r"no answer|WebSocket")
    crew.take("team", turn)
    console = people.open("director")
    browser = people.browser_of("far away", SCREEN)
    far = browser.new_page()
    far.goto(str(server.links["stage"]["url"]).replace(server.base, line.base))
    far.goto(f"{line.base}/stage/?screen=xa")
    shows(far, "team")
    row = console.locator(".screen", has_text="xa")
    expect(row).to_have_attribute("data-state", "good")
    line.crawl()
    for scene in ("performing", "scoring", "team"):
        crew.take(scene, turn)
    crew.take("performing", turn)
    expect(row).to_have_attribute("data-state", re.compile("slow|lost"))
    shows(far, "team")
    line.recover()
    expect(row).to_have_attribute("data-state", "good")
    shows(far, "performing")
    wanted = crew.director.get("/snapshot/stage")["rev"]
    assert screen_named(crew, "xa")["rev"] == wanted


def test_case_13_time_is_right_on_return_from_sleep(people: People) -> None:
    """Case 13 of the threads: ten minutes of sleep, with and without a sign of it."""
    page = people.open("stage", size=SCREEN)
    apart = page.evaluate(
        """async () => {
          const src = document.querySelector('script[type=module]').src.replace('/stage.js', '/clock.js');
          const { syncTime } = await import(src);
          let [server, perf, wall] = [1_727_870_400_000, 5_000, 1_500_000_000_000];
          const time = syncTime({ ask: async () => server, perf: () => perf, date: () => wall });
          await time.measure();
          const at = [time.now() - server];
          const settled = () => new Promise((go) => setTimeout(go, 1_500));
          server += 600_000; wall += 600_000;                    /* asleep: performance.now() stood still */
          document.dispatchEvent(new Event('visibilitychange'));
          await settled();
          at.push(time.now() - server);
          server += 600_000; wall += 600_000;                    /* and again, but nothing says so */
          await settled();
          at.push(time.now() - server);
          wall += 3_600_000; server += 1_500; perf += 1_500;     /* the device is set by an hour */
          await settled();
          at.push(time.now() - server);
          time.stop();
          return at;
        }"""
    )
    assert [abs(each) <= 100 for each in apart] == [True] * 4


DEVICE = """
  const day = Date.now.bind(Date), steady = performance.now.bind(performance);
  window.device = { day: 3_600_000, steady: 0, true: day };     /* its own clock is an hour off from the start */
  Date.now = () => day() + device.day;
  performance.now = () => steady() + device.steady;
"""

EDGES = """async (endsAt) => {
  const face = document.querySelector('.scene-performing:not([inert]) .cool');
  const late = [];
  await new Promise((done) => {
    const looker = new MutationObserver(() => {
      const [m, s] = face.textContent.split(':').map(Number);
      late.push(device.true() - (endsAt - (m * 60 + s) * 1000));   /* from the moment when this second begins */
      if (late.length === 3) { looker.disconnect(); done(); }
    });
    looker.observe(face, { childList: true, characterData: true, subtree: true });
  });
  return late;
}"""


def test_cases_12_and_13_a_wall_shows_the_right_second_whatever_becomes_of_the_clocks(
    people: People, server: Server, crew: Crew, turn: Turn, set_by: Path
) -> None:
    """Cases 12 and 13 over the real line, by the digits: within 100 ms after sleep, and after either clock was set."""
    people.watch.allow(OUTAGE, r"no answer|answer 50")
    crew.take("performing", turn)
    crew.director.post("/clock/start", performance=turn.id)
    browser = people.browser_of("asleep", SCREEN)
    browser.add_init_script(DEVICE)
    page = browser.new_page()
    page.goto(str(server.links["stage"]["url"]))
    shows(page, "performing")
    ends_at = crew.director.snapshot("stage")["clock"]["ends_at"]

    def is_right() -> bool:
        """The best of three seconds: a machine at its limits may draw one of them late, but none is drawn early."""
        late = page.evaluate(EDGES, ends_at)
        return bool(min(late) > -100 and min(late) < 100)

    assert is_right(), "from the start"
    page.evaluate("device.day += 3_600_000")
    page.wait_for_timeout(1_500)
    assert is_right(), "its clock was set by an hour"
    page.evaluate("device.steady -= 600_000")  # it slept: the steady clock stood still, the day went on
    page.wait_for_timeout(1_500)
    assert is_right(), "ten minutes of sleep that nothing tells of"
    line = browser.new_cdp_session(page)
    line.send("Page.setWebLifecycleState", {"state": "frozen"})
    page.wait_for_timeout(3_000)
    line.send("Page.setWebLifecycleState", {"state": "active"})
    assert is_right(), "frozen for a while as a hidden tab"
    set_by.write_text("-3600", encoding="utf-8")
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")  # it measures anew
    assert is_right(), "the server's clock was set back by an hour"
    server.kill()
    server.restart()
    expect(page.locator(".scene-performing:not([inert])")).to_be_visible()
    page.wait_for_function("document.querySelectorAll('.scene').length === 1")
    assert crew.director.snapshot("stage")["clock"]["ends_at"] == ends_at
    assert is_right(), "and was started again in that hour"
    crew.director.post("/clock/stop")
    set_by.unlink()
