"""A team's way into the contest: its unit registers on a phone, is sent back, corrects, is approved and has its turns.

Each step of the way is a function of its own, so that what comes later (check-in, draw, the stage) joins at the end.
"""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Page, expect

from tests.browser.people import Crew
from tests.browser.server import Server
from tests.browser.watching import PHONE, People

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
    phone.get_by_test_id("next").click()
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


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    """A picture as a phone takes it."""
    file, out = tmp_path / "doi.jpg", io.BytesIO()
    Image.new("RGB", (1600, 1000), (30, 90, 170)).save(out, "JPEG")
    file.write_bytes(out.getvalue())
    return file


def test_a_unit_registers_is_returned_corrects_and_is_approved(
    people: People, crew: Crew, server: Server, photo: Path
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
