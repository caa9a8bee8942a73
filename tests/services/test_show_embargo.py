"""The embargo over a whole evening: what screens and the MC are sent, against what has been revealed.

Nothing is filtered on a client, so nothing may be in the data: no name in a rank, no rank, no total, no winner.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contest.db.models import Cue
from contest.services import prizes
from tests.factories import act, judge_and_lock, opened, play_judged, settle
from tests.live.evening import Evening, contest_of_two_nights, text_of

SCREENS = ("stage", "overlay")
AUDIENCES = (*SCREENS, "mc", "public")


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    evening = Evening(tmp_path)
    yield evening
    evening.close()


@pytest.fixture
def finals(tmp_path: Path) -> Iterator[Evening]:
    """Finals of four, all marked, confirmed, the hand prize named; nothing of them has been shown."""
    evening = Evening(tmp_path, contest_of_two_nights(top=4))
    evening.play_first_night()
    marks = {"d1": ("13", "13.25"), "d2": ("11", "14.75"), "d3": ("10", "12"), "d4": ("9", "8")}
    for team, (greeting, skit) in marks.items():
        play_judged(evening.house, evening.cast, team, "chao-hoi", [greeting] * 3, "chung-ket")
        play_judged(evening.house, evening.cast, team, "tieu-pham", [skit] * 3, "chung-ket")
    settle(evening.house, evening.cast, "chung-ket")
    act(evening.house, evening.cast.organiser, prizes.name_winner, "khan-gia", "d4", "Biên bản kiểm phiếu")
    yield evening
    evening.close()


FINAL = {"d1": "26,25", "d2": "25,75", "d3": "22,00", "d4": "17,00"}
"""Totals of the finals: first prize d1, second d2, third d3 and d4; best skit d2; the audience's favourite d4."""

PRIZES = {
    ("award", "Tiểu phẩm hay nhất", 0): "d2",
    ("award", "yêu thích", 0): "d4",
    ("award", "Giải Ba", 0): "d4",
    ("award", "Giải Ba", 1): "d3",
    ("award", "Giải Nhì", 0): "d2",
    ("award", "Giải Nhất", 0): "d1",
}


def sent(evening: Evening, topics: tuple[str, ...] = SCREENS) -> str:
    return text_of([evening.topic(topic) for topic in topics])


def cue_of(evening: Evening, scene: str, title: str, number: int) -> int:
    found = [cue["id"] for cue in evening.cues("chung-ket") if cue["scene"] == scene and title in cue["title"]]
    return int(found[number])


def test_no_figure_leaves_the_house_before_its_take(evening: Evening) -> None:
    """From the first sheet to the reveal: marks, sheet totals, means and results stay inside."""
    found = opened(evening.house, evening.cast)
    secrets = ("12,25", "12.25", "13,75", "13.75", "14,00", "13,33", "13.33")
    for scene in ("team", "performing", "scoring"):
        evening.take(cue=evening.cue(scene, "Đội số 1 · Màn chào hỏi"))
        assert not [secret for secret in secrets if secret in sent(evening, AUDIENCES)]
    judge_and_lock(evening.house, evening.cast, found, ["12.25", "13.75", "14"])
    assert not [secret for secret in secrets if secret in sent(evening, AUDIENCES)]
    evening.take()
    assert evening.topic("stage")["total"] == "13,33"
    assert not [secret for secret in ("12,25", "13,75", "14,00") if secret in sent(evening, AUDIENCES)]  # total only


def test_nothing_of_the_standings_is_sent_before_they_are_taken(evening: Evening) -> None:
    evening.play_first_night()
    evening.take(cue=evening.cue("holding", "tổng hợp"))
    assert not [total for total in ("28,00", "29,00", "25,50", "25,00") if total in sent(evening, AUDIENCES)]
    assert "Đội số" not in sent(evening, (*SCREENS, "mc"))
    evening.take()
    rows = evening.topic("stage")["rows"]
    assert [(row["rank"], row["team"]["key"], row["points"]) for row in rows] == [
        (1, "d2", "29,00"),
        (2, "d1", "28,00"),
        (3, "d3", "25,50"),
        (4, "d4", "25,00"),
    ]
    assert [row["advancing"] for row in rows] == [True, True, False, False]
    assert evening.topic("stage")["legend"] == {"advancing": "Vào chung kết", "tied": False, "deduction": False}


def test_advancing_names_the_teams_in_an_order_that_tells_no_rank(evening: Evening) -> None:
    evening.play_first_night()
    evening.take(cue=evening.cue("advancing"))
    shown = evening.topic("stage")
    assert shown["title"] == "Hai đội vào vòng chung kết"
    assert [team["key"] for team in shown["teams"]] == ["d1", "d2"]  # d2 won the round
    assert not [total for total in ("28,00", "29,00") if total in sent(evening)]


def test_the_finals_stay_secret_until_each_reveal(finals: Evening) -> None:
    """The whole part after the finals, cue by cue and step by step, in the planned order."""
    revealed: set[str] = set()
    names = finals.team_names()
    coming = finals.cue("holding", "tổng hợp", round_key="chung-ket")
    finals.take(cue=coming)
    while True:
        frame = finals.topic("stage")
        text = sent(finals)
        if frame["scene"] in ("podium", "standings"):
            break
        for team, total in FINAL.items():
            if team not in revealed and frame["scene"] != "award":
                assert total not in text
        if frame["scene"] == "award":
            shown = {team for team, name in names.items() if name in text}
            assert len(shown) == (0 if frame["step"] == 1 else 1)
            revealed |= shown
        finals.take()
    assert finals.topic("stage")["scene"] == "podium"


@pytest.mark.parametrize(
    "order",
    [
        ["Giải Ba", "Giải Nhì", "Giải Nhất"],
        ["Giải Nhất", "Giải Nhì", "Giải Ba"],
        ["Giải Nhì", "Giải Nhất", "Giải Ba"],
    ],
    ids=["as planned", "first first", "second first"],
)
def test_prizes_revealed_in_any_order_show_only_themselves(finals: Evening, order: list[str]) -> None:
    names = finals.team_names()
    for prize in order:
        for (scene, title, number), winner in PRIZES.items():
            if title != prize:
                continue
            cue = cue_of(finals, scene, title, number)
            finals.take(cue=cue)
            assert not [name for name in names.values() if name in sent(finals)]
            assert not [total for total in FINAL.values() if total in sent(finals)]
            finals.take(cue=cue, step=2)
            assert [team for team, name in names.items() if name in sent(finals)] == [winner]
            assert [total for total in FINAL.values() if total in sent(finals)] == [FINAL[winner]]


def test_each_prize_goes_to_its_winner(finals: Evening) -> None:
    places: dict[str, Any] = {}
    for (scene, title, number), winner in PRIZES.items():
        finals.take(cue=cue_of(finals, scene, title, number), step=2)
        shown = finals.topic("stage")
        assert shown["team"]["key"] == winner
        places[shown["prize"]] = (shown["place"], shown["total"], shown["total_caption"])
    assert places == {
        "Tiểu phẩm hay nhất": (None, "14,75", "Điểm phần thi"),
        "Đội được khán giả yêu thích nhất": (None, None, "Tổng điểm"),
        "Giải Ba": (3, "22,00", "Tổng điểm"),
        "Giải Nhì": (2, "25,75", "Tổng điểm"),
        "Giải Nhất": (1, "26,25", "Tổng điểm"),
    }


def test_the_public_hears_of_a_prize_only_while_its_reveal_stands(finals: Evening) -> None:
    cue = cue_of(finals, "award", "Giải Nhất", 0)
    finals.take(cue=cue)
    assert finals.topic("public")["awards"] == []
    finals.take()
    assert [award["team"]["key"] for award in finals.topic("public")["awards"]] == ["d1"]
    finals.undo()
    assert finals.topic("public")["awards"] == []


def test_judges_are_shown_one_by_one_where_the_round_says_so(finals: Evening) -> None:
    finals.take(cue=finals.cue("score", "Đội số 2 · Tiểu phẩm", round_key="chung-ket"), step=4)
    shown = finals.topic("stage")
    assert [judge["label"] for judge in shown["judges"]] == ["GK 1", "GK 2", "GK 3"]
    assert sorted(judge["state"] for judge in shown["judges"]) == ["counted", "high", "low"]
    assert shown["lines"] == [
        {"kind": "rule", "text": "Bỏ cao nhất và thấp nhất"},
        {"kind": "mean", "text": "Trung bình 1 phiếu", "figure": "14,75"},
    ]
    assert shown["total"] == "14,75"


def test_the_podium_has_whoever_won(finals: Evening) -> None:
    finals.take(cue=finals.cue("podium"))
    steps = [(step["place"], step["team"]["key"]) for step in finals.topic("stage")["steps"]]
    assert steps == [(1, "d1"), (2, "d2"), (3, "d3"), (3, "d4")]


def test_what_the_house_remembers_of_a_cue_is_never_sent(finals: Evening) -> None:
    finals.take(cue=cue_of(finals, "award", "Giải Nhất", 0))
    for topic in (*SCREENS, "stage.next", "overlay.next"):
        assert "about" not in finals.topic(topic)
    finals.hold()
    assert "about" not in finals.topic("stage")
    assert "Đội số" not in sent(finals)
    finals.black()
    assert "Đội số" not in sent(finals)


def test_standings_from_the_bottom_up_hold_nothing_of_hidden_rows(finals: Evening) -> None:
    with finals.house.act(finals.cast.director.actor) as work:
        cue = work.session.get_one(Cue, finals.cue("standings", round_key="chung-ket"))
        cue.params = cue.params | {"reveal": "bottom_up"}
        cue.steps = 4
        number = cue.id
    for step, shown in enumerate((["d4"], ["d3", "d4"], ["d2", "d3", "d4"], ["d1", "d2", "d3", "d4"]), 1):
        finals.take(cue=number, step=step)
        text = sent(finals)
        assert [team for team, name in finals.team_names().items() if name in text] == shown
        assert [team for team, total in FINAL.items() if total in text] == shown
        hidden = [row for row in finals.topic("stage")["rows"] if row["hidden"]]
        assert hidden == [{"hidden": True}] * (4 - step)


def test_the_mc_learns_a_winner_when_the_prize_is_on_air_and_no_figure_before(finals: Evening) -> None:
    finals.take(cue=finals.cue("holding", "tổng hợp", round_key="chung-ket"))
    cue = cue_of(finals, "award", "Giải Nhì", 0)
    before = cue_of(finals, "award", "Giải Ba", 1)
    finals.take(cue=before, step=2)
    assert finals.topic("show")["buses"]["stage"]["next"]["cue"] == cue
    assert "Đội số 2" not in sent(finals, ("mc",))
    finals.take()
    card = finals.topic("mc")["card"]
    assert card["rows"][0] == {"label": "Giải Nhì", "value": "Đội số 2"}
    assert "Đội số 2" not in sent(finals)
