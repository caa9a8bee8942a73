"""The minutes of a round: a draft until it is confirmed, every receipt again, *vắng* for who did not come."""

from __future__ import annotations

import pytest

from contest.domain.errors import Invalid
from contest.exports.minutes import minutes_file_name, minutes_pdf
from contest.exports.values import Minutes
from contest.services import minutes, paper, reopening, replacements, results, rounds, sheets
from contest.services.house import House
from contest.services.permissions import Forbidden, NotKnown
from tests.cast import Cast
from tests.factories import FULL, act, opened, performance_id, record, settle, sheet_id, submit
from tests.services.test_paper import code_for


def of_round(house: House, cast: Cast, key: str = "vong-loai") -> Minutes:
    with house.reading() as rows:
        return minutes.minutes(rows, cast.secretary.actor, key)


def test_are_a_draft_until_the_round_is_confirmed(played: House, cast: Cast) -> None:
    draft = of_round(played, cast)
    assert draft.draft
    settle(played, cast)
    final = of_round(played, cast)
    assert not final.draft
    with played.reading() as rows:
        assert final.digest == results.digest(rows, "vong-loai")
    assert final.chain != draft.chain
    assert len(final.chain) == 64


def test_hold_the_table_and_who_goes_on(settled: House, cast: Cast) -> None:
    found = of_round(settled, cast)
    assert [(team.title, team.rank, team.total, team.outcome) for team in found.teams] == [
        ("Đội số 3", "1", "31,25", "vào vòng trong"),
        ("Đội số 4", "2", "30,25", "vào vòng trong"),
        ("Đội số 2", "3", "26,25", ""),
        ("Đội số 1", "4", "22,25", ""),
    ]
    assert found.teams[0].sections == ("13,25", "18,00")
    assert found.advancing == "Đội số 3, Đội số 4"
    assert found.secretaries == "Thư ký Hạnh, Thư ký Minh"
    assert found.head == "Giám khảo 1"
    assert found.place_and_date == "Ngày 01 tháng 10 năm 2024"
    assert found.present[0] == "Giám khảo 1 (GK 1, Trưởng ban)"
    assert any("làm tròn" in note.lower() for note in found.notes)


def test_bring_every_receipt_again(settled: House, cast: Cast) -> None:
    """The code that a judge was shown stands in the annex, beside that judge's marks and total."""
    found = of_round(settled, cast)
    given = {line.details["receipt"] for line in record(settled) if line.act == "submit_sheet"}
    lines = [line for section in found.annex for team in section.teams for line in team.lines]
    assert {line.receipt for line in lines} == given
    assert len(lines) == len(given) == 12
    first = found.annex[0].teams[0]
    assert (first.title, first.said) == ("1. Đội số 1", "điểm của ban 12,25; điểm phần thi 12,25")
    assert (first.lines[0].label, first.lines[0].marks, first.lines[0].total) == ("GK 1", ("7,25", "5"), "12,25")
    assert [team.said for team in found.annex[1].teams] == [
        f"{points},00 điểm; điểm phần thi {points},00" for points in ("10", "12", "18", "20")
    ]


def test_print_vang_for_a_no_show(house: House, cast: Cast) -> None:
    act(house, cast.organiser, rounds.set_status, "vong-loai", "d4", "no_show", "Không đến")
    found = of_round(house, cast)
    assert ("Đội số 4", "", "vắng") in [(team.title, team.total, team.outcome) for team in found.teams]
    assert [team.said for team in found.annex[0].teams if team.title == "Đội số 4"] == ["vắng"]
    assert found.number_of_teams == 3


def test_say_what_did_not_go_by_itself(house: House, cast: Cast) -> None:
    first = opened(house, cast)
    submit(house, cast, first, "j1")
    act(house, cast.secretary, reopening.reopen_sheet, sheet_id(house, first, "j1"), "Bấm nhầm")
    act(house, cast.judge(1), sheets.submit_sheet, sheet_id(house, first, "j1"), FULL | {"noi-dung": "7"}, 1)
    for person in (cast.secretary, cast.second_secretary):
        act(house, person, paper.enter, code_for(house, first, "j2"), FULL)
    act(house, cast.judge(3), sheets.recuse, sheet_id(house, first, "j3"), "Cùng cơ quan")
    second = performance_id(house, "d2", "chao-hoi")
    act(house, cast.secretary, replacements.replace_judge, "vong-loai", "j3", second, reason="Ốm", name="Dự Khuyết")
    found = of_round(house, cast)
    lines = {line.judge: line for line in found.annex[0].teams[0].lines}
    assert lines["Giám khảo 1"].said == "bản 2"
    assert lines["Giám khảo 2"].said == "phiếu giấy"
    assert (lines["Giám khảo 3"].total, lines["Giám khảo 3"].said) == ("", "xin không chấm: Cùng cơ quan")
    assert lines["Dự Khuyết"].said == "Thay Giám khảo 3 từ một lượt sau"
    told = "\n".join(found.events)
    assert "Giám khảo 1 nộp lại phiếu cho Đội số 1" in told
    assert "Bấm nhầm" in told
    assert "do Thư ký Hạnh và Thư ký Minh nhập từ phiếu giấy" in told
    assert "Dự Khuyết ngồi thay Giám khảo 3 từ lượt của Đội số 2" in told


class TestWhatPeopleWrite:
    def test_is_kept_and_recorded(self, settled: House, cast: Cast) -> None:
        act(settled, cast.secretary, minutes.write_minutes, "vong-loai", {"decision": "Quyết định số 5", "head": ""})
        found = of_round(settled, cast)
        assert (found.decision, found.head, found.venue) == ("Quyết định số 5", "Giám khảo 1", "Nhà Văn hóa")
        assert record(settled)[-1].act == "write_minutes"

    def test_is_the_secretarys(self, settled: House, cast: Cast) -> None:
        with pytest.raises(Forbidden):
            act(settled, cast.organiser, minutes.write_minutes, "vong-loai", {"decision": "Quyết định số 5"})

    def test_is_not_endless(self, settled: House, cast: Cast) -> None:
        with pytest.raises(Invalid):
            act(settled, cast.secretary, minutes.write_minutes, "vong-loai", {"remarks": "x" * 2001})


def test_are_not_everybodys_before_the_round_is_published(settled: House, cast: Cast) -> None:
    with settled.reading() as rows, pytest.raises((Forbidden, NotKnown)):
        minutes.minutes(rows, cast.judge(1).actor, "vong-loai")


def test_are_a_sound_pdf_whose_first_page_is_not_blank(settled: House, cast: Cast) -> None:
    found = of_round(settled, cast)
    content = minutes_pdf(found).content
    assert content.startswith(b"%PDF-1.7")
    assert content.count(b"/Type /Page\n") + content.count(b"/Type/Page") <= 6
    assert minutes_file_name("vong-loai", draft=False) == "bien-ban-vong-loai.pdf"
    assert minutes_file_name("vong-loai", draft=True) == "ban-nhap-bien-ban-vong-loai.pdf"
