"""Decisions of the head judge: what a rule leaves equal, a person decides, with a reason, for the record."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from contest.db.models import SectionJudge
from contest.domain.errors import Invalid
from contest.services import decisions, performances, rounds
from contest.services.house import House
from contest.services.permissions import Forbidden
from contest.services.refusals import WrongState
from contest.services.results import round_result
from tests.cast import Cast
from tests.factories import (
    act,
    faults,
    opened,
    play_first_round,
    record,
    settle,
    small_contest,
)

MakeHouse = Callable[[dict[str, Any]], tuple[House, Cast]]
TIED = {"d1": ["10", "10", "10"], "d2": ["8", "8", "8"], "d3": ["8", "8", "8"], "d4": ["6", "6", "6"]}
QUIZ = {"d1": "9", "d2": "5", "d3": "5", "d4": "1"}


def at_the_line(make_house: MakeHouse) -> tuple[House, Cast]:
    """Second and third are equal, two go on, and the rule asks."""
    house, cast = make_house(small_contest(at_line="ask"))
    act(house, cast.organiser, rounds.open_round, "vong-loai")
    play_first_round(house, cast, TIED, QUIZ)
    return house, cast


def advancing(house: House) -> tuple[str, ...]:
    with house.reading() as rows:
        return round_result(rows, "vong-loai").advancing


def test_an_asked_line_is_settled_by_who_goes_through(make_house: MakeHouse) -> None:
    house, cast = at_the_line(make_house)
    act(house, cast.head_judge, _decide, through=["d3"], out=["d2"], reason="Trả lời câu hỏi phụ tốt hơn")
    settle(house, cast)
    assert advancing(house) == ("d1", "d3")
    line = next(each for each in record(house) if each.act == "record_decision")
    assert (line.actor, line.subject) == (cast.head_judge.actor.name, "vong-loai")
    assert line.details["through"] == ["d3"]
    assert line.details["reason"] == "Trả lời câu hỏi phụ tốt hơn"


def test_of_two_decisions_the_last_counts_and_both_stay_on_record(make_house: MakeHouse) -> None:
    house, cast = at_the_line(make_house)
    act(house, cast.head_judge, _decide, order=["d2", "d3"], reason="Bốc thăm")
    act(house, cast.head_judge, _decide, order=["d3", "d2"], reason="Bốc thăm lại trước sự chứng kiến của hai đội")
    assert advancing(house) == ("d1", "d3")
    assert [each.act for each in record(house)].count("record_decision") == 2


@pytest.mark.parametrize(
    ("decision", "found"),
    [
        pytest.param({"reason": "Vì"}, [("order", "missing")], id="neither order nor line"),
        pytest.param({"order": ["d1", "x"], "reason": "Vì"}, [("order", "unknown")], id="a stranger"),
        pytest.param({"order": ["d1", ["d2", "d1"]], "reason": "Vì"}, [("order", "duplicate")], id="named twice"),
        pytest.param({"through": ["d2"], "out": ["d2"], "reason": "Vì"}, [("out", "duplicate")], id="in and out"),
        pytest.param({"order": ["d1", "x"], "reason": " "}, [("order", "unknown"), ("reason", "missing")], id="all"),
    ],
)
def test_a_decision_says_what_it_decides_and_why(
    make_house: MakeHouse, decision: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    house, cast = at_the_line(make_house)
    with pytest.raises(Invalid) as refusal:
        act(house, cast.head_judge, _decide, **decision)
    assert faults(refusal) == found
    assert "record_decision" not in [each.act for each in record(house)]


def test_only_the_head_judge_decides_and_not_after_the_confirmation(make_house: MakeHouse) -> None:
    house, cast = at_the_line(make_house)
    with pytest.raises(Forbidden):
        act(house, cast.secretary, _decide, order=["d2", "d3"], reason="Vì")
    act(house, cast.head_judge, _decide, order=["d2", "d3"], reason="Bốc thăm")
    settle(house, cast)
    with pytest.raises(WrongState):
        act(house, cast.head_judge, _decide, order=["d3", "d2"], reason="Nghĩ lại")


def test_a_section_with_a_panel_of_its_own_gives_sheets_to_that_panel_alone(make_house: MakeHouse) -> None:
    house, cast = make_house(small_contest())
    with house.act(cast.organiser.actor) as work:
        row = rounds.get(work.session, "vong-loai")
        seats = {seat.judge.key: seat.judge_id for seat in row.panel}
        row.sections[0].panel_judges.append(SectionJudge(judge_id=seats["j3"], position=1))
    act(house, cast.organiser, rounds.open_round, "vong-loai")
    found = opened(house, cast)
    with house.reading() as rows:
        performance = performances.get(rows, found)
        assert [sheet.judge.key for sheet in performance.sheets] == ["j3"]
        assert [judge.key for judge in performances.missing_judges(rows, performance)] == ["j3"]


def _decide(work: Any, **decision: Any) -> Any:
    return decisions.record_decision(work, "vong-loai", **decision)
