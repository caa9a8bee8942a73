"""Sheets from paper: entered twice, blind, by two people; what differs is read again; nothing of a tablet is lost."""

from __future__ import annotations

from typing import Any

import pytest

from contest.db.models import Judge, SheetVersion
from contest.domain.errors import Invalid
from contest.domain.paper import paper_code, parse_paper_code
from contest.services import board, paper, performances, reopening, sheets, versions
from contest.services.actor import HOUSE
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.record import verify
from contest.services.refusals import Locked, NotFound, WrongState
from tests.cast import Cast, Person
from tests.factories import FULL, act, faults, opened, performance_id, record, sheet_id, submit

OTHER = FULL | {"noi-dung": "7"}


def code_for(house: House, performance: int, judge: str = "j1") -> str:
    with house.reading() as rows:
        return paper_code(performance, rows.query(Judge).filter_by(key=judge).one().id)


def form(house: House, code: str, person: Person) -> dict[str, Any]:
    with house.reading() as rows:
        return paper.form_json(rows, paper.find(rows, code), person.actor)


def cell(house: House, performance: int, judge: str = "j1") -> dict[str, Any]:
    with house.reading() as rows:
        found: dict[str, Any] = board.performance_topic(rows, performance)["sheets"][judge]
        return found


def history(house: House, performance: int, judge: str = "j1") -> dict[str, Any]:
    with house.reading() as rows:
        return versions.versions_json(rows, sheet_id(house, performance, judge))


class TestACode:
    @pytest.mark.parametrize("typed", ["17-3-{}", " 17 3 {} ", "17.3.{}", "17 - 3 - {}"])
    def test_is_understood_as_people_type_it(self, typed: str) -> None:
        check = paper_code(17, 3).rsplit("-", 1)[1]
        assert parse_paper_code(typed.format(check)) == (17, 3)
        assert parse_paper_code(typed.format(check.lower())) == (17, 3)

    def test_finds_a_mistyped_figure(self) -> None:
        check = paper_code(17, 3).rsplit("-", 1)[1]
        wrong = [(p, j) for p in range(1, 60) for j in range(1, 8) if parse_paper_code(f"{p}-{j}-{check}")]
        assert wrong == [(17, 3)]

    @pytest.mark.parametrize("typed", ["", "17-3", "17-3-", "x", "17-3-K44", "0x1-3-00", "99999999999-1-00"])
    def test_is_nothing_else(self, typed: str) -> None:
        assert parse_paper_code(typed) is None

    def test_of_nobody_is_refused(self, house: House, cast: Cast) -> None:
        opened(house, cast)
        with pytest.raises(NotFound):
            act(house, cast.secretary, paper.enter, paper_code(999, 1), FULL)
        with pytest.raises(NotFound):
            act(house, cast.secretary, paper.enter, "1-1-ZZ", FULL)


class TestTwoPeople:
    def test_who_read_the_same_submit_the_sheet(self, house: House, cast: Cast) -> None:
        performance = opened(house, cast)
        code = code_for(house, performance)
        act(house, cast.secretary, paper.enter, code, FULL)
        assert cell(house, performance)["state"] == "none"
        assert cell(house, performance)["entering"] == 1
        sheet = act(
            house, cast.second_secretary, paper.enter, code, {key: mark.replace(".", ",") for key, mark in FULL.items()}
        )
        assert (sheet.state, sheet.paper, sheet.version) == ("submitted", True, 1)
        assert (cell(house, performance)["state"], cell(house, performance)["paper"]) == ("submitted", True)
        (version,) = history(house, performance)["versions"]
        assert (version["source"], version["by"], version["total"]) == ("paper", "Thư ký Hạnh và Thư ký Minh", "12.5")
        assert [line.act for line in record(house) if line.act != "freeze_rules"][-3:] == [
            "enter_paper", "enter_paper", "submit_paper_sheet",
        ]  # fmt: skip
        with house.reading() as rows:
            assert verify(rows).findings == ()

    def test_are_blind_until_both_have_entered(self, house: House, cast: Cast) -> None:
        code = code_for(house, opened(house, cast))
        act(house, cast.secretary, paper.enter, code, FULL)
        seen = form(house, code, cast.second_secretary)
        assert (seen["state"], seen["by"], seen["entries"]) == ("waits_for_me", ["Thư ký Hạnh"], [])
        assert "8" not in str([seen[key] for key in seen if key not in ("criteria", "performance", "code", "most")])
        assert form(house, code, cast.secretary)["state"] == "waits_for_other"

    def test_see_what_differs_and_read_the_paper_again(self, house: House, cast: Cast) -> None:
        performance = opened(house, cast)
        code = code_for(house, performance)
        act(house, cast.secretary, paper.enter, code, FULL)
        act(house, cast.second_secretary, paper.enter, code, OTHER)
        for person in (cast.secretary, cast.second_secretary):
            seen = form(house, code, person)
            assert (seen["state"], seen["differing"], len(seen["entries"])) == ("differs", ["noi-dung"], 2)
        assert cell(house, performance)["state"] == "none"
        sheet = act(house, cast.second_secretary, paper.enter, code, FULL)
        assert sheet.state == "submitted"
        papers = history(house, performance)["papers"]
        assert [(each["by"], each["total"]) for each in papers] == [
            ("Thư ký Hạnh", "12.5"), ("Thư ký Minh", "11.5"), ("Thư ký Minh", "12.5"),
        ]  # fmt: skip

    def test_are_two(self, house: House, cast: Cast) -> None:
        code = code_for(house, opened(house, cast))
        for marks in (FULL, OTHER, FULL, FULL):
            sheet = act(house, cast.secretary, paper.enter, code, marks)
        assert sheet.state == "draft"
        with pytest.raises(Forbidden), house.act(HOUSE) as work:
            paper.enter(work, code, FULL)

    @pytest.mark.parametrize("role", ["organiser", "head_judge", "auditor"])
    def test_are_secretaries(self, house: House, cast: Cast, role: str) -> None:
        code = code_for(house, opened(house, cast))
        with pytest.raises(Forbidden):
            act(house, getattr(cast, role), paper.enter, code, FULL)

    def test_are_held_to_the_criteria(self, house: House, cast: Cast) -> None:
        code = code_for(house, opened(house, cast))
        with pytest.raises(Invalid) as refusal:
            act(house, cast.secretary, paper.enter, code, {"noi-dung": "10.3"})
        assert faults(refusal) == [
            ("marks.noi-dung", "out_of_range"), ("marks.noi-dung", "off_step"), ("marks.phong-cach", "missing"),
        ]  # fmt: skip


class TestATablet:
    def test_keeps_its_draft_on_record(self, house: House, cast: Cast, heard: list[dict[str, int]]) -> None:
        performance = opened(house, cast)
        code, sheet = code_for(house, performance), sheet_id(house, performance, "j1")
        act(house, cast.judge(1), sheets.save_draft, sheet, {"noi-dung": "3"}, 0)
        for person in (cast.secretary, cast.second_secretary):
            act(house, person, paper.enter, code, FULL)
        (version,) = history(house, performance)["versions"]
        assert (version["marks"], version["over_draft"]) == (FULL, {"noi-dung": "3"})
        assert record(house)[-1].details["over_draft"] == {"noi-dung": "3"}
        assert "judge.j1" in heard[-1]
        with house.reading() as rows:
            told = board.judge_topic(rows, "j1")["sheets"][0]
        assert (told["state"], told["paper"], told["editable"]) == ("submitted", True, False)

    def test_that_submits_meanwhile_ends_the_paper(self, house: House, cast: Cast) -> None:
        performance = opened(house, cast)
        code = code_for(house, performance)
        act(house, cast.secretary, paper.enter, code, OTHER)
        submit(house, cast, performance, "j1")
        with pytest.raises(Locked, match="đã nộp"):
            act(house, cast.second_secretary, paper.enter, code, OTHER)
        assert cell(house, performance)["paper"] is False

    def test_submits_after_paper_only_once_reopened_and_paper_stays_marked(self, house: House, cast: Cast) -> None:
        performance = opened(house, cast)
        code, sheet = code_for(house, performance), sheet_id(house, performance, "j1")
        for person in (cast.secretary, cast.second_secretary):
            act(house, person, paper.enter, code, FULL)
        with pytest.raises(Locked, match="từ phiếu giấy"):
            act(house, cast.judge(1), sheets.submit_sheet, sheet, OTHER, 0)
        act(house, cast.secretary, reopening.reopen_sheet, sheet, "Giám khảo xin sửa")
        act(house, cast.judge(1), sheets.submit_sheet, sheet, OTHER, 1)
        found = history(house, performance)["versions"]
        assert [(v["source"], v["reason"], v["changed"]) for v in found] == [
            ("paper", None, []), ("tablet", "Giám khảo xin sửa", ["noi-dung"]),
        ]  # fmt: skip
        assert cell(house, performance)["paper"] is True

    def test_s_paper_can_be_entered_after_closing_but_not_after_locking(self, house: House, cast: Cast) -> None:
        performance = opened(house, cast)
        for judge in ("j1", "j2"):
            submit(house, cast, performance, judge)
        act(house, cast.secretary, performances.close_performance, performance)
        code = code_for(house, performance, "j3")
        for person in (cast.secretary, cast.second_secretary):
            act(house, person, paper.enter, code, FULL)
        act(house, cast.secretary, performances.lock_performance, performance)
        with pytest.raises(Locked):
            act(house, cast.secretary, paper.enter, code, FULL)

    def test_s_paper_waits_for_its_performance(self, house: House, cast: Cast) -> None:
        code = code_for(house, performance_id(house, "d1", "chao-hoi"))
        with pytest.raises(WrongState):
            act(house, cast.secretary, paper.enter, code, FULL)


class TestVersions:
    def test_say_who_when_on_what_and_why(self, house: House, cast: Cast, clock: Any) -> None:
        performance = opened(house, cast)
        sheet = sheet_id(house, performance, "j1")
        submit(house, cast, performance, "j1")
        clock.tick(60_000)
        act(house, cast.secretary, performances.close_performance, performance)
        act(house, cast.secretary, performances.reopen_performance, performance, "Chấm nhầm tiêu chí")
        act(house, cast.judge(1), sheets.save_draft, sheet, {"noi-dung": "5"}, 1)
        assert history(house, performance)["draft"] == {"noi-dung": "5"}
        act(house, cast.judge(1), sheets.submit_sheet, sheet, OTHER, 2)
        first, second = history(house, performance)["versions"]
        assert (first["by"], first["reason"], first["counts"]) == ("Giám khảo 1", None, False)
        assert (second["version"], second["reason"], second["counts"]) == (3, "Chấm nhầm tiêu chí", True)
        assert second["at"] - first["at"] == 60_000
        assert (first["total"], second["total"], second["changed"]) == ("12.5", "11.5", ["noi-dung"])

    def test_of_a_sheet_that_was_never_reopened_have_no_reason(self, house: House, cast: Cast) -> None:
        performance = opened(house, cast)
        submit(house, cast, performance, "j1")
        with house.reading() as rows:
            assert [row.reason for row in rows.query(SheetVersion)] == [None]

    def test_one_sheet_is_opened_again_and_the_others_stay(self, house: House, cast: Cast) -> None:
        performance = opened(house, cast)
        for judge in ("j1", "j2"):
            submit(house, cast, performance, judge)
        act(house, cast.secretary, reopening.reopen_sheet, sheet_id(house, performance, "j1"), "Giám khảo xin sửa")
        assert cell(house, performance, "j1")["reopened"] == "Giám khảo xin sửa"
        assert cell(house, performance, "j2")["reopened"] is None
        with pytest.raises(Locked):
            act(house, cast.judge(2), sheets.submit_sheet, sheet_id(house, performance, "j2"), OTHER, 1)

    def test_a_sheet_is_not_opened_again_without_a_reason_or_before_it_was_submitted(
        self, house: House, cast: Cast
    ) -> None:
        performance = opened(house, cast)
        sheet = sheet_id(house, performance, "j1")
        with pytest.raises(WrongState):
            act(house, cast.secretary, reopening.reopen_sheet, sheet, "Giám khảo xin sửa")
        submit(house, cast, performance, "j1")
        with pytest.raises(Invalid):
            act(house, cast.secretary, reopening.reopen_sheet, sheet, " ")
        with pytest.raises(Forbidden):
            act(house, cast.judge(1), reopening.reopen_sheet, sheet, "Xin sửa")
