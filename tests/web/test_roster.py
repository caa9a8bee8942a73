"""The organisers' pages of import and export, through the browser's own requests."""

from __future__ import annotations

import io
import re
from html import unescape
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from contest.db.models import Registration
from contest.services.house import House
from tests.cast import Cast
from tests.registering import open_window, row_of
from tests.services.test_roster import FEW, FEW_PEOPLE, book


@pytest.fixture
def organiser(client: FlaskClient, house: House, cast: Cast) -> FlaskClient:
    """The organiser's browser, registration being open."""
    open_window(house, cast)
    client.get(f"/enter/{cast.organiser.token}")
    return client


def _csrf(page: str) -> str:
    return re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)[1]  # type: ignore[index]


def _preview(organiser: FlaskClient, content: bytes, name: str = "danh-sach.xlsx") -> Any:
    token = _csrf(organiser.get("/organiser/import").text)
    data = {"csrf_token": token, "files": (io.BytesIO(content), name)}
    return organiser.post("/organiser/import", data=data, content_type="multipart/form-data")


def _fields(page: str) -> dict[str, str]:
    seen = re.search(r'name="seen"[^>]*value="([^"]*)"', page)
    return {"csrf_token": _csrf(page), "seen": unescape(seen[1]) if seen else "", "state": "approved"}


def test_a_file_is_seen_then_done(organiser: FlaskClient, house: House) -> None:
    seen = _preview(organiser, book(FEW, FEW_PEOPLE))
    assert seen.status_code == 200
    assert "Lê Thị Đào" in seen.text
    with house.reading() as rows:
        assert rows.scalar(select(func.count(Registration.id))) == 0, "looking writes nothing"
    done = organiser.post("/organiser/import/now", data=_fields(seen.text), follow_redirects=True)
    assert "Đội: 1 mới, 0 sửa. Người: 1 mới, 0 sửa." in done.text
    assert row_of(house, 1).state == "approved"
    again = organiser.post("/organiser/import/now", data=_fields(seen.text))
    assert again.status_code == 409
    assert "không có gì để nhập" in again.text, "sent twice it is done once"


def test_a_refused_file_says_why_beside_the_field(organiser: FlaskClient) -> None:
    answer = _preview(organiser, b"%PDF-1.7", "danh-sach.xlsx")
    assert answer.status_code == 422
    assert "danh-sach.xlsx: Tệp này không phải bảng tính" in answer.text


def test_faulty_rows_are_left_out_only_when_that_is_chosen(organiser: FlaskClient, house: House) -> None:
    seen = _preview(organiser, book(FEW, [*FEW_PEOPLE, ["", "", "Nội vụ", "Tô Sai", "thủ quỹ", "", "", ""]]))
    fields = _fields(seen.text)
    refused = organiser.post("/organiser/import/now", data=fields)
    assert refused.status_code == 409
    assert "Còn 1 dòng có lỗi" in refused.text
    organiser.post("/organiser/import/now", data=fields | {"leave_faulty": "y"})
    assert [member.name for member in row_of(house, 1).members] == ["Lê Thị Đào"]


@pytest.mark.parametrize("seen", ["", "x", "x.y.z"])
def test_a_plan_that_nobody_was_shown_is_not_done(organiser: FlaskClient, seen: str) -> None:
    fields = _fields(organiser.get("/organiser/import").text) | {"seen": seen}
    assert organiser.post("/organiser/import/now", data=fields).status_code == 422


@pytest.mark.parametrize("name", ["dang-ky.xlsx", "doi-thi.csv", "thanh-vien.csv"])
def test_everything_can_be_taken_out(organiser: FlaskClient, name: str) -> None:
    token = _csrf(organiser.get("/organiser/import").text)
    answer = organiser.post(f"/organiser/export/{name}", data={"csrf_token": token})
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f"attachment; filename={name}"
    assert answer.data[:2] in (b"PK", b"\xef\xbb")


@pytest.mark.parametrize(("fields", "between"), [({}, ";"), ({"delimiter": ","}, ",")])
def test_the_page_offers_both_forms_of_csv(organiser: FlaskClient, fields: dict[str, str], between: str) -> None:
    page = organiser.get("/organiser/import").text
    assert page.count('name="delimiter" value=","') == 2
    answer = organiser.post("/organiser/export/thanh-vien.csv", data={"csrf_token": _csrf(page)} | fields)
    assert answer.data.decode("utf-8-sig").startswith(f"Số đăng ký{between}Đơn vị")
