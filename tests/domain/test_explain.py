"""“Vì sao xếp hạng này?”: every step, in words anybody can follow and figures a program can check."""

import json
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import pytest

from contest.cli.rank import main
from contest.domain.contestfile import Adjustment, ContestFile, parse
from contest.domain.explain import explain
from contest.domain.explain_facts import Outcome
from contest.domain.rubric import Panel, PanelMethod, Rounding, RoundingMode, Stage
from contest.domain.standings import compute

from .making import contest_of, judged
from .random_contests import contest as random_contest

CASES = Path(__file__).parents[1] / "cases"


def case(name: str) -> ContestFile:
    return parse((CASES / f"{name}.json").read_bytes())


def test_every_step_from_marks_to_rank_is_told() -> None:
    contest = contest_of(
        judged("skit", Panel(PanelMethod.TRIMMED, drop_high=1, drop_low=1), weight=Decimal(2), title="Tiểu phẩm"),
        {"a": ["42", "43.25", "43.5", "44", "45"], "b": ["40", "40", "40", None, "40"]},
        [
            Adjustment("r", "a", Decimal("-0.25"), "Quá giờ 45 giây", "skit"),
            Adjustment("r", "a", Decimal("0.5"), "Bài hát về tỉnh"),
        ],
        rounding=Rounding(RoundingMode.HALF_UP, 2, frozenset({Stage.AGGREGATE, Stage.SECTION, Stage.TOTAL})),
    )
    assert explain(contest, "r", "a").lines({"g1": "GK 1"}) == (
        "Đội A, Vòng thi: hạng 1 trong 2 đội, tổng điểm 87,41.",
        "Tiểu phẩm (bỏ 1 phiếu cao nhất và 1 phiếu thấp nhất, lấy trung bình các phiếu còn lại):",
        "  GK 1: 42 (thấp nhất, không tính)",
        "  Giám khảo g2: 43,25",
        "  Giám khảo g3: 43,5",
        "  Giám khảo g4: 44",
        "  Giám khảo g5: 45 (cao nhất, không tính)",
        "  Trung bình 3 phiếu: ≈ 43,583333, làm tròn đến 2 chữ số thập phân: 43,58",
        "  Hệ số phần thi: × 2 = 87,16",
        "  Quá giờ 45 giây: −0,25",
        "  Điểm phần thi: 86,91.",
        "Cả vòng: Bài hát về tỉnh: +0,5",
        "Tổng điểm: 87,41.",
        "Xếp trước Đội B (hạng 2, tổng điểm 80) theo tổng điểm.",
    )
    assert "  Giám khảo g4: vắng, không có phiếu" in explain(contest, "r", "b").lines()


def test_the_way_down_the_ladder_is_told() -> None:
    lines = explain(case("tie-break-ladder"), "final", "e").lines()
    assert lines[9:] == (
        "Bằng tổng điểm với Đội A, Đội B, Đội C, Đội D, Đội F.",
        "Xét điểm phần thi Tiểu phẩm: Đội A 16; Đội B 15; Đội C 15; Đội D 15; Đội E 15; Đội F 15.",
        "Xét điểm tiêu chí Nội dung (Tiểu phẩm): Đội B 8; Đội C 7,5; Đội D 7,5; Đội E 7,5; Đội F 7,5.",
        "Xét đa số giám khảo: Đội C 6 lần thắng; Đội D 5 lần thắng; Đội E 2 lần thắng; Đội F 2 lần thắng.",
        "Xét tổng điểm Vòng loại: Đội E 16; Đội F 15.",
        "Xếp sau Đội D (hạng 4, tổng điểm 30) theo đa số giám khảo.",
        "Xếp trước Đội F (hạng 6, tổng điểm 30) theo tổng điểm Vòng loại.",
    )


@pytest.mark.parametrize(
    ("name", "round_key", "team", "line"),
    [
        ("equal-by-decision", "heat", "a",
         "Quyết định của Trưởng ban giám khảo (Hai giải Nhất): Đội A = Đội B; Đội C."),
        ("equal-by-decision", "heat", "a", "Đồng hạng 1 với Đội B: quyết định giữ đồng hạng."),
        ("equal-by-decision", "heat", "a", "Được vào Bán kết."),
        ("equal-by-decision", "line", "b", "Đồng hạng 2 với Đội C, Đội D: không bậc xét nào phân định."),
        ("equal-by-decision", "line", "b", "Bằng nhau ở suất cuối vào Chung kết vòng phụ: "
         "chờ quyết định của ban giám khảo."),
        ("equal-by-decision", "semi", "e", "Không vào Chung kết."),
        ("dense-ranks-and-decisions", "semi", "g", "Xét quyết định: chưa có quyết định nào nêu đủ các đội này."),
        ("who-is-ranked", "final", "d", "Đội D, Chung kết: không xếp hạng (vắng mặt)."),
        ("who-is-ranked", "final", "f", "  Giám khảo g5: chưa nộp phiếu"),
        ("who-is-ranked", "final", "f", "Chưa có tổng điểm: còn giám khảo chưa nộp phiếu (Tiểu phẩm)."),
        ("who-is-ranked", "extra", "b",
         "Chưa có tổng điểm: cộng điểm cả ban thì không thể thiếu giám khảo nào (Tiểu phẩm)."),
        ("who-is-ranked", "final", "a", "Xét điểm trừ: Đội A 0; Đội H 0; vẫn bằng nhau."),
        ("adjust-and-floor", "final", "c", "  Thấp hơn điểm sàn nên lấy điểm sàn 0,25."),
        ("adjust-and-floor", "final", "c", "  Điểm phần thi: 1,005, làm tròn đến 2 chữ số thập phân: 1,01."),
        ("groups-and-best-others", "final", "s1", "Điểm mang từ Bán kết: 78 × 0,5 = 39"),
        ("panel-list", "heat", "a", "Chưa xét vào Chung kết, vì vòng thi chưa hoàn tất."),
        ("outlier-and-median", "qualifying", "a", "  Giám khảo g5: 6 (lệch quá mức cho phép, không tính)"),
        ("outlier-and-median", "qualifying", "b", "  Giám khảo g5: không chấm đội này"),
        ("isu-panel-rounding-order", "sp", "t1",
         "  Skating Skills: ≈ 5,714286, làm tròn đến 2 chữ số thập phân: 5,71; × hệ số 0,8 = 4,568, làm tròn đến 2 "
         "chữ số thập phân: 4,57 (không tính J1 cao nhất, J7 thấp nhất)"),
        ("quang-nam-2024-final", "final", "first", "Tổng điểm: 277."),
    ],
)  # fmt: skip
def test_a_line_of_the_explanation(name: str, round_key: str, team: str, line: str) -> None:
    contest = case(name)
    if name in ("isu-panel-rounding-order", "quang-nam-2024-final"):
        round_key = contest.rounds[0].key
        team = compute(contest).rounds[round_key].standings[0].team
    assert line in explain(contest, round_key, team).lines()


def test_what_separates_neighbours() -> None:
    facts = explain(case("tie-break-ladder"), "final", "d").facts
    assert [(n.team, n.rank, n.decided_by) for n in facts.above] == [("c", 3, "majority")]
    assert [(n.team, n.rank, n.decided_by) for n in facts.below] == [("e", 5, "majority")]
    assert facts.equals == ("a", "b", "c", "e", "f")
    assert facts.outcome is Outcome.NO_RULE


def test_neighbours_of_a_group_are_of_that_group() -> None:
    facts = explain(case("groups-and-best-others"), "heat", "h1").facts
    assert (facts.among, facts.above) == (4, ())
    assert [neighbour.team for neighbour in facts.below] == ["h2", "h3"]


def test_the_same_object_for_programs() -> None:
    made = explain(case("who-is-ranked"), "final", "h").to_json()
    assert json.loads(json.dumps(made)) == made
    assert (made["rank"], made["total"], made["decided_by"]) == (2, "9.166667", "full_mean")
    assert made["ladder"][-1] == {  # type: ignore[index]
        "rung": "full_mean",
        "teams": ["a", "h"],
        "figures": {"a": "9.1", "h": "8.8"},
        "parts": [["a"], ["h"]],
        "by": None,
        "reason": None,
    }
    assert made["lines"][0] == "Đội H, Chung kết: hạng 2 trong 4 đội, tổng điểm ≈ 9,166667."  # type: ignore[index]


def test_an_unranked_team_has_its_reason() -> None:
    made = explain(case("who-is-ranked"), "final", "f").to_json()
    assert (made["rank"], made["reason"]) == (None, "unresolved")
    assert made["why"] == [{"code": "missing_judges", "about": "skit"}]
    assert explain(case("who-is-ranked"), "final", "e").to_json()["sections"] == []


@pytest.mark.parametrize(("round_key", "team"), [("x", "a"), ("final", "x")])
def test_what_is_not_there_is_a_key_error(round_key: str, team: str) -> None:
    with pytest.raises(KeyError):
        explain(case("who-is-ranked"), round_key, team)


def test_every_team_of_every_contest_is_explained_as_it_was_ranked() -> None:
    for seed in range(120):
        contest = parse(json.dumps(random_contest(seed)))
        results = compute(contest)
        for key, result in results.rounds.items():
            for team in result.teams:
                explanation = explain(contest, key, team, results)
                facts = explanation.facts
                assert explanation.lines()
                assert json.dumps(explanation.to_json())
                assert (facts.standing is None) == (facts.reason is not None)
                if facts.standing is not None:
                    check_the_way_down(facts)


def check_the_way_down(facts) -> None:
    """The last rung that parted the team from others is what the standings say decided its rank."""
    standing, parting = facts.standing, [step for step in facts.ladder if step.splits]
    if standing.decided_by == "total":
        assert facts.equals == ()
    elif standing.decided_by == "unresolved":
        assert facts.sharing
    else:
        assert facts.ladder[-1].rung.label == standing.decided_by
        assert facts.sharing or parting
    left = facts.ladder[-1].parts if facts.ladder else ((standing.team, *facts.equals),)
    mine = next(part for part in left if standing.team in part)
    assert set(mine) == {standing.team, *facts.sharing}


def test_the_command_line_explains_too(capsys: pytest.CaptureFixture[str]) -> None:
    file = str(CASES / "who-is-ranked.json")
    assert main([file, "--explain", "h"]) == 0
    by_key = capsys.readouterr().out
    assert by_key.startswith("Đội H, Chung kết: hạng 2 trong 4 đội")
    assert "\n\nĐội H, Thi thêm: không xếp hạng (rút lui).\n" in by_key
    assert main([file, "--explain", "Đội H"]) == 0
    assert capsys.readouterr().out == by_key
    assert main([file, "--explain", "h", "--json"]) == 0
    made = json.loads(capsys.readouterr().out)
    assert made["format"] == "contest-explanation/1"
    assert made["rounds"]["final"]["rank"] == 2
    assert main([file, "--explain", "Đội Z"]) == 2
    printed = capsys.readouterr()
    assert printed.out == ""
    assert len(printed.err.splitlines()) == 1


def test_a_figure_without_end_is_marked_as_such() -> None:
    contest = contest_of(judged(), {"a": ["1", "1", "0"]})
    assert explain(contest, "r", "a").facts.standing.total == Fraction(2, 3)  # type: ignore[union-attr]
    assert "  Trung bình 3 phiếu: ≈ 0,666667" in explain(contest, "r", "a").lines()
    whole = replace(contest, rounds=(replace(contest.rounds[0], rounding=Rounding(
        RoundingMode.HALF_UP, 0, frozenset({Stage.TOTAL}))),))  # fmt: skip
    assert "Tổng điểm: ≈ 0,666667, làm tròn đến hàng đơn vị: 1." in explain(whole, "r", "a").lines()
