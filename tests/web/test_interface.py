"""The interface as tablets and desks use it: what it answers, and that a key repeats the answer and not the act."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from contest.db.models import Bus, Cue
from contest.services import accounts, broadcast, performances, rounds
from contest.services.house import House
from contest.services.show import takes
from contest.web.pages.feeds import NOW_COLUMNS
from tests.cast import Cast, Person
from tests.factories import (
    FIRST_POINTS,
    FIRST_TOTALS,
    FULL,
    act,
    opened,
    performance_id,
    play_first_round,
    play_judged,
    record,
    settle,
    sheet_id,
    sheet_of,
    submit,
)
from tests.web.conftest import Api

ApiOf = Callable[[Person | None], Api]


@pytest.fixture
def performance(house: House, cast: Cast) -> int:
    return opened(house, cast)


class TestAJudge:
    def test_sees_his_own_sheets_and_no_others(self, api: ApiOf, cast: Cast, performance: int) -> None:
        for number in (1, 2, 3):
            sheets = api(cast.judge(number)).get("/judge/sheets")["sheets"]
            assert [each["performance"]["id"] for each in sheets] == [performance]
        shown = api(cast.judge(1)).get("/judge/sheets")["sheets"][0]
        assert shown["paper"] is False
        assert {name: value for name, value in shown.items() if name not in ("id", "asked", "paper")} == {
            "earlier_marks": False,
            "performance": {
                "id": performance,
                "round": {"key": "vong-loai", "title": "Vòng loại"},
                "section": {"key": "chao-hoi", "title": "Màn chào hỏi"},
                "team": {"key": "d1", "name": "Đội số 1", "short": "Đội 1"},
                "order": 1,
                "state": "open",
            },
            "criteria": [
                {"key": "noi-dung", "title": "Nội dung", "min": "0", "max": "10", "step": "0.25", "weight": "1"},
                {"key": "phong-cach", "title": "Phong cách", "min": "0", "max": "5", "step": "0.25", "weight": "1"},
            ],
            "marks": {},
            "state": "draft",
            "version": 0,
            "total": None,
            "receipt": None,
            "recorded": False,
            "editable": True,
        }

    def test_saves_submits_and_gets_a_receipt(self, api: ApiOf, cast: Cast, house: House, performance: int) -> None:
        judge, sheet = api(cast.judge(1)), sheet_id(house, performance, "j1")
        draft = judge.expect(200, "PUT", f"/judge/sheets/{sheet}", {"marks": {"noi-dung": "8"}, "based_on": 0})
        assert (draft["state"], draft["version"], draft["total"]) == ("draft", 1, None)
        body = {"marks": FULL, "based_on": draft["version"]}
        done = judge.expect(200, "POST", f"/judge/sheets/{sheet}/submission", body)
        assert (done["state"], done["version"], done["total"], done["editable"]) == ("submitted", 2, "12.5", False)
        assert done["receipt"]
        assert judge.get("/judge/sheets")["sheets"] == [done]

    def test_asks_not_to_score(self, api: ApiOf, cast: Cast, house: House, performance: int) -> None:
        sheet = sheet_id(house, performance, "j1")
        done = api(cast.judge(1)).expect(200, "POST", f"/judge/sheets/{sheet}/recusal", {"reason": "Người nhà"})
        assert (done["state"], done["editable"]) == ("recused", False)


class TestTheDesk:
    def test_runs_a_performance_from_opening_to_lock(self, api: ApiOf, cast: Cast, house: House) -> None:
        secretary = api(cast.secretary)
        api(cast.organiser).expect(200, "POST", "/rounds/vong-loai/open")
        found = performance_id(house, "d1", "chao-hoi")
        path = f"/performances/{found}"
        assert secretary.expect(200, "POST", f"{path}/open")["state"] == "open"
        adjusted = secretary.expect(201, "POST", f"{path}/adjustments", {"points": "-0.5", "reason": "Quá giờ"})
        assert [each["points"] for each in adjusted["adjustments"]] == ["-0.5"]
        absent = secretary.expect(201, "POST", f"{path}/absences", {"judge": "j3", "why": "absent"})
        assert absent["sheets"]["j3"]["state"] == "absent"
        back = secretary.expect(200, "DELETE", f"{path}/absences/j3")
        assert back["missing"] == ["j1", "j2", "j3"]
        for judge in cast.judges:
            sheet = sheet_id(house, found, judge)
            body = {"marks": FULL, "based_on": 0}
            api(cast.judges[judge]).expect(200, "POST", f"/judge/sheets/{sheet}/submission", body)
        taken_back = adjusted["adjustments"][0]["id"]
        assert secretary.expect(200, "DELETE", f"{path}/adjustments/{taken_back}")["adjustments"] == []
        assert secretary.expect(200, "POST", f"{path}/close")["state"] == "closed"
        locked = secretary.expect(200, "POST", f"{path}/lock")
        assert (locked["state"], locked["result"], locked["missing"]) == ("locked", "12.5", [])
        assert secretary.expect(200, "POST", f"{path}/reopen", {"reason": "Xem lại"})["state"] == "open"

    def test_enters_points_on_what_it_has_seen(self, api: ApiOf, cast: Cast, house: House) -> None:
        found = opened(house, cast, section="kien-thuc")
        secretary = api(cast.secretary)
        first = secretary.expect(200, "PUT", f"/performances/{found}/points", {"points": "17", "based_on": 0})
        assert (first["points"], first["points_version"]) == ("17", 1)
        stale = secretary.expect(409, "PUT", f"/performances/{found}/points", {"points": "18", "based_on": 0})
        assert stale["current"] == {"points": "17", "version": 1}

    def test_draws_the_order(self, api: ApiOf, cast: Cast) -> None:
        body = {"teams": ["d1", "d2", "d3", "d4"], "seed": "quảng ngãi 2024"}
        drawn = api(cast.organiser).expect(200, "PUT", "/rounds/vong-loai/order", body)
        assert [team["key"] for team in drawn["teams"]] == ["d1", "d4", "d3", "d2"]
        assert drawn["seed"] == "quảng ngãi 2024"

    def test_sees_the_standings_at_any_time(self, api: ApiOf, cast: Cast, house: House) -> None:
        play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "12"])
        for who in (cast.secretary, cast.head_judge, cast.organiser, cast.auditor):
            shown = api(who).get("/rounds/vong-loai/standings")
            assert set(shown) == {
                "standings", "unranked", "by_section", "by_criterion", "complete", "advancing", "on_the_line",
            }  # fmt: skip


class TestAKey:
    def test_repeats_the_answer_and_not_the_act(self, api: ApiOf, cast: Cast, house: House, performance: int) -> None:
        secretary = api(cast.secretary)
        body, key = {"points": "-0.5", "reason": "Quá giờ"}, {"Idempotency-Key": "a1"}
        answers = [secretary("POST", f"/performances/{performance}/adjustments", body, key) for _ in range(4)]
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.get_data() for answer in answers}) == 1
        assert len(answers[0].get_json()["adjustments"]) == 1
        assert [line.act for line in record(house)].count("adjust") == 1

    def test_gives_the_old_answer_though_things_went_on(
        self, api: ApiOf, cast: Cast, house: House, performance: int
    ) -> None:
        sheet, judge = sheet_id(house, performance, "j1"), api(cast.judge(1))
        body, key = {"marks": FULL, "based_on": 0}, {"Idempotency-Key": "n1"}
        first = judge.expect(200, "POST", f"/judge/sheets/{sheet}/submission", body, key)
        act(house, cast.secretary, performances.close_performance, performance)
        again = judge.expect(200, "POST", f"/judge/sheets/{sheet}/submission", body, key)
        assert again == first

    def test_with_another_body_or_address_is_refused(
        self, api: ApiOf, cast: Cast, house: House, performance: int
    ) -> None:
        secretary, key = api(cast.secretary), {"Idempotency-Key": "a1"}
        path = f"/performances/{performance}/adjustments"
        secretary.expect(201, "POST", path, {"points": "-0.5", "reason": "Quá giờ"}, key)
        others = ((path, {"points": "-1", "reason": "Quá giờ"}), (f"/performances/{performance}/lock", None))
        for address, body in others:
            document = secretary.expect(422, "POST", address, body, key)
            assert document["type"] == "/problems/key-reused"
        assert [line.act for line in record(house)].count("adjust") == 1

    def test_of_somebody_else_is_another_key(self, api: ApiOf, cast: Cast, performance: int, house: House) -> None:
        body, key = {"points": "-0.5", "reason": "Quá giờ"}, {"Idempotency-Key": "a1"}
        path = f"/performances/{performance}/adjustments"
        api(cast.secretary).expect(201, "POST", path, body, key)
        assert len(api(cast.second_secretary).expect(201, "POST", path, body, key)["adjustments"]) == 2

    def test_is_not_needed(self, api: ApiOf, cast: Cast, performance: int) -> None:
        path, body = f"/performances/{performance}/adjustments", {"points": "-0.5", "reason": "Quá giờ"}
        for number in (1, 2):
            assert len(api(cast.secretary).expect(201, "POST", path, body)["adjustments"]) == number

    def test_sent_ten_times_at_once_acts_once(
        self, app: Flask, api: ApiOf, cast: Cast, house: House, performance: int
    ) -> None:
        body, key = {"points": "-0.5", "reason": "Quá giờ"}, {"Idempotency-Key": "a1"}
        path = f"/performances/{performance}/adjustments"
        with ThreadPoolExecutor(10) as pool:
            answers = list(pool.map(lambda _n: api(cast.secretary)("POST", path, body, key), range(10)))
        assert {answer.status_code for answer in answers} == {201}
        assert len({answer.get_data() for answer in answers}) == 1
        assert [line.act for line in record(house)].count("adjust") == 1


class TestFeeds:
    @pytest.fixture
    def feeds(self, house: House, client: FlaskClient) -> Callable[[str], TestResponse]:
        key = accounts.feed_key(house.secret)
        return lambda name: client.get(f"/feeds/{key}/{name}")

    def test_have_their_columns_though_nothing_is_on_air(self, feeds: Callable[[str], TestResponse]) -> None:
        assert feeds("now.json").get_json() == [dict.fromkeys(NOW_COLUMNS, "")]
        assert feeds("standings.json").get_json() == []
        head = b"\xef\xbb\xbfround,rank,team,short,points,advancing,tied,rehearsal\r\n"
        assert feeds("standings.csv").get_data() == head

    def test_say_what_the_stream_shows(self, feeds: Callable[[str], TestResponse], house: House, cast: Cast) -> None:
        found = play_judged(house, cast, "d1", "chao-hoi", ["12.25"] * 3)
        act(house, cast.director, takes.take, "both", score_cue(house, found), 1)
        row = {"scene": "score", "team": "Đội số 1", "section": "Màn chào hỏi", "order": "1", "total": "12,25"}
        row |= {"short": "Đội 1", "group": "Khối huyện", "caption": "Điểm phần thi"}
        assert feeds("now.json").get_json() == [dict.fromkeys(NOW_COLUMNS, "") | row]
        assert "Đội số 1" in feeds("now.xml").get_data(as_text=True)
        assert "12,25" in feeds("now.csv").get_data(as_text=True)

    def test_say_why_points_were_taken_off(
        self, feeds: Callable[[str], TestResponse], house: House, cast: Cast
    ) -> None:
        found = opened(house, cast)
        for judge in ("j1", "j2", "j3"):
            submit(house, cast, found, judge, sheet_of("12.25"))
        act(house, cast.secretary, performances.adjust, found, "-0.5", "Quá giờ")
        act(house, cast.secretary, performances.lock_performance, found)
        act(house, cast.director, takes.take, "both", score_cue(house, found), 1)
        assert feeds("now.json").get_json()[0]["note"] == "Quá giờ: −0,50"

    def test_have_the_standings_while_the_stream_shows_them_and_once_they_are_published(
        self, feeds: Callable[[str], TestResponse], house: House, cast: Cast
    ) -> None:
        play_first_round(house, cast, FIRST_TOTALS, FIRST_POINTS)
        settle(house, cast)
        assert feeds("standings.json").get_json() == []
        with house.reading() as rows:
            shown = rows.scalars(select(Cue).where(Cue.scene == "standings").order_by(Cue.position)).first()
        assert shown is not None
        act(house, cast.director, takes.take, "both", shown.id, 1)
        on_air = feeds("standings.json").get_json()
        assert [row["rank"] for row in on_air] == sorted(row["rank"] for row in on_air)
        assert {type(value) for row in on_air for value in row.values()} == {str}
        act(house, cast.director, takes.black, "stream")
        assert feeds("standings.json").get_json() == []
        act(house, cast.organiser, rounds.publish_round, "vong-loai")
        assert feeds("standings.json").get_json() == on_air

    def test_open_to_the_key_of_the_stations_gear_until_it_is_taken_back(
        self, client: FlaskClient, house: House, cast: Cast
    ) -> None:
        key = act(house, cast.director, broadcast.renew_key)
        for address in (f"/feeds/{key}/now.json", f"/air/{key}/", f"/air/{key}/ready"):
            assert client.get(address).status_code in (200, 204)
        fresh = act(house, cast.organiser, broadcast.renew_key)
        for address in (f"/feeds/{key}/now.json", f"/air/{key}/", f"/air/{key}/ready"):
            assert client.get(address).status_code == 404
        with house.reading() as rows:
            assert broadcast.gear_key(rows, house.secret) == fresh != key

    def test_have_their_columns_whatever_the_scene(
        self, feeds: Callable[[str], TestResponse], house: House, cast: Cast
    ) -> None:
        """Scenes share names for different things: the lines of a message are words, those of a score are figures."""
        with house.reading() as rows:
            first = {each.scene: each.id for each in rows.scalars(select(Cue).order_by(Cue.position.desc()))}
        for cue in [first[scene] for scene in ("holding", "team", "performing", "scoring")]:
            act(house, cast.director, takes.take, "both", cue, 1)
            for name in ("now.json", "now.csv", "now.xml"):
                assert feeds(name).status_code == 200
            assert {type(value) for value in feeds("now.json").get_json()[0].values()} == {str}
        for words in (
            {"scene": "message", "lines": ["Xin chờ"], "title": "Lời nhắn"},
            {"scene": "draw", "team": ["d1"]},
        ):
            with house.act(cast.director.actor) as work:
                bus = work.session.get_one(Bus, "stream")
                assert bus.take is not None
                bus.take.frame = words
            row = feeds("now.json").get_json()[0]
            assert (row["scene"], row["note"], row["team"]) == (words["scene"], "", "")

    def test_answer_304_while_nothing_changes(self, house: House, client: FlaskClient) -> None:
        address = f"/feeds/{accounts.feed_key(house.secret)}/now.json"
        tag = client.get(address).headers["ETag"]
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304

    @pytest.mark.parametrize("name", ["now.txt", "now", "later.json", "standings.html"])
    def test_of_another_kind_are_not_there(self, feeds: Callable[[str], TestResponse], name: str) -> None:
        assert feeds(name).status_code == 404

    @pytest.mark.parametrize("key", ["x", "0" * 32, "ế"])
    def test_need_their_key(self, client: FlaskClient, key: str) -> None:
        assert client.get(f"/feeds/{key}/now.json").status_code == 404


def score_cue(house: House, performance: int) -> int:
    """The cue that shows a performance's score."""
    with house.reading() as rows:
        return rows.scalars(select(Cue.id).where(Cue.scene == "score", Cue.performance_id == performance)).one()


def test_the_contest_is_everybodys_but_the_finals_field_is_not(
    api: ApiOf, cast: Cast, house: House, client: FlaskClient
) -> None:
    public, desk = api(None).get("/contest"), api(cast.secretary).get("/contest")
    assert [each["key"] for each in public["rounds"]] == ["vong-loai", "chung-ket"]
    assert public["rounds"][0]["performances"] == desk["rounds"][0]["performances"]
    assert set(public["rounds"][0]["performances"][0]) == {"id", "team", "section", "order", "turn", "state"}


def test_awards_are_read_by_the_desk_and_named_by_the_organiser(api: ApiOf, cast: Cast, house: House) -> None:
    for team in ("d3", "d4"):
        act(house, cast.secretary, rounds.set_status, "vong-loai", team, "withdrawn", "Rút tên")
    for team in ("d1", "d2"):
        play_judged(house, cast, team, "chao-hoi", ["12", "12", "12"])
        quiz = opened(house, cast, team, "kien-thuc")
        act(house, cast.secretary, performances.enter_points, quiz, "10", 0)
        act(house, cast.secretary, performances.lock_performance, quiz)
    api(cast.secretary).expect(200, "POST", "/rounds/vong-loai/lock")
    api(cast.head_judge).expect(200, "POST", "/rounds/vong-loai/confirm")
    api(cast.organiser).expect(200, "POST", "/rounds/vong-loai/advance")
    body = {"team": "d2", "evidence": "Biên bản kiểm phiếu"}
    named = api(cast.organiser).expect(200, "PUT", "/awards/khan-gia", body)
    assert {each["key"]: each["winner"] for each in named["awards"]}["khan-gia"] == "d2"
    assert api(cast.auditor).get("/awards") == named
