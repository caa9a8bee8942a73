"""Acts on a round: its running order, its opening, and the way of a result: lock, confirm, publish, advance."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pytest

from contest.db.models import Cue, Entry, Performance, Round, Team
from contest.domain.errors import Invalid
from contest.services import board, performances, results, rounds, running_order
from contest.services.actor import HOUSE
from contest.services.house import House
from contest.services.refusals import NotFound, SamePerson, WrongState
from tests.cast import Cast
from tests.factories import (
    FIRST_POINTS,
    FIRST_TOTALS,
    Line,
    a_round,
    act,
    faults,
    judge_and_lock,
    opened,
    performance_id,
    play_first_round,
    play_points,
    quiz,
    record,
    settle,
    small_contest,
    standings,
)

MakeHouse = Callable[[dict[str, Any]], tuple[House, Cast]]


def state(house: House, key: str = "vong-loai") -> str:
    with house.reading() as rows:
        return rounds.get(rows, key).state


def order_of(house: House, key: str = "vong-loai") -> list[str]:
    with house.reading() as rows:
        return [e.team.key for e in rounds.entries(rows, rounds.get(rows, key)) if e.turn is not None]


def stage_order(house: House, key: str = "vong-loai") -> list[tuple[int, str, str, int]]:
    with house.reading() as rows:
        found = rounds.performances(rows, rounds.get(rows, key))
        return [(p.position, p.team.key, p.section.key, p.turn) for p in found]


def field_of(house: House, key: str) -> list[str]:
    with house.reading() as rows:
        return sorted(e.team.key for e in rounds.entries(rows, rounds.get(rows, key)))


def as_seen(house: House, key: str = "vong-loai") -> dict[str, Any]:
    with house.reading() as rows:
        return next(r for r in board.contest_topic(rows)["rounds"] if r["key"] == key)


class TestTheRunningOrder:
    def test_is_set_by_hand(self, house: House, cast: Cast) -> None:
        act(house, cast.organiser, running_order.set_order, "vong-loai", ["d3", "d1", "d4", "d2"])
        assert order_of(house) == ["d3", "d1", "d4", "d2"]
        assert stage_order(house)[:5] == [
            (1, "d3", "chao-hoi", 1), (2, "d1", "chao-hoi", 2), (3, "d4", "chao-hoi", 3), (4, "d2", "chao-hoi", 4),
            (5, "d3", "kien-thuc", 1),
        ]  # fmt: skip
        assert record(house)[-1].details == {"order": ["d3", "d1", "d4", "d2"], "seed": None}

    def test_keeps_performances_and_their_cues(self, house: House, cast: Cast) -> None:
        before = performance_id(house, "d3", "chao-hoi")
        with house.reading() as rows:
            cues = {cue.params["key"]: cue.id for cue in rows.query(Cue)}
        act(house, cast.organiser, running_order.set_order, "vong-loai", ["d3", "d1", "d4", "d2"])
        assert performance_id(house, "d3", "chao-hoi") == before
        with house.reading() as rows:
            assert {cue.params["key"]: cue.id for cue in rows.query(Cue)} == cues

    @pytest.mark.parametrize(
        ("teams", "found"),
        [
            (["d1", "d2", "d3"], [("teams", "missing")]),
            (["d1", "d2", "d3", "d9"], [("teams[3]", "unknown"), ("teams", "missing")]),
            (["d1", "d2", "d2", "d3"], [("teams[2]", "duplicate"), ("teams", "missing")]),
            ([], [("teams", "missing")] * 4),
        ],
        ids=["one missing", "one unknown", "one twice", "none"],
    )
    def test_must_name_each_team_once(
        self, house: House, cast: Cast, teams: Sequence[str], found: list[tuple[str, str]]
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.organiser, running_order.set_order, "vong-loai", teams)
        assert faults(refusal) == found
        assert order_of(house) == ["d1", "d2", "d3", "d4"]

    def test_is_frozen_once_a_performance_was_opened(self, house: House, cast: Cast) -> None:
        opened(house, cast, "d2")
        with pytest.raises(WrongState, match="không đổi được nữa"):
            act(house, cast.organiser, running_order.set_order, "vong-loai", ["d3", "d1", "d4", "d2"])
        assert as_seen(house)["order_frozen"] is True

    def test_may_still_change_while_the_round_is_open_and_nobody_has_begun(self, house: House, cast: Cast) -> None:
        act(house, cast.organiser, rounds.open_round, "vong-loai")
        act(house, cast.organiser, running_order.set_order, "vong-loai", ["d3", "d1", "d4", "d2"])
        assert order_of(house)[0] == "d3"

    def test_is_announced(self, house: House, cast: Cast, heard: list[dict[str, int]]) -> None:
        act(house, cast.organiser, running_order.set_order, "vong-loai", ["d3", "d1", "d4", "d2"])
        assert {"contest", "public", "cues", "show", f"performance.{performance_id(house, 'd1', 'chao-hoi')}"} <= set(
            heard[-1]
        )

    def test_of_a_final_goes_team_by_team(self, settled: House, cast: Cast) -> None:
        act(settled, cast.organiser, rounds.advance, "vong-loai")
        act(settled, cast.organiser, running_order.set_order, "chung-ket", ["d4", "d3"])
        assert stage_order(settled, "chung-ket") == [(1, "d4", "tieu-pham", 1), (2, "d3", "tieu-pham", 2)]


class TestOpening:
    def test_lets_performances_be_opened(self, house: House, cast: Cast, heard: list[dict[str, int]]) -> None:
        act(house, cast.organiser, rounds.open_round, "vong-loai")
        assert state(house) == "open"
        assert record(house)[-1] == Line("open_round", "Ban tổ chức", "vong-loai", {})
        assert {"contest", "public", "cues", "show", "standings.vong-loai"} <= set(heard[-1])

    def test_twice_is_once(self, house: House, cast: Cast) -> None:
        for _ in range(2):
            act(house, cast.organiser, rounds.open_round, "vong-loai")
        assert [line.act for line in record(house)].count("open_round") == 1

    def test_waits_for_teams(self, house: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="chưa có đội thi"):
            act(house, cast.organiser, rounds.open_round, "chung-ket")

    def test_of_a_round_that_is_over_is_refused(self, settled: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="đã xác nhận"):
            act(settled, cast.organiser, rounds.open_round, "vong-loai")

    def test_of_an_unknown_round_is_not_found(self, house: House, cast: Cast) -> None:
        with pytest.raises(NotFound):
            act(house, cast.organiser, rounds.open_round, "tu-ket")


class TestLocking:
    def test_says_how_much_is_left(self, house: House, cast: Cast) -> None:
        opened(house, cast)
        with pytest.raises(WrongState, match="còn 8 lượt thi chưa khóa"):
            act(house, cast.secretary, rounds.lock_round, "vong-loai")
        assert "còn 8 lượt thi" in as_seen(house)["why_not"]["lock"]

    def test_stops_every_figure(self, played: House, cast: Cast) -> None:
        act(played, cast.secretary, rounds.lock_round, "vong-loai")
        assert (state(played), as_seen(played)["locked_by"]) == ("locked", "Thư ký Hạnh")
        assert record(played)[-1] == Line("lock_round", "Thư ký Hạnh", "vong-loai", {})

    def test_of_a_planned_round_is_refused(self, house: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="chưa mở"):
            act(house, cast.secretary, rounds.lock_round, "vong-loai")


class TestConfirming:
    def test_takes_a_second_person(self, played: House, cast: Cast) -> None:
        act(played, cast.secretary, rounds.lock_round, "vong-loai")
        with pytest.raises(SamePerson, match="thư ký thứ hai"):
            act(played, cast.secretary, rounds.confirm_round, "vong-loai")
        assert state(played) == "locked"
        act(played, cast.second_secretary, rounds.confirm_round, "vong-loai")
        assert (state(played), as_seen(played)["confirmed_by"]) == ("confirmed", "Thư ký Minh")

    def test_may_be_the_head_judges(self, played: House, cast: Cast) -> None:
        act(played, cast.secretary, rounds.lock_round, "vong-loai")
        act(played, cast.head_judge, rounds.confirm_round, "vong-loai")
        assert state(played) == "confirmed"

    def test_records_the_digest_of_the_standings(self, settled: House) -> None:
        with settled.reading() as rows:
            digest = results.digest(rows, "vong-loai")
        assert record(settled)[-1] == Line("confirm_round", "Thư ký Minh", "vong-loai", {"digest": digest})

    def test_waits_for_the_lock(self, played: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="chưa thể xác nhận"):
            act(played, cast.second_secretary, rounds.confirm_round, "vong-loai")

    def test_after_reopening_starts_anew_with_two_people(self, settled: House, cast: Cast) -> None:
        act(settled, cast.second_secretary, rounds.reopen_round, "vong-loai", "Sửa điểm")
        act(settled, cast.second_secretary, rounds.lock_round, "vong-loai")
        with pytest.raises(SamePerson):
            act(settled, cast.second_secretary, rounds.confirm_round, "vong-loai")
        act(settled, cast.secretary, rounds.confirm_round, "vong-loai")

    def test_waits_for_a_decision_about_a_tie_at_an_asked_line(self, make_house: MakeHouse) -> None:
        house, cast = make_house(small_contest(at_line="ask"))
        play_first_round(house, cast, FIRST_TOTALS, FIRST_POINTS | {"d2": "16"})
        act(house, cast.secretary, rounds.lock_round, "vong-loai")
        with pytest.raises(WrongState, match="Đội số 2, Đội số 4 bằng nhau ở vạch"):
            act(house, cast.second_secretary, rounds.confirm_round, "vong-loai")

    def test_waits_until_every_team_has_a_result(self, make_house: MakeHouse) -> None:
        """Ranked within groups, a team without a group has no result: nobody confirms standings that leave it out."""
        facts = small_contest(teams=2)
        facts["rounds"] = [a_round("vong-loai", "Vòng loại", [quiz()], rank_within="group")]
        facts |= {"awards": [], "awards_round": "vong-loai"}
        facts["teams"][1]["group"] = None
        house, cast = make_house(facts)
        for team in ("d1", "d2"):
            play_points(house, cast, team, "12")
        act(house, cast.secretary, rounds.lock_round, "vong-loai")
        with pytest.raises(WrongState, match="chưa tính được kết quả của Đội số 2"):
            act(house, cast.second_secretary, rounds.confirm_round, "vong-loai")


class TestPublishing:
    def test_puts_the_standings_on_the_public_page(self, settled: House, cast: Cast) -> None:
        told: list[dict[str, int]] = []
        settled.on_commit(told.append)
        act(settled, cast.organiser, rounds.publish_round, "vong-loai")
        assert state(settled) == "published"
        assert "public" in told[-1]

    def test_waits_for_the_second_person(self, played: House, cast: Cast) -> None:
        act(played, cast.secretary, rounds.lock_round, "vong-loai")
        with pytest.raises(WrongState, match="chờ người thứ hai xác nhận"):
            act(played, cast.organiser, rounds.publish_round, "vong-loai")

    def test_twice_is_once(self, settled: House, cast: Cast) -> None:
        for _ in range(2):
            act(settled, cast.organiser, rounds.publish_round, "vong-loai")
        assert [line.act for line in record(settled)].count("publish_round") == 1


class TestReopening:
    def test_needs_a_reason(self, settled: House, cast: Cast) -> None:
        with pytest.raises(Invalid) as refusal:
            act(settled, cast.secretary, rounds.reopen_round, "vong-loai", " ")
        assert faults(refusal) == [("reason", "missing")]

    def test_forgets_who_had_confirmed(self, settled: House, cast: Cast) -> None:
        act(settled, cast.secretary, rounds.reopen_round, "vong-loai", "Sửa điểm")
        seen = as_seen(settled)
        assert (seen["state"], seen["locked_by"], seen["confirmed_by"]) == ("open", None, None)
        assert record(settled)[-1] == Line("reopen_round", "Thư ký Hạnh", "vong-loai", {"reason": "Sửa điểm"})

    def test_of_a_published_round_is_refused(self, settled: House, cast: Cast) -> None:
        act(settled, cast.organiser, rounds.publish_round, "vong-loai")
        with pytest.raises(WrongState, match="đã công bố"):
            act(settled, cast.secretary, rounds.reopen_round, "vong-loai", "Sửa điểm")

    def test_comes_too_late_when_the_next_round_has_begun(self, settled: House, cast: Cast) -> None:
        act(settled, cast.organiser, rounds.advance, "vong-loai")
        act(settled, cast.organiser, rounds.open_round, "chung-ket")
        with pytest.raises(WrongState, match="đã bắt đầu"):
            act(settled, cast.secretary, rounds.reopen_round, "vong-loai", "Sửa điểm")


class TestAdvancing:
    def test_takes_exactly_the_best_by_the_rule(self, settled: House, cast: Cast) -> None:
        with settled.reading() as rows:
            assert standings(rows) == [("d3", 1, "31.25"), ("d4", 2, "30.25"), ("d2", 3, "26.25"), ("d1", 4, "22.25")]
        act(settled, cast.organiser, rounds.advance, "vong-loai")
        assert field_of(settled, "chung-ket") == ["d3", "d4"]
        assert record(settled)[-1] == Line(
            "advance", "Ban tổ chức", "vong-loai", {"to": "chung-ket", "teams": ["d3", "d4"]}
        )

    def test_lists_them_in_an_order_that_tells_no_rank(self, house: House, cast: Cast) -> None:
        play_first_round(house, cast, FIRST_TOTALS, FIRST_POINTS | {"d4": "20", "d3": "16"})
        settle(house, cast)
        with house.reading() as rows:
            assert results.round_result(rows, "vong-loai").advancing == ("d4", "d3")
        act(house, cast.organiser, rounds.advance, "vong-loai")
        assert order_of(house, "chung-ket") == ["d3", "d4"]

    def test_twice_is_once(self, settled: House, cast: Cast) -> None:
        for _ in range(3):
            act(settled, cast.organiser, rounds.advance, "vong-loai")
        assert field_of(settled, "chung-ket") == ["d3", "d4"]
        assert [line.act for line in record(settled)].count("advance") == 1

    def test_takes_all_who_are_equal_at_the_line(self, house: House, cast: Cast) -> None:
        play_first_round(house, cast, FIRST_TOTALS, FIRST_POINTS | {"d2": "16"})
        settle(house, cast)
        act(house, cast.organiser, rounds.advance, "vong-loai")
        assert field_of(house, "chung-ket") == ["d2", "d3", "d4"]

    def test_takes_none_of_them_where_the_rule_says_none(self, make_house: MakeHouse) -> None:
        house, cast = make_house(small_contest(at_line="none"))
        play_first_round(house, cast, FIRST_TOTALS, FIRST_POINTS | {"d2": "16"})
        settle(house, cast)
        act(house, cast.organiser, rounds.advance, "vong-loai")
        assert field_of(house, "chung-ket") == ["d3"]

    def test_waits_for_two_people(self, played: House, cast: Cast) -> None:
        act(played, cast.secretary, rounds.lock_round, "vong-loai")
        with pytest.raises(WrongState, match="chưa thể chọn đội"):
            act(played, cast.organiser, rounds.advance, "vong-loai")

    def test_of_a_final_is_refused(self, house: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="không chọn đội"):
            act(house, cast.organiser, rounds.advance, "chung-ket")

    def test_again_after_a_correction_takes_exactly_the_new_best(self, settled: House, cast: Cast) -> None:
        """d4's quiz was entered wrongly; once corrected d2 goes on in its place, and d4 stays at home."""
        act(settled, cast.organiser, rounds.advance, "vong-loai")
        act(settled, cast.organiser, running_order.set_order, "chung-ket", ["d4", "d3"])
        correct_points(settled, cast, "d4", "2")
        act(settled, cast.organiser, rounds.advance, "vong-loai")
        assert field_of(settled, "chung-ket") == ["d2", "d3"]
        assert [team for _position, team, _section, _turn in stage_order(settled, "chung-ket")] == ["d2", "d3"]
        with settled.reading() as rows:
            assert results.round_result(rows, "chung-ket").teams == ("d2", "d3")

    def test_again_with_fewer_takes_the_others_back(self, house: House, cast: Cast) -> None:
        play_first_round(house, cast, FIRST_TOTALS, FIRST_POINTS | {"d2": "16"})
        settle(house, cast)
        act(house, cast.organiser, rounds.advance, "vong-loai")
        correct_points(house, cast, "d2", "15")
        act(house, cast.organiser, rounds.advance, "vong-loai")
        assert field_of(house, "chung-ket") == ["d3", "d4"]
        assert [turn for _position, _team, _section, turn in stage_order(house, "chung-ket")] == [1, 2]

    def test_leaves_a_wild_card_where_it_is(self, settled: House, cast: Cast) -> None:
        with settled.act(HOUSE) as work:
            target = rounds.get(work.session, "chung-ket")
            work.session.add(Entry(round_id=target.id, team_id=1, turn=1, admitted=True))
        act(settled, cast.organiser, rounds.advance, "vong-loai")
        assert order_of(settled, "chung-ket") == ["d1", "d3", "d4"]
        act(settled, cast.organiser, rounds.advance, "vong-loai")
        assert [line.act for line in record(settled)].count("advance") == 1

    def test_keeps_the_drawn_order_when_nothing_changed(self, settled: House, cast: Cast) -> None:
        act(settled, cast.organiser, rounds.advance, "vong-loai")
        act(settled, cast.organiser, running_order.set_order, "chung-ket", ["d4", "d3"])
        act(settled, cast.organiser, rounds.advance, "vong-loai")
        assert order_of(settled, "chung-ket") == ["d4", "d3"]


def correct_points(house: House, cast: Cast, team: str, points: str) -> None:
    """Reopens the round, corrects a team's quiz, settles it again."""
    found = performance_id(house, team, "kien-thuc")
    act(house, cast.secretary, rounds.reopen_round, "vong-loai", "Nhập nhầm điểm")
    act(house, cast.secretary, performances.reopen_performance, found, "Nhập nhầm điểm")
    act(house, cast.secretary, performances.enter_points, found, points, 1)
    act(house, cast.secretary, performances.lock_performance, found)
    settle(house, cast)


class TestATeamsStatus:
    def test_withdrawn_takes_it_out_of_order_and_standings(self, house: House, cast: Cast) -> None:
        act(house, cast.secretary, rounds.set_status, "vong-loai", "d2", "withdrawn", "Rút tên")
        assert [team for _n, team, _s, _t in stage_order(house)] == ["d1", "d3", "d4"] * 2
        play_first_round(
            house,
            cast,
            {team: of for team, of in FIRST_TOTALS.items() if team != "d2"},
            {team: of for team, of in FIRST_POINTS.items() if team != "d2"},
        )
        settle(house, cast)
        with house.reading() as rows:
            found = results.round_result(rows, "vong-loai")
            assert [each.team for each in found.standings] == ["d3", "d4", "d1"]
            assert [each.to_json() for each in found.unranked] == [{"team": "d2", "reason": "withdrawn"}]
            assert found.complete

    def test_withdrawn_in_mid_round_keeps_what_was_recorded(self, house: House, cast: Cast) -> None:
        found = opened(house, cast, "d2")
        judge_and_lock(house, cast, found, ["14", "14", "14"])
        act(house, cast.secretary, rounds.set_status, "vong-loai", "d2", "disqualified", "Sai quy chế")
        with house.reading() as rows:
            assert rows.get_one(Performance, found).state == "locked"
            gone = [each for each in results.round_result(rows, "vong-loai").unranked if each.team == "d2"]
            assert [each.reason for each in gone] == ["disqualified"]
            assert "d2" not in [p.team.key for p in rounds.counted(rows, rounds.get(rows, "vong-loai"))]

    def test_withdrawn_in_mid_round_leaves_no_two_performances_at_one_place(self, house: House, cast: Cast) -> None:
        opened(house, cast, "d2")
        act(house, cast.secretary, rounds.set_status, "vong-loai", "d2", "withdrawn", "Rút tên")
        places = [position for position, *_rest in stage_order(house)]
        assert len(places) == len(set(places))

    def test_present_again_gets_its_place_back(self, house: House, cast: Cast) -> None:
        act(house, cast.secretary, rounds.set_status, "vong-loai", "d2", "no_show", "Không có mặt")
        act(house, cast.secretary, rounds.set_status, "vong-loai", "d2", "present", "")
        assert order_of(house) == ["d1", "d2", "d3", "d4"]
        assert len(stage_order(house)) == 8

    def test_present_again_after_the_draw_goes_last_and_is_not_forgotten(self, house: House, cast: Cast) -> None:
        act(house, cast.secretary, rounds.set_status, "vong-loai", "d2", "no_show", "Đến muộn")
        act(house, cast.organiser, running_order.set_order, "vong-loai", ["d4", "d3", "d1"])
        opened(house, cast, "d4")
        act(house, cast.secretary, rounds.set_status, "vong-loai", "d2", "present", "")
        assert order_of(house) == ["d4", "d3", "d1", "d2"]
        assert len(stage_order(house)) == 8

    def test_needs_a_reason(self, house: House, cast: Cast) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, rounds.set_status, "vong-loai", "d2", "withdrawn", " ")
        assert faults(refusal) == [("reason", "missing")]

    def test_must_be_known(self, house: House, cast: Cast) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, rounds.set_status, "vong-loai", "d2", "late", "Đến muộn")
        assert faults(refusal) == [("status", "unknown")]

    def test_of_a_team_that_is_not_here_is_not_found(self, house: House, cast: Cast) -> None:
        with pytest.raises(NotFound):
            act(house, cast.secretary, rounds.set_status, "chung-ket", "d2", "withdrawn", "Rút tên")

    def test_does_not_change_once_the_round_is_locked(self, settled: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="không đổi trạng thái"):
            act(settled, cast.secretary, rounds.set_status, "vong-loai", "d2", "withdrawn", "Rút tên")

    def test_is_recorded_and_announced(self, house: House, cast: Cast, heard: list[dict[str, int]]) -> None:
        act(house, cast.secretary, rounds.set_status, "vong-loai", "d2", "withdrawn", " Rút tên ")
        details = {"team": "d2", "status": "withdrawn", "reason": "Rút tên"}
        assert record(house)[-1] == Line("set_status", "Thư ký Hạnh", "vong-loai", details)
        assert {"contest", "public", "cues", "standings.vong-loai"} <= set(heard[-1])


def test_the_desk_is_told_what_can_be_done_and_why_not(house: House, cast: Cast) -> None:
    assert as_seen(house)["can"] == {"open": True, "lock": False, "confirm": False, "publish": False, "advance": False}
    play_first_round(house, cast, FIRST_TOTALS, FIRST_POINTS)
    assert as_seen(house)["can"]["lock"]
    act(house, cast.secretary, rounds.lock_round, "vong-loai")
    assert as_seen(house)["can"]["confirm"]
    act(house, cast.head_judge, rounds.confirm_round, "vong-loai")
    seen = as_seen(house)
    assert (seen["can"]["publish"], seen["can"]["advance"]) == (True, True)
    assert [team["key"] for team in seen["advancing"]] == ["d3", "d4"]
    assert seen["why_not"]["open"] == "Vòng loại đã xác nhận, chờ công bố."


def test_a_planned_performance_of_the_house_itself_is_never_lost(house: House) -> None:
    """Laying the round out again gives the same rows."""
    with house.reading() as rows:
        before = [p.id for p in rounds.performances(rows, rounds.get(rows, "vong-loai"))]
    with house.act(HOUSE) as work:
        rounds.plan_performances(work, rounds.get(work.session, "vong-loai"))
    with house.reading() as rows:
        assert [p.id for p in rounds.performances(rows, rounds.get(rows, "vong-loai"))] == before
        assert rows.query(Entry).join(Team).join(Round, Entry.round_id == Round.id).count() == 4
