"""The arithmetic of the stage clock: start, pause, resume, stop, overtime, rehearsal's faster time."""

from contest.live.clock import Clock, ClockState, ready_clock

FIVE_MINUTES = Clock(duration_ms=300_000, warning_ms=60_000)
T = 1_727_870_400_000


def test_a_ready_clock_has_its_whole_time() -> None:
    assert FIVE_MINUTES.left(T) == 300_000
    assert FIVE_MINUTES.to_json() == {
        "state": "ready",
        "duration_ms": 300_000,
        "warning_ms": 60_000,
        "ends_at": None,
        "left_ms": 300_000,
        "rate": 1,
    }


def test_a_running_clock_says_when_it_ends_and_never_ticks() -> None:
    running = FIVE_MINUTES.started(T)
    assert running.to_json()["ends_at"] == T + 300_000
    assert running.to_json()["left_ms"] is None
    assert running.left(T + 12_345) == 300_000 - 12_345


def test_a_pause_takes_no_time() -> None:
    paused = FIVE_MINUTES.started(T).paused(T + 100_000)
    assert paused.left(T + 900_000) == 200_000
    resumed = paused.started(T + 900_000)
    assert resumed.ends_at == T + 1_100_000
    assert resumed.stopped(T + 1_000_000).used_s(T + 9_999_999) == 200


def test_overtime_counts_on_below_zero_and_survives_a_pause() -> None:
    over = FIVE_MINUTES.started(T).paused(T + 345_600)
    assert over.left_ms == -45_600
    assert over.used_s(T) == 345
    assert over.started(T + 400_000).left(T + 410_000) == -55_600


def test_a_second_that_has_only_begun_is_not_counted_against_the_team() -> None:
    assert FIVE_MINUTES.started(T).stopped(T + 300_999).used_s(T) == 300
    assert FIVE_MINUTES.started(T).stopped(T + 301_000).used_s(T) == 301


def test_in_a_rehearsal_time_runs_faster() -> None:
    fast = Clock(duration_ms=300_000, warning_ms=60_000, rate=60).started(T)
    assert fast.ends_at == T + 5_000
    assert fast.left(T + 2_000) == 180_000
    assert fast.stopped(T + 6_000).left_ms == -60_000
    assert fast.paused(T + 2_000).started(T + 8_000).ends_at == T + 11_000


def test_starting_a_stopped_clock_begins_anew() -> None:
    again = FIVE_MINUTES.started(T).stopped(T + 10_000).started(T + 20_000)
    assert again.state is ClockState.RUNNING
    assert again.left(T + 20_000) == 300_000


def test_a_section_without_a_duration_has_no_clock() -> None:
    assert ready_clock(None, None) is None
    assert ready_clock(300, None) == Clock(300_000, 0)
