"""The panel confers: who is asked, what an asked judge may do, what keeps a performance from its lock, what is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contest.db.models import Conferral, Round, Sheet, SheetVersion
from contest.domain.errors import Invalid
from contest.services import board, conferrals, panel_figures, performances, sheets
from contest.services.actor import HOUSE
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import Locked, NotFound, Stale, WrongState
from tests.cast import Cast
from tests.factories import (
    FakeClock,
    Line,
    act,
    faults,
    opened,
    performance_id,
    play_judged,
    record,
    sheet_id,
    sheet_of,
    small_contest,
    state_of,
    submit,
)

GREETING = "vong-loai/d1/chao-hoi"
TWO_AND_FOUR = {"from_mean": "2", "spread": "4"}
ALONE = "Chấm theo biểu hiện trên sân khấu"


def set_thresholds(house: House, thresholds: dict[str, str] | None) -> None:
    with house.act(HOUSE) as work:
        for row in work.session.query(Round):
            row.discrepancy = thresholds


def marked(house: House, cast: Cast, clock: FakeClock, *totals: str, team: str = "d1") -> int:
    """An open performance whose sheets are all in, a second apart."""
    found = opened(house, cast, team)
    for judge, total in zip(cast.judges, totals, strict=False):
        clock.tick()
        submit(house, cast, found, judge, sheet_of(total))
    clock.tick()
    return found


@pytest.fixture
def strict(house: House) -> House:
    """The small contest with thresholds: 2 from the mean, 4 between the ends."""
    set_thresholds(house, TWO_AND_FOUR)
    return house


@pytest.fixture
def far_off(strict: House, cast: Cast, clock: FakeClock) -> int:
    """An open performance with 12, 12.25 and 8: the mean is 10.75, the third lies 2.75 below it."""
    return marked(strict, cast, clock, "12", "12.25", "8")


@pytest.fixture
def asked(strict: House, cast: Cast, clock: FakeClock, far_off: int) -> int:
    """The same, the third judge asked."""
    act(strict, cast.secretary, conferrals.ask_to_confer, far_off)
    clock.tick()
    return far_off


def seen(house: House, performance: int) -> dict[str, Any]:
    """Part `discrepancy` of the performance's topic."""
    with house.reading() as rows:
        found: dict[str, Any] = board.performance_topic(rows, performance)["discrepancy"]
        return found


def told(house: House, performance: int, judge: str) -> dict[str, Any]:
    """The sheet as its judge sees it."""
    with house.reading() as rows:
        return board.sheet_with_absence(rows.get_one(Sheet, sheet_id(house, performance, judge)))


def keep(house: House, cast: Cast, performance: int, judge: str = "j3", note: str = ALONE, version: int = 1) -> Sheet:
    found = sheet_id(house, performance, judge)
    return act(house, cast.judges[judge], conferrals.keep_sheet, found, note, version)


def verdicts(house: House) -> list[tuple[int, str, str]]:
    """Version, verdict and note of every question, oldest first."""
    with house.reading() as rows:
        return [(row.version, row.verdict, row.note) for row in rows.query(Conferral).order_by(Conferral.id)]


class TestWithoutThresholds:
    def test_nothing_is_flagged_or_asked_and_the_lock_goes_through(
        self, house: House, cast: Cast, clock: FakeClock
    ) -> None:
        performance = marked(house, cast, clock, "15", "15", "1")
        assert seen(house, performance) is None
        assert told(house, performance, "j3")["asked"] is None
        with pytest.raises(WrongState, match="không đặt ngưỡng"):
            act(house, cast.secretary, conferrals.ask_to_confer, performance)
        act(house, cast.secretary, performances.lock_performance, performance)
        assert state_of(house, performance) == "locked"

    def test_a_section_of_points_has_none(self, strict: House, cast: Cast) -> None:
        quiz = opened(strict, cast, section="kien-thuc")
        assert seen(strict, quiz) is None
        act(strict, cast.secretary, performances.enter_points, quiz, "12", 0)
        act(strict, cast.secretary, performances.lock_performance, quiz)
        with pytest.raises(WrongState, match="không đặt ngưỡng"):
            act(strict, cast.secretary, conferrals.ask_to_confer, quiz)


class TestTheSecretarysView:
    def test_shows_spread_mean_and_every_distance(self, strict: House, far_off: int) -> None:
        found = seen(strict, far_off)
        assert (found["mean"], found["spread"], found["too_wide"], found["whole"]) == ("10.75", "4.25", True, True)
        assert found["thresholds"] == TWO_AND_FOUR
        distances = {judge: (each["from_mean"], each["why"]) for judge, each in found["judges"].items()}
        assert distances == {"j1": ("1.25", []), "j2": ("1.5", []), "j3": ("-2.75", ["from_mean", "spread"])}
        assert (found["flagged"], found["unasked"], found["unanswered"]) == (["j3"], ["j3"], [])
        assert (found["can_ask"], found["why_not_ask"]) == (True, None)
        assert "Giám khảo 3" in found["why_not_lock"]

    def test_flags_nobody_while_a_sheet_is_missing(self, strict: House, cast: Cast, clock: FakeClock) -> None:
        performance = marked(strict, cast, clock, "12", "5")
        found = seen(strict, performance)
        assert (found["spread"], found["whole"], found["flagged"], found["why_not_lock"]) == ("7", False, [], None)
        assert "đủ phiếu" in found["why_not_ask"]

    def test_leaves_out_who_does_not_score(self, strict: House, cast: Cast, clock: FakeClock) -> None:
        performance = marked(strict, cast, clock, "12", "12.25")
        act(strict, cast.secretary, performances.record_absence, performance, "j3", "recused", "")
        found = seen(strict, performance)
        assert (found["spread"], found["whole"], list(found["judges"])) == ("0.25", True, ["j1", "j2"])

    def test_says_nothing_before_the_performance_is_opened(self, strict: House) -> None:
        assert seen(strict, performance_id(strict, "d1", "chao-hoi")) is None


class TestAsking:
    def test_gives_the_flagged_sheet_back_to_its_judge_alone(self, strict: House, cast: Cast, asked: int) -> None:
        assert verdicts(strict) == [(1, "asked", "")]
        editable = {judge: told(strict, asked, judge)["editable"] for judge in cast.judges}
        assert editable == {"j1": False, "j2": False, "j3": True}
        found = seen(strict, asked)
        assert (found["unasked"], found["unanswered"], found["can_ask"]) == ([], ["j3"], False)

    def test_tells_the_judge_the_own_distance_and_nothing_of_others(self, strict: House, asked: int) -> None:
        sheet = told(strict, asked, "j3")
        assert sheet["asked"] == {"mean_distance": "-2.75", "version": 1}
        assert told(strict, asked, "j1")["asked"] is None
        assert not {"12", "12.25", "10.75", "j1", "j2"} & set(map(str, _leaves(sheet)))

    def test_the_distance_stays_what_it_was_when_the_question_was_put(
        self, strict: House, cast: Cast, clock: FakeClock
    ) -> None:
        set_thresholds(strict, {"from_mean": "1.5"})
        performance = marked(strict, cast, clock, "13", "10", "7")
        act(strict, cast.secretary, conferrals.ask_to_confer, performance)
        clock.tick()
        submit(strict, cast, performance, "j1", sheet_of("11"))
        assert told(strict, performance, "j3")["asked"]["mean_distance"] == "-3"

    def test_of_two_sheets_no_distance_is_told(self, strict: House, cast: Cast, clock: FakeClock) -> None:
        performance = marked(strict, cast, clock, "14", "5")
        act(strict, cast.secretary, performances.record_absence, performance, "j3", "absent", "")
        act(strict, cast.secretary, conferrals.ask_to_confer, performance)
        assert [told(strict, performance, judge)["asked"] for judge in ("j1", "j2", "j3")] == [
            {"mean_distance": None, "version": 1},
            {"mean_distance": None, "version": 1},
            None,
        ]

    def test_is_recorded_and_announced_to_those_it_concerns(
        self, strict: House, cast: Cast, far_off: int, heard: list[dict[str, int]]
    ) -> None:
        act(strict, cast.secretary, conferrals.ask_to_confer, far_off)
        assert record(strict)[-1] == Line("ask_to_confer", "Thư ký Hạnh", GREETING, {"versions": {"j3": 1}})
        assert set(heard[-1]) == {f"performance.{far_off}", "judge.j3"}

    def test_once_more_changes_nothing(self, strict: House, cast: Cast, asked: int) -> None:
        before = record(strict)
        act(strict, cast.secretary, conferrals.ask_to_confer, asked)
        assert (verdicts(strict), record(strict)) == ([(1, "asked", "")], before)

    def test_can_be_done_when_the_performance_is_closed(self, strict: House, cast: Cast, far_off: int) -> None:
        act(strict, cast.secretary, performances.close_performance, far_off)
        act(strict, cast.secretary, conferrals.ask_to_confer, far_off)
        assert told(strict, far_off, "j3")["editable"]
        assert not told(strict, far_off, "j1")["editable"]

    def test_brings_the_sheet_into_sight_unless_another_is_being_marked(
        self, strict: House, cast: Cast, far_off: int
    ) -> None:
        act(strict, cast.secretary, performances.close_performance, far_off)
        act(strict, cast.secretary, conferrals.ask_to_confer, far_off)
        with strict.reading() as rows:
            assert board.judge_topic(rows, "j3")["current"] == sheet_id(strict, far_off, "j3")
            assert board.judge_topic(rows, "j1")["current"] is None
        other = opened(strict, cast, "d2")
        with strict.reading() as rows:
            assert board.judge_topic(rows, "j3")["current"] == sheet_id(strict, other, "j3")

    def test_needs_a_flagged_sheet(self, strict: House, cast: Cast, clock: FakeClock) -> None:
        performance = marked(strict, cast, clock, "12", "12", "12.5")
        with pytest.raises(WrongState, match="Không có phiếu nào lệch"):
            act(strict, cast.secretary, conferrals.ask_to_confer, performance)

    def test_waits_for_every_sheet(self, strict: House, cast: Cast, clock: FakeClock) -> None:
        performance = marked(strict, cast, clock, "12", "5")
        with pytest.raises(WrongState, match="đủ phiếu"):
            act(strict, cast.secretary, conferrals.ask_to_confer, performance)

    def test_is_too_late_after_the_lock(self, house: House, cast: Cast) -> None:
        performance = play_judged(house, cast, "d1", "chao-hoi", ["15", "15", "5"])
        set_thresholds(house, TWO_AND_FOUR)
        with pytest.raises(WrongState, match="đang mở hoặc đã đóng"):
            act(house, cast.secretary, conferrals.ask_to_confer, performance)

    @pytest.mark.parametrize("role", ["organiser", "head_judge", "auditor", "director"])
    def test_is_the_secretarys(self, strict: House, cast: Cast, far_off: int, role: str) -> None:
        with pytest.raises(Forbidden):
            act(strict, cast.by_role()[role], conferrals.ask_to_confer, far_off)


class TestKeeping:
    def test_answers_with_a_note_and_shuts_the_sheet(self, strict: House, cast: Cast, asked: int) -> None:
        keep(strict, cast, asked)
        assert verdicts(strict) == [(1, "kept", ALONE)]
        sheet = told(strict, asked, "j3")
        assert (sheet["editable"], sheet["asked"], sheet["state"], sheet["version"]) == (False, None, "submitted", 1)
        assert seen(strict, asked)["judges"]["j3"]["answers"][0]["note"] == ALONE
        act(strict, cast.secretary, performances.lock_performance, asked)
        assert state_of(strict, asked) == "locked"

    def test_is_recorded_and_announced(
        self, strict: House, cast: Cast, asked: int, heard: list[dict[str, int]]
    ) -> None:
        keep(strict, cast, asked)
        details = {"note": ALONE, "version": 1}
        assert record(strict)[-1] == Line("keep_sheet", "Giám khảo 3", f"{GREETING}/j3", details)
        assert set(heard[-1]) == {f"performance.{asked}", "judge.j3"}

    def test_the_same_answer_again_changes_nothing(self, strict: House, cast: Cast, asked: int) -> None:
        keep(strict, cast, asked)
        before = record(strict)
        keep(strict, cast, asked)
        assert record(strict) == before
        with pytest.raises(WrongState, match="không chờ trả lời"):
            keep(strict, cast, asked, note="Lý do khác")

    @pytest.mark.parametrize("note", ["", "  \n "])
    def test_needs_a_note(self, strict: House, cast: Cast, asked: int, note: str) -> None:
        with pytest.raises(Invalid) as refusal:
            keep(strict, cast, asked, note=note)
        assert faults(refusal) == [("note", "missing")]

    def test_is_about_the_version_the_judge_saw(self, strict: House, cast: Cast, asked: int) -> None:
        with pytest.raises(Stale) as refusal:
            keep(strict, cast, asked, version=0)
        assert refusal.value.current is not None
        assert refusal.value.current["version"] == 1

    def test_is_for_who_was_asked(self, strict: House, cast: Cast, asked: int) -> None:
        with pytest.raises(WrongState, match="không chờ trả lời"):
            keep(strict, cast, asked, "j1")

    def test_is_the_judges_own(self, strict: House, cast: Cast, asked: int) -> None:
        sheet = sheet_id(strict, asked, "j3")
        with pytest.raises(Forbidden):
            act(strict, cast.judge(1), conferrals.keep_sheet, sheet, ALONE, 1)
        with pytest.raises(Forbidden):
            act(strict, cast.secretary, conferrals.keep_sheet, sheet, ALONE, 1)
        with pytest.raises(NotFound):
            act(strict, cast.judge(1), conferrals.keep_sheet, 99999, ALONE, 1)

    def test_is_too_late_after_the_lock(self, strict: House, cast: Cast, asked: int) -> None:
        set_thresholds(strict, None)
        act(strict, cast.secretary, performances.lock_performance, asked)
        with pytest.raises(Locked, match="đã khóa"):
            keep(strict, cast, asked)


class TestChanging:
    def test_keeps_both_versions_and_settles_the_question(self, strict: House, cast: Cast, asked: int) -> None:
        submit(strict, cast, asked, "j3", sheet_of("11"))
        assert verdicts(strict) == [(1, "changed", "")]
        with strict.reading() as rows:
            versions = rows.query(SheetVersion).filter_by(sheet_id=sheet_id(strict, asked, "j3"))
            assert [each.marks for each in versions] == [sheet_of("8"), sheet_of("11")]
        answer = seen(strict, asked)["judges"]["j3"]["answers"][0]
        assert (answer["verdict"], answer["total"], answer["became"]) == ("changed", "8", "11")
        act(strict, cast.secretary, performances.lock_performance, asked)
        assert state_of(strict, asked) == "locked"

    def test_is_recorded(self, strict: House, cast: Cast, asked: int) -> None:
        submit(strict, cast, asked, "j3", sheet_of("11"))
        lines = [line for line in record(strict) if line.act == "change_after_conferring"]
        assert lines == [
            Line("change_after_conferring", "Giám khảo 3", f"{GREETING}/j3", {"asked_about": 1, "version": 2})
        ]

    def test_goes_in_a_closed_performance_too_by_way_of_a_draft(self, strict: House, cast: Cast, asked: int) -> None:
        act(strict, cast.secretary, performances.close_performance, asked)
        sheet = sheet_id(strict, asked, "j3")
        act(strict, cast.judge(3), sheets.save_draft, sheet, {"noi-dung": "6"}, 1)
        with pytest.raises(WrongState, match="còn thiếu phiếu của Giám khảo 3"):
            act(strict, cast.secretary, performances.lock_performance, asked)
        assert told(strict, asked, "j3")["editable"]
        submit(strict, cast, asked, "j3", sheet_of("11"))
        assert (verdicts(strict), told(strict, asked, "j3")["editable"]) == ([(1, "changed", "")], False)

    def test_still_too_far_off_is_asked_again(self, strict: House, cast: Cast, asked: int) -> None:
        submit(strict, cast, asked, "j3", sheet_of("8.25"))
        assert verdicts(strict) == [(1, "changed", ""), (2, "asked", "")]
        assert told(strict, asked, "j3")["asked"] == {"mean_distance": "-2.58", "version": 2}
        assert record(strict)[-1].act == "ask_to_confer_again"
        with pytest.raises(WrongState, match="Giám khảo 3 chưa trả lời"):
            act(strict, cast.secretary, performances.lock_performance, asked)
        keep(strict, cast, asked, version=2)
        act(strict, cast.secretary, performances.lock_performance, asked)

    def test_the_same_marks_again_are_no_answer(self, strict: House, cast: Cast, asked: int) -> None:
        submit(strict, cast, asked, "j3", sheet_of("8"))
        assert verdicts(strict) == [(1, "asked", "")]
        assert told(strict, asked, "j3")["asked"] is not None

    def test_may_bring_another_sheet_into_question(self, strict: House, cast: Cast, clock: FakeClock) -> None:
        set_thresholds(strict, {"from_mean": "2.5"})
        performance = marked(strict, cast, clock, "13.5", "12", "8")
        act(strict, cast.secretary, conferrals.ask_to_confer, performance)
        clock.tick()
        submit(strict, cast, performance, "j3", sheet_of("5"))
        found = seen(strict, performance)
        assert (found["flagged"], found["unasked"], found["unanswered"]) == (["j1", "j3"], ["j1"], ["j3"])
        act(strict, cast.secretary, conferrals.ask_to_confer, performance)
        assert seen(strict, performance)["unanswered"] == ["j1", "j3"]


class TestTheLock:
    def test_names_who_must_be_asked_then_who_has_not_answered(self, strict: House, cast: Cast, far_off: int) -> None:
        with pytest.raises(WrongState, match="phiếu của Giám khảo 3 lệch quá ngưỡng"):
            act(strict, cast.secretary, performances.lock_performance, far_off)
        act(strict, cast.secretary, conferrals.ask_to_confer, far_off)
        with pytest.raises(WrongState, match="Giám khảo 3 chưa trả lời sau hội ý"):
            act(strict, cast.secretary, performances.lock_performance, far_off)
        assert state_of(strict, far_off) == "open"

    def test_goes_through_once_nobody_is_flagged_any_more(self, strict: House, cast: Cast, asked: int) -> None:
        set_thresholds(strict, {"from_mean": "3"})
        act(strict, cast.secretary, performances.lock_performance, asked)
        assert told(strict, asked, "j3")["asked"] is None

    def test_a_kept_sheet_that_is_opened_again_and_changed_is_a_new_question(
        self, strict: House, cast: Cast, asked: int
    ) -> None:
        keep(strict, cast, asked)
        act(strict, cast.secretary, performances.lock_performance, asked)
        act(strict, cast.secretary, performances.reopen_performance, asked, "Ghi nhầm")
        submit(strict, cast, asked, "j3", sheet_of("7.5"))
        with pytest.raises(WrongState, match="cần đề nghị hội ý"):
            act(strict, cast.secretary, performances.lock_performance, asked)


class TestThePanelsFigures:
    def test_are_over_performances_whose_sheets_are_all_in(self, house: House, cast: Cast, clock: FakeClock) -> None:
        marked(house, cast, clock, "12", "12.5", "8")
        marked(house, cast, clock, "10", "11", "9", team="d2")
        marked(house, cast, clock, "15", "5", team="d3")
        with house.reading() as rows:
            found = panel_figures.panel_figures(rows, "vong-loai")
        assert (found["performances"], found["section"], [s["key"] for s in found["sections"]]) == (
            2,
            None,
            ["chao-hoi"],
        )
        assert [(j["label"], j["number"], j["mean"], j["spread"], j["strictness"]) for j in found["judges"]] == [
            ("GK 1", 2, "11", "2", "0.58"),
            ("GK 2", 2, "11.75", "1.5", "1.33"),
            ("GK 3", 2, "8.5", "1", "-1.92"),
        ]

    def test_before_any_sheet_there_are_none(self, house: House) -> None:
        with house.reading() as rows:
            found = panel_figures.panel_figures(rows, "chung-ket")
        assert [(j["number"], j["mean"], j["strictness"]) for j in found["judges"]] == [(0, None, None)] * 3

    def test_of_a_judge_who_was_absent_leave_that_performance_out(
        self, make_house: Callable[[dict[str, Any]], tuple[House, Cast]]
    ) -> None:
        house, cast = make_house(small_contest(judges=4))
        play_judged(house, cast, "d1", "chao-hoi", ["10", "11", "12", None])
        with house.reading() as rows:
            found = panel_figures.panel_figures(rows, "vong-loai", "chao-hoi")
        assert [(j["number"], j["strictness"]) for j in found["judges"]] == [(1, "-1"), (1, "0"), (1, "1"), (0, None)]

    @pytest.mark.parametrize(
        ("round_key", "section"), [("none", None), ("vong-loai", "none"), ("vong-loai", "kien-thuc")]
    )
    def test_of_what_is_not_judged_are_refused(self, house: House, round_key: str, section: str | None) -> None:
        with house.reading() as rows, pytest.raises(NotFound):
            panel_figures.panel_figures(rows, round_key, section)


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return [leaf for each in value.values() for leaf in _leaves(each)]
    if isinstance(value, list):
        return [leaf for each in value for leaf in _leaves(each)]
    return [value]
