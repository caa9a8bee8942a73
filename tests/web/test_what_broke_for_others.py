"""What users of comparable systems reported in public, case by case: it has to hold here."""

from __future__ import annotations

import random
import shutil
from collections.abc import Callable, Mapping
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, text

from contest.db.models import AuditEntry, Cue, Sheet, SheetVersion
from contest.domain.points import plain
from contest.services import performances, public, results, rounds
from contest.services.house import House
from contest.services.show import takes
from tests.cast import Cast, Person
from tests.conftest import Template
from tests.factories import (
    FULL,
    FakeClock,
    a_round,
    act,
    judged,
    opened,
    play_judged,
    record,
    settle,
    sheet_id,
    small_contest,
    standings,
    submit,
)
from tests.web.conftest import Api, app_over, close

ApiOf = Callable[[Person | None], Api]


class TestSubmittingTwice:
    """Case 3: *Nộp* pressed ten times fast; the same request replayed by a proxy."""

    @pytest.mark.parametrize("keys", ["submit-1", "submit-{}", None], ids=["one key", "other keys", "without a key"])
    def test_one_sheet_and_the_same_receipt_each_time(
        self, api: ApiOf, house: House, cast: Cast, keys: str | None
    ) -> None:
        performance = opened(house, cast)
        sheet, judge = sheet_id(house, performance, "j1"), api(cast.judge(1))
        body = {"marks": FULL, "based_on": 0}
        answers = []
        for press in range(10):
            key = {"Idempotency-Key": keys.format(press)} if keys else {}
            answers.append(judge.expect(200, "POST", f"/judge/sheets/{sheet}/submission", body, key))
        assert {answer["receipt"] for answer in answers} == {answers[0]["receipt"]}
        assert {answer["version"] for answer in answers} == {1}
        with house.reading() as rows:
            assert rows.query(SheetVersion).count() == 1
            assert rows.query(Sheet).filter_by(state="submitted").count() == 1


class TestTwoTabletsOfOneJudge:
    """Case 4: the stale write is refused and comes with the newer sheet to lay beside it."""

    def test_the_later_write_on_older_ground_changes_nothing(self, api: ApiOf, house: House, cast: Cast) -> None:
        sheet = sheet_id(house, opened(house, cast), "j1")
        first, second = api(cast.judge(1)), api(cast.judge(1))
        path = f"/judge/sheets/{sheet}"
        newer = first.expect(200, "PUT", path, {"marks": {"noi-dung": "9"}, "based_on": 0})
        refused = second.expect(409, "PUT", path, {"marks": {"noi-dung": "7"}, "based_on": 0})
        assert (refused["type"], refused["current"]) == ("/problems/stale", newer)
        submitted = first.expect(200, "POST", f"{path}/submission", {"marks": FULL, "based_on": 1})
        late = second.expect(423, "POST", f"{path}/submission", {"marks": {**FULL, "noi-dung": "7"}, "based_on": 1})
        assert late["current"] == submitted
        assert second.get("/judge/sheets")["sheets"] == [submitted]


class TestAJudgesToken:
    """Case 5: it can't submit as another judge, score outside the panel, approve, lock or publish."""

    @pytest.mark.parametrize(
        ("method", "path", "body"),
        [
            ("POST", "/rounds/vong-loai/open", None),
            ("POST", "/rounds/vong-loai/lock", None),
            ("POST", "/rounds/vong-loai/confirm", None),
            ("POST", "/rounds/vong-loai/publish", None),
            ("POST", "/rounds/vong-loai/advance", None),
            ("POST", "/performances/1/lock", None),
            ("POST", "/performances/1/reopen", {"reason": "Tôi muốn sửa"}),
            ("PUT", "/performances/1/points", {"points": "20", "based_on": 0}),
            ("POST", "/performances/1/adjustments", {"points": "5", "reason": "Hay"}),
            ("POST", "/performances/1/absences", {"judge": "j2", "why": "absent"}),
            ("POST", "/show/take", {"bus": "both", "cue": None}),
        ],
        ids=lambda value: value if isinstance(value, str) and value.startswith("/") else "",
    )
    def test_does_nobody_elses_work(
        self, api: ApiOf, house: House, cast: Cast, method: str, path: str, body: dict[str, Any] | None
    ) -> None:
        opened(house, cast)
        before = len(record(house))
        assert api(cast.judge(1))(method, path, body).status_code == 403
        assert len(record(house)) == before

    def test_does_not_submit_as_another_judge(self, api: ApiOf, house: House, cast: Cast) -> None:
        performance = opened(house, cast)
        theirs = sheet_id(house, performance, "j2")
        for path in (f"/judge/sheets/{theirs}/submission", f"/judge/sheets/{theirs}/recusal"):
            body = {"marks": FULL, "based_on": 0, "judge": "j2", "reason": ""}
            assert api(cast.judge(1))("POST", path, body).status_code == 403
        with house.reading() as rows:
            assert rows.get_one(Sheet, theirs).state == "draft"

    def test_scores_nothing_outside_the_panel(
        self, make_house: Callable[[dict[str, Any]], tuple[House, Cast]], tmp_path: Path
    ) -> None:
        """Judge 3 has a link but no seat: there is no sheet to mark, and nobody may call him absent either."""
        house, cast = make_house(small_contest())
        with house.database.writing() as session:
            session.execute(text("DELETE FROM round_judge WHERE judge_id = 3"))
            session.commit()
        found = opened(house, cast)
        with house.reading() as rows:
            assert [each.judge.key for each in rows.query(Sheet)] == ["j1", "j2"]
        for judge in ("j1", "j2"):
            submit(house, cast, found, judge)
        assert act(house, cast.secretary, performances.lock_performance, found).state == "locked"


class TestNotMarked:
    """Case 6: *not marked* is never 0, and 0 is never *not marked*."""

    def test_zero_goes_all_the_way_and_nothing_goes_nowhere(self, api: ApiOf, house: House, cast: Cast) -> None:
        performance = opened(house, cast)
        path = f"/judge/sheets/{sheet_id(house, performance, 'j1')}"
        judge = api(cast.judge(1))
        assert judge.get("/judge/sheets")["sheets"][0]["marks"] == {}
        draft = judge.expect(200, "PUT", path, {"marks": {"noi-dung": "0", "phong-cach": None}, "based_on": 0})
        assert (draft["marks"], draft["total"]) == ({"noi-dung": "0"}, None)
        refused = judge.expect(422, "POST", f"{path}/submission", {"marks": {"noi-dung": "0"}, "based_on": 1})
        assert [fault["code"] for fault in refused["faults"]] == ["missing"]
        zeros = {"noi-dung": "0", "phong-cach": "0"}
        done = judge.expect(200, "POST", f"{path}/submission", {"marks": zeros, "based_on": 1})
        assert (done["marks"], done["total"]) == (zeros, "0")
        desk = api(cast.secretary).get(f"/snapshot/performance.{performance}")["data"]["sheets"]
        assert [(cell["state"], cell["total"]) for cell in desk.values()] == [
            ("submitted", "0"), ("none", None), ("none", None),
        ]  # fmt: skip


class TestAnEditAfterwards:
    """Case 7: it keeps who, when, why, old and new; screens show it only when told."""

    def test_keeps_who_when_why_old_and_new(self, house: House, cast: Cast, clock: FakeClock) -> None:
        performance = play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "12"])
        clock.tick()
        act(house, cast.secretary, performances.reopen_performance, performance, "Ghi nhầm cột")
        clock.tick()
        submit(house, cast, performance, "j2", {"noi-dung": "9", "phong-cach": "5"})
        with house.reading() as rows:
            opened_again = rows.scalars(select(AuditEntry).where(AuditEntry.act == "reopen_performance")).one()
            assert (opened_again.actor, opened_again.details["reason"]) == ("Thư ký Hạnh", "Ghi nhầm cột")
            versions = rows.scalars(
                select(SheetVersion).join(Sheet).where(Sheet.id == sheet_id(house, performance, "j2"))
            ).all()
            assert [(each.marks["noi-dung"], each.credential_id) for each in versions] == [
                ("7", cast.judge(2).actor.credential_id), ("9", cast.judge(2).actor.credential_id),
            ]  # fmt: skip
            assert versions[0].at < opened_again.at < versions[1].at

    def test_reaches_the_screens_only_when_it_is_taken_again(self, api: ApiOf, house: House, cast: Cast) -> None:
        performance = play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "12"])
        with house.reading() as rows:
            score = rows.scalars(select(Cue.id).where(Cue.scene == "score", Cue.performance_id == performance)).one()
        act(house, cast.director, takes.take, "both", score, 1)
        stage, director = api(cast.stage), api(cast.director)
        before = stage.get("/snapshot/stage")["data"]
        assert before["total"] == "12,00"
        act(house, cast.secretary, performances.reopen_performance, performance, "Ghi nhầm cột")
        submit(house, cast, performance, "j2", {"noi-dung": "10", "phong-cach": "5"})
        act(house, cast.secretary, performances.lock_performance, performance)
        assert stage.get("/snapshot/stage")["data"] == before
        assert director.get("/show")["buses"]["stage"]["stale"] is True
        act(house, cast.director, takes.take, "both", score, 1)
        assert stage.get("/snapshot/stage")["data"]["total"] == "13,00"
        assert director.get("/show")["buses"]["stage"]["stale"] is False

    def test_of_published_standings_is_not_made_in_passing(
        self, played_template: Template, tmp_path: Path, cast: Cast
    ) -> None:
        """Once published, neither round nor performance opens again behind anybody's back."""
        app = app_over(Path(shutil.copyfile(played_template.file, tmp_path / "contest.db")), FakeClock())
        house = app.extensions["house"]
        settle(house, cast)
        act(house, cast.organiser, rounds.publish_round, "vong-loai")
        shown = app.test_client().get("/api/v1/rounds/vong-loai/standings").get_data()
        secretary = Api(app.test_client(), cast.secretary)
        assert secretary("POST", "/rounds/vong-loai/reopen", {"reason": "Sửa"}).status_code == 409
        assert secretary("POST", "/performances/1/reopen", {"reason": "Sửa"}).status_code == 423
        body = {"points": "-5", "reason": "Sửa"}
        assert secretary("POST", "/performances/1/adjustments", body).status_code == 423
        assert app.test_client().get("/api/v1/rounds/vong-loai/standings").get_data() == shown
        close(app)


class TestStandings:
    """Case 8: recomputing gives the same order; everybody takes it from one function."""

    def test_are_the_same_a_hundred_times_and_at_every_door(
        self, played_template: Template, tmp_path: Path, cast: Cast
    ) -> None:
        app = app_over(Path(shutil.copyfile(played_template.file, tmp_path / "contest.db")), FakeClock())
        house = app.extensions["house"]
        settle(house, cast)
        act(house, cast.organiser, rounds.publish_round, "vong-loai")
        client = app.test_client()
        first = client.get("/api/v1/rounds/vong-loai/standings").get_data()
        assert {client.get("/api/v1/rounds/vong-loai/standings").get_data() for _ in range(100)} == {first}
        order = [each["team"] for each in client.get("/api/v1/rounds/vong-loai/standings").get_json()["standings"]]
        topic = Api(client, cast.secretary).get("/snapshot/standings.vong-loai")["data"]
        assert [each["team"] for each in topic["standings"]] == order
        shown = client.get("/api/v1/snapshot/public").get_json()["data"]["rounds"][0]["standings"]
        assert [each["team"]["key"] for each in shown] == order
        assert self.on_stage(app, house, cast) == order
        close(app)

    def on_stage(self, app: Flask, house: House, cast: Cast) -> list[str]:
        with house.reading() as rows:
            cue = rows.scalars(select(Cue).where(Cue.scene == "standings").order_by(Cue.position)).first()
            assert cue is not None
        act(house, cast.director, takes.take, "both", cue.id, cue.steps)
        frame = Api(app.test_client(), cast.stage).get("/snapshot/stage")["data"]
        return [row["team"]["key"] for row in frame["rows"]]


def independently(sheets: Mapping[str, list[Decimal | None]], away: set[str], top: int) -> tuple[list[Any], set[str]]:
    """Ranks and advancing by the rules read out: mean of those who marked, two decimals half up, equal shares a rank,
    the next is skipped, all who are equal at the line go on. Written from the rule, not from the product."""
    totals = {}
    for team, marks in sheets.items():
        if team in away:
            continue
        given = [mark for mark in marks if mark is not None]
        totals[team] = (sum(given) / len(given)).quantize(Decimal("0.01"), ROUND_HALF_UP)
    rows = [(1 + sum(other > total for other in totals.values()), team, total) for team, total in totals.items()]
    line = sorted(totals.values(), reverse=True)[min(top, len(totals)) - 1]
    return sorted(rows), {team for team, total in totals.items() if total >= line}


class TestTies:
    """Case 9: ties at the line, three-way ties, a withdrawn and a disqualified team, a missing judge."""

    @pytest.mark.parametrize("seed", range(4))
    def test_equal_an_independent_recomputation(
        self, make_house: Callable[[dict[str, Any]], tuple[House, Cast]], seed: int
    ) -> None:
        chance = random.Random(seed)
        first = a_round(
            "vong-loai", "Vòng loại", [judged("chao-hoi", "Màn chào hỏi")],
            advance={"to": "chung-ket", "top": 3, "per_group": 0, "at_line": "all"},
        )  # fmt: skip
        final = a_round("chung-ket", "Vòng chung kết", [judged("tieu-pham", "Tiểu phẩm")])
        house, cast = make_house(small_contest(teams=8, rounds=[first, final]))
        teams = [f"d{number}" for number in range(1, 9)]
        out = dict(zip(chance.sample(teams, 2), ("withdrawn", "disqualified"), strict=True))
        sheets: dict[str, list[Decimal | None]] = {}
        for team in teams:
            marks: list[Decimal | None] = [Decimal(chance.choice(("12", "12.25", "12.5"))) for _ in cast.judges]
            if chance.random() < 0.3:
                marks[chance.randrange(3)] = None
            sheets[team] = marks
            play_judged(house, cast, team, "chao-hoi", [None if mark is None else str(mark) for mark in marks])
        for team, status in out.items():
            act(house, cast.secretary, rounds.set_status, "vong-loai", team, status, "Theo biên bản")
        settle(house, cast)
        act(house, cast.organiser, rounds.advance, "vong-loai")
        ranked, through = independently(sheets, set(out), 3)
        with house.reading() as rows:
            found = results.round_result(rows, "vong-loai")
            assert standings(rows) == [(team, rank, plain(total)) for rank, team, total in ranked]
            assert {each.team: each.reason.value for each in found.unranked} == out
            assert {e.team.key for e in rounds.entries(rows, rounds.get(rows, "chung-ket"))} == through
            result = results.round_result(rows, "vong-loai")
            assert {row["team"]["key"]: row["rank"] for row in public.standings_rows(rows, result)} == {
                team: rank for rank, team, _total in ranked
            }

    def test_three_equal_teams_at_the_line_all_go_on(
        self, make_house: Callable[[dict[str, Any]], tuple[House, Cast]]
    ) -> None:
        first = a_round(
            "vong-loai", "Vòng loại", [judged("chao-hoi", "Màn chào hỏi")],
            advance={"to": "chung-ket", "top": 2, "per_group": 0, "at_line": "all"},
        )  # fmt: skip
        final = a_round("chung-ket", "Vòng chung kết", [judged("tieu-pham", "Tiểu phẩm")])
        house, cast = make_house(small_contest(teams=5, rounds=[first, final]))
        for team, total in (("d1", "13"), ("d2", "12"), ("d3", "12"), ("d4", "12"), ("d5", "11")):
            play_judged(house, cast, team, "chao-hoi", [total] * 3)
        settle(house, cast)
        act(house, cast.organiser, rounds.advance, "vong-loai")
        with house.reading() as rows:
            assert [(team, rank) for team, rank, _total in standings(rows)] == [
                ("d1", 1), ("d2", 2), ("d3", 2), ("d4", 2), ("d5", 5),
            ]  # fmt: skip
            field = [e.team.key for e in rounds.entries(rows, rounds.get(rows, "chung-ket"))]
        assert field == ["d1", "d2", "d3", "d4"]
