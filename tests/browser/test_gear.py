"""The overlay in the station's own gear, each machine as its makers built it: OBS, CasparCG, SPX, OGraf, a file.

The gear is a browser of its own without a cookie and without a login; the server is a real one.
"""

from __future__ import annotations

import re
import threading
import zipfile
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from contest.config import load_settings
from contest.exports.gear import Where, ograf_package, shell_page, spx_package
from contest.services import broadcast
from contest.services.actor import HOUSE
from contest.services.opening import open_house
from tests.browser.people import Crew
from tests.browser.server import Server
from tests.browser.watching import OUTAGE, SCREEN, People

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def where(server: Server) -> Where:
    """Where the station's gear finds the overlay."""
    house = open_house(load_settings({}, data=str(server.folder), demo=False))
    with house.act(HOUSE) as work:
        key = broadcast.renew_key(work)
    house.database.close()
    return Where(server.base, key)


@pytest.fixture
def gear(people: People) -> Page:
    """A machine of the station: nobody has logged in on it."""
    return people.browser_of("gear", SCREEN).new_page()


def air(where: Where, query: str = "") -> str:
    return f"{where.base}/air/{where.key}/{query}"


def test_the_address_alone_shows_the_overlay_and_fault_is_never_drawn(
    gear: Page, where: Where, crew: Crew, people: People
) -> None:
    people.watch.allow("answer 404 GET /air/nonsense/")
    gear.goto(f"{where.base}/air/nonsense/")
    assert gear.locator("body").inner_text() == ""
    gear.goto(air(where, "?bg=00b140"))
    assert gear.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(0, 177, 64)"
    crew.take("scoring", crew.turns("vong-loai", "chao-hoi")[0])
    expect(gear.locator(".lower .name").last).to_be_visible()
    assert gear.context.cookies() == []


def test_obs_tells_the_console_when_it_is_on_air_and_shows_no_replay(
    gear: Page, where: Where, crew: Crew, people: People
) -> None:
    turn = crew.turns("vong-loai", "chao-hoi")[1]
    gear.goto(air(where, "?ctl=external&screen=Máy+OBS"))
    crew.take("scoring", turn)
    gear.wait_for_function("performance.getEntriesByType('resource').length > 5")
    expect(gear.locator(".piece")).to_have_count(0)

    def obs(event: str, **detail: bool) -> None:
        gear.evaluate(
            "([name, detail]) => dispatchEvent(new CustomEvent(name, {detail}))", [f"obsSource{event}Changed", detail]
        )

    obs("Active", active=True)
    expect(gear.locator(".lower .name").last).to_be_visible()
    assert gear.evaluate("document.getAnimations().length") == 0, "what comes on air stands, it is not played again"
    console = people.open("director")
    row = console.get_by_role("listitem").filter(has_text="Máy OBS")
    expect(row).to_have_attribute("data-tally", "on")
    expect(row).to_contain_text("đang lên hình")
    obs("Active", active=False)
    expect(gear.locator(".piece")).to_have_count(0)
    expect(row).to_have_attribute("data-tally", "off")


def test_casparcg_calls_update_then_play_then_stop(gear: Page, where: Where, crew: Crew) -> None:
    crew.take("scoring", crew.turns("vong-loai", "chao-hoi")[0])
    gear.goto(air(where, "?ctl=external&only=lower"))
    assert gear.evaluate("typeof window.remove") == "undefined"
    xml = (
        '<templateData><componentData id="f0"><data id="text" value="Nguyễn Văn An"/></componentData>'
        '<componentData id="f1"><data id="text" value="Trưởng ban giám khảo &amp; chuyên gia"/></componentData>'
        "</templateData>"
    )
    gear.evaluate("xml => window.update(xml)", xml)
    expect(gear.locator(".piece")).to_have_count(0)
    gear.evaluate("window.play()")
    expect(gear.locator(".lower .name").last).to_have_text("Nguyễn Văn An")
    expect(gear.locator(".lower .unit").last).to_have_text("Trưởng ban giám khảo & chuyên gia")
    gear.evaluate("window.next()")
    gear.evaluate('window.update(\'{"f0": ""}\')')
    expect(gear.locator(".lower .unit").last).to_contain_text("Ban giám khảo đang chấm điểm")
    for nonsense in ("", "{", "<a", "null", "[1]", "chữ"):
        gear.evaluate("words => window.update(words)", nonsense)
    gear.evaluate("window.stop()")
    expect(gear.locator(".piece")).to_have_count(0)


def test_a_shell_page_opened_before_the_server_is_up_shows_the_overlay_once_it_is(
    server: Server, where: Where, crew: Crew, people: People, tmp_path: Path
) -> None:
    """Case 23 of the threads: a file on the mixer's disk (obs-browser#71)."""
    crew.take("scoring", crew.turns("vong-loai", "chao-hoi")[0])
    people.watch.allow(OUTAGE)
    page = people.browser_of("mixer", SCREEN).new_page()
    shell = tmp_path / "lop-phu.html"
    shell.write_bytes(shell_page(where))
    server.kill()
    with page.expect_event("requestfailed"):  # it has asked in vain
        page.goto(shell.as_uri())
    assert page.locator("iframe").count() == 0
    server.restart()
    overlay = page.frame_locator("iframe")
    expect(overlay.locator(".lower .unit").last).to_contain_text("Ban giám khảo đang chấm điểm")
    expect(page.locator("iframe")).to_be_visible()
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgba(0, 0, 0, 0)"
    page.evaluate("window.stop()")
    expect(overlay.locator(".piece")).to_have_count(0)
    page.evaluate("window.play()")
    expect(overlay.locator(".lower .name").last).to_be_visible()


@pytest.fixture
def station(tmp_path: Path) -> Iterator[str]:
    """A web server of the station's own: another origin, with the templates and graphics unpacked in its folder."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, *_args: Any) -> None:
            """Says nothing."""

    Quiet.extensions_map = {**SimpleHTTPRequestHandler.extensions_map, ".mjs": "text/javascript"}
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(tmp_path))) as serving:
        thread = threading.Thread(target=serving.serve_forever, daemon=True)
        thread.start()
        yield f"http://127.0.0.1:{serving.server_address[1]}"
        serving.shutdown()
        thread.join()


def test_spx_plays_a_template_from_its_own_origin(
    gear: Page, where: Where, crew: Crew, station: str, tmp_path: Path
) -> None:
    crew.take("scoring", crew.turns("vong-loai", "chao-hoi")[2])
    zipfile.ZipFile(BytesIO(spx_package(where))).extractall(tmp_path)
    bare = gear.context.new_page()  # SPX looks into a template at import without a network
    bare.add_init_script("delete window.fetch")
    bare.goto(f"{station}/hoi-thi/lower-third.html")
    bare.evaluate("window.update('{}'); window.play(); window.stop()")
    bare.close()
    gear.goto(f"{station}/hoi-thi/lower-third.html")
    fields = gear.evaluate("window.SPXGCTemplateDefinition.DataFields.map(field => field.field)")
    assert fields == ["comment", "f0", "f1"]
    overlay = gear.frame_locator("iframe")
    gear.evaluate("window.update(JSON.stringify({f0: 'Trần Thị Bé', f1: 'MC'}))")
    gear.evaluate("window.play()")
    expect(overlay.locator(".lower .name").last).to_have_text("Trần Thị Bé")
    gear.evaluate("window.update(JSON.stringify({f0: '', f1: ''}))")
    expect(overlay.locator(".lower .unit").last).to_contain_text("Ban giám khảo đang chấm điểm")
    gear.evaluate("window.stop()")
    expect(overlay.locator(".piece")).to_have_count(0)


HOST = """<!doctype html><meta charset="utf-8"><title>OGraf</title><body><script type="module">
const manifests = {};
window.graphics = {};
window.graphic = async (key, data) => {
  const manifest = await (await fetch(`hoi-thi/${key}.ograf.json`)).json();
  const { default: Graphic } = await import(`./hoi-thi/${manifest.main}`);
  customElements.define(`host-${key}`, Graphic);
  const element = document.createElement(`host-${key}`);
  document.body.append(element);
  window.graphics[key] = element;
  return element.load({ data, renderType: "realtime", renderCharacteristics: {} });
};
</script>"""


def test_an_ograf_host_loads_plays_updates_stops_and_disposes(
    gear: Page, where: Where, crew: Crew, station: str, tmp_path: Path
) -> None:
    crew.take("scoring", crew.turns("vong-loai", "chao-hoi")[3])
    zipfile.ZipFile(BytesIO(ograf_package(where))).extractall(tmp_path)
    (tmp_path / "host.html").write_text(HOST, encoding="utf-8")
    gear.goto(f"{station}/host.html")

    def call(key: str, method: str, **params: Any) -> Any:
        return gear.evaluate("([key, method, params]) => window.graphics[key][method](params)", [key, method, params])

    for key in ("lower-third", "score-bug", "standings"):
        assert gear.evaluate("key => window.graphic(key, {})", key) == {"statusCode": 200}, key
    lower = gear.frame_locator("host-lower-third iframe")
    expect(lower.locator(".piece")).to_have_count(0)
    assert call("lower-third", "playAction") == {"statusCode": 200, "currentStep": 0}
    expect(lower.locator(".lower .unit").last).to_contain_text("Ban giám khảo đang chấm điểm")
    call("lower-third", "updateAction", data={"name": "Lê Văn Cường", "unit": "Nhạc sĩ"})
    expect(lower.locator(".lower .name").last).to_have_text("Lê Văn Cường")
    call("lower-third", "stopAction")
    expect(lower.locator(".piece")).to_have_count(0)
    call("score-bug", "playAction")
    bug = gear.frame_locator("host-score-bug iframe")
    expect(bug.locator(".piece")).to_have_count(0)  # nothing is revealed
    crew.organiser.post("/rounds/vong-loai/open")
    turn = crew.fresh_turn("chao-hoi")
    for judge in crew.judges:
        crew.submit(judge, turn, "7.25", "6.5", "3.25")
    crew.secretary.post(f"/performances/{turn.id}/lock")
    crew.take("score", turn)
    expect(bug.locator(".bug-score .fig").last).to_have_text("17,00")
    call("score-bug", "stopAction")
    expect(bug.locator(".piece")).to_have_count(0)
    strip = gear.frame_locator("host-standings iframe")
    expect(strip.locator(".piece")).to_have_count(0)
    standings = crew.cue("standings")["id"]
    crew.director.post("/show/take", bus="both", cue=standings, override={"reason": "Thử dải xếp hạng"})
    call("standings", "playAction")
    expect(strip.locator(".strip .cell .name").first).to_be_visible()
    assert call("standings", "customAction", id="next") == {"statusCode": 200}
    assert call("standings", "customAction", id="fly")["statusCode"] == 404
    refused = gear.evaluate("window.graphics.standings.load({renderType: 'non-realtime'})")
    assert refused["statusCode"] == 400
    assert call("lower-third", "dispose") == {"statusCode": 200}
    assert gear.locator("host-lower-third iframe").count() == 0


def test_the_technician_is_handed_everything(people: People, server: Server) -> None:
    page = people.open("director", "/director/broadcast")
    if page.get_by_test_id("make-key").count():
        page.get_by_test_id("make-key").click()
    address = page.get_by_test_id("address").input_value()
    assert re.fullmatch(rf"{re.escape(server.base)}/air/[0-9a-f]{{40}}/", address)
    for name in ("shell", "spx", "ograf", "caspar-file"):
        with page.expect_download() as download:
            page.get_by_test_id(name).click()
        content = Path(download.value.path()).read_bytes()
        held = (
            content
            if name in ("shell", "caspar-file")
            else b"".join(
                zipfile.ZipFile(BytesIO(content)).read(each) for each in zipfile.ZipFile(BytesIO(content)).namelist()
            )
        )
        assert address.split("/air/")[1].strip("/").encode() in held, name
    page.get_by_test_id("renew").click()
    page.get_by_test_id("ask-yes").click()
    expect(page.get_by_test_id("address")).not_to_have_value(address)
