"""The MC's words: from the frame, and nothing that the frame does not say."""

import json

from contest.live.prompt import card, prompt, sheets_text
from contest.live.scenes import (
    Award,
    Blank,
    Detail,
    JudgeFigure,
    JudgeState,
    Score,
    StandingRow,
    Standings,
    TeamIntro,
    TeamName,
    cut_to_step,
)

TEAM = TeamName("binh-son", "Huyện Bình Sơn", None, "Khối huyện")


def test_a_team_is_introduced_with_its_unit() -> None:
    said = prompt(TeamIntro(TEAM, 4, "Vòng loại", "Tiểu phẩm").to_json())
    assert said["lines"] == ["Đội thi thứ 4", "Huyện Bình Sơn", "Khối huyện", "Tiểu phẩm"]


def test_the_prompt_of_an_award_names_nobody() -> None:
    shown = cut_to_step(Award("Giải Nhì", 2, TEAM, "90,10"), 2).to_json()
    assert "Bình Sơn" not in json.dumps(prompt(shown), ensure_ascii=False)
    assert card(shown) == {
        "title": "Trao giải",
        "rows": [{"label": "Giải Nhì", "value": "Huyện Bình Sơn"}, {"label": "Tổng điểm", "value": "90,10"}],
    }


def test_the_card_of_a_score_says_what_was_left_out() -> None:
    judges = (
        JudgeFigure("GK 1", "45,25", JudgeState.HIGH),
        JudgeFigure("GK 2", None, JudgeState.ABSENT),
    )
    shown = Score(TEAM, 4, "Tiểu phẩm", Detail.PER_JUDGE, judges, (), "43,35").to_json()
    rows = (card(shown) or {})["rows"]
    assert rows == [
        {"label": "GK 1", "value": "45,25 (cao nhất, bỏ)"},
        {"label": "GK 2", "value": "vắng"},
        {"label": "Điểm phần thi", "value": "43,35"},
    ]


def test_the_card_of_standings_holds_only_revealed_rows() -> None:
    rows = tuple(StandingRow(n, TeamName(f"t{n}", f"Đội {n}"), f"{n},00") for n in (1, 2, 3))
    shown = cut_to_step(Standings("Bảng xếp hạng", "Vòng loại", rows, bottom_up=True), 1).to_json()
    assert (card(shown) or {})["rows"] == [{"label": "Hạng 3", "value": "Đội 3: 3,00"}]


def test_a_frame_without_a_result_has_no_card() -> None:
    assert card(Blank().to_json()) is None
    assert card(cut_to_step(Award("Giải Ba", 3, TEAM, "88,00"), 1).to_json()) is None


def test_sheets_are_counted() -> None:
    assert sheets_text({"in": 5, "of": 7}) == "Đã nộp 5/7 phiếu chấm"
