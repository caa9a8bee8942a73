"""The MC's page: what to say now and next, and the card of the result on air."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import opened, play_judged, submit
from tests.live.evening import Evening


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    evening = Evening(tmp_path)
    yield evening
    evening.close()


def test_before_the_show_there_is_only_what_comes(evening: Evening) -> None:
    shown = evening.topic("mc")
    assert shown["now"] is None
    assert shown["next"]["lines"] == ["Hội\u00a0thi nhỏ năm 2024", "Vòng loại", "07 giờ 30, ngày 01/10/2024"]
    assert shown["card"] is shown["waiting"] is None


def test_a_team_is_to_be_introduced(evening: Evening) -> None:
    evening.take(cue=evening.cue("team", "Đội số 2 · Màn chào hỏi"))
    assert evening.topic("mc")["now"] == {
        "scene": "team",
        "title": "Giới thiệu đội thi",
        "lines": ["Đội thi thứ 2", "Đội số 2", "Khối huyện", "Màn chào hỏi"],
    }
    assert evening.topic("mc")["next"]["title"] == "Đội đang thi"


def test_while_the_jury_marks_the_mc_knows_how_far_it_is(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    evening.take(cue=evening.cue("scoring", "Đội số 1 · Màn chào hỏi"))
    submit(evening.house, evening.cast, found, "j1")
    assert evening.topic("mc")["waiting"] == "Đã nộp 1/3 phiếu chấm"


def test_the_card_has_the_figures_of_the_screen_and_only_once_they_are_on_it(evening: Evening) -> None:
    evening.take(cue=evening.cue("performing", "Đội số 1 · Màn chào hỏi"))
    play_judged(evening.house, evening.cast, "d1", "chao-hoi", ["12", "13", "14"])
    assert evening.topic("mc")["card"] is None
    evening.take(cue=evening.cue("score", "Đội số 1 · Màn chào hỏi"))
    assert evening.topic("mc")["card"] == {
        "title": "Đội số 1 · Màn chào hỏi",
        "rows": [{"label": "Điểm phần thi", "value": "13,00"}],
    }
    evening.black()
    assert evening.topic("mc")["card"] is None


def test_a_result_that_is_not_confirmed_is_waited_for(evening: Evening) -> None:
    evening.take(cue=evening.cue("holding", "tổng hợp"))
    shown = evening.topic("mc")
    assert shown["waiting"] == "Chờ xác nhận kết quả"
    assert shown["next"] == {"scene": "standings", "title": "Công bố bảng xếp hạng", "lines": ["Vòng loại"]}


def test_at_the_end_nothing_comes(evening: Evening) -> None:
    evening.take(cue=evening.cues()[-1]["id"])
    assert evening.topic("mc")["next"] is None
