"""The embargo: what a scene holds before its last step."""

import json
from typing import Any

import pytest

from contest.live.scenes import (
    Advancing,
    Award,
    Detail,
    Holding,
    JudgeFigure,
    JudgeState,
    LineKind,
    Performing,
    Podium,
    PodiumStep,
    Score,
    ScoreLine,
    Scoring,
    Slogan,
    StandingRow,
    Standings,
    TeamIntro,
    TeamName,
    cut_to_step,
)
from contest.live.scenes.base import NoSuchStep
from contest.live.scenes.figures import reveal_stops

BINH_SON = TeamName("binh-son", "Huyện Bình Sơn", "Huyện Bình Sơn", "Khối huyện, thị xã, thành phố")
LABOUR = TeamName("so-ld", "Sở Lao động - Thương binh và Xã hội", "Sở LĐ-TB và XH")


def frame(scene: Any, step: int = 1) -> dict[str, Any]:
    return dict(cut_to_step(scene, step).to_json())


def words(shown: dict[str, Any]) -> str:
    return json.dumps(shown, ensure_ascii=False)


def ranked(*ranks: int | None) -> tuple[StandingRow, ...]:
    return tuple(
        StandingRow(
            rank,
            TeamName(f"team-{place}", f"Đội số {place}"),
            None if rank is None else f"{100 - rank},00",
            advancing=rank is not None and rank <= 2,
            tied=rank is not None and ranks.count(rank) > 1,
        )
        for place, rank in enumerate(ranks, 1)
    )


def test_a_team_is_sent_with_its_size_and_a_name_that_breaks_well() -> None:
    assert LABOUR.to_json() == {
        "key": "so-ld",
        "name": "Sở Lao động\u00a0- Thương binh và Xã hội",
        "short": "Sở LĐ-TB và XH",
        "len": "m",
        "group": None,
    }


def test_an_award_names_nobody_before_its_second_step() -> None:
    award = Award("Giải Nhất toàn đoàn", 1, BINH_SON, "93,40")
    assert award.steps == 2
    assert frame(award, 1) == {
        "scene": "award",
        "prize": "Giải Nhất toàn đoàn",
        "place": 1,
        "step": 1,
        "team": None,
        "total": None,
        "total_caption": "Tổng điểm",
    }
    revealed = frame(award, 2)
    assert revealed["team"]["name"] == "Huyện Bình Sơn"
    assert revealed["total"] == "93,40"


@pytest.mark.parametrize("order", [(3, 2, 1), (1, 2, 3), (2, 3, 1)], ids=["as usual", "first first", "second first"])
def test_prizes_revealed_in_any_order_show_only_themselves(order: tuple[int, ...]) -> None:
    winners = {1: "Huyện Bình Sơn", 2: "Thành phố Quảng Ngãi", 3: "Huyện Mộ Đức"}
    awards = {p: Award(f"Giải {p}", p, TeamName(f"t{p}", name), f"9{p},00") for p, name in winners.items()}
    for place in order:
        for step in (1, 2):
            text = words(frame(awards[place], step))
            for other, name in winners.items():
                assert (name in text) is (other == place and step == 2)


def test_a_special_prize_may_have_no_total_and_no_place() -> None:
    shown = frame(Award("Đội được khán giả yêu thích nhất", None, BINH_SON, None), 2)
    assert (shown["place"], shown["total"]) == (None, None)


@pytest.mark.parametrize(
    ("ranks", "stops"),
    [
        ((), [0]),
        ((1,), [1]),
        ((1, 2, 3), [1, 2, 3]),
        (tuple(range(1, 7)), [1, 2, 3, 4, 5, 6]),
        (tuple(range(1, 21)), [5, 10, 15, 16, 17, 18, 19, 20]),
        ((1, 2, 2, 4), [1, 3, 4]),
        ((1, 1, 1), [3]),
        ((1, 2, 3, None, None), [2, 3, 4, 5]),
    ],
    ids=["nobody", "one", "three", "six", "twenty", "tie for second", "all equal", "two not ranked"],
)
def test_standings_come_from_the_bottom_and_never_split_a_rank(ranks: tuple[int | None, ...], stops: list[int]) -> None:
    assert reveal_stops(ranked(*ranks)) == stops


def test_hidden_rows_carry_nothing() -> None:
    table = Standings("Bảng xếp hạng", "Vòng loại · 6 đội", ranked(1, 2, 3, 4, 5, 6), "Vào chung kết", bottom_up=True)
    for step in range(1, table.steps + 1):
        rows = frame(table, step)["rows"]
        assert rows[: 6 - step] == [{"hidden": True}] * (6 - step)
        text = words(frame(table, step))
        for place in range(1, 7):
            assert (f"Đội số {place}" in text) is (place > 6 - step)
            assert (f"{100 - place},00" in text) is (place > 6 - step)


def test_the_legend_speaks_only_of_revealed_rows() -> None:
    table = Standings("Bảng xếp hạng", "", ranked(1, 2, 2, 4, 5, 6), "Vào chung kết", bottom_up=True)
    assert frame(table, 1)["legend"] == {"advancing": None, "tied": False, "deduction": False}
    assert frame(table, table.steps)["legend"] == {"advancing": "Vào chung kết", "tied": True, "deduction": False}


def test_standings_at_once_show_every_row() -> None:
    shown = frame(Standings("Bảng xếp hạng", "Vòng loại · 20 đội", ranked(*range(1, 21))))
    assert [row["rank"] for row in shown["rows"]] == list(range(1, 21))
    assert [row["first"] for row in shown["rows"]] == [True] + [False] * 19
    assert shown["layout"] == "all"


def test_few_rows_have_room_for_whole_names() -> None:
    assert frame(Standings("Bảng xếp hạng", "", ranked(1, 2, 3)))["layout"] == "top"


def test_a_team_that_is_not_ranked_has_no_figure() -> None:
    row = frame(Standings("Bảng xếp hạng", "", ranked(1, None)))["rows"][1]
    assert (row["rank"], row["points"], row["first"]) == (None, None, False)


def score(detail: Detail) -> Score:
    return Score(
        team=BINH_SON,
        order=4,
        section="Tiểu phẩm tuyên truyền",
        detail=detail,
        judges=(
            JudgeFigure("GK 1", "43,25", JudgeState.COUNTED),
            JudgeFigure("GK 2", "45,25", JudgeState.HIGH),
            JudgeFigure("GK 3", None, JudgeState.RECUSED),
        ),
        lines=(
            ScoreLine(LineKind.RULE, "Bỏ cao nhất và thấp nhất"),
            ScoreLine(LineKind.MEAN, "Trung bình 5 phiếu", "43,60"),
            ScoreLine(LineKind.MINUS, "Quá giờ 45 giây", "−0,25"),
        ),
        total="43,35",
    )


def test_a_score_by_its_total_says_no_judge_and_no_mean() -> None:
    shown = frame(score(Detail.TOTAL))
    assert shown["judges"] == []
    assert shown["lines"] == [{"kind": "minus", "text": "Quá giờ 45 giây", "figure": "−0,25"}]
    assert "43,60" not in words(shown)
    assert shown["total"] == "43,35"


def test_a_score_by_judges_says_who_counted() -> None:
    shown = frame(score(Detail.PER_JUDGE))
    assert shown["judges"][1] == {"label": "GK 2", "figure": "45,25", "state": "high"}
    assert shown["judges"][2] == {"label": "GK 3", "figure": None, "state": "recused"}
    assert shown["lines"][0] == {"kind": "rule", "text": "Bỏ cao nhất và thấp nhất"}


def test_scenes_before_the_score_hold_no_figure() -> None:
    assert set(frame(Scoring(BINH_SON, 4, "Tiểu phẩm"))) == {"scene", "team", "order", "section", "say"}
    assert set(frame(Performing(BINH_SON, 4, "Tiểu phẩm"))) == {"scene", "team", "order", "label", "section"}
    intro = frame(TeamIntro(BINH_SON, 4, "Vòng loại"))
    assert (intro["label"], intro["section"]) == ("Đội thi thứ 4", None)


def test_advancing_says_neither_rank_nor_total() -> None:
    shown = frame(Advancing("Hai đội vào vòng chung kết", (LABOUR, BINH_SON)))
    assert set(shown) == {"scene", "title", "teams"}
    assert {key for team in shown["teams"] for key in team} == {"key", "name", "short", "len", "group"}


def test_a_podium_may_miss_a_place_or_share_one() -> None:
    podium = Podium((PodiumStep(2, "Giải Nhì", BINH_SON), PodiumStep(2, "Giải Nhì", LABOUR)))
    assert [step["place"] for step in frame(podium)["steps"]] == [2, 2]
    assert "null" not in words(frame(Podium(()))["steps"])


def test_holding_turns_over_the_slogans() -> None:
    shown = frame(
        Holding("Hội thi", "Hội thi", "Chuyển đổi số - Phát triển", (Slogan("Chào mừng!"),), round="Vòng loại")
    )
    assert shown["slogans"] == [{"text": "Chào\u00a0mừng!", "len": "s"}]
    assert shown["theme"] == "Chuyển đổi số\u00a0- Phát triển"


@pytest.mark.parametrize("step", [0, 3, -1])
def test_a_step_that_does_not_exist_is_refused(step: int) -> None:
    with pytest.raises(NoSuchStep):
        cut_to_step(Award("Giải Ba", 3, BINH_SON, "88,15"), step)
