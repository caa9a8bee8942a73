"""The judge's own acts: a draft, a submission, asking not to score. What they do, refuse, record and announce."""

from __future__ import annotations

from fractions import Fraction

import pytest

from contest.db.models import Mark, Sheet, SheetVersion
from contest.domain.errors import Invalid, RuleViolation
from contest.domain.sheet import receipt_is_wellformed
from contest.services import board, performances, results, rounds, sheets
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import Locked, NotFound, Stale, WrongState
from tests.cast import Cast
from tests.factories import (
    FULL,
    FakeClock,
    act,
    faults,
    judge_and_lock,
    opened,
    play_first_round,
    record,
    settle,
    sheet_id,
    submit,
)


@pytest.fixture
def performance(house: House, cast: Cast) -> int:
    """An open performance; the panel has empty sheets for it."""
    return opened(house, cast)


@pytest.fixture
def sheet(house: House, performance: int) -> int:
    """The sheet of judge 1."""
    return sheet_id(house, performance, "j1")


def as_seen(house: House, sheet: int) -> dict[str, object]:
    with house.reading() as rows:
        return board.sheet_with_absence(rows.get_one(Sheet, sheet))


class TestADraft:
    def test_keeps_what_was_marked_so_far(self, house: House, cast: Cast, sheet: int) -> None:
        act(house, cast.judge(1), sheets.save_draft, sheet, {"noi-dung": "8,25"}, 0)
        seen = as_seen(house, sheet)
        assert (seen["marks"], seen["state"], seen["version"]) == ({"noi-dung": "8.25"}, "draft", 1)
        assert (seen["total"], seen["receipt"]) == (None, None)

    def test_that_marks_nothing_is_a_draft_too(self, house: House, cast: Cast, sheet: int) -> None:
        act(house, cast.judge(1), sheets.save_draft, sheet, {"noi-dung": "8"}, 0)
        act(house, cast.judge(1), sheets.save_draft, sheet, {}, 1)
        assert as_seen(house, sheet)["marks"] == {}

    def test_counts_for_nothing(self, house: House, cast: Cast, performance: int, sheet: int) -> None:
        act(house, cast.judge(1), sheets.save_draft, sheet, FULL, 0)
        with house.reading() as rows:
            figures = results.breakdown(rows, performances.get(rows, performance))
        assert (figures.counted, figures.result) == (0, None)

    def test_saved_again_unchanged_stays_the_same_version(self, house: House, cast: Cast, sheet: int) -> None:
        for _ in range(3):
            act(house, cast.judge(1), sheets.save_draft, sheet, {"noi-dung": "8"}, 0)
        assert as_seen(house, sheet)["version"] == 1
        assert [line.act for line in record(house)].count("save_draft") == 1

    def test_is_recorded_and_announced_to_the_judge_and_the_desk(
        self, house: House, cast: Cast, performance: int, sheet: int, heard: list[dict[str, int]]
    ) -> None:
        act(house, cast.judge(1), sheets.save_draft, sheet, {"noi-dung": "8"}, 0)
        assert record(house)[-1] == (
            "save_draft",
            "Giám khảo 1",
            "vong-loai/d1/chao-hoi/j1",
            {"marks": {"noi-dung": "8"}, "version": 1},
        )
        assert set(heard[-1]) == {f"performance.{performance}", "judge.j1"}


class TestMarks:
    def test_zero_is_a_mark_and_not_marked_is_none(self, house: House, cast: Cast, sheet: int) -> None:
        act(house, cast.judge(1), sheets.save_draft, sheet, {"noi-dung": "0"}, 0)
        assert as_seen(house, sheet)["marks"] == {"noi-dung": "0"}
        with house.reading() as rows:
            assert [mark.points for mark in rows.query(Mark)] == [0]
        with pytest.raises(Invalid) as refusal:
            act(house, cast.judge(1), sheets.submit_sheet, sheet, {"noi-dung": "0"}, 1)
        assert faults(refusal) == [("marks.phong-cach", "missing")]

    def test_a_sheet_of_zeros_counts_as_zero(self, house: House, cast: Cast, performance: int) -> None:
        zeros = {"noi-dung": "0", "phong-cach": "0"}
        assert sheets.sheet_json(submit(house, cast, performance, "j1", zeros))["total"] == "0"
        submit(house, cast, performance, "j2", FULL)
        submit(house, cast, performance, "j3", FULL)
        with house.reading() as rows:
            assert results.breakdown(rows, performances.get(rows, performance)).aggregate == Fraction(25, 3)

    def test_a_mark_taken_back_is_gone_and_not_zero(self, house: House, cast: Cast, sheet: int) -> None:
        act(house, cast.judge(1), sheets.save_draft, sheet, FULL, 0)
        act(house, cast.judge(1), sheets.save_draft, sheet, {"phong-cach": "4.5"}, 1)
        assert as_seen(house, sheet)["marks"] == {"phong-cach": "4.5"}

    @pytest.mark.parametrize(
        ("marks", "found"),
        [
            ({"noi-dung": "8.3", "phong-cach": "4"}, [("marks.noi-dung", "off_step")]),
            ({"noi-dung": "10.25", "phong-cach": "4"}, [("marks.noi-dung", "out_of_range")]),
            ({"noi-dung": "-0.25", "phong-cach": "4"}, [("marks.noi-dung", "out_of_range")]),
            ({"noi-dung": "chín", "phong-cach": "4"}, [("marks.noi-dung", "not_a_number")]),
            ({"noi-dung": "", "phong-cach": "4"}, [("marks.noi-dung", "not_a_number")]),
            ({"noi-dung": "1e1", "phong-cach": "4"}, [("marks.noi-dung", "not_a_number")]),
            ({"noi-dung": "NaN", "phong-cach": "4"}, [("marks.noi-dung", "not_a_number")]),
            ({"noi-dung": "8", "phong-cach": "4", "giong-noi": "1"}, [("marks.giong-noi", "unknown_criterion")]),
            ({"noi-dung": "8"}, [("marks.phong-cach", "missing")]),
            ({}, [("marks.noi-dung", "missing"), ("marks.phong-cach", "missing")]),
            (
                {"noi-dung": "10.3", "phong-cach": "x", "giong-noi": "1"},
                [
                    ("marks.giong-noi", "unknown_criterion"),
                    ("marks.noi-dung", "out_of_range"),
                    ("marks.noi-dung", "off_step"),
                    ("marks.phong-cach", "not_a_number"),
                ],
            ),
        ],
        ids=[
            "off step", "above", "below", "words", "empty", "exponent", "not a number", "unknown", "missing",
            "all missing", "all at once",
        ],
    )  # fmt: skip
    def test_that_may_not_be_are_refused_all_at_once(
        self, house: House, cast: Cast, sheet: int, marks: dict[str, str], found: list[tuple[str, str]]
    ) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.judge(1), sheets.submit_sheet, sheet, marks, 0)
        assert faults(refusal) == found
        assert all(fault.message for fault in refusal.value.faults)
        assert as_seen(house, sheet)["marks"] == {}

    def test_a_fault_beside_a_missing_mark_tells_both(self, house: House, cast: Cast, sheet: int) -> None:
        with pytest.raises(Invalid) as refusal:
            act(house, cast.judge(1), sheets.submit_sheet, sheet, {"noi-dung": "8.3"}, 0)
        assert faults(refusal) == [("marks.noi-dung", "off_step"), ("marks.phong-cach", "missing")]


class TestASubmission:
    def test_gives_a_receipt_and_a_version_for_ever(
        self, house: House, cast: Cast, sheet: int, clock: FakeClock
    ) -> None:
        done = act(house, cast.judge(1), sheets.submit_sheet, sheet, FULL, 0)
        assert done.receipt is not None
        assert receipt_is_wellformed(done.receipt)
        seen = as_seen(house, sheet)
        assert (seen["state"], seen["total"], seen["version"]) == ("submitted", "12.5", 1)
        with house.reading() as rows:
            kept = rows.query(SheetVersion).one()
            assert (kept.version, kept.marks, kept.receipt) == (1, FULL, done.receipt)
            assert (kept.at, kept.credential_id) == (clock.now, cast.judge(1).actor.credential_id)

    def test_ten_times_over_is_one_sheet_and_one_receipt(self, house: House, cast: Cast, sheet: int) -> None:
        receipts = {act(house, cast.judge(1), sheets.submit_sheet, sheet, FULL, 0).receipt for _ in range(10)}
        assert len(receipts) == 1
        with house.reading() as rows:
            assert rows.query(SheetVersion).count() == 1
            assert rows.query(Mark).count() == len(FULL)
        assert [line.act for line in record(house)].count("submit_sheet") == 1

    def test_the_same_marks_written_with_a_comma_are_the_same(self, house: House, cast: Cast, sheet: int) -> None:
        first = act(house, cast.judge(1), sheets.submit_sheet, sheet, FULL, 0)
        again = act(house, cast.judge(1), sheets.submit_sheet, sheet, {"noi-dung": "8,00", "phong-cach": "4,5"}, 0)
        assert (again.receipt, again.version) == (first.receipt, first.version)

    def test_repeated_after_the_lock_still_gives_its_receipt(self, house: House, cast: Cast, performance: int) -> None:
        judge_and_lock(house, cast, performance, ["12.5", "13", "11"])
        sheet = sheet_id(house, performance, "j1")
        with house.reading() as rows:
            held = rows.get_one(Sheet, sheet)
            marks, receipt = sheets.sheet_json(held)["marks"], held.receipt
        assert act(house, cast.judge(1), sheets.submit_sheet, sheet, marks, 0).receipt == receipt

    def test_is_recorded_with_marks_receipt_and_device(self, house: House, cast: Cast, sheet: int) -> None:
        done = act(house, cast.judge(1), sheets.submit_sheet, sheet, FULL, 0)
        details = {"marks": FULL, "version": 1, "receipt": done.receipt, "device": None}
        assert record(house)[-1] == ("submit_sheet", "Giám khảo 1", "vong-loai/d1/chao-hoi/j1", details)

    def test_is_announced_to_the_judge_and_the_desk(
        self, house: House, cast: Cast, performance: int, sheet: int, heard: list[dict[str, int]]
    ) -> None:
        act(house, cast.judge(1), sheets.submit_sheet, sheet, FULL, 0)
        assert {f"performance.{performance}", "judge.j1", "mc"} <= set(heard[-1])
        assert not {"judge.j2", "judge.j3", "public"} & set(heard[-1])


class TestAStaleSheet:
    @pytest.mark.parametrize("do", [sheets.save_draft, sheets.submit_sheet], ids=["draft", "submission"])
    def test_is_refused_with_the_newer_one_beside_it(self, house: House, cast: Cast, sheet: int, do: object) -> None:
        act(house, cast.judge(1), sheets.save_draft, sheet, {"noi-dung": "7"}, 0)
        with pytest.raises(Stale) as refusal:
            act(house, cast.judge(1), do, sheet, FULL, 0)  # type: ignore[arg-type]
        assert refusal.value.current is not None
        assert (refusal.value.current["version"], refusal.value.current["marks"]) == (1, {"noi-dung": "7"})
        assert as_seen(house, sheet)["marks"] == {"noi-dung": "7"}

    def test_from_the_future_is_stale_too(self, house: House, cast: Cast, sheet: int) -> None:
        with pytest.raises(Stale):
            act(house, cast.judge(1), sheets.submit_sheet, sheet, FULL, 5)


class TestALockedSheet:
    def refused(self, house: House, cast: Cast, sheet: int, marks: dict[str, str], based_on: int) -> Locked:
        for do in (sheets.save_draft, sheets.submit_sheet):
            with pytest.raises(Locked) as refusal:
                act(house, cast.judge(1), do, sheet, marks, based_on)
        assert refusal.value.current is not None
        assert refusal.value.current["id"] == sheet
        return refusal.value

    def test_submitted_takes_no_other_marks(self, house: House, cast: Cast, performance: int, sheet: int) -> None:
        submit(house, cast, performance, "j1")
        assert "đã nộp" in self.refused(house, cast, sheet, {"noi-dung": "10", "phong-cach": "5"}, 1).message
        assert as_seen(house, sheet)["total"] == "12.5"

    def test_of_a_locked_performance_takes_nothing(self, house: House, cast: Cast, performance: int) -> None:
        judge_and_lock(house, cast, performance, ["12.5", "13", "11"])
        found = sheet_id(house, performance, "j1")
        assert "đã khóa" in self.refused(house, cast, found, {"noi-dung": "10", "phong-cach": "5"}, 1).message

    def test_of_a_closed_performance_takes_nothing(
        self, house: House, cast: Cast, performance: int, sheet: int
    ) -> None:
        act(house, cast.secretary, performances.close_performance, performance)
        assert "đã đóng" in self.refused(house, cast, sheet, FULL, 0).message

    def test_of_an_absent_judge_takes_nothing(self, house: House, cast: Cast, performance: int, sheet: int) -> None:
        act(house, cast.secretary, performances.record_absence, performance, "j1", "absent", "Ốm")
        assert "không chấm" in self.refused(house, cast, sheet, FULL, 0).message
        assert as_seen(house, sheet)["state"] == "absent"


class TestACorrection:
    def test_after_reopening_keeps_both_versions(
        self, house: House, cast: Cast, performance: int, clock: FakeClock
    ) -> None:
        judge_and_lock(house, cast, performance, ["12.5", "13", "11"])
        clock.tick()
        act(house, cast.secretary, performances.reopen_performance, performance, "Chấm nhầm cột")
        clock.tick()
        better = {"noi-dung": "9", "phong-cach": "4.5"}
        done = submit(house, cast, performance, "j1", better)
        with house.reading() as rows:
            kept = rows.query(SheetVersion).filter_by(sheet_id=done.id).order_by(SheetVersion.version).all()
            assert [(each.version, each.marks["noi-dung"]) for each in kept] == [(1, "7.5"), (2, "9")]
            assert kept[0].receipt != kept[1].receipt == done.receipt
        assert as_seen(house, done.id)["total"] == "13.5"

    def test_is_made_once_then_the_sheet_is_locked_again(
        self, house: House, cast: Cast, performance: int, clock: FakeClock
    ) -> None:
        judge_and_lock(house, cast, performance, ["12.5", "13", "11"])
        clock.tick()
        act(house, cast.secretary, performances.reopen_performance, performance, "Chấm nhầm cột")
        clock.tick()
        submit(house, cast, performance, "j1", {"noi-dung": "9", "phong-cach": "4.5"})
        with pytest.raises(Locked, match="đã nộp"):
            submit(house, cast, performance, "j1", {"noi-dung": "10", "phong-cach": "4.5"})

    def test_is_possible_though_the_clock_jumped_back_an_hour(
        self, house: House, cast: Cast, performance: int, clock: FakeClock
    ) -> None:
        judge_and_lock(house, cast, performance, ["12.5", "13", "11"])
        clock.tick(-3_600_000)
        act(house, cast.secretary, performances.reopen_performance, performance, "Chấm nhầm cột")
        done = submit(house, cast, performance, "j1", {"noi-dung": "9", "phong-cach": "4.5"})
        assert done.version == 2
        with pytest.raises(Locked, match="đã nộp"):
            submit(house, cast, performance, "j1", {"noi-dung": "10", "phong-cach": "4.5"})

    def test_in_the_same_millisecond_locks_the_sheet_again(self, house: House, cast: Cast, performance: int) -> None:
        judge_and_lock(house, cast, performance, ["12.5", "13", "11"])
        act(house, cast.secretary, performances.reopen_performance, performance, "Chấm nhầm cột")
        submit(house, cast, performance, "j1", {"noi-dung": "9", "phong-cach": "4.5"})
        with pytest.raises(Locked, match="đã nộp"):
            submit(house, cast, performance, "j1", {"noi-dung": "10", "phong-cach": "4.5"})

    def test_that_changes_nothing_keeps_version_and_receipt(self, house: House, cast: Cast, performance: int) -> None:
        judge_and_lock(house, cast, performance, ["12.5", "13", "11"])
        sheet = sheet_id(house, performance, "j1")
        before = as_seen(house, sheet)
        act(house, cast.secretary, performances.reopen_performance, performance, "Kiểm tra lại")
        submit(house, cast, performance, "j1", {"noi-dung": "7.5", "phong-cach": "5"})
        after = as_seen(house, sheet)
        assert (after["version"], after["receipt"]) == (before["version"], before["receipt"])

    def test_saved_as_a_draft_counts_no_more_until_it_is_submitted(
        self, house: House, cast: Cast, performance: int, clock: FakeClock
    ) -> None:
        judge_and_lock(house, cast, performance, ["12.5", "13", "11"])
        clock.tick()
        act(house, cast.secretary, performances.reopen_performance, performance, "Chấm nhầm cột")
        act(house, cast.judge(1), sheets.save_draft, sheet_id(house, performance, "j1"), {"noi-dung": "9"}, 1)
        with pytest.raises(WrongState, match="còn thiếu phiếu của Giám khảo 1"):
            act(house, cast.secretary, performances.lock_performance, performance)


class TestARecusal:
    def test_leaves_the_judge_out_of_the_mean(self, house: House, cast: Cast, performance: int, sheet: int) -> None:
        act(house, cast.judge(1), sheets.recuse, sheet, "Có người nhà trong đội")
        submit(house, cast, performance, "j2", {"noi-dung": "8", "phong-cach": "4"})
        submit(house, cast, performance, "j3", {"noi-dung": "9", "phong-cach": "4"})
        act(house, cast.secretary, performances.lock_performance, performance)
        with house.reading() as rows:
            figures = results.breakdown(rows, performances.get(rows, performance))
        assert (figures.counted, figures.result) == (2, 12.5)
        assert next((line.judge, line.state) for line in figures.judges) == ("j1", "recused")
        assert as_seen(house, sheet)["state"] == "recused"

    def test_said_twice_is_one(self, house: House, cast: Cast, performance: int, sheet: int) -> None:
        for _ in range(3):
            act(house, cast.judge(1), sheets.recuse, sheet, "Có người nhà trong đội")
        assert [line.act for line in record(house)].count("recuse") == 1

    def test_is_recorded_and_announced(
        self, house: House, cast: Cast, performance: int, sheet: int, heard: list[dict[str, int]]
    ) -> None:
        act(house, cast.judge(1), sheets.recuse, sheet, " Có người nhà trong đội ")
        assert record(house)[-1][0::3] == ("recuse", {"reason": "Có người nhà trong đội"})
        assert {f"performance.{performance}", "judge.j1"} <= set(heard[-1])

    def test_comes_too_late_after_submitting(self, house: House, cast: Cast, performance: int, sheet: int) -> None:
        submit(house, cast, performance, "j1")
        with pytest.raises(Locked, match="Phiếu đã nộp"):
            act(house, cast.judge(1), sheets.recuse, sheet, "Xin rút")

    def test_of_a_reopened_sheet_asks_the_secretary(self, house: House, cast: Cast, performance: int) -> None:
        judge_and_lock(house, cast, performance, ["12.5", "13", "11"])
        act(house, cast.secretary, performances.reopen_performance, performance, "Xem lại")
        with pytest.raises(Locked, match="Ban thư ký"):
            act(house, cast.judge(1), sheets.recuse, sheet_id(house, performance, "j1"), "Xin rút")

    def test_can_be_taken_back_by_the_secretary(self, house: House, cast: Cast, performance: int, sheet: int) -> None:
        act(house, cast.judge(1), sheets.recuse, sheet, "Nhầm")
        act(house, cast.secretary, performances.withdraw_absence, performance, "j1")
        assert submit(house, cast, performance, "j1").state == "submitted"


class TestSomebodyElses:
    @pytest.mark.parametrize("do", ["draft", "submission", "recusal"])
    def test_sheet_is_refused(self, house: House, cast: Cast, sheet: int, do: str) -> None:
        acts = {
            "draft": lambda work: sheets.save_draft(work, sheet, FULL, 0),
            "submission": lambda work: sheets.submit_sheet(work, sheet, FULL, 0),
            "recusal": lambda work: sheets.recuse(work, sheet, "Xin rút"),
        }
        with pytest.raises(Forbidden, match="giám khảo khác"):
            act(house, cast.judge(2), acts[do])
        assert (as_seen(house, sheet)["marks"], as_seen(house, sheet)["state"]) == ({}, "draft")

    @pytest.mark.parametrize("who", ["organiser", "secretary", "head_judge", "director", "auditor", "mc", "stage"])
    def test_role_has_no_sheets(self, house: House, cast: Cast, sheet: int, who: str) -> None:
        for do in (sheets.save_draft, sheets.submit_sheet):
            with pytest.raises(Forbidden):
                act(house, cast.by_role()[who], do, sheet, FULL, 0)

    def test_number_is_not_found(self, house: House, cast: Cast, performance: int) -> None:
        with pytest.raises(NotFound):
            act(house, cast.judge(1), sheets.save_draft, 999_999, FULL, 0)


def test_nothing_is_half_written_when_an_act_is_refused(house: House, cast: Cast, performance: int) -> None:
    """A fault in the second mark leaves the first unwritten, the record unchanged and nobody told."""
    before, told = len(record(house)), []
    house.on_commit(told.append)
    sheet = sheet_id(house, performance, "j1")
    with pytest.raises(RuleViolation):
        act(house, cast.judge(1), sheets.submit_sheet, sheet, {"noi-dung": "8", "phong-cach": "4.3"}, 0)
    assert as_seen(house, sheet)["marks"] == {}
    assert len(record(house)) == before
    assert told == []


def test_the_judges_topic_names_the_sheet_to_mark_now(house: House, cast: Cast, performance: int) -> None:
    second = opened(house, cast, "d2")
    with house.reading() as rows:
        topic = board.judge_topic(rows, "j1")
    assert topic["current"] == sheet_id(house, second, "j1")
    assert [each["performance"]["team"]["key"] for each in topic["sheets"]] == ["d1", "d2"]
    submit(house, cast, second, "j1")
    with house.reading() as rows:
        assert board.judge_topic(rows, "j1")["current"] == sheet_id(house, performance, "j1")


def test_a_sheet_is_recorded_once_the_performance_is_locked(house: House, cast: Cast, performance: int) -> None:
    sheet = submit(house, cast, performance, "j1", {"noi-dung": "7.5", "phong-cach": "5"}).id
    assert as_seen(house, sheet)["recorded"] is False
    judge_and_lock(house, cast, performance, ["12.5", None, None])
    assert as_seen(house, sheet)["recorded"] is True


def test_a_locked_round_keeps_its_sheets_locked(house: House, cast: Cast) -> None:
    totals = {f"d{n}": ["12", "12", "12"] for n in range(1, 5)}
    play_first_round(house, cast, totals, {f"d{n}": str(n) for n in range(1, 5)})
    settle(house, cast)
    with pytest.raises(Locked, match="Xin mở lại vòng thi trước"):
        act(house, cast.secretary, performances.reopen_performance, 1, "Chấm nhầm")
    act(house, cast.secretary, rounds.reopen_round, "vong-loai", "Chấm nhầm")
    act(house, cast.secretary, performances.reopen_performance, 1, "Chấm nhầm")
