"""The organisers' page of draws and everybody's: announced, drawn, taken back; what is refused keeps all it had."""

from __future__ import annotations

import re
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest.services import rounds
from contest.services.house import House
from tests.cast import Cast

PAGE = "/organiser/rounds/vong-loai/draws"


class Desk:
    """The organisers at that page, without JavaScript."""

    def __init__(self, client: FlaskClient) -> None:
        self.client = client

    def send(self, **fields: Any) -> TestResponse:
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', self.client.get(PAGE).text)
        assert token is not None
        return self.client.post(PAGE, data={"csrf_token": token[1], **fields}, follow_redirects=True)


@pytest.fixture
def desk(client: FlaskClient, cast: Cast) -> Desk:
    client.get(f"/enter/{cast.organiser.token}")
    return Desk(client)


def order(house: House) -> list[str]:
    with house.reading() as rows:
        return [entry.team.key for entry in rounds.entries(rows, rounds.get(rows, "vong-loai"))]


def beside(page: str, field: str) -> str:
    """What is said beside that field."""
    found = re.search(rf'id="{field}-fault"[^>]*>([^<]*)<', page)
    return found[1] if found else ""


def test_a_sealed_draw_is_known_by_its_digest_until_it_is_carried_out(
    desk: Desk, house: House, client: FlaskClient
) -> None:
    assert "Đã công bố, chờ bốc" in desk.send(what="order", seed="bí mật 7", sealed="y", first="").text
    public = client.get("/draws").text
    digest = client.get("/draws/1.json").get_json()["digest"]
    assert digest in public
    assert "bí mật 7" not in public
    assert "bí mật 7" in desk.send(what="carry-out", draw="1", spoken="40").text
    record = client.get("/draws/1.json").get_json()
    assert (record["seed"], record["spoken"], record["outcome"]) == ("bí mật 7", "40", order(house))


def test_a_refused_draw_says_it_beside_its_field_and_keeps_what_was_typed(desk: Desk, house: House) -> None:
    before = order(house)
    packets = desk.send(what="packets", section="kien-thuc", packets="Gói số 1\nGói số 1", seed="9", sealed="y")
    assert packets.status_code == 422
    assert "trùng tên" in beside(packets.text, "packets")
    assert "Gói số 1\nGói số 1</textarea>" in packets.text.replace("\r\n", "\n")
    assert 'value="9"' in packets.text
    long = desk.send(what="order", seed="x" * 101, first="")
    assert (long.status_code, beside(long.text, "seed")) == (422, "Mã dài nhất 100 ký tự.")
    real = desk.send(
        what="real", team=["d1", "d2", "d3", "d4"], **{f"place-d{n}": "1" for n in range(1, 5)}, note="Phiếu"
    )
    assert real.status_code == 422
    assert "Mỗi đội cần một số thứ tự riêng, từ 1 đến 4." in real.text
    assert real.text.count('maxlength="3" value="1"') == 4
    assert order(house) == before


def test_real_lots_are_typed_in_and_recorded_as_such(desk: Desk, house: House, client: FlaskClient) -> None:
    places = {"place-d1": "4", "place-d2": "3", "place-d3": "2", "place-d4": "1"}
    nobody = desk.send(what="real", team=["d1", "d2", "d3", "d4"], **places, note="")
    assert "chứng kiến" in beside(nobody.text, "note")
    desk.send(what="real", team=["d1", "d2", "d3", "d4"], **places, note="Bốc phiếu trước các trưởng đoàn")
    assert order(house) == ["d4", "d3", "d2", "d1"]
    assert "Bốc phiếu trước các trưởng đoàn" in client.get("/draws").text


def test_a_draw_that_nobody_wants_is_void_with_its_reason(desk: Desk) -> None:
    desk.send(what="order", seed="1", first="")
    assert "Xin ghi lý do hủy" in desk.send(what="take-back", draw="1", reason="").text
    assert "Đã hủy" in desk.send(what="take-back", draw="1", reason="Thiếu một đội").text
    assert "đã được tiến hành hoặc đã hủy" in desk.send(what="carry-out", draw="1").text
