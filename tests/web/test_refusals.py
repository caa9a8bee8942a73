"""What a refusal looks like: a problem document with a stable type for programs, a calm page for people."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from contest.services import performances, rounds
from contest.services.house import House
from tests.cast import Cast, Person
from tests.factories import FULL, act, opened, performance_id, play_judged, record, sheet_id, submit
from tests.web.conftest import Api

ApiOf = Callable[[Person | None], Api]


def problem(answer: TestResponse, status: int, kind: str) -> dict[str, Any]:
    """The problem document of an answer, once its shape is right."""
    assert answer.status_code == status, answer.get_data(as_text=True)
    assert answer.content_type == "application/problem+json"
    document: dict[str, Any] = answer.get_json()
    assert (document["status"], document["type"]) == (status, f"/problems/{kind}")
    assert document["title"]
    assert document["detail"]
    return document


@pytest.fixture
def performance(house: House, cast: Cast) -> int:
    return opened(house, cast)


@pytest.fixture
def sheet(house: House, performance: int) -> int:
    return sheet_id(house, performance, "j1")


class TestAProblem:
    def test_of_somebody_unknown_is_401(self, api: ApiOf) -> None:
        document = problem(api(None)("GET", "/judge/sheets"), 401, "unauthorised")
        assert document["title"] == "Cần đăng nhập"

    def test_of_another_role_is_403(self, api: ApiOf, cast: Cast, performance: int) -> None:
        problem(api(cast.judge(1))("POST", f"/performances/{performance}/lock"), 403, "forbidden")

    def test_of_another_judges_sheet_is_403(self, api: ApiOf, cast: Cast, sheet: int) -> None:
        body = {"marks": FULL, "based_on": 0}
        problem(api(cast.judge(2))("POST", f"/judge/sheets/{sheet}/submission", body), 403, "forbidden")

    @pytest.mark.parametrize(
        ("method", "path"),
        [
            ("POST", "/performances/999999/open"),
            ("POST", "/performances/99999999999999999999999999/open"),
            ("POST", "/rounds/tu-ket/open"),
            ("GET", "/rounds/tu-ket/standings"),
            ("GET", "/nothing/here"),
            ("GET", "/snapshot/performance.999999"),
            ("GET", "/snapshot/performance.99999999999999999999999999"),
            ("GET", "/snapshot/standings.tu-ket"),
            ("GET", "/snapshot/nonsense"),
            ("GET", "/snapshot/performance.x"),
            ("DELETE", "/performances/1/adjustments/999999"),
            ("DELETE", "/performances/1/adjustments/99999999999999999999999999"),
            ("PUT", "/rounds/vong-loai/entries/d9"),
        ],
    )
    def test_of_what_is_not_there_is_404(
        self, api: ApiOf, cast: Cast, performance: int, method: str, path: str
    ) -> None:
        body = {"status": "withdrawn", "reason": "Rút tên"} if method == "PUT" else None
        who = cast.organiser if path.endswith("/open") and "rounds" in path else cast.secretary
        answer = api(who)(method, path, body)
        assert problem(answer, 404, answer.get_json()["type"].removeprefix("/problems/"))

    @pytest.mark.parametrize("sheet", ["999999", "99999999999999999999999999"])
    def test_of_an_unknown_sheet_is_404(self, api: ApiOf, cast: Cast, sheet: str) -> None:
        body = {"marks": {}, "based_on": 0}
        answer = api(cast.judge(1))("PUT", f"/judge/sheets/{sheet}", body)
        assert problem(answer, 404, "not-found")

    def test_of_a_stale_sheet_is_409_with_the_newer_one(self, api: ApiOf, cast: Cast, sheet: int) -> None:
        judge = api(cast.judge(1))
        judge.expect(200, "PUT", f"/judge/sheets/{sheet}", {"marks": {"noi-dung": "7"}, "based_on": 0})
        answer = judge("PUT", f"/judge/sheets/{sheet}", {"marks": {"noi-dung": "8"}, "based_on": 0})
        document = problem(answer, 409, "stale")
        assert (document["current"]["id"], document["current"]["version"]) == (sheet, 1)
        assert document["current"]["marks"] == {"noi-dung": "7"}

    def test_of_what_cannot_be_done_now_is_409(self, api: ApiOf, cast: Cast) -> None:
        problem(api(cast.secretary)("POST", "/rounds/vong-loai/confirm"), 409, "wrong-state")

    def test_of_marks_that_may_not_be_is_422_with_each_fault(self, api: ApiOf, cast: Cast, sheet: int) -> None:
        marks = {"noi-dung": "10.3", "giong-noi": "1"}
        answer = api(cast.judge(1))("POST", f"/judge/sheets/{sheet}/submission", {"marks": marks, "based_on": 0})
        document = problem(answer, 422, "invalid")
        assert [(fault["path"], fault["code"]) for fault in document["faults"]] == [
            ("marks.giong-noi", "unknown_criterion"),
            ("marks.noi-dung", "out_of_range"),
            ("marks.noi-dung", "off_step"),
            ("marks.phong-cach", "missing"),
        ]
        assert all(set(fault) == {"path", "code", "message"} and fault["message"] for fault in document["faults"])

    def test_of_a_locked_sheet_is_423_with_what_the_house_holds(self, api: ApiOf, cast: Cast, sheet: int) -> None:
        judge = api(cast.judge(1))
        done = judge.expect(200, "POST", f"/judge/sheets/{sheet}/submission", {"marks": FULL, "based_on": 0})
        other = {"noi-dung": "10", "phong-cach": "5"}
        answer = judge("POST", f"/judge/sheets/{sheet}/submission", {"marks": other, "based_on": 1})
        document = problem(answer, 423, "locked")
        assert document["current"] == done

    def test_of_too_many_tries_is_429(self, client: FlaskClient) -> None:
        for _ in range(60):
            client.get("/enter/x")
        answer = client.get("/enter/x", headers={"Accept": "application/json"})
        problem(answer, 429, "too-many")
        assert int(answer.headers["Retry-After"]) > 0

    def test_of_the_wrong_method_is_405(self, api: ApiOf, cast: Cast) -> None:
        answer = api(cast.secretary)("PATCH", "/contest")
        problem(answer, 405, "method-not-allowed")
        assert "GET" in answer.headers["Allow"]

    def test_of_a_broken_house_is_500_and_says_nothing_of_the_inside(
        self, app: Flask, api: ApiOf, cast: Cast, house: House, caplog: pytest.LogCaptureFixture
    ) -> None:
        house.now = lambda: 1 // 0
        document = problem(api(cast.secretary)("POST", "/rounds/vong-loai/lock"), 500, "internal")
        assert "ZeroDivision" not in str(document)
        assert "ZeroDivisionError" in caplog.text


class TestABody:
    """Bad bodies: every fault at once, nothing half written, never a 500."""

    @pytest.mark.parametrize(
        "raw",
        [b"{", b"[]", b'"x"', b"null", b"\xff\xfe", b"[" * 100_000, b'{"marks": "\\ud800"}'],
        ids=["half", "list", "text", "null", "not utf-8", "deep", "lone surrogate"],
    )
    def test_that_is_no_object_is_refused(self, client: FlaskClient, cast: Cast, sheet: int, raw: bytes) -> None:
        answer = client.put(
            f"/api/v1/judge/sheets/{sheet}", data=raw, content_type="application/json", headers=cast.judge(1).bearer
        )
        assert answer.status_code in (400, 422)
        assert answer.content_type == "application/problem+json"

    def test_with_half_a_character_is_refused(self, client: FlaskClient, cast: Cast, performance: int) -> None:
        raw = b'{"points": "-1", "reason": "\\ud800"}'
        path = f"/api/v1/performances/{performance}/adjustments"
        answer = client.post(path, data=raw, content_type="application/json", headers=cast.secretary.bearer)
        problem(answer, 400, "bad-request")

    def test_that_is_not_json_is_refused(self, client: FlaskClient, cast: Cast, sheet: int) -> None:
        answer = client.put(f"/api/v1/judge/sheets/{sheet}", data="marks=1", headers=cast.judge(1).bearer)
        problem(answer, 400, "bad-request")

    @pytest.mark.parametrize(
        ("body", "found"),
        [
            ({}, [("marks", "missing"), ("based_on", "missing")]),
            ({"marks": [], "based_on": "0"}, [("marks", "wrong_type"), ("based_on", "wrong_type")]),
            ({"marks": {"noi-dung": 8}, "based_on": 0}, [("marks.noi-dung", "not_a_string")]),
            ({"marks": {"noi-dung": 8.25}, "based_on": 0}, [("marks.noi-dung", "not_a_string")]),
            ({"marks": {"noi-dung": True}, "based_on": 0}, [("marks.noi-dung", "not_a_string")]),
            ({"marks": {}, "based_on": -1}, [("based_on", "wrong_type")]),
            ({"marks": {}, "based_on": True}, [("based_on", "wrong_type")]),
            ({"marks": {}, "based_on": 1.0}, [("based_on", "wrong_type")]),
            ({"marks": {}, "based_on": 10**30}, [("based_on", "wrong_type")]),
        ],
    )
    def test_with_wrong_fields_names_each(
        self, api: ApiOf, cast: Cast, sheet: int, body: dict[str, Any], found: list[tuple[str, str]]
    ) -> None:
        document = problem(api(cast.judge(1))("PUT", f"/judge/sheets/{sheet}", body), 422, "invalid")
        assert [(fault["path"], fault["code"]) for fault in document["faults"]] == found

    def test_a_mark_of_null_is_not_marked(self, api: ApiOf, cast: Cast, sheet: int) -> None:
        body = {"marks": {"noi-dung": None, "phong-cach": "4"}, "based_on": 0}
        assert api(cast.judge(1)).expect(200, "PUT", f"/judge/sheets/{sheet}", body)["marks"] == {"phong-cach": "4"}

    def test_that_is_too_large_is_refused(self, client: FlaskClient, cast: Cast, sheet: int) -> None:
        answer = client.put(
            f"/api/v1/judge/sheets/{sheet}",
            data=b'{"marks": {}, "based_on": 0, "x": "' + b"x" * 1024 * 1024 + b'"}',
            content_type="application/json",
            headers=cast.judge(1).bearer,
        )
        assert answer.status_code == 413

    @pytest.mark.parametrize(
        ("path", "body"),
        [
            ("/performances/1/reopen", {"reason": "x" * 2001}),
            ("/performances/1/adjustments", {"points": -1, "reason": 7}),
            ("/performances/1/absences", {"judge": None, "why": []}),
            ("/rounds/vong-loai/reopen", {"reason": {"a": 1}}),
            ("/performances/1/reopen", {"reason": "Ghi\x00nhầm"}),
            ("/performances/1/reopen", {"reason": "Ghi\x1b[31mnhầm"}),
        ],
    )
    def test_with_wrong_texts_is_refused(self, api: ApiOf, cast: Cast, path: str, body: dict[str, Any]) -> None:
        assert api(cast.secretary)("POST", path, body).status_code in (400, 422)

    def test_with_a_cue_that_cannot_be_is_refused(self, api: ApiOf, cast: Cast) -> None:
        for cue in (10**30, -1, "1", 999_999):
            answer = api(cast.director)("POST", "/show/take", {"bus": "stage", "cue": cue})
            assert answer.status_code in (404, 422)

    def test_reads_vietnamese_and_keeps_it_composed(self, api: ApiOf, house: House, cast: Cast) -> None:
        """What a Mac types in pieces is stored in one: the record and the screens know one form of a name."""
        play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "12"])
        reason = unicodedata.normalize("NFD", "Giám khảo ghi nhầm điểm")
        api(cast.secretary).expect(200, "POST", "/performances/1/reopen", {"reason": reason})
        assert record(house)[-1].details == {"reason": "Giám khảo ghi nhầm điểm"}


class TestAPage:
    @pytest.mark.parametrize(
        ("path", "status", "words"),
        [
            ("/nowhere", 404, "Không tìm thấy"),
            ("/organiser/", 401, "người được phân công"),
            ("/enter/x", 401, "PIN"),
            ("/organiser/rounds/tu-ket/order", 401, "người được phân công"),
        ],
    )
    def test_of_a_refusal_is_for_people(self, client: FlaskClient, path: str, status: int, words: str) -> None:
        answer = client.get(path, headers={"Accept": "text/html"})
        assert answer.status_code == status
        assert answer.content_type.startswith("text/html")
        assert words in answer.get_data(as_text=True)

    def test_of_another_role_says_so(self, client: FlaskClient, cast: Cast) -> None:
        answer = client.get("/organiser/", headers=cast.judge(1).bearer)
        assert answer.status_code == 403
        assert "không có quyền" in answer.get_data(as_text=True)


def test_a_refused_write_can_be_sent_again_under_the_same_key(api: ApiOf, house: House, cast: Cast) -> None:
    """What is refused now may be right later: a refusal is not stored."""
    secretary, key = api(cast.secretary), {"Idempotency-Key": "lock-1"}
    found = opened(house, cast)
    secretary.expect(409, "POST", f"/performances/{found}/lock", headers=key)
    for judge in cast.judges:
        submit(house, cast, found, judge)
    secretary.expect(200, "POST", f"/performances/{found}/lock", headers=key)


def test_two_people_are_needed_and_the_same_one_is_told_so(api: ApiOf, house: House, cast: Cast) -> None:
    for team in ("d2", "d3", "d4"):
        act(house, cast.secretary, rounds.set_status, "vong-loai", team, "withdrawn", "Rút tên")
    play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "12"])
    quiz = performance_id(house, "d1", "kien-thuc")
    act(house, cast.secretary, performances.open_performance, quiz)
    act(house, cast.secretary, performances.enter_points, quiz, "10", 0)
    act(house, cast.secretary, performances.lock_performance, quiz)
    api(cast.secretary).expect(200, "POST", "/rounds/vong-loai/lock")
    problem(api(cast.secretary)("POST", "/rounds/vong-loai/confirm"), 403, "same-person")
    assert api(cast.head_judge).expect(200, "POST", "/rounds/vong-loai/confirm")["state"] == "confirmed"
