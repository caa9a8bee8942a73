"""A team's way onto the stage: its unit registers on a phone, is sent back, corrects, is approved, is scanned in at the
door, is drawn, and is introduced to the hall with its photo. Each step of the way is a function of its own.
"""

from __future__ import annotations

import io
import os
import re
from pathlib import Path

import pytest
import segno
from PIL import Image, ImageDraw, ImageOps
from playwright.sync_api import APIResponse, Browser, Page, Route, expect

from contest.cli.chromium import ensure_chromium
from tests.browser.conftest import FLAGS
from tests.browser.people import Crew
from tests.browser.server import Server
from tests.browser.watching import PHONE, SCREEN, People
from tests.harness.stage.layouts import SIZES, faults

pytestmark = pytest.mark.browser

UNIT, TEAM = "Trung tâm Văn hóa tỉnh", "Núi Ấn – Sông Trà"
MEMBERS = (("Trần Văn Hậu", "trưởng đoàn"), ("Lê Thị Đào", "đội trưởng"), ("Nguyễn An", "chính thức"))


def open_registration(people: People) -> Page:
    """The organisers set the window and ask for a photo; two full members are enough."""
    desk = people.open("organiser", "/organiser/registration-rules")
    desk.locator("#opens").fill("2020-01-01T08:00")
    desk.locator("#closes").fill("2099-01-01T17:00")
    desk.locator("#roles-2-least").fill("1")
    desk.get_by_test_id("save").click()
    expect(desk.get_by_test_id("saved")).to_be_visible()
    return desk


def begin_on_a_phone(people: People) -> tuple[Page, str]:
    """The unit agrees, and keeps its code."""
    phone = people.browser_of("unit", PHONE, is_mobile=True, has_touch=True).new_page()
    phone.goto(f"{people.server.base}/register")
    expect(phone.locator("#consent")).not_to_be_checked()
    phone.locator("#consent").check()
    phone.get_by_test_id("start").click()
    code = phone.get_by_test_id("code").inner_text()
    phone.get_by_test_id("begin").click()
    return phone, code


def fill_in(phone: Page, photo: Path) -> None:
    """Every step, by thumb; what is typed is saved before the key is pressed."""
    phone.locator("#unit_name").fill(UNIT)
    expect(phone.locator("#saved")).to_contain_text("Đã lưu lúc")
    phone.get_by_test_id("next").click()
    phone.locator("#team_name").fill(TEAM)
    phone.locator("#short_name").fill("TT Văn hóa")
    phone.locator("#file-photo").set_input_files(photo)
    expect(phone.locator("[data-testid=upload-photo] img")).to_be_visible()
    phone.get_by_test_id("next").click()
    for n, (name, role) in enumerate(MEMBERS):
        phone.locator(f"#members-{n}-name").fill(name)
        phone.locator(f"#members-{n}-role").select_option(role)
        phone.locator(f"#members-{n}-consented").check()
    phone.locator("#members-1-name").press("Enter")  # as the keyboard's own key: it goes on, and takes nobody out
    phone.locator("#name").fill(MEMBERS[0][0])
    phone.locator("#phone").fill("0905 123 456")
    phone.get_by_test_id("next").click()
    titles = phone.locator('[name^="performances"][name$="-title"]')
    for n in range(titles.count()):
        titles.nth(n).fill(f"Tiết mục {n + 1}")
    phone.get_by_test_id("next").click()


def hand_in(phone: Page) -> None:
    """The unit gives its word, and sends."""
    phone.locator("#confirmed").check()
    phone.get_by_test_id("submit").click()
    expect(phone.get_by_test_id("sent")).to_be_visible()


def send_back(desk: Page, words: str) -> None:
    """The organisers find the registration by a name without marks, and return it."""
    desk.goto(desk.url.split("/organiser")[0] + "/organiser/registrations")
    desk.locator("#q").fill("van hoa nui an")
    desk.get_by_test_id("filter").click()
    desk.get_by_test_id("registration-1").click()
    desk.locator("#remark").fill(words)
    desk.get_by_test_id("return").click()
    expect(desk.get_by_test_id("done")).to_be_visible()


def approve(desk: Page) -> None:
    """The organisers take the corrected registration."""
    desk.reload()
    desk.get_by_test_id("approve").click()
    expect(desk.get_by_test_id("done")).to_be_visible()


def scan_in(people: People, phone: Page, folder: Path) -> None:
    """The desk at the door photographs the code on the unit's phone, and says that the team is here."""
    paper = folder / "ma.png"
    phone.get_by_test_id("arrival-qr").screenshot(path=paper)
    door = people.open("secretary", "/check-in/", size=PHONE, is_mobile=True, has_touch=True)
    door.get_by_test_id("photo").set_input_files(paper)
    expect(door.get_by_test_id("found")).to_contain_text(TEAM)
    door.get_by_test_id("found").get_by_text("Có mặt").click()
    expect(door.get_by_test_id("done")).to_contain_text(f"{TEAM}: đã có mặt")
    expect(door.get_by_test_id("count")).to_have_text(re.compile(r"1/\d+"))


def draw(desk: Page) -> list[str]:
    """The organisers announce a draw, carry it out, and read the order that everybody may read."""
    base = desk.url.split("/organiser")[0]
    desk.goto(f"{base}/organiser/rounds/vong-loai/draws")
    desk.locator("#seed").fill("48213")
    desk.get_by_test_id("announce").click()
    desk.get_by_test_id("carry-out").click()
    expect(desk.locator("[data-state=applied]")).to_be_visible()
    desk.goto(f"{base}/draws")
    return [" ".join(name.split()) for name in desk.locator(".drawn b").all_inner_texts()]


def introduced(people: People, crew: Crew, team_key: str) -> Page:
    """The hall's wall once the director has taken the cue that introduces the team."""
    wall = people.open("stage", size=SCREEN)
    turn = next(turn for turn in crew.turns("vong-loai") if turn.team == team_key)
    crew.take("team", turn)
    expect(wall.locator(".scene-team")).to_contain_text("Núi Ấn")
    return wall


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture as a phone takes it."""
    file, out = tmp_path / "doi.jpg", io.BytesIO()
    picture = Image.linear_gradient("L").resize((1600, 1000))
    picture = ImageOps.colorize(picture, (20, 60, 120), (250, 200, 120))
    for n in range(8):  # people in two rows
        x, y = 250 + 300 * (n % 4) + 60 * (n // 4), 420 + 200 * (n // 4)
        ImageDraw.Draw(picture).ellipse((x, y, x + 130, y + 150), (225, 180, 150))
        ImageDraw.Draw(picture).rounded_rectangle((x - 60, y + 160, x + 190, 1000), 80, (190, 30 + 20 * n, 50))
    picture.save(out, "JPEG")
    file.write_bytes(out.getvalue())
    return file


def test_a_unit_registers_is_returned_corrects_is_approved_scanned_in_drawn_and_seen_on_stage(
    people: People, crew: Crew, server: Server, photo: Path, tmp_path: Path
) -> None:
    desk = open_registration(people)
    phone, code = begin_on_a_phone(people)
    fill_in(phone, photo)
    assert phone.evaluate("document.documentElement.scrollWidth <= innerWidth"), "nothing runs out of the phone"
    hand_in(phone)
    send_back(desk, "Tên ngắn xin ghi đúng viết tắt của đơn vị.")
    phone.goto(f"{server.base}/register/link/{code}")  # as from the paper that was kept
    expect(phone.get_by_test_id("remark")).to_contain_text("viết tắt")
    phone.goto(f"{server.base}/register/1/team")
    phone.locator("#short_name").fill("TT VH tỉnh")
    phone.get_by_test_id("next").click()
    phone.get_by_test_id("to-overview").click()
    hand_in(phone)
    approve(desk)
    phone.goto(f"{server.base}/register/1")
    expect(phone.get_by_test_id("approved")).to_be_visible()
    team = next(each for each in crew.public.get("/contest")["teams"] if each["name"].startswith("Núi Ấn"))
    assert team["short"] == "TT VH tỉnh"
    assert any(turn.team == team["key"] for turn in crew.turns("vong-loai")), "it has its turns in the first round"
    scan_in(people, phone, tmp_path)
    order = draw(desk)
    place = order.index(TEAM) + 1
    first = [turn.team for turn in crew.turns("vong-loai")][: len(order)]
    assert first.index(team["key"]) + 1 == place, "the running order is the one that was drawn"
    wall = introduced(people, crew, team["key"])
    expect(wall.locator(".scene-team .seal")).to_have_text(str(place))
    picture = wall.locator(".scene-team .photo")
    expect(picture).to_be_visible()
    box = picture.bounding_box()
    assert box is not None
    assert box["width"] / box["height"] == pytest.approx(1.6, abs=0.02), "nobody at the edge of the photo is cut off"
    for size in SIZES["stage"]:
        width, height = map(int, size.split("x"))
        wall.set_viewport_size({"width": width, "height": height})
        assert faults(wall)["faults"] == [], size
    assert picture.evaluate("image => image.decode().then(() => [image.naturalWidth, image.naturalHeight])") == [
        1600,
        1000,
    ]


def test_what_is_too_large_is_told_before_it_is_sent_and_nothing_is_lost(people: People, server: Server) -> None:
    phone, _code = begin_on_a_phone(people)
    number = phone.url.split("/register/")[1].split("/")[0]
    phone.goto(f"{server.base}/register/{number}/team")
    phone.locator("#team_name").fill("Đội chưa lưu")
    phone.locator("#file-photo").set_input_files(
        files=[{"name": "to.jpg", "mimeType": "image/jpeg", "buffer": b"\xff\xd8\xff" + b"\0" * 16_000_000}]
    )
    expect(phone.locator("#file-photo-fault")).to_contain_text("Tệp quá lớn")
    people.watch.allow(rf"answer 422 POST /register/{number}/files/photo")
    phone.locator("#file-photo").set_input_files(
        files=[{"name": "a.jpg", "mimeType": "image/jpeg", "buffer": b"<svg xmlns='http://www.w3.org/2000/svg'/>"}]
    )
    expect(phone.locator("#file-photo-fault")).to_contain_text("SVG")
    expect(phone.locator("#team_name")).to_have_value("Đội chưa lưu")
    expect(phone.locator("#saved")).to_contain_text("Đã lưu lúc")


def test_next_pressed_while_a_change_was_being_saved_was_refused_as_somebody_elses(
    people: People, server: Server
) -> None:
    phone, _code = begin_on_a_phone(people)
    held: list[tuple[Route, APIResponse]] = []

    def saved_but_not_yet_told(route: Route) -> None:
        if route.request.headers["accept"] == "application/json":
            held.append((route, route.fetch()))
        else:
            route.continue_()

    phone.route(re.compile("/unit$"), saved_but_not_yet_told)
    with phone.expect_request(lambda request: request.method == "POST"):
        phone.locator("#unit_name").fill(UNIT)
    while not held:
        phone.wait_for_timeout(20)
    phone.get_by_test_id("next").click(no_wait_after=True)
    phone.wait_for_timeout(200)
    route, answer = held[0]
    route.fulfill(response=answer)
    expect(phone.locator("#team_name")).to_be_visible()


def qr(folder: Path, text: str, scale: int = 8) -> Path:
    """A photo of a paper with that QR code, a little askew."""
    file, out = folder / f"{len(text)}.jpg", io.BytesIO()
    segno.make(text, micro=False, error="m").save(out, kind="png", scale=scale, border=4)
    paper = Image.new("RGB", (1200, 900), (235, 232, 225))
    paper.paste(Image.open(out).convert("RGB"), (420, 260))
    paper.rotate(7, fillcolor=(90, 80, 70)).save(file, "JPEG")
    return file


def test_a_photo_of_a_code_is_read_in_the_page_and_what_is_none_is_said(
    people: People, server: Server, tmp_path: Path
) -> None:
    codes = people.open("secretary", "/check-in/vong-loai/codes")
    team, code = (codes.locator(f".codes li:nth-child(3) {part}").inner_text() for part in ("b", "code"))
    door = people.open("secretary", "/check-in/?round=vong-loai", size=PHONE)
    said, photo = door.get_by_test_id("scan-said"), door.get_by_test_id("photo")
    blank = tmp_path / "trang.png"
    Image.new("RGB", (800, 600), "white").save(blank)
    for file, words in (
        (blank, "Không thấy mã QR trong ảnh"),
        (qr(tmp_path, f"{server.base}/register/link/k7q4-m2xp-9tra"), "không phải mã điểm danh"),
        (Path(__file__), "không phải ảnh"),
    ):
        photo.set_input_files(file)
        expect(said).to_contain_text(words)
    photo.set_input_files(qr(tmp_path, f"http://another-address/check-in/code/{code}"))
    expect(door.get_by_test_id("found")).to_contain_text(team)


def test_the_camera_in_the_page_reads_a_code_and_stays_for_the_next_team(
    chromium: Browser, server: Server, people: People, tmp_path: Path
) -> None:
    """A browser whose camera is a file: frames of a paper held before it."""
    codes = people.open("secretary", "/check-in/vong-loai/codes")
    team, code = (codes.locator(f".codes li:nth-child(4) {part}").inner_text() for part in ("b", "code"))
    seen = Image.open(qr(tmp_path, code, 12)).resize((640, 480)).convert("YCbCr")
    film, luma = tmp_path / "film.y4m", seen.getchannel("Y").tobytes()
    frame = b"FRAME\n" + luma + bytes([128]) * (320 * 240 * 2)
    film.write_bytes(b"YUV4MPEG2 W640 H480 F10:1 Ip A1:1 C420jpeg\n" + frame * 10)
    flags = [*FLAGS, "--use-fake-device-for-media-stream", f"--use-file-for-fake-video-capture={film}"]
    with chromium.browser_type.launch(executable_path=ensure_chromium(os.environ), args=flags) as browser:
        state = server.states["secretary"]
        refusing = browser.new_context(storage_state=state, locale="vi-VN", permissions=[]).new_page()
        refusing.goto(f"{server.base}/check-in/?round=vong-loai")
        refusing.get_by_test_id("camera").click()
        expect(refusing.get_by_test_id("scan-said")).to_contain_text("chưa được phép dùng máy ảnh")
        door = browser.new_context(storage_state=state, permissions=["camera"]).new_page()
        door.goto(f"{server.base}/check-in/?round=vong-loai")
        door.get_by_test_id("camera").click()
        expect(door.get_by_test_id("found")).to_contain_text(team)
        door.get_by_test_id("found").get_by_text("Có mặt").click()
        expect(door.get_by_test_id("done")).to_contain_text(team)
        expect(door.get_by_test_id("found")).to_contain_text(team)  # by itself: the paper is still held there
        door.get_by_test_id("found").get_by_text("Hoàn tác").click()
