"""The secretary's acts on a performance: open, close, lock, reopen; points, adjustments, absences, overtime."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contest.db.models import Adjustment, Performance, Sheet
from contest.domain.errors import Invalid
from contest.domain.points import plain
from contest.services import board, performances, results, sheets
from contest.services.house import House
from contest.services.refusals import Locked, NotFound, Stale, WrongState
from contest.services.show import clock as stage_clock
from tests.cast import Cast
from tests.factories import (
    FULL,
    MINUTE_MS,
    FakeClock,
    Line,
    a_round,
    act,
    faults,
    judge_and_lock,
    judged,
    opened,
    performance_id,
    play_judged,
    play_points,
    record,
    sheet_id,
    small_contest,
    state_of,
    submit,
)

GREETING = "vong-loai/d1/chao-hoi"
QUIZ = "vong-loai/d1/kien-thuc"


@pytest.fixture
def performance(house: House, cast: Cast) -> int:
    """An open judged performance."""
    return opened(house, cast)


@pytest.fixture
def quiz(house: House, cast: Cast) -> int:
    """An open performance of points."""
    return opened(house, cast, section="kien-thuc")


def as_seen(house: House, performance: int) -> dict[str, Any]:
    with house.reading() as rows:
        return board.performance_topic(rows, performance)


class TestOpening:
    def test_gives_every_judge_of_the_panel_a_sheet(self, house: House, cast: Cast, performance: int) -> None:
        assert state_of(house, performance) == "open"
        with house.reading() as rows:
            given = rows.get_one(Performance, performance).sheets
            assert [(each.judge.key, each.state, each.version) for each in given] == [
                ("j1", "draft", 0), ("j2", "draft", 0), ("j3", "draft", 0),
            ]  # fmt: skip

    def test_of_points_gives_no_sheets(self, house: House, quiz: int) -> None:
        with house.reading() as rows:
            assert rows.get_one(Performance, quiz).sheets == []

    def test_twice_is_once(self, house: House, cast: Cast, performance: int) -> None:
        version = as_seen(house, performance)["version"]
        act(house, cast.secretary, performances.open_performance, performance)
        assert as_seen(house, performance)["version"] == version
        assert [line.act for line in record(house)].count("open_performance") == 1

    def test_waits_for_the_round(self, house: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="Vòng loại chưa mở"):
            act(house, cast.secretary, performances.open_performance, performance_id(house, "d1", "chao-hoi"))

    def test_of_a_locked_one_needs_reopening(self, house: House, cast: Cast) -> None:
        found = play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "12"])
        with pytest.raises(WrongState, match="Mở lại"):
            act(house, cast.secretary, performances.open_performance, found)

    def test_is_recorded_and_announced(
        self, house: House, cast: Cast, performance: int, heard: list[dict[str, int]]
    ) -> None:
        assert record(house)[-1] == Line("open_performance", "Thư ký Hạnh", GREETING, {})
        second = opened(house, cast, "d2")
        told = {f"performance.{second}", "contest", "cues", "show", "mc", "judge.j1", "judge.j2", "judge.j3"}
        assert told <= set(heard[-1])
        assert "standings.vong-loai" not in heard[-1]
        assert "public" in heard[-1], "the timetable moves"

    def test_of_an_unknown_one_is_not_found(self, house: House, cast: Cast) -> None:
        with pytest.raises(NotFound):
            act(house, cast.secretary, performances.open_performance, 999_999)


class TestClosing:
    def test_keeps_drafts_as_they_are(self, house: House, cast: Cast, performance: int) -> None:
        act(house, cast.judge(1), sheets.save_draft, sheet_id(house, performance, "j1"), {"noi-dung": "8"}, 0)
        act(house, cast.secretary, performances.close_performance, performance)
        assert state_of(house, performance) == "closed"
        assert as_seen(house, performance)["sheets"]["j1"]["marked"] == 1

    def test_and_opening_again_lets_judges_go_on(self, house: House, cast: Cast, performance: int) -> None:
        act(house, cast.secretary, performances.close_performance, performance)
        act(house, cast.secretary, performances.open_performance, performance)
        assert submit(house, cast, performance, "j1").state == "submitted"

    def test_twice_is_once(self, house: House, cast: Cast, performance: int) -> None:
        for _ in range(2):
            act(house, cast.secretary, performances.close_performance, performance)
        assert [line.act for line in record(house)].count("close_performance") == 1

    def test_of_what_was_not_opened_is_refused(self, house: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="đang mở"):
            act(house, cast.secretary, performances.close_performance, performance_id(house, "d1", "chao-hoi"))


class TestLocking:
    def test_makes_the_figures_stand(self, house: House, cast: Cast, performance: int) -> None:
        judge_and_lock(house, cast, performance, ["12.5", "13", "11"])
        seen = as_seen(house, performance)
        assert (seen["state"], seen["result"], seen["missing"]) == ("locked", "12.17", [])
        assert record(house)[-1] == Line("lock_performance", "Thư ký Hạnh", GREETING, {})

    def test_names_who_is_missing(self, house: House, cast: Cast, performance: int) -> None:
        submit(house, cast, performance, "j2")
        with pytest.raises(WrongState, match="còn thiếu phiếu của Giám khảo 1, Giám khảo 3"):
            act(house, cast.secretary, performances.lock_performance, performance)
        assert as_seen(house, performance)["missing"] == ["j1", "j3"]

    def test_a_draft_is_still_missing(self, house: House, cast: Cast, performance: int) -> None:
        act(house, cast.judge(1), sheets.save_draft, sheet_id(house, performance, "j1"), FULL, 0)
        for judge in ("j2", "j3"):
            submit(house, cast, performance, judge)
        with pytest.raises(WrongState, match="phiếu của Giám khảo 1"):
            act(house, cast.secretary, performances.lock_performance, performance)

    def test_waits_for_the_points(self, house: House, cast: Cast, quiz: int) -> None:
        with pytest.raises(WrongState, match="chưa nhập điểm"):
            act(house, cast.secretary, performances.lock_performance, quiz)

    def test_of_a_quiz_with_zero_points_is_fine(self, house: House, cast: Cast) -> None:
        found = play_points(house, cast, "d1", "0")
        assert (as_seen(house, found)["points"], as_seen(house, found)["result"]) == ("0", "0")

    def test_waits_for_the_clocks_proposal(self, house: House, cast: Cast, performance: int, clock: FakeClock) -> None:
        overtime(house, cast, performance, clock, 345)
        for judge in cast.judges:
            submit(house, cast, performance, judge)
        with pytest.raises(WrongState, match="Quá giờ 45 giây"):
            act(house, cast.secretary, performances.lock_performance, performance)

    def test_of_what_was_not_opened_is_refused(self, house: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="chưa mở"):
            act(house, cast.secretary, performances.lock_performance, performance_id(house, "d1", "chao-hoi"))

    def test_twice_is_once(self, house: House, cast: Cast) -> None:
        found = play_judged(house, cast, "d1", "chao-hoi", ["12", "12", "12"])
        act(house, cast.secretary, performances.lock_performance, found)
        assert [line.act for line in record(house)].count("lock_performance") == 1

    def test_without_enough_judges_for_a_figure_is_refused(
        self, make_house: Callable[[dict[str, Any]], tuple[House, Cast]]
    ) -> None:
        """Three judges are needed and one came: the section has no figure, so there is nothing to lock."""
        section = judged("chao-hoi", "Màn chào hỏi")
        section["panel"]["min_judges"] = 2
        facts = small_contest(
            rounds=[a_round("vong-loai", "Vòng loại", [section])], awards_round="vong-loai", awards=[]
        )
        house, cast = make_house(facts)
        found = opened(house, cast)
        with pytest.raises(WrongState, match="chưa đủ số phiếu"):
            judge_and_lock(house, cast, found, ["12", None, None])


class TestReopening:
    @pytest.fixture
    def locked(self, house: House, cast: Cast) -> int:
        return play_judged(house, cast, "d1", "chao-hoi", ["12.5", "13", "11"])

    def test_keeps_submitted_sheets_until_they_are_corrected(self, house: House, cast: Cast, locked: int) -> None:
        act(house, cast.secretary, performances.reopen_performance, locked, "Chấm nhầm")
        seen = as_seen(house, locked)
        assert (seen["state"], seen["result"], seen["missing"]) == ("open", "12.17", [])
        act(house, cast.secretary, performances.lock_performance, locked)

    @pytest.mark.parametrize("reason", ["", "  \n"])
    def test_needs_a_reason(self, house: House, cast: Cast, locked: int, reason: str) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, performances.reopen_performance, locked, reason)
        assert faults(refusal) == [("reason", "missing")]
        assert state_of(house, locked) == "locked"

    def test_of_an_open_one_is_refused(self, house: House, cast: Cast, performance: int) -> None:
        with pytest.raises(WrongState, match="đã đóng hoặc đã khóa"):
            act(house, cast.secretary, performances.reopen_performance, performance, "Chấm nhầm")

    def test_is_recorded_and_announced(
        self, house: House, cast: Cast, locked: int, heard: list[dict[str, int]]
    ) -> None:
        act(house, cast.secretary, performances.reopen_performance, locked, " Chấm nhầm ")
        assert record(house)[-1] == Line("reopen_performance", "Thư ký Hạnh", GREETING, {"reason": "Chấm nhầm"})
        assert {f"performance.{locked}", "standings.vong-loai", "judge.j1", "contest"} <= set(heard[-1])


class TestPoints:
    def test_are_one_figure_of_the_secretary(self, house: House, cast: Cast, quiz: int) -> None:
        act(house, cast.secretary, performances.enter_points, quiz, "17", 0)
        seen = as_seen(house, quiz)
        assert (seen["points"], seen["points_version"], seen["result"]) == ("17", 1, "17")

    def test_are_recorded_with_what_was_there_before(
        self, house: House, cast: Cast, quiz: int, heard: list[dict[str, int]]
    ) -> None:
        act(house, cast.secretary, performances.enter_points, quiz, "17", 0)
        act(house, cast.secretary, performances.enter_points, quiz, "18", 1)
        assert record(house)[-1] == Line("enter_points", "Thư ký Hạnh", QUIZ, {"points": "18", "before": "17"})
        assert {f"performance.{quiz}", "standings.vong-loai"} <= set(heard[-1])

    def test_entered_again_the_same_are_once(self, house: House, cast: Cast, quiz: int) -> None:
        for _ in range(3):
            act(house, cast.secretary, performances.enter_points, quiz, "17", 0)
        assert as_seen(house, quiz)["points_version"] == 1
        assert [line.act for line in record(house)].count("enter_points") == 1

    def test_based_on_an_older_version_are_refused(self, house: House, cast: Cast, quiz: int) -> None:
        act(house, cast.secretary, performances.enter_points, quiz, "17", 0)
        with pytest.raises(Stale) as refusal:
            act(house, cast.second_secretary, performances.enter_points, quiz, "12", 0)
        assert refusal.value.current == {"points": "17", "version": 1}
        assert as_seen(house, quiz)["points"] == "17"

    @pytest.mark.parametrize(
        ("text", "code"),
        [("20.5", "out_of_range"), ("-1", "out_of_range"), ("21", "out_of_range"), ("7.5", "off_step"),
         ("mười", "not_a_number"), ("", "not_a_number"), ("1e1", "not_a_number")],
    )  # fmt: skip
    def test_that_may_not_be_are_refused(self, house: House, cast: Cast, quiz: int, text: str, code: str) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, performances.enter_points, quiz, text, 0)
        assert ("points", code) in faults(refusal)
        assert as_seen(house, quiz)["points"] is None

    def test_above_the_range_and_off_the_step_tell_both(self, house: House, cast: Cast, quiz: int) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, performances.enter_points, quiz, "20.5", 0)
        assert faults(refusal) == [("points", "out_of_range"), ("points", "off_step")]

    def test_are_not_for_judged_sections(self, house: House, cast: Cast, performance: int) -> None:
        with pytest.raises(WrongState, match="Ban giám khảo chấm"):
            act(house, cast.secretary, performances.enter_points, performance, "12", 0)

    def test_of_a_locked_performance_stay(self, house: House, cast: Cast) -> None:
        found = play_points(house, cast, "d1", "17")
        with pytest.raises(Locked):
            act(house, cast.secretary, performances.enter_points, found, "12", 1)

    def test_wait_until_it_is_opened(self, house: House, cast: Cast) -> None:
        with pytest.raises(WrongState, match="chưa mở"):
            act(house, cast.secretary, performances.enter_points, performance_id(house, "d1", "kien-thuc"), "12", 0)


class TestAdjustments:
    def test_change_the_result_by_so_much(self, house: House, cast: Cast, performance: int) -> None:
        for judge in cast.judges:
            submit(house, cast, performance, judge)
        act(house, cast.secretary, performances.adjust, performance, "−0,5", "Quá giờ 1 phút")
        act(house, cast.secretary, performances.adjust, performance, "0.25", "Bài hát về tỉnh")
        seen = as_seen(house, performance)
        assert seen["result"] == "12.25"
        assert [(each["points"], each["reason"], each["by"]) for each in seen["adjustments"]] == [
            ("-0.5", "Quá giờ 1 phút", "Thư ký Hạnh"), ("0.25", "Bài hát về tỉnh", "Thư ký Hạnh"),
        ]  # fmt: skip

    def test_withdrawn_stay_on_record(self, house: House, cast: Cast, performance: int, clock: FakeClock) -> None:
        made = act(house, cast.secretary, performances.adjust, performance, "-0.5", "Quá giờ")
        for _ in range(2):
            act(house, cast.secretary, performances.withdraw_adjustment, performance, made.id)
        assert as_seen(house, performance)["adjustments"] == []
        with house.reading() as rows:
            kept = rows.get_one(Adjustment, made.id)
            assert (plain(kept.points), kept.withdrawn_at, kept.counts) == ("-0.5", clock.now, False)
        assert [line.act for line in record(house)].count("withdraw_adjustment") == 1

    def test_are_recorded_and_announced(
        self, house: House, cast: Cast, performance: int, heard: list[dict[str, int]]
    ) -> None:
        act(house, cast.secretary, performances.adjust, performance, "-0.5", " Quá giờ ")
        assert record(house)[-1] == Line("adjust", "Thư ký Hạnh", GREETING, {"points": "-0.5", "reason": "Quá giờ"})
        assert {f"performance.{performance}", "standings.vong-loai"} <= set(heard[-1])

    @pytest.mark.parametrize(
        ("points", "reason", "found"),
        [
            ("0", "Quá giờ", [("points", "zero")]),
            ("", "Quá giờ", [("points", "not_a_number")]),
            ("nửa điểm", " ", [("points", "not_a_number"), ("reason", "missing")]),
            ("-0.5", "", [("reason", "missing")]),
            ("-0.0000001", "Quá giờ", [("points", "too_fine")]),
            ("999999999999999", "Quá giờ", [("points", "out_of_range")]),
            ("-1000000", "Quá giờ", [("points", "out_of_range")]),
        ],
    )
    def test_that_may_not_be_are_refused(
        self, house: House, cast: Cast, performance: int, points: str, reason: str, found: list[tuple[str, str]]
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, performances.adjust, performance, points, reason)
        assert faults(refusal) == found
        assert as_seen(house, performance)["adjustments"] == []

    def test_of_another_performance_are_not_found(self, house: House, cast: Cast, performance: int) -> None:
        other = opened(house, cast, "d2")
        made = act(house, cast.secretary, performances.adjust, other, "-0.5", "Quá giờ")
        for unknown in (made.id, 999_999):
            with pytest.raises(NotFound):
                act(house, cast.secretary, performances.withdraw_adjustment, performance, unknown)

    def test_of_a_locked_performance_stay(self, house: House, cast: Cast, performance: int) -> None:
        made = act(house, cast.secretary, performances.adjust, performance, "-0.5", "Quá giờ")
        judge_and_lock(house, cast, performance, ["12", "12", "12"])
        with pytest.raises(Locked):
            act(house, cast.secretary, performances.adjust, performance, "-0.5", "Quá giờ")
        with pytest.raises(Locked):
            act(house, cast.secretary, performances.withdraw_adjustment, performance, made.id)


def overtime(house: House, cast: Cast, performance: int, clock: FakeClock, took_s: int) -> None:
    """Runs the clock for so many seconds."""
    act(house, cast.director, stage_clock.start, performance)
    clock.tick(took_s * 1_000)
    act(house, cast.director, stage_clock.stop)


class TestTheClocksProposal:
    def test_says_what_the_rule_takes_off(self, house: House, cast: Cast, performance: int, clock: FakeClock) -> None:
        overtime(house, cast, performance, clock, 345)
        assert as_seen(house, performance)["proposal"] == {"points": "-0.25", "reason": "Quá giờ 45 giây"}
        assert as_seen(house, performance)["adjustments"] == []

    def test_is_none_within_the_time(self, house: House, cast: Cast, performance: int, clock: FakeClock) -> None:
        overtime(house, cast, performance, clock, 300)
        assert as_seen(house, performance)["proposal"] is None

    def test_is_settled_by_an_adjustment(self, house: House, cast: Cast, performance: int, clock: FakeClock) -> None:
        overtime(house, cast, performance, clock, 345)
        act(house, cast.secretary, performances.adjust, performance, "-0.25", "Quá giờ 45 giây")
        assert as_seen(house, performance)["proposal"] is None
        judge_and_lock(house, cast, performance, ["12", "12", "12"])
        assert as_seen(house, performance)["result"] == "11.75"

    def test_can_be_dropped_by_the_secretary(
        self, house: House, cast: Cast, performance: int, clock: FakeClock
    ) -> None:
        overtime(house, cast, performance, clock, 345)
        for _ in range(2):
            act(house, cast.secretary, performances.drop_proposal, performance)
        dropped = [line for line in record(house) if line.act == "drop_proposal"]
        assert dropped == [
            Line("drop_proposal", "Thư ký Hạnh", GREETING, {"points": "-0.25", "reason": "Quá giờ 45 giây"})
        ]
        judge_and_lock(house, cast, performance, ["12", "12", "12"])
        assert as_seen(house, performance)["result"] == "12"

    def test_comes_back_when_the_clock_is_run_again(
        self, house: House, cast: Cast, performance: int, clock: FakeClock
    ) -> None:
        overtime(house, cast, performance, clock, 345)
        act(house, cast.secretary, performances.drop_proposal, performance)
        clock.tick(MINUTE_MS)
        overtime(house, cast, performance, clock, 400)
        assert as_seen(house, performance)["proposal"] == {"points": "-0.5", "reason": "Quá giờ 1 phút 40 giây"}


class TestAbsences:
    def test_are_left_out_of_the_mean_and_never_zero(self, house: House, cast: Cast, performance: int) -> None:
        judge_and_lock(house, cast, performance, ["12", None, "13"])
        with house.reading() as rows:
            figures = results.breakdown(rows, rows.get_one(Performance, performance))
        assert (figures.counted, plain(figures.aggregate)) == (2, "12.5")  # type: ignore[arg-type]
        assert as_seen(house, performance)["sheets"]["j2"]["state"] == "absent"
        assert as_seen(house, performance)["sheets"]["j2"]["total"] is None

    def test_are_recorded_and_announced(
        self, house: House, cast: Cast, performance: int, heard: list[dict[str, int]]
    ) -> None:
        act(house, cast.secretary, performances.record_absence, performance, "j2", "absent", "Kẹt xe")
        details = {"judge": "j2", "why": "absent", "reason": "Kẹt xe"}
        assert record(house)[-1] == Line("record_absence", "Thư ký Hạnh", GREETING, details)
        assert {f"performance.{performance}", "judge.j2", "standings.vong-loai"} <= set(heard[-1])

    def test_said_twice_are_one(self, house: House, cast: Cast, performance: int) -> None:
        for _ in range(2):
            act(house, cast.secretary, performances.record_absence, performance, "j2", "absent", "Kẹt xe")
        assert [line.act for line in record(house)].count("record_absence") == 1

    def test_leave_out_a_draft_that_was_begun(self, house: House, cast: Cast, performance: int) -> None:
        act(house, cast.judge(2), sheets.save_draft, sheet_id(house, performance, "j2"), FULL, 0)
        judge_and_lock(house, cast, performance, ["12", None, "13"])
        assert as_seen(house, performance)["result"] == "12.5"

    @pytest.mark.parametrize(
        ("judge", "why", "found"),
        [("j2", "asleep", [("why", "unknown")]), ("j9", "absent", [("judge", "unknown")]),
         ("j9", "asleep", [("why", "unknown"), ("judge", "unknown")])],
    )  # fmt: skip
    def test_that_may_not_be_are_refused(
        self, house: House, cast: Cast, performance: int, judge: str, why: str, found: list[tuple[str, str]]
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, performances.record_absence, performance, judge, why, "")
        assert faults(refusal) == found

    def test_have_no_place_in_a_section_of_points(self, house: House, cast: Cast, quiz: int) -> None:
        with pytest.raises(Invalid):
            act(house, cast.secretary, performances.record_absence, quiz, "j2", "absent", "")

    def test_do_not_hide_a_submitted_sheet(self, house: House, cast: Cast, performance: int) -> None:
        submit(house, cast, performance, "j2")
        with pytest.raises(WrongState, match="Giám khảo 2 đã nộp phiếu"):
            act(house, cast.secretary, performances.record_absence, performance, "j2", "absent", "")

    def test_taken_back_make_the_judge_owe_a_sheet_again(self, house: House, cast: Cast, performance: int) -> None:
        act(house, cast.secretary, performances.record_absence, performance, "j2", "absent", "Kẹt xe")
        act(house, cast.secretary, performances.withdraw_absence, performance, "j2")
        assert as_seen(house, performance)["missing"] == ["j1", "j2", "j3"]
        assert submit(house, cast, performance, "j2").state == "submitted"
        assert "withdraw_absence" in [line.act for line in record(house)]

    def test_that_are_not_there_cannot_be_taken_back(self, house: House, cast: Cast, performance: int) -> None:
        with pytest.raises(NotFound):
            act(house, cast.secretary, performances.withdraw_absence, performance, "j2")

    def test_of_a_locked_performance_stay(self, house: House, cast: Cast, performance: int) -> None:
        judge_and_lock(house, cast, performance, ["12", None, "13"])
        with pytest.raises(Locked):
            act(house, cast.secretary, performances.withdraw_absence, performance, "j2")
        with pytest.raises(Locked):
            act(house, cast.secretary, performances.record_absence, performance, "j1", "absent", "")

    def test_known_beforehand_can_be_entered_before_opening(self, house: House, cast: Cast) -> None:
        found = performance_id(house, "d1", "chao-hoi")
        act(house, cast.secretary, performances.record_absence, found, "j2", "recused", "Người nhà dự thi")
        assert opened(house, cast) == found
        judge_and_lock(house, cast, found, ["12", None, "13"])
        assert as_seen(house, found)["result"] == "12.5"


def test_the_desk_sees_each_judges_progress(house: House, cast: Cast, performance: int) -> None:
    act(house, cast.judge(1), sheets.save_draft, sheet_id(house, performance, "j1"), {"noi-dung": "8"}, 0)
    submit(house, cast, performance, "j2")
    cells = as_seen(house, performance)["sheets"]
    assert [(key, cell["state"], cell["marked"], cell["of"]) for key, cell in cells.items()] == [
        ("j1", "marking", 1, 2), ("j2", "submitted", 2, 2), ("j3", "none", 0, 2),
    ]  # fmt: skip
    assert (cells["j1"]["total"], cells["j2"]["total"]) == (None, "12.5")
    with house.reading() as rows:
        assert rows.get_one(Sheet, sheet_id(house, performance, "j2")).receipt == cells["j2"]["receipt"]


def test_versions_rise_with_every_change(house: House, cast: Cast, performance: int) -> None:
    seen = [as_seen(house, performance)["version"]]
    for do, args in (
        (performances.adjust, ("-0.5", "Quá giờ")),
        (performances.record_absence, ("j2", "absent", "")),
        (performances.close_performance, ()),
        (performances.open_performance, ()),
    ):
        act(house, cast.secretary, do, performance, *args)
        seen.append(as_seen(house, performance)["version"])
    assert seen == sorted(set(seen))
