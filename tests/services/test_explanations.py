"""Explanations for people: who may read them, what they hold, and that every figure is that of the standings."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contest.db.models import Decision
from contest.services import board, performances, rounds
from contest.services.actor import PUBLIC
from contest.services.annexes import annex, rule_sentences
from contest.services.explanations import Telling, tell
from contest.services.house import House
from contest.services.outlooks import Clarity, round_outlook
from contest.services.permissions import Forbidden, NotKnown
from contest.services.refusals import NotFound
from tests.cast import Cast, Person
from tests.factories import (
    FIRST_POINTS,
    act,
    judged,
    opened,
    play_judged,
    play_points,
    settle,
    sheet_of,
    small_contest,
    submit,
)

MakeHouse = Callable[[dict[str, Any]], tuple[House, Cast]]
FIRST = "vong-loai"


def told(house: House, person: Person | None, round_key: str = FIRST) -> Telling:
    """The round as that person is told of it."""
    with house.reading() as rows:
        return tell(rows, person.actor if person else PUBLIC, round_key)


def published(house: House, cast: Cast) -> House:
    """The house, its first round published."""
    settle(house, cast)
    act(house, cast.organiser, rounds.publish_round, FIRST)
    return house


# --- who may read ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("name", ["organiser", "secretary", "head_judge", "auditor"])
def test_the_desk_reads_an_explanation_at_any_time(house: House, cast: Cast, name: str) -> None:
    assert told(house, getattr(cast, name)).part("d1").total is None


def test_nobody_else_reads_one_before_its_round_is_published(played: House, cast: Cast) -> None:
    settle(played, cast)
    with pytest.raises(NotKnown):
        told(played, None)
    for person in (cast.director, cast.mc, cast.judge(1)):
        with pytest.raises(Forbidden):
            told(played, person)


def test_everybody_reads_one_once_its_round_is_published_and_that_round_only(played: House, cast: Cast) -> None:
    published(played, cast)
    assert told(played, None).part("d3").rank == 1
    assert told(played, cast.judge(2)).part("d3").rank == 1
    with pytest.raises(NotKnown):
        told(played, None, "chung-ket")


def test_an_unknown_round_or_team_is_not_found(played: House, cast: Cast) -> None:
    with pytest.raises(NotFound):
        told(played, cast.secretary, "khong-co")
    with pytest.raises(NotFound):
        told(played, cast.secretary).part("khong-co")
    with pytest.raises(NotFound):
        told(played, cast.secretary).to_json("khong-co")


# --- what it holds ---------------------------------------------------------------------------------------------------
def test_the_figures_are_those_of_the_standings(played: House, cast: Cast) -> None:
    telling = told(played, cast.secretary)
    with played.reading() as rows:
        standings = board.standings_topic(rows, FIRST)["standings"]
    for row in standings:
        document = telling.to_json(row["team"])
        assert (document["rank"], document["tied"], document["total"]) == (row["rank"], row["tied"], row["total"])
        assert {each["section"]: each["result"] for each in document["sections"]} == row["sections"]
        part = telling.part(row["team"])
        assert part.rank == row["rank"]
        assert part.total == f"{row['total'].replace('.', ',')}"


def test_sheets_stand_in_a_table_and_the_way_to_the_result_in_steps(played: House, cast: Cast) -> None:
    greeting, quiz = told(played, cast.secretary).part("d1").sections
    assert greeting.criteria == ("Nội dung", "Phong cách")
    first = greeting.sheets[0]
    assert (first.label, first.name, first.marks, first.total) == ("GK 1", "Giám khảo 1", ("7,25", "5"), "12,25")
    assert [(step.text, step.figure) for step in greeting.steps] == [
        ("Trung bình 3 phiếu", "12,25"),
        ("Điểm phần thi", "12,25"),
    ]
    assert (quiz.sheets, quiz.result) == ((), "10,00")
    assert [(step.text, step.figure) for step in quiz.steps] == [("Điểm do thư ký nhập", "10")]


def test_the_total_adds_up_the_sections_and_leads_to_the_neighbours(played: House, cast: Cast) -> None:
    part = told(played, cast.secretary).part("d2")
    assert [(step.text, step.figure) for step in part.total_steps] == [
        ("Màn chào hỏi", "14,25"),
        ("Kiến thức", "12"),
        ("Tổng điểm", "26,25"),
    ]
    assert ([each.team for each in part.above], [each.team for each in part.below]) == (["d4"], ["d1"])
    assert part.ranking[-1] == "Không vào Vòng chung kết."


def test_what_was_left_out_absent_rounded_and_deducted_is_told(make_house: MakeHouse) -> None:
    sections = [judged("chao-hoi", "Màn chào hỏi", "trimmed") | {
        "panel": {"over": "sheet", "method": "trimmed", "drop_high": 1, "drop_low": 1}
    }]  # fmt: skip
    facts = small_contest(teams=1, judges=6)
    facts["rounds"][0] |= {"sections": sections, "advance": None}
    house, cast = make_house(facts | {"rounds": facts["rounds"][:1], "awards": [], "awards_round": FIRST})
    found = opened(house, cast)
    act(house, cast.secretary, performances.adjust, found, "-0.25", "Quá giờ: 45 giây")
    for judge, total in zip(cast.judges, ["12", "12.25", "12.5", "12.5", "14", None], strict=True):
        if total is None:
            act(house, cast.secretary, performances.record_absence, found, judge, "recused", "Cùng đơn vị")
        else:
            submit(house, cast, found, judge, sheet_of(total))
    act(house, cast.secretary, performances.lock_performance, found)
    (section,) = told(house, cast.secretary).part("d1").sections
    assert [(line.state, line.left_out, line.said) for line in section.sheets] == [
        ("low", True, "thấp nhất, không tính"),
        ("counted", False, ""),
        ("counted", False, ""),
        ("counted", False, ""),
        ("high", True, "cao nhất, không tính"),
        ("recused", False, "không chấm đội này"),
    ]
    assert [(step.text, step.figure) for step in section.steps] == [
        ("Trung bình 3 phiếu: ≈ 12,416667, làm tròn đến 2 chữ số thập phân", "12,42"),
        ("Quá giờ: 45 giây", "−0,25"),
        ("Điểm phần thi", "12,17"),
    ]


def test_a_team_without_all_its_sheets_is_told_why(house: House, cast: Cast) -> None:
    submit(house, cast, opened(house, cast), "j1")
    part = told(house, cast.secretary).part("d1")
    assert (part.rank, part.total, part.standing) == (None, None, "chưa đủ điểm")
    assert [line.state for line in part.sections[0].sheets] == ["counted", "missing", "missing"]
    assert part.sections[0].steps[-1].text == "Chưa có điểm phần thi: còn giám khảo chưa nộp phiếu."


# --- judges' names ---------------------------------------------------------------------------------------------------
def test_the_public_reads_of_judges_by_number_only(make_house: MakeHouse) -> None:
    facts = small_contest()
    facts["judges"] = [
        {"key": key, "name": name, "head": number == 1}
        for number, (key, name) in enumerate(
            [("j1", "Trần Thị Ánh"), ("pham-van-hai", "Phạm Văn Hai"), ("j3", "Lê Ba")], 1
        )
    ]
    house, cast = make_house(facts)
    for team, points in FIRST_POINTS.items():
        play_judged(house, cast, team, "chao-hoi", ["12.25"] * 3)
        play_points(house, cast, team, "10" if team in ("d1", "d2") else points)
    adjusted = "Lê Ba nhắc lỗi, Lê Bao không"
    with house.act(cast.secretary.actor) as work:
        performance = rounds.performances(work.session, rounds.get(work.session, FIRST))[0]
        performances.reopen_performance(work, performance.id, "Sửa")
        performances.adjust(work, performance.id, "-0.5", adjusted)
        performances.lock_performance(work, performance.id)
        decision = {"by": "Trần Thị Ánh", "reason": "Bốc thăm", "order": ["d2", "d1"]}
        work.session.add(Decision(round_id=performance.round_id, document=decision, at=work.now))
    published(house, cast)
    public, inside = told(house, None), told(house, cast.secretary)
    for team in public.teams:
        text = f"{public.to_json(team)} {public.part(team)}"
        assert "pham-van-hai" not in text
        assert not any(name in text for name in ("Trần Thị Ánh", "Phạm Văn Hai", "Lê Ba nhắc"))
    assert "GK 3 nhắc lỗi, Lê Bao không" in str(public.to_json("d1"))
    assert [line["judge"] for line in public.to_json("d1")["sections"][0]["judges"]] == ["GK 1", "GK 2", "GK 3"]
    assert adjusted in str(inside.to_json("d1"))
    assert inside.part("d1").sections[0].sheets[1].name == "Phạm Văn Hai"
    assert [public.part(team).total for team in public.teams] == [inside.part(team).total for team in inside.teams]


# --- the annex -------------------------------------------------------------------------------------------------------
def test_the_annex_holds_every_team_the_rules_and_the_digest(settled: House, cast: Cast) -> None:
    with settled.reading() as rows:
        paper = annex(rows, tell(rows, cast.secretary.actor, FIRST))
    assert [team.key for team in paper.teams] == ["d3", "d4", "d2", "d1"]
    assert paper.sections == ("Màn chào hỏi", "Kiến thức")
    assert paper.panel[0] == ("GK 1", "Giám khảo 1")
    assert paper.rules[-1].startswith("Vào Vòng chung kết: 2 đội đứng đầu.")
    assert len(paper.digest) == 64
    assert not paper.provisional


def test_the_annex_is_dated_by_the_confirmation_and_provisional_before(played: House, cast: Cast) -> None:
    with played.reading() as rows:
        before = annex(rows, tell(rows, cast.secretary.actor, FIRST))
    assert (before.provisional, before.place_and_date) == (True, "Ngày … tháng … năm 2024")
    published(played, cast)
    with played.reading() as rows:
        after = annex(rows, tell(rows, PUBLIC, FIRST))
    assert (after.provisional, after.place_and_date) == (False, "Ngày 01 tháng 10 năm 2024")
    assert after.panel == ()


def test_the_rules_are_told_in_sentences(played: House, cast: Cast) -> None:
    sentences = rule_sentences(told(played, cast.secretary))
    assert sentences[0].startswith("Màn chào hỏi: mỗi giám khảo chấm 2 tiêu chí")
    assert len(sentences) == 6


# --- what could still happen -----------------------------------------------------------------------------------------
def test_the_outlook_says_who_is_sure_and_what_others_need(house: House, cast: Cast) -> None:
    for team, total in (("d1", "15"), ("d2", "15"), ("d3", "5")):
        play_judged(house, cast, team, "chao-hoi", [total] * 3)
    for team, points in (("d1", "20"), ("d2", "10"), ("d3", "0")):
        play_points(house, cast, team, points)
    with house.reading() as rows:
        found = round_outlook(rows, FIRST)
    assert found.clarity is Clarity.UNDER_WAY
    assert (found.locked, found.performances) == (6, 8)
    assert [line.key for line in found.through] == ["d1"]
    assert [line.key for line in found.open] == ["d4", "d2"]
    assert [line.key for line in found.out] == ["d3"]
    waiting = found.open[0]
    assert (waiting.lowest, waiting.highest, waiting.needs, waiting.in_hand) == ("0,00", "35,00", "25,00", True)
    assert (waiting.bar_from, waiting.bar_to, waiting.bar_needs) == (0, 100, 71)


def test_the_outlook_of_a_finished_round_is_the_result(played: House) -> None:
    with played.reading() as rows:
        found = round_outlook(rows, FIRST)
    assert found.clarity is Clarity.COMPLETE
    assert ([line.key for line in found.through], found.open) == (["d3", "d4"], ())


def test_a_round_that_sends_nobody_on_has_no_outlook(played: House) -> None:
    with played.reading() as rows:
        found = round_outlook(rows, "chung-ket")
    assert (found.clarity, found.through, found.open, found.out) == (Clarity.NO_RULE, (), (), ())


def test_a_tie_at_the_line_waits_for_a_decision(make_house: MakeHouse) -> None:
    house, cast = make_house(small_contest(teams=3, at_line="ask"))
    for team, points in (("d1", "20"), ("d2", "10"), ("d3", "10")):
        play_judged(house, cast, team, "chao-hoi", ["12.25"] * 3)
        play_points(house, cast, team, points)
    with house.reading() as rows:
        found = round_outlook(rows, FIRST)
    assert found.clarity is Clarity.ON_THE_LINE
    assert [line.key for line in found.open] == ["d2", "d3"]


def test_a_round_fed_by_an_unfinished_one_waits_for_its_teams(make_house: MakeHouse) -> None:
    facts = small_contest()
    middle = facts["rounds"][1] | {"key": "ban-ket", "title": "Bán kết"}
    facts["rounds"][0]["advance"]["to"] = "ban-ket"
    middle["advance"] = {"to": "chung-ket", "top": 1, "per_group": 0, "at_line": "all"}
    facts["rounds"].insert(1, middle)
    house, cast = make_house(facts)
    with house.reading() as rows:
        assert round_outlook(rows, "ban-ket").clarity is Clarity.FIELD_OPEN
    play_judged(house, cast, "d1", "chao-hoi", ["12.25"] * 3)
    with house.reading() as rows:
        assert round_outlook(rows, "ban-ket").clarity is Clarity.FIELD_OPEN
