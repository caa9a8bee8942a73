"""The desk's side pages: paper entered through the form, versions, minutes; what is typed wrong stays typed."""

from __future__ import annotations

from collections.abc import Callable

from contest.services import paper
from contest.services.house import House
from tests.cast import Cast, Person
from tests.factories import FULL, act, opened, record, sheet_id, submit
from tests.services.test_paper import OTHER, code_for
from tests.web.conftest import Api, Browser


def typed(browser: Browser, **marks: str) -> dict[str, str]:
    """The form of a paper sheet as somebody fills it in."""
    return {"csrf_token": browser.csrf} | {f"mark-{key.replace('_', '-')}": mark for key, mark in marks.items()}


def test_a_form_never_holds_the_other_persons_figures(house: House, browser: Browser, cast: Cast) -> None:
    code = code_for(house, opened(house, cast))
    act(house, cast.secretary, paper.enter, code, FULL | {"phong-cach": "3.25"})
    browser.enter(cast.second_secretary)
    page = browser.open(f"/paper/{code}").get_data(as_text=True)
    assert "Thư ký Hạnh đã nhập phiếu này" in page
    assert "3,25" not in page
    assert "3.25" not in page


def test_what_is_wrong_is_said_and_stays_typed(house: House, browser: Browser, cast: Cast) -> None:
    code = code_for(house, opened(house, cast))
    browser.enter(cast.secretary)
    browser.open(f"/paper/{code}")
    answer = browser.client.post(f"/paper/{code}", data=typed(browser, noi_dung="10,3", phong_cach=""))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'value="10,3"' in page
    assert "nằm ngoài khoảng" in page
    assert "Phong cách: chưa có điểm." in page


def test_sending_a_form_twice_enters_it_once(house: House, browser: Browser, cast: Cast) -> None:
    code = code_for(house, opened(house, cast))
    browser.enter(cast.secretary)
    browser.open(f"/paper/{code}")
    for _ in range(2):
        answer = browser.client.post(f"/paper/{code}", data=typed(browser, noi_dung="8", phong_cach="4,5"))
        assert (answer.status_code, answer.location) == (302, f"/paper/{code}")
    assert [line.act for line in record(house)].count("enter_paper") == 1


def test_a_form_without_its_token_is_refused(house: House, browser: Browser, cast: Cast) -> None:
    code = code_for(house, opened(house, cast))
    browser.enter(cast.secretary)
    assert browser.client.post(f"/paper/{code}", data={"mark-noi-dung": "8"}).status_code == 403
    assert "enter_paper" not in [line.act for line in record(house)]


def test_a_code_leads_to_its_sheet_and_a_wrong_one_says_so(house: House, browser: Browser, cast: Cast) -> None:
    code = code_for(house, opened(house, cast))
    browser.enter(cast.secretary)
    answer = browser.client.get("/paper/", query_string={"code": f" {code.lower()} "})
    assert (answer.status_code, answer.location) == (302, f"/paper/{code}")
    wrong = browser.client.get("/paper/", query_string={"code": "1-1-??"})
    assert wrong.status_code == 404
    assert "không phải là mã của một phiếu giấy" in wrong.get_data(as_text=True)


def test_the_interface_enters_paper_once_for_a_key(
    house: House, cast: Cast, api: Callable[[Person | None], Api]
) -> None:
    code, desk = code_for(house, opened(house, cast)), api(cast.secretary)
    for _ in range(2):
        answer = desk.expect(201, "POST", f"/paper/{code}/entries", {"marks": FULL}, {"Idempotency-Key": "k1"})
        assert answer["state"] == "waits_for_other"
    other = api(cast.second_secretary).expect(201, "POST", f"/paper/{code}/entries", {"marks": OTHER})
    assert (other["state"], other["differing"]) == ("differs", ["noi-dung"])


def test_versions_and_minutes_are_pages_of_the_desk(house: House, browser: Browser, cast: Cast) -> None:
    performance = opened(house, cast)
    submit(house, cast, performance, "j1")
    browser.enter(cast.secretary)
    page = browser.open(f"/sheets/{sheet_id(house, performance, 'j1')}").get_data(as_text=True)
    assert "07:30:00, 01/10/2024" in page
    assert "nộp lần đầu" in page
    browser.open("/minutes/vong-loai")
    kept = browser.client.post(
        "/minutes/vong-loai", data={"csrf_token": browser.csrf, "decision": "Quyết định số 5/QĐ-STTTT"}
    )
    assert kept.status_code == 302
    assert "Quyết định số 5/QĐ-STTTT" in browser.open("/minutes/vong-loai").get_data(as_text=True)
    answer = browser.client.get("/minutes/vong-loai/minutes.pdf")
    assert answer.headers["Content-Disposition"] == "inline; filename=ban-nhap-bien-ban-vong-loai.pdf"
    assert answer.get_data().startswith(b"%PDF")


def test_the_desk_leads_to_the_page_that_checks_a_receipt(browser: Browser, cast: Cast) -> None:
    browser.enter(cast.secretary)
    assert 'href="/receipts/"' in browser.open("/secretary/").get_data(as_text=True)
    assert browser.open("/receipts/").status_code == 200


def test_blank_sheets_of_nobody_are_not_printed(browser: Browser, cast: Cast) -> None:
    browser.enter(cast.secretary)
    assert browser.client.get("/paper/sheets.pdf?round=vong-loai&team=x").status_code == 404
    answer = browser.client.get("/paper/sheets.pdf?round=vong-loai&judge=j1&section=chao-hoi")
    assert answer.headers["Content-Disposition"] == "inline; filename=phieu-giay-vong-loai-chao-hoi-j1.pdf"
