"""The director's acts on the stage clock."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contest.db.models import Performance
from contest.domain.errors import Invalid
from contest.services import performances
from contest.services.permissions import Forbidden
from contest.services.refusals import Locked, NotFound, WrongState
from contest.services.show import clock
from contest.services.show.clock import ClockRunning
from tests.factories import act, opened, performance_id, play_judged
from tests.live.evening import Evening


@pytest.fixture
def evening(tmp_path: Path) -> Iterator[Evening]:
    evening = Evening(tmp_path)
    yield evening
    evening.close()


def start(evening: Evening, performance: int | None = None) -> None:
    act(evening.house, evening.cast.director, clock.start, performance)


def pause(evening: Evening) -> None:
    act(evening.house, evening.cast.director, clock.pause)


def stop(evening: Evening) -> None:
    act(evening.house, evening.cast.director, clock.stop)


def measured(evening: Evening, performance: int) -> int | None:
    with evening.house.reading() as rows:
        return rows.get_one(Performance, performance).measured_s


def test_the_clock_runs_for_the_team_on_air(evening: Evening) -> None:
    evening.take(cue=evening.cue("performing", "Đội số 3 · Màn chào hỏi"))
    start(evening)
    shown = evening.topic("show")["clock"]
    assert shown["performance"] == performance_id(evening.house, "d3", "chao-hoi")
    assert (shown["team"], shown["state"], shown["ends_at"]) == ("Đội số 3", "running", evening.clock.now + 300_000)
    assert evening.topic("stage")["clock"]["ends_at"] == shown["ends_at"]
    assert {"stage", "overlay", "show"} <= evening.touched[-1].keys()


def test_without_a_team_on_air_it_runs_for_the_open_performance(evening: Evening) -> None:
    found = opened(evening.house, evening.cast, "d2")
    start(evening)
    assert evening.topic("show")["clock"]["performance"] == found


def test_with_nobody_on_stage_there_is_nothing_to_time(evening: Evening) -> None:
    with pytest.raises(WrongState):
        start(evening)


def test_a_named_performance_goes_first(evening: Evening) -> None:
    evening.take(cue=evening.cue("performing", "Đội số 3 · Màn chào hỏi"))
    other = performance_id(evening.house, "d1", "kien-thuc")
    start(evening, other)
    assert evening.topic("show")["clock"]["performance"] == other
    assert evening.topic("show")["clock"]["duration_ms"] == 600_000
    with pytest.raises(NotFound):
        start(evening, 9_999)


def test_what_it_measured_stands_with_the_performance_and_proposes_a_deduction(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    start(evening, found)
    evening.clock.tick(345_900)
    stop(evening)
    assert measured(evening, found) == 345
    line = evening.topic(f"performance.{found}")
    assert line["proposal"]["points"] == "-0.25"
    assert line["clock"]["left_ms"] == -45_900
    assert f"performance.{found}" in evening.touched[-1]


def test_a_pause_takes_no_time(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    start(evening, found)
    evening.clock.tick(100_000)
    pause(evening)
    assert measured(evening, found) == 100
    evening.clock.tick(900_000)
    start(evening, found)
    evening.clock.tick(150_000)
    stop(evening)
    assert measured(evening, found) == 250
    assert evening.topic(f"performance.{found}")["proposal"] is None


def test_each_button_does_one_thing_however_often_it_is_pressed(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    start(evening, found)
    evening.clock.tick(10_000)
    start(evening, found)
    assert evening.topic("show")["clock"]["ends_at"] == evening.clock.now + 290_000
    stop(evening)
    evening.clock.tick(10_000)
    stop(evening)
    assert measured(evening, found) == 10
    assert len(evening.records("start_clock")) == len(evening.records("stop_clock")) == 1


def test_a_clock_that_runs_for_another_team_is_not_taken_away(evening: Evening) -> None:
    first = opened(evening.house, evening.cast, "d1")
    start(evening, first)
    with pytest.raises(ClockRunning) as refused:
        start(evening, performance_id(evening.house, "d2", "chao-hoi"))
    assert "Đội số 1 · Màn chào hỏi" in refused.value.message
    stop(evening)
    start(evening, performance_id(evening.house, "d2", "chao-hoi"))


def test_a_clock_that_stands_can_not_be_paused_or_stopped(evening: Evening) -> None:
    for do in (pause, stop):
        with pytest.raises(WrongState):
            do(evening)


def test_a_locked_performance_is_not_timed_again(evening: Evening) -> None:
    found = play_judged(evening.house, evening.cast, "d1", "chao-hoi", ["12", "12", "12"])
    with pytest.raises(Locked):
        start(evening, found)


def test_a_new_measure_is_a_new_proposal(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    start(evening, found)
    evening.clock.tick(310_000)
    pause(evening)
    act(evening.house, evening.cast.secretary, performances.drop_proposal, found)
    start(evening, found)
    evening.clock.tick(60_000)
    stop(evening)
    assert evening.topic(f"performance.{found}")["proposal"]["points"] == "-0.5"


def test_in_a_rehearsal_the_contest_goes_faster(tmp_path: Path) -> None:
    evening = Evening(tmp_path, clock_rate=60)
    found = opened(evening.house, evening.cast)
    start(evening, found)
    assert evening.topic("show")["clock"]["ends_at"] == evening.clock.now + 5_000
    evening.clock.tick(6_000)
    stop(evening)
    assert measured(evening, found) == 360
    evening.close()


def test_only_the_director_runs_the_clock(evening: Evening) -> None:
    for role, person in evening.cast.by_role().items():
        if role != "director":
            for do in (clock.start, clock.pause, clock.stop):
                with pytest.raises(Forbidden):
                    act(evening.house, person, do)


def test_a_server_clock_that_jumps_back_does_not_disturb_a_standing_clock(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    start(evening, found)
    evening.clock.tick(60_000)
    pause(evening)
    evening.clock.tick(-3_600_000)
    assert evening.topic("show")["clock"]["left_ms"] == 240_000
    start(evening, found)
    assert evening.topic("show")["clock"]["ends_at"] == evening.clock.now + 240_000


def give(evening: Evening, ms: int, reason: str = "Mất điện") -> None:
    act(evening.house, evening.cast.director, clock.give, ms, reason)


def test_time_that_was_given_is_not_counted_as_used(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    start(evening, found)
    evening.clock.tick(290_000)
    give(evening, 30_000)
    assert evening.topic("show")["clock"]["ends_at"] == evening.clock.now + 40_000
    evening.clock.tick(35_000)
    stop(evening)
    assert measured(evening, found) == 295
    assert evening.topic(f"performance.{found}")["proposal"] is None
    assert [each["ms"] for each in evening.records("give_time")] == [30_000]
    assert evening.records("give_time")[0]["reason"] == "Mất điện"


def test_time_can_be_taken_from_a_paused_clock(evening: Evening) -> None:
    found = opened(evening.house, evening.cast)
    start(evening, found)
    evening.clock.tick(100_000)
    pause(evening)
    give(evening, -20_000)
    assert evening.topic("show")["clock"]["left_ms"] == 180_000
    assert measured(evening, found) == 120


def test_time_is_given_to_a_clock_that_has_begun_and_for_a_reason(evening: Evening) -> None:
    with pytest.raises(WrongState):
        give(evening, 30_000)
    start(evening, opened(evening.house, evening.cast))
    for ms, reason in ((0, "x"), (3_600_001, "x"), (30_000, "  ")):
        with pytest.raises(Invalid):
            give(evening, ms, reason)
