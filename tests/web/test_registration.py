"""Registration at its doors: without JavaScript, by codes, with refused files; and no personal data gets out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest.db.models import AuditEntry, TopicRev
from contest.domain.registration import FileKind
from contest.services import accounts
from contest.services.house import House
from contest.services.registration import reviewing
from contest.services.topics import envelope
from tests.cast import Cast
from tests.factories import act, record
from tests.registering import (
    EMAIL,
    PEOPLE,
    PHONE,
    begin,
    fill_in,
    hand_in,
    music,
    open_window,
    photo,
    row_of,
    submitted,
)
from tests.web.conftest import Browser

CSRF = re.compile(r'name="csrf_token"[^>]*value="([^"]+)"')
BASED_ON = re.compile(r'name="based_on"[^>]*value="(\d+)"')
MIB = 1024 * 1024


class Unit:
    """An official of a unit at a browser without JavaScript."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client
        self.page = ""

    def open(self, path: str) -> TestResponse:
        answer = self.client.get(path, follow_redirects=True)
        self.page = answer.get_data(as_text=True)
        return answer

    def send(self, path: str, headers: dict[str, str] | None = None, **fields: Any) -> TestResponse:
        """The page that the form leads to; it carries the token and the version of the page before."""
        token, version = CSRF.search(self.page), BASED_ON.search(self.page)
        fields = {"csrf_token": token.group(1) if token else "", **fields}
        if version:
            fields.setdefault("based_on", version.group(1))
        answer = self.client.post(path, data=fields, headers=headers, follow_redirects=True)
        self.page = answer.get_data(as_text=True)
        return answer


@pytest.fixture
def unit(app: Flask) -> Unit:
    """Somebody in a unit."""
    return Unit(app.test_client())


@pytest.fixture
def units(app: Flask) -> Callable[[], Unit]:
    """As many as a test needs."""
    return lambda: Unit(app.test_client())


def lines_of(*people: tuple[str, str]) -> dict[str, str]:
    found = {}
    for n, (name, role) in enumerate(people):
        found |= {f"members-{n}-name": name, f"members-{n}-role": role, f"members-{n}-consented": "y"}
    return found


def test_a_unit_registers_step_by_step_without_javascript(house: House, cast: Cast, unit: Unit) -> None:
    open_window(house, cast)
    unit.open("/register")
    assert 'name="consent"' in unit.page
    assert "checked" not in unit.page, "nothing is ticked beforehand"
    assert unit.send("/register/start").status_code == 422
    assert "đánh dấu vào ô đồng ý" in unit.page
    unit.send("/register/start", consent="y")
    assert "Giữ lại đường dẫn này" in unit.page
    unit.open("/register/1/unit")
    unit.send("/register/1/unit", unit_name="Sở Y tế", unit_type="so-ban-nganh", group="huyen")
    unit.send("/register/1/team", team_name="Thiên Ấn", short_name="Sở Y tế")
    unit.send("/register/1/members", do="add", **lines_of(*PEOPLE[:3]))
    assert unit.page.count('data-testid="member"') == 4, "a line more"
    unit.send("/register/1/members", do="remove.1", **lines_of(*PEOPLE[:3]))
    assert [m.name for m in row_of(house, 1).members] == [PEOPLE[0][0], PEOPLE[2][0]]
    unit.open("/register/1/members")
    unit.send("/register/1/members", **lines_of(*PEOPLE))
    unit.send("/register/1/contact", name="Trần Văn Hậu", phone="0905 123 456", email="")
    performance = {"performances-0-section": "1", "performances-0-title": "Sông Trà gọi"}
    unit.send("/register/1/performances", **performance)
    assert "Đã đủ, gửi cho Ban tổ chức" in unit.page
    assert 'id="confirmed"' in unit.page
    assert "checked" not in unit.page
    assert unit.send("/register/1/submit").status_code == 422
    unit.send("/register/1/submit", confirmed="y")
    assert "Ban tổ chức đã nhận đăng ký" in unit.page
    assert row_of(house, 1).state == "submitted"


def test_a_refused_form_keeps_all_it_had(house: House, cast: Cast, unit: Unit) -> None:
    open_window(house, cast)
    unit.open("/register")
    unit.send("/register/start", consent="y")
    unit.open("/register/1/contact")
    answer = unit.send("/register/1/contact", name="Trần <b>Hậu</b>", phone="mười hai", email="x@y.vn")
    assert answer.status_code == 422
    for typed in ("Trần &lt;b&gt;Hậu&lt;/b&gt;", "mười hai", "x@y.vn"):
        assert f'value="{typed}"' in unit.page
    assert 'id="phone-fault"' in unit.page
    assert 'aria-invalid="true"' in unit.page
    people = lines_of(("An", "chính thức"), ("Bình" * 40, "vua"), ("Chi", "dự bị")) | {"members-2-birth_year": "99"}
    assert unit.send("/register/1/members", **people).status_code == 422
    for name in ("An", "Bình" * 40, "Chi", "99"):
        assert f'value="{name}"' in unit.page
    for field in ("members-1-name", "members-1-role", "members-2-birth_year"):
        assert f'id="{field}-fault"' in unit.page


def test_saving_as_one_goes_answers_in_short(house: House, cast: Cast, unit: Unit) -> None:
    open_window(house, cast)
    unit.open("/register")
    unit.send("/register/start", consent="y")
    unit.open("/register/1/team")
    asking = {"Accept": "application/json"}
    well = unit.send("/register/1/team", asking, do="keep", team_name="Thiên Ấn", short_name="")
    assert well.get_json() == {"version": 2}
    unit.open("/register/1/team")
    badly = unit.send("/register/1/team", asking, do="keep", team_name="x", short_name="y" * 30)
    assert (badly.status_code, list(badly.get_json()["faults"])) == (422, ["short_name"])
    unit.open("/register/1/team")
    stale = unit.send("/register/1/team", asking, do="keep", team_name="x", short_name="", based_on="1")
    assert stale.status_code == 409
    assert "trang khác" in stale.get_json()["notice"]


def test_it_is_opened_again_by_link_and_by_code_on_another_device(
    house: House, cast: Cast, units: Callable[[], Unit]
) -> None:
    open_window(house, cast)
    begun = begin(house)
    by_link, by_code = units(), units()
    assert by_link.open("/register/1").status_code == 401
    assert by_link.open(f"/register/link/{begun.code.lower()}").status_code == 200
    assert by_link.open("/register/1").status_code == 200
    by_code.open("/register")
    typed = " ".join(begun.code[n : n + 4] for n in (0, 4, 8)).lower()
    assert by_code.send("/register/code", code=typed).status_code == 200
    paper = by_code.client.get("/register/1/confirmation.pdf")
    assert (paper.mimetype, paper.data[:5]) == ("application/pdf", b"%PDF-")
    act(house, cast.organiser, reviewing.replace_code, begun.number)
    assert by_link.open("/register/1").status_code == 401, "the lost code opens nothing any more"


def test_guessing_codes_is_limited_and_stays_in_the_record(
    house: House, cast: Cast, unit: Unit, units: Callable[[], Unit]
) -> None:
    open_window(house, cast)
    begun = begin(house)
    unit.open("/register")
    page = unit.page
    seen = []
    for n in range(14):
        unit.page = page
        seen.append(unit.send("/register/code", code=f"AAAA-BBBB-{n:04}").status_code)
    assert seen == [422] * 10 + [429] * 4
    guesses = [line for line in record(house) if line.act == "refuse_registration_code"]
    assert len(guesses) == 10
    assert "AAAA" not in str(guesses)
    assert units().open(f"/register/link/{begun.code}").status_code == 200, "the right link is another door"
    by_link = [units().open(f"/register/link/CCCC-DDDD-{n:04}").status_code for n in range(12)]
    assert by_link == [401] * 10 + [429] * 2


class Unread(io.RawIOBase):
    """A body of that size which must not be read."""

    def __init__(self, size: int) -> None:
        self.size, self.at = size, 0

    def readable(self) -> bool:
        return True

    def seek(self, at: int, whence: int = 0) -> int:
        self.at = at + (self.size if whence == io.SEEK_END else 0)
        return self.at

    def tell(self) -> int:
        return self.at

    def readinto(self, _into: Any) -> int:
        raise AssertionError("read a body that was to be refused by its length")


def announced(client: FlaskClient, size: int, accept: str) -> TestResponse:
    """The answer to a photo of which only the length has come so far."""
    return client.post(
        "/register/1/files/photo",
        input_stream=Unread(size),
        content_type="multipart/form-data; boundary=x",
        headers={"Accept": accept},
    )


def fault_of_photo(page: str) -> str:
    """What the page says beside the photo's field."""
    found = re.search(r'id="file-photo-fault"[^>]*>([^<]*)<', page)
    assert found is not None
    return found.group(1)


class TestFiles:
    @pytest.fixture
    def at_team(self, house: House, cast: Cast, unit: Unit) -> Unit:
        """The unit at the step with the photo; 5 MB is the limit."""
        open_window(house, cast)
        unit.open("/register")
        unit.send("/register/start", consent="y")
        unit.open("/register/1/team")
        unit.send("/register/1/team", do="keep", team_name="Thiên Ấn", short_name="")
        unit.open("/register/1/team")
        return unit

    def test_a_photo_comes_in_and_is_seen(self, house: House, at_team: Unit) -> None:
        at_team.send("/register/1/files/photo", file=(io.BytesIO(photo()), "đội.jpg"))
        assert 'src="/files/1/small"' in at_team.page
        with at_team.client.get("/files/1/small") as small:
            assert small.mimetype == "image/jpeg"
            assert small.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
            assert small.headers["X-Content-Type-Options"] == "nosniff"
        at_team.open("/register/1/team")
        at_team.send("/register/1/files/1/remove")
        assert row_of(house, 1).files == []

    @pytest.mark.parametrize(
        ("content", "status", "words"),
        [
            (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", 422, "SVG không được nhận"),
            (b"", 422, "rỗng"),
        ],
        ids=["svg", "empty"],
    )
    def test_a_refused_file_is_told_beside_its_field_and_all_else_stays(
        self, at_team: Unit, content: bytes, status: int, words: str
    ) -> None:
        answer = at_team.send("/register/1/files/photo", file=(io.BytesIO(content), "anh.jpg"))
        assert answer.status_code == status
        assert words in fault_of_photo(at_team.page)
        assert 'value="Thiên Ấn"' in at_team.page

    @pytest.mark.parametrize("size", [6 * MIB, 2 * 1024 * MIB], ids=["6 MB", "2 GB"])
    def test_what_is_too_large_is_refused_by_its_length_before_a_byte_is_read(self, at_team: Unit, size: int) -> None:
        for accept in ("text/html", "application/json"):
            answer = announced(at_team.client, size, accept)
            assert answer.status_code == 413
            said = answer.get_data(as_text=True)
            assert "chỉ nhận tệp đến 5 MB" in (answer.get_json()["fault"] if answer.is_json else said)
        at_team.page = announced(at_team.client, size, "text/html").get_data(as_text=True)
        assert "5 MB" in fault_of_photo(at_team.page)
        assert 'value="Thiên Ấn"' in at_team.page

    def test_a_stranger_has_the_small_limit_of_everybody(self, house: House, at_team: Unit, app: Flask) -> None:
        assert announced(app.test_client(), 2 * MIB, "text/html").status_code == 413
        assert announced(app.test_client(), 2 * MIB, "application/json").status_code == 413
        assert row_of(house, 1).files == []

    def test_a_part_of_a_recording_can_be_played(self, house: House, at_team: Unit) -> None:
        at_team.open("/register/1/performances")
        at_team.send("/register/1/files/music?section=1", section="1", file=(io.BytesIO(music(3)), "nhac.wav"))
        with at_team.client.get("/files/1", headers={"Range": "bytes=0-99"}) as part:
            assert (part.status_code, len(part.data), part.mimetype) == (206, 100, "audio/wav")


def test_the_organisers_return_and_approve(house: House, cast: Cast, browser: Browser, unit: Unit) -> None:
    open_window(house, cast)
    begun = submitted(house)
    browser.enter(cast.organiser)
    desk = Unit(browser.client)
    desk.open("/organiser/registrations?q=song+tra")
    assert 'data-testid="registration-1"' in desk.page
    desk.open("/organiser/registrations/1")
    assert desk.send("/organiser/registrations/1/return", remark="").status_code == 422
    desk.send("/organiser/registrations/1/return", remark="Xin ghi rõ <i>tên đội</i>.")
    unit.open(f"/register/link/{begun.code}")
    assert "Xin ghi rõ &lt;i&gt;tên đội&lt;/i&gt;." in unit.page
    unit.send("/register/1/submit", confirmed="y")
    desk.open("/organiser/registrations/1")
    desk.send("/organiser/registrations/1/approve", team="new")
    assert "Đã duyệt. Đội có tên" in desk.page
    history = desk.page[desk.page.index("Lịch sử thay đổi") :]
    for words in ("Thành viên 1: họ và tên", "Liên hệ: điện thoại", "Đã gửi, chờ duyệt", PHONE):
        assert words in history
    for raw in ("submitted", "members[", "contact."):
        assert raw not in history
    assert "Sông Trà" in desk.open("/organiser/").get_data(as_text=True)


CANARIES = (*(name for name, _role in PEOPLE), PHONE, EMAIL, "Chim Hoàng Yến", "2012")


def test_no_personal_data_gets_out(
    house: House, cast: Cast, app: Flask, capsys: pytest.CaptureFixture[str], caplog: pytest.LogCaptureFixture
) -> None:
    """Canary names and numbers, looked for in every public page, every topic, every feed, the record and the logs."""
    open_window(house, cast)
    begun = submitted(house, people=[*PEOPLE, ("Chim Hoàng Yến", "dự bị")])
    act(house, cast.organiser, reviewing.approve, begun.number)
    draft = begin(house)
    fill_in(house, draft, unit="Sở Y tế", team="Thiên Ấn")
    hand_in(house, draft, FileKind.PHOTO, photo(), "Trần Văn Hậu.jpg")
    said: dict[str, str] = {}
    feed = accounts.feed_key(house.secret)
    paths = ["/", "/register", "/privacy", "/login", "/api/v1/contest", "/api/v1/snapshot/public", "/explain/vong-loai"]
    paths += [f"/feeds/{feed}/{name}.{form}" for name in ("now", "standings") for form in ("json", "csv", "xml")]
    for path in paths:
        said[path] = app.test_client().get(path, follow_redirects=True).get_data(as_text=True)
    for name, person in cast.by_role().items():
        for path in ("/stage/", "/overlay/", "/mc/", "/director/", "/director/music", "/secretary/", "/judge/"):
            said[f"{name} {path}"] = app.test_client().get(path, headers=person.bearer).get_data(as_text=True)
    with house.reading() as rows:
        for topic in [row.topic for row in rows.query(TopicRev)]:
            said[topic] = str(envelope(house, topic, rows))
        said["record"] = "\n".join(str((e.actor, e.subject, e.details)) for e in rows.query(AuditEntry))
    said["logs"] = caplog.text + capsys.readouterr().out + capsys.readouterr().err
    assert "Sông Trà" in said["/api/v1/contest"], "the team itself is known"
    found = [(where, canary) for where, text in said.items() for canary in CANARIES if canary in text]
    assert found == []


def test_files_lie_outside_of_what_is_served(house: House, cast: Cast, app: Flask, tmp_path: Path) -> None:
    open_window(house, cast)
    begun = begin(house)
    hand_in(house, begun, FileKind.PHOTO, photo())
    digest = row_of(house, begun.number).files[0].sha256
    assert (tmp_path / "media" / digest).is_file()
    assert (tmp_path / "media" / digest).stat().st_mode & 0o777 == 0o600
    for path in (f"/media/{digest}", f"/assets/media/{digest}", f"/static/{digest}", f"/files/{digest}"):
        assert app.test_client().get(path).status_code in (401, 404)
